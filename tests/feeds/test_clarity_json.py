"""Clarity's summary, matrix and settings JSON: quirks on invented files, and every independent reading."""

import datetime as dt
import json
import lzma

import pytest
import test_golden
from feed_samples import body, codes, expected, shared_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outright import feeds
from outright.count import ContestCount
from outright.errors import FeedError, FeedMalformed, FeedNotRecognised
from outright.feeds.clarity_join import by_method, named
from outright.feeds.clarity_names import county_of, vote_type
from outright.feeds.clarity_settings import current_version, settings_of
from outright.feeds.detect import kinds, reader
from outright.terms import ReportingUnitType, Severity, VoteMethod
from shared import SHARED, needs_shared

QUICK = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

SUMMARY = [
    {"CAT": "Results", "C": "Governor", "K": "500", "VF": 1, "TP": 3, "PR": 2, "BC": 0, "W": [1, 0],
     "CH": ["Dee Fern (I) (Rep)", "El Gorse (Dem)"], "P": ["NP", "NP"], "PCT": [55.0, 45.0], "V": [66, 54]},
    {"CAT": "Results", "C": "County Board - DEM", "K": "700", "VF": 2, "TP": 1, "PR": 0, "BC": 0, "W": [0, 0, 0],
     "CH": ["Ada Quill", "Write-in", "Bo Rill"], "P": ["DEM", None, "MTN"], "PCT": [0, 0, 0], "V": [9, 1, 5]},
]  # fmt: skip


def matrix(ash, birch, whole=None):
    """A matrix of two counties: for each the rows of contests 500 and 700; the whole is their sum."""
    added = [[sum(pair) for pair in zip(*rows, strict=True)] for rows in zip(ash, birch, strict=True)]
    areas = [("Ash", ash), ("Ben Birch", birch), ("-1", added if whole is None else whole)]
    return {"Contests": [{"A": a, "C": ["500", "700"], "V": rows} for a, rows in areas]}


ALL = matrix([[40, 30], [4, 1, 3]], [[26, 24], [5, 0, 2]])
MAIL = matrix([[10, 5], [1, 0, 2]], [[6, 4], [2, 0, 0]])
DAY = matrix([[30, 25], [3, 1, 1]], [[20, 20], [3, 0, 2]])
MAIL_FILE, DAY_FILE = "Absentee_by_Mail_Votes.json", "Election_Day_Votes.json"

SETTINGS = {
    "settings": {
        "runoffthreshold": 1,
        "winnerthreshold": 0,
        "electiondetails": {
            "internalname": "May 20, 2025 Special Election",
            "electiondate": "5/20/2025",
            "electionid": "77001",
            "isstate": True,
            "istestmode": False,
            "participatingcounties": [
                "Ash|77002|310010|5/20/2025 11:58:00 PM EDT|16",
                "Ben_Birch|77003|310007|5/21/2025 12:04:09 AM EDT|8",
            ],
        },
    },
    "websiteupdatedat": "5/21/2025 12:05:00 AM EDT",
    "stateprecinctsreporting": 40,
    "stateprecinctsparticipating": 42,
    "entityname": "ZZ",
    "versions": ["310001", "310011"],
}


def bytes_of(value):
    return json.dumps(value).encode()


def read(value, name="json/ALL.json"):
    return feeds.read(bytes_of(value), name=name)


def changed(value, path, new):
    """A copy of a JSON value with one place in it replaced."""
    copy = json.loads(json.dumps(value))
    *way, last = path
    place = copy
    for step in way:
        place = place[step]
    place[last] = new
    return copy


def votes(count: ContestCount) -> dict[str, int | None]:
    return {c.name: v for c, v in zip(count.contest.candidates, count.result().totals, strict=True)}


def joined(all_=ALL, mail=MAIL, day=DAY):
    return by_method(read(all_), {MAIL_FILE: read(mail, MAIL_FILE), DAY_FILE: read(day, DAY_FILE)})


