"""Who is at the terminal: the person whose token is in the environment, or, before any was made, the name typed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.desk.tokens import Scope
    from outright.night.config import Settings

TOKEN_ENV = "OUTRIGHT_DESK_TOKEN"


def person(
    store: Home, settings: Settings | None, by: str | None, scope: Scope, now: dt.datetime,
    environ: Mapping[str, str] = os.environ,
) -> str:  # fmt: skip
    """Whose action this is. Once tokens were made for the night, nobody acts without one.

    `DeskNotAllowed` for a token that is not known, has ended or is for something else; `UsageError` without a name.
    """
    from outright.desk import tokens
    from outright.desk.people import same_person
    from outright.errors import DeskNotAllowed, UsageError

    made = tokens.load(store)
    variable = settings.serve.desk_token_env if settings else TOKEN_ENV
    text = environ.get(variable, "")
    if not made:
        if not by:
            raise UsageError("Who decides is not said", where="--by", hint="Give --by NAME, a name of the desk's list.")
        return by
    found = tokens.known(made, text, now) if text else None
    if found is None:
        why = "is not known here or has ended" if text else "is missing"
        hint = f"Put your own token into {variable}: outright call token makes one."
        raise DeskNotAllowed(f"The desk of this night works with tokens, and yours {why}", where=variable, hint=hint)
    if scope not in found.scopes:
        raise DeskNotAllowed(f"The token of {found.person} is not for this ({scope.value})", where=variable)
    if by and not same_person(by, found.person):
        raise DeskNotAllowed(f"The token is {found.person}'s, and cannot speak for {by}", where="--by")
    return found.person
