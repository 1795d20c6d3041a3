"""Column maps on real files: a map must say what the reader made for the file says."""

import re
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from click.testing import CliRunner
from feed_samples import body, codes
from hurt import kinds_that_know, only_our_errors, votes
from workbooks import xlsx

from outright import feeds
from outright.cli.read import command
from outright.errors import FeedMalformed
from outright.feeds import column_map
from outright.feeds.detect import read_with
from shared import ROOT, SHARED, needs_shared

SAMPLES = SHARED / "feeds"
BAKER = """
county = "Baker"
[columns]
contest = "Contest"
candidate = "Candidate Issue"
party = "Party"
unit = "Precinct Name"
votes = "Total Votes"
[columns.methods]
"Provisional Votes" = "Provisional Votes"
"Mail Votes" = "Mail Votes"
"Early Votes" = "Early Votes"
"Election Day Votes" = "Election Day Votes"
"""
WASHINGTON = """
[columns]
contest = "Race"
candidate = "Candidate"
county = "CountyCode"
unit = "PrecinctName"
unit-code = "PrecinctCode"
votes = "Votes"
[totals]
units = ["Total"]
"""
WARDS = """
level = "ward"
[columns]
contest = "contest"
candidate = "candidate"
county = "county"
unit = "reporting_unit"
votes = "votes"
[values]
party-in-name = '^(?P<party>DEM|REP|LIB|CON|WGN|IND) '
"""
EXPORT = """
layout = "wide"
[file]
sheets = ["*EXPORT"]
[columns]
unit = "PRECINCT NAME"
unit-code = "PRECINCT CODE"
registered = "REGISTERED VOTERS - TOTAL"
ballots-cast = "BALLOTS CAST - TOTAL"
[wide]
contest-row = 1
candidate-row = 3
ignore = ["COUNTY NUMBER", "BALLOTS CAST - BLANK"]
[totals]
units = ["COUNTY TOTALS"]
"""
PAIRS = {
    "florida": (BAKER, "fl_county/Baker_FL_CandidateResultsbyPrecinctandParty_2020-11-04T00_55_08_"
                       "49c2ea0d-4965-42b7-88cd-08b17d4cbb53.csv"),
    "washington": (WASHINGTON, "votewa/20180424_AllStatePrecincts.csv.gz"),
    "milwaukee": (WARDS, "wi_milwaukee/20241105_205911.csv.gz"),
    "walla-walla": (EXPORT, "votewa/walla_walla_2018_county_export.xlsx"),
}  # fmt: skip


def units(snapshot):
    """Votes by contest, unit's name and code, candidate and party, and method."""
    found = {}
    for count in snapshot.contests:
        for row in count.units:
            codes_of = tuple(e.value for e in row.unit.external_ids)
            for n, who in enumerate(count.contest.candidates):
                key = (count.contest.name, row.unit.name, codes_of, who.name, who.party)
                methods = {m: part[n] for m, part in zip(count.methods, row.parts, strict=False)}
                found[key] = (row.totals[n], {m: v for m, v in methods.items() if v is not None})
    return found


@needs_shared
@pytest.mark.parametrize(("toml", "sample"), PAIRS.values(), ids=PAIRS)
def test_a_map_says_what_the_reader_made_for_the_file_says(toml, sample):
    path = SAMPLES / sample
    name = path.name.removesuffix(".gz")
    by_reader = feeds.read(body(path), name=name)
    mine = column_map.reader_for(column_map.parse(toml.encode(), "m.toml"))
    by_map = read_with(mine, body(path), name)
    assert mine.recognises(body(path), name)
    assert votes(by_map) == votes(by_reader)
    assert units(by_map) == units(by_reader)
    for one, other in zip(by_map.contests, by_reader.contests, strict=True):
        assert (one.overvotes, one.undervotes) == (other.overvotes, other.undervotes)


def test_the_guides_two_worked_examples_are_read():
    guide = (ROOT / "docs/feeds/column-map.md").read_text("utf-8")
    blocks = re.findall(r"```(csv|toml)\n(.*?)```", guide, re.DOTALL)
    pairs = [(t, m) for (one, t), (two, m) in pairwise(blocks) if (one, two) == ("csv", "toml")]
    long, wide = (read_with(column_map.reader_for(column_map.parse(m.encode(), "m")), t.encode(), "") for t, m in pairs)
    assert votes(long) == {"Mayor": {"Ada Quill": 1200, "Bo Vale": 900}}
    assert (long.contests[0].summed().totals, long.contests[0].overvotes) == ((1200, 900), 3)
    assert votes(wide)["Mayor"] == {"Ada Quill (DEM)": 1900, "Bo Vale (REP)": 1550}
    assert [len(c.units) for c in wide.contests] == [2, 1]
    assert wide.published_at.isoformat() == "2026-11-03T21:04:00-05:00"
    assert codes(long) == codes(wide) == []
    for kind, text in blocks:
        if kind == "toml":
            assert column_map.parse(text.encode(), "m").columns


