"""The count document is contract 2, word for word."""

import json
import subprocess
import sys

import pytest
from feed_samples import COUNTY, EVERY, EXPORT, PRECINCTS, read

from outright import feeds

DOCUMENT = {"kind", "election", "contests", "findings"}
CONTEST = {"id", "sourceId", "name", "seats", "candidates", "methodLabels", "units", "totals"}
TOTALS = {
    "votes",
    "overvotes",
    "undervotes",
    "ballotsCast",
    "registered",
    "precinctsReporting",
    "precinctsTotal",
}


@pytest.mark.parametrize("path", EVERY, ids=lambda p: p.name)
def test_every_key_of_the_contract_is_there(path):
    document = feeds.document(read(path))
    assert set(document) == DOCUMENT
    assert {"name", "date", "asOf"} <= set(document["election"])
    for contest in document["contests"]:
        assert set(contest) >= CONTEST
        assert set(contest["totals"]) == TOTALS
        ids = {c["id"] for c in contest["candidates"]}
        for candidate in contest["candidates"]:
            assert {"id", "name", "party", "votes", "methods"} <= set(candidate)
            assert "total" not in candidate["methods"]
        for unit in contest["units"]:
            assert {"id", "level", "name", "votes", "reported"} <= set(unit)
            assert set(unit["votes"]) == ids
            assert all("total" in cells for cells in unit["votes"].values())
    for finding in document["findings"]:
        assert set(finding) == {"code", "severity", "where", "message"}
        assert finding["severity"] in {"info", "warn", "hold"}


def test_the_county_file_as_a_document():
    document = feeds.document(read(COUNTY))
    assert document["election"]["asOf"] == "2025-05-21T04:04:09Z"
    (contest,) = document["contests"]
    assert contest["candidates"][0] == {
        "id": "ada-quill",
        "sourceId": "1",
        "name": "ADA QUILL (DEM)",
        "party": "D",
        "isWriteIn": False,
        "votes": 120,
        "methods": {"election-day": 60, "early": 55, "absentee-mail": 5},
    }
    assert contest["totals"] == {
        "votes": 247,
        "overvotes": None,
        "undervotes": 7,
        "ballotsCast": 310,
        "registered": 900,
        "precinctsReporting": 2,
        "precinctsTotal": 3,
    }


def test_what_is_not_reported_is_null_or_absent_and_never_zero():
    contest = feeds.document(read(PRECINCTS))["contests"][0]
    quay = next(u for u in contest["units"] if u["name"] == "Quay")
    assert quay["votes"]["don-overbey"] == {"total": None}
    state = feeds.document(read(EXPORT))["contests"][1]
    assert state["candidates"][0]["methods"] == {}
    assert state["totals"]["precinctsTotal"] is None


def test_the_same_bytes_out_in_another_process():
    code = (
        "import json,sys;from outright import feeds;b=open(sys.argv[1],'rb').read();"
        "print(json.dumps(feeds.document(feeds.read(b))))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, str(COUNTY)],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert json.loads(runs.pop())["kind"] == "clarity"


def test_lxml_is_loaded_only_for_xml():
    code = (
        "import sys;from outright import feeds;n,b=feeds.load(sys.argv[1]);feeds.read(b,name=n);"
        "print('lxml' in sys.modules, 'polars' in sys.modules)"
    )
    for path, loaded in ((PRECINCTS, "False False"), (EXPORT, "False False"), (COUNTY, "True False")):
        found = subprocess.run(
            [sys.executable, "-c", code, str(path)],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONPATH": ":".join(sys.path)},
        )
        assert found.stdout.strip() == loaded


def test_a_statement_of_ballots_on_hand_is_in_its_document():
    from outright.rehearsal import reference_night

    statement = next(p for p in reference_night().publications if p.source_id == "statement-fulton")
    told = feeds.document(feeds.read(statement.body, name=statement.name))
    assert told["kind"] == "statement"
    assert {"unit": "fulton", "ballots": 1812, "method": "absentee-mail", "beyondPrecincts": True} in told["onHand"]
    assert told["complete"] == []
