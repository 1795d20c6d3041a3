"""Real files against independent readings, and against sums taken by another path.

The mapping of labels to methods is written out again here, so that the reader's own table is tested
and not repeated.
"""

import csv
import datetime as dt
import io
import json
import re
from collections import defaultdict
from xml.etree import ElementTree

import pytest
from feed_samples import body, codes, expected, read, shared_files

from outright import feeds
from outright.feeds.moments import utc_text
from shared import SHARED, needs_shared

pytestmark = needs_shared

READINGS = shared_files("feeds/clarity/expected/*")
CLARITY = [p for p in READINGS if expected(p)["format"] == "clarity_detail_xml"]
EVERY_XML = shared_files("feeds/clarity/xml/*") + shared_files("data/ga06-2017/raw/*.xml")
EXPORTS = shared_files("feeds/enhanced_voting/expected/*")
TABLES = shared_files("feeds/openelections/expected/*")
EVERY_EXPORT = shared_files("feeds/enhanced_voting/*.json.gz") + shared_files("data/ga06-2017/raw/*.json")
EVERY_TABLE = shared_files("feeds/openelections/*.csv*")
RAW_XML = shared_files("data/ga06-2017/raw/*.xml")


def name_of(path):
    return path.name


def method(label):
    """The method a raw label means, decided independently of the reader's table."""
    text = label.lower()
    if "election day" in text:
        return "election-day"
    if "advance" in text or "early" in text:
        return "early"
    if "mail" in text:
        return "absentee-mail"
    return {"absentee": "absentee", "provisional": "provisional", "provisional votes": "provisional"}[text]


def mapped(by_label):
    found = defaultdict(int)
    for label, votes in by_label.items():
        found[method(label)] += votes
    return dict(found)


def without_other(methods):
    return {m: v for m, v in methods.items() if m != "other"}


def whole(text):
    return int(text) if text else None


def compare_candidates(contest, told):
    assert contest["name"] == told["name"].strip()
    assert contest["sourceId"] == told["id"]
    assert contest["totals"]["votes"] == told["total_votes"]
    assert [c["sourceId"] for c in contest["candidates"]] == [c["id"] for c in told["candidates"]]
    for candidate, reading in zip(contest["candidates"], told["candidates"], strict=True):
        assert candidate["name"] == reading["name"].strip()
        assert candidate["votes"] == reading["votes"]
        assert without_other(candidate["methods"]) == mapped(reading["by_method"] or {})


@pytest.mark.parametrize("path", CLARITY, ids=name_of)
def test_clarity_equals_the_independent_reading(path):
    reading = expected(path)
    snapshot = read(SHARED / "feeds/clarity" / reading["source"])
    document = feeds.document(snapshot)
    election = reading["election"]
    assert document["election"]["name"] == election["name"]
    assert document["election"]["date"] == election["date"]
    assert document["election"]["jurisdiction"] == election["region"]
    assert snapshot.published_at == dt.datetime.fromisoformat(election["timestamp"])
    assert snapshot.published_text == election["timestamp_text"]
    assert len(document["contests"]) == reading["contest_count"]
    level = "precinct" if reading["level"] == "county_precincts" else "county"
    for contest, told in zip(document["contests"], reading["contests"], strict=True):
        compare_candidates(contest, told)
        assert contest["level"] == level
        if "units" in told:  # two of the readings list the units of a few contests only
            compare_units(contest, told)
        attributes, pseudo = told["attributes"], told["non_candidate_vote_types"]
        total = attributes.get("precinctsParticipating", attributes.get("precinctsReporting"))
        assert contest["totals"]["precinctsTotal"] == whole(total)
        assert contest["totals"]["precinctsReporting"] == whole(attributes["precinctsReported"])
        assert contest["totals"]["undervotes"] == pseudo.get("Undervotes")
        assert contest["totals"]["overvotes"] == pseudo.get("Overvotes")
        assert contest["isQuestion"] == (attributes["isQuestion"] == "true")
        assert contest["seats"] == int(attributes.get("voteFor", 1))
        if len(contest["units"]) == reading["turnout_unit_count"]:
            assert contest["totals"]["registered"] == whole(reading["turnout_attributes"].get("totalVoters"))
            assert contest["totals"]["ballotsCast"] == whole(reading["turnout_attributes"].get("ballotsCast"))
        else:
            assert contest["totals"]["registered"] is None


def compare_units(contest, told):
    ids = {c["sourceId"]: c["id"] for c in contest["candidates"]}
    units = {u["name"]: u for u in contest["units"]}
    assert set(units) == {n.strip() for n in told["units"]}
    for printed, votes in told["units"].items():
        unit = units[printed.strip()]
        by_label = told.get("units_by_method", {}).get(printed, {})
        for key, number in votes.items():
            cells = unit["votes"][ids[key]]
            assert cells["total"] == number
            if by_label:
                assert without_other({m: v for m, v in cells.items() if m != "total"}) == mapped(by_label[key])