def test_a_summary_gives_totals_names_and_parties():
    first, second = read(SUMMARY, "summary.json").contests
    assert (first.contest.id, first.contest.source_id, first.contest.seats) == ("governor", "500", 1)
    assert votes(first) == {"Dee Fern (I) (Rep)": 66, "El Gorse (Dem)": 54}
    assert [c.party for c in first.contest.candidates] == ["R", "D"]
    assert (second.contest.seats, second.contest.votes_allowed, second.contest.primary_party) == (2, 2, "D")
    assert [(c.party, c.is_write_in) for c in second.contest.candidates] == [("D", False), (None, True), ("MTN", False)]


def test_places_in_of_a_state_are_counties_and_never_shown_as_precincts():
    snapshot = read(SUMMARY, "ZZ/77001/310011/json/en/summary.json")
    assert {(c.precincts_reported, c.precincts_total) for c in snapshot.contests} == {(None, None)}
    assert [f.message[:19] for f in snapshot.findings if f.code == "progress-of-what"] == ["2 of 3 places are in"[:19]]


def test_places_in_of_a_countys_own_site_are_precincts():
    snapshot = read(SUMMARY, "ZZ/Ben_Birch/77003/310007/json/en/summary.json")
    assert [(c.precincts_reported, c.precincts_total) for c in snapshot.contests] == [(2, 3), (0, 1)]
    assert "progress-of-what" not in codes(snapshot)


def test_more_places_in_than_there_are_is_no_progress():
    snapshot = read(changed(SUMMARY, (0, "PR"), 4), "ZZ/Ben_Birch/77003/310007/json/en/summary.json")
    assert snapshot.contests[0].precincts_total is None
    assert "precincts-beyond-total" in codes(snapshot)


def test_the_older_sum_json_is_the_same_list_in_an_object():
    old = feeds.read(bytes_of({"BC": 130, "Contests": SUMMARY}), name="json/sum.json")
    assert old.kind == "clarity-summary"
    assert old.contests == read(SUMMARY, "summary.json").contests


def test_a_null_in_the_votes_is_unknown_and_a_zero_is_none_cast():
    first = read(changed(SUMMARY, (0, "V"), [None, 0]), "summary.json").contests[0]
    assert list(votes(first).values()) == [None, 0]


def test_overvotes_among_the_choices_are_the_contests_and_no_candidate():
    value = changed(SUMMARY, (1, "CH"), ["Ada Quill", "Over Votes", "Bo Rill"])
    board = read(value, "summary.json").contests[1]
    assert (board.overvotes, list(votes(board))) == (1, ["Ada Quill", "Bo Rill"])
    assert [c.ballot_order for c in board.contest.candidates] == [1, 3]


def test_a_contest_printed_twice_is_never_added():
    alike = read([*SUMMARY, SUMMARY[0]], "summary.json")
    assert (len(alike.contests), votes(alike.contests[0])) == (2, votes(read(SUMMARY, "summary.json").contests[0]))
    other = read([*SUMMARY, changed(SUMMARY, (0, "V"), [67, 54])[0]], "summary.json")
    assert any(f.code == "cell-repeated" and f.severity is Severity.HOLD for f in other.findings)
    assert votes(other.contests[0]) == votes(alike.contests[0])


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ((0, "V"), [66]),
        ((0, "P"), ["NP"]),
        ((0, "V"), [66, 54.5]),
        ((0, "V"), ["66", 54]),
        ((0, "CH"), ["Dee Fern (I) (Rep)", 7]),
        ((0, "C"), None),
        ((1,), "no contest"),
        ((0, "TP"), "three"),
    ],
    ids=lambda v: json.dumps(v)[:40],
)
def test_a_summary_whose_lists_do_not_line_up_is_refused_with_the_place(path, new):
    with pytest.raises(FeedMalformed) as caught:
        feeds.read(bytes_of(changed(SUMMARY, path, new)), kind="clarity-summary", name="summary.json")
    assert caught.value.where.startswith("$[")
    assert caught.value.hint


