"""Brazil's court: all values are text, two shapes, and a flag that looks like a win and is a runoff."""

import json

import pytest
from feed_samples import body, codes

from outright import feeds
from outright.errors import FeedError, FeedMalformed
from outright.feeds.moments import utc_text
from outright.terms import ReportingUnitType, ResultsStatus
from shared import SHARED, needs_shared


def candidate(number, name, votes, **more):
    return {"n": number, "sqcand": f"9{number}", "nm": name, "nmu": name, "vap": votes, "pvap": "49,50"} | more


ANA = candidate("13", "ANA DEMO", "4950", e="s", st="2º turno", dvt="Válido")
BIA = candidate("22", "BIA NADA", "3050", e="s", st="2º turno", dvt="Válido")
CAU = candidate("25", "CAU SILVA", "2000", e="n", st="Não eleito", dvt="Válido")
HEAD = {"ele": "619", "t": "1", "f": "o", "tpabr": "mu", "cdabr": "80470", "dg": "06/10/2024", "hg": "19:06:43"}


def nested(*candidates, office=None, **more):
    parties = [
        {"n": c["n"], "sg": "DEM" if c["n"] == "25" else "PX", "cand": [c]} for c in candidates or (ANA, BIA, CAU)
    ]
    carg = {"cd": "11", "nmn": "Prefeito", "nv": "1", "agr": [{"nm": "JUNTOS", "par": [p]} for p in parties]}
    return HEAD | {
        "carg": [carg | (office or {})],
        "s": {"ts": "1.020", "st": "510", "pst": "50,00"},
        "e": {"te": "250000", "c": "11000"},
        "v": {"vv": "10000", "vb": "600", "tvn": "400"},
    } | more  # fmt: skip


def flat(*candidates, **more):
    rows = [c | {"cc": "PX - JUNTOS (PX/PY)", "nv": "A VICE"} for c in candidates or (ANA, BIA, CAU)]
    return HEAD | {
        "ele": "544", "tpabr": "br", "cdabr": "br", "carper": "1", "s": "1020", "st": "510", "pst": "50,00",
        "e": "250000", "c": "11000", "vv": "10000", "vb": "600", "tvn": "400", "cand": rows,
    } | more  # fmt: skip


def read(value):
    return feeds.read(json.dumps(value).encode(), name="tse.json")


def test_both_shapes_say_the_same_votes_and_progress():
    for value, office, level in (
        (nested(), "Prefeito", ReportingUnitType.MUNICIPALITY),
        (flat(), "Presidente", ReportingUnitType.NATION),
    ):
        (count,) = read(value).contests
        assert (count.contest.name, count.level) == (office, level)
        assert count.result().totals == (4950, 3050, 2000)
        assert (count.precincts_reported, count.precincts_total) == (510, 1020)
        assert (count.registered_voters, count.ballots_cast) == (250000, 11000)
        assert count.units[0].reported is False


def test_both_who_go_on_are_marked_as_if_elected_and_are_only_quoted():
    snapshot = read(nested())
    (said,) = [f for f in snapshot.findings if f.code == "declared-status"]
    assert said.severity.value == "info"
    assert "ANA DEMO: 2º turno; BIA NADA: 2º turno" in said.message
    assert "CAU SILVA" not in said.message
    unsaid = read(nested(ANA | {"st": ""}, BIA | {"st": None}))
    (warned,) = [f for f in unsaid.findings if f.code == "declared-status"]
    assert "elected or in a runoff" in warned.message


def test_practice_figures_are_a_test():
    for flag in ("s", "", None):
        snapshot = read(nested(f=flag))
        assert snapshot.is_test
        assert "test-data" in codes(snapshot)
    assert not read(nested()).is_test


def test_the_time_is_brasilia_s():
    snapshot = read(nested())
    assert utc_text(snapshot.published_at) == "2024-10-06T22:06:43Z"
    assert snapshot.published_text == "06/10/2024 19:06:43"
    assert "time-not-placed" in codes(read(nested(hg="25:00:00")))


def test_dem_is_no_democrat_here():
    assert [c.party for c in read(nested()).contests[0].contest.candidates] == ["PX", "PX", "DEM"]


def test_valid_votes_are_compared_and_blank_and_null_are_nobody_s():
    assert "total-not-sum-of-candidates" not in codes(read(nested()))
    assert "blank-ballots" in codes(read(nested()))
    wrong = read(nested(v={"vv": "9999"}))
    assert "total-not-sum-of-candidates" in codes(wrong)
    assert wrong.contests[0].result().totals == (4950, 3050, 2000)


def test_votes_in_court_are_kept_and_held():
    snapshot = read(nested(ANA, BIA, CAU | {"dvt": "Anulado sub judice"}, v={"vv": "8000"}))
    assert snapshot.contests[0].result().totals == (4950, 3050, 2000)
    assert "votes-annulled" in codes(snapshot)
    assert "total-not-sum-of-candidates" not in codes(snapshot)


def test_seats_through_lists_are_told_and_two_senators_are_two_votes():
    council = read(nested(office={"cd": "13", "nmn": "Vereador", "nv": "15"}))
    assert "list-votes-not-kept" in codes(council)
    assert (council.contests[0].contest.seats, council.contests[0].contest.votes_allowed) == (15, 1)
    senate = read(nested(office={"cd": "5", "nmn": "Senador", "nv": "2"}))
    assert senate.contests[0].contest.votes_allowed == 2


def test_a_final_count_is_complete_and_not_certified():
    assert read(nested(tf="s")).status is ResultsStatus.UNOFFICIAL_COMPLETE
    assert read(nested(tf="n")).status is ResultsStatus.UNOFFICIAL_PARTIAL
    assert read(nested(tf="s")).complete_units == ()


def test_more_sections_than_there_are_and_a_candidate_twice():
    assert "precincts-beyond-total" in codes(read(nested(s={"ts": "5", "st": "6"})))
    twice = read(nested(ANA, ANA))
    assert twice.contests[0].result().totals == (4950,)
    assert "cell-repeated" in codes(twice)


def test_votes_not_reported_are_missing():
    assert read(nested(ANA | {"vap": ""}, BIA | {"vap": None})).contests[0].result().totals == (None, None)


@pytest.mark.parametrize("votes", ["4950,0", "49,50", "1.23", "-5", "1e3", 4.5, ["1"], "٤٩"], ids=str)
def test_votes_that_are_no_whole_number_are_refused(votes):
    for value in (nested(ANA | {"vap": votes}), flat(ANA | {"vap": votes})):
        with pytest.raises(FeedMalformed):
            read(value)


def test_a_file_cut_at_any_byte_is_not_used():
    for value in (nested(), flat()):
        whole = json.dumps(value).encode()
        for cut in range(1, len(whole), 3):
            with pytest.raises(FeedError):
                feeds.read(whole[:cut], name="tse.json")


@needs_shared
def test_the_real_excerpt_by_another_road():
    raw = body(SHARED / "feeds" / "foreign" / "br_tse_2024_blumenau_excerpt.json")
    groups = json.loads(raw)["carg"][0]["agr"]
    expected = {c["nmu"]: int(c["vap"]) for g in groups for p in g["par"] for c in p["cand"]}
    snapshot = feeds.read(raw, name="x.json")
    (count,) = snapshot.contests
    ours = dict(zip((c.name for c in count.contest.candidates), count.result().totals, strict=True))
    assert ours == expected
    assert not snapshot.is_test