@pytest.mark.parametrize("path", EVERY_XML, ids=name_of)
def test_every_clarity_cell_is_where_the_standard_library_finds_it(path):
    told = defaultdict(int)
    for contest in ElementTree.fromstring(body(path)).iter("Contest"):
        for choice in contest.iter("Choice"):
            for vote_type in choice.iter("VoteType"):
                for unit in vote_type:
                    key = (contest.get("key"), choice.get("key"), unit.get("name").strip())
                    told[(*key, method(vote_type.get("name")))] += int(unit.get("votes"))
    found = {}
    for contest in feeds.document(read(path))["contests"]:
        for candidate in contest["candidates"]:
            for unit in contest["units"]:
                for m, votes in without_other(unit["votes"][candidate["id"]]).items():
                    if m != "total":
                        found[contest["sourceId"], candidate["sourceId"], unit["name"], m] = votes
    assert found == told


@pytest.mark.parametrize("path", CLARITY, ids=name_of)
def test_every_known_inconsistency_has_its_finding(path):
    known = expected(path)["known_inconsistencies"]
    found = codes(read(SHARED / "feeds/clarity" / expected(path)["source"]))
    names = {
        "votetype_ne_sum_units": "method-not-sum-of-units",
        "choice_total_ne_sum_methods": "total-not-sum-of-methods",
    }
    assert {names[k]: n for k, (n, *_) in known.items()} == {
        code: found.count(code) for code in names.values() if code in found
    }


@pytest.mark.parametrize("path", EXPORTS, ids=name_of)
def test_exports_equal_the_independent_reading(path):
    reading = expected(path)
    document = feeds.document(read(SHARED / "feeds/enhanced_voting" / reading["source"]))
    election = reading["election"]
    assert document["election"]["name"] == election["name"].strip()
    assert document["election"]["date"] == election["date"]
    assert document["election"]["jurisdiction"] == election["jurisdiction"]
    assert document["election"]["asOf"][:19] == election["created_at"][:19]
    assert len(document["contests"]) == reading["contest_count"]
    assert len({u["id"] for c in document["contests"] for u in c["units"]}) == reading["unit_count"]
    for contest, told in zip(document["contests"], reading["contests"], strict=True):
        compare_candidates(contest, told)
        ids = {c["name"]: c["id"] for c in contest["candidates"]}
        assert {u["name"] for u in contest["units"]} == set(told["counties"])
        for unit in contest["units"]:
            for name, cells in told["counties"][unit["name"]].items():
                ours = dict(unit["votes"][ids[name.strip()]])
                assert ours.pop("total") == cells["votes"]
                assert ours == mapped(cells["by_method"] or {})


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_tables_equal_the_independent_reading(path):
    reading = expected(path)
    snapshot = read(SHARED / "feeds/openelections" / reading["source"])
    (count,) = snapshot.contests
    told = {t["candidate"]: t["votes"] for t in reading["totals"]}
    assert count.registered_voters == told.pop("Registered")
    assert count.ballots_cast == told.pop("Ballots Cast")
    assert {c.name: count.by_candidate()[c.id] for c in count.contest.candidates} == told
    assert codes(snapshot).count("total-row-left-out") == len(told)
    assert "total-row-differs" not in codes(snapshot)


@pytest.mark.parametrize("path", EVERY_EXPORT, ids=name_of)
def test_every_export_sums_as_its_json_does(path):
    raw = json.loads(body(path))
    snapshot = read(path)
    stated, local = defaultdict(int), defaultdict(int)
    for item in raw["results"]["ballotItems"]:
        for option in item["ballotOptions"]:
            stated[item["id"]] += option["voteCount"]
    for place in raw["localResults"]:
        for item in place["ballotItems"]:
            for option in item["ballotOptions"]:
                for group in option["groupResults"]:
                    local[item["id"], method(group["groupName"])] += group["voteCount"]
    assert {c.contest.source_id: c.votes for c in snapshot.contests} == stated
    found = defaultdict(int)
    for count in snapshot.contests:
        for unit in count.counting_units():
            for m, part in zip(count.methods, unit.parts, strict=True):
                found[count.contest.source_id, m.value] += sum(part)
    assert found == local
    assert not [f for f in snapshot.findings if f.severity == "hold"]


