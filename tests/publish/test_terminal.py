"""What the terminal prints of a bulletin, read line by line."""

import datetime as dt

import msgspec
import pytest
from rich.cells import cell_len

from bulletins import AT, NAMES, bulletin
from outright.bulletin import Bulletin, Contest
from outright.publish.terminal import (
    heading,
    methods_lines,
    plain,
    remaining_lines,
    screen,
    table,
    take_lines,
    timeline_lines,
    units_lines,
)
from outright.publish.terminal_text import bar, cells, clean, cut, meter, pad, tick_at, wrap
from outright.terms import VerdictCode

replace = msgspec.structs.replace


def changed(of: Bulletin, **contest: object) -> Bulletin:
    return replace(of, contests=(replace(of.contests[0], **contest),))


def with_night(of: Bulletin, **night: object) -> Bulletin:
    return replace(of, night=replace(of.night, **night))


def contest() -> Contest:
    return bulletin().contests[0]


def test_screen_says_unofficial_and_rehearsal_in_its_first_line():
    first = screen(bulletin())[0]
    assert "REHEARSAL" in first
    assert "UNOFFICIAL" in first
    assert "9:42 p.m. EDT" in first


def test_test_night_says_test_and_a_live_night_says_neither():
    assert "TEST" in screen(bulletin(test=True, rehearsal=False))[0]
    live = "\n".join(screen(bulletin(rehearsal=False)))
    assert "TEST" not in live
    assert "REHEARSAL" not in live


def test_screen_holds_verdict_candidates_more_row_remaining_counties_and_log():
    text = "\n".join(screen(bulletin()))
    for expected in (
        "[ TOO EARLY TO SAY ]", "69,733", "+3,486", "50.90", "50%|", "13 more", "a majority is 68,501",
        "Ossoff needs 118,768", "Cobb 32/50 [######----]", "DeKalb 43/43 [##########]",
        "CORRECTION DeKalb −212 votes", "sources 3 of 3 ok",
    ):  # fmt: skip
        assert expected in text


def test_runoff_certain_names_both_who_advance_and_who_says_so():
    line = screen(bulletin(VerdictCode.RUNOFF_CERTAIN))[1]
    assert "[ RUNOFF CERTAIN ]" in line
    assert "Ossoff · Handel   by arithmetic" in line


def test_tall_terminal_still_gets_at_most_24_lines():
    assert len(screen(bulletin(), height=60)) <= 24


def test_short_terminal_keeps_the_status_the_verdict_and_the_leader():
    lines = screen(bulletin(), height=7)
    assert len(lines) == 7
    assert "REHEARSAL" in lines[0]
    assert "TOO EARLY" in lines[1]
    assert any("Ossoff" in line for line in lines)


def test_screen_of_no_lines_is_empty():
    assert screen(bulletin(), height=0) == []


def test_night_without_a_contest_yet_says_so():
    empty = replace(bulletin(), contests=())
    assert screen(empty)[1].strip() == "No contest yet."
    assert "REHEARSAL" in screen(empty)[0]


def test_unknown_contest_is_a_key_error():
    with pytest.raises(KeyError):
        screen(bulletin(), "us-house-7")


def test_candidate_without_votes_shows_dashes_not_zeros():
    first = replace(contest().candidates[0], votes=None, added=None, share=None, share_text="–")
    row = next(line for line in screen(changed(bulletin(), candidates=(first,))) if "Jon Ossoff" in line)
    assert row.count("–") == 3
    assert "0" not in row
    assert "#" not in row


def test_votes_taken_back_have_a_true_minus_sign():
    first = replace(contest().candidates[0], added=-212)
    assert "−212" in "\n".join(screen(changed(bulletin(), candidates=(first,))))


def test_bar_passes_the_tick_only_when_the_share_passes_the_threshold():
    half = 20
    assert tick_at(41, "1/2") == half
    assert bar(0.5, 41, "1/2")[half + 1] == " "
    assert bar(0.4999999, 41, "1/2") == bar(0.5, 41, "1/2")
    assert bar(0.5000001, 41, "1/2")[half + 1] == "#"
    assert bar(0.5, 41, "1/2")[half] == "|"
    assert bar(None, 41, "1/2").strip() == "|"
    assert bar(1.3, 41, "1/2") == "#" * half + "|" + "#" * half


