"""Laws of the screen, for any votes and any names a feed may send."""

import re

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from bulletins import bulletin
from outright.bulletin import Bulletin
from outright.publish.terminal import heading, plain, screen, table, timeline_lines, units_lines
from outright.publish.terminal_text import bar, cells, cut, pad, tick_at
from outright.terms import VerdictCode

SAMPLES = [
    "東京 太郎",
    "👩‍👩‍👧‍👦 Family",
    "❤️ Love",
    "יוסי כהן",
    "محمد علي",
    "é" * 40,
    "e\u0301" * 40,
    "Ω" * 300,
    "",
    " ",
    "a\tb\nc",
    "\x1b[31mRed",
    "\u202eReversed",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿 England",
    "क्षेत्रीय",
    "Nguyễn Thị Minh Khai",
    "\u2630\u4dc0",
    "\U0001fae9 new",
]
names = st.one_of(st.sampled_from(SAMPLES), st.text(max_size=60))
votes = st.integers(min_value=0, max_value=500_000_000)
rows = st.lists(st.tuples(names, st.sampled_from("DRI"), votes), max_size=30).map(
    lambda drawn: [(f"c{i}", name or "x", party, n) for i, (name, party, n) in enumerate(drawn) if name.split()]
)
codes = st.sampled_from([VerdictCode.TOO_EARLY, VerdictCode.RUNOFF_CERTAIN, VerdictCode.WON_CERTAIN])


def made(code: VerdictCode, drawn: list[tuple[str, str, str, int]], **kinds: bool) -> Bulletin:
    """A bulletin of these rows; two advance only where two stand."""
    return bulletin(code if len(drawn) > 1 else VerdictCode.TOO_EARLY, rows=drawn, **kinds)


widths, heights = st.integers(20, 200), st.integers(1, 40)


@settings(max_examples=150, deadline=None)
@given(rows, codes, widths, heights, st.booleans(), names)
def test_no_screen_is_too_wide_or_too_tall_or_without_its_label(drawn, code, width, height, test, name):
    b = made(code, drawn, test=test, rehearsal=not test)
    contest = msgspec.structs.replace(b.contests[0], short_name=name, name=name)
    b = msgspec.structs.replace(b, contests=(contest,))
    lines = screen(b, width=width, height=height)
    assert 1 <= len(lines) <= min(height, 24)
    assert max(map(cell_len, lines)) <= width
    assert ("TEST" if test else "REHEARSAL") in lines[0]
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for line in lines for c in line)


@settings(max_examples=60, deadline=None)
@given(rows, codes, widths)
def test_colour_adds_no_cell(drawn, code, width):
    lines = screen(made(code, drawn), width=width, color=True)
    assert max(cell_len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines) <= width


@settings(max_examples=60, deadline=None)
@given(rows, codes, widths, st.booleans())
def test_no_table_is_too_wide(drawn, code, width, every):
    b = made(code, drawn)
    contest = b.contests[0]
    parts = (
        heading(b, contest, width=width),
        table(contest, every, width=width, bars=every),
        timeline_lines(contest, width=width),
        units_lines(contest, width=width),
    )
    assert max(cell_len(line) for lines in parts for line in lines) <= width


@settings(max_examples=60, deadline=None)
@given(rows, codes)
def test_every_plain_line_is_one_line_with_its_label(drawn, code):
    for line in plain(made(code, drawn)):
        assert line.endswith(" REHEARSAL")
        assert len(line.splitlines()) == 1


@given(votes, votes, st.integers(11, 60))
def test_a_bar_passes_the_half_exactly_when_the_votes_do(ours, others, width):
    total = ours + others
    drawn = bar(ours / total if total else None, width, "1/2")
    tick = tick_at(width, "1/2")
    assert drawn[tick] == "|"
    assert ("#" in drawn[tick + 1 :]) == (2 * ours > total)
    assert len(drawn) == width


@given(st.text(), st.integers(0, 80))
def test_cut_and_pad_keep_their_width(text, width):
    assert cells(cut(text, width)) <= width
    assert cells(pad(text, width)) == width
