"""The situations of a night that the reference night does not have, each with the words it takes."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outright.bulletin import Bulletin, ContestSource, Identity, Milestone, Note, VerdictChange
from outright.bulletin.call import DeskCall, Retraction
from outright.night.figures import with_figures
from outright.publish.story import Story, write
from outright.terms import ElectionType, ResultsStatus, VerdictCode
from random_contests import AT, PLAN, RULE, WHOLE

V = VerdictCode
HOUSE = Identity(office_name="U.S. House", seat_name="District 6", state_name="Georgia", type=ElectionType.SPECIAL,
                 runoff_date=dt.date(2017, 6, 20))  # fmt: skip
BASE = replace(
    WHOLE.contests[0], identity=HOUSE, status=ResultsStatus.UNOFFICIAL_PARTIAL,
    sources=(
        ContestSource(id="ga", name="Georgia Secretary of State", seq=1, version=None, fetched_at=AT, sha256="0"),
    ),
)  # fmt: skip
FIRST, SECOND = (c.id for c in BASE.candidates[:2])


def told(
    code: V = V.TOO_EARLY, *who: str, by: str = "arithmetic", rule=RULE, held: int = 0, night=None, **changes
) -> Story:
    """The story of the made-up count with this verdict."""
    verdict = replace(BASE.verdict, code=code, candidates=who, by=by, label=code.value)
    history = changes.pop("history", (change(12, code, *who),))
    contest = replace(BASE, verdict=verdict, verdict_history=history, **changes)
    contest = with_figures(PLAN, rule, contest, None, held=held)
    whole: Bulletin = replace(WHOLE, contests=(contest,), night=night or WHOLE.night)
    return write(whole, contest)


def change(seq: int, code: V, *who: str, note: str = "") -> VerdictChange:
    return VerdictChange(seq=seq, at=AT + dt.timedelta(minutes=seq), at_text=f"9:{seq + 40} p.m. EDT", code=code,
                         label=code.value, candidates=who, note=note)  # fmt: skip


def text(story: Story) -> str:
    return " ".join(s.text for p in story.paragraphs for s in p.sentences)


def votes(*numbers: int):
    """The made-up candidates with these votes, and nobody else."""
    from outright.count.share import share_column

    shares = share_column({str(i): n for i, n in enumerate(numbers)}, sum(numbers))
    rows = tuple(
        replace(c, votes=n, share_text=shares[str(i)])
        for i, (c, n) in enumerate(zip(BASE.candidates, numbers, strict=False))
    )
    needed = sum(numbers) // 2 + 1
    return {"candidates": rows, "votes": sum(numbers), "parties": (),
            "threshold": replace(BASE.threshold, votes_needed=needed, denominator_votes=sum(numbers))}  # fmt: skip


PLURALITY = replace(BASE.threshold, kind="plurality", share=None, share_text=None, votes_needed=None)
UNKNOWN = replace(BASE.threshold, kind="unknown", share=None, share_text=None, votes_needed=None, rule="", citation="")
DONE = replace(BASE.remaining, upper=0, complete=True, precincts_reported=208, needs=())


def test_polls_are_open():
    story = told(votes=None, as_of=AT - dt.timedelta(hours=4))
    assert story.headline.text == "Polls open until 7:42 p.m."
    assert text(story).startswith(
        "Polls are open until 7:42 p.m. in Georgia’s special election for U.S. House District 6;"
    )


def test_polls_are_closed_and_nothing_is_counted():
    assert told(votes=None).headline.text == "Polls closed at 7:42 p.m., no votes reported yet"


def test_the_leader_is_above_half_while_it_is_too_early():
    story = told()
    assert "leads Georgia’s special election for U.S. House District 6 with 50.90% of the votes counted" in text(story)
    assert "but it is too early to say whether that majority will hold." in text(story)


def test_two_are_level():
    story = told(**votes(500, 500, 20))
    assert "Jon Ossoff and Republican Karen Handel are level with 500 votes each" in text(story)
    assert "leads" not in text(story) + story.headline.text


def test_it_is_too_close():
    story = told(
        V.TOO_CLOSE, threshold=PLURALITY, rule=None, **{k: v for k, v in votes(501, 500).items() if k != "threshold"}
    )
    assert story.headline.text == "Ossoff 1 vote ahead of Handel; too close to say"
    assert "It is too close to say how it ends in" in text(story)


def test_won_outright_says_outright_and_plurality_does_not():
    story = told(V.WON_CERTAIN, FIRST, remaining=DONE, status=ResultsStatus.UNOFFICIAL_COMPLETE)
    assert story.headline.text == "Ossoff wins outright with 50.90%"
    assert "Jon Ossoff won outright in Georgia’s special election" in text(story)
    other = told(V.WON_CERTAIN, FIRST, remaining=DONE, threshold=PLURALITY)
    assert "won in Georgia’s special election" in text(other)
    assert "outright" not in text(other) + other.headline.text
    assert "runoff" not in text(other)


def test_a_projected_win_is_projected_and_says_whose_word_it_is():
    story = told(V.WON_PROJECTED, FIRST, by="desk")
    assert "Jon Ossoff is projected to win outright" in text(story)
    assert "That was declared by the desk." in text(story)
    assert "won" not in text(story).split()


def desk_call(**changes) -> DeskCall:
    made = {
        "number": 11, "seq": 12, "by": "desk", "code": V.RUNOFF_PROJECTED, "label": "Runoff projected", "text": "",
        "candidates": (FIRST, SECOND), "basis": "model", "at": AT, "at_text": "9:42 p.m.", "proposed_by": "A. Doe",
        "approved_by": "B. Roe",
    }  # fmt: skip
    return DeskCall(**{**made, **changes})


def test_a_call_of_the_desk_names_the_two_who_made_it():
    story = told(V.RUNOFF_PROJECTED, FIRST, SECOND, by="desk", calls=(desk_call(),))
    assert "That was declared by the desk: A. Doe and B. Roe." in text(story)


def test_a_call_taken_back_says_why_in_the_desks_own_words():
    gone = Retraction(
        seq=12, by="A. Doe", at=AT, at_text="9:42 p.m.", label="Call withdrawn", reason="A card was read twice."
    )
    history = (change(1, V.TOO_EARLY), change(5, V.RUNOFF_PROJECTED, FIRST, SECOND), change(12, V.TOO_EARLY))
    story = told(history=history, calls=(desk_call(seq=5, retraction=gone),), prev=11)
    assert "The desk withdrew what it had said of the outcome at 9:54 p.m.: “A card was read twice.”" in text(story)
    assert "A card was read twice." not in "".join(s.words for s in story.sentences), "theirs, not ours"


def test_a_runoff_of_which_the_second_place_is_open():
    assert "with Democrat Jon Ossoff in it; the other place is still open." in text(told(V.RUNOFF_CERTAIN, FIRST))
    assert "who will be in it is still open." in text(told(V.RUNOFF_CERTAIN))


def test_several_seats_name_everybody():
    story = told(V.WON_CERTAIN, FIRST, SECOND, seats=2, threshold=PLURALITY)
    assert "Democrat Jon Ossoff and Republican Karen Handel won in" in text(story)


def test_somebody_alone_is_the_only_candidate():
    assert "Jon Ossoff, the only candidate, won in" in text(told(V.WON_CERTAIN, FIRST, **votes(10)))


def test_a_tie_is_a_tie():
    story = told(V.TIE_CERTAIN, FIRST, SECOND, remaining=DONE, **votes(500, 500))
    assert "are tied with 500 votes each" in text(story)
    assert story.headline.text == "Tie between Ossoff and Handel"


def test_without_a_rule_there_is_a_leader_and_never_a_winner():
    story = told(V.LEADER_ONLY, FIRST, threshold=UNKNOWN, rule=None, remaining=DONE)
    assert story.headline.text == "Ossoff leads with 50.90%"
    assert "the rule of this contest is not known to us" in text(story)
    for word in ("win", "won", "elected", "majority", "runoff"):
        assert word not in text(story).lower()


def test_a_correction_says_whose_and_how_many():
    note = Note(seq=12, at=AT, at_text="9:42 p.m.", kind="correction", source="DeKalb County", text="…", votes=-212)
    story = told(notes=(note,), prev=11)
    sentence = "At 9:42 p.m. DeKalb County corrected its count and took back 212 votes."
    assert sentence in [s.text for s in story.changes]
    assert sentence not in text(story), "what is new is said once"
    assert sentence in text(told(notes=(replace(note, seq=11),), prev=11)), "and later among the rest"


@pytest.mark.parametrize(("held", "words"), [
    (1, "one publication waits for a person"), (3, "three publications wait for a person"),
])  # fmt: skip
def test_a_held_file_is_said(held: int, words: str):
    assert words in text(told(held=held))


def test_a_withdrawn_projection_is_said_first():
    history = (
        change(1, V.TOO_EARLY),
        change(5, V.RUNOFF_PROJECTED, FIRST, SECOND),
        change(12, V.TOO_EARLY, note="Withdrawn"),
    )
    story = told(history=history, prev=11)
    assert story.headline.text.startswith("Projection withdrawn: Ossoff leads")
    assert "What had been projected was withdrawn at 9:54 p.m.: it no longer stands." in text(story)
    assert "The verdict was “runoff_projected” and is now “too_early”." in [s.text for s in story.changes]
    assert any(s.code == "withdrawn" for s in story.brief)


def test_certified_results_are_official_and_unofficial_ones_are_not():
    mark = Milestone(kind="certified", seq=12, at=AT, at_text="10:15 a.m., April 29")
    story = told(V.WON_CERTAIN, FIRST, remaining=DONE, status=ResultsStatus.CERTIFIED, milestones=(mark,), prev=11)
    assert (
        "The results are official, published as certified by Georgia Secretary of State since 10:15 a.m., April 29."
        in text(story)
    )
    assert story.alert.text.endswith("Official.")
    assert "The results are now official." in [s.text for s in story.changes]
    assert "unofficial" in text(told(V.WON_CERTAIN, FIRST, remaining=DONE))


def test_what_nobody_said_is_not_written():
    """No past, no ways of voting, no projection, no bound: the story is short and whole."""
    story = told(methods=(), timeline=(), comparison=(), projection=None, take=None,
                 remaining=replace(BASE.remaining, upper=None, needs=()))  # fmt: skip
    assert "How many ballots are left is not known." in text(story)
    assert {p.topic for p in story.paragraphs} == {"what", "status", "left", "field"}


def test_a_question_and_a_primary_are_called_what_they_are():
    question = told(identity=Identity(is_question=True), name="Proposition 1")
    assert "leads the question “Proposition 1” with" in text(question)
    primary = told(identity=replace(HOUSE, type=ElectionType.PRIMARY, party="R"))
    assert "Georgia’s Republican primary for U.S. House District 6" in text(primary)
    unnamed = told(identity=Identity(), name="Sheriff")
    assert "leads the contest “Sheriff” with" in text(unnamed)
