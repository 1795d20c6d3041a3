"""``outright call``: what the desk calls, takes back and tells its readers; two people to call, one to take back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outright.cli.desk_access import person
from outright.cli.homes import NIGHT

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Contest
    from outright.count import NoticeKind
    from outright.desk.tokens import Scope
    from outright.night.config import Settings
    from outright.night.desk_door import Standing

LEAST = 8
"""How many characters of a hash say which one is meant."""


def desk_verb(function: Callable[..., None]) -> Callable[..., None]:
    """The options that every verb of the desk takes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line."),
        click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The settings of the night."),
        click.option("--db", type=NIGHT, envvar="OUTRIGHT_DB",
                     help="The night file [default: that of the settings, or night.owr]."),
    ):  # fmt: skip
        function = option(function)
    return function


_BY = click.option("--by", help="Who decides: a name of the desk's list. Not needed with a token.")
_REASON = click.option("--reason", default="", help="Why, in a sentence; it is published with the call.")


@click.group()
def command() -> None:
    """Calls of the desk: propose, approve, take back; two people make a call, one takes it back."""


@command.command("list")
@click.argument("contest", required=False)
@desk_verb
def listed(contest: str | None, db: Home | None, config: Path | None, as_json: bool) -> None:
    """List what could be called, what waits for a second person, what is called and what was taken back."""
    from outright.cli.call_text import rows_of, said_of
    from outright.notebook.choose import find_contest

    now, _, _ = night_of(db, config)
    clock = _clock(now)
    found = (find_contest(now.bulletin, contest),) if contest else now.bulletin.contests
    for one in found:
        if as_json:
            click.echo(json.dumps(rows_of(now, one, clock), ensure_ascii=False))
        else:
            click.echo("\n".join(said_of(now, one, clock)))


@command.command("show")
@click.argument("contest", required=False)
@desk_verb
@click.pass_context
def show(context: click.Context, /, **more: Any) -> None:
    """Show where the desk stands with one contest: the same as `list CONTEST`."""
    context.invoke(listed, **more)


