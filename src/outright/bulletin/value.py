"""What every part of a bulletin is: a frozen value, spelled in camelCase in JSON."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A frozen part of a bulletin."""
