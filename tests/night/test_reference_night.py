"""April 18, 2017, from the officials' bytes to the bulletins: what is said, and what is never said."""

import contextlib
import json
import shutil
from pathlib import Path

import msgspec
import pytest

from outright.bulletin import Bulletin, encode
from outright.night.replay import bulletin_at, verify
from outright.terms import ResultsStatus
from outright.terms import VerdictCode as Code

CONTEST = "us-house-6"


def test_the_night_ends_on_the_certified_count_and_a_runoff(told: list[Bulletin]) -> None:
    last = told[-1].contest(CONTEST)
    leader, second = last.candidates[:2]
    assert (leader.id, leader.votes, last.votes) == ("jon-ossoff", 92_673, 192_569)
    assert (second.id, second.votes) == ("karen-handel", 38_071)
    assert (leader.share_text, second.share_text) == ("48.12", "19.77")
    assert leader.gap_text == "3,612 votes short of a majority"
    assert (last.verdict.code, last.verdict.candidates) == (Code.RUNOFF_CERTAIN, ("jon-ossoff", "karen-handel"))
    assert last.threshold.votes_needed == 96_285
    assert last.remaining.complete
    assert told[-1].night.status is ResultsStatus.UNOFFICIAL_COMPLETE


def test_no_bulletin_claims_a_win_though_the_leader_is_above_half_for_much_of_the_evening(told: list[Bulletin]) -> None:
    above = 0
    for bulletin in told:
        contest = bulletin.contest(CONTEST)
        leader = contest.candidates[0]
        above += leader.votes is not None and bool(contest.votes) and 2 * leader.votes > (contest.votes or 0)
        assert contest.verdict.code in (Code.TOO_EARLY, Code.TOO_CLOSE, Code.RUNOFF_PROJECTED, Code.RUNOFF_CERTAIN)
        assert all(c.state is not Code.WON_CERTAIN for c in contest.candidates)
        assert b'"won_' not in encode(bulletin)
    assert above > len(told) // 2


def test_the_moment_it_became_certain_is_on_record_and_is_never_taken_back(told: list[Bulletin]) -> None:
    history = told[-1].contest(CONTEST).verdict_history
    assert [h.code for h in history] == [Code.TOO_EARLY, Code.RUNOFF_PROJECTED, Code.RUNOFF_CERTAIN]
    projected = history[1]
    assert projected.candidates == ("jon-ossoff", "karen-handel")
    assert (history[-1].at - projected.at).total_seconds() > 3000  # said most of an hour before it was certain
    certain = history[-1]
    at = next(b for b in told if b.night.seq == certain.seq).contest(CONTEST)
    assert at.remaining.upper is not None
    assert at.votes is not None
    ossoff = at.candidates[0].votes or 0
    assert 2 * (ossoff + at.remaining.upper) <= at.votes + at.remaining.upper
    before = next(b for b in told if b.night.seq == certain.seq - 1).contest(CONTEST)
    assert before.verdict.code is Code.RUNOFF_PROJECTED
    assert before.votes is not None
    left = before.remaining.upper or 0
    assert 2 * ((before.candidates[0].votes or 0) + left) > before.votes + left


def test_his_share_kept_dropping_as_totals_came_in(told: list[Bulletin]) -> None:
    summary = told[-1].contest(CONTEST).summary
    assert summary == "Ossoff fell from 71.3% at 7:59 p.m. to 48.12% with 208 of 208 precincts in."


def test_parties_methods_and_counties_add_up_in_every_bulletin(told: list[Bulletin]) -> None:
    for bulletin in told:
        contest = bulletin.contest(CONTEST)
        total = contest.votes or 0
        assert sum(c.votes or 0 for c in contest.candidates) == total
        assert sum(p.votes or 0 for p in contest.parties) == total
        assert sum(m.votes or 0 for m in contest.methods) == total
        for level in ("county", "precinct"):
            assert sum(u.votes or 0 for u in contest.units if u.level == level) == total
    parties = {p.party: (p.votes, p.share_text) for p in told[-1].contest(CONTEST).parties}
    assert parties == {"R": (98_192, "50.99"), "D": (94_201, "48.92"), "I": (176, "0.09")}


def test_before_any_vote_there_are_no_shares_and_ballot_order(told: list[Bulletin]) -> None:
    first = told[0].contest(CONTEST)
    assert first.candidates[0].name == "David Abroms"
    assert {c.share_text for c in first.candidates} == {"–"}
    assert first.summary == "No votes are reported yet."
    counties = {u.name: u.votes for u in first.units if u.level == "county"}
    assert counties == {"Cobb": 0, "DeKalb": None, "Fulton": None}, "a county that has sent nothing is not zero"


