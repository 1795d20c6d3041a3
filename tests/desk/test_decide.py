"""What two people may do together, what one may do alone, and what nobody may."""

import datetime as dt
from dataclasses import replace

import pytest

from desks import GROUND, PEOPLE, RUNOFF, Desk
from outright.count import NoticeKind
from outright.desk.call import Support
from outright.desk.people import listed, same_person
from outright.desk.states import TRANSITIONS, CallState, Move, following
from outright.terms import VerdictCode


def test_two_people_make_a_call_and_it_says_who_and_on_what():
    desk = Desk()
    assert desk.propose() == ""
    assert desk.state.standing is None
    assert desk.approve() == ""
    call = desk.state.standing
    assert (call.code, call.candidates, call.basis) == (RUNOFF.code, RUNOFF.candidates, "model")
    assert (call.proposal.by, call.approval.by) == ("J. Rivera", "T. Okafor")
    assert call.approval.evidence == desk.ground.evidence
    assert desk.state.state is CallState.CALLED


@pytest.mark.parametrize("name", ["J. Rivera", "j. rivera", " J.   RIVERA ", "Ｊ. Rivera"])
def test_nobody_approves_their_own_proposal_however_they_spell_their_name(name):
    desk = Desk()
    desk.propose()
    before = desk.state
    assert "cannot be its second person" in desk.approve(name)
    assert replace(desk.state, log=before.log) == before


def test_who_is_not_on_the_list_does_nothing():
    for act in ("propose", "approve", "retract"):
        desk = Desk()
        desk.propose() if act == "approve" else None
        before = desk.state
        assert "not on the desk's list" in getattr(desk, act)("A. Stranger")
        assert replace(desk.state, log=before.log) == before
    assert Desk(people=()).propose() == "The night names no desk."


def test_an_approval_that_is_sent_again_is_refused():
    desk = Desk()
    desk.propose()
    number = desk.state.proposal.number
    desk.approve()
    assert "was approved by T. Okafor" in desk.approve("M. Chen", about=number)
    desk.retract()
    assert "was approved by T. Okafor" in desk.approve("M. Chen", about=number)
    assert desk.state.standing is None


def test_an_approval_without_the_evidence_of_now_is_refused():
    desk = Desk()
    desk.propose()
    assert "look again" in desk.approve(evidence="b" * 64)
    desk.change(evidence="c" * 64, votes=(("ann", 4800), ("bob", 2100), ("cal", 1500)))
    assert "look again" in desk.approve(evidence="a" * 64)
    assert desk.approve() == ""


def test_a_proposal_expires_after_ten_minutes_and_not_before():
    desk = Desk()
    desk.propose()
    assert desk.approve(after=600) == ""
    desk = Desk()
    desk.propose()
    number = desk.state.proposal.number
    assert "expired" in desk.approve(about=number, after=600.001)
    assert desk.state.state is CallState.OPEN
    assert desk.propose() == ""


WORSE = {
    "margin": {"votes": (("ann", 4800), ("bob", 2000), ("cal", 1501))},
    "line": {"line": 4150},
    "alarm": {"alarms": ("Cobb fell by 3,118 votes.",)},
    "held": {"held": ("Publication 32 waits for a person: Cobb fell.",)},
    "support": {"supports": ()},
    "others": {"supports": (Support(VerdictCode.RUNOFF_PROJECTED, ("ann", "cal"), "model"),)},
}


@pytest.mark.parametrize("news", WORSE.values(), ids=WORSE)
def test_worse_news_voids_a_proposal(news):
    desk = Desk()
    desk.propose()
    number = desk.state.proposal.number
    desk.change(evidence="b" * 64, **news)
    assert "voided" in desk.approve(about=number)
    assert desk.state.standing is None
    assert desk.state.state is CallState.OPEN


def test_better_news_leaves_a_proposal():
    desk = Desk()
    desk.propose()
    desk.change(evidence="b" * 64, votes=(("ann", 4800), ("bob", 2600), ("cal", 1500)), line=4451)
    assert desk.approve() == ""


def test_an_alarm_that_was_there_at_the_proposal_is_no_news():
    desk = Desk(replace(GROUND, alarms=("Two sources differ.",)))
    desk.propose()
    desk.change(evidence="b" * 64)
    assert desk.approve() == ""


def test_nothing_is_called_that_the_evidence_does_not_carry():
    desk = Desk()
    assert "does not carry" in desk.propose(code=VerdictCode.WON_PROJECTED, candidates=("ann",))
    assert "does not carry" in desk.propose(code=VerdictCode.RUNOFF_CERTAIN)
    assert "do not leave it possible for dot" in desk.propose(candidates=("ann", "dot"))
    assert "nothing that is called" in desk.propose(code=VerdictCode.TOO_CLOSE)
    desk.change(supports=(), why="The gate “coverage” is shut.")
    assert desk.propose() == "The evidence carries no call now. The gate “coverage” is shut."
    assert desk.state.proposal is None


def test_nothing_is_called_while_a_file_waits():
    desk = Desk(replace(GROUND, held=("Publication 32 waits for a person: Cobb fell.",)))
    assert "Release or reject it first" in desk.propose()


def test_one_person_takes_a_call_back_and_it_stays_among_the_calls():
    desk = Desk()
    desk.propose()
    desk.approve()
    assert desk.retract(text="A county read its columns backwards.") == ""
    assert desk.state.standing is None
    (call,) = desk.state.calls
    assert (call.retraction.by, call.retraction.reason) == ("M. Chen", "A county read its columns backwards.")
    assert desk.state.state is CallState.WITHDRAWN
    assert desk.retract() == "Nothing is called here that could be taken back."
    assert desk.propose() == ""
    assert desk.approve() == ""
    assert len(desk.state.calls) == 2


