"""Old units onto tonight's: which past votes belong to which place, how that was found, what it costs.

In order: a table that a desk gives; the same id; the same name (within the county only); one place become
several, or several become one, by the stems of their names; else the votes are left to their county.
Nothing is guessed: where a name stands for two places, or two readings claim one old unit, its votes stay
with the county and the report says so. Every old unit has one match; its weights sum to one, so that no
old vote is created or lost. The order of the inputs changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from outright.baseline.place_names import Key, any_order, by_number, key, stem_of
from outright.errors import BaselineError

ONE = Fraction(1)


class How(StrEnum):
    """How an old unit's votes came to where they are."""

    EXACT = "exact"
    NAME = "name"
    SPLIT = "split"
    MERGE = "merge"
    COUNTY = "county"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PlaceThen:
    """A unit of the past contest. ``votes`` are all its votes in that contest."""

    id: str
    name: str
    county: str
    votes: int


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """A unit of tonight's count; ``registered`` voters weigh the pieces of a divided place."""

    id: str
    name: str
    county: str
    registered: int | None = None


_Place = TypeVar("_Place", PlaceThen, PlaceNow)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a desk's own table: votes of ``old`` go to ``new``, in proportion to ``weight`` if given."""

    old: str
    new: str
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where one old unit's votes go: tonight's units with weights that sum to 1; empty for COUNTY and NONE."""

    old: PlaceThen
    how: How
    onto: tuple[tuple[str, Fraction], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class KindLine:
    """What rests on one kind of match: old units, their votes, and their share of all old votes (0-1)."""

    how: How
    units: int
    votes: int
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Every old unit's match, by old id; tonight's units without any past; what was wrong with the inputs."""

    matches: tuple[Match, ...]
    without_past: tuple[PlaceNow, ...]
    problems: tuple[str, ...] = ()

    def report(self) -> tuple[KindLine, ...]:
        """Units and old votes by kind of match, every kind, best first."""
        total = sum(m.old.votes for m in self.matches)
        lines = []
        for how in How:
            mine = [m.old.votes for m in self.matches if m.how is how]
            lines.append(KindLine(how, len(mine), sum(mine), Fraction(sum(mine), total) if total else None))
        return tuple(lines)

    def unmatched(self) -> tuple[Match, ...]:
        """Old units whose votes are with no unit of tonight, most votes first; each says why."""
        left = [m for m in self.matches if m.how in (How.COUNTY, How.NONE)]
        return tuple(sorted(left, key=lambda m: (-m.old.votes, m.old.id)))

    def text(self) -> str:
        """The report in one sentence: joined places, and the share of the old vote that rests on each fallback."""
        joined = sum(line.units for line in self.report() if line.how not in (How.COUNTY, How.NONE))
        costs = [
            f"{float(line.share * 100):.1f}% of the old vote by {line.how.value}"
            for line in self.report()
            if line.share and line.how is not How.EXACT
        ]
        rest = f": {', '.join(costs)}" if costs else ""
        return f"Joined {joined:,} of {len(self.matches):,} places{rest}."


def crosswalk(old: Iterable[PlaceThen], new: Iterable[PlaceNow], table: Iterable[Link] = ()) -> Crosswalk:
    """Match every old unit to tonight's. `BaselineError` where two units of one side share an id."""
    work = _Work(sorted(old, key=lambda p: p.id), sorted(new, key=lambda p: p.id))
    work.by_table(sorted(table, key=lambda t: (t.old, t.new)))
    work.by_id()
    work.by_name(key)
    work.by_name(lambda name: any_order(key(name)))
    work.by_stems()
    work.by_name(lambda name: by_number(key(name)))
    return work.rest()