def test_bar_tick_stands_at_forty_percent_where_the_rule_says_forty():
    assert bar(0.39, 40, "2/5")[16:] == "|" + " " * 23
    assert bar(0.41, 40, "2/5")[16:18] == "|#"


def test_bar_without_a_threshold_has_no_tick():
    assert bar(0.5, 10, None) == "#####     "


def test_heading_of_the_tick_stands_over_the_tick():
    lines = screen(bulletin())
    head = next(line for line in lines if "Candidate" in line)
    row = next(line for line in lines if "Karen Handel" in line)
    assert head.index("|") == row.index("|")


def test_meter_is_full_only_when_all_is_in():
    assert meter(207, 208) == "[#########-]"
    assert meter(208, 208) == "[##########]"
    assert meter(1, 1000) == "[#---------]"
    assert meter(None, 208) == ""


def test_159_counties_take_two_lines_and_say_how_many_are_not_shown():
    unit = contest().units[0]
    units = tuple(replace(unit, id=f"c{i}", name=f"County {i}") for i in range(159))
    lines = screen(changed(bulletin(), units=units))
    shown = [line for line in lines if "County" in line]
    assert len([line for line in lines if "[######----]" in line]) == 2
    assert "more" in shown[-1]


def test_source_in_trouble_is_named_on_the_screen():
    night = bulletin().night
    broken = replace(night.sources[0], state="unreadable", message="the file ends early")
    text = screen(with_night(bulletin(), sources=(broken, *night.sources[1:])))[-1]
    assert "sources 2 of 3 ok" in text
    assert "Cobb County unreadable: the file ends early" in text


def test_footer_is_the_last_line_and_stays_whole():
    assert screen(bulletin(), footer="page  http://127.0.0.1:8000")[-1] == " page  http://127.0.0.1:8000"


def test_colour_changes_no_character_but_the_marks_of_bars_and_rules():
    import re

    coloured = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in screen(bulletin(), color=True)]
    drawn = [line.translate(str.maketrans("█│─", "#|-")) for line in coloured]
    assert drawn == screen(bulletin())
    assert not any("\x1b" in line for line in screen(bulletin()))


def test_name_with_escape_codes_and_direction_marks_cannot_touch_the_terminal():
    name = "Evil \x1b[2J\u202e\u2066\x9b1m\nNew line"
    text = "\n".join(screen(bulletin(rows=[("evil", name, "R", 10)])))
    assert not any(c in text for c in "\x1b\x9b\u202e\u2066")
    assert "New line" in text.split("Evil")[1].split("\n")[0]


def test_clean_keeps_the_joiners_that_names_need():
    assert clean("क्\u200dष\u200c") == "क्\u200dष\u200c"


def test_cutting_never_splits_a_wide_character():
    assert cut("東京都", 4) == "東…"
    assert cells(cut("東京都", 4)) == 3
    assert pad("東京都", 4) == "東… "
    assert cut("abc", 0) == ""


def test_wrapping_ends_in_an_ellipsis_only_when_words_are_left_out():
    assert wrap("one two three", 7, 2) == ["one two", "three"]
    assert wrap("one two three four", 7, 2) == ["one two", "three …"]


def test_plain_line_has_the_agreed_shape():
    line = plain(bulletin(rehearsal=False))[-1]
    assert line == "21:42:10 us-house-6 seq=12 in=95/208 ossoff=50.90 handel=17.8 call=too_early"


def test_plain_says_rehearsal_on_every_line():
    assert all(line.endswith(" REHEARSAL") for line in plain(bulletin()))


def test_plain_tells_the_time_where_the_votes_are_counted():
    utc = with_night(bulletin(), as_of=AT.astimezone(dt.UTC))
    assert plain(utc)[-1].startswith("21:42:10 ")


