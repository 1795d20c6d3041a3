"""Random bulletins for the laws of what is written: every verdict, by anybody, over counts of every kind.

They need not be possible nights: a story may say no more than the verdict of any of them.
"""

import datetime as dt
import random
from fractions import Fraction

from msgspec.structs import replace

from bulletins import AT, NAMES, bulletin
from outright.bulletin import (
    Bulletin,
    Contest,
    ContestSource,
    Identity,
    Milestone,
    Note,
    PartyTotal,
    Point,
    Reason,
    Slot,
    VerdictChange,
)
from outright.bulletin.take import Lately, NeedAt, Take, TakeNeed
from outright.count.share import HALF, share_column
from outright.night.figures import with_figures
from outright.night.plan import NightPlan
from outright.night.words import party, verdict_label
from outright.rules import get
from outright.terms import ElectionType, ResultsStatus, VerdictCode
from projected_states import part

WHOLE = bulletin(rehearsal=False)
PROJECTION = part()[0]
PLAN = NightPlan(
    id=WHOLE.night.id, name="n", date=WHOLE.night.date, timezone="America/New_York", sources=(), contests=(),
    polls_close=AT - dt.timedelta(hours=2),
)  # fmt: skip
RULE = get("us-ga-special-2005")
HELD_NAMES = [
    "Jon Ossoff",
    "Karen Handel",
    "Winner Elected",
    "Sue Won",
    "No",
    "Ímar Ibarra",
    "Projected Certain",
    "Bob Gray",
]
CODES = list(VerdictCode)
SHARES = {"majority": HALF, "share": Fraction(2, 5), "plurality": None, "unknown": None}


def random_bulletin(rng: random.Random) -> Bulletin:
    contest = random_contest(rng)
    status = contest.status if contest.status is not None else ResultsStatus.UNOFFICIAL_PARTIAL
    night = replace(WHOLE.night, status=status, test=rng.random() < 0.1, rehearsal=rng.random() < 0.3)
    return replace(WHOLE, night=night, contests=(contest,))


def random_contest(rng: random.Random) -> Contest:
    kind = rng.choice(list(SHARES))
    votes, base = _votes(rng), WHOLE.contests[0]
    total = None if rng.random() < 0.02 else sum(votes)
    candidates = _candidates(rng, votes, total)
    code = rng.choice(CODES)
    history = _history(rng, [c.id for c in candidates], code)
    at = AT - dt.timedelta(minutes=rng.randrange(200))
    made = replace(
        base, seats=rng.choice([1, 1, 1, 2]), votes=total, candidates=candidates, parties=_parties(candidates, total),
        threshold=_threshold(base, kind, total), methods=_methods(rng, base, candidates),
        verdict=replace(
            base.verdict, code=code, label=verdict_label(code, majority=kind == "majority"),
            candidates=history[-1].candidates, by=rng.choice(["arithmetic", "model", "desk", "source"]), reasons=(),
        ),
        verdict_history=history, timeline=_timeline(rng, candidates, total), notes=_notes(rng),
        slots=tuple(
            Slot(slot=i + 1, code=rng.choice(CODES), candidate=None, text="") for i in range(rng.choice([0, 1, 2, 2]))
        ),
        remaining=replace(
            base.remaining, upper=rng.choice([None, 0, 5, 240_000]), complete=rng.random() < 0.3,
            precincts_reported=rng.choice([None, 0, 95, 208]),
        ),
        projection=PROJECTION if rng.random() < 0.5 else None, identity=_identity(rng), take=_take(rng, candidates),
        milestones=tuple(
            Milestone(kind=k, seq=rng.randrange(1, 13), at=at, at_text="9:40 p.m.")
            for k in ("half-in", "complete", "certified") if rng.random() < 0.3
        ),
        status=rng.choice([None, *ResultsStatus]), rounded=rng.random() < 0.05, seq=12, prev=rng.choice([None, 11]),
        as_of=at, as_of_text="9:42 p.m. EDT", recount_text="A recount is possible." if rng.random() < 0.1 else "",
        sources=tuple(
            ContestSource(id=str(i), name=f"{n} County", seq=1, version=None, fetched_at=AT, sha256="0")
            for i, n in enumerate(["Cobb", "DeKalb", "Fulton"][: rng.randrange(4)])
        ),
    )  # fmt: skip
    last = with_figures(PLAN, RULE, replace(made, as_of_text="9:38 p.m. EDT"), None) if rng.random() < 0.3 else None
    return with_figures(PLAN, RULE, made, last, held=rng.choice([0, 0, 0, 1, 3]))


def _votes(rng: random.Random) -> list[int]:
    found = sorted((rng.choice([0, 1, 7, rng.randrange(100_000)]) for _ in range(rng.randrange(1, 7))), reverse=True)
    return [found[0], *found] if rng.random() < 0.1 else found


