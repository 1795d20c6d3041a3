"""A library of past contests: what is known before a night, and nothing of the night itself."""

import datetime as dt
import pickle
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from made_library import FORBIDDEN, METHODS
from outright.baseline.counties import COLUMNS
from outright.baseline.dataset_words import SPELLED, kind_of, method_of
from outright.baseline.library import Library
from outright.baseline.outline import ContestKind, Outline, Past
from outright.baseline.tables import carry
from outright.errors import FeedMalformed, FeedNotRecognised, FeedUnavailable, UsageError
from outright.terms import VoteMethod
from shared import SHARED, needs_shared

GENERAL = "aa-2016-11-08-governor-general"
PRIMARY = "aa-2014-05-20-governor-rep-primary"
RUNOFF = "aa-2014-07-22-governor-rep-primary-runoff"


@pytest.fixture(scope="module")
def library(library_folder: Path) -> Library:
    return Library.open(library_folder)


def said(found: Outline | Past) -> bytes:
    """Everything an outline or a past contest says, as bytes."""
    return pickle.dumps(
        [v.tobytes() if isinstance(v, np.ndarray) else v for v in (getattr(found, n) for n in found.__slots__)]
    )


def everything(folder: Path) -> dict[str, list[bytes]]:
    """What is said of every contest before its night: its outline and its past."""
    library = Library.open(folder)
    return {o.contest_id: [said(o), *map(said, library.past(o))] for o in library.outlines()}


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to / "copy"))


def rewrite(path: Path, change) -> None:
    change(pl.read_parquet(path)).write_parquet(path)


def test_an_outline_is_what_was_known_before_the_first_vote(library):
    outline = library.outline(GENERAL)
    assert (outline.date, outline.state, outline.office) == (dt.date(2016, 11, 8), "aa", "governor")
    assert outline.candidates == ("ann-dem", "bob-rep", "cat-lib", "write-in")
    assert outline.parties == ("DEM", "REP", "LIB", "WRI")
    assert outline.stakes.threshold == Fraction(1, 2)
    assert outline.stakes.places == 2
    assert outline.units == tuple(sorted(outline.units))
    assert len(outline.units) == 36
    assert outline.county[0] == "91001"
    assert outline.pseudo.sum() == 1
    assert [SPELLED[m] for m in outline.methods] == list(METHODS)


def test_the_universe_is_units_times_methods_whatever_holds_votes(library):
    by_total = library.outline("cc-2016-11-08-governor-general")
    assert [SPELLED[m] for m in by_total.methods] == [*METHODS, "total"]
    truth = library.truth(by_total.contest_id)
    assert truth.shape == (33, 5, 4)
    odd = by_total.units.index("cc-93004")
    assert truth[odd, :4].sum() == 0
    assert truth[odd, 4].sum() > 0
    assert np.delete(truth, odd, axis=0)[:, 4].sum() == 0
    assert library.outline("bb-2016-11-08-governor-general").methods == (VoteMethod.TOTAL,)


def test_the_full_count_is_every_vote_of_the_results(library, library_folder):
    results = pl.concat([pl.read_parquet(p) for p in sorted((library_folder / "results").glob("*.parquet"))])
    for contest_id in library.ids():
        rows = results.filter(pl.col("contest_id") == contest_id)
        truth = library.truth(contest_id)
        assert truth.sum() == rows["votes"].sum()
        by_candidate = dict(rows.group_by("candidate_id").agg(pl.col("votes").sum()).rows())
        expected = [by_candidate.get(c, 0) for c in library.outline(contest_id).candidates]
        assert truth.sum(axis=(0, 1)).tolist() == expected
    with pytest.raises(ValueError, match="read-only"):
        truth[0, 0, 0] = 1


def test_the_past_is_strictly_earlier_and_of_the_same_state(library):
    for outline in library.outlines():
        past = library.past(outline)
        assert all(p.date < outline.date for p in past)
        assert {p.state for p in past} <= {outline.state}
        assert outline.contest_id not in {p.contest_id for p in past}
    ids = [p.contest_id for p in library.past(library.outline(GENERAL))]
    assert ids == [PRIMARY, RUNOFF, "aa-2014-11-04-governor-general", "president-2012", "president-2012-county"]


def test_a_contest_that_stands_twice_is_in_the_past_once_and_a_runoff_meets_its_own_first_round(library):
    runoff = library.outline(RUNOFF)
    assert runoff.first_round == f"{PRIMARY}--by-county"
    assert [p.contest_id for p in library.past(runoff)] == [runoff.first_round]
    # The pair of the other copy names a runoff that the library does not have.
    assert library.outline(PRIMARY).first_round is None


