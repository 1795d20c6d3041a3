"""Sick and hostile files: a typed error or a sound snapshot, never anything else, and never late."""

import gc
import gzip
import io
import json
import stat
import time
import zipfile

import pytest
from feed_samples import COUNTY, EVERY, EXPORT, PRECINCTS, STATE, shared_files
from feed_samples import body as sample_body
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outright import feeds
from outright.errors import FeedError, FeedMalformed, FeedNotRecognised, FeedUnavailable, UsageError
from outright.feeds.unpack import LARGEST, gunzip, member_of
from shared import needs_shared

QUICK = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
SMALL_REAL = [
    p
    for pattern in (
        "feeds/clarity/xml/*dekalb*",
        "feeds/enhanced_voting/ga_2017*",
        "feeds/openelections/2017*",
    )
    for p in shared_files(pattern)
]


def sound(body, name=""):
    """Reads a body that may be anything: an error of ours, or a snapshot that holds together."""
    try:
        snapshot = feeds.read(body, name=name)
    except FeedError as error:
        assert error.message
        assert "\n" not in error.line()
        return None
    document = feeds.document(snapshot)
    json.dumps(document)
    codes = {f["code"] for f in document["findings"]}
    for count, shown in zip(snapshot.contests, document["contests"], strict=True):
        ids = [c["id"] for c in shown["candidates"]]
        units = [u["id"] for u in shown["units"]]
        assert len(set(ids)) == len(ids)
        assert len(set(units)) == len(units)
        for n, candidate in enumerate(shown["candidates"]):
            if candidate["methods"] and candidate["votes"] is not None:
                summed = sum(candidate["methods"].values())
                assert summed == candidate["votes"] or codes & {
                    "total-not-sum-of-methods",
                    "methods-unknown",
                }
            unit_sum = count.summed().totals[n]
            if count.stated and count.stated.totals[n] not in (None, unit_sum):
                assert (
                    codes
                    & {
                        "total-not-sum-of-methods",
                        "method-not-sum-of-units",
                        "total-not-sum-of-units",
                        "option-only-local",
                        "not-a-method",
                    }
                    or unit_sum is None
                )
    assert len({c["id"] for c in document["contests"]}) == len(document["contests"])
    return snapshot


@pytest.mark.parametrize("path", EVERY, ids=lambda p: p.name)
def test_every_cut_of_a_fixture_is_refused_or_told(path):
    whole = path.read_bytes()
    end = len(whole.rstrip())
    for cut in range(0, end, 7):
        snapshot = sound(whole[:cut], path.name)
        if path.suffix != ".csv":
            assert snapshot is None, f"cut at byte {cut}"
        elif snapshot is not None and not whole[:cut].endswith(b"\n"):
            assert "no-final-newline" in {f.code for f in snapshot.findings}


@needs_shared
@pytest.mark.parametrize("path", SMALL_REAL, ids=lambda p: p.name)
@settings(parent=QUICK, max_examples=15)
@given(data=st.data())
def test_real_files_cut_or_altered_anywhere(path, data):
    whole = sample_body(path)
    cut = data.draw(st.integers(0, len(whole.rstrip()) - 1))
    if path.suffix != ".csv":
        with pytest.raises(FeedError):
            feeds.read(whole[:cut])
    altered = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        altered[place] = data.draw(st.integers(0, 255))
    sound(bytes(altered), path.name)


@pytest.mark.parametrize("path", EVERY, ids=lambda p: p.name)
@QUICK
@given(data=st.data())
def test_fixtures_altered_anywhere(path, data):
    altered = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(altered) - 1), min_size=1, max_size=6)):
        altered[place] = data.draw(st.integers(0, 255) | st.sampled_from(b'"<>,:{}[]&0-9\n'))
    sound(bytes(altered), path.name)


@QUICK
@given(st.binary(max_size=300), st.sampled_from([None, *feeds.kinds()]))
def test_noise_is_never_a_count(body, kind):
    with pytest.raises(FeedError):
        feeds.read(body, kind=kind)


@pytest.mark.parametrize("path", EVERY, ids=lambda p: p.name)
def test_a_byte_order_mark_changes_nothing(path):
    whole = path.read_bytes()
    plain, marked = feeds.read(whole, name=path.name), feeds.read(b"\xef\xbb\xbf" + whole, name=path.name)
    assert marked.contests == plain.contests


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n\t ",
        b"\xef\xbb\xbf",
        b"<!DOCTYPE html><html><body>Service unavailable</body></html>",
        b"\n<HTML><head><title>Log in</title>",
        b"<?xml version='1.0'?><html xmlns='x'/>",
        b"<?xml version='1.0'?><Report/>",
        b"{}",
        b"[1, 2]",
        b"not found",
        b"\x89PNG\r\n",
        gzip.compress(b"x", mtime=0),
        b"PK\x03\x04rest",
        b"name,votes\nA,1\n",
    ],
)
@pytest.mark.parametrize("kind", [None, *feeds.kinds()])
def test_what_is_no_results_file_is_not_recognised(body, kind):
    with pytest.raises(FeedNotRecognised) as caught:
        feeds.read(body, kind=kind, name="download")
    assert caught.value.hint


