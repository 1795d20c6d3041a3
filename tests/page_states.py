"""The states of a night that the page must be good in, each a made-up bulletin."""

import datetime as dt
import functools
from typing import Any

from msgspec.structs import replace

from bulletins import NAMES, bulletin
from money_states import MONEY, reference_plan
from night_states import ENGINE_STATES
from outright.bulletin import Bulletin, Contest, Point
from outright.terms import ResultsStatus, VerdictCode
from projected_states import PROJECTED
from rated_states import rated, rated_of_one_party, rated_open, unrated

CONTEST = "us-house-6"
RUNOFF = [("karen-handel", "Karen Handel", "R", 134799), ("jon-ossoff", "Jon Ossoff", "D", 125517)]
FINAL = [
    ("jon-ossoff", "Jon Ossoff", "D", 92673),
    ("karen-handel", "Karen Handel", "R", 38071),
    ("bob-gray", "Bob Gray", "R", 20802),
    ("dan-moody", "Dan Moody", "R", 17017),
    ("judson-hill", "Judson Hill", "R", 16848),
    ("kurt-wilson", "Kurt Wilson", "R", 4759),
    *NAMES[6:],
]
HOSTILE = [
    "</script><script>alert(1)</script>",
    '"onmouseover="alert(2)',
    "{{7*7}}${7*7}",
    "<img src=x onerror=alert(3)>",
    "\u202eevil\u202c",
    "\u2028line",
    "Z\u0351\u0352a\u0353l\u0354g\u0355o",
    "🗳️ Ballot",
    "x" * 10000,
    "'; drop table --",
    "&lt;b&gt;",
    "]]>",
    "\x00\x07bell",
]


def with_contest(whole: Bulletin, **changes: Any) -> Bulletin:
    return replace(whole, contests=(replace(whole.contests[0], **changes),))


def with_night(whole: Bulletin, **changes: Any) -> Bulletin:
    return replace(whole, night=replace(whole.night, **changes))


def no_votes() -> Bulletin:
    whole = bulletin()
    contest = whole.contests[0]
    blank = {r[0]: None for r in NAMES}
    dash = {r[0]: "–" for r in NAMES}
    shown = tuple(
        replace(c, votes=None, share=None, share_text="–", gap_text="", added=None, methods={})
        for c in contest.candidates
    )
    units = tuple(
        replace(
            u,
            votes=None,
            candidates=blank,
            share_text=dash,
            leader=None,
            precincts_reported=0,
            reported=False,
            left_upper=None,
            left_text="",
        )
        for u in contest.units
    )
    night = replace(
        whole.night,
        seq=0,
        as_of=None,
        as_of_text="",
        sources=tuple(
            replace(
                s,
                state="waiting",
                publications=0,
                last_received=None,
                last_changed=None,
                published_text="",
                sha256=None,
            )
            for s in whole.night.sources
        ),
    )
    return with_contest(
        replace(whole, night=night),
        votes=None,
        votes_text="–",
        candidates=shown,
        units=units,
        methods=(),
        timeline=(),
        parties=tuple(replace(p, votes=None, share_text="–") for p in contest.parties),
        notes=(),
        verdict_history=(),
        summary="",
        threshold=replace(contest.threshold, votes_needed=None, denominator_votes=None),
        verdict=replace(contest.verdict, text="No votes have been reported yet.", reasons=()),
        remaining=replace(
            contest.remaining,
            upper=None,
            precincts_reported=0,
            needs=(),
            working=(),
            text="No votes have been reported; all 208 precincts are still out.",
        ),
    )


def leader_only() -> Bulletin:
    whole = bulletin(VerdictCode.LEADER_ONLY)
    contest = whole.contests[0]
    return with_contest(
        whole,
        threshold=replace(
            contest.threshold,
            kind="unknown",
            share=None,
            share_text=None,
            votes_needed=None,
            text="What it takes to win here is not in the rules this engine knows.",
            citation="none found",
            confidence="none",
        ),
        verdict=replace(
            contest.verdict,
            text="Ossoff has the most votes so far; the rule is unknown, so nobody is said to have won.",
            reasons=(),
        ),
        candidates=tuple(replace(c, gap_text="") for c in contest.candidates),
        slots=(),
        remaining=replace(contest.remaining, needs=(), working=()),
    )


def runoff_certain() -> Bulletin:
    whole = bulletin(VerdictCode.RUNOFF_CERTAIN, rows=FINAL)
    contest = whole.contests[0]
    states = [VerdictCode.ADVANCE_CERTAIN] * 2 + [VerdictCode.ELIMINATED_CERTAIN] * 16
    gaps = ["3,612 votes short of a majority"] + [""] * 17
    slots = tuple(
        replace(s, text=t)
        for s, t in zip(contest.slots, ("Ossoff, first with 92,673", "Handel, second with 38,071"), strict=True)
    )
    return with_contest(
        with_night(whole, status=ResultsStatus.UNOFFICIAL_COMPLETE, status_text="Unofficial, complete"),
        candidates=tuple(
            replace(c, state=s, gap_text=g) for c, s, g in zip(contest.candidates, states, gaps, strict=True)
        ),
        verdict=replace(
            contest.verdict,
            text="Nobody has more than half of the votes. Ossoff and Handel meet in a runoff.",
        ),
        slots=slots,
        remaining=replace(
            contest.remaining,
            upper=0,
            complete=True,
            precincts_reported=208,
            needs=(),
            text="Every precinct has reported. Provisional ballots may still be added.",
            working=("2 x 92,673 = 185,346",),
        ),
    )