def test_a_matrix_has_numbers_for_names_and_its_state_row_is_no_county():
    snapshot = read(ALL)
    governor, board = snapshot.contests
    assert (governor.contest.name, governor.contest.source_id) == ("contest 500", "500")
    assert [c.name for c in board.contest.candidates] == ["choice 1", "choice 2", "choice 3"]
    assert [(u.unit.id, u.unit.type, u.totals) for u in governor.units] == [
        ("ash", ReportingUnitType.COUNTY, (40, 30)),
        ("ben-birch", ReportingUnitType.COUNTY, (26, 24)),
    ]
    assert governor.stated.totals == governor.summed().totals == (66, 54)
    assert codes(snapshot) == ["election-date-unknown"]


def test_the_areas_of_a_countys_own_matrix_are_its_precincts():
    units = read(ALL, "ZZ/Ben_Birch/77003/310007/json/ALL.json").contests[0].units
    assert [(u.unit.id, u.unit.type, u.unit.parent_id) for u in units] == [
        ("ben-birch--ash", ReportingUnitType.PRECINCT, "ben-birch"),
        ("ben-birch--ben-birch", ReportingUnitType.PRECINCT, "ben-birch"),
    ]


def test_a_state_row_that_is_not_the_sum_of_its_counties_is_told_and_kept():
    governor = read(matrix([[40, 30], [4, 1, 3]], [[26, 24], [5, 0, 2]], [[66, 55], [9, 1, 5]]))
    assert governor.contests[0].result().totals == (66, 55)
    assert "total-not-sum-of-units" in codes(governor)


def test_without_a_state_row_the_counties_sum_stands_and_is_told():
    snapshot = read({"Contests": ALL["Contests"][:2]})
    assert snapshot.contests[0].result().totals == (66, 54)
    assert "total-not-stated" in codes(snapshot)


def test_a_county_listed_twice_is_held():
    snapshot = read({"Contests": [ALL["Contests"][0], *ALL["Contests"]]})
    assert [u.unit.id for u in snapshot.contests[0].units] == ["ash", "ash-2", "ben-birch"]
    assert any(f.code == "unit-name-repeated" and f.severity is Severity.HOLD for f in snapshot.findings)
    assert "total-not-sum-of-units" in codes(snapshot)


def test_a_vote_types_file_alone_gives_no_totals():
    governor = read(MAIL, f"ZZ/77001/310011/json/{MAIL_FILE}").contests[0]
    assert governor.methods == (VoteMethod.ABSENTEE_MAIL,)
    assert governor.votes is None
    assert {u.votes for u in governor.units} == {None}
    assert governor.summed().parts == governor.stated.parts == ((16, 9),)


def test_a_vote_type_nobody_knows_is_other_and_told():
    snapshot = read(MAIL, "Drive_Through_Votes.json")
    assert snapshot.contests[0].methods == (VoteMethod.OTHER,)
    assert snapshot.contests[0].votes is None
    assert "method-unknown" in codes(snapshot)


def test_a_matrix_whose_name_tells_nothing_is_held():
    held = [f.code for f in read(ALL, "").findings if f.severity is Severity.HOLD]
    assert held == ["whole-or-part-unknown"]


@pytest.mark.parametrize(
    ("path", "new"),
    [
        (("Contests", 1, "V"), [[26, 24]]),
        (("Contests", 1, "V"), [[26, 24, 0], [5, 0, 2]]),
        (("Contests", 1, "V", 0), [24]),
        (("Contests", 1, "V", 0, 0), "26"),
        (("Contests", 1, "V", 0, 0), 26.0),
        (("Contests", 1, "C", 0), 500),
        (("Contests", 1, "A"), None),
        (("Contests", 1), []),
    ],
    ids=lambda v: json.dumps(v)[:40],
)
def test_a_matrix_whose_rows_do_not_line_up_is_refused_with_the_place(path, new):
    with pytest.raises(FeedMalformed) as caught:
        read(changed(ALL, path, new))
    assert caught.value.where.startswith("$.Contests[1]")


