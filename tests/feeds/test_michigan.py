"""Michigan's results text."""

import csv
from collections import Counter

import pytest
from feed_samples import body, codes, shared_files
from hurt import kinds_that_know, only_our_errors, votes

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.feeds.michigan import _COLUMNS
from shared import SHARED, needs_shared

HEAD = "\t".join(_COLUMNS) + "\n"


def row(number=10, last="Quill", first="Ada", who="-1110", county=1, office="05", district="00000", party="DEM",
        mark="", title="United States Senator 6 Year Term (1) Position", recount=""):  # fmt: skip
    cells = ("2026-11-03", office, district, 0, county, {1: "ASH", 2: "ELM"}[county], title, "01", party, party, who,
             last, first, "", "", number, mark, recount, "")  # fmt: skip
    return "\t".join(map(str, cells)) + "\n"


def text(*rows, records=None, results="UNOFFICIAL", clock="21:33:01"):
    count = len(rows) if records is None else records
    end = f"RECORDS: {count}\tRESULTS: {results}\tRUNDATE: 11/03/2026\tRUNTIME: {clock}\n"
    return (HEAD + "".join(rows) + end).encode()


def test_a_results_file_alone_says_who_has_how_many():
    snapshot = feeds.read(text(row(), row(7, "Vale", "Bo", "-1111", party="REP"), row(3, county=2)))
    (count,) = snapshot.contests
    assert votes(snapshot) == {count.contest.name: {"Ada Quill": 13, "Bo Vale": 7}}
    assert [c.source_id for c in count.contest.candidates] == ["-1110", "-1111"]
    assert [u.totals for u in count.units] == [(10, 7), (3, None)]


def test_two_candidates_of_one_name_have_two_ids():
    (count,) = feeds.read(text(row(who="-1"), row(7, who="2"))).contests
    assert count.result().totals == (10, 7)
    assert len({c.id for c in count.contest.candidates}) == 2


def test_write_ins_are_marked_and_positions_are_seats():
    (count,) = feeds.read(text(row(mark="W", title="Board (2) Positions"))).contests
    assert (count.contest.candidates[0].is_write_in, count.contest.seats) == (True, 2)


def test_a_proposal_is_a_question():
    title = "Proposal 1"
    (count,) = feeds.read(text(row(office="90", last="YES", first="", party="", title=title))).contests
    assert (count.contest.is_question, count.contest.candidates[0].name) == (True, "YES")


def test_a_file_cut_between_two_lines_is_known_by_its_last_line():
    whole = text(row(), row(county=2))
    for cut in (whole[: whole.index(b"RECORDS")], whole.replace(row(county=2).encode(), b"")):
        with pytest.raises(FeedMalformed):
            feeds.read(cut)
    with pytest.raises(FeedMalformed, match="counts 3 records"):
        feeds.read(text(row(), row(county=2), records=3))


def test_no_records_is_no_results_yet():
    assert "no-results-yet" in codes(feeds.read(text()))


def test_official_results_are_certified_and_the_clock_is_the_bureaus():
    snapshot = feeds.read(text(row(), results="OFFICIAL"))
    assert snapshot.status.value == "certified"
    assert feeds.read(text(row())).status.value == "unofficial-partial"
    assert snapshot.published_at.isoformat() == "2026-11-03T21:33:01-05:00"
    assert "time-not-placed" in codes(feeds.read(text(row(), clock="late")))


def test_a_recount_is_told():
    assert "recounted" in codes(feeds.read(text(row(recount="*"))))


def test_bad_votes_name_their_line():
    with pytest.raises(FeedMalformed) as caught:
        feeds.read(text(row(), row("4.5", county=2)))
    assert caught.value.where == "line 3"


@pytest.mark.parametrize(
    "other", [b"", b"<html>", b"2016\tGEN\t1\t00000\t0\t-1142\tHOEFLING\tTOM\t\tNPA\t\n", HEAD[8:].encode()]
)
def test_other_files_are_not_michigans_results(other):
    with pytest.raises(FeedNotRecognised):
        feeds.read(other, kind="michigan")


def test_hurt_files_are_refused_or_read_never_worse():
    assert only_our_errors(text(row(), row(county=2)), "x.txt", "michigan") > 100


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/mi_sos/*.gz"), ids=lambda p: p.name)
def test_every_sum_of_the_real_file_is_the_bytes_own(path):
    sums = Counter()
    rows = csv.DictReader(body(path).decode("latin-1").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for cells in rows:
        if cells["CandidateID"]:
            sums[cells["OfficeDescription"], cells["CandidateID"], cells["CountyName"]] += int(cells["CandidateVotes"])
    assert kinds_that_know(body(path)) == ["michigan"]
    found = Counter()
    for count in feeds.read(body(path), name=path.name).contests:
        for unit in count.units:
            for who, number in zip(count.contest.candidates, unit.totals, strict=True):
                if number is not None:
                    found[count.contest.name, who.source_id, unit.unit.name] += number
    assert found == sums


@needs_shared
def test_the_tables_of_names_and_offices_are_no_results():
    for name in ("2016name.txt", "2016offc.txt", "readme_2016.txt"):
        with pytest.raises(FeedNotRecognised):
            feeds.read((SHARED / "feeds/mi_sos" / name).read_bytes(), name=name)
