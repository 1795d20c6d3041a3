"""Column maps: any county's table, read by a file that a desk writes."""

import pytest
from feed_samples import by_method, codes
from hurt import hurt, votes
from workbooks import xlsx

from outright import feeds
from outright.errors import ConfigError, FeedError, FeedMalformed, FeedNotRecognised
from outright.feeds import column_map
from outright.feeds.detect import read_with

LONG = """
election = "Harrow County, November 3, 2026"
date = 2026-11-03
state = "ZZ"
county = "Harrow"

[columns]
contest = "Contest"
candidate = "Choice"
party = "Party"
unit = "Precinct"
votes = "Votes"
"""
TABLE = """Contest,Choice,Party,Precinct,Votes
Mayor,Ada Quill,DEM,Mill,"1,908"
Mayor,Bo Vale,REP,Mill,7
Mayor,Ada Quill,DEM,Town Hall,10
Mayor,Bo Vale,REP,Town Hall,
Mayor,Over Votes,,Mill,2
"""
WIDE = """
layout = "wide"
date = "2026-11-03"
county = "Harrow"
contest = "Mayor"

[columns]
unit = "Precinct"
registered = "Registered"

[wide]
pattern = '(?P<candidate>.+?) - (?P<method>Early|Mail|Total)'
"""
SPREAD = b"""Precinct,Registered,Ada Quill - Early,Ada Quill - Mail,Bo Vale - Early,Bo Vale - Mail
Mill,100,3,4,5,6
Town Hall,200,1,1,,2
"""


def read(toml, table, name="harrow.csv"):
    found = column_map.parse(toml.encode(), "harrow.columns.toml")
    return read_with(column_map.reader_for(found), table if isinstance(table, bytes) else table.encode(), name)


def test_a_long_table_is_read_by_its_headers():
    snapshot = read(LONG, TABLE)
    (count,) = snapshot.contests
    assert votes(snapshot) == {"Mayor": {"Ada Quill": 1918, "Bo Vale": 7}}
    assert [c.party for c in count.contest.candidates] == ["D", "R"]
    assert [u.unit.id for u in count.units] == ["harrow--mill", "harrow--town-hall"]
    assert count.overvotes == 2
    assert snapshot.election.date.isoformat() == "2026-11-03"
    assert snapshot.kind == "column-map"


def test_a_blank_is_missing_unless_the_map_says_zero():
    assert read(LONG, TABLE).contests[0].units[1].totals == (10, None)
    assert read(LONG + '[values]\nblank = "zero"\n', TABLE).contests[0].units[1].totals == (10, 0)


@pytest.mark.parametrize(("mark", "printed"), [(".", "1.908"), (" ", '"1 908"'), ("'", "1'908"), ("", "1908")])
def test_thousands_are_marked_as_the_map_says(mark, printed):
    snapshot = read(LONG + f'[values]\nthousands = "{mark}"\n', TABLE.replace('"1,908"', printed))
    assert snapshot.contests[0].units[0].totals == (1908, 7)


@pytest.mark.parametrize(("mark", "printed"), [(".", "19.08"), (".", '"1,908"'), (",", "1.908"), ("", '"1,908"')])
def test_a_number_that_is_marked_otherwise_stops_the_file(mark, printed):
    with pytest.raises(FeedMalformed) as caught:
        read(LONG + f'[values]\nthousands = "{mark}"\n', TABLE.replace('"1,908"', printed))
    assert caught.value.where == "line 2"


def test_withheld_votes_are_missing_and_told():
    snapshot = read(LONG + '[values]\nwithheld = "<10"\n', TABLE.replace("REP,Mill,7", "REP,Mill,<10"))
    assert snapshot.contests[0].units[0].totals == (1908, None)
    assert "votes-withheld" in codes(snapshot)


def test_rows_of_totals_are_stated_and_never_added():
    total = TABLE + 'Mayor,Ada Quill,DEM,TOTAL,"1,918"\nMayor,Bo Vale,REP,TOTAL,9\nMayor,Over Votes,,TOTAL,2\n'
    snapshot = read(LONG + '[totals]\nunits = ["TOTAL"]\n', total)
    (count,) = snapshot.contests
    assert (count.stated.totals, count.summed().totals, len(count.units)) == ((1918, 9), (1918, 7), 2)
    assert {"total-not-sum-of-units", "total-row-left-out"} <= set(codes(snapshot))


