"""Facts that a library of runoffs lacks or has wrong, each with its source. Facts only; no result is altered.

Without them nothing breaks: a pair without labels is not rated, a contest without a presidential result is rated by
its party totals alone.
"""

from __future__ import annotations

LABELS: dict[str, dict[str, str]] = {
    "ga-2017-04-18-state-senate-32-special": {
        "bob-wiskind": "DEM", "christine-triebsch": "DEM", "exton-howard": "DEM", "gus-makris": "REP",
        "hamilton-matthew-beck": "REP", "kay-kirkpatrick": "REP", "matt-campbell": "REP", "royden-daniels": "REP",
    },
}  # fmt: skip
"""Parties that the state's export of the first round does not print: the finalists' from its file of the runoff, the
others' from public reporting of the time."""

OTHER_SEATS: dict[str, tuple[str, ...]] = {
    "ga-2010-11-02-court-of-appeals-general": ("a-harris-adams", "anne-elizabeth-barnes"),
}
"""Candidates for another seat than the runoff's, where a library has put judgeships into one contest."""

PRESIDENT: dict[tuple[str, int], tuple[int, int]] = {("ga", 2004): (1_366_149, 1_914_254)}
"""Votes for the Democrat and the Republican for president in a whole state, of years before the library's own:
Georgia's certified result of November 2, 2004, from general knowledge."""
