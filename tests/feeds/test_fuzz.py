"""Every reader, met by files that chance made sick: refused in our words, or a snapshot that holds together.

The short part of the fuzzing, in every `make test`. The long one, led by coverage, is tests/promises/test_fuzz_long.py.
"""

import csv
import io
import json
import random

import pytest
import seeds
import sick
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws import judged, must, printable
from lxml import etree

from outright import feeds
from outright.errors import FeedError, FeedMalformed, OutrightError
from outright.feeds.detect import candidates
from outright.feeds.numbers import shown
from outright.night.reading import facts_of, read_publication, snapshot_of

QUICK = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
NUMBERS = st.integers(0, 2**32)
OURS = pytest.mark.parametrize("seed", seeds.ours(), ids=str)
REAL = pytest.mark.parametrize("seed", seeds.real(), ids=str)
WITHOUT_CONTESTS = {"statement", "notice", "clarity-settings"}
BY_HEADER = {"votewa", "openelections", "florida-county", "milwaukee", "medsl", "elex", "bloomberg"}


def shaped(*shapes):
    """Our seeds of these shapes, as cases of a test."""
    return pytest.mark.parametrize("seed", [s for s in seeds.ours() if s.shape in shapes], ids=str)


def test_every_kind_has_a_seed():
    assert {s.kind for s in seeds.ours()} == set(seeds.every_kind())
    assert len({str(s) for s in seeds.ours()}) == len(seeds.ours())


@OURS
def test_every_seed_is_read_whole(seed):
    snapshot = judged(seed.read, seed.body)
    assert snapshot.kind == seed.kind
    assert bool(snapshot.contests) == (seed.kind not in WITHOUT_CONTESTS)
    if seed.kind != seeds.MAPPED:
        assert feeds.read(seed.body, name=seed.name) == snapshot


@OURS
@settings(parent=QUICK, max_examples=100)
@given(number=NUMBERS)
def test_a_file_made_sick_is_refused_or_holds_together(seed, number):
    judged(seed.read, sick.sickened(random.Random(number), seed.body, seed.shape))


@REAL
@settings(parent=QUICK, max_examples=8)
@given(number=NUMBERS)
def test_a_real_file_made_sick_is_refused_or_holds_together(seed, number):
    judged(seed.read, sick.sickened(random.Random(number), seed.body, seed.shape))


@OURS
@settings(parent=QUICK, max_examples=15)
@given(number=NUMBERS)
def test_no_publication_stops_the_night_and_none_is_refused_for_a_mistake_of_ours(seed, number):
    body = sick.sickened(random.Random(number), seed.body, seed.shape)
    snapshot, error = read_publication(body, seed.kind, seed.name, seed.columns)
    assert (snapshot is None) == bool(error)
    if snapshot is None:
        assert not error.startswith("The reader for")
    else:
        assert snapshot_of(facts_of(snapshot)) == snapshot


@OURS
@settings(parent=QUICK, max_examples=15)
@given(number=NUMBERS)
def test_one_reader_at_most_knows_a_sick_file_and_asking_never_fails(seed, number):
    body = sick.sickened(random.Random(number), seed.body, seed.shape)
    assert len(list(candidates(body, seed.name))) <= 1


@OURS
def test_a_file_cut_anywhere_is_refused_or_told(seed):
    end = len(seed.body.rstrip())
    for at in range(0, end, max(1, end // 60)):
        snapshot = judged(seed.read, seed.body[:at])
        assert snapshot is None or seed.shape == "lines", f"cut at byte {at}"


@OURS
def test_another_encoding_an_error_page_and_an_empty_file(seed):
    for number in range(60):
        judged(seed.read, sick.encoded(random.Random(number), seed.body))
    for body in (
        b"",
        b" \n",
        b"\xef\xbb\xbf",
        b"<!DOCTYPE html><html><body>Log in</body></html>",
        seed.body.swapcase()[:40],
    ):
        with pytest.raises(FeedError):
            seed.read(body)


@OURS
def test_a_mark_before_a_byte_that_is_no_utf_8(seed):
    if seed.shape == "xlsx":
        return
    at = seed.body.find(b"a", len(seed.body) // 2)
    judged(seed.read, b"\xef\xbb\xbf" + seed.body[:at] + b"\xe9" + seed.body[at + 1 :])


def objects(value):
    """Every object of a JSON document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


@shaped("json")
def test_a_field_nobody_knows_changes_no_vote(seed):
    before = seed.read(seed.body).contests
    for n in range(len(list(objects(json.loads(seed.body))))):
        document = json.loads(seed.body)
        list(objects(document))[n]["zzNew"] = "7"
        snapshot = judged(seed.read, json.dumps(document).encode())
        assert snapshot is None or snapshot.contests == before


@shaped("xml")
def test_an_element_or_attribute_nobody_knows_changes_no_vote(seed):
    before = seed.read(seed.body).contests
    for n in range(0, len(list(etree.fromstring(seed.body).iter("*"))), 1 if seed.kind in ("nist-v1", "vip") else 3):
        for change in (lambda e: e.set("zzNew", "7"), lambda e: e.insert(0, e.makeelement("zzNew"))):
            root = etree.fromstring(seed.body)
            change(list(root.iter("*"))[n])
            snapshot = judged(seed.read, b'<?xml version="1.0"?>' + etree.tostring(root))
            assert snapshot is None or snapshot.contests == before


@pytest.mark.parametrize("seed", [s for s in seeds.ours() if s.kind in BY_HEADER], ids=str)
def test_columns_in_another_order_are_refused_or_the_same_votes(seed):
    mark = "\t" if seed.kind == "bloomberg" else ","
    before = {c.contest.name: c.by_candidate() for c in seed.read(seed.body).contests}
    rows = list(csv.reader(io.StringIO(seed.body.decode()), delimiter=mark))
    for number in range(12):
        order = list(range(len(rows[0])))
        random.Random(number).shuffle(order)
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=mark, lineterminator="\n").writerows([row[n] for n in order] for row in rows)
        snapshot = judged(seed.read, text.getvalue().encode())
        assert snapshot is None or {c.contest.name: c.by_candidate() for c in snapshot.contests} == before


@settings(parent=QUICK, max_examples=100)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_an_error_can_be_shown_whatever_a_file_says(message, where, hint):
    error = FeedMalformed(message or "x", where=where, hint=hint)
    printable(error)
    printable(FeedMalformed(shown(message), where=where * 90, hint=hint))
    assert str(error) == error.message


def test_the_laws_see_what_breaks_them():
    class Odd(OutrightError):
        def line(self):
            return "\x1b[31m"

    with pytest.raises(AssertionError, match="cannot be printed"):
        printable(Odd("x"))
    with pytest.raises(AssertionError, match="no"):
        must(False, "no")
