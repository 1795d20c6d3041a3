"""The ground: what is known of every unit before the first vote, and what is said where nothing is known."""

import datetime as dt
import pickle
import random
import subprocess
import sys

import numpy as np
import pytest

from made_past import by_party, outline, past, precincts
from outright.baseline.counties import COLUMNS, Counties
from outright.baseline.ground import Ground, lay
from outright.baseline.library import Library
from outright.baseline.outline import ContestKind
from outright.terms import VoteMethod
from shared import ROOT, SHARED, needs_shared

PRIMARY, RUNOFF = ContestKind.PRIMARY, ContestKind.RUNOFF
MANY = [*precincts(12), *precincts(12, "13121"), *precincts(12, "13089")]
LIGHT = {"13067": (-84.6, 33.9), "13121": (-84.4, 33.8), "13089": (-84.2, 33.8)}


def counties(places=LIGHT) -> Counties:
    rng = np.random.default_rng(1)
    lonlat = np.array([places[f] for f in sorted(places)])
    people = np.abs(rng.normal(20, 5, (len(places), len(COLUMNS))))
    people[0, 0] = np.nan
    people[1, 2] = 0
    return Counties(tuple(sorted(places)), lonlat[:, 0], lonlat[:, 1], tuple(COLUMNS), people)


def a_history(units=MANY, seed=3):
    """Generals, primaries of both parties and a baseline, as a state has them after some years."""
    rng = np.random.default_rng(seed)
    size = rng.integers(200, 900, len(units))
    rows = {
        y: {u: rng.multinomial(n, [0.4, 0.5, 0.1]).tolist() for u, n in zip(units, size, strict=True)} for y in (8, 12)
    }
    people = {"eve": "", "fay": "", "gus": ""}
    return [
        by_party(rows[8], 2008),
        by_party(rows[12], 2012),
        *(past({u: rng.multinomial(n, [0.5, 0.5]).tolist() for u, n in zip(units, size, strict=True)}, d)
          for d in ("2010-11-02", "2014-11-04")),
        *(past({u: rng.multinomial(n // s, [0.5, 0.3, 0.2]).tolist() for u, n in zip(units, size, strict=True)},
               "2014-05-20", kind=PRIMARY, party=p, parties=people) for p, s in (("DEM", 4), ("REP", 3))),
    ]  # fmt: skip


def said(ground: Ground) -> bytes:
    """Everything a ground says but the outline and the past it was laid from, as bytes."""
    numbers = [getattr(ground, name) for name in ground.__slots__ if name not in ("outline", "past")]
    return pickle.dumps([_bytes(v) for v in numbers])


def _bytes(value):
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if isinstance(value, tuple):
        return [_bytes(v) for v in value]
    if hasattr(value, "__slots__"):
        return [_bytes(getattr(value, name)) for name in value.__slots__]
    return value


def arrays(ground: Ground):
    yield from (ground.size, ground.lean, ground.primary_turnout, ground.steadiness, ground.size_quality)
    yield from (column for _, column in (*ground.history, *ground.patterns))
    if ground.first_round:
        yield from (ground.first_round.votes, ground.first_round.totals)


def test_with_nothing_known_every_unit_is_alike():
    ground = lay(outline(["ga-13067-a"]), [])
    assert ground.size.tolist() == [300]
    assert (ground.size_quality.tolist(), ground.lean_quality.tolist(), ground.lean.tolist()) == ([2], [2], [0])
    assert (ground.klass, ground.signed, ground.history, ground.patterns) == ("G0", True, (), ())
    assert ground.first_round is None
    assert ground.method_past is None


def test_a_contest_without_units_is_refused():
    with pytest.raises(ValueError, match="no units"):
        lay(outline([]), [])


def test_a_contest_of_the_same_day_is_refused_by_name():
    today = past({"ga-13067-a": [1, 2]}, "2016-11-08")
    with pytest.raises(ValueError, match="not earlier than ga-2016-11-08-governor-general: ga-2016-11-08"):
        lay(outline(["ga-13067-a"]), [today])


@pytest.mark.parametrize(
    ("kind", "party", "parties", "klass", "signed"),
    [
        (ContestKind.GENERAL, "", "DEM REP", "G1", True), (ContestKind.SPECIAL, "", "REP DEM LIB", "G1", True),
        (ContestKind.GENERAL, "", "REP REP", "U", False), (ContestKind.GENERAL, "", " ", "U", False),
        (PRIMARY, "DEM", "DEM DEM", "P", False), (PRIMARY, "", "DEM REP", "P", False),
        (RUNOFF, "REP", "REP REP", "R", False), (RUNOFF, "", "DEM REP", "R", True),
    ],
)  # fmt: skip
def test_each_sort_of_contest_has_its_class(kind, party, parties, klass, signed):
    people = {f"c{i}": p for i, p in enumerate(parties.split(" "))}
    ground = lay(outline(["ga-13067-a"], kind=kind, party=party, parties=people), [by_party({"ga-13067-a": [5, 4, 1]})])
    assert (ground.klass, ground.signed) == (klass, signed)


def test_a_general_whose_baseline_covers_half_of_the_units_has_none():
    half = by_party({u: [50, 40, 10] for u in precincts(2)})
    assert lay(outline(precincts(4)), [half]).klass == "G0"
    assert lay(outline(precincts(3)), [half]).klass == "G1"


def test_a_live_night_with_ids_of_its_own_is_laid_on_its_own_past():
    units = [f"cobb/{i}" for i in range(8)]
    then = past({**{u: [60 + 5 * i, 40] for i, u in enumerate(units[:6])}, "cobb/gone": [9, 9]}, level="precinct")
    tonight = outline(units, office="our-night")
    ground = lay(tonight, [then], counties())
    assert ground.klass == "G1"
    assert ground.size[:6].tolist() == [100, 105, 110, 115, 120, 125]
    assert ground.size_quality.tolist() == [0] * 6 + [2] * 2
    assert ground.lean_quality.tolist()[:6] == [0] * 6
    assert not {"D", "pop", "G1", "G2"} & {name for name, _ in ground.patterns}
    assert all(np.isfinite(a).all() for a in arrays(ground))


def test_odd_pasts_leave_no_hole():
    units = precincts(6)
    odd = [
        past({}, "2014-11-04", name="nobody-voted-there"),
        past({u: [0, 0] for u in units}, "2012-11-06", name="no-votes"),
        past({u: [3, 4] for u in units}, "2010-11-02", parties={"x": "", "y": ""}, name="no-parties"),
        past({u: [] for u in units}, "2008-11-04", parties={}, name="no-candidates"),
        by_party({}, 2008),
        by_party({u: [0, 0, 0] for u in units}, 2012),
        by_party({"ga-13067": [0, 0, 7]}, 2012, scope="whole-county"),
    ]
    for kind, party in ((ContestKind.GENERAL, ""), (PRIMARY, "DEM"), (RUNOFF, "")):
        for people in ({"ann": "DEM", "bob": "REP"}, {}):
            ground = lay(outline(units, kind=kind, party=party, parties=people, district="5"), odd, counties())
            assert all(np.isfinite(a).all() for a in arrays(ground))
            assert (ground.size >= 3).all()


def test_the_order_of_the_past_changes_no_byte():
    history = a_history()
    tonight = outline(MANY, kind=PRIMARY, party="REP", parties={"ann": "REP", "bob": "REP"})
    before = said(lay(tonight, history, counties()))
    for seed in range(4):
        random.Random(seed).shuffle(history)
        ground = lay(tonight, history, counties())
        assert said(ground) == before
        assert [p.date for p in ground.past] == sorted(p.date for p in history)


def test_another_process_lays_the_same_bytes():
    code = (
        "import sys, zlib; sys.path[:0] = ['tests', 'tests/baseline']; import test_ground as t;"
        "print(zlib.crc32(t.said(t.lay(t.outline(t.MANY), t.a_history(), t.counties()))))"
    )
    ran = [subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True) for _ in range(2)]
    assert ran[0].stdout.strip().isdigit(), ran[0].stderr
    assert ran[0].stdout == ran[1].stdout


def test_nothing_of_tonight_but_its_outline_is_asked():
    """The same units and parties under other ids of people and another rule give the same ground."""
    one = lay(outline(MANY), a_history(), counties())
    other = lay(outline(MANY, parties={"zoe": "REP", "abe": "DEM"}), a_history(), counties())
    assert said(one) == said(other)


def test_how_people_voted_comes_from_the_latest_contest_that_tells():
    mail, day = VoteMethod.ABSENTEE_MAIL, VoteMethod.ELECTION_DAY
    units = precincts(3)
    told = past(
        {u: [[5, 1], [10, 20]] for u in units[:2]}, "2012-11-06", methods=(VoteMethod.ABSENTEE, day), name="told"
    )
    older = past({u: [[1, 1], [1, 1]] for u in units}, "2010-11-02", methods=(mail, day), name="older")
    few = past({units[0]: [[1, 1], [1, 1]]}, "2014-11-04", methods=(mail, day), name="few")
    tonight = outline(units, methods=(day, mail, VoteMethod.PROVISIONAL))
    found = lay(tonight, [told, older, few]).method_past
    assert found is not None
    assert found.contest_id == "told"
    assert found.dem.tolist() == [[10, 5, 0], [10, 5, 0], [0, 0, 0]]
    assert found.rep.tolist() == [[20, 1, 0], [20, 1, 0], [0, 0, 0]]
    assert found.votes.tolist() == [[30, 6, 0], [30, 6, 0], [0, 0, 0]]
    assert lay(outline(units), [told]).method_past is None


def test_how_the_parties_voted_comes_from_the_same_season_and_how_many_from_the_latest():
    mail, day = VoteMethod.ABSENTEE_MAIL, VoteMethod.ELECTION_DAY
    units = precincts(3)
    contests = [
        past({u: [[i, i], [5, 5]] for u in units}, when, methods=(mail, day), name=when)
        for i, when in enumerate(("2012-11-06", "2016-11-08", "2018-11-06", "2020-11-03"), 1)
    ]
    for tonight, season, latest in (
        ("2020-06-09", 3, 3), ("2018-11-06", 2, 2), ("2016-11-08", 1, 1), ("2024-11-05", 4, 4), ("2022-11-08", 4, 4),
    ):  # fmt: skip
        earlier = [p for p in contests if p.date < dt.date.fromisoformat(tonight)]
        found = lay(outline(units, methods=(day, mail), date=dt.date.fromisoformat(tonight)), earlier).method_past
        assert found is not None
        assert (found.dem[0, 1], found.votes[0, 1]) == (season, 2 * latest)
    found = lay(outline(units, methods=(day, mail), date=dt.date(2020, 11, 3)), contests[:3]).method_past
    assert found is not None
    assert (found.date.year, found.dem[0, 1], found.votes[0, 1]) == (2018, 3, 6)  # 2016 is before the pandemic


def test_an_election_of_many_districts_is_one_answer():
    """No contest of that day lists half of the units; together they do. The larger contest speaks for a unit."""
    mail, day = VoteMethod.ABSENTEE_MAIL, VoteMethod.ELECTION_DAY
    units = precincts(4)
    first = past({u: [[1, 1], [1, 1]] for u in units[:2]}, "2014-11-04", methods=(mail, day), name="a-first")
    second = past({u: [[7, 7], [7, 7]] for u in units[1:3]}, "2014-11-04", methods=(mail, day), name="b-second")
    found = lay(outline(units, methods=(day, mail)), [first, second]).method_past
    assert found is not None
    assert found.contest_id == "b-second"
    assert found.votes[:, 0].tolist() == [2, 14, 14, 0]


def test_the_made_up_library_is_laid_whole(library_folder):
    library = Library.open(library_folder)
    kinds = set()
    for tonight in library.outlines():
        ground = lay(tonight, library.past(tonight), library.counties())
        kinds.add(ground.klass)
        assert all(np.isfinite(a).all() for a in arrays(ground))
        assert all(columns.shape[0] == len(tonight.units) and columns.shape[1] for _, columns in ground.patterns)
    assert kinds == {"G1", "P", "R"}


@needs_shared
@pytest.mark.parametrize(
    ("contest", "klass", "names", "alike"),
    [
        ("ga-2018-11-06-governor-general", "G1", "D pop P2 P3 G1 G2", 0.9),
        ("tn-2012-08-02-us-house-3-dem-primary", "P", "D pop P1 P2 P3 G1 G2", 0.4),
        ("ga-2017-06-20-us-house-6-special-runoff--by-precinct", "R", "D pop P1 P2 P3 G1 G2", 0.9),
    ],
)
def test_real_contests_have_their_ground(contest, klass, names, alike):
    library = Library.open(SHARED / "data")
    tonight = library.outline(contest)
    ground = lay(tonight, library.past(tonight), library.counties())
    assert ground.klass == klass
    assert [name for name, _ in ground.patterns] == names.split()
    assert all(np.isfinite(a).all() for a in arrays(ground))
    assert all(p.date < tonight.date for p in ground.past)
    votes = library.truth(contest).sum(axis=(1, 2))
    there = votes > 0
    assert np.corrcoef(np.log(votes[there]), np.log(ground.size[there]))[0, 1] > alike


@needs_shared
def test_what_a_night_decided_changes_nothing_known_before_it():
    """The 2018 governor's ground, from a past in which the same night's other contests are not."""
    library = Library.open(SHARED / "data")
    tonight = library.outline("ga-2018-11-06-governor-general")
    ground = lay(tonight, library.past(tonight), library.counties())
    assert max(p.date for p in ground.past) == dt.date(2018, 7, 24)
    assert ground.method_past is not None
    assert ground.method_past.votes.sum() > 1_000_000
