"""Reads a file of dated rule facts (rules.csv) into rules, or refuses each row by name with a reason.

The facts are other people's words; only words that are understood in full become a rule. A row that is
half understood would be a wrong rule, so it is refused instead.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO

from outright.count import slug
from outright.errors import RuleError
from outright.rules.facts_words import Draft, read_advance, read_condition, read_note
from outright.rules.vocabulary import (
    After,
    Otherwise,
    OtherwiseKind,
    PluralityTest,
    Rule,
    ShareTest,
    Top,
)
from outright.rules.words import Ballot, BallotKind, Confidence, Denominator, Op, Stage, Tie, WriteIns

NEEDED = frozenset(
    (
        *("jurisdiction", "kind", "scope", "stage", "valid_from", "valid_to", "method", "threshold"),
        *("threshold_op", "denominator", "extra_condition", "advance", "second_round_when"),
        *("second_round_rule", "tie", "source", "confidence", "note", "source_text_seen"),
    )
)
"""The columns a file of facts must have."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not used, and why. ``name`` is its place, stage and scope."""

    name: str
    reason: str


def load_facts(text: str, *, read_on: dt.date | None = None) -> tuple[tuple[Rule, ...], tuple[Refused, ...]]:
    """Every ``win`` row of the file as a rule, and the rows that could not be one.

    ``RuleError`` only when the file itself lacks columns.
    """
    reader = csv.DictReader(StringIO(text))
    missing = NEEDED - set(reader.fieldnames or ())
    if missing:
        raise RuleError(
            f"the file of facts lacks the columns {', '.join(sorted(missing))}",
            hint="Give a file with the columns of rules.csv.",
        )
    rules: list[Rule] = []
    refused: list[Refused] = []
    for row in _win_rows(reader):
        try:
            rules.append(_rule(row, read_on))
        except (ValueError, RuleError) as error:
            name = " ".join(filter(None, (row["jurisdiction"], row["stage"], row["scope"])))
            refused.append(Refused(name, str(error)))
    return tuple(rules), tuple(refused)


def _win_rows(rows: Iterable[Row]) -> Iterable[Row]:
    return (row for row in rows if row["kind"] == "win")


def _rule(row: Row, read_on: dt.date | None) -> Rule:
    draft = Draft()
    _method(row, draft)
    read_condition(row["extra_condition"], draft)
    read_note(row["note"], draft)
    first, stage = _first_day(row["valid_from"]), _stage(row["stage"])
    parts = (row["jurisdiction"], stage, row["scope"], row["valid_from"])
    american = row["jurisdiction"].startswith("US")
    return Rule(
        id=slug(" ".join(part for part in parts if part)),
        jurisdiction=row["jurisdiction"].upper(),
        scope=row["scope"],
        stage=stage,
        valid_from=first,
        valid_to=_last_day(row["valid_to"]),
        ballot=draft.ballot,
        denominator=_denominator(row, american),
        writeins=WriteIns.COUNTED if american else WriteIns.NONE,
        win=tuple(draft.win),
        otherwise=_otherwise(row, draft),
        void=tuple(draft.void),
        tie=_tie(row["tie"]),
        unopposed=draft.unopposed,
        citation=row["source"],
        confidence=Confidence(row["confidence"]),
        text_seen=row["source_text_seen"] == "yes",
        read_on=read_on,
        note=row["note"],
    )


_RUNOFFS = {
    "majority_runoff": "",
    "threshold_runoff": "",
    "all_party_majority_runoff": "",
    "majority_of_registered_runoff": "",
    "majority_and_turnout_runoff": "a turnout or a share of the roll",
    "threshold_or_lead_runoff": "a lead",
}
"""Methods that end in a second round, and what they ask for that only the condition describes."""
_SHARES = {
    "majority_and_distribution": OtherwiseKind.RUNOFF,
    "majority_else_legislature": OtherwiseKind.LEGISLATURE,
    "majority_of_seats": OtherwiseKind.LEGISLATURE,
    "threshold_convention": OtherwiseKind.CONVENTION,
    "rcv_irv": OtherwiseKind.IRV,
    "contingent_vote": OtherwiseKind.CONTINGENT,
}


