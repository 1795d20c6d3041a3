"""A contest at every moment of the demo's night: what the notebook says is what the bulletin says, exactly."""

from fractions import Fraction

import pytest

import outright as ow
from outright.notebook.contest import NightContest
from outright.notebook.rule import WinningRule
from outright.rules import get
from outright.terms import VerdictCode

ENTRY = "us-house-6"


def test_votes_and_shares_are_exact_at_every_moment(moments: list[NightContest]):
    assert len(moments) == 57
    for contest in moments:
        said = contest.night.bulletin.contest(ENTRY)
        assert contest.said == said
        assert contest.votes == {c.id: c.votes for c in said.candidates}
        assert contest.total == said.votes
        for c in said.candidates:
            share = contest.share(c.id)
            if not said.votes or c.votes is None:
                assert share is None
            else:
                assert isinstance(share, Fraction)
                assert share == Fraction(c.votes, said.votes)
                assert 0 <= share <= 1
        if said.votes:
            assert sum(contest.share(c.id) for c in said.candidates) == 1


def test_every_answer_holds_its_publication_and_its_sources(moments: list[NightContest]):
    for contest in moments:
        answers = [contest, contest.rule, contest.call(), contest.remaining(), contest.plot]
        answers += [contest.units(), contest.methods(), contest.timeline()]
        if contest.total:
            answers += [contest.take("ossoff"), contest.plot.timeline()]
        if contest.said.projection is not None:
            answers += [contest.project(), contest.project().why(), contest.project().frame()]
        for answer in answers:
            assert (answer.seq, answer.sources) == (contest.night.seq, contest.night.bulletin.night.sources)


def test_the_rating_of_the_runoff_is_the_bulletins(moments: list[NightContest]):
    assert all(contest.rating == contest.said.rating for contest in moments)
    assert moments[0].rating is None
    last = moments[-1].rating
    assert last is not None
    assert last.word == "toss-up"


def test_the_leader_is_one_or_nobody(moments: list[NightContest]):
    assert [m.leader for m in moments[:3]] == [None] * 3
    assert {m.leader for m in moments[3:]} == {"jon-ossoff"}
    first = moments[10]
    level = first.said.candidates[0].votes
    tied = [c if n > 1 else c.__replace__(votes=level) for n, c in enumerate(first.said.candidates)]
    both = NightContest(first.night, first.said.__replace__(candidates=tuple(tied)))
    assert both.leader is None


def test_the_rule_reads_as_it_is_written(contest: NightContest):
    rule = contest.rule
    assert repr(rule) == 'MajorityOrRunoff(threshold=1/2, advance=2, denominator="votes for office")'
    assert (rule.threshold, rule.advance, rule.seats, rule.at_least) == (Fraction(1, 2), 2, 1, False)
    assert "63 days later" in rule.text
    assert "21-2-501" in rule.citation
    assert rule.confidence in ("high", "medium", "low")


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ("us-ga-special-2005-runoff", "Plurality(seats=1)"),
        ("us-ca-primary-2011", "Top(advance=2)"),
        (None, "UnknownRule()"),
    ],
)
def test_other_rules_read_as_they_are_written(contest: NightContest, rule, shown):
    law = get(rule) if rule else None
    assert repr(WinningRule(contest.moment, law, contest.threshold)) == shown


def test_a_call_has_its_code_its_places_and_its_evidence(half_in: NightContest, contest: NightContest):
    open_yet, settled = half_in.call(), contest.call()
    assert (open_yet.code, open_yet.label, open_yet.by) == ("too_early", "Too early to say", "arithmetic")
    assert open_yet.candidates == ()
    assert [s.candidate for s in open_yet.slots] == [None, None]
    assert settled.code is VerdictCode.RUNOFF_CERTAIN
    assert settled.candidates == ("jon-ossoff", "karen-handel")
    assert [(s.slot, s.candidate) for s in settled.slots] == [(1, "jon-ossoff"), (2, "karen-handel")]
    assert all(reason.text and reason.code for reason in open_yet.evidence)
    assert [v.code for v in settled.history] == ["too_early", "runoff_projected", "runoff_certain"]
    assert "Ossoff has 67,812 of the 134,043" in repr(open_yet).replace("\n", " ")


def test_what_is_left_is_a_bound_and_an_estimate(half_in: NightContest, contest: NightContest):
    left = half_in.remaining()
    assert (left.upper, left.precincts, left.complete) == (186_872, (104, 208), False)
    assert left.estimate is not None
    assert left.estimate.low < left.estimate.mid < left.estimate.high < left.upper
    assert len(left.working) == 3
    assert (contest.remaining().upper, contest.remaining().estimate, contest.remaining().complete) == (0, None, True)


def test_what_if_is_the_counts_own_arithmetic(half_in: NightContest):
    found = half_in.what_if("ossoff", "42%")
    assert (found.taken, found.of) == (78_486, 186_872)
    assert found == half_in.what_if("ossoff", Fraction(42, 100))
    with pytest.raises(ow.OutrightError):
        half_in.what_if("ossoff", "120%")


def test_the_words_are_those_of_the_command_line(contest: NightContest):
    from outright.publish.terminal import table

    assert repr(contest).endswith("\n".join(table(contest.said, width=80)))
    assert repr(contest).startswith("REHEARSAL")