def test_a_null_row_is_a_county_that_has_not_said():
    governor = read(changed(ALL, ("Contests", 1, "V", 0), None)).contests[0]
    assert [u.totals for u in governor.units] == [(40, 30), (None, None)]


def test_names_come_from_the_summary_of_the_same_version():
    snapshot = named(read(ALL), read(SUMMARY, "summary.json"))
    governor = snapshot.contest("governor")
    assert votes(governor) == {"Dee Fern (I) (Rep)": 66, "El Gorse (Dem)": 54}
    assert [u.totals for u in governor.units] == [(40, 30), (26, 24)]
    assert "election-date-unknown" in codes(snapshot)


def test_names_of_another_version_are_refused_because_their_order_may_differ():
    for mixed in (changed(SUMMARY, (0, "V"), [54, 66]), changed(SUMMARY, (0, "V"), [65, 54])):
        with pytest.raises(FeedMalformed, match="do not fit") as caught:
            named(read(ALL), read(mixed, "summary.json"))
        assert caught.value.where == "Governor"


def test_a_choice_more_or_less_than_the_summary_is_refused():
    longer = changed(changed(changed(SUMMARY, (0, "CH"), ["A", "B", "C"]), (0, "P"), None), (0, "V"), [66, 54, 0])
    shorter = changed(changed(changed(SUMMARY, (0, "CH"), ["A"]), (0, "P"), None), (0, "V"), [66])
    for summary in (longer, shorter):
        with pytest.raises(FeedMalformed, match="do not fit"):
            named(read(ALL), read(summary, "summary.json"))


def test_overvotes_among_the_choices_do_not_shift_the_names():
    summary = read(changed(SUMMARY, (1, "CH"), ["Ada Quill", "Over Votes", "Bo Rill"]), "summary.json")
    board = named(joined(), summary).contests[1]
    assert votes(board) == {"Ada Quill": 9, "Bo Rill": 5}
    assert [u.totals for u in board.units] == [(4, 3), (5, 2)]
    assert board.stated.parts == ((3, 2), (6, 3))
    assert board.overvotes == 1


def test_a_contest_the_summary_lacks_keeps_its_number_and_is_held():
    snapshot = named(read(ALL), read(SUMMARY[:1], "summary.json"))
    assert [c.contest.name for c in snapshot.contests] == ["Governor", "contest 700"]
    assert "contest-not-named" in codes(snapshot)


def test_vote_types_of_one_version_become_methods():
    governor = joined().contests[0]
    assert governor.methods == (VoteMethod.ABSENTEE_MAIL, VoteMethod.ELECTION_DAY)
    assert governor.stated.totals == (66, 54)
    assert governor.stated.parts == ((16, 9), (50, 45))
    assert [u.parts for u in governor.units] == [((10, 5), (30, 25)), ((6, 4), (20, 20))]
    assert dict(governor.method_labels)[VoteMethod.ABSENTEE_MAIL] == ("Absentee by Mail Votes",)
    assert "votes-of-one-method" not in codes(joined())


def test_names_can_be_given_after_the_methods():
    governor = named(joined(), read(SUMMARY, "summary.json")).contest("governor")
    assert governor.stated.parts == ((16, 9), (50, 45))


def test_one_vote_type_cannot_be_named_because_its_order_cannot_be_checked():
    with pytest.raises(FeedMalformed, match="cannot be named"):
        named(read(MAIL, MAIL_FILE), read(SUMMARY, "summary.json"))


def test_two_vote_types_of_one_method_are_added():
    one = matrix([[30, 5], [3, 1, 0]], [[20, 10], [3, 0, 2]])
    two = matrix([[0, 20], [0, 0, 1]], [[0, 10], [0, 0, 0]])
    files = {MAIL_FILE: MAIL, "Advance_in_Person_1.json": one, "Advance_in_Person_2.json": two}
    governor = by_method(read(ALL), {f: read(m, f) for f, m in files.items()}).contests[0]
    assert governor.methods == (VoteMethod.ABSENTEE_MAIL, VoteMethod.EARLY)
    assert governor.stated.parts == ((16, 9), (50, 45))


