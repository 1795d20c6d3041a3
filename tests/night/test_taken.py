"""What it would take, on the demo's own night: the words agree with the integers, and the presets with the votes."""

import re

import pytest

from outright.bulletin import Bulletin
from outright.bulletin.take import Take


@pytest.fixture
def takes(told: list[Bulletin]) -> list[tuple[int, Take]]:
    return [(b.night.seq, c.take) for b in told for c in b.contests if c.take is not None]


def test_most_moments_say_what_it_would_take(takes):
    assert len(takes) > 20
    assert any(t.estimated for _, t in takes)


def test_every_need_is_the_least_that_reaches_half(told):
    for whole in told:
        for contest in whole.contests:
            if contest.take is None:
                continue
            votes = {c.id: c.votes or 0 for c in contest.candidates}
            for need in (n for n in contest.take.needs if n.target == "majority"):
                for at in (need.low, need.mid, need.high):
                    if at.need:
                        total = contest.votes + at.left
                        assert 2 * (votes[need.candidate] + at.need) > total
                        assert 2 * (votes[need.candidate] + at.need - 1) <= total
                    assert not at.share_text or 0 <= float(at.share_text) <= 100


def test_what_denies_a_majority_is_the_rest_of_what_reaches_it(takes):
    """R votes left: if x reach a majority and x - 1 do not, the others deny it with R - x + 1."""
    for _, take in takes:
        reach = {n.candidate: n for n in take.needs if n.target == "majority"}
        for deny in (n for n in take.needs if n.target == "deny"):
            own = reach[deny.candidate].mid
            if own.state == "open" and deny.mid.state == "open":
                assert deny.mid.need == own.left - own.need + 1


def test_presets_add_up_and_their_words_agree(takes):
    for _, take in takes:
        for preset in take.presets:
            for made in preset.outcomes:
                assert 0 <= made.taken <= made.left
                if not preset.by_row:
                    assert made.taken == made.left * preset.candidates[made.candidate] // preset.of
                short = re.fullmatch(r"([\d,]+) votes? short", made.text)
                assert (2 * made.votes > made.total) is (not short and "exactly" not in made.text)
                if short:
                    more = int(short[1].replace(",", ""))
                    assert 2 * (made.votes + more) > made.total >= 2 * (made.votes + more - 1)


def test_batches_are_what_publications_added(takes):
    _, take = takes[-1]
    assert take.batches and all(b.votes >= sum(b.candidates.values()) for b in take.batches)
    assert take.lately.votes == sum(b.votes for b in take.batches[-3:])


def test_rows_are_places_by_way_of_voting(takes):
    rows = [t.rows for _, t in takes if t.rows]
    assert rows
    assert {r.place for r in rows[0]} <= {"Cobb", "DeKalb", "Fulton"}
    assert all(sum(r.candidates.values()) <= r.counted for many in rows for r in many)
    assert all(0 <= s <= 1 for many in rows for r in many for s in r.shares.values())
