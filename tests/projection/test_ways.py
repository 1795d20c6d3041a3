"""How far ways of voting may differ where the table of priors cannot have learned it."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from grounds import counted, made
from outright.baseline.outline import ContestKind
from outright.baseline.priors import shipped
from outright.projection.foresee import foresee
from outright.projection.ways import SINCE, SINCE_KNOWN, UNUSUAL, with_ways

WAYS = ("election_day", "early", "mail")


def tonight(date, kind=ContestKind.GENERAL, past=dt.date(2016, 11, 8), **more):
    ground, votes = made(units=60, **more)
    outline = replace(ground.outline, date=date, kind=kind)
    known = None if past is None else replace(ground.method_past, date=past)
    return replace(ground, outline=outline, method_past=known), votes


def test_a_november_before_the_pandemic_is_what_was_learned():
    ground, _ = tonight(dt.date(2018, 11, 6))
    table = shipped().of("G1", "precinct", "split")
    assert with_ways(ground, table) is table


@pytest.mark.parametrize("kind", [ContestKind.SPECIAL, ContestKind.RUNOFF])
def test_out_of_season_the_ways_may_differ_widely(kind):
    table = shipped().of("U", "precinct", "split")
    ground, _ = tonight(dt.date(2017, 4, 18), kind, klass="U", parties=("", "", ""))
    wide = with_ways(ground, table)
    assert all(wide.sd(way) >= UNUSUAL[kind] and wide.mean(way) == table.mean(way) for way in WAYS)


@pytest.mark.parametrize("past", [None, dt.date(2018, 11, 6)])
def test_since_the_pandemic_the_parties_are_expected_apart(past):
    ground, _ = tonight(dt.date(2022, 11, 8), past=past)
    table = with_ways(ground, shipped().of("G1", "precinct", "split"))
    assert {way: (table.mean(way), table.sd(way)) for way in WAYS} == SINCE


def test_with_an_election_since_then_its_own_gaps_are_believed_with_room():
    learned = shipped().of("G1", "precinct", "split")
    ground, _ = tonight(dt.date(2022, 11, 8), past=dt.date(2020, 11, 3))
    table = with_ways(ground, learned)
    assert all(table.mean(way) == learned.mean(way) and table.sd(way) >= SINCE_KNOWN for way in WAYS)


def test_where_parties_do_not_meet_nothing_is_presumed():
    ground, _ = tonight(dt.date(2022, 5, 24), ContestKind.PRIMARY, klass="P", parties=("REP", "REP"))
    table = shipped().of("P", "precinct", "split")
    assert with_ways(ground, table) is table


def test_the_presumption_is_the_democrats_and_turns_with_the_side():
    """With the early vote in and level, more of the day is expected for the Republican, whoever is named first."""
    for order in ((0, 1), (1, 0)):
        ground, votes = tonight(dt.date(2022, 11, 8), past=None, parties=("DEM", "REP"))
        parties = tuple(ground.outline.parties[i] for i in order)
        ground = replace(ground, outline=replace(ground.outline, parties=parties))
        votes = votes[:, :, order]
        seen = np.zeros(votes.shape[:2], dtype=bool)
        seen[:, 1:3] = True
        found = foresee(ground, counted(votes, seen), shipped())
        now = votes[seen].sum(axis=0) / votes[seen].sum()
        dem = order.index(0)
        day = (found.out[:, 0, None] * found.split[:, 0]).sum(axis=0) / found.out[:, 0].sum()
        assert day[found.main.index(dem)] < now[dem] - 0.03