def test_vote_types_of_another_version_are_refused_with_the_place():
    later = matrix([[40, 30], [4, 1, 3]], [[27, 24], [5, 0, 2]])
    with pytest.raises(FeedMalformed, match="do not fit") as caught:
        joined(all_=later)
    assert caught.value.where == "contest 500, Ben Birch"


CELLS = st.integers(0, 10**6)
COUNTY_ROWS = st.tuples(st.lists(CELLS, min_size=2, max_size=2), st.lists(CELLS, min_size=3, max_size=3)).map(list)


@QUICK
@given(
    mail=st.tuples(COUNTY_ROWS, COUNTY_ROWS),
    day=st.tuples(COUNTY_ROWS, COUNTY_ROWS),
    off=st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 1), st.sampled_from([-1, 1, 1000])),
)
def test_any_one_cell_that_is_off_refuses_the_whole_and_none_is_ever_changed(mail, day, off):
    whole = [
        [[m + d for m, d in zip(*pair, strict=True)] for pair in zip(m_rows, d_rows, strict=True)]
        for m_rows, d_rows in zip(mail, day, strict=True)
    ]
    all_ = matrix(*whole)
    sound = joined(all_, matrix(*mail), matrix(*day))
    for n, count in enumerate(sound.contests):
        assert [list(u.totals) for u in count.units] == [rows[n] for rows in whole]
        assert [list(u.parts[0]) for u in count.units] == [rows[n] for rows in mail]
        assert [list(u.parts[1]) for u in count.units] == [rows[n] for rows in day]
    area, contest, choice, by = off
    cell = ("Contests", area, "V", contest, choice)
    wrong = changed(all_, cell, all_["Contests"][area]["V"][contest][choice] + by)
    with pytest.raises(FeedMalformed, match="do not fit"):
        joined(wrong, matrix(*mail), matrix(*day))


def test_a_missing_vote_type_is_refused():
    with pytest.raises(FeedMalformed, match="do not fit"):
        by_method(read(ALL), {MAIL_FILE: read(MAIL, MAIL_FILE)})
    with pytest.raises(FeedMalformed, match="do not fit"):
        by_method(read(ALL), {})


def test_vote_types_that_lack_a_county_or_a_contest_are_refused():
    fewer = {"Contests": DAY["Contests"][1:]}
    single = {"Contests": [{**a, "C": a["C"][:1], "V": a["V"][:1]} for a in DAY["Contests"]]}
    for day in (fewer, single):
        with pytest.raises(FeedMalformed, match="do not fit"):
            joined(day=day)
    with pytest.raises(FeedMalformed, match="do not fit"):
        joined(all_={"Contests": ALL["Contests"][1:]})
    with pytest.raises(FeedMalformed, match="do not fit"):
        joined(all_={"Contests": [{**a, "C": a["C"][:1], "V": a["V"][:1]} for a in ALL["Contests"]]})


def test_a_vote_type_cannot_stand_for_all_or_all_for_a_vote_type():
    with pytest.raises(FeedMalformed):
        by_method(read(MAIL, MAIL_FILE), {DAY_FILE: read(DAY, DAY_FILE)})
    with pytest.raises(FeedMalformed):
        by_method(read(ALL), {"ALL.json": read(ALL)})


def test_settings_hold_versions_and_no_votes():
    found = settings_of(bytes_of(SETTINGS))
    assert (found.name, found.date, found.election_id) == (
        "May 20, 2025 Special Election",
        dt.date(2025, 5, 20),
        "77001",
    )
    assert found.updated == dt.datetime(2025, 5, 21, 4, 5, tzinfo=dt.UTC)
    assert found.versions == (310001, 310011)
    assert (found.precincts_reported, found.precincts_total, found.is_state) == (40, 42, True)
    birch = found.counties[1]
    assert (birch.name, birch.url_name, birch.version, birch.status_code) == ("Ben Birch", "Ben_Birch", 310007, "8")
    assert birch.updated == dt.datetime(2025, 5, 21, 4, 4, 9, tzinfo=dt.UTC)