def test_every_bulletin_says_rehearsal(told: list[Bulletin]) -> None:
    assert all(b.night.rehearsal for b in told)


def test_the_bound_never_falls_short_of_the_votes_that_were_still_to_come(told: list[Bulletin]) -> None:
    for bulletin in told:
        contest = bulletin.contest(CONTEST)
        assert contest.remaining.upper is not None
        assert contest.remaining.upper >= 192_569 - (contest.votes or 0)


def test_the_night_verifies_from_its_bytes(reference_file: Path) -> None:
    done: list[int] = []
    found = verify(reference_file, lambda n, _all: done.append(n))
    assert found.problem is None
    assert found.publications == found.bulletins == len(done) == 57


def test_a_changed_body_or_bulletin_does_not_verify(reference_begun: Path, tmp_path: Path) -> None:
    import sqlite3

    assert verify(reference_begun).problem is None
    for n, statement in enumerate(
        (
            "DELETE FROM bulletin WHERE seq = 15",
            "UPDATE body SET data = (SELECT data FROM body ORDER BY sha256 DESC LIMIT 1)",
            "UPDATE reading SET facts = NULL, sha256 = (SELECT sha256 FROM reading WHERE seq = 1) WHERE seq = 5",
            "UPDATE bulletin SET data = (SELECT data FROM bulletin WHERE seq = 2), "
            "sha256 = (SELECT sha256 FROM bulletin WHERE seq = 2) WHERE seq = 9",
        )
    ):
        path = tmp_path / f"{n}.owr"
        shutil.copy(reference_begun, path)
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                db.execute(f"DROP TRIGGER {trigger}")
            db.execute(statement)
        assert verify(path).problem is not None, statement


def test_the_same_seed_gives_the_same_bytes_in_another_process(told: list[Bulletin], demo_elsewhere: Path) -> None:
    assert (demo_elsewhere / "out").read_bytes().rstrip(b"\n") == encode(told[-1])
    assert encode(bulletin_at(demo_elsewhere / "n.owr", "21:59")) == encode(
        next(b for b in reversed(told) if b.night.as_of_text.startswith("9:5"))
    )


def test_the_bulletin_has_the_paths_of_the_contract_and_fits_its_own_schema(told: list[Bulletin]) -> None:
    document = json.loads(encode(told[-1]))
    assert {"schema", "night", "contests"} <= set(document)
    assert {"id", "name", "test", "rehearsal", "seq", "asOf", "status", "sources"} <= set(document["night"])
    assert document["night"]["id"] == "us-ga-2017-04-18"
    contest = document["contests"][0]
    assert {
        "id", "name", "votes", "threshold", "candidates", "units", "verdict", "verdictHistory", "slots", "remaining",
        "projection", "comparison", "context",
    } <= set(contest)  # fmt: skip
    assert {"kind", "votesNeeded"} <= set(contest["threshold"])
    assert {"id", "name", "party", "votes", "share", "methods"} <= set(contest["candidates"][0])
    assert {"code", "candidates", "by", "reasons"} <= set(contest["verdict"])
    assert {"seq", "at", "code", "candidates"} <= set(contest["verdictHistory"][0])
    assert msgspec.json.decode(encode(told[-1]), type=Bulletin) == told[-1]


@pytest.mark.parametrize("seed", [1])  # forty seeds are played by `make promises`
def test_another_seed_is_another_night_with_the_same_end_and_no_false_win(seed: int, tmp_path: Path) -> None:
    from outright.cli.rehearsed import plan_of
    from outright.night.live import LiveNight
    from outright.rehearsal import reference_night

    night = reference_night(seed)
    live = LiveNight.begin(plan_of(night.facts), tmp_path / "n.owr")
    codes = []
    for p in night.publications:
        bulletin = live.receive(p.source_id, p.kind, p.name, p.body, p.at)
        codes.append(bulletin.contest(CONTEST).verdict.code)
    live.archive.close()
    assert bulletin.contest(CONTEST).votes == 192_569
    assert codes[-1] is Code.RUNOFF_CERTAIN
    assert set(codes) <= {Code.TOO_EARLY, Code.TOO_CLOSE, Code.RUNOFF_PROJECTED, Code.RUNOFF_CERTAIN}
