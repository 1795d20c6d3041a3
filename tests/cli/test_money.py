"""outright money: a night's, or straight from files; what a desk sees, and what it is told when a file is refused."""

import json
import os
from pathlib import Path

import pytest

from fec_made import CAMPAIGN, OSSOFF, gift, gifts, linkage, summary

BODY = summary({"CAND_ID": OSSOFF, "TTL_RECEIPTS": "8300.25", "TTL_INDIV_CONTRIB": "8100", "CVG_END_DT": "03/29/2017"})


@pytest.fixture
def fec(tmp_path: Path) -> Path:
    folder = tmp_path / "fec"
    folder.mkdir()
    (folder / "weball18.txt").write_bytes(BODY)
    (folder / "ccl18.txt").write_bytes(linkage((OSSOFF, CAMPAIGN)))
    (folder / "itcont.txt").write_bytes(gifts(gift("2000", "CA"), gift("500.25", "GA"), gift("9", "GA", MEMO_CD="X")))
    return folder


def test_a_night_says_its_money_with_its_days(reference_file: Path, typed):
    code, out, err = typed("money", "--db", str(reference_file))
    assert (code, err) == (0, "")
    assert out.startswith("REHEARSAL")
    said = " ".join(out.split())
    assert "Ossoff: raised $8.2 million to $8.3 million*, on hand about $2.1 million" in said
    assert "between 24% and 95% came from outside the state" in said
    assert "(as of March 29, 2017, reports)" in said
    assert "Sources disagree" in said
    assert max(len(line) for line in out.splitlines()) <= 80
    code, out, _ = typed("money", "us-house-6", "--db", str(reference_file), "--json")
    assert code == 0
    assert json.loads(out)["money"]["candidates"][0]["candidate"] == "jon-ossoff"


def test_a_night_without_money_says_so(stored, typed):
    assert "Nothing is known of money" in typed("money")[1]


def test_files_are_read_without_a_night(fec: Path, typed):
    code, out, err = typed("money", "--fec", str(fec), "--candidate", OSSOFF.lower(), "--on", "2017-04-18")
    assert (code, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert f"{OSSOFF} receipts $8,300.25 2017-03-29 FEC, all-candidates summary (weball18.txt)" in lines
    assert f"{OSSOFF} state GA $500.25 2017-03-29 FEC, itemised gifts (itcont.txt)" in lines
    early = typed("money", "--fec", str(fec), "--candidate", OSSOFF, "--on", "2017-03-01")[1]
    assert "$8,300.25" not in early
    code, out, _ = typed("money", "--fec", str(fec), "--candidate", OSSOFF, "--on", "2017-04-18", "--json")
    assert {f["item"] for f in json.loads(out)["facts"]} > {"receipts", "state", "itemised"}
    assert "SECRET" not in out


def test_a_file_that_is_refused_is_named_and_the_rest_is_printed(fec: Path, typed):
    (fec / "1150000.fec").write_bytes(b"HDR\x1cFEC\x1c8.1\x1cx\n")
    code, out, err = typed("money", "--fec", str(fec), "--candidate", OSSOFF, "--on", "2017-04-18")
    assert code == 3
    assert "$8,300.25" in out
    assert err.count("\n") == 1
    assert "1150000.fec" in err


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--fec", "."), "Whose money is not said"),
        (("--candidate", OSSOFF), "belong to --fec"),
        (("--fetch", "nowhere.toml"), "cannot be read"),
    ],
)
def test_what_is_asked_wrongly_is_answered(args, why, stored, typed):
    code, _, err = typed("money", *args)
    assert code in (2, 3)
    assert why in err


def test_no_key_is_printed(fec: Path, typed, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(os.environ, "OPENFEC_KEY", "s3cret-0123456789")
    night = fec.parent / "night.toml"
    night.write_text(
        '[night]\nid = "n"\nname = "N"\ntimezone = "UTC"\ndate = 2017-04-18\n\n'
        '[[source]]\nid = "hand"\nkind = "entry"\n\n'
        '[[contest]]\nid = "c"\n\n[contest.money]\nanswers = "kept"\nkey_env = "OPENFEC_KEY"\n'
        'api = "https://127.0.0.1:1"\nfec_ids = { jon-ossoff = "H8GA06195" }\n'
    )
    code, out, err = typed("money", "--fetch", str(night))
    assert code != 0
    assert "s3cret" not in out + err
    code, out, err = typed("check", str(night), "--resolved", "--no-alerts")
    assert "s3cret" not in out + err
    assert "money c" in out