def test_a_settings_file_reads_as_a_snapshot_without_contests():
    snapshot = read(SETTINGS, "electionsettings.json")
    assert (snapshot.kind, snapshot.contests) == ("clarity-settings", ())
    assert (snapshot.election.date, snapshot.election.jurisdiction) == (dt.date(2025, 5, 20), "ZZ")
    assert snapshot.published_at == dt.datetime(2025, 5, 21, 4, 5, tzinfo=dt.UTC)
    assert codes(snapshot) == ["threshold-not-read"]


def test_no_threshold_of_a_settings_file_reaches_anybody():
    fields = {f for f in dir(settings_of(bytes_of(SETTINGS))) if "threshold" in f.lower()}
    assert not fields


def test_a_site_in_test_mode_is_held():
    snapshot = read(changed(SETTINGS, ("settings", "electiondetails", "istestmode"), True), "electionsettings.json")
    assert snapshot.is_test
    assert "test-data" in codes(snapshot)


def test_a_countys_time_without_a_known_zone_is_text_only():
    line = "Ash|77002|310010|5/20/2025 11:58:00 PM XST|16"
    value = changed(SETTINGS, ("settings", "electiondetails", "participatingcounties", 0), line)
    assert settings_of(bytes_of(value)).counties[0].updated is None
    assert "time-not-placed" in codes(read(value, ""))


@pytest.mark.parametrize(
    "line", ["Ash|77002|310010", "Ash||310010|5/20/2025 11:58:00 PM EDT|16", "Ash|77002|new|5/20/2025|16", 7, ""]
)
def test_a_countys_line_that_is_cut_refuses_the_settings(line):
    value = changed(SETTINGS, ("settings", "electiondetails", "participatingcounties", 0), line)
    with pytest.raises(FeedMalformed) as caught:
        settings_of(bytes_of(value))
    assert "participatingcounties[0]" in caught.value.where


def test_the_current_version_is_a_number():
    assert current_version(b"271066") == current_version(b"\xef\xbb\xbf271066\r\n") == 271066


@pytest.mark.parametrize(
    "sick", [b"", b" \n", b"27106x", b"-1", b"271066 271067", b"2" * 80, "\u0663\u0663".encode(), b"\xff\xfe2\x007\x00"]
)
def test_a_current_version_that_is_no_number_is_refused(sick):
    with pytest.raises(FeedMalformed, match="current_ver"):
        current_version(sick)


def test_an_error_page_in_place_of_the_current_version_is_refused():
    with pytest.raises(FeedNotRecognised, match="web page"):
        current_version(b"<!DOCTYPE html><html><body>403</body></html>")


@pytest.mark.parametrize(
    ("name", "label", "county"),
    [
        ("GA/ALL.json", "", None),
        ("ALL.json.html", None, None),
        ("GA/Ben_Hill/105379/270230/json/Provisional_Votes.json", "Provisional Votes", "Ben Hill"),
        ("https://results.enr.clarityelections.com//GA/105369/271066/json/all.json", "", None),
        ("", None, None),
    ],
)
def test_what_an_address_says(name, label, county):
    assert (vote_type(name), county_of(name)) == (label, county)


FILES = {"summary.json": SUMMARY, "ALL.json": ALL, MAIL_FILE: MAIL, "electionsettings.json": SETTINGS}
KIND = {"summary.json": "clarity-summary", "electionsettings.json": "clarity-settings"}


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_of_one_kind_only(name):
    whole = bytes_of(FILES[name])
    for spelled in (whole, b"\xef\xbb\xbf \n" + whole):
        assert [k for k in kinds() if reader(k).recognises(spelled, "")] == [KIND.get(name, "clarity-matrix")]
        feeds.read(spelled, name=name)