def test_a_row_of_totals_that_leaves_the_party_out_is_no_second_candidate():
    total = TABLE + 'Mayor,Ada Quill,,TOTAL,"1,918"\nMayor,Bo Vale,,TOTAL,7\n'
    (count,) = read(LONG + '[totals]\nunits = ["TOTAL"]\n', total).contests
    assert ([c.party for c in count.contest.candidates], count.stated.totals) == (["D", "R"], (1918, 7))


COUNTIES = """
date = 2026-11-03
contest = "Governor"
[columns]
candidate = 1
county = 2
unit = 3
votes = 4
[file]
header = 0
delimiter = ";"
[totals]
units = ["Total"]
"""


def test_counties_totals_are_the_contests_together_where_every_county_has_one():
    table = "Ada;Ash;Mill;3\nAda;Ash;Total;4\nAda;Elm;Mill;5\nAda;Elm;Total;5\n"
    snapshot = read(COUNTIES, table)
    (count,) = snapshot.contests
    assert (count.stated.totals, count.summed().totals) == ((9,), (8,))
    assert "total-row-differs" in codes(snapshot)
    assert [u.unit.id for u in count.units] == ["ash--mill", "elm--mill"]


def test_a_total_of_one_county_of_two_is_only_compared():
    count = read(COUNTIES, "Ada;Ash;Mill;3\nAda;Ash;Total;4\nAda;Elm;Mill;5\n").contests[0]
    assert (count.stated, count.result().totals) == (None, (8,))


def test_the_whole_total_beside_the_counties_is_the_stated_one():
    table = "Ada;Ash;Mill;3\nAda;Ash;Total;3\nAda;Elm;Mill;5\nAda;Elm;Total;5\nAda;Total;Total;8\n"
    assert read(COUNTIES, table).contests[0].stated.totals == (8,)


def test_a_choice_that_is_the_sum_of_the_others_is_compared():
    more = TABLE + "Mayor,Total Votes,,Mill,1915\nMayor,Total Votes,,Town Hall,11\n"
    snapshot = read(LONG + '[totals]\ncandidates = "Total Votes"\n', more)
    assert votes(snapshot) == {"Mayor": {"Ada Quill": 1918, "Bo Vale": 7}}
    assert codes(snapshot).count("total-row-differs") == 1


def test_a_total_that_nobody_named_waits_for_a_person():
    snapshot = read(
        LONG,
        TABLE.replace("Town Hall,\n", "Town Hall,3\n")
        + """Mayor,Ada Quill,DEM,Harrow all,"1,918"
Mayor,Bo Vale,REP,Harrow all,10
""",
    )
    assert "unit-equals-the-others" in codes(snapshot)
    assert "unit-equals-the-others" not in codes(read(LONG, TABLE))


def test_overvotes_by_method_and_in_all_are_counted_once():
    lines = "".join(
        f"{who},Mill,{how},{n}\n" for who, n in (("Ada", 7), ("Over Votes", 2)) for how in ("Early", "Total")
    )
    (count,) = read(METHOD, "Choice,Precinct,How,Votes\n" + lines).contests
    assert (count.overvotes, count.result().totals) == (2, (7,))


METHOD = """
date = 2026-11-03
county = "Harrow"
contest = "Mayor"
[columns]
candidate = "Choice"
unit = "Precinct"
method = "How"
votes = "Votes"
"""


def test_a_column_of_methods_never_adds_their_total():
    table = "Choice,Precinct,How,Votes\nAda,Mill,Early,3\nAda,Mill,Mail,4\nAda,Mill,Total,7\n"
    count = read(METHOD, table).contests[0]
    assert count.result().totals == (7,)
    assert by_method(count, count.units[0], 0) == {"early": 3, "absentee-mail": 4}


def test_an_offices_own_words_for_the_ways_to_vote_are_explained_by_the_map():
    table = "Choice,Precinct,How,Votes\nAda,Mill,EV,3\nAda,Mill,VBM,4\nAda,Mill,ALL BALLOTS,7\n"
    toml = METHOD + '[methods]\nEV = "early"\nVBM = "mail"\n"ALL BALLOTS" = "total"\n'
    count = read(toml, table).contests[0]
    assert by_method(count, count.units[0], 0) == {"early": 3, "absentee-mail": 4}
    assert count.result().totals == (7,)


