"""``outright call token``: tokens for the people of the desk, made, listed and ended."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outright.cli.call import command, desk_verb, night_of

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.desk.tokens import Token

_SCOPES = ("propose", "approve", "retract", "hold", "note")


@command.command()
@click.option("--for", "whom", help="The person it is for, as the desk's list has the name.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(_SCOPES),
              help="What it is for; may be given again [default: all].")  # fmt: skip
@click.option("--hours", default=24.0, show_default=True, type=click.FloatRange(min=0, min_open=True),
              help="How long it may be used.")  # fmt: skip
@click.option("--list", "listing", is_flag=True, help="List the tokens that were made; none of them is shown.")
@click.option("--revoke", metavar="ID", help="End the token with this id, at once.")
@desk_verb
def token(
    whom: str | None, scopes: tuple[str, ...], hours: float, listing: bool, revoke: str | None, db: Home | None,
    config: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Make a token for a person of the desk. It is shown once; what is kept is a hash.

    Once a night has tokens, nobody acts without one: each person puts their own into OUTRIGHT_DESK_TOKEN, or signs in
    at /desk/ with it.
    """
    from outright.desk import tokens
    from outright.errors import UsageError

    now, store, _ = night_of(db, config)
    clock, made = dt.datetime.now(dt.UTC), tokens.load(store)
    if sum((listing, revoke is not None, whom is not None)) != 1:
        raise UsageError("Give one of --for NAME, --list and --revoke ID", where="call token")
    if listing:
        _list(made, clock, as_json=as_json)
    elif revoke is not None:
        _revoke(store, made, revoke, clock)
    else:
        _make(store, made, whom or "", scopes or _SCOPES, hours, clock, now.plan.desk, as_json=as_json)


def _make(
    store: Home, made: tuple[Token, ...], whom: str, scopes: tuple[str, ...], hours: float, clock: dt.datetime,
    people: tuple[str, ...], *, as_json: bool,
) -> None:  # fmt: skip
    import secrets

    from outright.desk import tokens
    from outright.desk.people import listed
    from outright.errors import UsageError

    name = listed(whom, people)
    if name is None:
        hint = f"On it are: {', '.join(people)}." if people else "Name people in [calls] desk before the night begins."
        raise UsageError(f"{whom} is not on the desk's list", where="--for", hint=hint)
    chance = secrets.token_bytes(tokens.SECRET_BYTES + tokens.SALT_BYTES + tokens.NAME_BYTES)
    until = clock + dt.timedelta(hours=hours)
    kept, text = tokens.make(name, [tokens.Scope(s) for s in scopes], chance=chance, at=clock, until=until)
    tokens.save(store, (*made, kept))
    if as_json:
        row = {"id": kept.id, "for": name, "scopes": list(scopes), "until": until.isoformat(), "token": text}
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(text)
    click.echo(f"For {name}, id {kept.id}, until {until:%Y-%m-%d %H:%M} UTC. It is not shown again.", err=True)


def _list(made: tuple[Token, ...], clock: dt.datetime, *, as_json: bool) -> None:
    for one in made:
        state = "good" if one.is_good(clock) else "revoked" if one.revoked_at else "ended"
        if as_json:
            row = {"id": one.id, "for": one.person, "scopes": list(one.scopes), "until": one.until.isoformat()}
            click.echo(json.dumps({**row, "state": state}, ensure_ascii=False))
        else:
            click.echo(
                f"{one.id}  {one.person}  {', '.join(one.scopes)}  until {one.until:%Y-%m-%d %H:%M} UTC  {state}"
            )
    if not made and not as_json:
        click.echo("No token was made for this night.")


def _revoke(store: Home, made: tuple[Token, ...], wanted: str, clock: dt.datetime) -> None:
    from msgspec.structs import replace

    from outright.desk import tokens
    from outright.errors import UsageError

    if not any(t.id == wanted for t in made):
        raise UsageError(f"There is no token {wanted}", where="--revoke", hint="See: outright call token --list")
    ended = tuple(replace(t, revoked_at=t.revoked_at or clock) if t.id == wanted else t for t in made)
    tokens.save(store, ended)
    click.echo(f"Token {wanted} is of no more use.")
