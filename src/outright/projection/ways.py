"""What is known of the ways of voting that the table of priors cannot have learned: two sorts of election.

The table is learned from elections in season before 2020. Out of season, and since the pandemic, voters by mail, early
and on the day differ as they never did in it. The figures below are logits of a side's share by a way of voting,
against the same places' whole vote; they were measured on official returns by county or precinct.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outright.baseline.method_past import PARTED
from outright.baseline.outline import ContestKind
from outright.projection.design import METHODS

if TYPE_CHECKING:
    from outright.baseline.ground import Ground
    from outright.baseline.priors import Table

UNUSUAL = {ContestKind.SPECIAL: 0.45, ContestKind.RUNOFF: 0.35}
"""The least that voters by one method are held to differ from what the past says of them, out of season.

In eleven Georgia elections out of season, 2013 to 2018, the gap between early and election-day voters had a
standard deviation of 0.4; in November generals a fifth of that. They are too few to be learned from. Runoffs of a
primary are no steadier: in the Republican one of July 2018 the gap was 0.75."""

SINCE = {"election_day": (-0.35, 0.15), "mail": (0.65, 0.25), "early": (0.05, 0.25)}
"""Democrats against Republicans since 2020: mean and spread where no contest since then has been counted before.

Election day, mail, early: Georgia in November 2020 -0.39, 0.57, -0.13; in December 2022 -0.34, 0.62, 0.26; Luzerne
County, Pennsylvania, in November 2024 -0.34 and 0.84."""

SINCE_KNOWN = 0.2
"""The least spread where one has: from 2020 to 2022 Georgia's three moved by 0.05, 0.05 and 0.39."""


def with_ways(ground: Ground, table: Table) -> Table:
    """The split's table with room for the ways of voting to differ as they do in an election like tonight's."""
    outline, past = ground.outline, ground.method_past
    usual = {name: (table.mean(name), table.sd(name)) for name in METHODS}
    ways = usual
    if ground.signed and outline.date >= PARTED:
        known = past is not None and past.date >= PARTED
        ways = {n: (m, max(sd, SINCE_KNOWN)) for n, (m, sd) in usual.items()} if known else {**usual, **SINCE}
    least = UNUSUAL.get(outline.kind, 0.0)
    ways = {name: (mean, max(sd, least)) for name, (mean, sd) in ways.items()}
    return table if ways == usual else replace(table, groups={**table.groups, **ways})