def test_the_collector_runs_again_after_a_read_and_after_an_error():
    feeds.read(COUNTY.read_bytes())
    assert gc.isenabled()
    with pytest.raises(FeedMalformed):
        feeds.read(COUNTY.read_bytes()[:900])
    assert gc.isenabled()


@pytest.mark.parametrize("path", [COUNTY, EXPORT, PRECINCTS], ids=lambda p: p.name)
def test_the_wrong_kind_names_the_right_one(path):
    right = feeds.read(path.read_bytes(), name=path.name).kind
    for wrong in set(feeds.kinds()) - {right}:
        with pytest.raises(FeedNotRecognised) as caught:
            feeds.read(path.read_bytes(), kind=wrong, name=path.name)
        assert f"--kind {right}" in caught.value.hint
    with pytest.raises(UsageError):
        feeds.read(path.read_bytes(), kind="tea-leaves")


@pytest.mark.parametrize("path", EVERY, ids=lambda p: p.name)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_wide_text_is_refused(path, encoding):
    with pytest.raises(FeedError):
        feeds.read(path.read_text().encode(encoding), name=path.name)


def xml_attacks():
    start, rest = STATE.read_bytes().split(b"<ElectionResult>", 1)
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    yield "laughs", start + b'<!DOCTYPE x [<!ENTITY l0 "ha">' + laughs + b"]><ElectionResult>&l8;" + rest
    yield "file", start + b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><ElectionResult>' + rest
    yield "dtd", start + b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><ElectionResult>' + rest
    yield "undeclared", start + b"<ElectionResult>&nothing;" + rest
    yield "deep", start + b"<ElectionResult>" + b"<a>" * 100_000
    yield "deep and closed", start + b"<ElectionResult>" + b"<a>" * 9_000 + b"</a>" * 9_000 + rest
    yield "wide", start + b'<ElectionResult><Contest text="' + b"x" * 11_000_000 + b'"/>' + rest
    yield "utf-7", b'<?xml version="1.0" encoding="UTF-7"?><ElectionResult>' + rest
    yield "not utf-8", start + b"<ElectionResult>" + rest.replace(b"Birch", b"B\xefrch")
    yield "two roots", start + b"<ElectionResult>" + rest + b"<ElectionResult/>"
    yield "nested", start + b'<ElectionResult><Contest text="a"><Contest text="b"/></Contest>' + rest
    yield "loose choice", start + b'<ElectionResult><Choice text="a"/>' + rest
    yield "loose type", start + b'<ElectionResult><VoteType name="a" votes="1"/>' + rest
    yield (
        "mixed units",
        start + b"<ElectionResult>" + rest.replace(b'<County name="Ash" votes', b'<Precinct name="Ash" votes'),
    )


def json_attacks():
    text = EXPORT.read_bytes()
    yield "deep", b'{"results":{"ballotItems":' + b"[" * 100_000
    yield "deep and closed", b'{"results":{"ballotItems":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    yield "NaN", text.replace(b'"voteCount": 115', b'"voteCount": NaN')
    yield "infinity", text.replace(b'"voteCount": 115', b'"voteCount": -Infinity')
    yield "1e400", text.replace(b'"voteCount": 115', b'"voteCount": 1e400')
    yield "many digits", text.replace(b'"voteCount": 115', b'"voteCount": ' + b"9" * 5000)
    yield "twice", text.replace(b'"voteCount": 115', b'"voteCount": 115, "voteCount": 116')
    yield "surrogate", text.replace(b"BO STRAND", b"BO \\ud800")
    yield "not utf-8", text.replace(b"Zedland", b"Z\xe9dland")
    yield "trailing", text + b"{}"


@pytest.mark.parametrize(("body"), [pytest.param(b, id=n) for n, b in [*xml_attacks(), *json_attacks()]])
def test_attacks_are_refused_within_a_second(body):
    begun = time.perf_counter()
    with pytest.raises(FeedError):
        feeds.read(body)
    assert time.perf_counter() - begun < 2


