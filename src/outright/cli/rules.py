"""``outright rules STATE``: what it takes to win there, on a day, with the source of every line."""

from __future__ import annotations

import datetime as dt
import json

import click

STAGES = ("general", "primary", "special", "first-round", "runoff", "electoral-college")


@click.command("rules")
@click.argument("state")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the election [default: today].")
@click.option("--stage", type=click.Choice(STAGES), help="Only this kind of election.")
@click.option("--scope", help="Only this office: us-house, federal, state, or words of the rule's scope.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def command(state: str, on: dt.datetime | None, stage: str | None, scope: str | None, as_json: bool) -> None:
    """What it takes to win in STATE, a US state or a country, by code or by name.

    Where the rule is not known, there is a leader and never a winner.
    """
    from outright.rules.document import as_document
    from outright.rules.explain import explain
    from outright.rules.places import COUNTRIES, NAMES, STATES, place_code
    from outright.rules.table import rules_of

    day = on.date() if on else dt.datetime.now(dt.UTC).date()
    place = place_code(state, states_first=True)
    letters = state.strip().upper()
    if letters in STATES and letters in COUNTRIES:
        other = COUNTRIES[letters]
        click.echo(f"{letters} is read as {NAMES[place]}; for the country, write {other!r}.", err=True)
    rules = rules_of(place, day, stage=stage, scope=scope)
    if as_json:
        document = {"place": place, "on": day.isoformat(), "rules": [as_document(rule) for rule in rules]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(f"Rules of {NAMES[place]} for {day}. Confirm with the law before a live night.", err=True)
    click.echo("\n\n".join(explain(rule) for rule in rules))