def won_certain() -> Bulletin:
    whole = bulletin(VerdictCode.WON_CERTAIN, rows=RUNOFF, rehearsal=False)
    contest = whole.contests[0]
    return with_contest(
        with_night(whole, status=ResultsStatus.CERTIFIED, status_text="Official: certified June 26"),
        candidates=tuple(
            replace(c, state=s, gap_text=g)
            for c, s, g in zip(
                contest.candidates,
                (VerdictCode.WON_CERTAIN, VerdictCode.ELIMINATED_CERTAIN),
                ("4,640 votes over half", ""),
                strict=True,
            )
        ),
        verdict=replace(
            contest.verdict,
            text="Handel has more than half of the votes, and no ballots are left.",
            candidates=("karen-handel",),
        ),
        slots=(replace(contest.slots[0], code=VerdictCode.WON_CERTAIN, candidate="karen-handel", text="Handel"),),
        remaining=replace(
            contest.remaining,
            upper=0,
            complete=True,
            precincts_reported=208,
            needs=(),
            text="Every precinct has reported and the count is certified.",
            working=(),
        ),
    )


def two_candidates() -> Bulletin:
    return with_contest(bulletin(rows=RUNOFF, rehearsal=False), summary="Handel has led since 7:50 p.m.")


def marked_test() -> Bulletin:
    return bulletin(test=True)


def late_night() -> Bulletin:
    """Every candidate's bars crowded: a long night of publications, with a silence and a correction."""
    whole = bulletin()
    contest = whole.contests[0]
    start = whole.night.as_of - dt.timedelta(hours=5)
    points = []
    for i in range(120):
        at = start + dt.timedelta(minutes=2 * i + (45 if i > 60 else 0))
        done = (i + 1) / 120 - (0.02 if i in (80, 81) else 0)
        counts = {
            c: int(v * done * (1 + (0.45 if c == "jon-ossoff" else -0.35) * (1 - done) ** 2))
            for c, _, _, v in NAMES[:5]
        }
        points.append(
            Point(
                seq=i + 1,
                at=at,
                at_text=f"{at:%I:%M} p.m.".lstrip("0"),
                votes=int(contest.votes * done),
                candidates=counts,
            )
        )
    notes = tuple(replace(contest.notes[i % 2], seq=81 if i % 2 else 120 - i) for i in range(40))
    return with_contest(whole, timeline=tuple(points), notes=notes)


def hostile() -> Bulletin:
    whole = bulletin()
    contest = whole.contests[0]
    named = [
        replace(c, name=HOSTILE[i % len(HOSTILE)], surname=HOSTILE[i % len(HOSTILE)], party=HOSTILE[1])
        for i, c in enumerate(contest.candidates)
    ]
    bad = HOSTILE[0]
    night = replace(
        whole.night,
        name=bad,
        as_of_text=bad,
        status_text=bad,
        sources=tuple(replace(s, name=bad, message=bad, published_text=bad) for s in whole.night.sources),
    )
    return with_contest(
        replace(whole, night=night),
        name=bad,
        short_name=bad,
        candidates=tuple(named),
        units=tuple(replace(u, name=bad, left_text=bad) for u in contest.units),
        summary=bad,
        methods=tuple(replace(m, label=bad, labels=(bad,)) for m in contest.methods),
        notes=tuple(replace(n, text=bad) for n in contest.notes),
        verdict=replace(contest.verdict, text=bad, label=bad),
        parties=tuple(replace(p, name=bad) for p in contest.parties),
        remaining=replace(contest.remaining, text=bad, working=(bad,)),
    )


def beside() -> Bulletin:
    """Polls, special elections and past results beside a complete count."""
    from outright.night.context import context_of

    whole = runoff_certain()
    return with_contest(
        whole, context=context_of(reference_plan().contests[0], whole.contests[0], whole.night.date, counted=True)
    )


def contest_of(whole: Bulletin) -> Contest:
    return whole.contests[0]


_MADE = {
    "too_early": bulletin,
    "beside": beside,
    "runoff_certain": runoff_certain,
    "won_certain": won_certain,
    "leader_only": leader_only,
    "no_votes": no_votes,
    "two_candidates": two_candidates,
    "test": marked_test,
    "late_night": late_night,
    **PROJECTED,
    "rated": lambda: rated(runoff_certain()),
    "rated_of_one_party": lambda: rated_of_one_party(runoff_certain()),
    "rated_open": lambda: rated_open(bulletin()),
    "unrated": lambda: unrated(runoff_certain()),
    **ENGINE_STATES,
    **MONEY,
}
STATES = {name: functools.cache(make) for name, make in _MADE.items()}
"""Each is made once: a bulletin is frozen, and some are long in the making."""
