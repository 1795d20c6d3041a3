"""Made-up counts on real counties: a whole state at some moment, and the three counties of the reference night."""

import random

from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import Bulletin, Unit
from outright.count import slug
from outright.count.share import share_text
from outright.night.places import _told
from outright.publish.map import atlas

CODES = {"cobb": "13067", "dekalb": "13089", "fulton": "13121"}
TWO = [("karen-handel", "Karen Handel", "R", 134799), ("jon-ossoff", "Jon Ossoff", "D", 125517)]
SAME_PARTY = [(f"{n.lower()}-x", f"{n} X{n}", "R", 50000 - 1000 * i) for i, n in enumerate(("Ada", "Bo", "Cy", "Di"))]


def told(units: list[Unit]) -> tuple[Unit, ...]:
    """The units with what a map needs of them, as the night works it out."""
    return tuple(_told(u, {}, {}) for u in units)


def with_units(whole: Bulletin, units: list[Unit], **more: object) -> Bulletin:
    return replace(whole, contests=(replace(whole.contests[0], units=told(units), **more),))


def metro(whole: Bulletin | None = None) -> Bulletin:
    """Georgia's 6th: parts of three counties."""
    whole = whole or bulletin()
    units = [replace(u, ids={"fips": CODES[u.id]}) for u in whole.contests[0].units if u.parent is None]
    return with_units(whole, units, divides_places=True)


def statewide(postal: str = "GA", done: float = 0.7, rows: list[tuple[str, str, str, int]] = TWO) -> Bulletin:
    """Every county of a state, some counted, some in part, some not at all."""
    rng = random.Random(6)
    whole = bulletin(rows=rows, rehearsal=False)
    contest = whole.contests[0]
    return with_units(whole, [
        county(rng, contest.units[0], [c.id for c in contest.candidates], shape, done)
        for shape in atlas.editions(postal)[-1].shapes.values()
    ])  # fmt: skip


def county(rng: random.Random, like: Unit, candidates: list[str], shape: atlas.Shape, done: float) -> Unit:
    size, precincts = int(3000 / rng.random() ** 0.9), rng.randint(4, 40)
    heard = precincts if rng.random() < done else rng.choice((0, rng.randint(1, precincts - 1)))
    counted = left = size * heard // precincts
    votes: dict[str, int | None] = {}
    for name in rng.sample(candidates, len(candidates)):
        votes[name] = left if len(votes) == len(candidates) - 1 else int(left * rng.uniform(0.2, 0.8))
        left -= votes[name] or 0
    best = max(votes.values()) if counted else None
    leaders = [k for k, v in votes.items() if v == best and best]
    return replace(
        like, id=slug(f"{shape.name} city" if shape.kind == "city" else shape.name), name=shape.name,
        votes=counted if heard else None, candidates=votes if heard else dict.fromkeys(candidates),
        share_text={k: share_text(v, counted) for k, v in votes.items()}, ids={"fips": shape.id},
        leader=leaders[0] if len(leaders) == 1 else None, precincts_reported=heard, precincts_total=precincts,
        reported=heard == precincts, left_upper=size - counted, left_text=f"at most {size - counted:,}",
    )  # fmt: skip