def test_two_columns_for_one_way_to_vote_are_added():
    toml = METHOD.replace('method = "How"\nvotes = "Votes"\n', "")
    toml += '[columns.methods]\n"Site 1" = "early"\n"Site 2" = "early"\n"Post" = "mail"\n'
    count = read(toml, "Choice,Precinct,Site 1,Site 2,Post\nAda,Mill,3,4,5\n").contests[0]
    assert count.result().totals == (12,)
    assert by_method(count, count.units[0], 0) == {"early": 7, "absentee-mail": 5}


def test_two_columns_that_count_the_same_choice_stop_the_file():
    with pytest.raises(FeedMalformed, match="counts what another column counts"):
        read(WIDE, SPREAD.replace(b"Bo Vale - Early", b"Ada Quill - Early"))


def test_columns_for_the_ways_to_vote_stand_beside_the_total():
    toml = LONG + '[columns.methods]\n"By post" = "mail"\n"At the polls" = "election day"\n'
    table = "Contest,Choice,Party,Precinct,Votes,By post,At the polls\nMayor,Ada,DEM,Mill,7,3,4\n"
    count = read(toml, table).contests[0]
    assert (count.result().totals, by_method(count, count.units[0], 0)) == (
        (7,), {"absentee-mail": 3, "election-day": 4},
    )  # fmt: skip


def test_a_wide_table_by_a_pattern_of_its_headers():
    (count,) = read(WIDE, SPREAD).contests
    assert [c.name for c in count.contest.candidates] == ["Ada Quill", "Bo Vale"]
    assert count.summed().totals == (9, 13)
    assert by_method(count, count.units[0], 1) == {"early": 5, "absentee-mail": 6}
    assert by_method(count, count.units[1], 1) == {"early": None, "absentee-mail": 2}
    assert [u.registered_voters for u in count.units] == [100, 200]


TABLED = """
layout = "wide"
date = 2026-11-03
[columns]
county = "County"
[wide]
ignore = ["Turnout %"]
[wide.choices]
"Quill (D)" = { contest = "Mayor", candidate = "Ada Quill", party = "DEM" }
"Yes" = { contest = "Levy", candidate = "Yes" }
"""


def test_a_wide_table_by_a_table_of_its_headers():
    snapshot = read(TABLED, "County,Quill (D),Yes,Turnout %\nAsh,3,4,50.1\nElm,5,,9\n")
    assert votes(snapshot) == {"Mayor": {"Ada Quill": 8}, "Levy": {"Yes": 4}}
    assert [len(c.units) for c in snapshot.contests] == [2, 1]
    assert snapshot.contests[0].level.value == "county"


def test_a_new_column_stops_the_file_for_it_may_be_a_candidate():
    with pytest.raises(FeedMalformed, match="does not say what the column 'Vale"):
        read(TABLED, "County,Quill (D),Vale (R),Yes,Turnout %\nAsh,3,2,4,50.1\n")


BOOK = {
    "Read me": [["Nothing here"]],
    "Ash": [
        ["Updated", "11/3/2026 9:04 PM"],
        ["", "Mayor", "", "", "Levy", ""],
        ["", "Ada Quill (DEM)", "", "Bo Vale (REP)", "Yes", "No"],
        ["Precinct", "Early", "Mail", "Mail", "Mail", "Mail"],
        ["Mill", 3, 4, 5, 6, 7],
        ["Town Hall", 1, 1, 2, "", ""],
        ["Grand Total", 4, 5, 7, 6, 7],
    ],
}
BOOKED = """
layout = "wide"
date = 2026-11-03
county = "{sheet}"
[file]
sheets = ["A*"]
header = 4
[columns]
unit = "Precinct"
[wide]
contest-row = 2
candidate-row = 3
method-row = 4
[totals]
units = ["Grand Total"]
[values]
party-in-name = true
[clock]
cell = "B1"
format = "%m/%d/%Y %I:%M %p"
zone = "America/Chicago"
"""


