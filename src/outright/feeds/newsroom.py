"""What the newsrooms' feeds have in common: progress, places by FIPS code, and what is said beside the votes.

A wire service or a newspaper prints calls and guesses among the counts. A call is somebody's word and an
expected vote is somebody's model: both are told in a finding, neither becomes a verdict or a vote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from outright.count import ExternalId
from outright.feeds.findings import Findings
from outright.feeds.strict_json import a_count, a_text, wrong

FIPS = re.compile(r"[0-9]{4,5}", re.ASCII)
_WORDS = {
    "X": "called the winner",
    "R": "called for a runoff",
    "N": "not the winner",
}


def fips_code(text: str) -> str:
    """A county's FIPS code with the leading zero that numbers lose; "" for what is none.

    >>> fips_code("8001"), fips_code("13001"), fips_code("GA")
    ('08001', '13001', '')
    """
    return text.zfill(5) if FIPS.fullmatch(text) else ""


def fips_id(code: str) -> tuple[ExternalId, ...]:
    """The FIPS code as an id that somebody else gave the place."""
    return (ExternalId("fips", code),) if code else ()


def progress(reporting: int | None, total: int | None, where: str, findings: Findings) -> tuple[int | None, int | None]:
    """Precincts in and precincts there are; both unknown where the source has no total, or more in than there are.

    Sources print a total of 0 before counting starts and for places that have no precincts.
    """
    if reporting is None or not total:
        return None, None
    if 0 <= reporting <= total:
        return reporting, total
    message = f"{reporting:,} precincts in, of {total:,}: progress is not shown."
    findings.warn("precincts-beyond-total", where, message)
    return None, None


def all_in(reporting: int | None, total: int | None) -> bool | None:
    """Whether every precinct of a unit is in; None where the source has no total or one that cannot be."""
    if reporting is None or not total or not 0 <= reporting <= total:
        return None
    return reporting == total


def key_text(value: Any, where: str) -> str:
    """A source's own key, which may be text, a whole number or (elsewhere) a float without a fraction."""
    if value is None:
        return ""
    if isinstance(value, str) and value.isprintable():
        return value.strip()
    if type(value) is int and abs(value) < 10**15:
        return str(value)
    raise wrong(value, "a key of text or digits", where)


def key_at(holder: dict[str, Any], key: str, where: str) -> str:
    """`key_text` of what stands under a key; the path is put together only for an error."""
    value = holder.get(key)
    return value.strip() if type(value) is str and value.isprintable() else key_text(value, f"{where}.{key}")


def text_of(holder: dict[str, Any], key: str, where: str) -> str:
    """The text under a key, "" where there is none; the path is put together only for an error."""
    value = holder.get(key)
    if value is None:
        return ""
    return value.strip() if type(value) is str and value.isascii() else a_text(value, f"{where}.{key}")


def count_of(holder: dict[str, Any], key: str, where: str) -> int | None:
    """The whole number under a key, None where there is none; the path is put together only for an error."""
    value = holder.get(key)
    return value if value is None else a_count(value, f"{where}.{key}")


def tell_declared(where: str, source: str, said: Iterable[tuple[str, str]], findings: Findings) -> None:
    """What a source declares of candidates (name, mark): its own word, kept out of counts and verdicts."""
    words = [f"{name} {_WORDS.get(mark, f'marked {mark!r}')}" for name, mark in said]
    if words:
        message = f"{source} says: {'; '.join(words)}. That is the source's call, not a count."
        findings.info("declared-status", where, message)


def tell_expected(where: str, source: str, percent: Any, findings: Findings) -> None:
    """A source's guess at the share of votes that are counted; no number of votes is derived from it."""
    if isinstance(percent, (int, float)) and not isinstance(percent, bool):
        message = f"{source} estimates that {percent:g} % of the expected vote is counted. It is not a count."
        findings.info("expected-vote", where, message)


def tell_test(where: str, findings: Findings) -> None:
    """The source's own mark that the numbers are a rehearsal's."""
    findings.hold("test-data", where, "The file says that this is a test; publish nothing from it.")