def _method(row: Row, draft: Draft) -> None:
    """The win and the kind of next step that the method column names; conditions come on top."""
    method = row["method"]
    if method == "plurality":
        draft.win = [(PluralityTest(),)]
        return
    draft.take = read_advance(row["advance"])
    if method == "plurality_and_distribution":
        draft.win, draft.kind = [(PluralityTest(),)], OtherwiseKind.RUNOFF
        draft.asks = "support in many places"
    elif method == "top_n":
        draft.win, draft.kind = [], OtherwiseKind.ADVANCE
        if draft.take is None:
            raise ValueError("the column 'advance' does not say how many go on")
    elif method in _RUNOFFS or method in _SHARES:
        draft.win = [(ShareTest(Op.GE if row["threshold_op"] == "ge" else Op.GT, _share(row["threshold"])),)]
        draft.kind = _SHARES.get(method, OtherwiseKind.RUNOFF)
        distribution = method == "majority_and_distribution"
        draft.asks = "support in many places" if distribution else _RUNOFFS.get(method, "")
    else:
        raise ValueError(f"the method {method!r} is not one that can be computed")
    if draft.kind in (OtherwiseKind.IRV, OtherwiseKind.CONTINGENT):
        draft.ballot = Ballot(BallotKind.RANKED)
        draft.take = Top(2) if draft.kind is OtherwiseKind.CONTINGENT else None


def _share(text: str) -> Fraction:
    """A percentage ("45") or a number of seats ("270 of 538") as an exact share."""
    if found := re.fullmatch(r"(\d+) of (\d+)", text):
        return Fraction(int(found[1]), int(found[2]))
    try:
        return Fraction(text) / 100
    except ValueError:
        raise ValueError(f"the threshold {text!r} is not a share") from None


def _otherwise(row: Row, draft: Draft) -> Otherwise | None:
    if draft.asks:
        raise ValueError(f"the method asks for {draft.asks}, which no condition of the row describes")
    if draft.kind is None:
        return None
    when = row["second_round_when"]
    days = re.fullmatch(r"(\d+) (days|weeks)", when)
    after = After(int(days[1]) * (7 if days[2] == "weeks" else 1) if days else None, "" if days else when)
    return Otherwise(
        kind=draft.kind,
        take=draft.take,
        on_request_of=draft.on_request_of,
        on_withdrawal=draft.on_withdrawal,
        after=after,
        rule=draft.next_rule or row["second_round_rule"] or "plurality",
    )


_DENOMINATORS = (
    ("valid votes (Supreme Court", Denominator.VALID_CANDIDATE_VOTES),
    ('valid votes including "none', Denominator.VALID_INCLUDING_BLANK),
    ("formal votes", Denominator.CONTINUING_BALLOTS),
)


def _denominator(row: Row, american: bool) -> Denominator:
    text = row["denominator"]
    if text in ("", "n/a"):
        return Denominator.VOTES_FOR_OFFICE if american else Denominator.VALID_CANDIDATE_VOTES
    for start, denominator in _DENOMINATORS:
        if text.startswith(start):
            return denominator
    return Denominator(text)


def _stage(text: str) -> Stage:
    words = {"first round": Stage.FIRST_ROUND, "electoral college": Stage.ELECTORAL_COLLEGE}
    return words.get(text) or Stage(text.removeprefix("all-party ").removeprefix("party "))


def _tie(text: str) -> Tie:
    words = {"by lot": Tie.LOT, "older candidate": Tie.OLDER, "runoff only on a tie": Tie.RUNOFF}
    return words.get(text, Tie.UNKNOWN)


def _first_day(text: str) -> dt.date | None:
    """The first day of a year, a month or a day; None when empty."""
    return dt.date.fromisoformat(f"{text}-01-01"[:10]) if text else None


def _last_day(text: str) -> dt.date | None:
    """The day before a year or month begins (that is when the next row takes over), or the day itself."""
    first = _first_day(text)
    return first if first is None or len(text) == len("2021-03-24") else first - dt.timedelta(days=1)
