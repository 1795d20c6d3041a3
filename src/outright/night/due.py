"""What time alone brings into a night: a file its source has stood by, a note that runs out, a source that has ended.

Pure, and the same whether the sources are polled here or by collectors elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from outright.archive import Received
from outright.count import NoticeKind
from outright.desk.decide import over
from outright.night.arrival import Held
from outright.night.config import PolledSource
from outright.night.desk_door import desk_action
from outright.night.fold import Folded
from outright.night.notices import OURSELVES, notice
from outright.terms import ResultsStatus


def stood_by(
    folded: Folded, confirm: float | None, stood_for: Callable[[Held], float | None], now: dt.datetime,
    busy: Collection[str] = (),
) -> list[Received]:  # fmt: skip
    """Releases of publications whose source has stood by them for ``confirm`` seconds; None: never.

    ``stood_for`` says for how long a source has, None where it has not. Sources that are ``busy`` have just said
    something else.
    """
    if confirm is None:
        return []
    found = []
    for held in folded.state.held():
        if not held.confirmable or held.arrival.source in busy:
            continue
        stood = stood_for(held)
        if stood is None or stood < confirm:
            continue
        words = f"The source has stood by it for {confirm / 60:g} minutes."
        found.append(notice(NoticeKind.RELEASE, words, OURSELVES, now, key=OURSELVES.lower(), about=held.arrival.seq))
    return found


def run_out(folded: Folded, now: dt.datetime) -> list[Received]:
    """The end of every note of the desk whose time has come."""
    return [
        desk_action(NoticeKind.END, contest, OURSELVES, "Its time had come.", now, via="", about=number)
        for contest, record in folded.desk.items()
        for number in over(record.desk, now)
    ]


def has_ended(folded: Folded, source: PolledSource) -> bool:
    """Whether the source has said its last, as its settings define it."""
    if source.until == "never":
        return False
    parts = folded.state.parts(source.id)
    given = [s.snapshot.status for s in parts.values() if s.snapshot is not None and s.snapshot.contests]
    enough = {ResultsStatus.CERTIFIED}
    if source.until == "complete":
        enough.add(ResultsStatus.UNOFFICIAL_COMPLETE)
    return bool(given) and all(status in enough for status in given)
