"""The card of a contest: what it must say in every state, in both of its forms, and that it is always the same."""

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace
from PIL import Image

from bulletins import NAMES, bulletin
from outright.publish.assets import STATIC
from outright.publish.card.draw import INK, png, svg
from outright.publish.card.layout import HIGH, LEFT, RIGHT, WIDE, lay
from outright.publish.card.letters import plain
from outright.publish.card.value import MOST_ROWS, card_of
from outright.publish.site import Site
from outright.publish.standing import standing
from outright.publish.tree import documents, is_immutable, tree
from page_states import CONTEST, HOSTILE, STATES, hostile, marked_test, no_votes, with_contest, with_night
from shared import ROOT

NIGHT = "us-ga-2017-04-18"
AT = f"/v1/{NIGHT}/{CONTEST}"


def card(whole):
    return card_of(standing(whole, whole.contests[0]))


def said(whole):
    """Every text of the card, as a reader sees them."""
    root = ET.fromstring(svg(card(whole)))
    return [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]


def seats():
    whole = bulletin()
    return with_contest(whole, seats=3, name="School board, at large")


def question():
    whole = bulletin(rows=[("yes", "Yes", "I", 412_333), ("no", "No", "I", 398_120)], rehearsal=False)
    options = tuple(replace(c, party=None, color="other") for c in whole.contests[0].candidates)
    return with_contest(
        whole, name="Amendment 4: " + "shall the constitution be amended so as to " * 9, candidates=options
    )


def strange():
    whole = bulletin()
    names = [HOSTILE[i % len(HOSTILE)] for i in range(18)]
    names[0], names[1] = "محمد علي", "Z" + "\u0351\u0301" * 500
    rows = tuple(replace(c, name=n, party="P" * 900) for c, n in zip(whole.contests[0].candidates, names, strict=True))
    sources = tuple(replace(s, name="𝒮" * 900) for s in whole.night.sources) * 9
    return with_contest(with_night(whole, name="ж" * 9000, sources=sources), candidates=rows, name="選" * 9000)


ALL = {**STATES, "hostile": hostile, "seats": seats, "question": question, "strange": strange}


def test_a_card_says_contest_verdict_the_first_two_how_much_when_and_from_whom():
    texts = said(bulletin())
    for text in (
        "U.S. House, Georgia 6th", "District, special election", "Too early to say", "Jon Ossoff", "D", "69,733",
        "50.90%", "Karen Handel", "R", "24,386", "17.8%", "95 of 208 precincts in", "Updated 9:42 p.m. EDT",
        "Unofficial, partial", "50%", "16 more", "Source: Cobb County, DeKalb County, Fulton County",
    ):  # fmt: skip
        assert text in texts, text
    assert "Bob Gray" not in texts


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_what_it_is_stands_on_every_card_and_in_its_sentence(make):
    whole = make()
    texts, alt = " ".join(said(whole)), card(whole).alt
    assert plain(whole.night.status_text)[:30] in texts
    assert ("REHEARSAL. Not live results." in texts) is whole.night.rehearsal
    assert ("REHEARSAL. Not live results." in alt) is whole.night.rehearsal
    assert ("TEST. These are not real results." in texts) is whole.night.test
    assert ("TEST. These are not real results." in alt) is whole.night.test
    assert f'<title id="said">{"TEST" if whole.night.test else ""}' in svg(card(whole)).decode()


def test_before_the_first_vote_nobody_is_shown_before_others():
    texts = said(no_votes())
    assert "No votes counted yet." in texts
    assert not {c.name for c in no_votes().contests[0].candidates} & set(texts)


def test_where_three_are_elected_four_are_shown():
    assert MOST_ROWS == 4
    texts = said(seats())
    assert [n for _, n, _, _ in NAMES if n in texts] == [n for _, n, _, _ in NAMES[:4]] and "14 more" in texts


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
@pytest.mark.parametrize("ours", [True, False])
def test_nothing_leaves_the_sheet_or_covers_anything(make, ours):
    sheet = lay(card(make()), ours=ours)
    spans = []
    for t in sheet.texts:
        left = {"start": t.x, "end": t.x - t.length, "middle": t.x - t.length / 2}[t.anchor]
        assert left >= LEFT - 1 and left + t.length <= RIGHT + 1, t.text
        assert t.y - t.size * 0.7 > 0 and t.y + t.size * 0.2 < HIGH, t.text
        spans.append((left, left + t.length, t.y - t.size * 0.68, t.y + t.size * 0.1))
    for i, (a, b, top, bottom) in enumerate(spans):
        for c, d, high, low in spans[i + 1 :]:
            assert b <= c + 1 or d <= a + 1 or bottom <= high + 1 or low <= top + 1, (sheet.texts[i].text, c)
    for box in sheet.boxes:
        assert box.x >= 0 and box.x + box.width <= WIDE and box.y >= 0 and box.y + box.height <= HIGH