def test_the_coarser_copy_stays_where_it_alone_tells_the_methods_apart(library_folder, tmp_path):
    folder = copied(library_folder, tmp_path)

    def swap(table):
        copy = pl.col("contest_id") == f"{PRIMARY}--by-county"
        level = pl.when(copy).then(pl.lit("precinct")).when(pl.col("contest_id") == PRIMARY).then(pl.lit("county"))
        methods = pl.when(copy).then(pl.lit("")).otherwise("methods")
        return table.with_columns(level=level.otherwise("level"), methods=methods)

    rewrite(folder / "contests.parquet", swap)
    past = Library.open(folder).past(Library.open(folder).outline(GENERAL))
    assert [p.contest_id for p in past][:2] == [PRIMARY, f"{PRIMARY}--by-county"]


def test_a_baseline_is_of_the_november_of_its_year_and_by_party(library):
    own = {p.contest_id: p for p in library.baselines(library.outline(GENERAL))}
    unit, county = own["president-2012"], own["president-2012-county"]
    assert unit.date == dt.date(2012, 11, 6)
    assert unit.candidates == unit.parties == ("DEM", "REP", "OTH")
    assert (unit.scope, unit.level, len(unit.units)) == ("unit", "precinct", 35)
    assert (county.scope, county.level, county.units) == (
        "whole-county", "county", ("aa-91001", "aa-91002", "aa-91003", "aa-91004"),
    )  # fmt: skip
    assert unit.votes.shape == (35, 1, 3)
    assert unit.votes.min() > 0


def test_a_baseline_that_is_not_earlier_is_left_out(library_folder, tmp_path):
    folder = copied(library_folder, tmp_path)
    rewrite(folder / "baselines.parquet", lambda t: t.with_columns(pl.col("baseline").str.replace("2012", "2016")))
    library = Library.open(folder)
    assert library.baselines(library.outline(GENERAL)) == ()


def test_parts_and_their_total_never_share_a_sum(library_folder, tmp_path):
    folder = copied(library_folder, tmp_path)

    def split(table):
        parts = table.filter(pl.col("scope") == "unit").with_columns(method=pl.lit("election_day"))
        return pl.concat([table, parts])

    before = Library.open(folder).baselines(Library.open(folder).outline(GENERAL))[0].votes.sum()
    rewrite(folder / "baselines.parquet", split)
    library = Library.open(folder)
    after = library.baselines(library.outline(GENERAL))[0]
    assert after.votes.sum() == before
    assert after.methods == (VoteMethod.ELECTION_DAY,)


def test_no_outcome_total_or_share_changes_a_byte_of_what_is_known_before(library_folder, tmp_path):
    before = everything(library_folder)
    folder = copied(library_folder, tmp_path)

    def scramble(table):
        numbers = [c for c in FORBIDDEN if table[c].dtype.is_numeric()]
        words = {c: pl.lit("somebody-else") for c in FORBIDDEN if table[c].dtype == pl.String}
        return table.with_columns(pl.col(numbers) * 7 + 3, has_methods=~pl.col("has_methods"), **words).reverse()

    rewrite(folder / "contests.parquet", scramble)
    rewrite(folder / "candidates.parquet", lambda t: t.with_columns(pl.col("votes") * 3 + 1).reverse())
    rewrite(folder / "contest_baselines.parquet", lambda t: t.with_columns(matched_vote_share=pl.lit(0.1)).reverse())
    rewrite(folder / "units.parquet", lambda t: t.reverse())
    rewrite(folder / "baselines.parquet", lambda t: t.reverse())
    assert everything(folder) == before


def test_tonights_votes_and_empty_cells_change_no_byte_of_tonights_outline(library_folder, tmp_path):
    night = "aa-2016-11-08"
    before = everything(library_folder)[GENERAL]
    folder = copied(library_folder, tmp_path)
    unit, method = pl.col("unit_id"), pl.col("method")
    gone = (unit.str.ends_with("3") & (method == "provisional")) | (pl.col("candidate_id") == "cat-lib")
    table = folder / "results" / f"{night}.parquet"
    rewrite(table, lambda t: t.filter(~gone).with_columns(votes=(pl.col("votes") * 5 % 11)).reverse())
    assert everything(folder)[GENERAL] == before
    assert Library.open(folder).truth(GENERAL).sum() != Library.open(library_folder).truth(GENERAL).sum()


