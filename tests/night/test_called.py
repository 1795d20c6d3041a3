"""What a desk does in a night: published by two people and not before, taken back at once, and for ever visible."""

import dataclasses
import datetime as dt

import pytest

from desk_nights import EARLY, RUNOFF_MODEL, DeskNight, plan
from night_states import FINAL, FIVE, FOUR, count, ga, said, thirds
from outright.bulletin import decode, encode
from outright.bulletin.events import EventKind, events
from outright.count import Finding, NoticeKind
from outright.desk.states import CallState
from outright.terms import Severity, VerdictCode


def projected(publish: str = "certain", **how) -> DeskNight:
    """A night whose model carries a runoff call that does not publish itself."""
    night = DeskNight(plan(publish, project=True, **how), RUNOFF_MODEL)
    night.comes(EARLY)
    return night


def test_a_projected_call_waits_for_two_people():
    night = projected()
    assert night.contest.verdict.code is VerdictCode.TOO_EARLY
    assert [s.code for s in night.desk.supports] == [VerdictCode.RUNOFF_PROJECTED]
    before = night.contest
    assert night.propose() == ""
    assert night.contest == before  # nothing of a proposal is anybody's to see
    assert night.approve() == ""
    verdict = night.contest.verdict
    assert (verdict.code, verdict.by) == (VerdictCode.RUNOFF_PROJECTED, "desk")
    assert verdict.candidates == ("jon-ossoff", "karen-handel")
    said = "Called by the desk: Runoff projected: Ossoff, Handel. Signed at 7:53 p.m. by J. Rivera and T. Okafor."
    assert verdict.text == said
    (call,) = night.contest.calls
    assert (call.proposed_by, call.approved_by, call.evidence) == ("J. Rivera", "T. Okafor", before.evidence)
    assert call.stands
    assert night.contest.verdict_history[-1].by == "desk"
    assert [s.candidate for s in night.contest.slots] == ["jon-ossoff", "karen-handel"]
    assert decode(encode(night.bulletin)) == night.bulletin


def test_the_call_is_told_and_its_withdrawal_too_and_both_stay():
    night = projected()
    night.propose()
    night.approve()
    assert night.retract(text="Fulton read a file twice.") == ""
    contest = night.contest
    assert contest.verdict.code is VerdictCode.TOO_EARLY
    assert contest.verdict.label.startswith("Call withdrawn 7:")
    assert "Fulton read a file twice." in contest.verdict.text
    (call,) = contest.calls
    assert not call.stands
    assert call.retraction.reason == "Fulton read a file twice."
    told = [(e.kind, e.text) for e in events(night.bulletin)]
    kinds = [k for k, _ in told if k in (EventKind.CALL, EventKind.WITHDRAWN)]
    assert kinds == [EventKind.CALL, EventKind.WITHDRAWN]
    assert "Fulton read a file twice." in dict(told)[EventKind.WITHDRAWN]
    night.comes(ga(41_000, 19_500, 10_100, 7_050, reported=97))
    assert night.contest.calls == contest.calls
    assert night.contest.verdict.label == contest.verdict.label


@pytest.mark.parametrize("publish", ["certain", "projected", "desk"])
def test_what_publishes_itself_is_the_policys(publish):
    night = projected(publish)
    code = night.contest.verdict.code
    assert (code is VerdictCode.RUNOFF_PROJECTED) == (publish == "projected")
    night.comes(ga(*FINAL, names=FIVE, reported=208, complete=True))
    sure = night.contest.verdict.code
    assert (sure is VerdictCode.RUNOFF_CERTAIN) == (publish != "desk")


def test_a_desk_night_says_nobody_has_won_or_goes_on_before_two_people_have():
    night = DeskNight(plan("desk"))
    night.comes(ga(*FINAL, names=FIVE, reported=208, complete=True))
    contest = night.contest
    assert contest.withheld
    assert all(c.state is None for c in contest.candidates)
    assert all(s.candidate is None for s in contest.slots)
    assert contest.remaining.needs == ()
    words = " ".join([contest.verdict.text, contest.verdict.label, *(r.text for r in contest.verdict.reasons),
                      *(s.text for s in contest.slots), *(n.text for n in contest.notes)]).casefold()  # fmt: skip
    assert not [w for w in ("won", "go on", "goes on", "advance", "runoff", "out,") if w in words]
    assert night.propose() == ""
    assert night.approve() == ""
    verdict = night.contest.verdict
    assert (verdict.code, verdict.by) == (VerdictCode.RUNOFF_CERTAIN, "desk")


def test_a_verdict_that_published_itself_is_taken_back_by_one():
    night = DeskNight()
    night.comes(ga(*FINAL, names=FIVE, reported=208, complete=True))
    assert night.contest.verdict.code is VerdictCode.RUNOFF_CERTAIN
    assert night.retract(text="The file is another county's.") == ""
    assert night.contest.verdict.code is VerdictCode.TOO_EARLY
    assert night.contest.calls[0].by == "arithmetic"
    assert night.contest.withheld
    assert night.propose() == ""
    assert night.approve() == ""
    assert night.contest.verdict.code is VerdictCode.RUNOFF_CERTAIN


