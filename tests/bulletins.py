"""Made-up bulletins for the tests of what is printed. Numbers add up; the moments are invented."""

import datetime as dt

from outright.bulletin import (
    SCHEMA,
    Bulletin,
    Candidate,
    Contest,
    Method,
    Need,
    Night,
    Note,
    PartyTotal,
    Point,
    Reason,
    Remaining,
    Slot,
    Source,
    Threshold,
    Unit,
    Verdict,
    VerdictChange,
)
from outright.count.share import share_text
from outright.terms import ResultsStatus, VerdictCode

AT = dt.datetime(2017, 4, 18, 21, 42, 10, tzinfo=dt.timezone(dt.timedelta(hours=-4)))
NAMES = [
    ("jon-ossoff", "Jon Ossoff", "D", 69733), ("karen-handel", "Karen Handel", "R", 24386),
    ("bob-gray", "Bob Gray", "R", 15070), ("dan-moody", "Dan Moody", "R", 12193),
    ("judson-hill", "Judson Hill", "R", 11919), ("kurt-wilson", "Kurt Wilson", "R", 1300),
    ("david-abroms", "David Abroms", "R", 1000), ("ragin-edwards", "Ragin Edwards", "D", 400),
    ("ron-slotin", "Ron Slotin", "D", 350), ("bruce-levell", "Bruce Levell", "R", 300),
    ("mohammad-ali-bhuiyan", "Mohammad Ali Bhuiyan", "R", 120), ("keith-grawert", "Keith Grawert", "R", 60),
    ("amy-kremer", "Amy Kremer", "R", 50), ("william-llop", "William Llop", "R", 40),
    ("rebecca-quigg", "Rebecca Quigg", "D", 30), ("richard-keatley", "Richard Keatley", "D", 25),
    ("alexander-hernandez", "Alexander Hernandez", "I", 14), ("andre-pollard", "Andre Pollard", "I", 10),
]  # fmt: skip
PARTY = {"D": ("Democrats", "dem"), "R": ("Republicans", "gop"), "I": ("Independents", "ind")}
LABELS = {
    VerdictCode.TOO_EARLY: "Too early to say", VerdictCode.RUNOFF_CERTAIN: "Runoff certain",
    VerdictCode.WON_CERTAIN: "Won outright", VerdictCode.LEADER_ONLY: "Leader so far",
}  # fmt: skip


