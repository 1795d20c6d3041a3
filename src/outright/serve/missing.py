"""Addresses that hold nothing and parameters that mean nothing: what is near is named."""

from __future__ import annotations

from collections.abc import Sequence

from outright.bulletin import Bulletin
from outright.serve.ask import Answer, Ask, Refusal
from outright.serve.kinds import is_data
from outright.serve.problem import near, problem

DOCUMENTS = (
    "latest.json", "timeline.json", "units.json", "methods.json", "context.json", "remaining.json", "projection.json",
    "rating.json", "money.json", "calls.json", "corrections.json", "results.csv", "results-by-method.csv", "nist.json",
    "feed.xml", "feed.json", "take",
)  # fmt: skip


def missing(shown: Bulletin | None, path: str) -> Answer:
    """404, with the addresses most like the one asked for."""
    if not is_data(path):
        return problem(path, 404, "not-found", "Nothing is published at this address.")
    if shown is None:
        return problem(path, 404, "not-found", "Nothing is published here yet.", "Ask again in a while.")
    found = _near_addresses(shown, path)
    hint = (
        f"Did you mean {' or '.join(found)}?" if found else f"What there is begins at /v1/{shown.night.id}/index.json."
    )
    return problem(path, 404, "not-found", "Nothing is published at this address.", hint)


def unknown_parameter(ask: Ask, known: Sequence[str]) -> Refusal:
    """400, naming the first parameter that means nothing here."""
    name = next((n for n, _ in ask.query if n not in known), "")
    found = near(name, known)
    if found:
        hint = f"Did you mean {' or '.join(found)}?"
    else:
        hint = f"Parameters here: {', '.join(known)}." if known else "This document takes no parameters."
    return Refusal(400, "unknown-parameter", f"There is no parameter '{name}' here.", hint)


def _near_addresses(shown: Bulletin, path: str) -> list[str]:
    """The same address with the first part that is unknown put right, and the rest as near as it can be."""
    night, contests = shown.night.id, [c.id for c in shown.contests]
    asked = path.removeprefix("/v1/").split("/")
    if asked[0] != night:
        asked[0] = night
        if len(asked) == 1:
            return [f"/v1/{night}/index.json"]
    if len(asked) < 2:
        return [f"/v1/{night}/index.json"]
    names = [asked[1]] if asked[1] in contests else near(asked[1], contests)
    if len(asked) < 3:
        return [f"/v1/{night}/{name}/latest.json" for name in names]
    document = asked[2] if asked[2] in DOCUMENTS else next(iter(near(asked[2], DOCUMENTS, 1)), "latest.json")
    return [f"/v1/{night}/{name}/{document}" for name in names]