def test_worse_news_voids_a_proposal_better_news_does_not():
    night = projected()
    night.propose()
    number = night.desk.desk.proposal.number
    night.comes(ga(40_500, 20_500, 10_000, 7_000, reported=97))
    assert night.desk.desk.proposal is not None
    night.comes(ga(40_500, 20_500, 10_100, 7_000, reported=98))
    assert night.desk.desk.proposal is None
    assert "voided" in night.approve(about=number)
    assert night.contest.calls == ()


def test_a_file_that_waits_voids_a_proposal_and_blocks_the_next():
    night = projected(checks=True)
    night.propose()
    night.comes(ga(10_000, 4_000, 2_000, 1_000, reported=95))
    assert night.desk.held
    assert night.desk.desk.proposal is None
    assert "waits for a person" in night.propose(code=VerdictCode.RUNOFF_PROJECTED,
                                                 candidates=("jon-ossoff", "karen-handel"))  # fmt: skip


def test_an_approval_in_one_round_with_worse_news_is_refused():
    night = projected()
    night.propose()
    approve = night.read(NoticeKind.APPROVE, "T. Okafor", about=night.desk.desk.proposal.number,
                         evidence=night.contest.evidence)  # fmt: skip
    for order in (0, 1):
        other = projected()
        other.propose()
        items = [("desk", approve), ga(41_000, 19_000, 10_400, 7_000, reported=97)]
        other.round(*(reversed(items) if order else items))
        assert other.contest.calls == ()
        assert other.desk.desk.state is CallState.OPEN


def test_two_approvals_in_one_round_make_one_call():
    night = projected()
    night.propose()
    word = {"about": night.desk.desk.proposal.number, "evidence": night.contest.evidence}
    first, second = (night.read(NoticeKind.APPROVE, by, **word) for by in ("T. Okafor", "M. Chen"))
    night.round(("desk", first), ("desk", second))
    (call,) = night.contest.calls
    assert call.approved_by == "T. Okafor"
    assert "does not wait" in night.desk.desk.log[-1].refused


def test_a_proposal_expires():
    night = projected()
    night.propose()
    number = night.desk.desk.proposal.number
    assert "expired" in night.approve(about=number, after=601)
    assert night.contest.calls == ()


def test_a_clock_that_goes_back_gives_no_proposal_more_time():
    night = projected()
    night.propose()
    number = night.desk.desk.proposal.number
    assert "expired" in night.approve(about=number, after=-3600)


def test_arithmetic_overtakes_a_call_it_does_not_allow():
    night = projected()
    night.propose()
    night.approve()
    night.comes(ga(150_000, 20_000, 10_200, 7_100, reported=208, complete=True))
    assert night.contest.verdict.code is VerdictCode.WON_CERTAIN
    assert night.contest.verdict.by == "arithmetic"
    assert night.contest.calls[0].retraction.by == "Outright"


def test_arithmetic_that_says_the_same_is_told_under_the_call():
    night = projected()
    night.propose()
    night.approve()
    night.comes(ga(80_000, 38_071, 26_802, 16_848, reported=208, complete=True))
    verdict = night.contest.verdict
    assert (verdict.code, verdict.by) == (VerdictCode.RUNOFF_CERTAIN, "arithmetic")
    assert verdict.reasons[0].code == "called"
    assert night.contest.calls[0].stands


def test_the_evidence_is_the_same_until_something_changes():
    night = projected()
    first = night.contest.evidence
    assert len(first) == 64
    night.does(NoticeKind.POST, "M. Chen", text="Fulton expects 20 precincts late.")
    assert night.contest.evidence == first
    night.propose()
    night.approve()
    assert night.contest.evidence == first
    night.comes(ga(40_000, 19_001, 10_000, 7_000, reported=95))
    assert night.contest.evidence != first


def test_a_note_is_shown_until_its_time_and_then_only_in_the_log():
    night = projected()
    until = night.at + dt.timedelta(minutes=30)
    assert night.does(NoticeKind.POST, "M. Chen", text="Fulton expects 20 precincts late.", until=until) == ""
    (note,) = night.contest.desk_notes
    assert (note.by, note.text, bool(note.until_text)) == ("M. Chen", "Fulton expects 20 precincts late.", True)
    assert night.contest.notes[0].text == "M. Chen: Fulton expects 20 precincts late."
    night.comes(EARLY, after=60 * 31)
    assert night.contest.desk_notes == ()


def test_a_note_of_a_stranger_is_not_shown_anywhere():
    night = projected()
    assert "not on the desk's list" in night.does(NoticeKind.POST, "A. Stranger", text="It is over.")
    assert "It is over." not in encode(night.bulletin).decode()


def test_nothing_of_a_proposal_or_a_refusal_is_in_the_bulletin():
    night = projected()
    night.propose(text="CANARY")
    night.approve("J. Rivera")
    assert "CANARY" not in encode(night.bulletin).decode()
    assert "cannot be its second person" not in encode(night.bulletin).decode()


