"""Every check, once: its code, how much it matters, which promise of the plan it keeps, and what it means.

The table in the documentation is written from this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from outright.checks import candidates, clocks, falls, limits, loads, outliers, sums
from outright.checks.alarm import Noticed
from outright.checks.others import sources_disagree
from outright.checks.sight import Sight
from outright.checks.swaps import candidate_swap
from outright.terms import Severity

INFO, WARN, HOLD = Severity.INFO, Severity.WARN, Severity.HOLD
Find = Callable[[Sight], Iterator[Noticed]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. ``stands``: it is raised at every publication for which it is so, not only at the first.

    ``plan`` is the promise it keeps (D1-D10, F8, F10 or a row of the catalogue of faults).
    """

    code: str
    severity: Severity
    plan: str
    stands: bool
    meaning: str
    find: Find


CHECKS: tuple[Check, ...] = (
    Check("votes-fell", WARN, "D3", False, "Fewer votes than before in a unit, or for a candidate in it. Up to 20"
          " votes it is only told, up to 200 warned of, above that held.", falls.votes_fell),
    Check("reset-to-zero", WARN, "D3", False, "A unit that had votes reports nought. Severity as for a fall.",
          falls.reset_to_zero),
    Check("method-fell", WARN, "D3", False, "Votes by one way of voting fell while the unit's total did not: votes"
          " were filed under another way of voting.", falls.method_fell),
    Check("unit-vanished", HOLD, "F8, 43", False, "A unit that is not in the file any more, or has no number any"
          " more. It is not zero.", loads.unit_vanished),
    Check("unit-moved", WARN, "F8, 20", False, "A unit is gone and its votes stand in new units: a split precinct or"
          " a misfiled one.", loads.unit_moved),
    Check("contest-vanished", HOLD, "F8, 43", False, "A contest that is not in the file any more.",
          falls.contest_vanished),
    Check("contest-renamed", WARN, "F8", False, "A contest's id stands for another name than before: it may have been"
          " given to another contest.", candidates.contest_renamed),
    Check("candidate-vanished", WARN, "F8", False, "A candidate who was in the contest, or is in the plan, is not in"
          " the file.", candidates.candidate_vanished),
    Check("candidate-added", WARN, "F8", False, "A candidate who was not in the contest before. A write-in is only"
          " told.", candidates.candidate_added),
    Check("candidate-renamed", HOLD, "F8, 28", False, "A candidate under another name than before: joined by name, the"
          " votes would stand in two lines.",
          candidates.candidate_renamed),
    Check("candidates-reordered", INFO, "F8, 28", False, "The same candidates in another order; votes are joined by"
          " name, so nothing moved.", candidates.candidates_reordered),
    Check("candidate-swap", HOLD, "D2", False, "Exactly two candidates of a unit have each other's votes, against the"
          " file before or (as long as it is so) against another source.", candidate_swap),
    Check("doubled-unit", HOLD, "D4", False, "Every candidate of a unit, or of one way of voting in it, gained the"
          " same load once more.", loads.doubled_unit),
    Check("repeated-increment", HOLD, "D4", False, "A unit gained exactly what it gained once before.",
          loads.repeated_increment),
    Check("total-among-units", HOLD, "D4, 13", True, "One unit has exactly the votes of all the others: a total row"
          " read as a place.", loads.total_among_units),
    Check("unit-listed-twice", WARN, "19, 36", True, "The same unit twice in one contest.", loads.unit_listed_twice),
    Check("votes-over-ballots", HOLD, "D4", True, "More votes than the ballots cast could hold. Up to 10 are"
          " only warned of.",
          limits.votes_over_ballots),
    Check("ballots-cast-unusable", WARN, "16", True, "The stated ballots cast are less than half of what the votes"
          " need; they measure nothing.", limits.ballots_cast_unusable),
    Check("ballots-over-registered", HOLD, "D4", True, "More ballots than registered voters.",
          limits.ballots_over_registered),
    Check("negative-votes", HOLD, "D6, 42", True, "Votes below nought.", limits.negative_votes),
    Check("impossible-number", HOLD, "D6", True, "More votes than a thousand million.", limits.impossible_number),
    Check("share-of-0-or-100", WARN, "D6", True, "One of the two leading candidates has nothing in a unit of more"
          " than 200 votes.", limits.share_of_0_or_100),
    Check("undervote-outlier", WARN, "D1", True, "Far more or far fewer ballots without a vote than in the place's"
          " past or the rest of tonight.", outliers.undervote_outlier),
    Check("swing-outlier", WARN, "D8", True, "A place that changed against its past far otherwise than the rest of"
          " tonight.", outliers.swing_outlier),
    Check("complete-but-thin", WARN, "D10", True, "A place said to be complete with implausibly few votes, or without"
          " any by mail.", outliers.complete_but_thin),
    Check("results-before-close", HOLD, "D7", True, "Votes that came before the polls closed.",
          clocks.results_before_close),
    Check("test-data", HOLD, "D7, 27", True, "The file says, in a flag or in its title, that it is a test.",
          clocks.test_data),
    Check("wrong-election", HOLD, "48", True, "Another day's election, none of the plan's contests, or hardly any of"
          " its candidates.", clocks.wrong_election),
    Check("clock-in-future", WARN, "F8", True, "The file is dated more than ten minutes later than it came.",
          clocks.clock_in_future),
    Check("clock-yesterday", WARN, "F8", True, "The file holds votes and is dated before election day.",
          clocks.clock_yesterday),
    Check("clock-went-back", WARN, "3", False, "The file is dated earlier than the one before it.",
          clocks.clock_went_back),
    Check("same-numbers-new-time", INFO, "38", False, "A new date and not one new number.",
          clocks.same_numbers_new_time),
    Check("units-do-not-sum", WARN, "D9, 14", True, "The contest's stated total is not the sum of its units.",
          sums.units_do_not_sum),
    Check("methods-do-not-sum", WARN, "D9, 14", True, "The ways of voting of a unit do not make its total.",
          sums.methods_do_not_sum),
    Check("reporting-went-back", WARN, "F8", False, "Fewer precincts reporting than before, or a unit that is not"
          " complete any more.", falls.reporting_went_back),
    Check("precincts-total-changed", WARN, "F8, 31", False, "Another number of precincts in all, over the same"
          " units.", falls.precincts_total_changed),
    Check("reporting-over-total", WARN, "31", True, "More precincts reporting than there are.",
          sums.reporting_over_total),
    Check("sources-disagree", WARN, "F10", True, "Two sources have been apart for ten minutes by more than 25 votes"
          " and more than 0.1 %.", sources_disagree),
)  # fmt: skip
"""In the order in which a desk is told."""

CODES = tuple(c.code for c in CHECKS)
