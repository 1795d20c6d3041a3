"""What stands on the map: who leads where and by how much, what differs from before, what is still out.

Every figure that is read comes from the bulletin as text or as a whole number; made here are places, sizes and
colours only. A bubble's area is in proportion to its votes, whatever the size of the land.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outright.bulletin import Candidate, Comparison, Contest, Night, Unit
from outright.bulletin.compared import ComparedRow
from outright.bulletin.projected import StillOut
from outright.publish import chart
from outright.publish.map.atlas import STATES, Sheet, sheet_for, sheet_of
from outright.publish.map.fit import FEW, Spot, lay
from outright.publish.site import Site

MOST = 320
"""More places than this are not drawn in one page (Texas has 254 counties)."""
MOST_PRECINCTS = 1200
FOLDED = 4
"""A map of fewer places waits under a button on a phone: so few read better as a table."""
DIFFERENCE = (0.005, 0.02, 0.05)
"""Where a difference from before begins to be one, and to be a larger one (share)."""
_LARGEST, _LARGEST_OF_MANY = 72.0, 58.0
_SMALLEST = 2.5
_ROOM = 45


@dataclass(frozen=True, slots=True)
class Area:
    """One place: its outline, how it is filled (class names), and what is said of it.

    ``blank``: nothing is counted there yet. ``overlay`` is the pattern that tells candidates of one colour apart.
    """

    unit: Unit
    path: str
    look: str
    blank: bool
    partial: bool
    overlay: int
    row: ComparedRow | None
    left: StillOut | None


@dataclass(frozen=True, slots=True)
class Bubble:
    """A circle of ``r`` in a colour; ``rank`` is the candidate's place within that colour."""

    x: int
    y: int
    r: float
    color: str
    rank: int


@dataclass(frozen=True, slots=True)
class Size:
    """A circle of the legend and the votes it stands for."""

    r: float
    votes: int


@dataclass(frozen=True, slots=True)
class Leader:
    """A candidate who leads somewhere; ``letter`` stands for them where colours are not seen."""

    candidate: Candidate
    color: str
    rank: int
    letter: str


@dataclass(frozen=True, slots=True)
class Label:
    """Room for a place's name and a figure, around its circle of ``lead_r`` or ``out_r``."""

    area: Area
    x: int
    y: int
    lead_r: int
    out_r: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map. ``modes`` are those it has figures for, of lead, share, diff, out.

    ``folded``: so few places that a phone shows it on request. ``missing`` are places without an outline.
    ``estimated``: what is out is a projection's middle, not a bound.
    """

    width: int
    height: int
    surroundings: str
    areas: tuple[Area, ...]
    labels: tuple[Label, ...]
    letters: tuple[tuple[Spot, str], ...]
    leads: tuple[Bubble, ...]
    lead_sizes: tuple[Size, ...]
    outs: tuple[Bubble, ...]
    out_sizes: tuple[Size, ...]
    leaders: tuple[Leader, ...]
    modes: tuple[str, ...]
    comparison: Comparison | None
    estimated: bool
    folded: bool
    missing: tuple[Unit, ...]

    @property
    def blank(self) -> bool:
        """Whether some place has no votes yet."""
        return any(a.blank for a in self.areas)

    @property
    def partial(self) -> bool:
        """Whether votes of some place are in and more are known to come."""
        return any(a.partial and not a.blank for a in self.areas)

    @property
    def unlike(self) -> bool:
        """Whether some place cannot be compared as it stands."""
        return any(a.row is not None and a.row.partial and a.row.ahead is not None for a in self.areas)


def county_map(contest: Contest, night: Night) -> Drawn | None:
    """The contest's counties; None where there are not two of one state whose codes are known."""
    found = _counties(contest, night)
    return None if found is None else drawing(contest, *found)


def has_county_map(contest: Contest, night: Night) -> bool:
    """Whether `county_map` draws one; nothing is drawn to know it."""
    return _counties(contest, night) is not None


def _counties(contest: Contest, night: Night) -> tuple[list[Unit], Sheet, dict[str, str]] | None:
    counties = [u for u in contest.units if u.parent is None]
    sheet = _sheet(counties, night.date)
    if sheet is None:
        return None
    keys = {u.id: code for u in counties if sheet.find(code := u.ids.get("fips", "")) is not None}
    return (counties, sheet, keys) if 1 < len(keys) <= MOST else None


def precinct_map(contest: Contest, county: Unit, site: Site) -> Drawn | None:
    """The precincts of one county on a desk's own outlines; None where it gave none."""
    text = site.shapes.get(contest.id, "")
    if not text:
        return None
    sheet = sheet_of(text)
    precincts = [u for u in contest.units if u.parent == county.id]
    keys = {u.id: u.shape for u in precincts if u.shape is not None and sheet.find(u.shape) is not None}
    return drawing(contest, precincts, sheet, keys) if 1 < len(keys) <= MOST_PRECINCTS else None


