"""Learning from past runoffs: the studied scores, what may not be learned from, and the table that ships."""

import dataclasses
import datetime as dt
import math
from dataclasses import replace

import pytest

from outright.baseline import runoff_table
from outright.errors import ConfigError
from outright.night import runoff_backtest, runoff_fit, runoff_pairs
from outright.projection.runoff import FirstRound, Path, Runner, Sort
from outright.projection.runoff_fit import LEAST, Pair, by_path, drawn, edition, forward, held_out, lead_of, learn
from outright.scores import runoff as scores
from shared import SHARED, needs_shared

DATA = SHARED / "data"
GA_06 = "ga-2017-04-18-us-house-6-special"


def made(place: int, share: float, second: float, day: dt.date = dt.date(2010, 7, 1)) -> Pair:
    a, b = round(1000 * share), round(1000 * (1 - share))
    first = FirstRound((Runner("a", "R", a), Runner("b", "R", b), Runner("c", "R", 300)), "a", "b", Sort.PRIMARY, "R")
    later = day + dt.timedelta(days=28 * (1 + place))
    votes = round(1000 * second), 1000 - round(1000 * second)
    return Pair(f"x{place}", f"x-{later}", later, later + dt.timedelta(days=21), first, votes, 1000, ("all",))


PAIRS = [made(i, 0.50 + 0.005 * i, 0.5 + 0.6 * 0.005 * i + 0.05 * (-1) ** i) for i in range(1, 41)]


@pytest.fixture(scope="module")
def pairs() -> tuple[Pair, ...]:
    return runoff_pairs.pairs(DATA)


def test_a_slope_that_is_there_is_found():
    own = learn(PAIRS, dt.date(2020, 1, 1)).own
    assert own.slope == pytest.approx(0.6, abs=0.05)
    assert own.pairs == 40


def test_too_few_pairs_teach_nothing():
    with pytest.raises(ValueError, match="too few"):
        learn(PAIRS[: LEAST - 1], dt.date(2020, 1, 1))


def test_few_errors_leave_a_scale_near_its_prior():
    assert drawn([], 0.1) == pytest.approx(0.1)
    assert drawn([0.2], 0.1) == pytest.approx(math.sqrt((4 * 0.01 + 0.04) / 5))


def test_no_pair_is_rated_with_what_its_own_election_taught():
    odd = dataclasses.replace(made(99, 0.60, 0.99), election=PAIRS[0].election)
    alone = {h.pair.contest: h.edition.own for h in held_out(PAIRS)}
    beside = {h.pair.contest: h.edition.own for h in held_out([*PAIRS, odd])}
    assert beside[PAIRS[0].contest] == alone[PAIRS[0].contest]
    assert beside[PAIRS[1].contest] != alone[PAIRS[1].contest]


def test_forward_in_time_nothing_later_is_known():
    before = {h.pair.contest: h.edition.own for h in forward(PAIRS[:30])}
    after = {h.pair.contest: h.edition.own for h in forward(PAIRS)}
    assert before
    assert all(after[contest] == own for contest, own in before.items())


def test_an_edition_knows_no_runoff_of_its_day_or_later():
    cut = PAIRS[30].runoff_day
    assert edition(PAIRS, cut) == edition(PAIRS[:30], cut)


@pytest.mark.parametrize(("share", "group"), [(0.5, "0.50"), (0.5099, "0.50"), (0.53, "0.53"), (0.999, "0.65")])
def test_leaders_are_counted_by_their_share(share: float, group: str):
    assert lead_of(share) == group


def test_the_shipped_table_reads_back_as_it_is_written():
    table = runoff_table.shipped()
    assert runoff_table.read(runoff_table.write(table)) == table
    assert "outright priors fit-runoffs" in table.command


def test_a_night_takes_the_newest_edition_that_knew_nothing_of_it():
    table = runoff_table.shipped()
    april = table.as_of(dt.date(2017, 4, 18))
    assert april is not None
    assert april.before == dt.date(2017, 1, 1)
    assert april.last < "2017"
    assert (april.own.pairs, april.party.larges, april.party.smalls) == (91, 3, 2)
    assert table.as_of(dt.date(2000, 1, 1)) is None
    newest = table.as_of(dt.date(2030, 1, 1))
    assert newest is not None
    assert newest.before == max(e.before for e in table.editions)


