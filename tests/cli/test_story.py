"""``outright story``: every format and length of the made-up night, in both languages, and what it refuses."""

import json
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from outright.bulletin import Bulletin, encode
from outright.cli import story as verb
from outright.cli.story import FORMATS, LENGTHS
from outright.night.figures import with_figures
from outright.publish.story import Length
from random_contests import PLAN, RULE, WHOLE
from shared import ROOT


def at_seq(seq: int) -> Bulletin:
    """The made-up night with its figures; at an earlier publication, with fewer votes."""
    contest, night = WHOLE.contests[0], replace(WHOLE.night, seq=seq, rehearsal=True)
    if seq < 12:
        fewer = tuple(replace(c, votes=(c.votes or 0) // 2) for c in contest.candidates)
        contest = replace(contest, candidates=fewer, votes=68_500, seq=seq, as_of_text="9:12 p.m. EDT")
    return replace(WHOLE, night=night, contests=(with_figures(PLAN, RULE, contest, None),))


@pytest.fixture
def night(tmp_path, monkeypatch):
    """A night file of two bulletins, read as they are."""
    path = tmp_path / "night.owr"
    path.write_bytes(b"")
    monkeypatch.setattr(verb, "load_bulletin", lambda db, at: at_seq(int(at or 12)))
    monkeypatch.chdir(tmp_path)
    return path


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_and_length_is_written(night, typed, form: str, length: str, lang: str):
    code, out, err = typed("story", "us-house", "--format", form, "--length", length, "--lang", lang)
    assert (code, err) == (0, "")
    assert out.endswith("\n")
    assert ("REHEARSAL" in out.upper()) or ("ENSAYO" in out.upper())
    lines = out.splitlines()
    if form == "txt":
        assert all(len(line) <= 78 for line in lines) or length in ("headline", "alert")
        assert len(lines) == {"headline": 1, "alert": 2}.get(length, len(lines))
    if form == "json":
        said = json.loads(out)
        assert said["language"] == lang
        assert bool(said["story"]) is (length == "full")
        told = [said["headline"], said["alert"], *said["brief"], *(s for p in said["story"] for s in p["sentences"])]
        assert {i for s in told for i in s["figures"]} == set(said["figures"])
        assert [a["number"] for a in said["asked"]] == list(range(1, 16))


def test_html_carries_the_figures_of_every_sentence(night, typed):
    _, out, _ = typed("story", "--format", "html")
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

    Reader().feed(out)
    known = {f.id: f for f in at_seq(12).contests[0].figures}
    spans = [a for tag, a in found if tag in ("span", "h1") and "data-figures" in a]
    assert len(spans) > 8
    for attributes in spans:
        assert set((attributes["data-figures"] or "").split()) <= set(known)
    numbers = [a for tag, a in found if tag == "data"]
    assert len(numbers) > 20
    for attributes in numbers:
        figure = known[attributes["data-figure"] or ""]
        assert attributes["value"] == str(figure.value)
        assert (attributes["title"] or "").startswith(figure.what)


def test_since_says_what_changed_since_then(night, typed):
    _, out, _ = typed("story", "--since", "7")
    said = " ".join(out.split())
    assert "Since version 7: At 9:38 p.m. DeKalb corrected its count and took back 212 votes. The count went" in said
    assert "The count went from 68,500 at 9:12 p.m. EDT to 137,000 votes" in said
    assert said.count("corrected its count") == 1


def test_a_since_that_is_later_is_refused(night, typed):
    code, out, err = typed("story", "--at", "7", "--since", "12")
    assert (code, out) == (2, "")
    assert "--since 12 is later than the story itself" in err


def test_json_is_the_same_as_its_format(night, typed):
    assert typed("story", "--json") == typed("story", "--format", "json")


def test_a_night_file_that_is_not_there_is_named(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = typed("story")
    assert code == 3
    assert "No night file night.owr" in err


def test_lengths_are_those_of_a_story():
    assert list(LENGTHS) == [length.value for length in Length]


def test_every_option_is_on_the_page_of_the_story():
    page = (ROOT / "docs" / "story.md").read_text("utf-8")
    options = [o for p in verb.command.params for o in getattr(p, "opts", []) if o.startswith("--")]
    assert [o for o in options if f"`{o}" not in page] == []
    assert encode(at_seq(12))
