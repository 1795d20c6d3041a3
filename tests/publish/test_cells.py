"""Cells: a name is shown, never run; the same rule as where results files are written."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins import bulletin
from outright.feeds import text
from outright.publish.cells import guarded, table
from outright.publish.terminal_csv import csv_text
from page_states import HOSTILE

STARTS = ("=", "+", "-", "@", "\t", "\r")


@given(st.text(alphabet="'=+-@\t\rAb \n\u202e", max_size=8))
def test_no_guarded_text_begins_like_a_formula_and_it_is_the_writers_own_rule(given_text):
    assert not guarded(given_text).startswith(STARTS)
    assert guarded(given_text) == text.guarded(given_text)
    assert text.unguarded(guarded(given_text)) == given_text


@pytest.mark.parametrize("number", [-212, -0.5, 0, 7, True, None])
def test_a_number_is_left_alone(number):
    (row,) = csv.reader(io.StringIO(table(["a"], [[number]]).split("\n", 1)[1]))
    assert row == ([str(number)] if number is not None else [""]) or (number is None and row == [])


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)), min_size=1, max_size=5))
def test_every_cell_comes_back_one_by_one(texts):
    text_ = table([str(i) for i in range(len(texts))], [texts], guard=False)
    kept = list(csv.reader(io.StringIO(text_, newline="")))[1]
    assert kept == texts


def test_the_guard_can_be_left_out_of_the_tables_of_the_terminal_too():
    whole = bulletin(rows=[("a", "=Ann", "D", 6), ("b", "Bo", "R", 4)])
    assert "'=Ann" in csv_text(whole, whole.contests[0])
    assert ",=Ann," in csv_text(whole, whole.contests[0], guard=False)
