"""Cuts the letters that social cards are set in out of Source Sans 3 and Source Serif 4, and measures them.

    python tools/card_fonts.py FOLDER

FOLDER holds SourceSans3_400Regular.ttf, SourceSans3_600SemiBold.ttf and SourceSerif4_700Bold.ttf, as the npm packages
@expo-google-fonts/source-sans-3 and @expo-google-fonts/source-serif-4 carry them. Latin, Greek and Cyrillic stay, and
the marks above and below letters. Both are under the SIL Open Font License, which reserves the name "Source" for the
originals: what is cut here is called Outright Card.
"""

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "src" / "outright" / "publish" / "card" / "fonts"
FACES = {
    "sans": ("SourceSans3_400Regular.ttf", "Outright Card Sans", "Regular"),
    "semibold": ("SourceSans3_600SemiBold.ttf", "Outright Card Sans", "SemiBold"),
    "serif": ("SourceSerif4_700Bold.ttf", "Outright Card Serif", "Bold"),
}
BOX = 0x25A1  # what is drawn for a letter that the face does not have
LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x18F, 0x192, 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1CD, 0x1DD),
    *range(0x1E6, 0x1EC), *range(0x1F8, 0x220), 0x259, 0x2BB, 0x2BC, 0x2BD, 0x2C6, 0x2DA, 0x2DC, *range(0x300, 0x315),
    *range(0x323, 0x329), 0x32D, 0x331, *range(0x370, 0x460), *range(0x490, 0x4A0), *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212,
    BOX,
]  # fmt: skip
FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT = 1, 2, 3, 4, 6


def cut(source: Path, family: str, style: str) -> TTFont:
    """The face with our letters only, without hints and kerning: what is measured is what is drawn."""
    options = subset.Options()
    options.layout_features = ["ccmp", "mark", "mkmk"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT, 13, 14]
    options.drop_tables += ["STAT", "BASE", "gasp"]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    if BOX not in font.getBestCmap():
        _give_box(font)
    plain = f"{family} {style}"
    for number, text in {
        FAMILY: family, STYLE: style, UNIQUE: plain, FULL: plain, POSTSCRIPT: plain.replace(" ", ""),
    }.items():  # fmt: skip
        font["name"].setName(text, number, 3, 1, 0x409)
    return font


def _give_box(font: TTFont) -> None:
    """The face's own sign for what it lacks, under the box's own number."""
    name = "box"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = font["glyf"][".notdef"]
    font["hmtx"][name] = font["hmtx"][".notdef"]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[BOX] = name


def widths(font: TTFont) -> dict[str, str]:
    """Advance in thousandths of the size, to all the letters that have it."""
    scale = 1000 / font["head"].unitsPerEm
    found: dict[int, list[str]] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        found.setdefault(round(font["hmtx"][glyph][0] * scale), []).append(chr(code))
    return {str(width): "".join(letters) for width, letters in sorted(found.items())}


def main(folder: Path) -> None:
    measured = {}
    for face, (name, family, style) in FACES.items():
        font = cut(folder / name, family, style)
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        font.save(FONTS / f"{family.replace(' ', '')}-{style}.ttf")
        measured[face] = widths(font)
    text = json.dumps(measured, ensure_ascii=True, indent=0, sort_keys=True)
    (FONTS / "widths.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
