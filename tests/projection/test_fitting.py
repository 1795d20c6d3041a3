"""Learning the priors: the same every time, better under its own tables, and honest about what it left out."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grounds import made
from outright.baseline.priors import CLASSES, LEVELS, RESPONSES, Provenance, blank, read, shipped, write
from outright.errors import ConfigError, UsageError
from outright.night import priors_fit
from outright.night.backtest import PRIORS
from outright.projection.design import design_of
from outright.projection.fitting import SIDED, election_of, fit_priors, learn, study


@pytest.fixture(scope="module")
def contests():
    return [made(seed=seed, units=30, parties=("DEM", "REP", "LIB")) for seed in range(12)]


def likelihood(ground, votes, table):
    """The logarithm of the density of the leader's logits under a table: the whole Gaussian, written out."""
    design = design_of(ground)
    layout, columns = design.layout, design.split
    full = votes[design.layout.order].astype(float)
    n, v = full.sum(2), full[:, :, 0]
    p = v.sum() / n.sum()
    mask = (n > 0).reshape(-1)
    y = np.log((v + p) / (n - v + 1 - p)).reshape(-1)[mask]
    noise = (1.5**2 / (n * p * (1 - p) + 1)).reshape(-1)[mask]
    units, methods = layout.shape
    x = np.concatenate([np.repeat(columns.unit[:, None], methods, 1), columns.cell], 2).reshape(units * methods, -1)[
        mask
    ]
    unit = np.repeat(np.arange(units), methods)[mask]
    county = np.repeat(layout.county, methods)[mask]
    code = layout.code.reshape(-1)[mask]
    same_county = county[:, None] == county
    covariance = (x * np.array([table.sd(g, 0.3) for g in columns.groups]) ** 2) @ x.T
    covariance += table.unit**2 * (unit[:, None] == unit) + table.county**2 * same_county
    covariance += table.county_method**2 * (same_county & (code[:, None] == code))
    covariance += np.diag(noise + table.cell**2)
    rest = y - x @ np.array([table.mean(g) for g in columns.groups])
    return -0.5 * (np.linalg.slogdet(covariance)[1] + rest @ np.linalg.solve(covariance, rest))


def test_contests_are_likelier_under_what_was_learned_of_them(contests):
    plain = [
        (replace(g, size_quality=g.size_quality * 0, lean_quality=g.lean_quality * 0, steadiness=g.steadiness * 0), v)
        for g, v in contests
    ]
    tables = [blank(), fit_priors(plain, rounds=1), fit_priors(plain, rounds=4)]
    one = {"times": {}}
    said = [sum(likelihood(g, v, replace(p.of("G1", "precinct", "split"), **one)) for g, v in plain) for p in tables]
    assert said[0] < said[1] < said[2]


def test_learning_twice_gives_the_same_table_and_the_order_of_contests_does_not_matter(contests):
    once = fit_priors(contests, rounds=2)
    assert write(once) == write(fit_priors(contests, rounds=2))
    assert write(once) == write(fit_priors(contests[::-1], rounds=2))


def test_a_contest_left_out_leaves_no_trace(contests):
    assert len({election_of(g) for g, _ in contests}) == 1
    others = [made(seed=50 + s, units=30, parties=("DEM", "REP", "LIB")) for s in range(9)]
    moved = [(replace(g, outline=replace(g.outline, state="yy")), v) for g, v in others]
    left = fit_priors([*contests, *moved], rounds=2, leave_out="yy-2018-11-06")
    assert write(left) == write(fit_priors(contests, rounds=2))


def test_the_lean_is_learned_with_its_direction_and_a_primary_has_none(contests):
    learned = fit_priors(contests, rounds=3)
    assert learned.of("G1", "precinct", "split").mean("lean") > 0.2
    primaries = [made(seed=s, klass="P", parties=("REP", "REP", "REP")) for s in range(9)]
    table = fit_priors(primaries, rounds=2).of("P", "precinct", "split")
    assert all(table.mean(group) == 0 for group in SIDED)


def test_a_sort_of_contest_with_few_learns_from_its_class_letter(contests):
    learned = fit_priors(contests, rounds=2)
    assert learned.of("G0", "county", "split") == learned.of("G1", "precinct", "split")
    assert learned.of("P", "county", "split") == blank().of("P", "county", "split")


def test_a_finding_of_one_contest_says_of_which_election_it_is(contests):
    finding = study(contests[0], blank())
    assert finding.election == "zz-2018-11-06"
    assert {s.response for s in finding.said} == set(RESPONSES)
    assert learn([], blank()) == blank()


def test_the_shipped_table_is_whole_and_written_as_it_is_read():
    priors = shipped()
    assert set(priors.tables) == {(k, v, r) for k in CLASSES for v in LEVELS for r in RESPONSES}
    assert read(write(priors)) == priors
    assert priors.provenance.contests > 1000
    assert priors.provenance.command.startswith("outright priors fit")
    general = priors.of("G1", "precinct", "split")
    assert 0.3 < general.mean("lean") < 1.2
    assert general.sd("no such group") == pytest.approx(0.1)


def test_what_is_read_is_what_was_written_to_three_digits(contests):
    learned = replace(fit_priors(contests, rounds=1), provenance=Provenance('a "b" \\', 12, "x", "y", "1", "z"))
    text = write(learned)
    again = read(text)
    assert write(again) == text
    assert again.provenance == learned.provenance
    table, before = again.of("G1", "precinct", "turnout"), learned.of("G1", "precinct", "turnout")
    assert table.groups.keys() == before.groups.keys()
    for group, (mean, sd) in before.groups.items():
        assert math.isclose(table.mean(group), mean, rel_tol=5.1e-3, abs_tol=1e-6)
        assert math.isclose(table.sd(group), sd, rel_tol=5.1e-3, abs_tol=1e-6)


@pytest.mark.parametrize(
    "spoil",
    [lambda t: t[:-9], lambda t: t.replace("format = 1", "format = 9"), lambda t: t.replace("cell = 0", "cell = -0")],
)
def test_a_spoiled_table_is_refused(spoil):
    with pytest.raises(ConfigError, match="priors"):
        read(spoil(write(shipped())), "mine.toml")


def test_the_library_teaches_the_same_with_one_worker_or_two(library_folder: Path):
    ticks: list[int] = []
    one = priors_fit.fit(library_folder, workers=1, rounds=2, tick=ticks.append)
    assert sum(ticks) == 2 * priors_fit.count(library_folder)
    assert write(one) == write(priors_fit.fit(library_folder, workers=2, rounds=2))
    assert one.provenance.first == "2014-05-20"
    left = priors_fit.fit(library_folder, workers=1, rounds=2, leave_out="aa-2014-11-04")
    assert left.provenance.contests < one.provenance.contests
    assert left.provenance.left_out == "aa-2014-11-04"
    assert left.tables != one.tables
    with pytest.raises(UsageError, match="No election"):
        priors_fit.fit(library_folder, workers=1, rounds=1, leave_out="aa-1999-01-01")


def test_a_backtest_can_ask_for_priors_without_the_contests_own_election(library_folder: Path):
    from outright.baseline.library import Library

    made_for = PRIORS["leave-one-out"](library_folder)
    assert made_for is not None
    outlines = list(Library.open(library_folder).outlines())
    answers = {o.contest_id: made_for(o) for o in outlines}
    for outline in outlines:
        assert answers[outline.contest_id].provenance.left_out == f"{outline.state}-{outline.date.isoformat()}"
    assert len({write(p) for p in answers.values()}) > 1