def test_declared_latin_1_is_read():
    text = STATE.read_text().replace("Birch", "Birçh").replace('"1.0"?', '"1.0" encoding="ISO-8859-1"?')
    assert feeds.read(text.encode("latin-1")).contests[0].units[1].unit.name == "Ben Birçh"


def zipped(*members, level=zipfile.ZIP_DEFLATED, attributes=0):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", level) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = level
            info.external_attr = attributes
            archive.writestr(info, data)
    return buffer.getvalue()


def bad_archives():
    county = COUNTY.read_bytes()
    good = zipped(("detail.xml", county))
    encrypted = bytearray(good)
    encrypted[good.index(b"PK\x01\x02") + 8] |= 1
    wrong_size = bytearray(good)
    wrong_size[good.index(b"PK\x01\x02") + 24] ^= 1
    wrong_sum = bytearray(good)
    wrong_sum[good.index(b"PK\x01\x02") + 16] ^= 1
    yield "bomb", zipped(("detail.xml", b"0" * (30 * 2**20)))
    yield "too large", zipped(*[("detail.xml", bytes(LARGEST + 1))])
    yield "fifty-one", zipped(*[(f"{n}.txt", b"") for n in range(51)])
    yield "none", zipped()
    yield "outside", zipped(("../detail.xml", county))
    yield "rooted", zipped(("/detail.xml", county))
    yield "drive", zipped(("C:\\detail.xml", county))
    yield "link", zipped(("detail.xml", b"/etc/hostname"), attributes=(stat.S_IFLNK | 0o777) << 16)
    yield "nested", zipped(("detail.zip", good))
    yield "gzip inside", zipped(("detail.xml", gzip.compress(county)))
    yield "encrypted", bytes(encrypted)
    yield "size lies", bytes(wrong_size)
    yield "sum lies", bytes(wrong_sum)
    yield "cut", good[:-30]
    yield "cut early", good[: len(good) // 2]


@pytest.mark.parametrize("body", [pytest.param(b, id=n) for n, b in bad_archives()])
def test_bad_archives_are_refused_and_nothing_is_written(body, tmp_path):
    path = tmp_path / "archive.zip"
    path.write_bytes(body)
    with pytest.raises(FeedError):
        feeds.load(str(path))
    assert [p.name for p in tmp_path.iterdir()] == ["archive.zip"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused():
    body = zipped(("detail.xml", b"<a/>"), ("detail.xml", b"<b/>"))
    with pytest.raises(FeedMalformed, match="one name"):
        member_of(body, "", "archive.zip")


@settings(parent=QUICK, max_examples=40)
@given(st.data())
def test_archives_altered_anywhere(data):
    for body, unpack in (
        (zipped(("detail.xml", COUNTY.read_bytes())), member_of),
        (gzip.compress(b"x" * 99, mtime=0), None),
    ):
        altered = bytearray(body)
        for place in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=4)):
            altered[place] = data.draw(st.integers(0, 255))
        try:
            member_of(bytes(altered), "", "x") if unpack else gunzip(bytes(altered), "x")
        except FeedError as error:
            assert error.line()


def test_a_zip_of_one_and_a_named_member(tmp_path):
    path = tmp_path / "detailxml.zip"
    path.write_bytes(zipped(("__MACOSX/._detail.xml", b"junk"), ("detail.xml", COUNTY.read_bytes())))
    assert feeds.load(str(path)) == ("detail.xml", COUNTY.read_bytes())
    path.write_bytes(zipped(("a/one.csv", b"1"), ("two.csv", b"2")))
    assert feeds.load(f"{path}!a/one.csv") == ("one.csv", b"1")
    with pytest.raises(FeedNotRecognised, match="2 members"):
        feeds.load(str(path))
    with pytest.raises(FeedUnavailable, match="no such member"):
        feeds.load(f"{path}!three.csv")


def test_gzip_by_its_bytes(tmp_path):
    path = tmp_path / "export.json.gz"
    path.write_bytes(gzip.compress(EXPORT.read_bytes()))
    assert feeds.load(str(path)) == ("export.json", EXPORT.read_bytes())
    for broken in (
        EXPORT.read_bytes(),
        gzip.compress(b"x", mtime=0)[:-4],
        gzip.compress(b"x", mtime=0) + b"more",
        gzip.compress(bytes(2**25), mtime=0),
    ):
        path.write_bytes(broken)
        with pytest.raises(FeedMalformed):
            feeds.load(str(path))


@pytest.mark.parametrize("path", ["no/such/file.xml", ".", "/dev/null", "a\0b", "x!y", ""])
def test_paths_that_lead_nowhere(path):
    with pytest.raises(FeedUnavailable):
        feeds.load(path)
