"""A card as SVG, and the SVG as a picture. The same card gives the same bytes in every process."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import jinja2

from outright.publish.card.layout import HIGH, WIDE, lay
from outright.publish.card.letters import FONTS, Face, plain
from outright.publish.card.value import Card
from outright.publish.ink import INK

TEMPLATES = Path(__file__).parent.parent / "templates"

FAMILY: dict[Face, tuple[str, str, int]] = {
    "sans": ("Outright Card Sans", "'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif", 400),
    "semibold": ("Outright Card Sans", "'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif", 600),
    "serif": ("Outright Card Serif", "'Source Serif 4', Charter, Georgia, serif", 700),
}


def svg(card: Card) -> bytes:
    """The card as text and shapes, for any viewer: with every letter a name has, held to its room."""
    return _svg(card, ours=False).encode()


def png(card: Card) -> bytes:
    """The card as a picture of 1200 by 630, in the letters that come with the package."""
    return _picture(_svg(card, ours=True))


def _svg(card: Card, *, ours: bool) -> str:
    sheet = lay(card, ours=ours)
    return _template().render(sheet=sheet, alt=plain(card.alt), ours=ours)


@lru_cache(maxsize=256)
def _picture(drawing: str) -> bytes:
    """Drawn once though it has two addresses: the moving one, and the one that keeps this moment."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing, skip_system_fonts=True, font_files=[str(p) for p in sorted(FONTS.glob("*.ttf"))],
            font_family=FAMILY["sans"][0],
        )
    )  # fmt: skip


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(INK=INK, FAMILY=FAMILY, WIDE=WIDE, HIGH=HIGH)
    return environment.get_template("embed/card.svg")
