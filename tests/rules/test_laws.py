"""Laws of the evaluator that hold for every count, found by trying many of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from outright.rules import (
    ContestVotes,
    Outcome,
    UnitVotes,
    contest_votes,
    decide,
    get,
    holds,
    places,
    satisfied,
    votes_needed,
)
from outright.rules.arithmetic import least_votes
from outright.rules.ranked import count_ranked
from outright.rules.words import Op
from rules.made import MAJORITY, PLURALITY, law, made

NAMES = "abcdefgh"
RULES = st.sampled_from(
    [
        MAJORITY,
        PLURALITY,
        made("share > 9/20"),
        made("share > 3/10", on_request_of="runner_up"),
        made("share > 9/20", "share >= 2/5 & lead > 1/10"),
        made(kind="advance", take="top 4"),
        made("share > 1/2", kind="legislature", take="top 3"),
        replace(PLURALITY, seats=2),
        get("fr-assembly"),
        get("lt-president"),
        get("co-president"),
    ]
)
COUNTS = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10**12), min_size=1, max_size=8)
SMALL = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 12), min_size=1, max_size=6)
EXTRA = st.integers(0, 10**12)
OPS = st.sampled_from([Op.GT, Op.GE])
SHARES = st.fractions(Fraction(1, 100), 1, max_denominator=200)


def everything(votes: dict[str, int], blank: int, roll: int) -> ContestVotes:
    """A count that holds all that any of the rules asks for."""
    cast = sum(votes.values()) + blank
    return contest_votes(votes, writeins=0, blank=blank, null=0, ballots_cast=cast, registered=cast + roll)


@law
@given(RULES, st.one_of(COUNTS, SMALL), EXTRA, EXTRA, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_says_nothing(rule, votes, blank, roll, random):
    shuffled = list(votes.items())
    random.shuffle(shuffled)
    assert decide(rule, everything(votes, blank, roll)) == decide(rule, everything(dict(shuffled), blank, roll))


@law
@given(RULES, st.one_of(COUNTS, SMALL), EXTRA, EXTRA, st.integers(1, 10**6))
def test_all_votes_times_k_decide_the_same(rule, votes, blank, roll, k):
    once = decide(rule, everything(votes, blank, roll))
    often = decide(rule, everything({who: v * k for who, v in votes.items()}, blank * k, roll * k))
    assert (once.outcome, once.candidates, once.tied, once.by) == (
        often.outcome,
        often.candidates,
        often.tied,
        often.by,
    )


@law
@given(RULES, st.one_of(COUNTS, SMALL), EXTRA)
def test_more_votes_for_the_leader_never_cost_an_election(rule, votes, more):
    ahead = max(votes, key=lambda who: votes[who])
    votes = votes | {ahead: votes[ahead] + sum(votes.values())}
    roll = 2 * sum(votes.values()) + more
    tally = contest_votes(votes, writeins=0, blank=0, null=0, registered=roll, ballots_cast=roll)
    decision = decide(rule, tally)
    assume(decision.outcome is Outcome.ELECTED and rule.seats == 1)
    leader = decision.candidates[0]
    again = decide(rule, tally.adding({leader: more}))
    assert (again.outcome, again.candidates) == (Outcome.ELECTED, (leader,))


@law
@given(RULES, st.one_of(COUNTS, SMALL), EXTRA, EXTRA)
def test_satisfied_and_decide_never_disagree(rule, votes, blank, roll):
    tally = everything(votes, blank, roll)
    decision = decide(rule, tally)
    elected = decision.candidates if decision.outcome is Outcome.ELECTED else ()
    for who in elected:
        assert satisfied(rule, tally, who)
    if decision.outcome in (Outcome.RUNOFF, Outcome.TO_LEGISLATURE, Outcome.MAY_REQUEST_RUNOFF):
        assert [holds(rule, tally, who) for who in votes] == [False] * len(votes)


@law
@given(st.one_of(COUNTS, SMALL), st.integers(1, 4))
def test_the_first_n_are_the_n_that_fewer_than_n_others_match(votes, n):
    decision = decide(made(kind="advance", take=f"top {n}"), contest_votes(votes, writeins=0))
    assume(decision.outcome is not Outcome.UNDETERMINED)
    beaten_by = {who: sum(o != who and votes[o] >= votes[who] for o in votes) for who in votes}
    assert set(decision.candidates) == {who for who, others in beaten_by.items() if others < n}
    assert len(decision.candidates) + (decision.places or 0) == min(n, len(votes))


@law
@given(SMALL, OPS, SHARES)
def test_a_share_in_whole_numbers_is_the_share_in_exact_fractions(votes, op, share):
    rule = made(f"share {op} {share.numerator}/{share.denominator}")
    total = sum(votes.values())
    assume(total)
    for who, mine in votes.items():
        first = all(mine > v for other, v in votes.items() if other != who)
        enough = Fraction(mine, total) > share if op is Op.GT else Fraction(mine, total) >= share
        assert satisfied(rule, contest_votes(votes, writeins=0), who) == (first and enough and mine > 0)


@law
@given(st.integers(0, 400), OPS, SHARES)
def test_votes_needed_is_the_first_number_that_meets_the_share(total, op, share):
    tried = next(v for v in range(total + 2) if op.holds(share.denominator * v, share.numerator * total))
    assert least_votes(op, share, total) == tried
    rule = made(f"share {op} {share.numerator}/{share.denominator}")
    assert votes_needed(rule, contest_votes({"a": total})) == tried


@law
@given(st.one_of(COUNTS, SMALL), EXTRA)
def test_write_ins_that_could_be_one_person_never_let_anybody_win_over_them(votes, pile):
    for rule in (MAJORITY, PLURALITY, made("share > 3/10")):
        decision = decide(rule, contest_votes(votes, writeins=pile))
        if decision.outcome is Outcome.ELECTED:
            assert votes[decision.candidates[0]] > pile


@law
@given(RULES, st.lists(st.sampled_from(NAMES), min_size=1, max_size=8, unique=True))
def test_with_no_votes_at_all_nothing_is_decided(rule, names):
    nothing = contest_votes(dict.fromkeys(names, 0), writeins=0, blank=0, null=0, registered=10, ballots_cast=0)
    assert decide(rule, nothing).outcome is Outcome.UNDETERMINED
    assert not any(satisfied(rule, nothing, who) for who in names)


@law
@given(RULES, st.one_of(COUNTS, SMALL))
def test_a_candidate_with_no_votes_is_never_elected_and_changes_no_winner(rule, votes):
    tally = everything(votes, 0, 0)
    before = decide(rule, tally)
    after = decide(rule, everything(votes | {"zero": 0}, 0, 0))
    assert not satisfied(rule, everything(votes | {"zero": 0}, 0, 0), "zero")
    if before.outcome is Outcome.ELECTED and rule.seats == 1:
        assert (after.outcome, after.candidates) == (before.outcome, before.candidates)


RANKINGS = st.lists(
    st.tuples(st.lists(st.sampled_from("abcd"), max_size=4, unique=True).map(tuple), st.integers(0, 9)),
    min_size=1,
    max_size=8,
)


def one_at_a_time(ballots, remaining):
    """The plainest count there is: drop the single last, one by one; None when two are last."""
    while True:
        firsts = [next((name for name in ranking if name in remaining), None) for ranking, _ in ballots]
        votes = {
            who: sum(n for first, (_, n) in zip(firsts, ballots, strict=True) if first == who) for who in remaining
        }
        total = sum(votes.values())
        if not total:
            return None
        for who, count in votes.items():
            if total and 2 * count > total:
                return who
        last = [who for who, count in votes.items() if count == min(votes.values())]
        if len(last) > 1:
            return None
        remaining = remaining - set(last)


@law
@given(RANKINGS)
def test_last_out_in_groups_ends_as_last_out_one_by_one(ballots):
    plain = one_at_a_time(ballots, {name for ranking, _ in ballots for name in ranking})
    assume(plain is not None)
    assert count_ranked(get("us-me-congress-2018"), ballots).decision.candidates == (plain,)


@law
@given(RANKINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_says_nothing(ballots, random):
    shuffled = list(ballots)
    random.shuffle(shuffled)
    for rule in (get("us-me-congress-2018"), get("lk-president")):
        assert count_ranked(rule, ballots) == count_ranked(rule, shuffled)


@law
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=9))
def test_enough_places_are_counted_one_by_one(places_votes):
    rule = made("plurality & share >= 1/4 in >= 2/3 of states", take="nigeria")
    units = tuple(UnitVotes(f"s{n}", (("a", a), ("b", b))) for n, (a, b) in enumerate(places_votes))
    votes = {"a": sum(a for a, _ in places_votes), "b": sum(b for _, b in places_votes)}
    tally = replace(contest_votes(votes, writeins=0), units=units)
    passed = sum(a > 0 and 4 * a >= a + b for a, b in places_votes)
    assert satisfied(rule, tally, "a") == (votes["a"] > votes["b"] and 3 * passed >= 2 * len(places_votes))


def test_a_billion_votes_a_thousand_times_over_are_still_exact():
    half = 10**12
    assert decide(MAJORITY, contest_votes({"a": half, "b": half - 1, "c": 1})).outcome is Outcome.RUNOFF
    assert decide(MAJORITY, contest_votes({"a": half + 1, "b": half - 1, "c": 1})).outcome is Outcome.ELECTED
    assert places(MAJORITY) == 2
