"""A night file that is none: verbs are tested against a bulletin of our own, in this process or another."""

import sys
from pathlib import Path
from types import ModuleType

from bulletins import bulletin
from outright.bulletin import Bulletin
from outright.errors import UsageError
from outright.terms import VerdictCode

MODULE = "outright.night.replay"


def bulletin_at(path: Path, at: str | None) -> Bulletin:
    """The made-up bulletin; as of publication 3 a runoff is certain; there is nothing before 1."""
    if at == "0":
        raise UsageError("Nothing was received before publication 1", hint="Use 1 or later.")
    return bulletin(VerdictCode.RUNOFF_CERTAIN if at == "3" else VerdictCode.TOO_EARLY)


def module(load=bulletin_at) -> ModuleType:
    """What stands in for the room that reads night files."""
    made = ModuleType(MODULE)
    made.bulletin_at = load
    return made


def install() -> None:
    """Use it in this process from now on; for a subprocess that ends with its test."""
    sys.modules[MODULE] = module()
