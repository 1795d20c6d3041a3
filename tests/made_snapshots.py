"""Made-up snapshots for laws that hold of every count: what is written can be read back unchanged.

A drawn snapshot keeps the promises every reader keeps (parts never exceed what explains a total, a method
that nobody reports is not listed, a party is a letter where it is known, names are stripped), so that a
difference after write and read is the writer's or the reader's doing. Odd on purpose: markup and quotes in
names, several scripts, the same name twice, cells that are not reported beside zeros, stated totals that
contradict the units.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from outright.count import (
    Candidate,
    Contest,
    ContestCount,
    Election,
    ExternalId,
    ReportingUnit,
    Snapshot,
    StatedTotals,
    UnitCount,
    candidate_id,
)
from outright.feeds.choices import Line, line_of
from outright.feeds.ids import distinct, free, stem
from outright.feeds.methods import is_batch_name
from outright.feeds.parties import is_write_in_party, party_code
from outright.terms import ReportingUnitType, ResultsStatus, VoteMethod

METHODS = tuple(m for m in VoteMethod if m is not VoteMethod.TOTAL)
LEVELS = (
    ReportingUnitType.PRECINCT,
    ReportingUnitType.COUNTY,
    ReportingUnitType.STATE,
    ReportingUnitType.MUNICIPALITY,
    ReportingUnitType.WARD,
    ReportingUnitType.COMBINED_PRECINCT,
    ReportingUnitType.SPLIT_PRECINCT,
    ReportingUnitType.VOTE_CENTER,
)
INSIDE_COUNTIES = frozenset(LEVELS) - {ReportingUnitType.COUNTY, ReportingUnitType.STATE}
COUNTIES = ("cobb", "dekalb", "north-fork", "st-elsewhere")
ODD = (
    'Ann "Nan" O\'Hara & Sons',
    "<b>Bold</b> ]]> &amp;",
    "Zoë Åström-Núñez",
    "王小明",
    "الاسم",
    "🗳 Poll, Pat; 5,908",
    "e\u0301 combining",
    "=SUM(A1)",
    "-1",
    "5908",
    "Doug Overbey",
    "Write-In",
    "Jon Doe (REP)",
    "x" * 200,
)
NAMES = (
    st.one_of(
        st.sampled_from(ODD),
        st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12),
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
"""Names on one line, stripped, single blanks; any script, no control characters."""

PARTIES = st.one_of(st.none(), st.sampled_from(["D", "R", "L", "G", "I", "MTN", "Peace & Freedom", "Süd <1>"]))
VOTES = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 3_000_000))
MAYBE = st.one_of(st.none(), VOTES)
ZONES = tuple(dt.timezone(dt.timedelta(hours=h)) for h in (-10, -8, -5, -4, 0, 5.5, 13))
MOMENTS = st.builds(
    lambda seconds, zone: dt.datetime.fromtimestamp(seconds, zone),
    st.integers(631_300_000, 3_786_900_000),
    st.sampled_from(ZONES),
)

Cell = tuple[int | None, tuple[int | None, ...]]


@st.composite
def cells(draw: st.DrawFn, methods: int, split: bool) -> Cell:
    """One candidate's total and votes by method: unreported, a total alone, or explained by its parts."""
    nothing = (None,) * methods
    kind = draw(
        st.sampled_from(("split", "split", "total", "none") if split and methods else ("total", "total", "none"))
    )
    if kind == "none":
        return None, nothing
    if kind == "total":
        return draw(VOTES), nothing
    parts = draw(st.tuples(*[MAYBE] * methods))
    if all(p is None for p in parts):
        return None, nothing
    beyond = draw(st.sampled_from((0, 0, 0, 0, 1, 7)))
    return max(0, sum(p or 0 for p in parts) - beyond), parts


@st.composite
def rows(draw: st.DrawFn, width: int, methods: int) -> StatedTotals:
    """All candidates in one place; without any reported method the parts are ``()``."""
    split = draw(st.booleans())
    found = [draw(cells(methods, split)) for _ in range(width)]
    parts = tuple(tuple(parts[m] for _, parts in found) for m in range(methods))
    known = any(v is not None for part in parts for v in part)
    return StatedTotals(tuple(total for total, _ in found), parts if known else ())


@st.composite
def candidates(draw: st.DrawFn, names: st.SearchStrategy[str], is_question: bool) -> tuple[Candidate, ...]:
    """One to five candidates, or the answers to a question (which have no party); some share a name."""
    pool = draw(st.lists(names, min_size=1, max_size=5))
    if draw(st.integers(0, 4)) == 0:
        pool.append(pool[0])
    ids = distinct([candidate_id(n) for n in pool], [None] * len(pool))
    found = []
    for order, (name, own) in enumerate(zip(pool, ids, strict=True), start=1):
        party = party_code(None if is_question else draw(PARTIES), name)
        marked = line_of(name) is Line.WRITE_IN or is_write_in_party(party or "")
        written = marked or (not is_question and draw(st.integers(0, 5)) == 0)
        found.append(Candidate(own, name, party, None, order, written))
    return tuple(found)


