"""The table of a candidate's split for tonight's contest: what past nights taught, where it needs a second thought."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outright.projection.split import FIRST
from outright.projection.ways import with_ways

if TYPE_CHECKING:
    from outright.baseline.ground import Ground
    from outright.baseline.priors import Priors, Table

GEOGRAPHY = ("P1", "P2", "P3", "G1", "G2")
LOCAL = 1.5
"""In primaries and contests open to all the spread of geography is so many times the learned one: that is the mean over
the first three candidates of a contest, and whoever leads early in the evening leads for where he comes from."""


def split_table(ground: Ground, priors: Priors) -> Table:
    """The split's table for tonight's contest.

    Runoffs are mostly a party's own, and their table knows no direction. Where Democrat meets Republican again, what
    is known of places is what a general election knows; of the first round, what runoffs know.
    """
    level = ground.outline.level
    table = priors.of(ground.klass, level, "split")
    if ground.klass == "R" and ground.signed:
        general = priors.of("G1", level, "split")
        table = replace(general, groups={**general.groups, **{g: table.groups[g] for g in FIRST if g in table.groups}})
    if ground.klass == "P":
        local = {g: (table.mean(g), table.sd(g) * LOCAL) for g in GEOGRAPHY if g in table.groups}
        table = replace(table, groups={**table.groups, **local})
    return with_ways(ground, table)