def test_a_dataset_carried_as_bytes_says_the_same(library_folder):
    library = Library.open(library_folder)
    there = Library(pickle.loads(pickle.dumps(carry(library.files))))
    assert there.ids() == library.ids()
    for contest_id in library.ids():
        assert said(there.outline(contest_id)) == said(library.outline(contest_id))
        assert (there.truth(contest_id) == library.truth(contest_id)).all()


def test_a_contest_that_is_not_there_is_a_question_of_usage(library):
    with pytest.raises(UsageError, match="No contest 'governor'"):
        library.outline("governor")
    with pytest.raises(UsageError, match="No contest"):
        library.truth("nowhere")


def test_a_folder_that_is_no_dataset_says_so(library_folder, tmp_path):
    with pytest.raises(FeedUnavailable, match="no such folder"):
        Library.open(tmp_path / "gone")
    with pytest.raises(FeedNotRecognised, match=r"contests\.parquet"):
        Library.open(tmp_path)
    folder = copied(library_folder, tmp_path)
    (folder / "units.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(FeedMalformed, match="Not a readable"):
        Library.open(folder)
    shutil.copy(library_folder / "units.parquet", folder / "units.parquet")
    rewrite(folder / "contests.parquet", lambda t: t.drop("rule", "level"))
    with pytest.raises(FeedMalformed, match="lacks rule, level"):
        Library.open(folder)


def test_a_contest_without_results_and_a_stranger_among_the_votes_are_told(library_folder, tmp_path):
    folder = copied(library_folder, tmp_path)
    results = folder / "results" / "aa-2016-11-08.parquet"
    rewrite(folder / "candidates.parquet", lambda t: t.filter(pl.col("candidate_id") != "cat-lib"))
    with pytest.raises(FeedMalformed, match="cat-lib"):
        Library.open(folder).truth(GENERAL)
    rewrite(results, lambda t: t.clear())
    with pytest.raises(FeedMalformed, match="no unit"):
        Library.open(folder).outline(GENERAL)
    results.unlink()
    with pytest.raises(FeedUnavailable, match="not there"):
        Library.open(folder).outline(GENERAL)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("general", "general"), ("special_plurality", "special"), ("wi_april_2016", "general"),
        ("wi_spring_primary", "primary"), ("pres_primary", "primary"), ("special_primary", "primary"),
        ("special_primary_runoff", "runoff"), ("general_runoff", "runoff"),
    ],
)  # fmt: skip
def test_every_kind_of_the_dataset_has_its_sort(word, kind):
    assert kind_of(word) is ContestKind(kind)


def test_the_stakes_follow_the_rule(library):
    top_two = library.outline("bb-2016-02-16-governor-wi-spring-primary").stakes
    assert (top_two.threshold, top_two.places) == (None, 2)
    runoff = library.outline(RUNOFF).stakes
    assert (runoff.threshold, runoff.places, runoff.seats) == (None, 0, 1)


def test_a_method_nobody_knows_is_not_guessed():
    assert method_of("absentee-mail") is VoteMethod.ABSENTEE_MAIL
    with pytest.raises(FeedMalformed, match="Unknown method 'drone'"):
        method_of("drone")


def test_a_dataset_without_county_context_has_no_counties(library):
    assert library.counties().fips == ()
    assert library.counties().people.shape == (0, len(COLUMNS))


@needs_shared
def test_the_shared_library_holds_every_vote_it_says_it_does():
    library = Library.open(SHARED / "data")
    totals = dict(pl.read_parquet(SHARED / "data" / "contests.parquet", columns=["contest_id", "total_votes"]).rows())
    some = library.ids()[::9]
    assert len(some) > 140
    assert {i: int(library.truth(i).sum()) for i in some} == {i: totals[i] for i in some}


@needs_shared
def test_both_copies_of_a_runoff_know_its_first_round():
    library = Library.open(SHARED / "data")
    for copy in ("", "--by-precinct"):
        runoff = library.outline(f"ga-2017-06-20-us-house-6-special-runoff{copy}")
        assert runoff.first_round == "ga-2017-04-18-us-house-6-special"
        assert runoff.first_round in {p.contest_id for p in library.past(runoff)}


@needs_shared
def test_the_shared_counties_have_centres_and_people():
    counties = Library.open(SHARED / "data").counties()
    cobb = counties.fips.index("13067")
    assert counties.lon[cobb] == pytest.approx(-84.56, abs=0.05)
    assert counties.lat[cobb] == pytest.approx(33.94, abs=0.05)
    assert counties.column("voting_age_citizens")[cobb] > 400_000
    assert len(counties.fips) > 3000