@st.composite
def unit_pools(
    draw: st.DrawFn, names: st.SearchStrategy[str], level: ReportingUnitType, parents: bool
) -> tuple[ReportingUnit, ...]:
    """One to six units of one level, in counties or not; names may repeat, ids do not."""
    inside = parents and level in INSIDE_COUNTIES and draw(st.booleans())
    taken: dict[str, int] = {}
    found = []
    for name in draw(st.lists(names, min_size=1, max_size=6)):
        above = draw(st.sampled_from(COUNTIES)) if inside else None
        wanted = f"{above}--{stem(name)}" if above else stem(name)
        kinds = draw(
            st.lists(st.sampled_from(("fips", "ocd-id", "local-level", "state-level")), max_size=2, unique=True)
        )
        external = tuple(ExternalId(kind, draw(names)) for kind in kinds)
        own = free(wanted, taken)
        found.append(ReportingUnit(own, name, level, above, external, not is_batch_name(name)))
    return tuple(found)


Facts = tuple[bool | None, int | None, int | None]
FACTS = st.tuples(st.sampled_from((None, True, False)), MAYBE, MAYBE)


@st.composite
def contest_counts(
    draw: st.DrawFn, names: st.SearchStrategy[str], methods: Sequence[VoteMethod],
    level: ReportingUnitType, pool: Sequence[ReportingUnit], facts: Sequence[Facts] | None,
    questions: bool, stated: bool, split: bool,
) -> ContestCount:  # fmt: skip
    """One contest over some of the pool's units. ``facts`` is what all contests say of each unit alike."""
    is_question = questions and draw(st.integers(0, 3)) == 0
    name = draw(names)
    who = draw(candidates(names, is_question))
    used = draw(st.lists(st.sampled_from(list(methods)), unique=True, max_size=4)) if split else []
    chosen = [n for n in range(len(pool)) if draw(st.integers(0, 3))] or [0]
    votes = [draw(rows(len(who), len(used))) for _ in chosen]
    told = draw(rows(len(who), len(used))) if stated and draw(st.booleans()) else None
    if told and all(v is None for v in told.totals):  # no source states totals of nothing
        told = None
    kept, votes, told = without_silent(used, votes, told)
    known = [facts[n] if facts is not None else draw(FACTS) for n in chosen]
    units = tuple(UnitCount(pool[n], r.totals, r.parts, *f) for n, r, f in zip(chosen, votes, known, strict=True))
    reported, total = draw(st.one_of(st.just((None, None)), st.integers(0, 900).map(lambda n: (n // 2, n))))
    seats = 1 if is_question else draw(st.integers(1, 3))
    allowed = 1 if is_question else draw(st.integers(1, 3))
    primary = None if is_question else draw(st.sampled_from((None, None, "D", "R", "MTN")))
    contest = Contest(stem(name), name, who, seats, None, allowed, is_question, primary)
    return ContestCount(
        contest, kept, units, level, told, (), reported, total,
        draw(MAYBE), draw(MAYBE), draw(MAYBE), draw(MAYBE),
    )  # fmt: skip


def without_silent(
    methods: Sequence[VoteMethod], votes: Sequence[StatedTotals], told: StatedTotals | None
) -> tuple[tuple[VoteMethod, ...], list[StatedTotals], StatedTotals | None]:
    """Methods and rows without the methods that nobody reports: no reader lists those."""
    every = [*votes, *([told] if told else [])]
    heard = [m for m in range(len(methods)) if any(v is not None for r in every if r.parts for v in r.parts[m])]

    def lean(row: StatedTotals) -> StatedTotals:
        return StatedTotals(row.totals, tuple(row.parts[m] for m in heard) if row.parts else ())

    return tuple(methods[m] for m in heard), [lean(r) for r in votes], lean(told) if told else None


@st.composite
def snapshots(
    draw: st.DrawFn, *, kind: str = "made", names: st.SearchStrategy[str] = NAMES,
    methods: Sequence[VoteMethod] = METHODS, levels: Sequence[ReportingUnitType] = LEVELS,
    parents: bool = True, questions: bool = True, stated: bool = True, split: bool = True, most: int = 3,
) -> Snapshot:  # fmt: skip
    """A whole publication: up to ``most`` contests over one pool of units of one level.

    Turn things off for a format that has no place for them: ``parents`` (counties above the units),
    ``questions``, ``stated`` totals, ``split`` by method. Without a clock or a date they are None.
    """
    level = draw(st.sampled_from(list(levels)))
    pool = draw(unit_pools(names, level, parents))
    alike = draw(st.booleans())
    facts = [draw(FACTS) for _ in pool] if alike else None
    shape = contest_counts(names, methods, level, pool, facts, questions, stated, split)
    counts = draw(st.lists(shape, min_size=1, max_size=most))
    ids = distinct([c.contest.id for c in counts], [None] * len(counts))
    named = tuple(renamed(c, i) for c, i in zip(counts, ids, strict=True))
    moment = draw(st.one_of(st.none(), MOMENTS))
    election = Election(
        draw(names),
        draw(st.one_of(st.none(), st.dates(dt.date(1990, 1, 2), dt.date(2090, 1, 1)))),
        draw(st.one_of(st.none(), names)),
    )
    return Snapshot(
        kind, election, named, moment, moment.isoformat() if moment else "",
        draw(st.sampled_from(ResultsStatus)), draw(st.booleans()),
    )  # fmt: skip


def renamed(count: ContestCount, contest_id: str) -> ContestCount:
    """The count under another contest id."""
    return replace(count, contest=replace(count.contest, id=contest_id))
