"""Parts of documents, and what it would take: what may be asked, what is answered, and what is refused by name."""

import json
from fractions import Fraction

import pytest

from bulletins import bulletin
from outright.bulletin.projected import VoteRange
from outright.bulletin.take import NeedAt, Take, TakeNeed
from outright.verdict.remaining import to_deny_share, to_pass_share
from page_states import CONTEST, with_contest, with_night
from serving import NIGHT, get, said_by_the_engine

AT = f"/v1/{NIGHT}/{CONTEST}"


VOTES, TOTAL, LEFT = 69733, 137000, (49000, 55600, 63000)


def taking(whole):
    """The bulletin with what it would take for its leader, worked out from the votes and an estimate of the rest."""

    def at(needed):
        share = "" if needed.share is None else str(needed.share)
        return NeedAt(left=needed.of, need=needed.need, share_text=share, state=needed.state)

    def need(target, work):
        low, mid, high = (at(work(VOTES, TOTAL, left, Fraction(1, 2))) for left in LEFT)
        return TakeNeed(
            candidate="jon-ossoff", target=target, against=None, low=low, mid=mid, high=high, text="It takes this."
        )

    low, mid, high = LEFT
    take = Take(
        estimated=True, left=VoteRange(low=low, mid=mid, high=high, text="about 55,600"), share="1/2", strict=True,
        text="", needs=(need("majority", to_pass_share), need("deny", to_deny_share)), lately=None, batches=(),
        rows=(), presets=(),
    )  # fmt: skip
    return with_contest(whole, take=take)


def document(server, path):
    status, headers, body = get(server, path)
    assert (status, headers["content-type"]) == (200, "application/json"), body
    return json.loads(body)


def refused(server, path):
    status, headers, body = get(server, path)
    assert (status, headers["content-type"]) == (400, "application/problem+json"), body
    return json.loads(body)


def test_whole_document_where_nothing_more_is_asked(server, board):
    for name in ("timeline.json", "units.json"):
        assert get(server, f"{AT}/{name}")[2] == board.file(f"{AT}/{name}").body


def test_timeline_since_a_publication_and_of_some_candidates(server):
    whole = document(server, f"{AT}/timeline.json")
    part = document(server, f"{AT}/timeline.json?since=9&candidates=jon-ossoff,bob-gray")
    assert part["seqs"] == [seq for seq in whole["seqs"] if seq > 9] == [10, 11, 12]
    assert set(part["votes"]) == {"jon-ossoff", "bob-gray"}
    assert part["votes"]["bob-gray"] == whole["votes"]["bob-gray"][-3:]
    assert part["next"] is None
    assert document(server, f"{AT}/timeline.json?since=12")["seqs"] == []


@pytest.mark.parametrize(
    ("name", "items", "length"), [("timeline.json", "seqs", 12), ("units.json", "reportingUnits", 3)]
)
def test_page_after_page_is_the_whole(server, name, items, length):
    whole, found, cursor = document(server, f"{AT}/{name}")[items], [], "0"
    pages = 0
    while cursor is not None:
        page = document(server, f"{AT}/{name}?limit=2&cursor={cursor}")
        found += page[items]
        cursor, pages = page["next"], pages + 1
    assert found == whole and len(whole) == length
    assert pages == (length + 1) // 2


def test_units_of_a_level_and_one_unit(server):
    assert [u["reportingunitID"] for u in document(server, f"{AT}/units.json?unit=cobb")["reportingUnits"]] == ["cobb"]
    assert len(document(server, f"{AT}/units.json?level=county")["reportingUnits"]) == 3


@pytest.mark.parametrize(
    ("query", "named", "hint"),
    [
        ("timeline.json?sinse=3", "sinse", "since"),
        ("timeline.json?since=x", "since", "whole number"),
        ("timeline.json?since=-1", "since", "whole number"),
        ("timeline.json?since=1&since=2", "since", "once"),
        ("timeline.json?candidates=jon-osoff", "jon-osoff", "jon-ossoff"),
        ("timeline.json?candidates=", "candidates", "text"),
        ("timeline.json?limit=0", "limit", "from 1 to"),
        ("timeline.json?cursor=999", "cursor", ""),
        ("timeline.json?cursor=abc", "cursor", "next"),
        ("units.json?level=countie", "countie", "county"),
        ("units.json?unit=cob", "cob", "cobb"),
        ("units.json?baseline=2016", "2016", ""),
        ("take", "candidate", "candidate="),
        ("take?candidate=nobody", "nobody", ""),
        ("take?candidate=jon-ossoff&target=win", "target", "majority"),
        ("take?candidate=jon-ossoff&share=42%25", "share", "0.42"),
        ("take?candidate=jon-ossoff&share=1.01", "share", "0 to 1"),
        ("take?candidate=jon-ossoff&shape=1", "shape", "share"),
        ("latest.json?since=1", "since", "no parameters"),
    ],
)
def test_what_means_nothing_is_named_with_what_was_meant(server, query, named, hint):
    said = refused(server, f"{AT}/{query}")
    assert named in said["detail"] and hint in said["hint"]


