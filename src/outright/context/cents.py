"""Dollars and cents, exactly: read from a file's text, spelled for a reader. A cent is never rounded away."""

from __future__ import annotations

import re
from fractions import Fraction

from outright.errors import MoneyError

_AMOUNT = re.compile(r"(?P<sign>-?)\$?(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d*))?", re.ASCII)
_MOST_DIGITS = 15
MILLION = 10**8
"""Cents of a million dollars."""


def cents(text: str, where: str = "") -> int | None:
    """An amount of dollars as whole cents; None where there is none. Raises `MoneyError` for anything else.

    >>> cents("31605071.08"), cents("-8976.35"), cents("37000"), cents(".5"), cents(" ")
    (3160507108, -897635, 3700000, 50, None)
    """
    text = text.strip()
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    whole, part = (found["whole"].replace(",", ""), found["part"] or "") if found else ("", "")
    if found is None or not (whole or part) or len(whole) > _MOST_DIGITS:
        raise MoneyError(
            f"{text[:40]!r} is no amount of dollars", where=where, hint="Take the file from its source again."
        )
    if part[2:].strip("0"):
        raise MoneyError(f"{text[:40]!r} has a fraction of a cent", where=where, hint="Take the file again.")
    amount = 100 * int(whole or 0) + int(f"{part[:2]:0<2}")
    return -amount if found["sign"] else amount


def plain(amount: int) -> str:
    """Cents as a plain decimal of dollars, for machines.

    >>> plain(3160507108), plain(-897635), plain(5)
    ('31605071.08', '-8976.35', '0.05')
    """
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02}"


def dollars(amount: int) -> str:
    """Cents as dollars, exactly; whole dollars without their two zeros.

    >>> dollars(3160507108), dollars(-897635), dollars(3700000)
    ('$31,605,071.08', '−$8,976.35', '$37,000')
    """
    sign = "−" if amount < 0 else ""
    whole, part = divmod(abs(amount), 100)
    return f"{sign}${whole:,}" + (f".{part:02}" if part else "")


def short(amount: int) -> str:
    """An amount that was itself published in short: in millions where it has that size, else in dollars.

    Not one digit is dropped.

    >>> short(830000000), short(963000000), short(46300000), short(1234567890123)
    ('$8.3 million', '$9.63 million', '$463,000', '$12,345.67890123 million')
    """
    if abs(amount) < MILLION:
        return dollars(amount)
    sign = "−" if amount < 0 else ""
    whole, part = divmod(abs(amount), MILLION)
    tail = f"{part:08}".rstrip("0")
    return f"{sign}${whole:,}{'.' + tail if tail else ''} million"


def whole_percent(share: Fraction, *, up: bool) -> int:
    """A share as whole percent, rounded outward: ``up`` for an upper bound, down for a lower.

    >>> whole_percent(Fraction(1, 3), up=True), whole_percent(Fraction(1, 3), up=False)
    (34, 33)
    """
    scaled = share * 100
    return -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
