"""The same bulletin is the same bytes, everywhere and for ever; what is not said anew is not written anew."""

import datetime as dt
import functools
import hashlib
import json
import os
import subprocess
import sys

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from data_states import EVERY, files, known, undrawn
from outright.publish.site import Site
from outright.publish.tree import is_immutable
from page_states import CONTEST, with_contest, with_night
from shared import ROOT

NIGHT = "us-ga-2017-04-18"
AT = f"/v1/{NIGHT}/{CONTEST}"
ELSEWHERE = """
import hashlib, json, sys
sys.path.insert(0, {tests!r})
from data_states import EVERY, files
said = {{name: {{p: hashlib.sha256(b).hexdigest() for p, b in files(make()).items()}}
        for name, make in EVERY.items()}}
print(json.dumps(said))
"""


@functools.cache
def hashes():
    return {name: {p: hashlib.sha256(b).hexdigest() for p, b in files(make()).items()} for name, make in EVERY.items()}


@pytest.mark.parametrize("seed", ["1", "4711", pytest.param("0", marks=pytest.mark.promise)])
def test_another_process_gives_the_same_bytes(seed):
    script = ELSEWHERE.format(tests=str(ROOT / "tests"))
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src"), "TZ": "Asia/Kathmandu"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == hashes()


def later(whole):
    """The night at a later publication that concerned another contest."""
    at = whole.night.as_of
    sources = tuple(replace(s, publications=s.publications + 1, message="late") for s in whole.night.sources)
    return with_night(
        whole, seq=whole.night.seq + 9, as_of=at and at + dt.timedelta(minutes=7), as_of_text="9:49 p.m. EDT",
        sources=sources,
    )  # fmt: skip


@pytest.mark.parametrize("state", list(EVERY))
def test_a_contest_of_which_nothing_new_is_said_has_the_same_files(state):
    whole = EVERY[state]()
    before, after = files(whole), files(later(whole))
    mine = [p for p in before if p.startswith(f"{AT}/")]
    assert len(mine) > 10
    assert [p for p in mine if before[p] != after[p]] == []
    assert before[f"/v1/{NIGHT}/index.json"] != after[f"/v1/{NIGHT}/index.json"]


@pytest.mark.parametrize("state", list(EVERY))
def test_files_made_of_equal_things_are_equal_and_need_no_drawing(state):
    whole = EVERY[state]()
    first, second = undrawn(whole), undrawn(later(whole))
    for path in first:
        same = first[path] == second[path]
        assert not same or first[path].draw() == second[path].draw(), path
        assert same or not path.startswith(f"{AT}/"), path


def test_a_moment_never_changes_its_bytes_while_the_night_goes_on():
    whole = known()
    kept = {}
    for seq in (12, 13, 13, 20):
        now = with_contest(with_night(whole, seq=seq), seq=min(seq, 13), prev=12 if seq > 12 else 11)
        for path, body in files(now).items():
            if is_immutable(path):
                assert kept.setdefault(path, body) == body, path
    assert {f"{AT}/s/12.json", f"{AT}/s/13.json"} <= set(kept)


def test_a_new_count_is_another_file_of_every_kind_that_shows_it():
    whole = known()
    rows = whole.contests[0].candidates
    changed = with_contest(whole, candidates=(replace(rows[0], votes=rows[0].votes + 1), *rows[1:]))
    for name in ("latest.json", "s/12.json", "results.csv", "nist.json"):
        assert undrawn(whole)[f"{AT}/{name}"] != undrawn(changed)[f"{AT}/{name}"]
        assert files(whole)[f"{AT}/{name}"] != files(changed)[f"{AT}/{name}"]


def test_the_setting_of_the_tables_is_part_of_what_they_are_made_of():
    guarded, plain = (undrawn(bulletin(), Site(csv_guard=on)) for on in (True, False))
    assert guarded[f"{AT}/results.csv"] != plain[f"{AT}/results.csv"]
    assert guarded[f"{AT}/latest.json"] == plain[f"{AT}/latest.json"]
