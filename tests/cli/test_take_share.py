"""``outright take --share``: what if, in exact numbers, and what is refused."""

import json
from fractions import Fraction

import msgspec
import pytest

import bulletins
from outright.errors import UsageError
from outright.night.scenario import parse_share, scenario


def test_what_if_ossoff_takes_forty_two_percent_of_what_is_left():
    found = scenario(bulletins.contest(), "jon-ossoff", Fraction(42, 100))
    assert (found.votes, found.total, found.taken) == (69_733 + 100_800, 137_000 + 240_000, 100_800)
    assert found.short == 188_501 - 170_533
    assert found.text == (
        "If all 240,000 ballots left were cast and Ossoff took 42% of them (100,800), Ossoff would have 170,533 of"
        " 377,000 (45.23%): 17,968 short of a majority."
    )
    over = scenario(bulletins.contest(), "jon-ossoff", Fraction(1, 2))
    assert over.text.endswith("1,232 more than a majority takes.")


def test_without_a_threshold_or_a_bound_no_more_is_said_than_is_known():
    contest = bulletins.contest()
    plain = msgspec.structs.replace(contest, threshold=msgspec.structs.replace(contest.threshold, share=None))
    assert scenario(plain, "jon-ossoff", Fraction(0)).short is None
    open_end = msgspec.structs.replace(contest, remaining=msgspec.structs.replace(contest.remaining, upper=None))
    with pytest.raises(UsageError, match="Nothing bounds"):
        scenario(open_end, "jon-ossoff", Fraction(0))


@pytest.mark.parametrize("typed", ["half", "1/0", "-0.1", "1.2", "142%"])
def test_what_is_no_share_is_refused(typed):
    with pytest.raises(UsageError):
        parse_share(typed)


def test_shares_as_people_type_them():
    assert {parse_share(t) for t in ("0.42", "42%", "42 %", "21/50")} == {Fraction(21, 50)}


def test_from_the_command_line(tmp_path, monkeypatch, capsys):
    from outright.cli import main, views

    monkeypatch.setattr(views, "load_bulletin", lambda *_: bulletins.bulletin())
    assert main.run(["take", "ossoff", "--share", "42%", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scenario"]["taken"] == 100_800
    assert main.run(["take", "ossoff", "--share", "42%"]) == 0
    out = capsys.readouterr().out
    assert "17,968 short" in out.replace("\n", " ")
    assert "REHEARSAL" in out