def _candidates(rng, votes, total):
    names = rng.sample(HELD_NAMES, len(votes))
    shares = share_column({str(i): v for i, v in enumerate(votes)}, total)
    base = WHOLE.contests[0].candidates[0]
    return tuple(
        replace(
            base, id=NAMES[i][0], name=n, surname=n.split()[-1],
            party=rng.choice(["D", "R", "I", "L", None, "Green-Rainbow"]),
            votes=v if total is not None else None, share=None, share_text=shares[str(i)], gap_text="",
        )
        for i, (n, v) in enumerate(zip(names, votes, strict=True))
    )  # fmt: skip


def _parties(candidates, total):
    found = []
    for p in dict.fromkeys(c.party for c in candidates if c.party):
        mine = sum(c.votes or 0 for c in candidates if c.party == p)
        n = sum(c.party == p for c in candidates)
        text = share_column({"x": mine}, total)["x"]
        found.append(PartyTotal(party=p, name=party(p)[0], candidates=n, votes=mine, share=None, share_text=text))
    return tuple(found)


def _threshold(base, kind, total):
    share = SHARES[kind]
    needed = None if share is None or total is None else share.numerator * total // share.denominator + 1
    return replace(
        base.threshold, kind=kind, share=str(share) if share else None, votes_needed=needed,
        share_text=f"{float(share * 100):g}" if share else None, denominator_votes=total,
    )  # fmt: skip


def _methods(rng, base, candidates):
    found = []
    for method in base.methods:
        if rng.random() < 0.3:
            continue
        mine = {c.id: rng.randrange((c.votes or 0) + 1) for c in candidates}
        texts = share_column(mine, sum(mine.values()))
        found.append(replace(method, votes=sum(mine.values()), candidates=mine, share_text=texts))
    return tuple(found)


def _timeline(rng, candidates, total):
    if not total:
        return ()
    points = []
    for seq in sorted(rng.sample(range(1, 13), rng.randrange(1, 5))):
        mine = {c.id: rng.randrange((c.votes or 0) + 1) for c in candidates}
        whole = sum(mine.values()) or 1
        points.append(
            Point(seq=seq, at=AT, at_text=f"8:{seq + 10} p.m.", votes=whole, candidates=mine,
                  share_text=share_column(mine, whole))
        )  # fmt: skip
    return tuple(points)


def _history(rng, ids, code):
    seqs = sorted(rng.sample(range(1, 13), rng.randrange(1, 4)))
    found = []
    for n, seq in enumerate(seqs):
        last = n == len(seqs) - 1
        now = code if last else rng.choice(CODES)
        reason = Reason(code="with_none_left", text="", figures={"votes": 5, "left": 100, "total": 120})
        found.append(
            VerdictChange(
                seq=seq, at=AT, at_text=f"9:{seq + 10} p.m. EDT", code=now, label=verdict_label(now, majority=True),
                candidates=tuple(ids[: rng.randrange(4)]), by=rng.choice(["arithmetic", "model"]), reasons=(reason,),
                note="Withdrawn: it no longer stands." if rng.random() < 0.1 else "",
            )
        )  # fmt: skip
    return tuple(found)


def _notes(rng):
    if rng.random() < 0.7:
        return ()
    votes = rng.choice([-212, 0, 14, None])
    return (
        Note(
            seq=rng.randrange(1, 13),
            at=AT,
            at_text="9:38 p.m.",
            kind="correction",
            source="DeKalb County",
            text="",
            votes=votes,
        ),
    )


def _identity(rng):
    if rng.random() < 0.3:
        return Identity(is_question=rng.random() < 0.3)
    return Identity(
        office_name="U.S. House", seat_name=rng.choice(["District 6", None]), state_name="Georgia",
        type=rng.choice([None, *ElectionType]), party=rng.choice([None, "R", "D", "G"]),
        runoff_date=rng.choice([None, dt.date(2017, 6, 20)]),
    )  # fmt: skip


def _take(rng, candidates):
    if rng.random() < 0.4 or PROJECTION.left is None:
        return None
    at = NeedAt(left=80_000, need=40_000, share_text="50.0", state="open")
    first = candidates[0].id
    need = TakeNeed(
        candidate=first, target=rng.choice(["majority", "first"]), against=None, low=at, mid=at, high=at, text=""
    )
    lately = Lately(updates=rng.choice([1, 3]), votes=100, candidates={first: 40}, share_text={first: "40.0"})
    return Take(
        estimated=rng.random() < 0.8, left=PROJECTION.left, share="1/2", strict=True, text="", needs=(need,),
        lately=rng.choice([None, lately]), batches=(), rows=(), presets=(),
    )  # fmt: skip
