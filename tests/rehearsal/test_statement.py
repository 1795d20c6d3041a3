"""Statements of ballots on hand: what an office says is read to the letter, or refused as a whole."""

from __future__ import annotations

import json

import pytest

from outright.count import BallotsOnHand
from outright.errors import FeedMalformed
from outright.feeds.statement import READER
from outright.rehearsal.reference import load
from outright.terms import ResultsStatus, VoteMethod

SAID = {
    "schema": "outright/statement/1",
    "rehearsal": False,
    "source": "Fulton County election office",
    "publishedAt": "2017-04-18T20:41:00-04:00",
    "status": "unofficial-partial",
    "onHand": [
        {"unit": "fulton", "method": "absentee-mail", "ballots": 1812, "beyondPrecincts": True},
        {"unit": "fulton", "method": "provisional", "ballots": 260, "beyondPrecincts": True},
    ],
    "complete": [],
    "text": "Fulton still holds 1,812 mail and 260 provisional ballots.",
}


def body(**changes: object) -> bytes:
    document = {**SAID, **changes}
    return json.dumps({k: v for k, v in document.items() if v is not ...}).encode()


def test_an_office_says_what_it_holds():
    snapshot = READER.read(body(), "fulton.json")
    assert snapshot.kind == READER.kind == "statement"
    assert snapshot.contests == ()
    assert snapshot.on_hand == (
        BallotsOnHand("fulton", 1812, VoteMethod.ABSENTEE_MAIL, True),
        BallotsOnHand("fulton", 260, VoteMethod.PROVISIONAL, True),
    )
    assert snapshot.complete_units == ()
    assert snapshot.status is ResultsStatus.UNOFFICIAL_PARTIAL
    assert snapshot.published_at.isoformat() == "2017-04-18T20:41:00-04:00"
    assert snapshot.published_text == "2017-04-18T20:41:00-04:00"
    assert [f.code for f in snapshot.findings] == ["statement"]


def test_ballots_without_a_method_cover_every_method():
    held = [{"unit": "cobb", "ballots": 7, "beyondPrecincts": False}]
    (read,) = READER.read(body(onHand=held), "x").on_hand
    assert (read.method, read.beyond_precincts) == (None, False)


def test_an_office_that_is_done_says_so():
    snapshot = READER.read(body(onHand=[], complete=["fulton"], status="unofficial-complete"), "x")
    assert snapshot.complete_units == ("fulton",)
    assert snapshot.status is ResultsStatus.UNOFFICIAL_COMPLETE


def test_a_rehearsed_statement_says_so_in_its_findings():
    assert "rehearsal" in {f.code for f in READER.read(body(rehearsal=True), "x").findings}


def test_only_its_own_schema_is_recognised():
    assert READER.recognises(body(), "anything")
    assert READER.recognises(b"\xef\xbb\xbf\n" + body(), "anything")
    assert READER.recognises(body()[:200], "cut off, but ours")
    assert not READER.recognises(body(schema="outright/statement/2"), "statement.json")
    assert not READER.recognises(b"<html>outright/statement/1</html>", "statement.json")
    assert not READER.recognises(b"", "statement.json")


BAD = {
    "cut off": (body()[:-20], "line 1"),
    "not text": (b'{"schema": "outright/statement/1", "text": "\xff"}', "byte"),
    "a list": (b'[{"schema": "outright/statement/1"}]', "$"),
    "a key twice": (body()[:-1] + b', "complete": ["fulton"]}', "complete"),
    "nested without end": (b'{"a":' * 200_000, ""),
    "an unknown field": (body(onHnd=[]), "$"),
    "no clock": (body(publishedAt=...), "$"),
    "a clock without an offset": (body(publishedAt="2017-04-18T20:41:00"), "$.publishedAt"),
    "no word on rehearsal": (body(rehearsal=...), "$"),
    "another schema": (body(schema="outright/statement/2"), "$.schema"),
    "certified by a note": (body(status="certified"), "$.status"),
    "negative ballots": (
        body(onHand=[{"unit": "fulton", "ballots": -1, "beyondPrecincts": True}]),
        "$.onHand[0].ballots",
    ),
    "ballots as text": (
        body(onHand=[{"unit": "fulton", "ballots": "1,812", "beyondPrecincts": True}]),
        "$.onHand[0].ballots",
    ),
    "ballots true": (
        body(onHand=[{"unit": "fulton", "ballots": True, "beyondPrecincts": True}]),
        "$.onHand[0].ballots",
    ),
    "half a ballot": (
        body(onHand=[{"unit": "fulton", "ballots": 0.5, "beyondPrecincts": True}]),
        "$.onHand[0].ballots",
    ),
    "an unknown way of voting": (
        body(onHand=[{"unit": "fulton", "ballots": 1, "beyondPrecincts": True, "method": "drop box"}]),
        "$.onHand[0].method",
    ),
    "total as a way of voting": (
        body(onHand=[{"unit": "fulton", "ballots": 1, "beyondPrecincts": True, "method": "total"}]),
        "$.onHand[0].method",
    ),
    "mail said twice": (body(onHand=[SAID["onHand"][0], SAID["onHand"][0]]), "$.onHand[1]"),
    "mail and all together": (
        body(onHand=[SAID["onHand"][0], {"unit": "fulton", "ballots": 9, "beyondPrecincts": True}]),
        "$.onHand[1]",
    ),
    "complete with ballots left": (body(complete=["fulton"]), "$.onHand[0]"),
    "marked complete with ballots left": (body(status="unofficial-complete"), "$.status"),
    "an empty name": (body(complete=[""]), "$.complete[0]"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_statement_that_cannot_be_trusted_is_refused_whole(case):
    bad, where = BAD[case]
    with pytest.raises(FeedMalformed) as caught:
        READER.read(bad, "fulton.json")
    assert where in caught.value.where
    assert caught.value.hint
    assert "fulton.json" in caught.value.message


def test_the_rehearsed_nights_statements_never_promise_fewer_ballots_than_will_come(night):
    table = load()
    final = {c.id: c.votes for c in table.counties}
    read = [(p, READER.read(p.body, p.name)) for p in night.publications if p.kind == "statement"]
    assert all(READER.recognises(p.body, p.name) for p, _ in read)
    for publication, snapshot in read:
        assert snapshot.published_at == publication.at
        assert snapshot.contests == ()
        held = {h.method: h.ballots for h in snapshot.on_hand}
        county = publication.source_id.removeprefix("statement-")
        if snapshot.complete_units:
            assert snapshot.complete_units == (county,)
            assert set(held.values()) == {0}
            continue
        assert held[VoteMethod.PROVISIONAL] > sum(final[county][3])
        assert held[VoteMethod.ABSENTEE_MAIL] in (0, sum(final[county][1]))
    fulton = [s for p, s in read if p.source_id == "statement-fulton"]
    assert [h.ballots for s in fulton for h in s.on_hand if h.method is VoteMethod.ABSENTEE_MAIL] == [
        1812,
        0,
        0,
    ]
    last = {p.source_id: s for p, s in read}
    assert sorted(u for s in last.values() for u in s.complete_units) == ["cobb", "dekalb", "fulton"]