def drawing(contest: Contest, units: Sequence[Unit], sheet: Sheet, keys: Mapping[str, str]) -> Drawn:
    """These units of a contest on a sheet; ``keys`` gives each unit's shape."""
    laid = lay(sheet, tuple(dict.fromkeys(keys.values())))
    shown = [u for u in units if u.id in keys]
    leaders = _leaders(contest, shown)
    by_id = {leader.candidate.id: leader for leader in leaders}
    comparison = contest.comparison[0] if contest.comparison else None
    rows = {r.unit: r for r in comparison.rows} if comparison else {}
    left = {s.key: s for s in contest.projection.by_county} if contest.projection else {}
    spots = {u.id: laid.spots[keys[u.id]] for u in shown}
    largest = _LARGEST if len(shown) <= FEW else _LARGEST_OF_MANY
    leads, lead_sizes = _bubbles([(spots[u.id], u.lead_votes or 0, by_id.get(u.leader or "")) for u in shown], largest)
    out = [(spots[u.id], left[u.id].votes.mid if u.id in left else u.left_upper or 0, None) for u in shown]
    outs, out_sizes = _bubbles(out, largest)
    areas = tuple(_area(u, laid.paths[keys[u.id]], by_id, rows.get(u.id), left.get(u.id)) for u in shown)
    compared = any(a.row is not None and a.row.ahead is not None for a in areas)
    has = {"lead": True, "share": bool(leaders), "diff": compared, "out": bool(outs)}
    return Drawn(
        width=laid.width, height=laid.height, surroundings=laid.surroundings, areas=areas,
        labels=_labels(areas, spots, leads, outs), letters=_letters(shown, spots, by_id),
        leads=leads, lead_sizes=lead_sizes, outs=outs, out_sizes=out_sizes, leaders=leaders,
        modes=tuple(mode for mode, there in has.items() if there), comparison=comparison if compared else None,
        estimated=any(u.id in left for u in shown), folded=len(shown) < FOLDED,
        missing=tuple(u for u in units if u.id not in keys),
    )  # fmt: skip


def _sheet(counties: Sequence[Unit], day: dt.date) -> Sheet | None:
    """The sheet of the one state that the counties are in."""
    codes = [u.ids["fips"] for u in counties if "fips" in u.ids]
    states = {code[:2] for code in codes}
    return sheet_for(STATES.get(states.pop(), ""), codes, day) if len(states) == 1 else None


def _leaders(contest: Contest, units: Iterable[Unit]) -> tuple[Leader, ...]:
    """Those who lead in at least one place, in the table's order."""
    ahead = {u.leader for u in units}
    ranks = chart.ranks(contest)
    found = [c for c in contest.candidates if c.id in ahead]
    parties = [c.party for c in found]
    return tuple(
        Leader(
            c, chart.color_key(c.color), ranks[c.id],
            c.party if c.party and len(c.party) <= 3 and parties.count(c.party) == 1 else c.surname[:2],
        )
        for c in found
    )  # fmt: skip


def _area(
    unit: Unit, path: str, leaders: Mapping[str, Leader], row: ComparedRow | None, left: StillOut | None
) -> Area:  # fmt: skip
    leader = leaders.get(unit.leader or "")
    blank = not unit.votes
    looks = ["part"] if _partial(unit) else []
    if leader is not None and unit.margin_step is not None:
        looks += [leader.color, f"t{unit.margin_step}"]
    elif not blank:
        looks.append("tie")
    looks.append(_difference(row))
    overlay = leader.rank if leader is not None and 1 < leader.rank < 5 else 0
    return Area(unit, path, " ".join(looks), blank, _partial(unit), overlay, row, left)


def _partial(unit: Unit) -> bool:
    """Whether votes of the place are in, and more are known to come."""
    if unit.precincts_total is not None and unit.precincts_reported is not None:
        return unit.precincts_reported < unit.precincts_total
    return unit.reported is False


def _difference(row: ComparedRow | None) -> str:
    """The step of the purple-orange scale: d-3 to d3, "dn" where nothing can be compared."""
    if row is None or row.ahead is None:
        return "dn"
    step = sum(abs(row.ahead) > cut for cut in DIFFERENCE)
    return f"d{-step if row.ahead < 0 else step}"


def _bubbles(
    figures: Sequence[tuple[Spot, int, Leader | None]], largest: float
) -> tuple[tuple[Bubble, ...], tuple[Size, ...]]:
    """Circles whose areas are in proportion to the votes, the large ones first; and two sizes for the legend."""
    most = max((votes for _, votes, _ in figures), default=0)
    if most <= 0:
        return (), ()
    top = _round_figure(most)
    unit = largest / math.sqrt(top)
    rows = sorted(((votes, spot, who) for spot, votes, who in figures if votes > 0), key=lambda row: -row[0])
    made = tuple(
        Bubble(
            spot.x, spot.y, round(max(_SMALLEST, unit * math.sqrt(votes)), 1), who.color if who else "out",
            who.rank if who else 1,
        )
        for votes, spot, who in rows
    )  # fmt: skip
    sizes = tuple(Size(round(unit * math.sqrt(votes), 1), votes) for votes in (top // 10, top // 2) if votes)
    return made, sizes


def _round_figure(votes: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50 … that is not below ``votes``: the scale seldom changes as votes come in."""
    scale = int("1" + "0" * (len(str(votes)) - 1))
    return next(d * scale for d in (1, 2, 5, 10) if d * scale >= votes)


def _labels(
    areas: Sequence[Area], spots: Mapping[str, Spot], leads: Sequence[Bubble], outs: Sequence[Bubble]
) -> tuple[Label, ...]:
    """Names on the map, where it shows few places and the place has room for one."""
    if len(areas) > FEW:
        return ()
    lead, out = ({(b.x, b.y): math.ceil(b.r) for b in bubbles} for bubbles in (leads, outs))
    found = ((area, spots[area.unit.id]) for area in areas)
    return tuple(
        Label(area, at.x, at.y, lead.get((at.x, at.y), 0), out.get((at.x, at.y), 0))
        for area, at in found
        if at.reach >= _ROOM
    )


def _letters(
    units: Sequence[Unit], spots: Mapping[str, Spot], leaders: Mapping[str, Leader]
) -> tuple[tuple[Spot, str], ...]:  # fmt: skip
    """A letter in every place, for readers who see no colours and for printing."""
    return tuple((spots[u.id], leaders[u.leader].letter) for u in units if u.leader is not None and u.leader in leaders)