def test_a_verdict_that_published_itself_can_be_taken_back_too():
    desk = Desk()
    assert "Nothing is called" in desk.retract()
    sure = Support(VerdictCode.RUNOFF_CERTAIN, ("ann", "bob"), "arithmetic")
    desk.change(itself=sure, supports=(sure,))
    assert desk.retract() == ""
    (call,) = desk.state.calls
    assert (call.approval, call.basis, call.code) == (None, "arithmetic", sure.code)
    assert desk.state.state is CallState.WITHDRAWN


def test_a_proposal_can_be_dropped_and_its_number_is_of_no_more_use():
    desk = Desk()
    desk.propose()
    number = desk.state.proposal.number
    assert desk.act(NoticeKind.DROP, "T. Okafor", about=number, text="not yet") == ""
    assert "dropped by T. Okafor: not yet" in desk.approve("M. Chen", about=number)


def test_a_call_that_says_more_is_added_and_one_that_says_something_else_is_not():
    first = Support(VerdictCode.RUNOFF_PROJECTED, ("ann",), "model")
    desk = Desk(replace(GROUND, supports=(first,)))
    desk.propose(candidates=("ann",))
    desk.approve()
    desk.change(supports=(RUNOFF, Support(VerdictCode.WON_PROJECTED, ("ann",), "model")))
    assert "says more" in desk.propose(code=VerdictCode.WON_PROJECTED, candidates=("ann",))
    assert desk.propose("M. Chen") == ""
    assert desk.state.standing.candidates == ("ann",)
    assert desk.approve() == ""
    assert desk.state.standing.candidates == ("ann", "bob")
    assert desk.state.calls[0].followed_by == desk.state.calls[1].number


def test_arithmetic_overtakes_a_call_it_no_longer_allows():
    desk = Desk()
    desk.propose()
    desk.approve()
    won = Support(VerdictCode.WON_CERTAIN, ("ann",), "arithmetic")
    desk.change(supports=(won,), evidence="d" * 64)
    desk.act(NoticeKind.POST, "M. Chen", text="All mail is in.")
    assert desk.state.standing is None
    assert desk.state.calls[0].retraction.by == "Outright"
    assert desk.state.state is CallState.OPEN


def test_a_note_is_shown_until_its_time_or_until_it_is_ended():
    from outright.desk.decide import shown_notes

    desk = Desk()
    late = desk.now + dt.timedelta(minutes=30)
    assert desk.act(NoticeKind.POST, "J. Rivera", text="Fulton expects 20 precincts late.", until=late) == ""
    number = desk.seq
    assert [n.number for n in shown_notes(desk.state, desk.now)] == [number]
    assert shown_notes(desk.state, late) == ()
    assert desk.act(NoticeKind.END, "T. Okafor", about=number) == ""
    assert shown_notes(desk.state, desk.now) == ()
    assert "No note" in desk.act(NoticeKind.END, "T. Okafor", about=number)
    assert "not on the desk's list" in desk.act(NoticeKind.END, "Outright", about=number)
    assert "has passed" in desk.act(NoticeKind.POST, "J. Rivera", text="x", until=desk.now)
    assert len(desk.state.notes) == 1


def test_a_call_is_reached_by_an_approval_alone():
    reached = {t.move for t in TRANSITIONS if t.after is CallState.CALLED and t.before is not CallState.ADDING}
    assert reached == {Move.APPROVE}
    assert {t.before for t in TRANSITIONS if t.move is Move.OVERTAKE} == {CallState.CALLED, CallState.ADDING}
    assert len({(t.before, t.move) for t in TRANSITIONS}) == len(TRANSITIONS)
    assert following(CallState.OPEN, Move.APPROVE) is None


def test_the_list_gives_the_name_as_it_is_written_there():
    assert listed(" j. RIVERA", PEOPLE) == "J. Rivera"
    assert listed("", PEOPLE) is None
    assert not same_person("T. Okafor", "J. Rivera")


def test_a_note_whose_time_has_come_is_ended_by_the_clock_and_no_other():
    from outright.desk.decide import over

    desk = Desk()
    desk.act(NoticeKind.POST, "J. Rivera", text="Late.", until=desk.now + dt.timedelta(minutes=30))
    number = desk.seq
    assert over(desk.state, desk.now) == ()
    assert "not on the desk's list" in desk.act(NoticeKind.END, "Outright", about=number)
    assert desk.act(NoticeKind.END, "Outright", about=number, after=1900) == ""
    assert over(desk.state, desk.now) == ()


def test_a_call_of_one_of_two_seats_stands_when_both_are_certain():
    one = Support(VerdictCode.WON_PROJECTED, ("ann",), "model")
    desk = Desk(replace(GROUND, supports=(one,)))
    desk.propose(code=one.code, candidates=one.candidates)
    desk.approve()
    desk.change(supports=(Support(VerdictCode.WON_CERTAIN, ("ann", "bob"), "arithmetic"),), evidence="d" * 64)
    desk.act(NoticeKind.POST, "M. Chen", text="Both are settled.")
    assert desk.state.standing is not None
    desk.change(supports=(Support(VerdictCode.WON_CERTAIN, ("bob", "cal"), "arithmetic"),), evidence="e" * 64)
    desk.act(NoticeKind.POST, "M. Chen", text="A county was corrected.")
    assert desk.state.standing is None
