"""The page's light palette as plain values, for drawings that bring their own style (a test compares them)."""

from __future__ import annotations

LIGHT = {
    "dem": "#0750b8", "gop": "#a83b2c", "lib": "#ba8403", "grn": "#04a27d", "ind": "#3d214d", "other": "#5c5964",
}  # fmt: skip
DASHES = {2: "6 3", 3: "2 2", 4: "8 2 2 2", 5: "1 3"}
"""How the lines of a party's later candidates are broken; the first is solid, from the fifth on grey."""
