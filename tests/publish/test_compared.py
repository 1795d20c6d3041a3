"""Then and now, printed: the same words and figures on the page, in a terminal and in plain text."""

import datetime as dt

import msgspec
import pytest

from bulletins import bulletin
from outright.bulletin import Bulletin, ComparedRow, Comparison, Reason
from outright.publish.page import contest_page
from outright.publish.plain import contest_plain
from outright.publish.terminal import comparison_lines
from outright.publish.terminal_text import cells

CONTEST = "us-house-6"


def row(name: str, *, partial: bool = False, ahead: float | None = 0.014) -> ComparedRow:
    reasons = (Reason(code="partial", text=f"Partial count in {name}.", figures={}),) if partial else ()
    return ComparedRow(
        unit=name.lower() if name != "All" else "", name=name, votes=413, total=1000, share=0.413, share_text="41.30",
        then_votes=399, then_total=1000, then_share=0.399, then_share_text="39.90", ahead=ahead,
        ahead_text="–" if ahead is None else "+1.40", in_text="97%", turnout_text="60%", partial=partial,
        reasons=reasons,
    )  # fmt: skip


def compared(*rows: ComparedRow, against: str = "Clinton") -> Bulletin:
    comparison = Comparison(
        baseline="president-2016", label="Compared with 2016 president, same places", name="2016 president",
        date=dt.date(2016, 11, 8), candidate="jon-ossoff", candidate_name="Ossoff", against="hillary-clinton",
        against_name=against, text="Ossoff runs 1.4 points ahead of Clinton in Cobb.",
        past_text="Trump carried the district by 1.49 points.", rows=rows, all=row("All"), notes=("Scaled in part.",),
    )  # fmt: skip
    whole = bulletin()
    contest = msgspec.structs.replace(whole.contests[0], comparison=(comparison,))
    return msgspec.structs.replace(whole, contests=(contest,))


def test_every_output_says_the_sentence_the_shares_and_the_difference():
    night = compared(row("Cobb"), row("Fulton", partial=True))
    page = contest_page(night, CONTEST).decode()
    terminal = "\n".join(comparison_lines(night.contests[0]))
    plain = contest_plain(night, CONTEST)
    for text in (page, terminal, plain):
        for said in (
            "Compared with 2016 president, same places", "Ossoff runs 1.4 points ahead of Clinton in Cobb.",
            "Trump carried the district by 1.49 points.", "Fulton", "41.30", "39.90", "+1.40",
        ):  # fmt: skip
            assert said in " ".join(text.split())


def test_a_partial_row_is_marked_everywhere_and_the_page_says_why():
    night = compared(row("Cobb"), row("Fulton", partial=True))
    page = contest_page(night, CONTEST).decode()
    assert "+1.40*" in page
    assert "Partial count in Fulton." in page
    assert "Not like for like yet" not in contest_page(compared(row("Cobb")), CONTEST).decode()
    lines = comparison_lines(night.contests[0])
    assert [line.split()[0] for line in lines if line.rstrip().endswith("+1.40*")] == ["Fulton"]
    assert "* Not like for like yet." in lines
    assert "Fulton (partial)" in contest_plain(night, CONTEST)


def test_what_cannot_be_compared_is_a_dash_and_no_star():
    night = compared(row("Cobb", partial=True, ahead=None))
    line = next(x for x in comparison_lines(night.contests[0]) if x.startswith("Cobb"))
    assert line.rstrip().endswith("–")


def test_without_a_comparison_no_output_speaks_of_one():
    night = bulletin()
    assert comparison_lines(night.contests[0]) == []
    assert "ompared" not in contest_page(night, CONTEST).decode()
    assert "ompared" not in contest_plain(night, CONTEST)


@pytest.mark.parametrize("width", [20, 40, 80, 132])
def test_no_line_is_wider_than_the_terminal_or_moves_its_cursor(width):
    night = compared(row("Cobb\x1b[2J"), row("A county with a very long name indeed, of its own"), against="東京" * 30)
    for line in comparison_lines(night.contests[0], width=width):
        assert cells(line) <= width
        assert "\x1b" not in line


def test_a_hostile_name_does_not_become_markup():
    page = contest_page(compared(row("<b>Cobb</b>"), against="<script>"), CONTEST).decode()
    assert "<script>" not in page.replace("<script src", "")
    assert "&lt;b&gt;Cobb" in page
