"""The history of a cell: every value it had, those never shown, and that it ends on what the bulletin says."""

from itertools import pairwise

import msgspec
import pytest

from outright.archive import Archive
from outright.bulletin import decode
from outright.night.past_cells import ALL, WHOLE, past_of
from outright.night.plan import plan_of
from outright.terms import VoteMethod
from past_nights import EVERYTHING, MadeNight, everything
from small_night import CONTEST

TOTAL = VoteMethod.TOTAL


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    return everything(tmp_path_factory.mktemp("cells") / "night.owr")


def past(path, until=None):
    with Archive.open(path) as archive:
        plan = plan_of(archive)
        return past_of(archive, plan, plan.contests[0], until)


def bulletin(path, seq):
    with Archive.open(path) as archive:
        return decode(archive.bulletin(seq)).contest(plan_of(archive).contests[0].id)


def told(values):
    return [(v.seq, v.votes, v.fate) for v in values]


def test_a_corrected_county_has_every_value_it_had_and_when_it_waited(night):
    values = past(night).values("cobb", TOTAL, "ann-ash")
    assert told(values) == [
        (1, 58, "shown"), (3, 98, "shown"), (6, 58, "waited"), (7, 58, "shown"), (8, 138, "shown"),
    ]  # fmt: skip
    waited, released = values[2], values[3]
    assert waited.by == "T. Okafor"
    assert waited.why.startswith("It waited until T. Okafor released it in publication 7. Why it waited: Cobb 1, Rep")
    assert (released.why, released.fell, released.added) == (
        "Released by T. Okafor: The office took a precinct back.", True, -40,
    )  # fmt: skip
    assert released.clock == "04/18/2017 07:16:00 PM EDT", "the clock of the file that was released"
    assert [v.bulletin for v in values] == [1, 4, None, 7, 8]
    assert values[0].source == "georgia/cobb"


def test_a_rejected_file_was_never_shown_and_says_who_rejected_it(night):
    values = past(night).values("fulton", TOTAL, ALL)
    assert told(values) == [(2, 195, "shown"), (4, 273, "shown"), (10, 117, "never shown"), (18, 288, "shown")]
    assert values[2].by == "J. Rivera"
    assert values[2].why.startswith("Rejected by J. Rivera: A file of the afternoon. Why it waited: Fulton 1, Rep")


def test_a_stale_copy_was_never_shown(night):
    (stale,) = [v for v in past(night).values("cobb", TOTAL, "ben-bay") if v.seq == 13]
    assert (stale.fate, stale.votes) == ("never shown", 129)
    assert stale.why == (
        "It waited and was replaced by publication 17. Why it waited: Its clock is earlier than that of the file shown."
    )


def test_what_still_waits_says_so_as_of_that_moment(night):
    last = past(night, 10).values("fulton", TOTAL, "ann-ash")[-1]
    assert (last.seq, last.fate) == (10, "waits")
    assert last.why.startswith("It waits for a person: Fulton 1, Representative: all votes fell from 91 to 13")


def test_one_way_of_voting_in_one_precinct(night):
    values = past(night).values("cobb--cobb-1", VoteMethod.ELECTION_DAY, "ann-ash")
    assert told(values) == [(1, 0, "shown"), (3, 40, "shown"), (6, 0, "waited"), (7, 0, "shown"), (8, 40, "shown")]


def test_a_unit_that_never_was_is_no_unit(night):
    with pytest.raises(KeyError):
        past(night).values("dekalb")


def test_a_value_that_another_replaced_in_the_same_round_was_never_shown(tmp_path):
    night = MadeNight(tmp_path / "night.owr", msgspec.structs.replace(EVERYTHING, checks=False))
    night.comes(night.file("georgia/cobb", 1))
    night.comes(night.file("georgia/cobb", 2), night.file("georgia/cobb", 3))
    values = past(night.close()).values("cobb", TOTAL, "ann-ash")
    assert told(values) == [(1, 58, "shown"), (2, 98, "never shown"), (3, 138, "shown")]
    assert values[1].why == "Replaced in the same round by publication 3."
    assert (values[2].old, values[2].added) == (58, 80)


def test_a_unit_that_is_gone_says_that_it_is_no_longer_reported(tmp_path):
    night = MadeNight(tmp_path / "night.owr", msgspec.structs.replace(EVERYTHING, checks=False))
    night.comes(night.file("georgia/cobb", 2))
    file = night.file("georgia/cobb", 2)
    body = file.body.replace(b'name="Cobb 2"', b'name="Cobb 9"')
    night.comes(type(file)(file.source, file.kind, file.name, body, file.received_at))
    gone = past(night.close()).values("cobb--cobb-2", TOTAL, "ann-ash")[-1]
    assert (gone.seq, gone.votes, gone.fell, gone.why) == (2, None, True, "The source no longer reports it.")


def last_shown(values):
    return {(v.method, v.candidate): v.votes for v in values if v.fate == "shown"}


@pytest.mark.parametrize(("which", "until"), [("made", 18), ("made", 12), ("made", 7), ("demo", 57), ("demo", 30)])
def test_the_history_of_every_cell_ends_on_what_the_bulletin_says(which, until, night, reference_file):
    path = night if which == "made" else reference_file
    found, said = past(path, until), bulletin(path, until)
    whole = last_shown(found.values())
    assert {c.id: whole[TOTAL, c.id] for c in said.candidates} == {c.id: c.votes for c in said.candidates}
    assert whole[TOTAL, None] == said.votes
    itemised = [m for m in said.methods if m.method != VoteMethod.OTHER]  # what no column of a file holds
    assert itemised
    for m in itemised:
        assert {c: whole.get((VoteMethod(m.method), c)) for c in m.candidates} == m.candidates
    checked = 0
    for unit in said.units:
        cells = last_shown(found.values(unit.id, TOTAL))
        assert cells.get((TOTAL, None)) == unit.votes
        for c, votes in unit.candidates.items():
            assert cells.get((TOTAL, c)) == votes
            checked += votes is not None
    assert checked > 15


@pytest.mark.parametrize("unit", [WHOLE, "cobb", "cobb--cobb-0"])
def test_what_was_added_sums_to_the_last_value(night, unit):
    shown = [v for v in past(night).values(unit, TOTAL, ALL) if v.fate == "shown"]
    assert sum(v.added for v in shown) == shown[-1].votes
    assert all(v.old == before.votes for before, v in pairwise(shown))


def test_the_demo_has_a_history_of_every_unit_it_ever_counted(reference_file):
    found = past(reference_file)
    assert {p.level for p in found.places} == {"county", "precinct"}
    assert len([p for p in found.places if p.level == "precinct"]) == 208
    assert found.planned.id == CONTEST
