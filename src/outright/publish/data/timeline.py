"""How the count came in, as columns: ``timeline.json``. The same place in every column is the same moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from outright.bulletin import Contest, Night
from outright.publish.data.asked import Page, one_of, page
from outright.publish.data.part import Head, head

SCHEMA = "outright/timeline/1"


class TimelineDocument(Head, frozen=True, kw_only=True):
    """Every publication that moved the count, oldest first.

    ``counted`` are all votes, ``votes`` each candidate's by ``polID`` (null: not reported then), ``share_text`` the
    shares in percent of the first five of each moment (null for others), ``expected`` the votes then expected in
    the end (null without an estimate). ``next``: what to ask for as ``cursor`` where an answer was cut.
    """

    charted: tuple[str, ...]
    seqs: tuple[int, ...]
    time: tuple[dt.datetime, ...]
    counted: tuple[int, ...]
    votes: dict[str, tuple[int | None, ...]]
    share_text: dict[str, tuple[str | None, ...]]
    expected: tuple[int | None, ...]
    next: str | None = None


def timeline(
    night: Night, contest: Contest, *, since: int | None = None, candidates: Sequence[str] | None = None,
    asked: Page | None = None,
) -> TimelineDocument:  # fmt: skip
    """The count's moments after publication ``since``, of these ``candidates`` or all.

    `NotThere` for a candidate that the contest has not.
    """
    known = [c.id for c in contest.candidates]
    for candidate in candidates or ():
        one_of("candidates", candidate, known)
    wanted = known if candidates is None else list(dict.fromkeys(candidates))
    points, after = page([p for p in contest.timeline if since is None or p.seq > since], asked)
    expected = {b.seq: b.expected for b in contest.projection.bands} if contest.projection else {}
    texts = {c: tuple(p.share_text.get(c) for p in points) for c in wanted}
    return TimelineDocument(
        **head(night, contest, SCHEMA), charted=contest.charted, seqs=tuple(p.seq for p in points),
        time=tuple(p.at.astimezone(dt.UTC) for p in points), counted=tuple(p.votes for p in points),
        votes={c: tuple(p.candidates.get(c) for p in points) for c in wanted},
        share_text={c: column for c, column in texts.items() if any(column)},
        expected=tuple(expected.get(p.seq) for p in points), next=after,
    )  # fmt: skip