def test_a_workbook_with_three_rows_of_merged_headings():
    snapshot = read(BOOKED, xlsx(BOOK), "ash.xlsx")
    mayor, levy = snapshot.contests
    assert votes(snapshot) == {"Mayor": {"Ada Quill (DEM)": 9, "Bo Vale (REP)": 7}, "Levy": {"Yes": 6, "No": 7}}
    assert [c.party for c in mayor.contest.candidates] == ["D", "R"]
    assert by_method(mayor, mayor.units[0], 0) == {"early": 3, "absentee-mail": 4}
    assert [u.unit.id for u in levy.units] == ["ash--mill"]
    assert snapshot.published_at.isoformat() == "2026-11-03T21:04:00-06:00"
    assert "sheet-not-read" in codes(snapshot)


def test_a_sheet_that_is_gone_stops_the_file_and_names_those_that_are_there():
    with pytest.raises(FeedMalformed, match="No sheet") as caught:
        read(BOOKED, xlsx({"Elm": BOOK["Ash"]}), "elm.xlsx")
    assert "Elm" in caught.value.hint


def test_the_time_in_a_files_name_counts_only_with_a_zone():
    clock = "[clock]\nname = '_(\\d{8}T\\d{4})'\nformat = \"%Y%m%dT%H%M\"\n"
    placed = read(LONG + clock + 'zone = "America/New_York"\n', TABLE, "harrow_20261103T2104.csv")
    assert placed.published_at.isoformat() == "2026-11-03T21:04:00-05:00"
    for name in ("harrow_20261103T2104.csv", "harrow.csv"):
        snapshot = read(LONG + clock, TABLE, name)
        assert (snapshot.published_at, "time-not-placed" in codes(snapshot)) == (None, True)


def test_rows_are_skipped_by_number_and_by_their_first_text():
    toml = LONG + '[file]\nheader = 3\nskip = [4, "Printed"]\n'
    table = (
        "Harrow County\nUnofficial\n" + TABLE.replace("Votes\n", "Votes\nnot,a,row,at,all\n", 1) + "Printed,,,,9:04\n"
    )
    assert votes(read(toml, table)) == votes(read(LONG, TABLE))


def test_a_row_with_votes_and_no_precinct_stops_the_file():
    with pytest.raises(FeedMalformed, match="no unit") as caught:
        read(LONG, TABLE + "Mayor,Ada Quill,DEM,,9\n")
    assert caught.value.where == "line 7"


def test_precincts_of_one_name_are_told_apart_by_their_code():
    toml = LONG.replace('unit = "Precinct"', 'unit = "Precinct"\nunit-code = "Id"')
    table = "Contest,Choice,Party,Precinct,Id,Votes\nMayor,Ada,DEM,BALDWIN,010,3\nMayor,Ada,DEM,BALDWIN,011,4\n"
    units = read(toml, table).contests[0].units
    assert [(u.unit.id, u.unit.external_ids[0].value) for u in units] == [
        ("harrow--baldwin", "010"), ("harrow--baldwin-2", "011"),
    ]  # fmt: skip


def test_registered_voters_printed_among_the_contests_are_facts():
    more = TABLE + "Voters,Registered Voters,,Mill,3000\nVoters,Ballots Cast,,Mill,1950\n"
    (count,) = read(LONG, more).contests
    assert (count.units[0].registered_voters, count.units[0].ballots_cast) == (3000, 1950)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_letters_are_read_in_what_the_office_writes(encoding):
    table = TABLE.replace("Ada Quill", "Ada Björn").encode(encoding)
    assert "Ada Björn" in votes(read(LONG, table))["Mayor"]
    with pytest.raises(FeedMalformed, match="not in utf-8"):
        read(LONG + '[file]\nencoding = "utf-8"\n', TABLE.replace("Ada", "Björn").encode("cp1252"))


def test_tabs_and_semicolons():
    for mark, said in (("\t", "tab"), (";", ";")):
        table = TABLE.replace(",", mark).replace(f'"1{mark}908"', "1908")
        assert votes(read(LONG + f'[file]\ndelimiter = "{said}"\n', table))["Mayor"]["Ada Quill"] == 1918


def test_a_renamed_column_stops_the_file_and_names_the_nearest():
    with pytest.raises(FeedMalformed, match="no column 'Votes'") as caught:
        read(LONG, TABLE.replace(",Votes\n", ",Votes Cast\n"))
    assert "nearest is 'Votes Cast'" in caught.value.hint


