"""The chart draws what was counted: steps, not slopes, and labels that can be read."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from bulletins import bulletin
from page_states import STATES, late_night, no_votes, with_contest

from outright.publish import chart
from outright.publish.words import zone


def drawn(whole, axis="votes"):
    return chart.timeline(whole.contests[0], axis, zone(whole.night))


@pytest.mark.parametrize("axis", ["votes", "time"])
def test_lines_are_steps_only(axis):
    for line in drawn(late_night(), axis).lines:
        assert set(re.findall("[A-Za-z]", line.path + line.quiet)) <= {"M", "H", "V"}


def test_end_labels_never_cover_each_other():
    for make in STATES.values():
        picture = drawn(make())
        if picture is None:
            continue
        heights = sorted(line.label for line in picture.lines)
        assert all(b - a >= chart.LABEL_STEP - 0.2 for a, b in pairwise(heights))
        assert heights[-1] <= chart.BOTTOM


def test_no_chart_before_the_first_votes():
    assert drawn(no_votes()) is None


def test_leader_above_half_is_drawn_above_the_line_and_below_it_when_below():
    above = drawn(bulletin())
    assert above.lines[0].end < above.threshold
    below = drawn(STATES["runoff_certain"]())
    assert below.lines[0].end > below.threshold


def test_silence_of_over_twenty_minutes_is_dotted_on_the_clock():
    assert all(line.quiet for line in drawn(late_night(), "time").lines)
    assert not any(line.quiet for line in drawn(bulletin(), "time").lines)


def test_correction_is_marked_where_it_happened():
    assert [m.kind for m in drawn(late_night()).marks] == ["correction"]


def test_threshold_label_names_its_denominator():
    assert drawn(bulletin()).threshold_label == "50% of votes for the office"
    assert drawn(STATES["leader_only"]()).threshold is None


def test_candidates_of_one_party_differ_by_dash_and_the_fifth_is_grey():
    ranks = chart.ranks(bulletin().contests[0])
    assert [ranks[c] for c in ("karen-handel", "bob-gray", "dan-moody", "judson-hill", "kurt-wilson")] == [1, 2, 3, 4, 5]


def test_one_publication_alone_is_drawn():
    whole = bulletin()
    alone = with_contest(whole, timeline=whole.contests[0].timeline[:1])
    for axis in ("votes", "time"):
        assert drawn(alone, axis).lines


def test_a_count_over_many_days_has_few_dates_on_its_axis():
    whole = bulletin()
    points = whole.contests[0].timeline
    long = tuple(type(p)(**{f: getattr(p, f) for f in p.__struct_fields__} | {"at": p.at + dt.timedelta(days=2 * i)})
                 for i, p in enumerate(points))  # fmt: skip
    ticks = drawn(with_contest(whole, timeline=long), "time").x_ticks
    assert 2 <= len(ticks) <= 8
    assert all(t.label.startswith(("Apr", "May")) for t in ticks)


def test_votes_axis_stays_inside_the_plot():
    for tick in drawn(late_night()).x_ticks:
        assert 0 <= tick.at <= 100
