"""What listeners are told when one bulletin follows another, to the byte."""

import json

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import Note
from outright.serve.events import ID_STEP, SMALLER_THAN, kind_of, numbered, tellings
from outright.terms import ResultsStatus
from page_states import CONTEST, HOSTILE, runoff_certain, with_contest, with_night
from projected_states import projected_below
from serving import DATA, NIGHT


def two_contests():
    whole = bulletin()
    return replace(whole, contests=(*whole.contests, replace(whole.contests[0], id="senate-17")))


def told(before, after):
    known = {c.id: c for c in before.contests} if before else {}
    changed = [c for c in after.contests if known.get(c.id) != c]
    return list(tellings(before, after, changed, lambda path: "abc" if path.endswith(".json") else ""))


def corrected(whole):
    contest = whole.contests[0]
    again = Note(seq=13, at=contest.notes[0].at, at_text="9:50 p.m.", kind="correction", source="Cobb",
                 text="Cobb −3 votes", votes=-3)  # fmt: skip
    return with_contest(with_night(whole, seq=13), seq=13, notes=(again, *contest.notes))


def sources(whole, state):
    first, *rest = whole.night.sources
    return with_night(whole, seq=13, sources=(replace(first, state=state), *rest))


def test_first_bulletin_tells_of_every_contest_and_of_nothing_else():
    assert [(t.kind, t.contest) for t in told(None, two_contests())] == [
        ("snapshot", CONTEST),
        ("snapshot", "senate-17"),
    ]


def test_only_contests_that_changed_are_told():
    whole = two_contests()
    changed = replace(whole, contests=(replace(whole.contests[0], votes_text="137,001"), whole.contests[1]))
    assert [(t.kind, t.contest) for t in told(whole, changed)] == [("snapshot", CONTEST)]
    assert told(whole, with_night(whole, seq=13, as_of_text="9:50 p.m.")) == []


def test_another_verdict_is_a_call_and_a_corrected_count_a_correction():
    assert kind_of(bulletin().contests[0], runoff_certain().contests[0]) == "call"
    assert [t.kind for t in told(bulletin(), corrected(bulletin()))] == ["correction"]
    assert [t.kind for t in told(corrected(bulletin()), with_contest(corrected(bulletin()), votes=1))] == ["snapshot"]


def test_status_is_told_when_the_night_or_a_source_stands_otherwise():
    complete = with_night(bulletin(), seq=13, status=ResultsStatus.UNOFFICIAL_COMPLETE)
    (event,) = told(bulletin(), complete)
    assert (event.kind, event.contest, event.data["status"]) == ("status", None, "unofficial-complete")
    (event,) = told(bulletin(), sources(bulletin(), "held"))
    assert event.data["sources"] == [("clarity-cobb", "held")]
    assert event.data["status"] == "unofficial-partial"


def test_event_says_what_changed_and_where_it_stands():
    (telling,) = told(None, bulletin())
    event = numbered(telling, 120_000)
    assert event.frame.startswith(b"id: 120000\nevent: snapshot\ndata: {") and event.frame.endswith(b"}\n\n")
    assert json.loads(event.frame.split(b"data: ")[1]) == {
        "contest": CONTEST, "seq": 12, "etag": "abc", "url": DATA, "in": None,
        "top": [["jon-ossoff", 69733], ["karen-handel", 24386]], "call": "too_early",
    }  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_event_is_one_frame_under_a_kilobyte_whatever_the_names(words):
    whole = bulletin()
    named = replace(whole.contests[0].candidates[0], id=words)
    whole = with_contest(whole, candidates=(named, *whole.contests[0].candidates[1:]))
    event = numbered(told(None, whole)[0], 7)
    assert len(event.frame) < SMALLER_THAN
    assert event.frame.count(b"\n") == 4
    data = json.loads(event.frame.split(b"data: ")[1])
    assert data["url"] == DATA and ("top" not in data or data["top"][0][0] == words)


def test_hundred_sources_that_move_at_once_are_still_one_small_event():
    whole = bulletin()
    many = tuple(replace(whole.night.sources[0], id=f"county-of-a-long-name-{n}") for n in range(159))
    ill = tuple(replace(s, state="unreadable") for s in many)
    (telling,) = told(with_night(whole, sources=many), with_night(whole, sources=ill))
    assert len(numbered(telling, 1).frame) < SMALLER_THAN
    assert len(telling.data["sources"]) == 8


def test_in_is_the_percent_of_the_expected_vote_and_null_without_an_estimate():
    assert told(None, bulletin())[0].data["in"] is None
    projected = projected_below()
    assert told(None, projected)[0].data["in"] == projected.contests[0].projection.eevp
    assert isinstance(projected.contests[0].projection.eevp, int)


def test_ids_rise_over_a_night_and_over_restarts(board):
    from outright.serve.board import Board

    assert board.hub.newest == 12 * ID_STEP
    board.publish(with_contest(with_night(bulletin(), seq=13), seq=13))
    before = board.hub.newest
    again = Board()
    again.publish(with_contest(with_night(bulletin(), seq=14), seq=14))
    assert again.hub.newest > before == 13 * ID_STEP
    again.publish(with_contest(with_night(bulletin(), seq=14), seq=14, votes=1))
    assert again.hub.newest == 14 * ID_STEP + 1


def test_status_names_the_list_of_contests_or_the_whole_night():
    certified = with_night(bulletin(), status=ResultsStatus.CERTIFIED)
    (event,) = tellings(bulletin(), certified, [], lambda path: "x" if path.endswith("bulletin.json") else "")
    assert event.data["url"] == f"/v1/{NIGHT}/bulletin.json"
