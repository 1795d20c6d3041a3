"""A rule as plain values for JSON: camelCase keys, phrases as the tables spell them, None for unknown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from outright.rules.afterwards import Arrival, Official, Recount
from outright.rules.explain import winning_words
from outright.rules.spelling import spell_ballot, spell_margin, spell_take, spell_test, spell_void
from outright.rules.vocabulary import Otherwise, Rule


def as_document(rule: Rule) -> dict[str, Any]:
    """Everything the rule says, ready to be written as JSON."""
    return {
        "id": rule.id,
        "jurisdiction": rule.jurisdiction,
        "stage": str(rule.stage),
        "scope": rule.scope,
        "offices": [str(office) for office in rule.offices],
        "validFrom": _day(rule.valid_from),
        "validTo": _day(rule.valid_to),
        "ballot": spell_ballot(rule.ballot),
        "seats": rule.seats,
        "fusion": str(rule.fusion),
        "denominator": str(rule.denominator),
        "writeIns": str(rule.writeins),
        "withdrawn": str(rule.withdrawn),
        "win": [[spell_test(test) for test in tests] for tests in rule.win],
        "winText": winning_words(rule),
        "void": [spell_void(test) for test in rule.void],
        "otherwise": _otherwise(rule.otherwise) if rule.otherwise else None,
        "tie": str(rule.tie),
        "unopposed": str(rule.unopposed),
        "recount": [_recount(recount) for recount in rule.recount],
        "outstanding": [_arrival(arrival) for arrival in rule.outstanding],
        "official": _official(rule.official) if rule.official else None,
        "citation": rule.citation,
        "confidence": str(rule.confidence),
        "textSeen": rule.text_seen,
        "readOn": _day(rule.read_on),
        "readBy": rule.read_by or None,
        "note": rule.note,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _otherwise(otherwise: Otherwise) -> dict[str, Any]:
    return {
        "kind": str(otherwise.kind),
        "take": spell_take(otherwise.take) if otherwise.take else None,
        "tieAtCut": str(otherwise.tie_at_cut),
        "onRequestOf": str(otherwise.on_request_of) if otherwise.on_request_of else None,
        "onWithdrawal": str(otherwise.on_withdrawal),
        "days": otherwise.after.days,
        "when": otherwise.after.text,
        "rule": otherwise.rule,
    }


def _sourced(fact: Recount | Arrival | Official) -> dict[str, Any]:
    return {"citation": fact.citation, "confidence": str(fact.confidence), "textSeen": fact.text_seen}


def _recount(recount: Recount) -> dict[str, Any]:
    within = [spell_margin(margin) for margin in recount.within]
    return {"kind": str(recount.kind), "within": within, "scope": recount.scope, **_sourced(recount)}


def _arrival(arrival: Arrival) -> dict[str, Any]:
    said = {"days": arrival.days, "postmark": arrival.postmark, "text": arrival.text, "note": arrival.note}
    return {"kind": str(arrival.kind), **said, **_sourced(arrival)}


def _official(official: Official) -> dict[str, Any]:
    days = {"countyDays": official.county_days, "stateDays": official.state_days}
    return {**days, "text": official.text, **_sourced(official)}
