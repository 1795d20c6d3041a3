"""The stylesheet's inks on white paper, for what carries its own style: cards, and drawings that stand alone."""

from __future__ import annotations

INK = {
    "paper": "#ffffff", "ink": "#14171c", "soft": "#555b64", "track": "#e8e9eb", "wash": "#f4f4f2",
    "alert": "#ffe27a", "alert-ink": "#221b00",
    "dem": "#0750b8", "gop": "#a83b2c", "lib": "#ba8403", "grn": "#04a27d", "ind": "#3d214d", "other": "#5c5964",
}  # fmt: skip
"""By the stylesheet's own names: what stands alone is light whoever looks at it."""
