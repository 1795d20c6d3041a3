"""A milestone of one contest's count: half of it in, all of it counted, certified. Recorded when it is first so."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from outright.bulletin.value import Value


class Milestone(Value, frozen=True, kw_only=True):
    """From publication ``seq`` on this was so, and it had not been so before.

    ``half-in``: ``basis`` says half of what, ``part`` of ``of`` of it: ``precincts`` fully reported, or, where the
    source says nothing of precincts, ``expected`` votes as projected then. ``complete``: the sources say that
    nothing is left. ``certified``: they call the count official; ``basis`` is "" for both.
    """

    kind: Literal["half-in", "complete", "certified"]
    seq: int
    at: dt.datetime
    at_text: str
    basis: Literal["precincts", "expected", ""] = ""
    part: int | None = None
    of: int | None = None
