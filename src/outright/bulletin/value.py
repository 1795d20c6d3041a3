"""What every part of a bulletin is, a frozen value spelled in camelCase in JSON; and a reason, which several give."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """A frozen part of a bulletin. None can hold itself, so the collector need not look at them."""


class Reason(Value, frozen=True, kw_only=True):
    """One reason of a verdict: a sentence, a code for other languages, the integers it rests on."""

    code: str
    text: str
    figures: dict[str, int | str]
