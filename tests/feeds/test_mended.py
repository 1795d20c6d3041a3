"""What the fuzzers broke, each as the smallest file that broke it; none of them stops a night again."""

import json
from string import ascii_letters

import pytest
import seeds
import sick
import test_ap
import test_nist_v1
import test_votewa
from feed_samples import EXPORT, codes
from laws import judged
from workbooks import xlsx

from outright import feeds
from outright.count import candidate_id
from outright.errors import FeedError, FeedMalformed, FeedNotRecognised
from outright.feeds.moments import american_moment, epoch_moment, iso_moment, prose_moment
from outright.feeds.parties import in_brackets, party_code
from outright.feeds.strict_json import loads
from outright.feeds.tables import workbook
from outright.feeds.text import any_text

TABLE = test_votewa.HEAD + test_votewa.ROWS


def test_a_mark_before_a_table_in_a_windows_encoding_is_no_letter_of_its_first_heading():
    body = b"\xef\xbb\xbf" + TABLE.replace("Quill", "Quíll").encode("cp1252")
    snapshot = feeds.read(body, name=test_votewa.NAME)
    assert snapshot.kind == "votewa"
    assert snapshot.contests[0].contest.candidates[0].name == "Ada Quíll"
    assert "encoding" in codes(snapshot)
    assert any_text(b"\xef\xbb\xbf\x81") == ("\x81", "latin-1")
    assert any_text(b"\xef\xbb\xbfa") == ("a", "utf-8-sig")


@pytest.mark.parametrize("kind", ["votewa", "milwaukee"])
def test_a_heading_with_an_open_quote_does_not_swallow_the_first_rows(kind):
    seed = seeds.seeds_of(kind)[0]
    head, rest = seed.body.split(b"\n", 1)
    start, last = head.rsplit(b",", 1)
    with pytest.raises(FeedNotRecognised):
        seed.read(start + b',"' + last + b"\n" + rest.replace(b"\n", b'"\n', 1))


def test_a_clock_at_the_end_of_the_calendar_is_not_placed_and_stops_nothing():
    text = test_nist_v1.MADE.replace("2031-11-04T21:15:00", "9999-12-31T23:59:59-14:00")
    snapshot = judged(seeds.seeds_of("nist-v1")[0].read, text.encode())
    assert snapshot.published_at is None
    assert "time-not-placed" in codes(snapshot)
    assert iso_moment("0001-01-01T00:00:00+14:00") is None
    assert american_moment("12/31/9999 11:59:59 PM PST") is None
    assert epoch_moment(10**14) is None
    assert prose_moment("November 9, 9999, 11:59 p.m.", "America/Los_Angeles") is None


@pytest.mark.parametrize("kind", ["statement", "notice", "entry"])
@pytest.mark.parametrize(("old", "new"), [("2031-11-04T", "9999-12-31T"), ("ash", "\\ud800"), ('"text"', '"\\ud83d"')])
def test_our_own_documents_with_a_year_that_is_none_or_half_a_letter_are_refused(kind, old, new):
    for seed in seeds.seeds_of(kind):
        if old.encode() in seed.body:
            with pytest.raises(FeedMalformed):
                seed.read(seed.body.replace(old.encode(), new.encode()))


def test_an_error_shows_no_control_characters_and_is_no_longer_than_a_screen():
    error = FeedMalformed("\x1b[2J" + "x" * 5000, where="\ud800\u202e", hint="a\nb")
    assert error.line().startswith("\\x1b[2Jxxx")
    assert error.line().endswith("(\\ud800\\u202e). a b")
    assert len(error.line()) < 1100


def placed(*cells):
    """A workbook of one sheet with a 1 in each of these cells, and nothing else."""
    parts = sick.unpacked(xlsx({"A": [[1]]}))
    rows = "".join(f'<row r="{at.strip(ascii_letters)}"><c r="{at}"><v>1</v></c></row>' for at in cells)
    name = "xl/worksheets/sheet1.xml"
    start, end = parts[name].split(b"<sheetData>")[0], b"</sheetData></worksheet>"
    return sick.packed(parts | {name: start + b"<sheetData>" + rows.encode() + end})


