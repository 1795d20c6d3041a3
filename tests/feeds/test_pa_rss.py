"""Pennsylvania's election-night RSS."""

import re
from collections import Counter

import pytest
from feed_samples import body, codes, shared_files
from hurt import kinds_that_know, only_our_errors

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from shared import needs_shared

HEADINGS = "<tr><td><b>Office Title</b></td><td><b>Candidate Name</b></td><td><b>Party</b></td><td>Votes</td><td>% of Vote</td></tr>"  # noqa: E501
LINE = "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
ADA, BO = ("Mayor", "QUILL, ADA  J ", "DEM", "1,237", "16.73"), ("Mayor", "VALE, BO", "REP", "5", "n/a")


def item(county, *rows, progress=" 50 Out of 50 Districts (100.00%) Reporting"):
    lines = "".join(LINE.format(*row) for row in rows)
    table = f"<table><tr><td>{progress}</td></tr></table><table>{HEADINGS}{lines}</table>"
    return f"<item><title>{county}</title><description><![CDATA[{table}]]></description></item>"


def feed(*items, title="PA 2026 General Election Results", built="Nov  3 2026  9:40PM"):
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<lastBuildDate>{built}</lastBuildDate><generator>ENR RSS v1.0</generator>{''.join(items)}</channel></rss>"
    ).encode()


TWO = (item("ASH", ADA, BO), item("ELM", ADA, BO, progress="1,000 Out of 1,323 Districts (1%) Reporting"))


def test_counties_are_units_and_percentages_are_never_read():
    (count,) = feeds.read(feed(*TWO)).contests
    assert count.result().totals == (2474, 10)
    assert [u.unit.name for u in count.units] == ["ASH", "ELM"]
    assert count.contest.candidates[0].name == "QUILL, ADA J"


def test_progress_is_in_prose_and_summed_for_contests_of_all_counties():
    (count,) = feeds.read(feed(*TWO)).contests
    assert (count.precincts_reported, count.precincts_total) == (1050, 1373)
    assert [u.reported for u in count.units] == [True, None]
    lone = feeds.read(feed(*TWO, item("OAK", ("Levy", "YES", "", "3", "1")))).contests
    assert [c.precincts_total for c in lone] == [None, None]


def test_more_districts_in_than_there_are_is_no_progress():
    snapshot = feeds.read(feed(item("ASH", ADA, progress="51 Out of 50 Districts")))
    assert snapshot.contests[0].precincts_total is None
    assert "precincts-beyond-total" in codes(snapshot)


def test_a_title_that_says_testing_holds_everything():
    snapshot = feeds.read(feed(*TWO, title="PA 2026 Election (Unofficial, Testing)"))
    assert snapshot.is_test
    assert "test-data" in codes(snapshot)
    assert not feeds.read(feed(*TWO)).is_test


def test_the_clock_is_the_states_own():
    snapshot = feeds.read(feed(*TWO))
    assert snapshot.published_at.isoformat() == "2026-11-03T21:40:00-05:00"
    assert feeds.read(feed(*TWO, built="Jun 19 2026  8:40AM")).published_at.isoformat() == "2026-06-19T08:40:00-04:00"
    assert "time-not-placed" in codes(feeds.read(feed(*TWO, built="soon")))


def test_in_a_primary_an_office_is_a_contest_for_each_party():
    found = feeds.read(feed(*TWO, title="PA 2026 Primary Election Results")).contests
    assert [(c.contest.id, c.contest.primary_party, c.result().totals) for c in found] == [
        ("mayor-dem", "D", (2474,)), ("mayor-rep", "R", (10,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        item("ASH", ADA, ("Mayor", "VALE, BO", "REP", "5.5", "1")),
        item("ASH", ADA).replace("</td></tr></table>]]", "</td></table>]]"),
        item("ASH", ADA).replace("Votes</td>", "Share</td>"),
        item("ASH", ADA).replace("<td>DEM</td>", ""),
        item("ASH", ADA) + item("ASH", ADA),
    ],
    ids=["share", "cut", "other-headings", "four-cells", "county-twice"],
)
def test_a_table_that_is_cut_or_laid_out_otherwise_stops_the_feed(bad):
    with pytest.raises(FeedMalformed) as caught:
        feeds.read(feed(bad))
    assert "ASH" in caught.value.where


def test_a_feed_without_its_title_could_be_a_test_and_is_refused():
    with pytest.raises(FeedMalformed, match="title"):
        feeds.read(re.sub(rb"<channel><title>.*?</title>", b"<channel>", feed(*TWO)))


@pytest.mark.parametrize("other", [b"", b"<html><rss ENR RSS></html>", b"<rss version='2.0'><channel/></rss>"])
def test_other_feeds_are_not_pennsylvanias(other):
    with pytest.raises(FeedNotRecognised):
        feeds.read(other, kind="pa-rss")


def test_hurt_feeds_are_refused_or_read_never_worse():
    assert only_our_errors(feed(*TWO), "x.xml", "pa-rss") > 100


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/pa_dos_rss/*.gz"), ids=lambda p: p.name)
def test_every_sum_of_the_real_feed_is_the_bytes_own(path):
    text, sums = body(path).decode(), Counter()
    for part in text.split("<item>")[1:]:
        county = re.search("<title>(.*?)</title>", part)[1]
        for line in re.findall(r"<tr><td style=.*?</tr>", part):
            office, who, party, number, _ = re.findall(r"<td[^>]*>([^<]*)</td>", line)
            sums[county, office, " ".join(who.split()), party[0]] += int(number.replace(",", ""))
    assert kinds_that_know(body(path)) == ["pa-rss"]
    snapshot, found = feeds.read(body(path), name=path.name), Counter()
    for count in snapshot.contests:
        for unit in count.units:
            for who, number in zip(count.contest.candidates, unit.totals, strict=True):
                if number is not None:
                    found[unit.unit.name, count.contest.name, who.name, who.party] += number
    assert found == sums
    assert len(sums) == 3726
    assert snapshot.is_test
    assert snapshot.published_at.isoformat() == "2020-06-19T08:40:00-04:00"
