"""What happened in a night, read off one bulletin: each thing once, for ever under the same id, with its numbers."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import decode, encode
from outright.bulletin.events import EventKind, contest_events, events, news
from outright.bulletin.standing import leader_of, side_of, standing
from outright.terms import VerdictCode as V
from page_states import HOSTILE
from told_nights import HANDEL, OSSOFF, change, contest, correction, counted, mark, night, point

N = "us-ga-2017-04-18"
C = f"{N}/us-house-6"


def told(made, *kinds):
    return [(e.kind.value, e.seq) for e in contest_events(N, made) if not kinds or e.kind in kinds]


def test_before_any_vote_nothing_has_happened():
    assert contest_events(N, contest(history=[change(1, V.TOO_EARLY)])) == ()


def test_first_votes_are_told_once_with_votes_and_shares():
    made = contest([point(3, ossoff=6761, handel=2722), point(4, ossoff=7000, handel=3000)])
    (event,) = contest_events(N, made)
    assert (event.id, event.kind, event.seq) == (f"{C}/first-votes/3", EventKind.FIRST_VOTES, 3)
    assert event.text == "First votes: Ossoff 6,761 (71.3%), Handel 2,722 (28.7%) of 9,483 votes."
    assert event.url == f"/{C}/at/3/"
    assert event.figures == {"votes": 9483}
    assert not event.official


def test_too_early_to_say_is_no_call_and_neither_is_a_leader_without_a_rule():
    assert told(contest([point(1, ossoff=1)], [change(1, V.TOO_EARLY)]), EventKind.CALL) == []
    assert told(contest([point(1, ossoff=1)], [change(1, V.LEADER_ONLY, OSSOFF)]), EventKind.CALL) == []


def test_a_call_names_who_and_how_the_count_stood():
    made = contest([point(1, ossoff=60, handel=30, gray=10)], [change(1, V.TOO_EARLY),
                   change(2, V.RUNOFF_CERTAIN, OSSOFF, HANDEL)])  # fmt: skip
    (event,) = [e for e in contest_events(N, made) if e.kind is EventKind.CALL]
    assert event.label == "Runoff certain"
    assert event.text == "Runoff certain (Ossoff, Handel); counted: Ossoff 60 (60.0%), Handel 30 (30.0%) of 100 votes."
    assert event.candidates == (OSSOFF, HANDEL)
    assert event.figures == {"votes": 100, "code": "runoff_certain", "by": "arithmetic"}


def test_a_projected_call_says_that_it_is_not_the_count():
    made = contest([point(1, ossoff=60, handel=40)], [change(2, V.RUNOFF_PROJECTED, OSSOFF, HANDEL, by="model")])
    (event,) = [e for e in contest_events(N, made) if e.kind is EventKind.CALL]
    assert "from a projection, not from the count" in event.text


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ((V.RUNOFF_PROJECTED, "ab"), (V.TOO_EARLY, ""), ["call", "call-withdrawn"]),
        ((V.RUNOFF_PROJECTED, "ab"), (V.RUNOFF_CERTAIN, "ab"), ["call", "call"]),
        ((V.RUNOFF_PROJECTED, "a"), (V.RUNOFF_CERTAIN, "ab"), ["call", "call"]),
        ((V.RUNOFF_PROJECTED, "ab"), (V.RUNOFF_CERTAIN, "ac"), ["call", "call-withdrawn", "call"]),
        ((V.RUNOFF_PROJECTED, "ab"), (V.WON_PROJECTED, "a"), ["call", "call-withdrawn", "call"]),
        ((V.WON_CERTAIN, "a"), (V.TOO_EARLY, ""), ["call", "call-withdrawn"]),
        ((V.WON_CERTAIN, "a"), (V.TOO_CLOSE, ""), ["call", "call-withdrawn", "call"]),
        ((V.TOO_CLOSE, ""), (V.TOO_EARLY, ""), ["call"]),
        ((V.TOO_EARLY, ""), (V.TOO_EARLY, ""), []),
    ],
)
def test_what_is_called_what_is_withdrawn_and_what_becomes_certain(before, after, kinds):
    history = [change(i, code, *who) for i, (code, who) in enumerate((before, after), 2)]
    assert [k for k, _ in told(contest([point(1, ossoff=1)], history)) if k.startswith("call")] == kinds


def test_a_withdrawn_call_keeps_the_reason_that_the_night_gave():
    note = "Withdrawn: “Runoff projected: Ossoff, Handel” no longer stands. A file waits for a person."
    made = contest([point(1, ossoff=6, handel=4)], [
        change(2, V.RUNOFF_PROJECTED, OSSOFF, HANDEL, by="model"), change(3, V.TOO_EARLY, note=note)])  # fmt: skip
    event = contest_events(N, made)[-1]
    assert (event.kind, event.label) == (EventKind.WITHDRAWN, "Call withdrawn")
    assert event.text.startswith(note)
    assert event.figures["withdrawn"] == "runoff_projected"


def test_a_withdrawn_certainty_is_said_in_our_own_words():
    made = contest([point(1, ossoff=6, handel=4)], [change(2, V.WON_CERTAIN, OSSOFF), change(3, V.TOO_EARLY)])
    assert contest_events(N, made)[-1].text.startswith("Withdrawn: “Won outright: Ossoff” no longer stands.")


def test_corrections_of_one_publication_have_ids_of_their_own():
    notes = [correction(2, "Cobb −10 votes."), correction(2, "Cobb moved 3.", 0), correction(5, "Cobb −1 vote")]
    made = contest([point(1, ossoff=60, handel=40)], notes=notes)
    found = [e for e in contest_events(N, made) if e.kind is EventKind.CORRECTION]
    assert [e.id for e in found] == [f"{C}/correction/2", f"{C}/correction/2-2", f"{C}/correction/5"]
    assert found[0].text == "Cobb −10 votes; now Ossoff 60 (60.0%), Handel 40 (40.0%) of 100 votes."
    assert found[0].figures == {"votes": 100, "change": -10}


def test_a_new_leader_is_told_and_a_tie_on_the_way_is_not():
    line = [point(1, ossoff=2, handel=1), point(2, ossoff=2, handel=2), point(3, ossoff=3, handel=4),
            point(4, ossoff=5, handel=5), point(5, ossoff=5, handel=6)]  # fmt: skip
    found = [e for e in contest_events(N, contest(line)) if e.kind is EventKind.LEAD_CHANGE]
    assert [e.seq for e in found] == [3]
    assert found[0].text.startswith("Handel leads, before that Ossoff: Handel 4 (57.1%), Ossoff 3 (42.9%) of 7")
    assert found[0].candidates == (HANDEL,)


def test_rounded_votes_tell_no_new_leader_that_rounding_may_have_made():
    line = [point(1, ossoff=5010, handel=4990), point(2, ossoff=4995, handel=5005), point(3, ossoff=4900, handel=5100)]
    assert told(contest(line, rounded=True), EventKind.LEAD_CHANGE) == []
    line = [point(1, ossoff=5100, handel=4900), *line[1:]]
    assert told(contest(line, rounded=True), EventKind.LEAD_CHANGE) == [("lead-change", 3)]
    assert told(contest(line), EventKind.LEAD_CHANGE) == [("lead-change", 2)]


def test_rounded_votes_show_no_share_finer_than_a_tenth():
    made = contest([point(1, ossoff=5001, handel=4999)], rounded=True)
    assert contest_events(N, made)[0].text == "First votes: Ossoff 5,001 (50.0%), Handel 4,999 (50.0%) of 10,000 votes."


def test_a_share_in_an_event_stands_on_its_side_of_the_threshold():
    made = contest([point(1, ossoff=49_999, handel=50_001)])
    assert "49.999%" in contest_events(N, made)[0].text
    assert "50.001%" in contest_events(N, made)[0].text


@pytest.mark.parametrize(
    ("milestone", "label", "words"),
    [
        (mark(1, "half-in", basis="precincts", part=104, of=208), "Half of the precincts in", "(104 of 208)"),
        (mark(1, "half-in", basis="expected", part=1000, of=1999), "Half of the expected vote in", "(1,000 of 1,999)"),
        (mark(1, "complete"), "All counted", "Nothing is left to count, the sources say:"),
        (mark(1, "certified"), "Official: certified", "The count is certified: Ossoff 6"),
    ],
)
def test_milestones_say_what_of(milestone, label, words):
    event = contest_events(N, contest([point(1, ossoff=6, handel=4)], milestones=[milestone]))[-1]
    assert event.label == label
    assert words in event.text


def test_what_is_told_from_the_certification_on_is_official_and_nothing_before():
    made = contest([point(1, ossoff=6, handel=4), point(2, ossoff=6, handel=7)], milestones=[mark(2, "certified")])
    assert [(e.kind.value, e.official) for e in contest_events(N, made)] == [
        ("first-votes", False), ("lead-change", True), ("certified", True),
    ]  # fmt: skip


def test_things_of_one_publication_come_in_the_order_in_which_they_are_told():
    made = contest(
        [point(1, ossoff=6, handel=4), point(2, ossoff=6, handel=7)], [change(2, V.RUNOFF_CERTAIN, OSSOFF, HANDEL)],
        [correction(2, "x")], [mark(2, "half-in", basis="precincts", part=1, of=2), mark(2, "complete"),
                               mark(2, "certified")],
    )  # fmt: skip
    assert [k for k, _ in told(made)] == [
        "first-votes", "correction", "lead-change", "half-in", "complete", "call", "certified",
    ]  # fmt: skip


def test_two_who_share_a_surname_have_their_whole_names():
    rows = [("a", "Ann Ames", "D", 6), ("b", "Bo Ames", "R", 4)]
    made = replace(contest(), candidates=bulletin(rows=rows).contests[0].candidates)
    assert contest_events(N, replace(made, timeline=(replace(point(1), votes=10, candidates={"a": 6, "b": 4}),)))[
        0
    ].text.startswith("First votes: Ann Ames 6 (60.0%), Bo Ames 4")


def test_news_is_what_was_not_there_before():
    votes = [(2, 1), (2, 3), (5, 3)]
    one, two, three = (counted(n, votes) for n in (1, 2, 3))
    assert [e.kind.value for e in news(None, one)] == ["first-votes"]
    assert [e.kind.value for e in news(one, two)] == ["lead-change"]
    assert news(two, two) == ()
    assert [e.seq for e in news(one, three)] == [2, 3]


def test_events_of_several_contests_come_in_the_order_of_publications():
    one = contest([point(5, ossoff=1)])
    two = replace(contest([point(2, ossoff=1), point(7, ossoff=1, handel=2)]), id="other")
    assert [(e.contest, e.seq) for e in events(night(one, two))] == [("other", 2), ("us-house-6", 5), ("other", 7)]


def test_the_bulletin_alone_is_enough_in_any_process():
    whole = night(contest([point(1, ossoff=6, handel=4)], [change(2, V.WON_CERTAIN, OSSOFF)]))
    assert events(decode(encode(whole))) == events(whole)


def test_hostile_names_stay_text_and_stop_nothing():
    rows = [(f"c{i}", name, "D", 100 - i) for i, name in enumerate(HOSTILE)]
    hostile = bulletin(rows=rows).contests[0]
    made = replace(contest(), candidates=hostile.candidates, timeline=hostile.timeline)
    assert contest_events(N, made)[0].text


VOTES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12)


@given(VOTES)
def test_an_event_keeps_its_id_and_its_words_while_the_night_goes_on(votes):
    known = {}
    for upto in range(1, len(votes) + 1):
        now = {e.id: e for e in events(counted(upto, votes))}
        assert known.items() <= now.items()
        assert len(now) == len(events(counted(upto, votes)))
        known = now
    assert len([e for e in known.values() if e.kind is EventKind.FIRST_VOTES]) <= 1


@given(VOTES)
def test_every_new_leader_is_told_once_and_leads_alone(votes):
    made = counted(len(votes), votes).contests[0]
    leaders = [leader for p in made.timeline if (leader := leader_of(p, made))]
    changes = [b for a, b in pairwise(leaders) if a != b]
    assert [e.candidates[0] for e in contest_events(N, made) if e.kind is EventKind.LEAD_CHANGE] == changes


@given(st.integers(0, 1000), st.integers(1, 1000), st.fractions(min_value=Fraction(1, 10), max_value=Fraction(9, 10)))
def test_a_side_is_exact(votes, more, threshold):
    total = votes + more
    share = Fraction(votes, total)
    assert side_of(votes, total, threshold) == (share > threshold) - (share < threshold)


def test_no_votes_are_said_in_words():
    made = contest()
    assert standing(None, made, {}) == "no votes reported"
    assert standing(point(1, ossoff=0, handel=0), made, {}) == "0 votes"