def test_the_newest_edition_is_the_studied_recipe():
    newest = runoff_table.shipped().as_of(dt.date(2030, 1, 1))
    assert newest is not None
    assert newest.own.slope == pytest.approx(0.54, abs=0.005)
    assert newest.own.scale == pytest.approx(0.0746, abs=0.0005)
    assert 1 / newest.own.squares == pytest.approx(1.2, abs=0.01)
    assert (newest.party.large, newest.party.small) == pytest.approx((0.040, 0.115), abs=0.001)
    assert sum(t.of for t in newest.words.values()) == 124


@pytest.mark.parametrize("text", ["", "format = 2", "format = 1\n[[edition]]\nbefore = 2017-01-01", "not = [toml"])
def test_a_text_that_is_no_table_is_refused(text: str):
    with pytest.raises(ConfigError, match="runoffs"):
        runoff_table.read(text, "here")


@needs_shared
def test_the_shipped_table_is_what_the_command_makes():
    shipped = runoff_table.shipped()
    made = replace(runoff_fit.fit(DATA), version=shipped.version)  # which release made it first, it says itself
    assert runoff_table.write(made) == runoff_table.write(shipped)


@needs_shared
def test_every_pair_is_there_once_and_mended(pairs: tuple[Pair, ...]):
    assert len(pairs) == len({p.contest for p in pairs}) == 124
    assert {path: len(some) for path, some in by_path(pairs).items()} == {Path.OWN: 115, Path.PARTY: 9, Path.UNTRIED: 0}
    assert sum(p.held for p in pairs) == 76
    appeals = next(p for p in pairs if "court-of-appeals" in p.contest)
    assert appeals.first.votes == pytest.approx(1.87e6, rel=0.01)
    senate = next(p for p in pairs if "senate-32" in p.contest)
    d, r = senate.first.totals
    assert d / (d + r) == pytest.approx(0.398, abs=0.001)


@needs_shared
def test_a_whole_county_is_never_a_districts_lean(pairs: tuple[Pair, ...]):
    leans = {p.contest: p.first.lean for p in pairs}
    house = leans["ga-2015-07-14-state-house-80-special"]
    assert leans["ga-2017-04-18-state-senate-32-special"] is None
    assert house is not None
    assert house[0] / sum(house) == pytest.approx(0.454, abs=0.001)


@needs_shared
def test_the_scores_are_the_studied_ones(pairs: tuple[Pair, ...]):
    board = scores.scoreboard(runoff_backtest.rows(pairs))
    found = {(s["mode"], s["group"], s["model"]): s for s in board["scores"]}
    own, party = found["leave-one-out", "own-votes", "recipe"], found["leave-one-out", "party-totals", "recipe"]
    large = found["leave-one-out", "party-totals, large", "recipe"]
    assert (own["log_loss"], own["brier"]) < (0.6305, 0.2205)
    assert own["density"] >= 1.0575
    assert (party["log_loss"], party["brier"], large["rmse"]) == pytest.approx((0.681, 0.231, 6.4), abs=0.06)
    assert (large["right"], large["pairs"]) == (7, 7)
    for rival in ("as is", "coin"):
        assert own["log_loss"] < found["leave-one-out", "own-votes", rival]["log_loss"]
    assert found["forward", "own-votes", "recipe"]["log_loss"] == pytest.approx(0.667, abs=0.001)
    words = {w["word"]: (w["won"], w["pairs"]) for w in board["words"]}
    assert words == {"toss-up": (22, 45), "lean": (30, 46), "likely": (26, 33)}


@needs_shared
def test_the_reference_night_learned_from_nothing_later(pairs: tuple[Pair, ...]):
    said = {e["model"]: e for e in runoff_backtest.on_its_eve(pairs, GA_06)}
    eve = said["recipe"]
    assert eve["for"] == "karen-handel"
    assert [100 * eve[name] for name in ("margin", "low", "high")] == pytest.approx([1.8, -17, 20], abs=0.5)
    assert eve["chance"] == pytest.approx(0.57, abs=0.005)
    assert said["president"]["margin"] == pytest.approx(0.016, abs=0.001)
    assert said["party totals"]["margin"] == pytest.approx(0.021, abs=0.001)
    assert said["as is"]["chance"] < 0.02
    earlier = [p for p in pairs if p.runoff_day < dt.date(2017, 4, 18)]
    mine = [p for p in pairs if p.contest == GA_06]
    assert runoff_backtest.on_its_eve([*earlier, *mine], GA_06)[0] == runoff_backtest.on_its_eve(pairs, GA_06)[0]
