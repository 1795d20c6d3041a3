"""What the checks say of a publication before it is shown: told as findings, or a reason to wait for a person.

Pure: the same publication at the same moment of a night is weighed the same, live and replayed.
"""

from __future__ import annotations

from outright.count import Snapshot
from outright.night.plan import NightPlan
from outright.night.state import Arrival, NightState, Weighed


def weigh(plan: NightPlan, state: NightState, arrival: Arrival, snapshot: Snapshot) -> Weighed:
    """The alarms of a snapshot, and why it must wait; nothing where the plan asks for no checks.

    A report that somebody typed in always waits for a second person.
    """
    if snapshot.entered_by:
        why = f"{snapshot.entered_by} entered this by hand; a second person has to check it against its source."
        return Weighed(waits=(why,))
    return Weighed()
