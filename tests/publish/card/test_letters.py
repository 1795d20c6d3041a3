"""The letters of a card: what is measured is what the fonts say, and no text leaves its room."""

import json

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from outright.publish.card.letters import FONTS, MISSING, MORE, balanced, drawable, fit, lines, plain, width
from page_states import HOSTILE

FACES = {
    "sans": "OutrightCardSans-Regular.ttf",
    "semibold": "OutrightCardSans-SemiBold.ttf",
    "serif": "OutrightCardSerif-Bold.ttf",
}
ANY = st.text(max_size=600) | st.sampled_from(HOSTILE)


@pytest.mark.parametrize("face", FACES)
def test_table_of_widths_is_that_of_the_font(face):
    font = TTFont(FONTS / FACES[face])
    table = {c: int(w) for w, cs in json.loads((FONTS / "widths.json").read_text())[face].items() for c in cs}
    letters = font.getBestCmap()
    assert len(letters) > 700 and set(table) == {chr(code) for code in letters}
    assert all(table[chr(code)] == font["hmtx"][glyph][0] for code, glyph in letters.items())
    assert font["head"].unitsPerEm == 1000 and "kern" not in font


def test_every_digit_is_as_wide_as_every_other():
    assert {width(d, face, 100) for face in ("sans", "semibold") for d in "0123456789"} == {49.7, 51.3}


def test_fonts_do_not_bear_the_reserved_name_and_come_with_their_licence():
    for name in FACES.values():
        names = {n.nameID: str(n) for n in TTFont(FONTS / name)["name"].names}
        assert all("Source" not in names[i] for i in (1, 3, 4, 6)), names
        assert "Adobe" in names[0]
    licence = (FONTS / "OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE" in licence and licence.count("Copyright") >= 2
    assert sum(p.stat().st_size for p in FONTS.glob("*.ttf")) < 400_000


@given(ANY, st.sampled_from(list(FACES)), st.floats(8, 80), st.floats(40, 1100))
def test_a_line_never_leaves_its_room(text, face, size, room):
    for shown in (fit(plain(text), face, size, room), fit(drawable(text, face), face, size, room)):
        assert width(shown, face, size) <= max(room, width(MORE, face, size)) + 1e-6
    for line in (*lines(plain(text), face, size, room, 3), *balanced(plain(text), face, size, room, 3)):
        assert width(line, face, size) <= max(room, width(MORE, face, size)) + 1e-6


@given(ANY, st.sampled_from(list(FACES)))
def test_what_is_drawn_is_in_the_font_and_short(text, face):
    has = {chr(code) for code in TTFont(FONTS / FACES[face]).getBestCmap()}
    drawn = drawable(text, face)
    assert set(drawn) <= has and len(drawn) <= 400
    assert bool(drawn) == bool(plain(text))


def test_names_keep_their_accents_and_lose_what_climbs_and_what_hides():
    assert drawable("Nguyễn Thị Ánh, Çağrı Ōta, Ελένη, Жанна", "sans") == "Nguyễn Thị Ánh, Çağrı Ōta, Ελένη, Жанна"
    assert plain("Zoe\u0308") == "Zoë"
    assert plain("a" + "\u0301\u0302\u0303" * 50 + "b") == "á\u0302b"
    assert plain("\u202eevil\u202c \u2066x\u2069 \u200bz\ufeff\x00\x07") == "evil x z"
    assert drawable("选举", "serif") == MISSING * 2
    assert drawable("👩‍👩‍👧", "sans") == MISSING


def test_a_short_text_is_left_alone_and_a_long_one_says_that_it_is_cut():
    assert fit("Jon Ossoff", "sans", 30, 400) == "Jon Ossoff"
    cut = fit("Jon Ossoff, " * 50, "sans", 30, 400)
    assert cut.endswith(MORE) and cut.startswith("Jon Ossoff, Jon") and not cut.endswith("," + MORE)


def test_lines_break_between_words_and_are_of_like_length():
    name = "U.S. House, Georgia 6th District, special election"
    assert lines(name, "serif", 50, 1072, 2) == ("U.S. House, Georgia 6th District, special", "election")
    even = balanced(name, "serif", 50, 1072, 2)
    assert even == ("U.S. House, Georgia 6th", "District, special election")
    assert balanced("x" * 300, "serif", 50, 1072, 2)[-1].endswith(MORE)
    assert balanced("", "serif", 50, 1072, 2) == ()