def test_no_text_has_a_party_s_colour():
    for make in ALL.values():
        assert {t.ink for t in lay(card(make()), ours=True).texts} <= {"ink", "soft", "paper", "alert-ink"}


def test_colours_are_the_stylesheet_s_on_white():
    css = (STATIC / "outright.css").read_text()
    light = dict(re.findall(r"--([\w-]+): (#\w+);", css[css.index(":root") : css.index("@media")]))
    wide = {k: v if len(v) == 7 else "#" + "".join(2 * c for c in v[1:]) for k, v in light.items()}
    assert {k: wide[k] for k in INK} == INK


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_drawing_is_sound_xml_and_carries_hostile_names_as_text(make):
    drawn = svg(card(make())).decode()
    root = ET.fromstring(drawn)
    assert {e.tag.rsplit("}")[-1] for e in root.iter()} == {"svg", "title", "rect", "text"}
    assert "alert(" not in re.sub(r"<(text|title)[^>]*>[^<]*</\1>", "", drawn)
    assert len(drawn) < 20_000


def test_picture_is_1200_by_630_and_has_ink(tmp_path):
    for name, make in {"plain": bulletin, "test": marked_test, "strange": strange}.items():
        path = tmp_path / f"{name}.png"
        path.write_bytes(png(card(make())))
        with Image.open(path) as picture:
            assert picture.size == (1200, 630)
            colours = {rgb[:3] for _, rgb in picture.getcolors(1 << 20)}
            assert (7, 80, 184) in colours and (168, 59, 44) in colours and (255, 255, 255) in colours
            assert (255, 226, 122) in colours, "the banner"
            assert len(colours) > 50, "letters have edges"
        assert path.stat().st_size < 120_000


def test_the_same_card_has_the_same_bytes_in_another_process():
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); import hashlib; from bulletins import bulletin; "
        "from outright.publish.tree import documents; d = documents(bulletin()); "
        f"print(*(hashlib.sha256(d[p].draw()).hexdigest() for p in ('{AT}/card-12.png', '{AT}/card.svg')))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=None, cwd=ROOT / "src"
        ).stdout
        for _ in range(2)
    }
    assert len(runs) == 1 and len(runs.pop().split()) == 2


def test_cards_are_in_the_tree_and_the_one_with_a_number_stays():
    files = tree(bulletin())
    assert files[f"{AT}/card.png"] == files[f"{AT}/card-12.png"] and f"{AT}/card.svg" in files
    assert is_immutable(f"{AT}/card-12.png")
    assert not is_immutable(f"{AT}/card.png") and not is_immutable(f"{AT}/card.svg")


def test_a_card_is_not_drawn_again_while_its_contest_stands():
    before = documents(bulletin())
    sources = tuple(replace(s, publications=9, state="held", message="x") for s in bulletin().night.sources)
    moved = documents(with_night(bulletin(), seq=99, as_of_text="11 p.m.", sources=sources))
    for name in ("card-12.png", "card.png", "card.svg"):
        assert before[f"{AT}/{name}"] == moved[f"{AT}/{name}"]
        assert before[f"{AT}/{name}"].draw() == moved[f"{AT}/{name}"].draw()
    other = documents(with_night(bulletin(), test=True))
    assert other[f"{AT}/card.svg"] != before[f"{AT}/card.svg"]


def test_a_card_has_its_language_at_its_own_address():
    files = documents(marked_test())
    assert is_immutable(f"{AT}/card-12.es.png")
    assert files[f"{AT}/card-12.es.png"].draw() == files[f"{AT}/card.es.png"].draw() != files[f"{AT}/card.png"].draw()
    texts = " ".join(ET.fromstring(files[f"{AT}/card.es.svg"].draw()).itertext())
    for text in ("Fuente: Cobb County", "16 más", "95 de 208", "50.90%", "Jon Ossoff", "9:42 p.m."):
        assert text in texts, text
    for word in ("TEST", "REHEARSAL", "Unofficial", "Too early", "Updated", "Source", "precincts", "more"):
        assert word not in texts, word


def test_a_site_in_spanish_has_its_cards_at_the_plain_addresses():
    files = documents(bulletin(), Site(languages=("es", "en")))
    assert b"Fuente" in files[f"{AT}/card.svg"].draw() and b"Source" in files[f"{AT}/card.en.svg"].draw()
