"""Secrets come from the environment: ``env:NAME`` in the settings stands for the value of NAME, which is never told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from outright.errors import AlertFailed

ENV = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_HIDDEN = "…"


def secret(name: str, environ: Mapping[str, str]) -> str:
    """The value of one variable; `AlertFailed` names the variable when it is not there."""
    value = environ.get(name, "").strip()
    if not value:
        raise AlertFailed(
            f"The environment variable {name} is not set", hint=f"Set it before the night: export {name}=…"
        )
    return value


def value_of(text: str, environ: Mapping[str, str]) -> str:
    """A text with every ``env:NAME`` replaced. A variable that holds a whole address stands for all of it."""
    for found in ENV.finditer(text):
        value = secret(found[1], environ)
        if "://" in value and text.endswith(found[0]) and text.removesuffix(found[0]) in ("", _scheme(text)):
            return value
    return ENV.sub(lambda found: secret(found[1], environ), text)


def values_in(text: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The secret values that a text stands for, and the parts of them that an error might quote."""
    values = [environ.get(found[1], "").strip() for found in ENV.finditer(text)]
    parts = [part for value in values for part in re.split(r"[/:@?&=,\s]+", value)]
    return tuple(sorted({v for v in (*values, *parts) if len(v) > 3}, key=len, reverse=True))


def cleaned_of(text: str, secrets: Iterable[str]) -> str:
    """The text without any of the secrets."""
    for value in secrets:
        text = text.replace(value, _HIDDEN) if value else text
    return text


def _scheme(text: str) -> str:
    scheme, mark, _ = text.partition("://")
    return scheme + mark