@needs_shared
def test_every_sum_of_walla_wallas_workbook_is_the_cells_own():
    from python_calamine import CalamineWorkbook

    path = SAMPLES / "votewa/walla_walla_2018_county_export.xlsx"
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    sums, registered = defaultdict(Counter), Counter()
    for cells in rows[3:-2]:  # the last two are the county's totals and a line of blanks
        for contest, choice, number in zip(rows[0][6:-1], rows[2][6:-1], cells[6:-1], strict=True):
            sums[contest.strip()][choice.strip()] += int(number)
        registered[cells[2]] = int(cells[3])
    for contest, choice, number in zip(rows[0][6:-1], rows[2][6:-1], rows[-2][6:-1], strict=True):
        assert sums[contest.strip()][choice.strip()] == int(number)
    assert kinds_that_know(body(path)) == ["wa-county"]
    snapshot = feeds.read(body(path), name=path.name)
    found = votes(snapshot)
    for count in snapshot.contests:
        found[count.contest.name] |= {"OVER VOTES": count.overvotes, "UNDER VOTES": count.undervotes}
        assert {u.unit.name: u.registered_voters for u in count.units} == registered
    assert found == sums


COUNTY = {"GEN2026_EXPORT": [
    ["COUNTY NUMBER", "PRECINCT CODE", "PRECINCT NAME", "REGISTERED VOTERS - TOTAL", "BALLOTS CAST - TOTAL",
     "BALLOTS CAST - BLANK", "Mayor", "Mayor", "Mayor"],
    [' ""'],
    [' ""', "", "", "VOTERS", "BALLOTS CAST", "BALLOTS CAST", "Ada Quill", "WRITE-IN", "OVER VOTES"],
    [1, 1, "Mill", 100, 50, 0, 30, 1, 2],
    [1, 2, "Town Hall", 200, 60, 0, 40, 0, 0],
    [1, "ZZZ", "COUNTY TOTALS", 300, 110, 0, 70, 1, 2],
]}  # fmt: skip


def test_a_countys_export_sums_its_precincts_and_never_its_total():
    snapshot = feeds.read(xlsx(COUNTY), name="export.xlsx")
    (count,) = snapshot.contests
    assert (snapshot.kind, count.summed().totals, count.stated.totals) == ("wa-county", (70, 1), (70, 1))
    assert [(u.registered_voters, u.ballots_cast) for u in count.units] == [(100, 50), (200, 60)]
    assert (count.overvotes, "total-row-left-out" in codes(snapshot)) == (2, True)


def test_hurt_exports_are_refused_or_read_never_worse():
    assert only_our_errors(xlsx(COUNTY), "x.xlsx", "wa-county", most=30) > 50


def test_a_column_of_an_export_without_a_heading_stops_it():
    rows = [[*row] for row in COUNTY["GEN2026_EXPORT"]]
    rows[3].append(9)
    with pytest.raises(FeedMalformed, match="without a heading"):
        feeds.read(xlsx({"GEN2026_EXPORT": rows}), name="export.xlsx")


def test_the_command_reads_by_a_map(tmp_path):
    (tmp_path / "harrow.columns.toml").write_text(
        'county = "Harrow"\ncontest = "Mayor"\n[columns]\nunit = "P"\ncandidate = "C"\nvotes = "V"\n'
    )
    (tmp_path / "night.csv").write_text("P,C,V\nMill,Ada Quill,30\n")
    mapped = ["--map", str(tmp_path / "harrow.columns.toml"), str(tmp_path / "night.csv")]
    done = CliRunner().invoke(command, mapped)
    assert (done.exit_code, "Ada Quill" in done.output) == (0, True)
    for named, code in ((["--kind", "column-map"], 0), (["--kind", "clarity"], 2)):
        done = CliRunner().invoke(command, [*mapped, *named])
        assert getattr(done.exception, "exit_code", 0) == code
    without = CliRunner().invoke(command, [mapped[-1], "--kind", "column-map"])
    assert "--map" in without.exception.hint
    (tmp_path / "harrow.columns.toml").write_text("[columns]\nvote = 1\n")
    wrong = CliRunner().invoke(command, mapped)
    assert "unknown key 'vote'" in str(wrong.exception)
