"""``[contest.money]`` of a night's settings, read into the facts that the plan keeps.

A mistake in a key is an error, like everywhere in the settings. A file that cannot be used is a problem that the plan
carries and the night tells: it costs the money part, never the night.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outright.context import money_table
from outright.context.fact import Facts
from outright.context.fec_api import BASE
from outright.context.fec_rows import CANDIDATE_ID, COMMITTEE_ID
from outright.errors import ConfigError, OutrightError
from outright.night.config_parts import MoneyPart
from outright.night.money_files import read_files
from outright.night.plan import PlannedMoney, planned_money


@dataclass(frozen=True, slots=True)
class MoneyAsked:
    """What may be asked of the FEC's API for one contest: whose ids, where answers go, which variable has the key."""

    contest: str
    ids: tuple[str, ...]
    answers: Path | None
    key_env: str
    base: str = BASE


def money_asked(part: MoneyPart, contest: str, ids: Mapping[str, str], folder: Path) -> MoneyAsked:
    """The part as far as it is about asking. ``ids``: the candidates' FEC ids as their table has them, by ours."""
    known = _ids(part, ids, f"contest {contest!r}.money")
    answers = folder / part.answers if part.answers else None
    return MoneyAsked(contest, tuple(known.values()), answers, part.key_env, part.api or BASE)


def money_plan(part: MoneyPart, ids: Mapping[str, str], folder: Path, on: dt.date, where: str) -> PlannedMoney:
    """What the table and the files of the part say on the day ``on``."""
    known = _ids(part, ids, where)
    if (part.files or part.answers) and not known:
        hint = 'Give the candidates\' table a column fec_id, or fec_ids = { jon-ossoff = "H8GA06195" }.'
        raise ConfigError("Whose money it is is not known", where=where, hint=hint)
    committees = _committees(part, known, where)
    facts = _table(folder, part.table) if part.table else Facts()
    paths = [folder / name for name in (*part.files, *([part.answers] if part.answers else []))]
    there = [p for p in paths if p.exists()]
    missing = tuple(f"{p.name} is not there; nothing of it is shown." for p in paths if not p.exists())
    by_fec = {fec: own for own, fec in known.items()}
    read = read_files(there, by_fec, on, committees=committees, elections=part.elections)
    return planned_money(facts.and_also(read).and_also(Facts(problems=missing)))


def _table(folder: Path, name: str) -> Facts:
    try:
        return money_table.parse((folder / name).read_text(encoding="utf-8"), name)
    except OutrightError as error:
        return Facts(problems=(error.line(),))
    except (OSError, UnicodeDecodeError) as error:
        return Facts(problems=(f"{name} cannot be read ({error}).",))


def _ids(part: MoneyPart, ids: Mapping[str, str], where: str) -> dict[str, str]:
    known = {**ids, **part.fec_ids}
    for own, fec in known.items():
        if not CANDIDATE_ID.fullmatch(fec):
            raise ConfigError(f"{fec!r} of {own} is no FEC candidate id", where=where, hint="It looks like H8GA06195.")
    return known


def _committees(part: MoneyPart, known: Mapping[str, str], where: str) -> dict[str, str]:
    """Committees named in the settings, with the FEC id of their candidate."""
    found = {}
    for own, committees in part.committees.items():
        if own not in known:
            hint = f"Known: {', '.join(known)}." if known else "Give its FEC id in fec_ids."
            raise ConfigError(f"The committees of {own!r} are nobody's", where=where, hint=hint)
        for committee in committees:
            if not COMMITTEE_ID.fullmatch(committee):
                raise ConfigError(f"{committee!r} is no FEC committee id", where=where, hint="It looks like C00630426.")
            found[committee] = known[own]
    return found
