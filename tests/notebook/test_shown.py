"""What a notebook shows: the page's words with its own style; hostile names as text, in HTML and in drawings."""

import re
from pathlib import Path

import pytest
from lxml import etree, html

import outright as ow
from outright.bulletin import Bulletin
from outright.errors import UsageError
from outright.notebook.contest import NightContest
from outright.notebook.html import esc
from outright.publish.ink import INK
from page_states import CONTEST, HOSTILE, STATES, hostile

ALL = {**STATES, "hostile": hostile}


def shown(whole: Bulletin, night: ow.Night) -> dict[str, str]:
    """Every answer of a bulletin as HTML."""
    told = night.as_told(whole)
    contest = told.contest(CONTEST)
    found = {
        "night": told, "contest": contest, "call": contest.call(), "remaining": contest.remaining(),
    }  # fmt: skip
    if contest.total:
        found["take"] = contest.take(contest.candidates[0].id)
    if contest.said.projection is not None:
        found |= {"projection": contest.project(), "why": contest.project().why()}
    return {name: answer._repr_html_() for name, answer in found.items()}


@pytest.mark.parametrize("state", ALL)
def test_every_state_of_a_night_can_be_shown(state: str, night: ow.Night):
    whole = ALL[state]()
    for name, text in shown(whole, night).items():
        (box,) = html.fragments_fromstring(text)
        assert box.tag == "div", name
        assert not box.xpath("//script | //img | //link | //style"), "its style is its own, and it loads nothing"
        assert not [a for e in box.iter() for a in e.attrib if a.startswith("on")]
        for word, is_so in (("Test.", whole.night.test), ("Rehearsal.", whole.night.rehearsal)):
            assert (word in box.text_content()) is is_so
        told = night.as_told(whole).contest(CONTEST)
        assert repr(told)
        assert repr(told.call())
        assert repr(told.remaining())


def test_the_table_has_the_pages_numbers(half_in: NightContest):
    (box,) = html.fragments_fromstring(half_in._repr_html_())
    rows = {tr.xpath("string(th/bdi)"): [td.text_content() for td in tr.xpath("td")] for tr in box.xpath("//tbody/tr")}
    assert set(rows) == {c.name for c in half_in.candidates}
    for c in half_in.candidates:
        projected = half_in.said.projection.of(c.id).interval(0.9).text
        assert rows[c.name] == [f"{c.votes:,}", f"{c.share_text}%", projected, ""]
    text = " ".join(box.text_content().split())
    for said in (half_in.verdict.label, half_in.verdict.text, half_in.said.remaining.text, "790 votes more than"):
        assert " ".join(said.split()) in text


def test_hostile_names_are_text(half_in: NightContest, night: ow.Night):
    for name in HOSTILE:
        candidates = tuple(c.__replace__(name=name, surname=name, party=name) for c in half_in.candidates)
        said = half_in.said.__replace__(name=name, short_name=name, summary=name, candidates=candidates)
        whole = night.at(30).bulletin.__replace__(contests=(said,))
        bad = NightContest(night.as_told(whole), said)
        clean = esc(name)
        for text in (*shown(whole, night).values(), bad.plot.timeline().svg):
            for element in ("<script", "<img", 'onmouseover="', "onerror=alert(3)>"):
                assert element not in text
            assert "\u202e" not in text
            assert "\x07" not in text
        assert clean in bad._repr_html_()
        etree.fromstring(bad.plot.timeline().svg.encode())
        assert repr(bad)


def test_what_no_xml_file_may_hold_is_left_out_of_a_drawing(half_in: NightContest):
    name = "a\x00b\ufffec\ud800d"
    candidates = tuple(c.__replace__(name=name, surname=name) for c in half_in.candidates)
    drawing = NightContest(half_in.night, half_in.said.__replace__(candidates=candidates)).plot.timeline()
    etree.fromstring(drawing.svg.encode())
    assert " abcd<" in drawing.svg


@pytest.mark.parametrize("axis", ["expected", "votes", "time"])
def test_a_drawing_stands_alone(half_in: NightContest, axis, tmp_path: Path):
    drawing = half_in.plot.timeline(x=axis)
    assert drawing._repr_svg_() == drawing.svg
    assert half_in.plot.timeline(x=axis).svg == drawing.svg, "the same moment gives the same bytes"
    saved = drawing.save(tmp_path / "charts" / "t.svg")
    root = etree.fromstring(saved.read_bytes())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"class=|var\(|<style|href|url\(", drawing.svg), "no stylesheet and no other file"
    texts = " ".join(root.itertext())
    assert "REHEARSAL. Not live results." in texts
    assert "50% of votes for the office" in texts
    for candidate in half_in.said.charted:
        surname = next(c.surname for c in half_in.candidates if c.id == candidate)
        assert surname in texts
    assert "Drawing(" in repr(drawing)


def test_lines_end_where_the_count_stands(half_in: NightContest):
    svg = half_in.plot.timeline(x="expected", width=760).svg
    now = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)]
    last = half_in.said.projection.bands[-1]
    assert now == pytest.approx([(760 - 46 - 150) * last.counted / last.expected] * 5, abs=0.6)
    assert {*re.findall(r"#[0-9a-f]{6}", svg)} <= {*INK.values()}


def test_before_the_first_votes_there_is_nothing_to_draw(moments: list[NightContest]):
    with pytest.raises(UsageError, match="first votes"):
        moments[0].plot.timeline()
    with pytest.raises(UsageError) as refused:
        moments[9].plot.timeline(x="turnout")
    assert "expected" in refused.value.hint
