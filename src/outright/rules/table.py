"""The project's own dated table of rules: find the rules of a place on a day, or one rule by its id.

The rows are the ``table/*.toml`` files of this package, read once, when a rule is first asked for.
Facts that outlive or change within a rule (recounts, ballots still to come, certification) are dated
by themselves; a rule comes with those in force on the day. An unknown rule is an error that says so:
without a rule there is a leader, never a winner.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from outright.errors import RuleError
from outright.rules.places import NAMES, place_code
from outright.rules.schema import Table, read_table
from outright.rules.vocabulary import OtherwiseKind, PluralityTest, Rule
from outright.rules.words import Office, Stage, WriteIns

FORMS = "forms.toml"
"""The file of the forms that rows lean on."""

SECOND_ROUND = "-runoff"
"""What is added to a rule's id to name the round that follows it."""

_FEDERAL = (Office.PRESIDENT, Office.US_SENATE, Office.US_HOUSE)
_SCOPES = {
    "federal": frozenset(_FEDERAL),
    "state": frozenset(Office) - {*_FEDERAL, Office.LOCAL},
    **{str(office): frozenset({office}) for office in Office},
}


@cache
def load() -> Table:
    """The whole table, validated at once; ``RuleError`` lists every fault with its path."""
    texts = {
        path.name: path.read_text("utf-8")
        for path in sorted(files(__package__).joinpath("table").iterdir(), key=lambda path: path.name)
        if path.name.endswith(".toml")
    }
    return parse(texts)


def parse(texts: dict[str, str]) -> Table:
    """The table that these TOML texts make, by file name; one of them may hold the forms."""
    values = {name: tomllib.loads(text) for name, text in texts.items()}
    forms = values.pop(FORMS, {})
    return read_table(values, forms)


def find(
    jurisdiction: str, on: dt.date, *, stage: Stage | str | None = None, scope: str | None = None
) -> tuple[Rule, ...]:
    """The rules of a place that were in force on a day; never empty.

    ``jurisdiction`` is a code or a name (``US-GA``, ``GA``, ``Georgia``); ``scope`` an office
    (``us-house``), ``federal``, ``state``, or words of the row's own scope. ``RuleError`` when the
    place, or a rule for it on that day, is not known.
    """
    return rules_of(place_code(jurisdiction), on, stage=stage, scope=scope)


def rules_of(
    place: str, on: dt.date, *, stage: Stage | str | None = None, scope: str | None = None
) -> tuple[Rule, ...]:
    """As `find`, for a place by its exact code."""
    wanted = _stage(stage)
    here = [rule for rule in load().rules if rule.jurisdiction == place and rule.in_force(on)]
    found = [r for r in here if (wanted is None or r.stage is wanted) and _covers(r, scope)]
    if found:
        return tuple(_with_facts(rule, on) for rule in found)
    asked = " ".join(part for part in (str(wanted or ""), scope or "") if part)
    there = ", ".join(rule.id for rule in here)
    raise RuleError(
        f"no {asked + ' ' if asked else ''}rule of {NAMES[place]} is known for {on}; "
        "its contests have a leader, never a winner",
        where=place,
        hint=f"Known for that day: {there}." if there else "No rule of that place is dated for that day.",
    )


def get(rule_id: str, on: dt.date | None = None) -> Rule:
    """The rule with this id, with the facts in force on a day (its own last day, unless told).

    ``us-ga-special-2005-runoff`` is the round that follows ``us-ga-special-2005``. ``RuleError`` names
    the nearest ids when there is none.
    """
    rules = {rule.id: rule for rule in load().rules}
    first = rules.get(rule_id.removesuffix(SECOND_ROUND))
    rule = rules.get(rule_id) or (first and second_round(first))
    if rule is None:
        near = get_close_matches(rule_id, rules, n=3)
        raise RuleError(
            f"there is no rule {rule_id!r}; without one there is a leader, never a winner",
            where=rule_id,
            hint=f"Did you mean {' or '.join(near)}?" if near else "`outright rules STATE` lists a state's.",
        )
    return _with_facts(rule, on or rule.valid_to or dt.date.max)


def second_round(rule: Rule) -> Rule | None:
    """The rule of the round that follows, where most votes decide it; None where none follows so."""
    otherwise = rule.otherwise
    kinds = (OtherwiseKind.RUNOFF, OtherwiseKind.ADVANCE)
    if otherwise is None or otherwise.kind not in kinds or otherwise.rule != "plurality":
        return None
    return replace(
        rule,
        id=rule.id + SECOND_ROUND,
        stage=Stage.RUNOFF,
        win=((PluralityTest(),),),
        otherwise=None,
        void=(),
        writeins=WriteIns.NONE if otherwise.kind is OtherwiseKind.RUNOFF else rule.writeins,
        note=f"The round that follows {rule.id}. {rule.note}".strip(),
    )


def _stage(stage: Stage | str | None) -> Stage | None:
    if stage is None:
        return None
    try:
        return Stage(stage)
    except ValueError:
        known = ", ".join(Stage)
        near = get_close_matches(str(stage), list(Stage), n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The stages are {known}."
        raise RuleError(f"there is no stage {stage!r}", where=str(stage), hint=hint) from None


def _covers(rule: Rule, scope: str | None) -> bool:
    """Whether a rule is for this scope; a row that names no offices is for every office."""
    if scope is None:
        return True
    offices = _SCOPES.get(scope.casefold())
    if offices is None:
        return scope.casefold() in rule.scope.casefold()
    return bool(offices & frozenset(rule.offices)) if rule.offices else True


def _with_facts(rule: Rule, on: dt.date) -> Rule:
    table = load()
    officials = [f.value for f in table.officials if f.place == rule.jurisdiction and f.in_force(on)]
    return replace(
        rule,
        recount=tuple(f.value for f in table.recounts if f.place == rule.jurisdiction and f.in_force(on)),
        outstanding=tuple(f.value for f in table.arrivals if f.place == rule.jurisdiction and f.in_force(on)),
        official=officials[0] if officials else None,
    )