def test_two_columns_of_one_name_need_a_position():
    table = "Contest,Choice,Party,Precinct,Votes,Votes\nMayor,Ada,DEM,Mill,3,4\n"
    with pytest.raises(FeedMalformed, match="2 columns"):
        read(LONG, table)
    assert votes(read(LONG.replace('votes = "Votes"', "votes = 6"), table)) == {"Mayor": {"Ada": 4}}


def test_a_table_without_rows_has_no_results_yet():
    assert "no-results-yet" in codes(read(LONG, TABLE.split("\n")[0] + "\n"))


@pytest.mark.parametrize("other", [b"", b"<html>busy</html>", b"\x1f\x8b\x08"])
def test_what_is_no_table_is_refused_as_ever(other):
    with pytest.raises(FeedNotRecognised):
        read(LONG, other)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[columns]\ncandidat = 1\n", "'candidat'"),
        ("[colums]\n", "'colums'"),
        (LONG + '[values]\nthousand = ","\n', "'thousand'"),
        (LONG.replace('"Votes"', "0"), "votes"),
        (LONG.replace("2026-11-03\n", '"soon"\n'), "date"),
        (LONG + "[file]\nheader = 0\n", "positions"),
        (LONG.replace('votes = "Votes"', ""), "votes"),
        (LONG.replace('unit = "Precinct"', "").replace('county = "Harrow"', ""), "unit"),
        (WIDE.replace("(?P<candidate>", "("), "candidate"),
        (WIDE.replace("(?P<candidate>", "(?P<candidate"), "regular expression"),
        (WIDE.replace("pattern", "#"), "candidate-row"),
        (LONG + '[clock]\ncell = "B2"\nformat = "%H"\nzone = "Mars/North"\n', "zone"),
        (LONG + '[clock]\nformat = "%H"\n', "cell or name"),
        (LONG + '[file]\ndelimiter = "::"\n', "delimiter"),
        (LONG + "[values]\nparty-in-name = 3\n", "party-in-name"),
        (METHOD + '[methods]\nEV = "erly"\n', "a way to vote"),
        (LONG + '[columns.methods]\nEarly = "erly"\n', "a way to vote"),
        ("layout = [", "not TOML"),
        ("ÿ", "not TOML"),
    ],
)
def test_a_map_that_is_wrong_says_where(toml, words):
    with pytest.raises(ConfigError) as caught:
        column_map.parse(toml.encode(), "harrow.columns.toml")
    assert words in caught.value.line()
    assert "harrow.columns.toml" in caught.value.where


def test_an_unknown_key_is_told_with_the_nearest_known_one():
    with pytest.raises(ConfigError) as caught:
        column_map.parse(b"[columns]\ncandidat = 1\n", "m.toml")
    assert "'candidate'" in caught.value.hint


def test_a_map_knows_its_own_files():
    mine = column_map.reader_for(column_map.parse(LONG.encode(), "m.toml"))
    assert mine.recognises(TABLE.encode(), "")
    assert not mine.recognises(b"county,office,candidate,votes\n", "")
    assert not mine.recognises(SPREAD, "")


def test_the_map_itself_is_no_results_file():
    with pytest.raises(FeedNotRecognised):
        feeds.read(LONG.encode(), name="harrow.columns.toml")


@pytest.mark.parametrize(
    ("toml", "table"),
    [(LONG, TABLE.encode()), (WIDE, SPREAD), (BOOKED, xlsx(BOOK)), (COUNTIES, b"Ada;Ash;Mill;3\nAda;Ash;Total;4\n")],
    ids=["long", "wide", "workbook", "headerless"],
)
def test_hurt_tables_are_refused_or_read_never_worse(toml, table):
    mine = column_map.reader_for(column_map.parse(toml.encode(), "m.toml"))
    for sick in hurt(table, 50):
        try:
            feeds.document(read_with(mine, sick, "x"))
        except FeedError as error:
            assert error.message
        assert mine.recognises(sick, "") in (True, False)


@pytest.mark.parametrize("toml", [LONG, WIDE, TABLED, BOOKED, COUNTIES], ids=["long", "wide", "table", "book", "bare"])
def test_hurt_maps_are_refused_or_read_never_worse(toml):
    for sick in hurt(toml.encode(), 60):
        try:
            found = column_map.parse(sick, "m.toml")
        except ConfigError as error:
            assert error.message
        else:
            assert column_map.reader_for(found).kind == "column-map"
