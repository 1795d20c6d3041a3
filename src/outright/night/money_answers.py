"""Answers of the FEC's API as files: one for each, and a list that says what was asked, when, and with which hash.

The list holds addresses without any key. An answer whose bytes are not those of the list is not used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from outright.context.fact import Origin
from outright.context.fec_api import Answer
from outright.errors import MoneyError

MANIFEST = "answers.json"


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the list."""

    file: str
    url: str
    received: dt.datetime
    sha256: str


def recorded(manifest: Path) -> tuple[Answer, ...]:
    """Every answer that the list names. Raises `MoneyError` for one that is not there or was changed."""
    try:
        lines = msgspec.json.decode(manifest.read_bytes(), type=tuple[Kept, ...])
    except msgspec.MsgspecError as error:
        raise MoneyError(f"The list cannot be read: {error}", where=manifest.name, hint="Fetch again.") from error
    found = []
    for line in lines:
        path = manifest.parent / Path(line.file).name
        body = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(body).hexdigest() != line.sha256:
            message = "An answer is not there, or is not the one that came"
            raise MoneyError(message, where=line.file, hint="Fetch again: outright money --fetch.")
        origin = Origin("FEC, OpenFEC API", None, line.received, line.sha256)
        found.append(Answer(line.url, body, origin))
    return tuple(found)


def keep(folder: Path, answers: Sequence[Answer]) -> None:
    """Write answers and their list, the list last; answers of an earlier list that are not in this one go."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for place, answer in enumerate(answers, start=1):
        name = f"answer-{place:04}.json"
        (folder / name).write_bytes(answer.body)
        if answer.origin.received is None:
            raise MoneyError("An answer has no day", where=name)
        lines.append(
            Kept(
                file=name,
                url=answer.url,
                received=answer.origin.received,
                sha256=hashlib.sha256(answer.body).hexdigest(),
            )
        )
    names = {line.file for line in lines}
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(lines), indent=1))
    for old in folder.glob("answer-*.json"):
        if old.name not in names:
            old.unlink()