@command.command()
@click.argument("contest", required=False)
@click.option("--code", help="The verdict to call, such as runoff_projected [default: what the evidence carries].")
@click.option("--candidates", default="", help="Whom it names, with commas [default: whom the evidence names].")
@click.option("--evidence", default="", help="The hash of the evidence you have seen [default: that of now].")
@_BY
@_REASON
@desk_verb
def propose(
    contest: str | None, code: str | None, candidates: str, evidence: str, by: str | None, reason: str,
    db: Home | None, config: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Propose a call of CONTEST; it is published when a second person has approved it."""
    from outright.count import NoticeKind
    from outright.desk.tokens import Scope
    from outright.notebook.choose import find_candidate, find_contest

    now, store, settings = night_of(db, config)
    one = find_contest(now.bulletin, contest)
    carried = now.record(one.id).supports
    meant = _code(code, [s.code.value for s in carried])
    support = next((s for s in carried if s.code.value == meant), None)
    named = tuple(find_candidate(one, c.strip()) for c in candidates.split(",") if c.strip())
    _do(
        store, settings, now, one, NoticeKind.PROPOSE, by, Scope.PROPOSE, reason or "No reason was given.", as_json,
        code=meant, candidates=named or (support.candidates if support else ()), evidence=_seen(one, evidence),
    )  # fmt: skip


@command.command()
@click.argument("contest", required=False)
@click.option("--evidence", required=True, help=f"The hash of the evidence you have seen: {LEAST} characters or more.")
@click.option("--proposal", type=click.IntRange(min=1), help="Which proposal [default: the one that waits].")
@_BY
@desk_verb
def approve(
    contest: str | None, evidence: str, proposal: int | None, by: str | None, db: Home | None, config: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Approve the call that was proposed for CONTEST, as its second person; then it is published."""
    from outright.count import NoticeKind
    from outright.desk.tokens import Scope
    from outright.notebook.choose import find_contest

    now, store, settings = night_of(db, config)
    one = find_contest(now.bulletin, contest)
    _do(
        store, settings, now, one, NoticeKind.APPROVE, by, Scope.APPROVE, "Approved.", as_json,
        about=_number(now, one, proposal), evidence=_seen(one, evidence),
    )  # fmt: skip


@command.command()
@click.argument("contest", required=False)
@click.option("--proposal", type=click.IntRange(min=1), help="Which proposal [default: the one that waits].")
@_BY
@_REASON
@desk_verb
def drop(
    contest: str | None, proposal: int | None, by: str | None, reason: str, db: Home | None, config: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Drop the call that was proposed for CONTEST: not now."""
    from outright.count import NoticeKind
    from outright.desk.tokens import Scope
    from outright.notebook.choose import find_contest

    now, store, settings = night_of(db, config)
    one = find_contest(now.bulletin, contest)
    number = _number(now, one, proposal)
    text = reason or "not now"
    _do(store, settings, now, one, NoticeKind.DROP, by, Scope.PROPOSE, text, as_json, about=number)


@command.command()
@click.argument("contest", required=False)
@click.option("--reason", required=True, help="Why, in a sentence; it is shown for ever.")
@_BY
@desk_verb
def retract(
    contest: str | None, reason: str, by: str | None, db: Home | None, config: Path | None, as_json: bool
) -> None:
    """Take back what is called in CONTEST, alone and at once; it stays visible with the reason."""
    from outright.count import NoticeKind
    from outright.desk.tokens import Scope
    from outright.notebook.choose import find_contest

    now, store, settings = night_of(db, config)
    one = find_contest(now.bulletin, contest)
    _do(store, settings, now, one, NoticeKind.RETRACT, by, Scope.RETRACT, reason, as_json)


@command.command()
@click.argument("contest")
@click.argument("text", required=False)
@click.option("--until", help="Until when it is shown: 23:30, 11:30 pm or an ISO time [default: until it is ended].")
@click.option("--end", type=click.IntRange(min=1), help="End the note with this number.")
@_BY
@desk_verb
def note(
    contest: str, text: str | None, until: str | None, end: int | None, by: str | None, db: Home | None,
    config: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Tell the readers of CONTEST something, shown until a time: "Fulton expects 20 precincts late"."""
    from outright.count import NoticeKind
    from outright.desk.tokens import Scope
    from outright.errors import UsageError
    from outright.night.replay import parse_time
    from outright.notebook.choose import find_contest

    if (text is None) == (end is None):
        raise UsageError("Give either the text of a note or --end NUMBER", where="call note")
    now, store, settings = night_of(db, config)
    one = find_contest(now.bulletin, contest)
    if end is not None:
        _do(store, settings, now, one, NoticeKind.END, by, Scope.NOTE, "Ended.", as_json, about=end)
        return
    moment = parse_time(until, now.plan) if until else None
    _do(store, settings, now, one, NoticeKind.POST, by, Scope.NOTE, text or "", as_json, until=moment)


def _do(
    store: Home, settings: Settings | None, now: Standing, contest: Contest, kind: NoticeKind, by: str | None,
    scope: Scope, text: str, as_json: bool, **word: Any,
) -> None:  # fmt: skip
    """Put the action into the night and say what became of it; `DeskRefused` says why it had no effect."""
    from outright.cli.call_text import done_text
    from outright.errors import ArchiveError, DeskRefused
    from outright.night.desk_door import act, desk_action, moment_of, standing

    clock = dt.datetime.now(dt.UTC)
    who = person(store, settings, by, scope, clock)
    at = moment_of(now, clock)
    item = desk_action(kind, contest.id, who, text, at, via="terminal", **word)
    seq, done = act(store, item, contest.id)
    if done is None:
        raise ArchiveError(
            f"It is kept as publication {seq}, and the engine that follows the night has not taken it in yet",
            where=store.name, hint="See what became of it: outright call list",
        )  # fmt: skip
    if done.refused:
        raise DeskRefused(done.refused, where=contest.id, hint="See where it stands: outright call list")
    after = standing(store)
    if as_json:
        from outright.cli.call_text import rows_of

        click.echo(json.dumps({"seq": seq, "done": kind.value, "by": done.by, **rows_of(after, contest, at)}))
        return
    click.echo(done_text(after, contest.id, kind, who, seq))


def night_of(db: Home | None, config: Path | None) -> tuple[Standing, Home, Settings | None]:
    """What the desk has before it, the night file, and its settings where there are any."""
    from outright.cli.publish import night_and_settings
    from outright.night.desk_door import standing

    store, settings = night_and_settings(db, config)
    return standing(store), store, settings


def _clock(now: Standing) -> dt.datetime:
    from outright.night.desk_door import moment_of

    return moment_of(now, dt.datetime.now(dt.UTC))


def _code(asked: str | None, carried: list[str]) -> Any:
    from outright.errors import DeskRefused, UsageError
    from outright.terms import CONTEST_VERDICTS, VerdictCode

    if asked is None:
        if len(carried) != 1:
            raise DeskRefused("The evidence carries no call now", hint="See why: outright call list")
        asked = carried[0]
    known = sorted(code.value for code in CONTEST_VERDICTS)
    if asked not in known:
        raise UsageError(f"{asked!r} is no verdict of a contest", where="--code", hint=f"One of: {', '.join(known)}.")
    return VerdictCode(asked)


def _seen(contest: Contest, typed: str) -> str:
    """The whole hash that was meant: the one of now, where what was typed begins it; else what was typed."""
    from outright.errors import DeskRefused, UsageError

    typed = typed.strip().lower()
    if not typed or (len(typed) >= LEAST and contest.evidence.startswith(typed)):
        return contest.evidence
    if len(typed) < LEAST or any(c not in "0123456789abcdef" for c in typed):
        hint = f"Give {LEAST} characters or more of it, as outright call list shows it."
        raise UsageError(f"{typed!r} is no hash of evidence", where="--evidence", hint=hint)
    raise DeskRefused("The evidence has changed since; look again", where=contest.id, hint="outright call list")


def _number(now: Standing, contest: Contest, asked: int | None) -> int:
    from outright.errors import DeskRefused

    proposal = now.record(contest.id).desk.proposal
    if asked is None and proposal is None:
        raise DeskRefused("No call waits for a second person", where=contest.id, hint="See: outright call list")
    return asked if asked is not None else proposal.number if proposal else 0