@pytest.mark.parametrize("name", FILES)
def test_every_cut_and_error_page_is_refused(name):
    whole, kind = bytes_of(FILES[name]), KIND.get(name, "clarity-matrix")
    for cut in range(len(whole)):
        with pytest.raises(FeedError):
            feeds.read(whole[:cut], kind=kind, name=name)
    with pytest.raises(FeedNotRecognised):
        feeds.read(b"<!DOCTYPE html><html><body>Election Night Reporting</body></html>", kind=kind, name=name)


@pytest.mark.parametrize("name", FILES)
@QUICK
@given(data=st.data())
def test_altered_anywhere_is_our_error_or_a_snapshot(name, data):
    altered = bytearray(bytes_of(FILES[name]))
    for place in data.draw(st.lists(st.integers(0, len(altered) - 1), min_size=1, max_size=6)):
        altered[place] = data.draw(st.integers(0, 255) | st.sampled_from(b'"<>,:{}[]&0-9\n|'))
    try:
        json.dumps(feeds.document(feeds.read(bytes(altered), kind=KIND.get(name, "clarity-matrix"), name=name)))
    except FeedError as error:
        assert "\n" not in error.line()


def test_files_with_nothing_in_them_yet():
    assert codes(read({"Contests": []}))[0] == "no-results-yet"
    with pytest.raises(FeedNotRecognised):
        feeds.read(b"[]", name="summary.json")


READINGS = shared_files("feeds/clarity/expected/*")
SUMMARIES = [p for p in READINGS if expected(p)["format"] == "clarity_summary_json"]
SETTINGS_FILES = [p for p in READINGS if expected(p)["format"] == "clarity_electionsettings_json"]


@needs_shared
def test_no_reading_of_clarity_is_passed_over():
    compared = [*test_golden.CLARITY, *SUMMARIES, *SETTINGS_FILES]
    assert sorted(compared) == READINGS
    assert len(READINGS) >= 12
    assert SUMMARIES
    assert SETTINGS_FILES


@needs_shared
@pytest.mark.parametrize("path", SUMMARIES, ids=lambda p: p.name)
def test_summary_equals_the_independent_reading(path):
    reading = expected(path)
    raw = body(SHARED / "feeds/clarity" / reading["source"])
    plain = feeds.read(raw, name="GA/105369/271066/json/en/summary.json")
    county = feeds.read(raw, name="GA/Cobb/105405/271066/json/en/summary.json")
    assert len(plain.contests) == reading["contest_count"] == len(reading["contests"])
    for count, as_county, told in zip(plain.contests, county.contests, reading["contests"], strict=True):
        contest = count.contest
        assert (contest.source_id, contest.name, contest.votes_allowed) == (told["id"], told["name"], told["vote_for"])
        assert [(c.name, v) for c, v in zip(contest.candidates, count.result().totals, strict=True)] == [
            (c["name"], c["votes"]) for c in told["candidates"]
        ]
        assert count.votes == told["total_votes"]
        assert (count.precincts_reported, count.precincts_total) == (None, None)
        places = (as_county.precincts_reported, as_county.precincts_total)
        assert places == (told["units_reporting"], told["units_total"])


@needs_shared
@pytest.mark.parametrize("path", SETTINGS_FILES, ids=lambda p: p.name)
def test_settings_equal_the_independent_reading(path):
    reading = expected(path)
    raw = body(SHARED / "feeds/clarity/json" / reading["source"])
    found = settings_of(raw)
    assert len(found.counties) == reading["county_count"] == len(reading["counties"])
    for county, told in zip(found.counties, reading["counties"], strict=True):
        assert (county.name, county.url_name) == (told["name"], told["url_name"])
        assert (county.election_id, str(county.version)) == (told["election_id"], told["version"])
        assert (county.updated_text, county.status_code) == (told["updated_text"], told["status_code"])
        assert county.updated == dt.datetime.fromisoformat(told["updated"])
    assert found.date_text == reading["other_keys"]["electiondate"]
    # The reading looked for the clock and the title among the election's details; the file has them elsewhere.
    assert reading["other_keys"]["websiteupdatedat"] is None
    top = json.loads(raw)
    assert found.updated_text == top["websiteupdatedat"]
    assert found.name == top["settings"]["electiondetails"]["internalname"]
    assert [str(v) for v in found.versions] == top["versions"]
    assert feeds.read(raw, name=reading["source"]).contests == ()


