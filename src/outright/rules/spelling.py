"""How tests, takes, ballots and margins are written in the tables: short phrases, both ways.

``share > 1/2`` · ``share >= 1/4 of registered_voters`` · ``lead > 1/10`` · ``turnout > 1/2`` ·
``plurality`` · ``share >= 1/4 in >= 24 counties`` · ``share >= 1/5 in > 1/2 of provinces`` ·
``most votes in >= 62 districts``. Fractions, never percentages: 45 % is ``9/20``. What `spell_test`
writes, `read_test` reads back as the same value.
"""

from __future__ import annotations

import re
from fractions import Fraction

from outright.rules.afterwards import Margin, ShareMargin, VotesMargin
from outright.rules.vocabulary import (
    LeadTest,
    NigeriaTake,
    PluralityTest,
    ShareTake,
    ShareTest,
    Take,
    Test,
    Top,
    TurnoutTest,
    UnitsTest,
    VoidTest,
)
from outright.rules.words import Ballot, BallotKind, Denominator, Op, VoidCount

_OP = r"(?P<op>>=|<=|>|<)"
_SHARE = r"(?P<share>\d+/[1-9]\d*)"
_OF = r"(?P<of>" + "|".join(Denominator) + ")"
_SIMPLE = re.compile(rf"(?P<what>share|lead|turnout) {_OP} {_SHARE}(?: of {_OF})?")
_UNITS = re.compile(
    rf"(?:most votes|share {_OP} {_SHARE}) in (?P<enough>>=|>) "
    r"(?P<least>\d+(?:/[1-9]\d* of)?) (?P<units>[A-Za-z ]+)"
)
_VOID = re.compile(rf"(?P<count>blank_and_null|blank|null|turnout) {_OP} {_SHARE} of {_OF}")
_TAKE_SHARE = re.compile(rf"share >= {_SHARE} of {_OF} fill to (?P<fill>[1-9]\d*)")
_MARGIN = re.compile(rf"{_OP} (?:{_SHARE} of {_OF}|(?P<votes>\d+) votes)")
_BALLOT = re.compile(r"(?P<kind>single|multi|ranked|approval)(?: (?P<marks>[1-9]\d*))?")
_TOP = re.compile(r"top ([1-9]\d*)")


def read_test(text: str) -> Test:
    """The test that ``text`` spells; ``ValueError`` when it spells none."""
    if text == "plurality":
        return PluralityTest()
    if found := _SIMPLE.fullmatch(text):
        op, share, of = Op(found["op"]), Fraction(found["share"]), found["of"]
        if found["what"] == "share":
            return ShareTest(op, share, Denominator(of) if of else None)
        if not of:
            return LeadTest(op, share) if found["what"] == "lead" else TurnoutTest(op, share)
    if found := _UNITS.fullmatch(text):
        least = found["least"].removesuffix(" of")
        return UnitsTest(
            units=found["units"],
            at_least=Fraction(least) if "/" in least else int(least),
            share=Fraction(found["share"]) if found["share"] else None,
            op=Op(found["op"] or ">="),
            at_least_op=Op(found["enough"]),
        )
    raise ValueError(f"{text!r} is not a test; write for example 'share > 1/2' or 'plurality'")


def spell_test(test: Test) -> str:
    """The phrase for a test.

    >>> spell_test(ShareTest(Op.GT, Fraction(9, 20)))
    'share > 9/20'
    """
    match test:
        case ShareTest(op, share, of):
            return f"share {op} {_fraction(share)}" + (f" of {of}" if of else "")
        case LeadTest(op, share):
            return f"lead {op} {_fraction(share)}"
        case TurnoutTest(op, share):
            return f"turnout {op} {_fraction(share)}"
        case UnitsTest():
            there = "most votes" if test.share is None else f"share {test.op} {_fraction(test.share)}"
            whole = isinstance(test.at_least, int)
            least = str(test.at_least) if whole else f"{_fraction(Fraction(test.at_least))} of"
            return f"{there} in {test.at_least_op} {least} {test.units}"
        case _:
            return "plurality"


def read_void(text: str) -> VoidTest:
    """The voiding condition that ``text`` spells, like ``blank > 1/2 of valid_including_blank``."""
    found = _VOID.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a voiding condition; write 'turnout < 1/3 of registered_voters'")
    return VoidTest(VoidCount(found["count"]), Op(found["op"]), Fraction(found["share"]), Denominator(found["of"]))


def spell_void(test: VoidTest) -> str:
    """The phrase for a voiding condition."""
    return f"{test.count} {test.op} {_fraction(test.share)} of {test.of}"


def read_take(text: str) -> Take:
    """Who goes on: ``top 2``, ``share >= 1/8 of registered_voters fill to 2``, or ``nigeria``."""
    if text == "nigeria":
        return NigeriaTake()
    if found := _TOP.fullmatch(text):
        return Top(int(found[1]))
    if found := _TAKE_SHARE.fullmatch(text):
        return ShareTake(Denominator(found["of"]), Fraction(found["share"]), int(found["fill"]))
    raise ValueError(f"{text!r} does not say who goes on; write for example 'top 2'")


def spell_take(take: Take) -> str:
    """The phrase for who goes on."""
    match take:
        case Top(n):
            return f"top {n}"
        case ShareTake(of, share, fill_to):
            return f"share >= {_fraction(share)} of {of} fill to {fill_to}"
        case _:
            return "nigeria"


def read_ballot(text: str) -> Ballot:
    """How a voter may mark: ``single``, ``multi 2``, ``ranked``, ``ranked 5``, ``approval``."""
    found = _BALLOT.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a ballot; write single, multi 2, ranked, ranked 5 or approval")
    return Ballot(BallotKind(found["kind"]), int(found["marks"]) if found["marks"] else None)


def spell_ballot(ballot: Ballot) -> str:
    """The phrase for a ballot."""
    return f"{ballot.kind} {ballot.marks}" if ballot.marks else str(ballot.kind)


def read_margin(text: str) -> Margin:
    """A recount margin: ``<= 1/200 of votes_for_office`` or ``< 20 votes``."""
    found = _MARGIN.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a margin; write '<= 1/200 of votes_for_office' or '< 20 votes'")
    if found["votes"]:
        return VotesMargin(Op(found["op"]), int(found["votes"]))
    return ShareMargin(Op(found["op"]), Fraction(found["share"]), Denominator(found["of"]))


def spell_margin(margin: Margin) -> str:
    """The phrase for a margin."""
    if isinstance(margin, VotesMargin):
        return f"{margin.op} {margin.votes} votes"
    return f"{margin.op} {_fraction(margin.share)} of {margin.of}"


def _fraction(share: Fraction) -> str:
    """Always with a denominator, so that a whole is ``1/1``."""
    return f"{share.numerator}/{share.denominator}"
