"""What is projected, as people see it: apart from the count, never across the line, never surer than it is."""

import csv
import io
import json
import re

import lxml.html
import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from bulletins import NAMES, bulletin
from outright.bulletin import Bulletin, Contest, decode, encode
from outright.publish import chart, projected_words
from outright.publish.page import contest_page
from outright.publish.plain import contest_plain
from outright.publish.terminal import projection_lines, remaining_lines, screen, table
from outright.publish.terminal_csv import csv_text
from outright.publish.tree import tree
from outright.publish.words import zone
from outright.terms import VerdictCode
from page_states import CONTEST, HOSTILE, STATES, with_contest
from projected_states import (
    PROJECTED,
    at_the_line,
    gates_failed,
    no_projection,
    projected_below,
    runoff_projected,
    shown,
)

WITH = [make for name, make in PROJECTED.items() if name != "no_projection"]
NIGHT = "us-ga-2017-04-18"


def of(whole: Bulletin) -> Contest:
    return whole.contests[0]


def parsed(whole: Bulletin) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(contest_page(whole, CONTEST).decode())


def text(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def section(whole: Bulletin, name: str = "projection") -> str:
    return text(parsed(whole).xpath(f"//section[@id='{name}']")[0])


@pytest.mark.parametrize("make", WITH)
def test_everything_that_is_projected_stands_on_the_page_and_in_the_terminal(make):
    whole = make()
    said, projection = of(whole), of(whole).projection
    page = section(whole)
    typed = " ".join(" ".join(line.removeprefix("- ").strip() for line in projection_lines(said, why=True)).split())
    for words in (
        projection.text, projection.left.text, projection.final_votes.text, projection.in_text, projection.record.text,
        *(o.votes.text for o in (*projection.by_county, *projection.by_method)), *(g.text for g in projection.gates),
        *(b.text for b in projection.because), projection.method,
    ):  # fmt: skip
        assert words in page
        assert " ".join(words.split()) in typed
    for c in said.candidates[:5]:
        assert projected_words.range_of(said, c.id) in page
        assert projected_words.range_of(said, c.id) in typed


def test_counted_and_projected_are_never_in_one_column():
    for make in WITH:
        page = parsed(make())
        for cell in page.xpath("//td[contains(@class, 'proj')]"):
            heads = cell.getparent().getparent().getparent().xpath("./thead//th")
            head = heads[cell.getparent().index(cell)]
            assert text(head).startswith("proj."), text(head)
        for word in ("wedge", "needle", "dial"):
            assert word not in text(page)


def test_the_range_beside_the_leader_is_the_bulletin_s_own_text():
    whole = projected_below()
    cell = parsed(whole).xpath("//*[@data-k='proj.jon-ossoff']")[0]
    assert text(cell) == of(whole).projection.candidates[0].interval(0.9).text == "46.9 to 49.3"
    assert "proj.jon-ossoff" not in contest_page(bulletin(), CONTEST).decode()


def test_leader_above_half_and_projected_below_is_said_in_the_first_lines():
    whole = projected_below()
    assert "Projected final share of Ossoff: 46.9 to 49.3% (nine times in ten), below 50%." in section(whole, "verdict")
    assert any("below 50%" in line for line in screen(whole)[:6])
    assert of(whole).verdict.code == VerdictCode.TOO_EARLY
    assert "the model would say: Runoff projected (Ossoff and Handel)" in section(whole)


def test_a_range_that_ends_a_hair_below_half_does_not_read_half():
    whole = at_the_line()
    said = of(whole).projection.candidates[0].interval(0.9)
    assert said.high < 0.5
    assert said.text.endswith(("49.998", "49.9980"))
    for shown_as in (contest_page(whole, CONTEST).decode(), contest_plain(whole, CONTEST), "\n".join(table(of(whole)))):
        assert said.text in shown_as
        assert not re.search(r"to 50(\.0+)?(?![\d.])", shown_as)


def test_a_projected_runoff_is_the_models_word_and_no_place_in_it_is_certain():
    whole = runoff_projected()
    assert (of(whole).verdict.code, of(whole).verdict.by) == (VerdictCode.RUNOFF_PROJECTED, "model")
    lines = table(of(whole), width=120)
    assert "[ RUNOFF PROJECTED ]  Ossoff · Handel   by model" in lines[0]
    assert sum("projected to advance · in the next round" in line for line in lines) == 2
    assert not any("certain" in line for line in lines)
    page = parsed(whole)
    assert page.xpath("//p[contains(@class,'badge')]/@class") == ["badge projected"]
    assert "From a projection, at its stated level." in section(whole, "call")
    assert "certain" not in text(page.xpath("//dl[@class='slots']")[0])


def test_shut_gates_are_marked_and_open_ones_too():
    whole = gates_failed()
    marks = [text(e) for e in parsed(whole).xpath("//ul[@class='gates']//span[contains(@class,'chip')]")]
    assert marks == ["passed", "not passed", "not passed", "passed"]
    assert sum(line.startswith("- not passed: ") for line in projection_lines(of(whole), why=True)) == 2
    assert "Not passed: No precinct of Fulton" in contest_plain(whole, CONTEST)


def test_no_projection_says_why_and_shows_no_band():
    whole = no_projection()
    words = "No projection: tonight's precincts could not be matched with any earlier election."
    assert section(whole).endswith(words)
    assert projection_lines(of(whole), width=120) == [words]
    assert words in " ".join(contest_plain(whole, CONTEST).split())
    assert chart.timeline(of(whole), "votes", zone(whole.night)).fan is None
    assert projected_words.NONE in section(bulletin())
    assert projected_words.COMPLETE in section(STATES["runoff_certain"]())


def test_the_estimate_of_what_is_out_stands_beside_its_bound_and_is_marked():
    whole = projected_below()
    words = "Projected: about 55,600 (48,900 to 63,400)."
    assert words in section(whole, "remaining")
    assert words in remaining_lines(of(whole))
    assert "proj. 71% of the expected vote is in" in text(parsed(whole).xpath("//*[@data-k='in']")[0])


def test_chances_are_frequencies_everywhere():
    for make in WITH:
        row = text(parsed(make()).xpath("//section[@id='projection']//table")[0])
        assert " in " in row
        assert not re.search(r"\b0 in\b|\b100%|(\d+) in \1\b", row)


def test_the_wedge_runs_from_now_to_the_end_of_the_expected_vote():
    for make in WITH:
        whole = make()
        picture = chart.timeline(of(whole), "votes", zone(whole.night))
        fan, last = picture.fan, of(whole).timeline[-1]
        assert fan.now == round(last.votes / of(whole).projection.final_votes.mid * 100, 2)
        assert [t.label for t in picture.x_ticks] == ["0%", "25%", "50%", "75%", "100%"]
        start = float(re.match(r"M1000 [\d.]+L(\d+) ", fan.edge)[1])
        assert start == pytest.approx(fan.now * 10, abs=0.6)
        for path in (fan.wide, fan.narrow):
            strokes = re.findall(r"M(\d+) ([\d.]+)V([\d.]+)", path)
            assert strokes
            assert all(start < int(x) <= 1000 and 0 <= float(a) <= float(b) <= chart.BOTTOM for x, a, b in strokes)
        assert [e.candidate for e in fan.ends] == list(of(whole).charted)
        assert all(e.high <= e.middle <= e.low for e in fan.ends)
        assert chart.timeline(of(whole), "time", zone(whole.night)).fan is None


def test_the_wedge_lies_on_its_side_of_the_line():
    whole = runoff_projected()
    picture = chart.timeline(of(whole), "votes", zone(whole.night))
    leader = picture.fan.ends[0]
    assert picture.lines[0].end < picture.threshold < leader.high, "above half now, all of the range below it"
    assert picture.lines[0].share_text == of(whole).projection.candidates[0].median_text


def test_more_counted_than_expected_stays_inside_the_plot():
    whole = runoff_projected()
    projection = of(whole).projection
    fewer = replace(projection.bands[-1], expected=120_000)
    odd = with_contest(whole, projection=replace(projection, bands=(*projection.bands[:-1], fewer)))
    picture = chart.timeline(of(odd), "votes", zone(odd.night))
    assert picture.fan.now == 100
    assert all(0 <= t.at <= 100 for t in picture.x_ticks)
    assert b"<path" in contest_page(odd, CONTEST)


def test_a_projection_without_bands_or_of_nobody_charted_draws_nothing():
    whole = runoff_projected()
    projection = of(whole).projection
    none = with_contest(whole, projection=replace(projection, bands=()))
    assert chart.timeline(of(none), "votes", zone(none.night)).fan is None
    nobody = replace(projection.bands[-1], candidates={})
    empty = with_contest(whole, projection=replace(projection, bands=(nobody,)))
    assert chart.timeline(of(empty), "votes", zone(empty.night)).fan is None
    assert contest_page(empty, CONTEST)


def test_the_bands_of_every_moment_are_in_the_chart_s_table():
    whole = runoff_projected()
    cells = text(parsed(whole).xpath("//details[@id='chart-table']")[0])
    for point in of(whole).projection.bands:
        assert point.candidates["jon-ossoff"].text in cells


def test_a_withdrawn_word_stays_in_the_history_with_its_reason():
    whole = projected_below()
    note = "Withdrawn: “Runoff projected: Ossoff, Handel” no longer stands. Too few draws agree."
    last = replace(of(whole).verdict_history[-1], note=note)
    assert note in section(with_contest(whole, verdict_history=(last,)), "call")


def test_hostile_words_in_a_projection_are_text():
    whole = runoff_projected()
    bad, projection = HOSTILE[0], of(whole).projection
    worse = replace(
        projection, text=bad, in_text=bad, notes=(bad,), method=bad, model_version=bad,
        gates=tuple(replace(g, text=bad) for g in projection.gates),
        because=tuple(replace(b, text=bad, points_text=bad) for b in projection.because),
        by_county=tuple(replace(o, name=bad, source=bad) for o in projection.by_county),
        candidates=tuple(replace(c, win=replace(c.win, text=bad)) for c in projection.candidates),
        record=replace(projection.record, text=bad),
    )  # fmt: skip
    page = parsed(with_contest(whole, projection=worse, projection_note=bad))
    assert len(list(page.iter("script"))) == 1


@pytest.mark.parametrize("make", PROJECTED.values(), ids=PROJECTED)
@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_no_line_is_wider_than_asked(make, width):
    said = of(make())
    for level in (0.5, 0.8, 0.9, 0.95):
        assert max(map(cell_len, projection_lines(said, level, why=True, width=width))) <= width
    assert max(map(cell_len, screen(make(), width=width))) <= width
    assert len(screen(make(), width=width)) <= 24


def test_under_another_rule_the_chances_have_other_names():
    said = of(runoff_projected())
    assert projected_words.chance_heads(said) == (("outright", "Wins outright"), ("advance", "Next round"))
    rows = tuple(replace(c, advance=None) for c in said.projection.candidates)
    plurality = replace(said, threshold=replace(said.threshold, share=None),
                        projection=replace(said.projection, candidates=rows))  # fmt: skip
    assert projected_words.chance_heads(plurality) == (("outright", "Wins"),)
    unknown = tuple(replace(c, outright=None) for c in rows)
    ruleless = replace(plurality, projection=replace(said.projection, candidates=unknown, runoff=None))
    assert projected_words.chance_heads(ruleless) == (("win", "Most votes"),)
    assert "Most votes" in "\n".join(projection_lines(ruleless))
    assert projected_words.chance_heads(of(bulletin())) == (("win", "Most votes"),)
    assert projected_words.chance(unknown[0], "outright") == ""


def test_both_parties_are_projected_in_the_same_words_and_marks():
    def block(first: str, second: str) -> str:
        whole = shown(leader=0.47)
        said = of(whole)
        parties = {"jon-ossoff": (first, "dem"), "karen-handel": (second, "dem")}
        rows = tuple(
            replace(c, party=parties[c.id][0], color=parties[c.id][1]) if c.id in parties else c
            for c in said.candidates
        )
        return section(with_contest(whole, candidates=rows))

    assert block("D", "R") == block("R", "D")


def test_the_files_of_a_projection_are_always_at_their_address():
    for make in (*WITH, no_projection, bulletin):
        whole = make()
        files = tree(whole)
        document = json.loads(files[f"/v1/{NIGHT}/{CONTEST}/projection.json"])
        assert (document["night"], document["contest"], document["rehearsal"]) == (NIGHT, CONTEST, True)
        assert document["projection"] == json.loads(encode(whole))["contests"][0]["projection"]
        assert document["note"] == of(whole).projection_note
        rows = list(csv.DictReader(io.StringIO(files[f"/v1/{NIGHT}/{CONTEST}/projection.csv"].decode())))
        assert [r["candidate"] for r in rows] == [r[0] for r in NAMES]
        assert {r["rehearsal"] for r in rows} == {"True"}
        if of(whole).projection is None:
            assert {r["lo90"] for r in rows} == {""}
        else:
            assert float(rows[0]["lo90"]) <= float(rows[0]["median_share"]) <= float(rows[0]["hi90"])


def test_a_chance_that_the_rule_does_not_know_is_an_empty_cell():
    said = of(runoff_projected())
    rows = tuple(replace(c, advance=None, intervals=c.intervals[:1]) for c in said.projection.candidates)
    odd = replace(said, projection=replace(said.projection, candidates=rows))
    first = next(csv.DictReader(io.StringIO(csv_text(runoff_projected(), odd, "projection"))))
    assert (first["p_advance"], first["lo90"], first["range90_text"]) == ("", "", "")
    assert first["lo50"] != ""


def test_a_projected_bulletin_comes_back_as_it_went():
    for make in WITH:
        assert decode(encode(make())) == make()