def candidate(row: tuple[str, str, str, int], total: int, place: int) -> Candidate:
    cid, name, party, votes = row
    methods = {"early": votes * 4 // 10, "absentee-mail": votes // 10, "election-day": None}
    methods["election-day"] = votes - methods["early"] - methods["absentee-mail"]
    return Candidate(
        id=cid, name=name, surname=name.split()[-1], party=party, color=PARTY[party][1], votes=votes,
        share=votes / total if total else None, share_text=share_text(votes, total), added=votes // 20,
        gap_text="1,232 votes over half" if place == 0 else "", methods=methods, state=None, folded=place > 4,
    )  # fmt: skip


def contest(code: VerdictCode = VerdictCode.TOO_EARLY, rows: list[tuple[str, str, str, int]] = NAMES) -> Contest:
    total = sum(r[3] for r in rows)
    candidates = tuple(candidate(r, total, i) for i, r in enumerate(rows))
    named = tuple(c.id for c in candidates[:2]) if code == VerdictCode.RUNOFF_CERTAIN else ()
    units = tuple(
        Unit(
            id=name.lower(), name=name, level="county", parent=None, votes=total // 3,
            candidates={r[0]: r[3] // 3 for r in rows}, share_text={r[0]: share_text(r[3], total) for r in rows},
            leader=rows[0][0] if rows else None, precincts_reported=done, precincts_total=n, reported=done == n,
            registered=reg, left_upper=reg - total // 3, left_text=f"at most {reg - total // 3:,}",
        )
        for name, done, n, reg in [("Cobb", 32, 50, 129570), ("DeKalb", 43, 43, 101421), ("Fulton", 20, 115, 216835)]
    )  # fmt: skip
    methods = tuple(
        Method(method=m, label=label, labels=(feed,), votes=sum(c.methods[m] or 0 for c in candidates),
               candidates={c.id: c.methods[m] for c in candidates}, share_text={c.id: c.share_text for c in candidates})
        for m, label, feed in [("early", "Early in person", "Advance in Person"),
                               ("absentee-mail", "By mail", "Absentee by Mail"),
                               ("election-day", "Election day", "Election Day")]
    )  # fmt: skip
    points = tuple(
        Point(seq=i + 1, at=AT - dt.timedelta(minutes=10 * (12 - i)), at_text=f"{7 + (40 + 10 * i) // 60}:{(40 + 10 * i) % 60:02} p.m.",
              votes=total * (i + 1) // 12,
              candidates={r[0]: int(r[3] * (i + 1) / 12 * (1 + (0.4 if j == 0 else -0.3) * (1 - (i + 1) / 12))) for j, r in enumerate(rows[:5])})
        for i in range(12)
    )  # fmt: skip
    parties = tuple(
        PartyTotal(party=p, name=PARTY[p][0], candidates=sum(r[2] == p for r in rows), votes=sum(r[3] for r in rows if r[2] == p),
                   share=None, share_text=share_text(sum(r[3] for r in rows if r[2] == p), total))
        for p in ("D", "R", "I")
    )  # fmt: skip
    label = LABELS[code]
    return Contest(
        id="us-house-6", name="U.S. House, Georgia 6th District, special election", short_name="US House 6 special", seats=1,
        votes=total, votes_text=f"{total:,}",
        threshold=Threshold(kind="majority", share="1/2", share_text="50", votes_needed=total // 2 + 1, denominator="votes for the office",
                            denominator_votes=total, rule="us-ga-special-2005", citation="O.C.G.A. 21-2-501", read_on="2026-11-22", confidence="high",
                            text="A majority wins outright. Otherwise the top two meet in a runoff 63 days later."),
        candidates=candidates, parties=parties, methods=methods, units=units,
        verdict=Verdict(code=code, label=label, text="The leader is above half now, but more ballots may be left than his margin over half.",
                        candidates=named, by="arithmetic",
                        reasons=(Reason(code="majority_open", text="A majority of the 137,000 counted is 68,501; at most 240,000 ballots are left.",
                                        figures={"votes": total, "needed": total // 2 + 1}),)),
        verdict_history=(VerdictChange(seq=1, at=AT - dt.timedelta(hours=2), at_text="7:42 p.m.", code=VerdictCode.TOO_EARLY, label="Too early to say", candidates=()),),
        slots=(Slot(slot=1, code=VerdictCode.ADVANCE_CERTAIN if named else VerdictCode.TOO_EARLY, candidate=named[0] if named else None, text="Ossoff leads Handel by 45,347; at most 240,000 are left"),
               Slot(slot=2, code=VerdictCode.ADVANCE_CERTAIN if named else VerdictCode.TOO_EARLY, candidate=named[1] if named else None, text="Handel leads Gray by 9,316; at most 240,000 are left")),
        remaining=Remaining(upper=240000, basis="registered voters not yet counted", text="At most 240,000 ballots are left (registered voters not yet counted); 95 of 208 precincts have reported.",
                            complete=False, precincts_reported=95, precincts_total=208,
                            needs=(Need(candidate="jon-ossoff", target="majority", need=118768, of=240000, share_text="49.49", state="open",
                                        text="Ossoff needs 118,768 of at most 240,000 left (49.49%) for a majority."),),
                            working=("2 x 69,733 = 139,466", "137,000 + 240,000 = 377,000")),
        timeline=points, charted=tuple(r[0] for r in rows[:5]),
        seq=12, as_of=AT, as_of_text="9:42 p.m. EDT", summary="Ossoff fell from 71.3% at 7:59 p.m. to 50.90% with 95 of 208 precincts in.",
        notes=(Note(seq=12, at=AT, at_text="9:42 p.m.", kind="batch", source="Fulton", text="Fulton +4,102 votes, 9 precincts; Ossoff 43.1% of them", votes=4102),
               Note(seq=11, at=AT - dt.timedelta(minutes=4), at_text="9:38 p.m.", kind="correction", source="DeKalb", text="DeKalb −212 votes (the source replaced a precinct)", votes=-212)),
        projection=None, comparison=(),
    )  # fmt: skip


def bulletin(code: VerdictCode = VerdictCode.TOO_EARLY, *, test: bool = False, rehearsal: bool = True,
             rows: list[tuple[str, str, str, int]] = NAMES) -> Bulletin:  # fmt: skip
    sources = tuple(
        Source(id=f"clarity-{n.lower()}", kind="clarity", name=f"{n} County", url=None, publications=4, last_received=AT, last_changed=AT,
               published_text="4/18/2017 9:41:58 PM EDT", sha256="0" * 64, state="ok", message="")
        for n in ("Cobb", "DeKalb", "Fulton")
    )  # fmt: skip
    night = Night(id="us-ga-2017-04-18", name="Georgia 6th District special election", date=AT.date(), timezone="America/New_York", test=test,
                  rehearsal=rehearsal, seq=12, as_of=AT, as_of_text="9:42 p.m. EDT", status=ResultsStatus.UNOFFICIAL_PARTIAL,
                  status_text="Unofficial, partial", sources=sources)  # fmt: skip
    return Bulletin(schema=SCHEMA, engine="outright 0.1.0", night=night, contests=(contest(code, rows),))