@dataclass
class _Work:
    """A crosswalk in the making: what is settled, by old id, and which of tonight's units are taken."""

    then: Sequence[PlaceThen]
    now: Sequence[PlaceNow]
    settled: dict[str, Match] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for side, ids in (("past contest", [p.id for p in self.then]), ("count of tonight", [p.id for p in self.now])):
            twice = sorted(i for i, n in Counter(ids).items() if n > 1)
            if twice:
                raise BaselineError(
                    f"two units of the {side} share an id",
                    where=", ".join(twice[:5]),
                    hint="Give every unit an id of its own.",
                )

    def settle(self, old: PlaceThen, how: How, onto: Sequence[tuple[str, Fraction]] = (), why: str = "") -> None:
        self.settled[old.id] = Match(old, how, tuple(onto), why)
        self.taken.update(i for i, _ in onto)

    def by_table(self, table: Sequence[Link]) -> None:
        then, now = {p.id: p for p in self.then}, {p.id: p for p in self.now}
        rows: dict[str, list[Link]] = defaultdict(list)
        for link in table:
            here, there = then.get(link.old), now.get(link.new)
            if here is None or there is None:
                missing = link.old if here is None else link.new
                self.problems.append(f"The table names {missing}, which is no unit of {_side(here is None)}.")
            elif here.county != there.county:
                self.problems.append(f"The table joins {link.old} to {link.new} across counties; it is not used.")
            else:
                rows[link.old].append(link)
        sources = Counter(link.new for links in rows.values() for link in {t.new: t for t in links}.values())
        for old_id, links in rows.items():
            weights = self._table_weights(links, now)
            if weights is None:
                self.settle(then[old_id], How.COUNTY, why="its lines in the table contradict each other")
                continue
            how = How.SPLIT if len(weights) > 1 else How.MERGE if sources[weights[0][0]] > 1 else How.NAME
            self.settle(then[old_id], how, weights, "by the table")

    def _table_weights(self, links: list[Link], now: dict[str, PlaceNow]) -> list[tuple[str, Fraction]] | None:
        given = [link.weight for link in links]
        if len({link.new for link in links}) < len(links):
            self.problems.append(f"The table joins {links[0].old} to one place twice.")
            return None
        if None in given:
            if any(w is not None for w in given):
                self.problems.append(f"The table weighs some of the places of {links[0].old} and not the others.")
                return None
            return _weights([now[link.new] for link in links])
        whole = [w for w in given if w is not None]
        if min(whole) < 0 or not sum(whole):
            self.problems.append(f"The weights of {links[0].old} in the table are no weights.")
            return None
        return [(link.new, Fraction(w, sum(whole))) for link, w in zip(links, whole, strict=True) if w]

    def by_id(self) -> None:
        now = {p.id: p for p in self.now}
        for old in self.then:
            new = now.get(old.id)
            if old.id not in self.settled and new is not None and new.county == old.county:
                self.settle(old, How.EXACT, [(new.id, ONE)])

    def by_name(self, of: Callable[[str], Key]) -> None:
        """One place then and one place now of the same name in a county; names held by two are not guessed."""
        olds: dict[tuple[str, Key], list[PlaceThen]] = defaultdict(list)
        news: dict[tuple[str, Key], list[PlaceNow]] = defaultdict(list)
        for old in self.then:
            olds[old.county, of(old.name)].append(old)
        for new in self.now:
            news[new.county, of(new.name)].append(new)
        for called, members in olds.items():
            there = news.get(called, [])
            free = [n for n in there if n.id not in self.taken]
            for old in (o for o in members if o.id not in self.settled and free):
                if len(members) == len(there) == 1:
                    self.settle(old, How.NAME, [(free[0].id, ONE)])
                else:
                    self.settle(old, How.COUNTY, why=f"{max(len(members), len(there))} places are called so")

    def by_stems(self) -> None:
        """One place become several, or several become one, where that is the only reading."""
        olds = _only({(o.county, key(o.name)): o for o in self.then if o.id not in self.settled}, self.then)
        news = _only({(n.county, key(n.name)): n for n in self.now if n.id not in self.taken}, self.now)
        pieces: dict[str, list[PlaceNow]] = defaultdict(list)
        wholes: dict[str, list[PlaceThen]] = defaultdict(list)
        for (county, called), new in news.items():
            stem = stem_of(called)
            if stem is not None and (county, stem) in olds:
                pieces[olds[county, stem].id].append(new)
        for (county, called), old in olds.items():
            stem = stem_of(called)
            if stem is not None and (county, stem) in news:
                wholes[news[county, stem].id].append(old)
        splits = {i: found for i, found in pieces.items() if len(found) > 1}
        merges = {i: found for i, found in wholes.items() if len(found) > 1}
        both = set(splits) & {o.id for found in merges.values() for o in found}
        both_new = set(merges) & {n.id for found in splits.values() for n in found}
        by_id = {o.id: o for o in olds.values()}
        for old_id, found in splits.items():
            if old_id in both or any(n.id in both_new for n in found):
                self.settle(by_id[old_id], How.COUNTY, why="it can be read as divided and as joined")
            else:
                self.settle(by_id[old_id], How.SPLIT, _weights(found))
        for new_id, members in merges.items():
            doubtful = new_id in both_new or any(o.id in both for o in members)
            for old in (o for o in members if o.id not in self.settled):
                if doubtful:
                    self.settle(old, How.COUNTY, why="it can be read as divided and as joined")
                else:
                    self.settle(old, How.MERGE, [(new_id, ONE)])

    def rest(self) -> Crosswalk:
        """What is left goes to its county, or nowhere where tonight has no such county."""
        counties = {p.county for p in self.now}
        for old in self.then:
            if old.id not in self.settled:
                there = old.county in counties
                why = "no place of that name" if there else "no such county tonight"
                self.settle(old, How.COUNTY if there else How.NONE, why=why)
        reached = {i for m in self.settled.values() for i, _ in m.onto}
        return Crosswalk(
            tuple(self.settled[old.id] for old in self.then),
            tuple(n for n in self.now if n.id not in reached),
            tuple(self.problems),
        )


def _weights(places: Sequence[PlaceNow]) -> list[tuple[str, Fraction]]:
    """Weights by registered voters where all are known, else equal; by id."""
    ordered = sorted(places, key=lambda p: p.id)
    voters = [p.registered or 0 for p in ordered]
    if not all(voters):
        voters = [1] * len(ordered)
    return [(p.id, Fraction(v, sum(voters))) for p, v in zip(ordered, voters, strict=True)]


def _only(found: dict[tuple[str, Key], _Place], everyone: Sequence[_Place]) -> dict[tuple[str, Key], _Place]:
    """Those whose name no other place of the county has."""
    called = Counter((p.county, key(p.name)) for p in everyone)
    return {k: p for k, p in found.items() if called[k] == 1}


def _side(past: bool) -> str:
    return "the past contest" if past else "tonight"
