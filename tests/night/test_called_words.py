"""Whatever is counted and whatever a desk does: no word of who has won or goes on before two people have said it."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_nights import PEOPLE, RUNOFF_MODEL, DeskNight, plan
from night_states import ga
from outright.bulletin.call import DeskCall
from outright.terms import VerdictCode

WORDS = re.compile(
    r"\b(won|wins?|winner|elected|advances?|go(es)? on|runoff (certain|projected)|projected to|out)\b", re.I
)
OPEN = {VerdictCode.TOO_EARLY, VerdictCode.TOO_CLOSE}
ACTS = st.sampled_from(["count", "count", "count", "propose", "approve", "retract", "own approval"])


def said(contest) -> str:
    """Everything that is said of how it stands, without what the desk itself has signed or taken back."""
    verdict = contest.verdict
    texts = [verdict.label, verdict.text, *(r.text for r in verdict.reasons), *(s.text for s in contest.slots)]
    texts += [n.text for n in contest.remaining.needs] + ([contest.take.text] if contest.take else [])
    return " ".join(texts)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.booleans(),
    st.lists(st.tuples(ACTS, st.tuples(*[st.integers(0, 60_000)] * 4), st.booleans(), st.sampled_from(PEOPLE)),
             min_size=1, max_size=8),
)  # fmt: skip
def test_nothing_is_said_that_two_people_have_not_signed(modelled, acts):
    night = DeskNight(plan("desk", project=modelled), RUNOFF_MODEL)
    night.comes(ga(4_000, 3_000, 2_000, 1_000, reported=30))
    for act, votes, complete, by in acts:
        if act == "count":
            night.comes(ga(*votes, reported=208 if complete else 120, complete=complete))
        elif act == "own approval":
            proposal = night.desk.desk.proposal
            assert night.approve(proposal.by if proposal else by) != ""
        else:
            getattr(night, act)(by)
        contest = night.contest
        standing = [c for c in contest.calls if c.stands]
        for call in standing:
            assert call.proposed_by != call.approved_by
            assert {call.proposed_by, call.approved_by} <= set(PEOPLE)
        if standing:
            continue
        assert isinstance(contest.calls, tuple) and all(isinstance(c, DeskCall) for c in contest.calls)
        assert contest.verdict.code in OPEN
        assert contest.verdict.candidates == ()
        assert all(c.state is None for c in contest.candidates)
        assert all(s.code in OPEN and s.candidate is None for s in contest.slots)
        if not contest.calls:  # what was taken back is named, as what no longer stands
            assert WORDS.search(said(contest)) is None
