"""A night drawn at random: clean updates raise nothing, and each fault raises its own alarm, whatever came before.

The night has a truth of six precincts in two counties. A rule either updates it as counts do, or publishes one fault
over it; after a fault the next file puts it right without being looked at.
"""

import datetime as dt
from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from made_counts import CLOSE, DAY, codes, contest, count, file, place

from outright.checks import Alarm, Context, Increments, check
from outright.count import Snapshot
from outright.terms import ReportingUnitType as Level

PEOPLE = ["ada", "cole", "dunn"]
NAMES = [f"Precinct {i}" for i in range(6)]
NEVER_ON_CLEAN = {
    "votes-fell", "reset-to-zero", "method-fell", "unit-vanished", "unit-moved", "contest-vanished",
    "candidate-vanished", "candidate-added", "candidate-renamed", "candidates-reordered", "candidate-swap",
    "doubled-unit", "repeated-increment", "total-among-units", "unit-listed-twice", "votes-over-ballots",
    "ballots-over-registered", "negative-votes", "impossible-number", "share-of-0-or-100", "results-before-close",
    "test-data", "wrong-election", "clock-in-future", "clock-yesterday", "clock-went-back", "units-do-not-sum",
    "methods-do-not-sum", "reporting-went-back", "precincts-total-changed", "reporting-over-total",
}  # fmt: skip
"""D2-D7, D9 and the list's own: all but the outliers and what is only told of the time."""

which = st.integers(0, len(NAMES) - 1)
gain = st.tuples(st.integers(40, 400), st.integers(40, 400), st.integers(0, 40))


