"""What it would take is exact and minimal, the same as the bulletin's, and never outside nothing to all."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.errors import UsageError
from outright.notebook.contest import NightContest
from outright.notebook.take import needed, targets
from outright.rules import get

GEORGIA = get("us-ga-special-2005")
PLURALITY = get("us-ga-special-2005-runoff")
votes_of = st.lists(st.integers(0, 100_000), min_size=3, max_size=6).filter(any)
IDS = "abcdef"


def reaches(votes: dict[str, int], who: str, left: int, x: int) -> bool:
    """Whether ``x`` of ``left`` more votes make a majority, in whole numbers."""
    return 2 * (votes[who] + x) > sum(votes.values()) + left


@given(votes_of, st.integers(0, 200_000), st.integers(0, 2))
def test_a_majority_needs_exactly_so_many_and_not_one_less(counts, left, who):
    votes = dict(zip(IDS, counts, strict=False))
    found = needed(GEORGIA, "majority", votes, sum(counts), IDS[who], None, left)
    if found.state == "met":
        assert reaches(votes, IDS[who], left, 0)
    elif found.state == "cannot":
        assert found.need is None
        assert not reaches(votes, IDS[who], left, left)
    else:
        assert 0 < found.need <= left
        assert reaches(votes, IDS[who], left, found.need)
        assert not reaches(votes, IDS[who], left, found.need - 1)
        assert 0 < found.share <= 1


@given(votes_of, st.integers(0, 400), st.integers(0, 2))
def test_first_place_is_safe_with_so_many_however_the_rest_falls_and_not_with_one_less(counts, left, who):
    votes = dict(zip(IDS, [c % 500 for c in counts], strict=False))
    found = needed(PLURALITY, "first", votes, sum(votes.values()), IDS[who], None, left)
    best = max(v for c, v in votes.items() if c != IDS[who])

    def is_safe(x: int) -> bool:
        return votes[IDS[who]] + x > best + left - x

    if found.state == "cannot":
        assert not is_safe(left)
    else:
        assert is_safe(found.need)
        assert found.need == 0 or not is_safe(found.need - 1)


def test_every_need_of_the_night_is_the_bulletins_own(moments: list[NightContest]):
    compared = 0
    for contest in moments:
        printed = contest.said.take
        for need in printed.needs if printed is not None else ():
            take = contest.take(need.candidate, need.target)
            shown = (need.low, need.mid, need.high)
            assert [(n.of, n.need, n.state) for n in take.needs] == [(s.left, s.need, s.state) for s in shown]
            assert take.against == need.against
            assert take.is_certain or take.text == need.text
            compared += 1
    assert compared > 200


def test_no_share_is_ever_outside_nothing_to_all(moments: list[NightContest]):
    for contest in moments[3:]:
        for candidate in contest.votes:
            for target in targets(contest.rule.rule):
                take = contest.take(candidate, target)
                assert all(s is None or (isinstance(s, Fraction) and 0 <= s <= 1) for s in take.share)
                assert take.text
                assert repr(take).startswith("Take(need=")


def test_the_bound_is_the_bulletins_bound(moments: list[NightContest]):
    for contest in moments[3:]:
        if contest.remaining().complete:
            continue
        for need in contest.said.remaining.needs:
            bound = contest.take(need.candidate, need.target).bound
            assert (bound.need, bound.of, bound.state) == (need.need, need.of, need.state)


def test_half_in_it_reads_as_the_page_does(half_in: NightContest):
    take = half_in.take("ossoff", target="majority")
    left = half_in.remaining().estimate
    assert take.of == left.mid
    assert take.need == (half_in.total + left.mid) // 2 + 1 - half_in.votes["jon-ossoff"]
    assert take.share[1] == Fraction(take.need, take.of)
    assert take.share[0] < take.share[1] < take.share[2]
    assert (take.state, take.basis, take.is_certain) == ("open", "projection", False)
    assert repr(take) == "Take(need=39907, of=81394, share=(0.4889, 0.4903, 0.4915))"


def test_at_the_end_it_is_certain_either_way(contest: NightContest):
    assert contest.take("ossoff").text == "Certain: Ossoff cannot reach a majority, and nothing is left to count."
    assert contest.take("handel", "second").text.startswith("Certain: Handel has a place in the next round")
    assert contest.take("ossoff", "deny").text.startswith("Certain: Ossoff cannot reach a majority")
    assert contest.take("ossoff").share == (None, None, None)
    assert contest.take("handel", "second").share == (0, 0, 0)


def test_one_for_whom_the_page_has_no_row_is_answered_too(half_in: NightContest):
    take = half_in.take("edwards")
    assert (take.state, take.need, take.share) == ("cannot", None, (None, None, None))
    assert take.text == "Edwards would need more than the about 81,394 votes left for a majority."


def test_without_a_projection_the_bound_is_what_is_left(half_in: NightContest):
    bare = NightContest(half_in.night, half_in.said.__replace__(projection=None, take=None))
    take = bare.take("ossoff")
    assert (take.basis, take.of, take.need) == ("bound", 186_872, 92_646)
    unbounded = half_in.said.remaining.__replace__(upper=None)
    nothing = NightContest(half_in.night, half_in.said.__replace__(projection=None, take=None, remaining=unbounded))
    take = nothing.take("ossoff")
    assert (take.basis, take.state, take.need, take.share) == ("unknown", "unknown", None, (None, None, None))
    assert "not known" in take.text


def test_a_target_that_the_rule_does_not_know_is_refused(half_in: NightContest, moments: list[NightContest]):
    with pytest.raises(UsageError) as refused:
        half_in.take("ossoff", "first")
    assert refused.value.hint == "Ask for majority or second or deny."
    with pytest.raises(UsageError, match="No votes are reported yet"):
        moments[0].take("ossoff")
