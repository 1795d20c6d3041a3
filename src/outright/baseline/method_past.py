"""How Democrats and Republicans voted by mail, early and on the day, in the latest earlier contest that says so."""

from __future__ import annotations

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

_MOST = 60


def method_past(setting: Setting) -> MethodPast | None:
    """The latest earlier contest of Democrat against Republican with methods that lists over half of the units."""
    if len(setting.outline.methods) < 2:
        return None
    told = [p for p in setting.contests if len(p.methods) > 1 and table(p).partisan]
    for past in sorted(told, key=lambda p: (p.date, table(p).total), reverse=True)[:_MOST]:
        rows = setting.rows(past)
        if (rows >= 0).mean() > 0.5:
            dem, rep, votes = (_by_method(setting, past, rows, party) for party in ("DEM", "REP", None))
            return MethodPast(past.contest_id, dem, rep, votes)
    return None


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