def test_answers_are_cached_and_conditional_like_files(server, board):
    path = f"{AT}/timeline.json?since=9"
    _, headers, _ = get(server, path)
    assert headers["cache-control"].startswith("public, max-age=5,")
    assert get(server, path, **{"If-None-Match": headers["etag"]})[0] == 304
    assert headers["etag"] != get(server, f"{AT}/timeline.json?since=8")[1]["etag"]
    held = len(board._derived)
    assert (
        get(server, f"{AT}/timeline.json?limit=5&since=9")[0] == get(server, f"{AT}/timeline.json?since=9&limit=5")[0]
    )
    assert len(board._derived) == held + 1, "the order of parameters does not matter"
    board.publish(with_night(bulletin(), seq=13))
    assert get(server, path, **{"If-None-Match": headers["etag"]})[0] == 304, "nothing new was said of the contest"
    board.publish(with_contest(with_night(bulletin(), seq=14), seq=14))
    assert get(server, path, **{"If-None-Match": headers["etag"]})[0] == 200


def test_readers_cannot_make_us_hold_more_and_more(server, board):
    from outright.serve.board import DERIVED

    for n in range(DERIVED + 20):
        assert get(server, f"{AT}/timeline.json?since={n}")[0] == 200
    assert len(board._derived) == DERIVED


def test_take_says_what_is_needed_to_the_vote(server, board):
    board.publish(taking(with_night(bulletin(), seq=13)))
    said = document(server, f"{AT}/take?candidate=jon-ossoff")
    assert (said["target"], said["share"], said["outcomes"]) == ("majority", None, [])
    for end in ("low", "mid", "high"):
        at = said["need"][end]
        assert 2 * (VOTES + at["need"]) > TOTAL + at["left"] >= 2 * (VOTES + at["need"] - 1)


@pytest.mark.parametrize("target", ["majority", "deny"])
def test_share_that_is_just_enough_meets_the_target_and_one_vote_less_does_not(server, board, target):
    board.publish(taking(with_night(bulletin(), seq=13)))
    need = document(server, f"{AT}/take?candidate=jon-ossoff&target={target}")["need"]["mid"]

    def meets(taken):
        share = Fraction(taken, need["left"])
        text = f"{-(-(share.numerator * 10**9) // share.denominator) / 10**9:.9f}"
        said = document(server, f"{AT}/take?candidate=jon-ossoff&target={target}&share={text}")
        mid = said["outcomes"][1]
        assert mid["taken"] == taken and mid["total"] == TOTAL + need["left"]
        assert mid["votes"] == VOTES + taken
        return mid["meets"]

    enough = need["need"] if target == "majority" else need["left"] - need["need"]
    assert meets(enough)
    assert not meets(enough - 1 if target == "majority" else enough + 1)


def test_share_asked_about_never_crosses_half_in_print(server, board):
    board.publish(taking(with_night(bulletin(), seq=13)))
    for share in ("0.477", "0.478", "0.4779", "0.48"):
        for made in document(server, f"{AT}/take?candidate=jon-ossoff&share={share}")["outcomes"]:
            assert (float(made["shareText"]) > 50) == (2 * made["votes"] > made["total"])


def test_take_on_a_night_says_what_the_engine_said(server, board):
    night = said_by_the_engine()
    board.publish(night)
    (contest,) = night.contests
    assert contest.take is not None and contest.take.needs
    for need in contest.take.needs:
        found = document(server, f"{AT}/take?candidate={need.candidate}&target={need.target}&share=1")
        assert found["need"]["mid"]["need"] == need.mid.need
        assert found["outcomes"][1]["taken"] == need.mid.left
        if need.target != "deny":  # all that is left is enough, or nothing is
            assert found["outcomes"][1]["meets"] == (need.mid.state != "cannot")


def test_query_of_another_night_or_contest_is_not_here(server):
    for path in (f"/v1/{NIGHT}/us-house-7/take?candidate=x", f"/v1/other/{CONTEST}/timeline.json?since=1"):
        assert get(server, path)[0] == 404
