"""How Democrats and Republicans voted by mail, early and on the day, in the earlier contests that say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.ground import MethodPast
from outright.baseline.outline import Past
from outright.baseline.setting import Setting, lined_up, table
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALIKE = {
    VoteMethod.ABSENTEE: VoteMethod.ABSENTEE_MAIL,
    VoteMethod.ABSENTEE_IN_PERSON: VoteMethod.EARLY,
}
"""Two words for one way of voting: some files say *absentee* for mail, some *in-person absentee* for early."""

PARTED = dt.date(2020, 6, 1)
"""From the pandemic's elections on the two parties' voters parted by way of voting as they never had before."""

_COVERS = 0.5
_ELECTIONS = 6


def method_past(setting: Setting) -> MethodPast | None:
    """How people voted before, from contests of Democrat against Republican with methods, election by election.

    How many voted each way is read from the latest election that lists most of the units. How the two parties' voters
    parted is read from the latest of the same season, four or eight years before, where there is one on tonight's side
    of `PARTED`: in presidential years nearly everybody's habits are counted, in other Novembers those of fewer. Else
    from the latest too.
    """
    if len(setting.outline.methods) < 2:
        return None
    covering = list(islice(_covering(setting), _ELECTIONS))
    if not covering:
        return None
    latest = covering[0]
    parted = next((told for told in covering if _same_season(setting.outline.date, told.date)), latest)
    return MethodPast(parted.contest_id, parted.date, parted.dem, parted.rep, latest.votes)


def _same_season(tonight: dt.date, past: dt.date) -> bool:
    years = tonight.year - past.year
    return years in (4, 8) and tonight.month == past.month == 11 and (tonight < PARTED) == (past < PARTED)


def _covering(setting: Setting) -> Iterator[MethodPast]:
    """Elections that have votes in most of the units, latest first."""
    told = [p for p in setting.contests if len(p.methods) > 1 and table(p).partisan]
    for date in sorted({p.date for p in told}, reverse=True):
        found = _of_day(setting, [p for p in told if p.date == date])
        if (found.votes.sum(axis=1) > 0).mean() > _COVERS:
            yield found


def _of_day(setting: Setting, contests: list[Past]) -> MethodPast:
    """One election: of every unit the contest in which most voted there; the largest of all gives its name."""
    shape = (len(setting.outline.units), len(setting.outline.methods))
    dem, rep, votes = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    ranked = sorted(contests, key=lambda p: (-table(p).total, p.contest_id))
    for past in ranked:
        rows = setting.rows(past)
        more = setting.totals(past) > votes.sum(axis=1)
        if more.any():
            for into, party in ((dem, "DEM"), (rep, "REP"), (votes, None)):
                into[more] = _by_method(setting, past, rows, party)[more]
    return MethodPast(ranked[0].contest_id, ranked[0].date, dem, rep, votes)


def _by_method(
    setting: Setting, past: Past, rows: NDArray[np.int64], party: str | None
) -> NDArray[np.float64]:  # fmt: skip
    """One party's votes, or all, by tonight's units and methods."""
    whose = [i for i, word in enumerate(past.parties) if party in (None, word)]
    votes = past.votes[:, :, whose].sum(axis=2).astype(np.float64)
    words = [ALIKE.get(m, m) for m in past.methods]
    by_method = [
        votes[:, [i for i, word in enumerate(words) if word is ALIKE.get(m, m)]].sum(axis=1)
        for m in setting.outline.methods
    ]
    return lined_up(np.stack(by_method, axis=1), rows)