def test_a_cell_at_the_far_corner_of_a_sheet_is_refused_before_room_is_made_for_it():
    for far in ("XFD1048576", "XFD300", "A1048577", "xfd1048576"):
        with pytest.raises(FeedMalformed, match="stands so far out"):
            list(workbook(placed("A1", far), "x"))
    ((_, rows),) = workbook(placed("A1", "ZZ900"), "x")
    assert (len(rows), rows[0][0], rows[-1][-1]) == (900, 1.0, 1.0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Type>total</Type><Count>9", "<Type>total<new/></Type><Count>9"),
        ("<CandidateIds>c1", "<CandidateIds><new/>c1"),
        ("<GeneratedDate>", "<Election>2031</Election><GeneratedDate>"),
    ],
)
def test_words_beside_elements_are_refused_and_never_a_second_kind_of_vote(old, new):
    assert old in test_nist_v1.MADE
    with pytest.raises(FeedMalformed):
        test_nist_v1.read(test_nist_v1.MADE.replace(old, new, 1))
    emptied = '<?xml version="1.0"?><ElectionReport xmlns:xsi="x"><Election/></ElectionReport>'
    judged(seeds.seeds_of("nist-v1")[0].read, emptied.encode())


def test_a_total_that_is_left_out_stays_unknown_and_is_told():
    raw = {"electionDate": "2031-11-04", "timestamp": "2031-11-05T01:02:03Z", "nextrequest": "", "races": [
        {"raceID": "1", "officeID": "S", "officeName": "Senate", "reportingUnits": [
            test_ap.unit("state", None, 25), test_ap.county("Ash", "11001", "13001", 30, 25),
        ]}]}  # fmt: skip
    snapshot = feeds.read(json.dumps(raw).encode(), kind="ap")
    assert sorted(map(str, snapshot.contests[0].stated.totals)) == ["25", "None"]
    assert codes(snapshot).count("total-not-stated") == 1


def test_a_total_that_is_left_out_beside_its_methods_is_told():
    body = EXPORT.read_bytes()
    assert "total-not-stated" not in codes(feeds.read(body))
    less = body.replace(b'"voteCount": 115', b'"voteCount": null')
    assert less != body
    assert "total-not-stated" in codes(feeds.read(less))


def test_a_small_file_of_ten_thousand_candidates_in_ten_thousand_places_is_refused():
    rows = "".join(f"Mayor,KI,Candidate {n},Place {n},{n},1\n" for n in range(5_000))
    with pytest.raises(FeedMalformed, match="25,000,000 cells"):
        feeds.read((test_votewa.HEAD + rows).encode(), name=test_votewa.NAME)


def test_one_row_twenty_thousand_times_is_as_many_places_and_none_is_lost():
    seed = seeds.seeds_of("openelections")[0]
    row = "Ash,Mill,Mayor,,DEM,Ada,1\n"
    body = ("county,precinct,office,district,party,candidate,votes\n" + row * 20_000).encode()
    (count,) = judged(seed.read, body).contests
    assert (len(count.units), count.result().totals) == (20_000, (20_000,))


def test_one_key_of_two_hundred_thousand_said_twice_is_found():
    keys = ",".join(f'"k{n}":0' for n in range(200_000))
    with pytest.raises(FeedError, match="'k199999' twice"):
        loads(f'{{"races":[{{{keys},"k199999":1}}]}}'.encode(), "NPR")


def test_marks_and_blanks_behind_a_name_are_stripped_however_many_there_are():
    assert candidate_id("Ada Quill" + " (I)" * 50_000 + " " * 50_000) == "ada-quill"
    assert candidate_id("(I)" * 3) == candidate_id("(I)") == "i"
    assert party_code(None, "Ada" + " " * 200_000 + "(Rep)") == "R"
    assert in_brackets("(" * 100_000 + "LPF)") == "LPF"