def test_plain_without_a_known_zone_gives_the_time_with_its_offset():
    lines = plain(with_night(bulletin(), timezone="Mars/Olympus", as_of=AT.astimezone(dt.UTC)))
    assert lines[-1].startswith("01:42:10+0000 ")


def test_plain_before_anything_was_received_shows_dashes():
    left = replace(contest().remaining, precincts_reported=None, precincts_total=None)
    waiting = with_night(changed(bulletin(rehearsal=False), candidates=(), notes=(), remaining=left), as_of=None, seq=0)
    assert plain(waiting) == ["– us-house-6 seq=0 in=– call=too_early"]


def test_plain_tells_two_candidates_of_one_surname_apart():
    rows = [("ann-lee", "Ann Lee", "D", 60), ("bo-lee", "Bo Lee", "R", 40)]
    assert "ann-lee=60.0 bo-lee=40.0" in plain(bulletin(rows=rows))[-1]


def test_plain_has_a_line_for_a_correction_once():
    before = changed(bulletin(), notes=())
    lines = plain(bulletin(), before)
    assert lines[0].startswith("21:38:10 us-house-6 seq=11 correction: DeKalb −212 votes")
    later = with_night(bulletin(), seq=13)
    assert [line.split()[2] for line in plain(later, bulletin())] == ["seq=13"]


def test_plain_is_silent_when_nothing_was_received():
    assert plain(bulletin(), bulletin()) == []


def test_show_folds_and_all_shows_every_candidate():
    folded, everyone = table(contest()), table(contest(), all=True)
    assert "13 more   (outright show --all)" in folded
    assert not any("more" in line for line in everyone[3:25])
    assert all(any(name in line for line in everyone) for _, name, _, _ in NAMES)


def test_show_says_whom_each_place_belongs_to_and_the_rule_with_its_source():
    text = "\n".join(table(bulletin(VerdictCode.RUNOFF_CERTAIN).contests[0]))
    assert "Place 1 · Ossoff · certain · " in text
    assert "(O.C.G.A. 21-2-501)" in text


def test_candidate_out_is_out_and_one_who_advances_advances():
    states = (VerdictCode.ADVANCE_CERTAIN, VerdictCode.ELIMINATED_CERTAIN, None)
    rows = tuple(replace(c, state=s) for c, s in zip(contest().candidates, states, strict=False))
    lines = table(replace(contest(), candidates=rows), width=120)
    assert "Advances" in next(line for line in lines if "Jon Ossoff" in line)
    assert " Out" in next(line for line in lines if "Karen Handel" in line)


def test_winner_is_named_in_the_verdicts_own_words():
    won = bulletin(VerdictCode.WON_CERTAIN).contests[0]
    first = replace(won.candidates[0], state=VerdictCode.WON_CERTAIN)
    verdict = replace(won.verdict, candidates=(first.id,))
    lines = table(replace(won, candidates=(first,), verdict=verdict))
    assert "Won outright" in next(line for line in lines if line.startswith("Jon Ossoff"))


def test_rule_without_votes_needed_names_only_the_denominator():
    rule = replace(contest().threshold, kind="plurality", share=None, share_text=None, votes_needed=None)
    lines = table(replace(contest(), threshold=rule), bars=True)
    assert "137,000 votes for the office · Ossoff: 1,232 votes over half" in lines
    assert not any("|" in line for line in lines)


def test_shares_stand_with_their_decimal_points_under_each_other():
    rows = [line for line in table(contest()) if line.startswith(("Jon", "Karen", "Judson"))]
    assert len(rows) == 3
    assert len({line.index(".") for line in rows}) == 1


def test_timeline_has_a_row_for_each_moment_and_the_verdict_where_it_changed():
    lines = timeline_lines(contest())
    assert len(lines) == 13
    assert lines[1].endswith("Too early to say")
    assert "69,733" in lines[-1]
    assert timeline_lines(replace(contest(), timeline=())) == ["No votes reported yet."]


def test_remaining_says_the_bound_each_need_and_the_working():
    text = "\n".join(remaining_lines(contest()))
    assert "At most 240,000 ballots are left" in text
    assert "Ossoff     majority  118,768     240,000  49.49" in text
    assert "2 x 69,733 = 139,466" in text


