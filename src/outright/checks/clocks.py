"""When, and of which election: early results, wrong clocks, another election, test data (D7; rows 3, 27, 38, 48)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from outright.checks.alarm import Noticed
from outright.checks.sight import Sight, votes
from outright.count import slug

AHEAD = dt.timedelta(minutes=10)
"""A source's clock may be this far ahead of ours before it is called wrong."""

_TESTING = re.compile(r"\b(test|tests|testing|mock|sample data|demonstration|logic and accuracy)\b", re.IGNORECASE)


def results_before_close(sight: Sight) -> Iterator[Noticed]:
    """Votes that came before the polls closed."""
    at, close = sight.context.received_at, sight.context.polls_close
    if at is None or close is None or at >= close:
        return
    for pair in sight.pairs:
        if pair.votes:
            yield Noticed(
                pair.id, "", "", None, pair.votes,
                f"{pair.now.contest.name}: {votes(pair.votes)} at {_time(at)}, before the polls close at"
                f" {_time(close)}. A test or an early slip: publish nothing from it, tell the office.",
            )  # fmt: skip


def clock_in_future(sight: Sight) -> Iterator[Noticed]:
    """The file is dated later than it came."""
    at, clock = sight.context.received_at, sight.new.published_at
    if at is not None and clock is not None and clock - at > AHEAD:
        yield Noticed(
            text=f"The file is dated {clock.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC and came at {_time(at)}. Its"
            " clock is wrong: the order of arrival is used, and ages of this source mean nothing.",
        )


def clock_yesterday(sight: Sight) -> Iterator[Noticed]:
    """The file is dated before election day and holds votes."""
    clock, day = sight.new.published_at, sight.context.date
    if clock is None or day is None or not any(p.votes for p in sight.pairs):
        return
    local = clock.astimezone(sight.context.timezone or dt.UTC).date()
    if local < day:
        yield Noticed(
            text=f"The file holds votes and is dated {local}, before the election of {day}. It is an old file, a test"
            " or a wrong clock: look before anything is quoted.",
        )


def clock_went_back(sight: Sight) -> Iterator[Noticed]:
    """The file is dated earlier than the one before it."""
    before = sight.before.published_at if sight.before else None
    clock = sight.new.published_at
    if before is not None and clock is not None and clock < before:
        yield Noticed(
            text=f"The file is dated {_time(clock)} and the one before it {_time(before)}. An older copy"
            " was served: what stood before is newer.",
        )


def same_numbers_new_time(sight: Sight) -> Iterator[Noticed]:
    """A new date and not one new number."""
    before = sight.before
    if before is None or before.published_at is None or sight.new.published_at is None:
        return
    if sight.new.published_at > before.published_at and sight.new.contests == before.contests and before.contests:
        yield Noticed(
            text=f"The file is dated {_time(sight.new.published_at)} and its numbers are those of"
            f" {_time(before.published_at)}. Say when the numbers last changed, not when the file was made.",
        )


def wrong_election(sight: Sight) -> Iterator[Noticed]:
    """Another day's election, none of the plan's contests, or hardly any of a contest's candidates."""
    day, plan = sight.new.election.date, sight.context.date
    if day is not None and plan is not None and day != plan:
        yield Noticed(
            text=f"The file is of the election of {day}, not of {plan}. Nothing of it is shown; look at the address.",
        )
        return
    wanted = {slug(name) for name in sight.context.contests}
    here = {slug(name) for p in sight.pairs for name in (p.id, p.now.contest.name)}
    if wanted and here and not wanted & here:
        yield Noticed(
            text=f"The file has {len(sight.pairs):,} contests and none of the night's plan; the first is"
            f" {sight.pairs[0].now.contest.name}. Look at the address.",
        )
    for pair in sight.pairs:
        planned = sight.context.candidates.get(pair.id, ())
        found = {c.id for c in pair.now.contest.candidates}
        met = len(found & set(planned))
        if planned and found and 2 * met < len(planned):
            yield Noticed(
                pair.id, "", "", len(planned), met,
                f"{pair.now.contest.name}: of {len(planned):,} candidates of the plan {met:,} are in the"
                " file. It is probably another contest of that name.",
            )  # fmt: skip


def test_data(sight: Sight) -> Iterator[Noticed]:
    """The file says, in a flag or in its title, that it is a test."""
    if sight.context.test_allowed:
        return
    name = sight.new.election.name
    flagged = sight.new.is_test or any(f.code == "rehearsal" for f in sight.new.findings)
    if flagged or _TESTING.search(name):
        yield Noticed(
            text=f"The file says that it is a test or a rehearsal ({name}). It is kept and not shown.",
        )


def _time(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%H:%M:%S} UTC"