@pytest.mark.parametrize("path", EVERY_TABLE, ids=name_of)
def test_every_table_sums_as_its_rows_do(path):
    """Candidates' votes in all, added from the rows by the csv module and a list of pseudo rows."""
    pseudo = re.compile(
        r"(registered voters|ballots cast.*|voters|total votes|over votes|under votes|total|registered)\s*",
        re.I,
    )
    votes, methods = 0, defaultdict(int)
    for row in csv.DictReader(io.StringIO(body(path).decode("utf-8-sig"), newline="")):
        marks = (row["office"], row["candidate"], row["county"], row.get("precinct") or "")
        if any(pseudo.fullmatch(m) for m in marks):
            continue
        cells = {k: v for k, v in row.items() if k != "votes" and re.search(r"vot|day|mail|absen|prov|fail", k)}
        numbers = {k: int(v.replace(",", "")) for k, v in cells.items() if v not in ("", "NA")}
        stated = row.get("votes")
        votes += int(stated.replace(",", "")) if stated not in (None, "", "NA") else sum(numbers.values())
        for label, number in numbers.items():
            methods[label] += number
    snapshot = read(path)
    assert sum(c.votes for c in snapshot.contests) == votes
    found = defaultdict(int)
    for count in snapshot.contests:
        for m, part in zip(count.methods, count.summed().parts, strict=True):
            found[m.value] += sum(v or 0 for v in part)
    gaps = "total-not-sum-of-methods" in codes(snapshot)
    assert gaps or sum(found.values()) == sum(methods.values())
    for label, number in methods.items():
        wanted = {
            "election_day": "election-day",
            "mail": "absentee-mail",
            "election_day_votes": "election-day",
        }
        if label in wanted:
            assert found[wanted[label]] == number


def test_the_runoff_night_has_828_votes_still_to_come():
    night, later = defaultdict(int), defaultdict(int)
    for path in RAW_XML:
        (count,) = read(path).contests
        assert (count.precincts_reported, count.precincts_total) == (len(count.units),) * 2
        for candidate, votes in count.by_candidate().items():
            night[candidate] += votes
    (count,) = read(SHARED / "data/ga06-2017/raw/sos-export-2017-06-20.json").contests
    later.update(count.by_candidate())
    assert night == {"karen-handel": 134595, "jon-ossoff": 124893}
    assert later == {"karen-handel": 134799, "jon-ossoff": 125517}
    assert sum(later.values()) - sum(night.values()) == 828


@pytest.mark.parametrize("path", RAW_XML, ids=name_of)
def test_the_raw_county_files_sum_as_a_text_search_says(path):
    text = path.read_text()
    (count,) = read(path).contests
    for choice in re.findall(r"<Choice .*?</Choice>", text, re.S):
        name = re.search(r'text="([^"]*)"', choice)[1]
        index = [c.name for c in count.contest.candidates].index(name)
        cells = sum(map(int, re.findall(r'<Precinct name="[^"]*" votes="(\d+)"', choice)))
        assert count.summed().totals[index] == count.result().totals[index] == cells
        advance = re.findall(r'<VoteType name="Advance in Person ?\d?" votes="(\d+)"', choice)
        early = [m.value for m in count.methods].index("early")
        assert count.result().parts[early][index] == sum(map(int, advance))


def test_the_night_by_precinct_equals_the_tidy_table():
    polars = pytest.importorskip("polars")
    folder = SHARED / "data/ga06-2017"
    units = polars.read_parquet(folder / "precincts.parquet")
    printed = {r["unit_id"]: (r["county"], r["precinct"]) for r in units.iter_rows(named=True)}
    table = polars.read_parquet(folder / "runoff_2017_06_20_precinct_method.parquet")
    told = defaultdict(int)
    for row in table.iter_rows(named=True):
        county, _ = printed[row["unit_id"]]
        told[county, row["candidate_id"], row["method"]] += row["votes"]
    names = {"election-day": "election_day", "early": "early_in_person", "absentee-mail": "absentee_mail"}
    found = defaultdict(int)
    precincts = 0
    for path in RAW_XML:
        snapshot = read(path)
        (count,) = snapshot.contests
        precincts += len(count.units)
        for m, part in zip(count.methods, count.summed().parts, strict=True):
            for candidate, votes in zip(count.contest.candidates, part, strict=True):
                if votes:
                    found[snapshot.election.jurisdiction, candidate.id, names[m.value]] += votes
    assert found == {k: v for k, v in told.items() if v}
    assert precincts == table["unit_id"].n_unique() == 208


def test_april_18_is_what_the_county_said():
    count = read(SHARED / "data/ga06-2017/raw/sos-export-2017-04-18.json").contests[0]
    assert count.contest.name == "U.S. Representative, District 6"
    assert (count.by_candidate()["jon-ossoff"], count.votes) == (92673, 192569)
    assert len(count.contest.candidates) == 18


def test_names_with_over_cast_and_blank_inside_are_candidates():
    names = {c.name for p in EVERY_TABLE for k in read(p).contests for c in k.contest.candidates}
    assert names >= {
        "Eric Castater",
        "Don Blankenship",
        "Doug Overbey",
        "Marty Overweg",
        "Jessica Castleberry",
    }
    assert not {n for n in names if re.fullmatch(r"(over|under)\s?votes|total.*", n, re.I)}


@pytest.mark.parametrize("path", CLARITY, ids=name_of)
def test_as_of_is_utc(path):
    reading = expected(path)
    snapshot = read(SHARED / "feeds/clarity" / reading["source"])
    moment = dt.datetime.fromisoformat(reading["election"]["timestamp"]).astimezone(dt.UTC)
    assert utc_text(snapshot.published_at) == moment.strftime("%Y-%m-%dT%H:%M:%SZ")
