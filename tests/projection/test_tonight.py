"""Which table a candidate's split is read from tonight."""

import datetime as dt
from dataclasses import replace

import pytest

from grounds import made
from outright.baseline.outline import ContestKind
from outright.baseline.priors import shipped
from outright.projection.split import FIRST
from outright.projection.tonight import GEOGRAPHY, LOCAL, split_table


def table(klass, which="split"):
    return shipped().of(klass, "precinct", which)


def test_a_november_general_is_read_as_it_was_learned():
    ground, _ = made()
    assert split_table(ground, shipped()) is table("G1")


def test_a_runoff_of_two_parties_knows_places_as_a_general_does_and_the_first_round_as_runoffs_do():
    ground, _ = made(klass="R", parties=("DEM", "REP"))
    outline = replace(ground.outline, kind=ContestKind.RUNOFF, party="", date=dt.date(2017, 6, 20))
    found = split_table(replace(ground, outline=outline, signed=True), shipped())
    assert found.groups["lean"] == table("G1").groups["lean"]
    assert found.mean("lean") > 0.4
    assert all(found.groups[name] == table("R").groups[name] for name in FIRST)


def test_a_partys_own_runoff_has_no_direction():
    ground, _ = made(klass="R", parties=("REP", "REP"))
    assert split_table(ground, shipped()).mean("lean") == 0


@pytest.mark.parametrize("name", GEOGRAPHY)
def test_in_primaries_places_matter_more_than_on_the_average_of_candidates(name):
    ground, _ = made(klass="P", parties=("REP",) * 4)
    found, learned = split_table(ground, shipped()), table("P")
    assert found.sd(name) == pytest.approx(LOCAL * learned.sd(name))
    assert found.groups["lean"] == learned.groups["lean"]