@needs_shared
def test_the_recorded_current_versions_are_read():
    found = {p.name: current_version(p.read_bytes()) for p in shared_files("feeds/clarity/json/*current_ver.txt")}
    assert sorted(found.values()) == [271066, 271927]


NIGHT = SHARED / "feeds/night_ga_20210105"
RUNOFFS = {  # the choices of each contest in the summary's order, as the recording's README gives it
    "10000": ["David A. Perdue (I) (Rep)", "Jon Ossoff (Dem)"],
    "10100": ["Kelly Loeffler (I) (Rep)", "Raphael Warnock (Dem)"],
    "28400": ["Lauren Bubba McDonald, Jr. (I) (Rep)", "Daniel Blackman (Dem)"],
}


def last_bodies():
    """The last body of each path of the recorded night."""
    bodies, last = {}, {}
    for name in ("clarity_all_json", "clarity_by_method_json"):
        with lzma.open(NIGHT / f"{name}.jsonl.xz", "rb") as lines:
            for row in map(json.loads, lines):
                bodies.setdefault(row["blob"], row.get("body"))
                last[row["path"]] = bodies[row["blob"]]
    return last


@needs_shared
def test_the_last_state_of_the_georgia_night_by_name_and_method_equals_its_raw_cells():
    last = last_bodies()
    raw = {path.removeprefix("GA/"): {a["A"]: a["V"] for a in json.loads(b)["Contests"]} for path, b in last.items()}
    read_all = {name: feeds.read(last[f"GA/{name}"].encode(), name=f"GA/{name}") for name in raw}
    whole = by_method(read_all["ALL.json"], {n: s for n, s in read_all.items() if n != "ALL.json"})
    summary = [
        {"K": key, "C": f"Contest {key}", "CH": who, "P": ["NP", "NP"], "VF": 1, "V": raw["ALL.json"]["-1"][n]}
        for n, (key, who) in enumerate(RUNOFFS.items())
    ]
    joined_all = named(whole, read(summary, "summary.json"))
    for n, (count, who) in enumerate(zip(joined_all.contests, RUNOFFS.values(), strict=True)):
        assert [(c.name, c.party) for c in count.contest.candidates] == [(who[0], "R"), (who[1], "D")]
        assert list(count.stated.totals) == raw["ALL.json"]["-1"][n]
        assert len(count.units) == 159
        for unit in count.units:
            assert list(unit.totals) == raw["ALL.json"][unit.unit.name][n]
            parts = dict(zip(count.methods, unit.parts, strict=True))
            for method, file in FILE_OF.items():
                assert list(parts[method]) == raw[file][unit.unit.name][n]
    assert joined_all.contests[0].by_candidate()["jon-ossoff"] == 2269923


FILE_OF = {
    VoteMethod.ABSENTEE_MAIL: "Absentee_by_Mail_Votes.json",
    VoteMethod.EARLY: "Advanced_Voting_Votes.json",
    VoteMethod.ELECTION_DAY: "Election_Day_Votes.json",
    VoteMethod.PROVISIONAL: "Provisional_Votes.json",
}


@needs_shared
def test_no_other_format_is_taken_for_clarity_json():
    mine = {"clarity-summary", "clarity-matrix", "clarity-settings"}
    texts = (".json", ".xml", ".csv", ".txt", ".html", ".tab", ".rss")
    others = [
        p
        for p in shared_files("feeds/*/**/*.*")
        if p.parent.name not in {"expected", "json"}
        and "clarity" not in p.name
        and p.name.removesuffix(".gz").endswith(texts)
    ]
    assert len(others) > 50
    for path in others:
        start = body(path)[:70000]
        assert not [k for k in mine if reader(k).recognises(start, path.name)], path