def test_take_prints_the_need_exactly_as_the_bulletin_has_it():
    lines = take_lines(contest(), "jon-ossoff")
    assert lines[0] == "Ossoff needs 118,768 of at most 240,000 left (49.49%) for a majority."
    assert "  need        118,768" in lines
    assert "  share       49.49%" in lines
    with pytest.raises(KeyError):
        take_lines(contest(), "bob-gray")


def test_take_of_what_cannot_be_reached_shows_dashes():
    need = replace(
        contest().remaining.needs[0], need=None, of=None, share_text="", state="cannot", text="Ossoff cannot."
    )
    lines = take_lines(replace(contest(), remaining=replace(contest().remaining, needs=(need,))), "jon-ossoff")
    assert "  need        –" in lines
    assert "  share       –" in lines


def test_units_show_what_is_in_and_left_and_say_what_levels_there_are():
    lines = units_lines(contest())
    assert lines[1].split() == [
        "Cobb",
        "32/50",
        "45,666",
        "50.90",
        "17.8",
        "11.0",
        "8.9",
        "8.7",
        "at",
        "most",
        "83,904",
    ]
    assert units_lines(contest(), "precinct") == ["No precinct in this night. It has: county."]


def test_unit_that_has_not_reported_shows_dashes():
    unit = replace(
        contest().units[0],
        votes=None,
        candidates={},
        share_text={},
        precincts_total=None,
        reported=None,
        left_text="",
    )
    assert units_lines(replace(contest(), units=(unit,)))[1].split() == ["Cobb"] + ["–"] * 7


def test_precincts_without_shares_show_votes_and_no_empty_column():
    unit = replace(contest().units[0], level="precinct", share_text={}, left_text="")
    lines = units_lines(replace(contest(), units=(unit,)), "precinct")
    assert lines[0].split() == ["Precinct", "In", "Votes", "Ossoff", "Handel", "Gray", "Moody", "Hill"]
    assert lines[1].split() == ["Cobb", "32/50", "45,666", "23,244", "8,128", "5,023", "4,064", "3,973"]


def test_needs_that_are_met_or_cannot_be_say_so_in_the_table():
    need = contest().remaining.needs[0]
    needs = tuple(replace(need, state=state, need=None, share_text="") for state in ("met", "cannot", "unknown"))
    lines = remaining_lines(replace(contest(), remaining=replace(contest().remaining, needs=needs)))
    rows = [line.split() for line in lines if line.startswith("Ossoff ")]
    assert [row[2] for row in rows] == ["none", "cannot", "–"]
    assert {row[-1] for row in rows} == {"–"}


def test_unknown_rule_has_no_empty_citation():
    rule = replace(contest().threshold, text="What it takes to win here is not known to us.", citation="")
    assert "Rule: What it takes to win here is not known to us." in table(replace(contest(), threshold=rule))


def test_shares_of_another_denominator_are_not_called_shares_of_it():
    rule = replace(contest().threshold, denominator="registered voters", denominator_votes=None, votes_needed=None)
    text = "\n".join(table(replace(contest(), threshold=rule)))
    assert "137,000 votes ·" in text
    assert "registered" not in text


def test_methods_keep_the_sources_own_words():
    assert any("Advance in Person" in line for line in methods_lines(contest()))
    assert methods_lines(replace(contest(), methods=())) == ["Votes are not itemised by how they were cast."]


def test_every_heading_carries_the_label_and_the_status():
    first = heading(bulletin(), contest())[0]
    assert first.startswith("REHEARSAL  UNOFFICIAL, PARTIAL · 9:42 p.m. EDT · seq 12")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_no_table_is_wider_than_asked(width):
    c, b = contest(), bulletin(VerdictCode.RUNOFF_CERTAIN)
    for lines in (
        heading(b, c, width=width),
        table(c, True, width=width, bars=True),
        timeline_lines(c, width=width),
        remaining_lines(c, width=width),
        take_lines(c, "jon-ossoff", width=width),
        units_lines(c, width=width),
        methods_lines(c, width=width),
    ):
        assert max(map(cell_len, lines)) <= width