def test_what_a_source_declares_is_quoted_as_its_own_and_is_no_verdict():
    source, snapshot = said_with_a_call()
    night = DeskNight()
    night.comes((source, snapshot))
    (quoted,) = night.contest.race_calls
    assert (quoted.by, quoted.text) == ("Georgia", "AP says: Jon Ossoff called the winner.")
    assert night.contest.verdict.by == "arithmetic"
    assert night.contest.verdict.code is VerdictCode.TOO_EARLY
    assert night.contest.calls == ()


def said_with_a_call():
    snapshot = said(count(FOUR, thirds(60_000, 21_000, 12_000, 9_000), 95))
    call = Finding("declared-status", Severity.INFO, "US House 6", "AP says: Jon Ossoff called the winner.")
    return "ga", dataclasses.replace(snapshot, findings=(call,))


def test_a_call_for_somebody_it_is_impossible_for_is_refused():
    night = DeskNight(plan(registered=dict.fromkeys(("cobb", "dekalb", "fulton"), 64_000)))
    night.comes(ga(90_000, 37_000, 20_000, 36_800, reported=200))
    night.comes(ga(92_000, 38_071, 20_802, 37_900, reported=207))
    assert next(c.state for c in night.contest.candidates if c.id == "bob-gray") is VerdictCode.ELIMINATED_CERTAIN
    refused = night.propose(code=VerdictCode.RUNOFF_PROJECTED, candidates=("jon-ossoff", "bob-gray"))
    assert "do not leave it possible" in refused
    refused = night.propose(code=VerdictCode.WON_PROJECTED, candidates=("jon-ossoff",))
    assert "does not carry" in refused or "no call" in refused


def test_an_unknown_rule_carries_no_call():
    night = DeskNight(plan(rule=None))
    night.comes(ga(*FINAL, names=FIVE, reported=208, complete=True))
    assert night.contest.verdict.code is VerdictCode.LEADER_ONLY
    assert night.desk.supports == ()
    assert night.propose(code=VerdictCode.WON_CERTAIN, candidates=("jon-ossoff",)) != ""


def test_what_the_desk_says_is_said_in_spanish_too():
    from outright.publish.language import language
    from outright.publish.language.said import Untranslated

    night = projected()
    for act in (night.propose, night.approve, lambda: night.retract(text="Fulton read a file twice.")):
        act()
        said = language("es").translated(night.bulletin).contests[0]
        texts = [said.verdict.text, said.verdict.label, *(r.text for r in said.verdict.reasons),
                 *(s.text for s in said.slots), *(n.text for n in said.notes), *(c.text for c in said.calls),
                 *(c.retraction.label for c in said.calls if c.retraction), *(h.note for h in said.verdict_history),
                 *(h.text for h in said.verdict_history)]  # fmt: skip
        assert [t for t in texts if isinstance(t, Untranslated)] == []
    assert said.verdict.label.startswith("Declaración retirada a las 7:")
    assert "Fulton read a file twice." in said.verdict.text
    night = DeskNight(plan("desk"))
    night.comes(ga(*FINAL, names=FIVE, reported=208, complete=True))
    said = language("es").translated(night.bulletin).contests[0]
    assert [t for t in (said.verdict.text, *(s.text for s in said.slots)) if isinstance(t, Untranslated)] == []


def test_a_desk_night_does_not_tell_by_the_way_what_the_model_would_call():
    night = projected("desk")
    part = night.contest.projection
    assert (part.code, part.named) == (VerdictCode.TOO_EARLY, ())
    assert "Runoff projected" not in encode(night.bulletin).decode()
    assert [s.code for s in night.desk.supports] == [VerdictCode.RUNOFF_PROJECTED]
    night.propose()
    night.approve()
    assert night.contest.projection.code is VerdictCode.RUNOFF_PROJECTED


def test_arithmetic_that_is_sure_of_one_of_two_withdraws_nothing():
    night = projected(registered=dict.fromkeys(("cobb", "dekalb", "fulton"), 64_000))
    night.propose()
    night.approve()
    night.comes(ga(90_000, 37_000, 20_000, 36_800, reported=200))
    night.comes(ga(92_000, 38_071, 20_802, 37_900, reported=207))
    assert [s.code for s in night.desk.supports] == [VerdictCode.RUNOFF_CERTAIN]
    assert night.desk.supports[0].candidates == ("jon-ossoff",)
    verdict = night.contest.verdict
    assert (verdict.code, verdict.by) == (VerdictCode.RUNOFF_PROJECTED, "desk")
    assert verdict.candidates == ("jon-ossoff", "karen-handel")
    states = {c.id: c.state for c in night.contest.candidates}
    assert states["jon-ossoff"] is VerdictCode.ADVANCE_CERTAIN
    assert states["karen-handel"] is VerdictCode.ADVANCE_PROJECTED
    assert EventKind.WITHDRAWN not in {e.kind for e in events(night.bulletin)}
