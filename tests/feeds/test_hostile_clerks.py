"""Sick files of the clerks' formats: a typed error or a sound snapshot, never anything else."""

import io
import json
import random
import zipfile

import pytest
import test_california
import test_dominion_sovc
import test_ess_el30
import test_france
import test_gems_sovc
import test_la_county
import test_tse
from feed_samples import body as sample_body
from feed_samples import shared_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_hostile import sound

from outright import feeds
from outright.errors import FeedNotRecognised
from shared import needs_shared

QUICK = settings(deadline=None, derandomize=True, max_examples=80, suppress_health_check=[HealthCheck.too_slow])

REPORT = test_ess_el30.page(test_ess_el30.VOTERS + test_ess_el30.SENATE)
BODIES = {
    "ess-el30": REPORT + test_ess_el30.page(test_ess_el30.SENATE, precinct="0002 BARROW"),
    "ess-el30-htm": f"<HTML>\n<PRE>\n{REPORT}</PRE></HTML>",
    "california": json.dumps([test_california.race(), test_california.race("Alder County")]),
    "la-county-list": json.dumps([test_la_county.record(), test_la_county.record("002", "MEASURE A", kind="measure")]),
    "la-county": json.dumps(test_la_county.election(test_la_county.contest())),
    "gems-sovc": test_gems_sovc.REPORT,
    "tse": json.dumps(test_tse.nested()),
    "tse-flat": json.dumps(test_tse.flat()),
    "france": test_france.WHOLE,
}
PIECES = (b"", b"0", b"-1", b"9" * 30, b'"', b",", b"\n", b"\x00", b"\xff", b".", b"  ", b"NaN", b"null", b"{}", b"<x>")


def sickened(whole, cuts, pieces):
    """The bytes with pieces put in place of small cuts."""
    for (at, length), piece in zip(cuts, pieces, strict=False):
        start = at % (len(whole) + 1)
        whole = whole[:start] + piece + whole[start + length :]
    return whole


CUTS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 12)), min_size=1, max_size=4)


@pytest.mark.parametrize("kind", sorted(BODIES))
@QUICK
@given(cuts=CUTS, pieces=st.lists(st.sampled_from(PIECES), min_size=4, max_size=4))
def test_small_files_with_pieces_changed(kind, cuts, pieces):
    sound(sickened(BODIES[kind].encode(), cuts, pieces), name=f"20221108_{kind}")


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_small_files_whole_are_read_as_what_they_are(kind):
    snapshot = feeds.read(BODIES[kind].encode(), name="x")
    assert kind.startswith(snapshot.kind)
    assert snapshot.contests


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_small_files_cut_anywhere(kind):
    whole = BODIES[kind].encode()
    for cut in range(0, len(whole), 3):
        sound(whole[:cut])


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_a_byte_order_mark_changes_nothing(kind):
    whole = BODIES[kind].encode()
    marked = feeds.read(b"\xef\xbb\xbf" + whole, name="x")
    assert marked.contests == feeds.read(whole, name="x").contests


@pytest.mark.parametrize(
    "kind", sorted({k.removesuffix("-htm").removesuffix("-list").removesuffix("-flat") for k in BODIES})
)
def test_an_error_page_an_empty_file_and_another_format_are_not_of_the_kind(kind):
    other = BODIES["california" if kind != "california" else "tse"].encode()
    for body in (b"", b"<!DOCTYPE html><html><body>503</body></html>", other):
        with pytest.raises(FeedNotRecognised):
            feeds.read(body, kind=kind, name="results.json")


@QUICK
@given(cuts=CUTS, pieces=st.lists(st.sampled_from(PIECES), min_size=4, max_size=4), part=st.integers(0, 5))
def test_a_workbook_with_sick_parts(cuts, pieces, part):
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(test_dominion_sovc.made())) as whole, zipfile.ZipFile(packed, "w") as sick:
        for n, name in enumerate(whole.namelist()):
            text = whole.read(name)
            sick.writestr(name, sickened(text, cuts, pieces) if n == part else text)
    sound(packed.getvalue(), name="sovc.xlsx")


REAL = [
    p
    for pattern in (
        "ess_el30/mifflin*",
        "ca_sos/us-*",
        "gems_sovc/*.gz",
        "la_county/0018*zero*",
        "foreign/br_tse_2024*",
    )
    for p in shared_files(f"feeds/{pattern}")
]


@needs_shared
@pytest.mark.parametrize("path", REAL, ids=lambda p: p.name)
def test_real_files_with_pieces_changed(path):
    whole = sample_body(path)
    rng = random.Random(8)
    for _ in range(25):
        cuts = [(rng.randrange(10**6), rng.randrange(12)) for _ in range(3)]
        sound(sickened(whole, cuts, rng.choices(PIECES, k=3)), name=path.name)