class Night(RuleBasedStateMachine):
    """One count as it is published, file after file."""

    def __init__(self) -> None:
        super().__init__()
        self.votes: dict[str, list[int]] = {}
        self.clock = CLOSE
        self.reported = 0
        self.before: Snapshot | None = None
        self.memory = Increments()
        self.given: dict[str, set[tuple[int, ...]]] = {}

    @initialize(first=st.lists(gain, min_size=6, max_size=6))
    def opens(self, first: list[tuple[int, int, int]]) -> None:
        self.votes = {name: list(v) for name, v in zip(NAMES, first, strict=True)}
        # No place may have what all the others have together: then a total row could not be told from it.
        self.votes[NAMES[0]][0] += 1
        self.given = {name: {tuple(v)} for name, v in self.votes.items()}
        self.publish(self.truth())

    def truth(self, votes: dict[str, list[int]] | None = None, people: list[str] | None = None) -> Snapshot:
        votes = votes if votes is not None else self.votes
        units = [
            place(name, v, level=Level.PRECINCT, parent="west" if name[-1] in "012" else "east",
                  ballots_cast=max(0, sum(v)) + 9, registered_voters=50_000)
            for name, v in votes.items()
        ]  # fmt: skip
        width = len(people or PEOPLE)
        stated = [sum(v[c] for v in votes.values()) for c in range(width)]
        counted = count(
            units, named=contest(people or PEOPLE), level=Level.PRECINCT, stated=stated,
            precincts_reported=self.reported, precincts_total=100,
        )  # fmt: skip
        return file(counted, published_at=self.clock)

    def publish(self, new: Snapshot, came: dt.datetime | None = None) -> tuple[Alarm, ...]:
        context = Context(
            date=DAY, polls_close=CLOSE, received_at=came or self.clock, increments=self.memory, contests=("Senate",),
            candidates={"senate": tuple(PEOPLE)},
        )  # fmt: skip
        told = check(new, self.before, context)
        self.memory, self.before = self.memory.after(new.since(self.before)), new
        return told

    def later(self) -> None:
        self.clock += dt.timedelta(minutes=1)

    def fault(self, new: Snapshot, *, came: dt.datetime | None = None) -> list[str]:
        """The codes of one bad file; the next file is the truth again and is not looked at."""
        memory, before = self.memory, self.before
        told = self.publish(new, came)
        self.memory, self.before = memory, before
        assert all(a.text and a.text[-1] == "." for a in told)
        return codes(told)

    @rule(unit=which, more=gain, done=st.integers(0, 5))
    def update(self, unit: int, more: tuple[int, int, int], done: int) -> None:
        name = NAMES[unit]
        if more in self.given[name] or list(more) == self.votes[name]:
            return
        self.later()
        self.given[name].add(more)
        self.votes[name] = [a + b for a, b in zip(self.votes[name], more, strict=True)]
        self.reported = min(100, self.reported + done)
        told = set(codes(self.publish(self.truth())))
        assert not told & NEVER_ON_CLEAN, told

    @rule()
    def nothing_new(self) -> None:
        self.later()
        assert set(codes(self.publish(self.truth()))) <= {"same-numbers-new-time"}

    @rule(unit=which, share=st.floats(0.0, 0.9))
    def regress(self, unit: int, share: float) -> None:
        old = self.votes[NAMES[unit]]
        bad = [*old[:2], old[2]]
        bad[0] -= max(1, int(share * old[0]))
        told = self.fault(self.truth(self.votes | {NAMES[unit]: bad}))
        assert set(told) == {"votes-fell"}

    @rule(unit=which)
    def reset(self, unit: int) -> None:
        assert set(self.fault(self.truth(self.votes | {NAMES[unit]: [0, 0, 0]}))) == {"reset-to-zero"}

    @rule(unit=which)
    def swap(self, unit: int) -> None:
        a, b, c = self.votes[NAMES[unit]]
        if abs(a - b) >= 10:
            assert set(self.fault(self.truth(self.votes | {NAMES[unit]: [b, a, c]}))) == {"candidate-swap"}

    @rule(unit=which)
    def double(self, unit: int) -> None:
        twice = [2 * v for v in self.votes[NAMES[unit]]]
        assert "doubled-unit" in self.fault(self.truth(self.votes | {NAMES[unit]: twice}))

    @precondition(lambda self: self.memory.by_unit)
    @rule(unit=which)
    def same_batch_again(self, unit: int) -> None:
        name = NAMES[unit]
        known = self.memory.by_unit.get(("senate", name.lower().replace(" ", "-")), ())
        if len(known) > 1:
            last = dict(known[-1])
            again = [v + last.get(p, 0) for p, v in zip(PEOPLE, self.votes[name], strict=True)]
            assert "repeated-increment" in self.fault(self.truth(self.votes | {name: again}))

    @rule(unit=which)
    def drop(self, unit: int) -> None:
        rest = {n: v for n, v in self.votes.items() if n != NAMES[unit]}
        assert "unit-vanished" in self.fault(self.truth(rest))

    @rule(unit=which, share=st.floats(0.2, 0.8))
    def split_a_precinct(self, unit: int, share: float) -> None:
        old = self.votes[NAMES[unit]]
        one = [int(share * v) for v in old]
        rest = {n: v for n, v in self.votes.items() if n != NAMES[unit]}
        north, south = ("A0", "B0") if unit < 3 else ("A9", "B9")
        halves = {north: one, south: [a - b for a, b in zip(old, one, strict=True)]}
        told = self.fault(self.truth(rest | halves))
        assert "unit-moved" in told
        assert "unit-vanished" not in told

    @rule()
    def rename(self) -> None:
        assert set(self.fault(self.truth(people=["ada-maria-brook", "cole", "dunn"]))) == {"candidate-renamed"}

    @rule()
    def drop_a_candidate(self) -> None:
        short = {n: v[:2] for n, v in self.votes.items()}
        assert set(self.fault(self.truth(short, PEOPLE[:2]))) == {"candidate-vanished"}

    @rule()
    def add_a_candidate(self) -> None:
        more = {n: [*v, 3] for n, v in self.votes.items()}
        assert set(self.fault(self.truth(more, [*PEOPLE, "fry"]))) == {"candidate-added"}

    @rule()
    def reorder(self) -> None:
        turned = {n: v[::-1] for n, v in self.votes.items()}
        assert set(self.fault(self.truth(turned, PEOPLE[::-1]))) <= {"candidates-reordered", "same-numbers-new-time"}
        assert "candidates-reordered" in self.fault(self.truth(turned, PEOPLE[::-1]))

    @rule()
    def lose_the_contest(self) -> None:
        assert set(self.fault(replace(self.truth(), contests=()))) == {"contest-vanished"}

    @precondition(lambda self: self.reported > 0)
    @rule()
    def go_back_in_reporting(self) -> None:
        kept, self.reported = self.reported, self.reported - 1
        told = self.fault(self.truth())
        self.reported = kept
        assert set(told) == {"reporting-went-back"}

    @rule()
    def test_data(self) -> None:
        assert "test-data" in self.fault(replace(self.truth(), is_test=True))

    @rule()
    def before_the_close(self) -> None:
        told = self.fault(self.truth(), came=CLOSE - dt.timedelta(minutes=1))
        assert "results-before-close" in told

    @rule(hours=st.integers(1, 30))
    def future_clock(self, hours: int) -> None:
        ahead = replace(self.truth(), published_at=self.clock + dt.timedelta(hours=hours))
        assert "clock-in-future" in self.fault(ahead)

    @rule()
    def yesterdays_clock(self) -> None:
        told = self.fault(replace(self.truth(), published_at=CLOSE - dt.timedelta(days=2)))
        assert {"clock-yesterday", "clock-went-back"} <= set(told)

    @rule(unit=which)
    def below_nought(self, unit: int) -> None:
        bad = [-self.votes[NAMES[unit]][0], *self.votes[NAMES[unit]][1:]]
        assert "negative-votes" in self.fault(self.truth(self.votes | {NAMES[unit]: bad}))


TestNight = Night.TestCase
TestNight.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
