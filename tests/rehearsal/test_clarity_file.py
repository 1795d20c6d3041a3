"""The files look like the real ones: same words in the same places, same sums, same line ends."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import etree

from outright.rehearsal.clarity_xml import Sheet, SheetUnit, columns, county_file, stamp_text, state_file
from shared import SHARED, needs_shared

EDT = dt.timezone(dt.timedelta(hours=-4), "EDT")
REAL = "data/ga06-2017/raw/clarity-detail-2017-06-20-{}.xml"
STATE = "feeds/clarity/xml/20201103_wv_general_counties.detail.xml"


def sheet(*units: SheetUnit, registered: int | None = 100) -> Sheet:
    return Sheet(
        election_name="Special & Other <Elections>",
        election_date=dt.date(2017, 4, 18),
        region="Cobb",
        stamp=dt.datetime(2017, 4, 18, 21, 41, 58, tzinfo=EDT),
        contest_key="10",
        contest_text="U.S. Representative, District 6",
        choices=(("10", 'ANN "AB" LEE'), ("20", "BO COX")),
        vote_types=(("Election Day",), ("Advance in Person 1", "Advance in Person 2")),
        units=units,
        registered=registered,
    )


def words(root: etree._Element) -> dict[str, set[str]]:
    """Every element of a file with the attributes it carries."""
    found: dict[str, set[str]] = {}
    for element in root.iter(etree.Element):
        path = f"{element.getparent().tag if element.getparent() is not None else ''}/{element.tag}"
        found.setdefault(path, set()).update(element.attrib)
    return found


@needs_shared
@pytest.mark.parametrize("county", ["cobb", "dekalb", "fulton"])
def test_a_county_file_has_exactly_the_words_of_the_real_one(county, night, look_into):
    real = etree.parse(SHARED / REAL.format(county)).getroot()
    body = [p.body for p in night.publications if p.source_id == f"clarity-{county}"][-1]
    assert words(etree.fromstring(body)) == words(real)
    real_columns = {v.get("name") for v in real.iterfind(".//VoteType")}
    assert {v.get("name") for v in etree.fromstring(body).iterfind(".//VoteType")} == real_columns
    assert body.count(b"\r\n") == body.count(b"\n") > 0


@needs_shared
def test_a_state_file_uses_only_words_of_a_real_one(night):
    real = words(etree.parse(SHARED / STATE).getroot())
    ours = words(etree.fromstring(state_file(sheet(SheetUnit("Cobb", 9, True, ((1, 2), (3, 0)))))))
    assert set(ours) <= set(real)
    for path, attributes in ours.items():
        assert attributes <= real[path], path


def test_numbered_columns_add_up_again(look_into):
    body = county_file(sheet(SheetUnit("A", 50, True, ((1, 2), (7, 5))), SheetUnit("B", 50, False, ((0, 0),) * 2)))
    detail = look_into(body)
    assert detail.by_method("BO COX", "Advance in Person") == 5
    assert detail.totals == {'ANN "AB" LEE': 8, "BO COX": 7}
    for votes in range(50):
        for count in (1, 2, 3):
            assert sum(columns(votes, count)) == votes


def test_turnout_is_rounded_and_left_out_where_registration_is_unknown(look_into):
    known = look_into(county_file(sheet(SheetUnit("A", 3, True, ((1, 1), (0, 0))))))
    assert known.units["A"]["voterTurnout"] == "66.67"
    unknown = look_into(county_file(sheet(SheetUnit("A", None, True, ((1, 1), (0, 0))), registered=None)))
    assert "totalVoters" not in unknown.units["A"]
    assert unknown.units["A"]["ballotsCast"] == "2"


def test_names_with_marks_survive_the_file(look_into):
    detail = look_into(county_file(sheet(SheetUnit('Fire "7" & <Hall>', 3, True, ((1, 1), (0, 0))))))
    assert detail.root.findtext("ElectionName") == "Special & Other <Elections>"
    assert list(detail.units) == ['Fire "7" & <Hall>']


def test_midnight_and_noon_are_twelve():
    assert stamp_text(dt.datetime(2017, 4, 19, 0, 5, 9, tzinfo=EDT)) == "4/19/2017 12:05:09 AM EDT"
    assert stamp_text(dt.datetime(2017, 4, 18, 12, 0, 0, tzinfo=EDT)) == "4/18/2017 12:00:00 PM EDT"
    assert stamp_text(dt.datetime(2017, 4, 18, 21, 41, 58, tzinfo=EDT)) == "4/18/2017 9:41:58 PM EDT"


def test_every_file_says_in_words_that_it_is_a_rehearsal(night):
    for publication in night.publications:
        head = publication.body[:400]
        assert b"REHEARSAL" in head or b'"rehearsal": true' in head
