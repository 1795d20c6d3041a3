"""A night's past in Python: the log, the difference of two moments, the history of a cell; rows and frames."""

import polars as pl
import pytest

import outright as ow
from outright.errors import UsageError
from past_nights import everything


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> ow.Night:
    return ow.open(everything(tmp_path_factory.mktemp("past") / "night.owr"))


def test_the_log_is_a_frame_with_a_row_for_each_publication(made):
    log = made.log()
    frame = log.frame()
    assert frame.columns == [
        "seq", "time", "source", "name", "kind", "outcome", "words", "by", "bulletin", "added", "fell", "contests",
        "verdicts", "findings",
    ]  # fmt: skip
    assert frame["seq"].to_list() == [line.seq for line in log] == list(range(1, 19))
    assert frame["added"].sum() == made.contest().total
    assert frame.schema["time"] == pl.Datetime("us", "America/New_York")
    assert (frame.seq, len(log)) == (18, 18)


def test_the_log_ends_at_the_moment_it_is_asked_of(made):
    assert [line.seq for line in made.at(7).log()] == [1, 2, 3, 4, 5, 6, 7]
    assert [line.seq for line in made.log(since=3, until="19:14")] == [3, 4]
    with pytest.raises(UsageError, match="comes after"):
        made.log(since=9, until=4)


def test_a_diff_of_two_moments_is_a_frame_of_the_cells_that_changed(made):
    frame = made.diff(7, 6).frame()
    assert frame.columns == [
        "contest", "unit", "name", "level", "parent", "method", "candidate", "old", "votes", "added", "fell",
    ]  # fmt: skip
    totals = frame.filter(pl.col("method") == "total")
    assert totals["added"].sum() == -78
    assert frame["fell"].all()
    assert made.diff(18).contests[0].cells == (), "without a second moment up to this one"


def test_the_history_of_one_cell_is_rows_and_a_frame(made):
    history = made.history_of("cobb", method="total", candidate="ash")
    assert [(r.seq, r.votes, r.fate) for r in history] == [
        (1, 58, "shown"), (3, 98, "shown"), (6, 58, "waited"), (7, 58, "shown"), (8, 138, "shown"),
    ]  # fmt: skip
    frame = history.frame()
    assert frame.columns == [
        "seq", "time", "source", "clock", "contest", "unit", "name", "method", "candidate", "votes", "old", "added",
        "fell", "fate", "why", "by", "bulletin",
    ]  # fmt: skip
    assert frame["votes"].to_list() == [58, 98, 58, 58, 138]
    assert (history.unit, history.unit_name, history.seq) == ("cobb", "Cobb", 18)


def test_without_a_unit_it_is_the_contest_and_all_is_all_candidates(night, contest):
    history = night.history_of(method="total", candidate="all")
    assert history.rows[-1].votes == contest.total
    assert (history.rows[-1].unit, history.rows[-1].candidate) == (None, None)
    assert [r.votes for r in history.rows if r.votes] == [p.votes for p in contest.said.timeline]


def test_the_history_of_an_earlier_moment_ends_there(night, half_in):
    mine = night.at(30).history_of("dekalb", candidate="ossoff", method="total")
    (unit,) = [u for u in half_in.said.units if u.id == "dekalb"]
    assert mine.rows[-1].votes == unit.candidates["jon-ossoff"]
    assert max(r.seq for r in mine) <= 30


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"unit": "atlantis"}, 'No unit "atlantis"'),
        ({"unit": "dekalb 2"}, "could be"),
        ({"unit": "cobb", "candidate": "nobody"}, 'No candidate "nobody"'),
        ({"unit": "cobb", "method": "by telegraph"}, 'No method "by telegraph"'),
    ],
)
def test_a_name_that_is_none_or_several_is_an_error_with_a_hint(night, how, says):
    with pytest.raises(UsageError, match=says) as raised:
        night.history_of(**how)
    assert raised.value.hint


def test_nothing_is_ever_written_to_the_file(made):
    before = made.path.read_bytes()
    made.log()
    made.diff(0, 18)
    made.history_of("fulton")
    assert made.path.read_bytes() == before
