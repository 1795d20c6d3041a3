"""The tree: everything at its address, written so that nobody sees half of it."""

import hashlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import decode, encode
from outright.publish.plain import COLUMNS, contest_plain
from outright.publish.tree import is_immutable, tree, write_tree
from page_states import CONTEST, STATES, hostile, with_contest, with_night

NIGHT = "us-ga-2017-04-18"


def test_tree_holds_every_address():
    files = tree(bulletin())
    pages = {
        "/index.html", "/method/index.html", "/status/index.html", f"/{NIGHT}/index.html",
        f"/{NIGHT}/{CONTEST}/index.html",
        f"/{NIGHT}/{CONTEST}/at/12/index.html",
        *(f"/{NIGHT}/{CONTEST}/units/{u}/index.html" for u in ("cobb", "dekalb", "fulton")),
    }  # fmt: skip
    assert {p for p in files if not p.startswith(("/static/", "/v1/"))} == {
        *pages, *(f"/es{p}" for p in pages), f"/{NIGHT}/{CONTEST}/plain",
    }  # fmt: skip
    assert {p for p in files if p.startswith("/v1/")} == {
        f"/v1/{NIGHT}/{CONTEST}/projection.json", f"/v1/{NIGHT}/{CONTEST}/projection.csv",
        f"/v1/{NIGHT}/{CONTEST}/latest.json", f"/v1/{NIGHT}/bulletin.json", f"/v1/{NIGHT}/{CONTEST}/s/12.json",
        "/v1/schema/bulletin.json",
    }  # fmt: skip
    assert decode(files[f"/v1/{NIGHT}/bulletin.json"]) == decode(encode(bulletin()))
    assert [c.id for c in decode(files[f"/v1/{NIGHT}/{CONTEST}/latest.json"]).contests] == [CONTEST]


def test_static_names_carry_the_hash_of_their_bytes():
    for path, body in tree(bulletin()).items():
        if path.startswith("/static/"):
            assert hashlib.sha256(body).hexdigest()[:12] in path
            assert is_immutable(path)


@pytest.mark.parametrize("name", ["../etc", "", "A b", "a/b", ".", "a.b"])
def test_id_that_cannot_be_an_address_is_refused(name):
    with pytest.raises(ValueError, match="part of an address"):
        tree(with_contest(bulletin(), id=name))
    with pytest.raises(ValueError, match="part of an address"):
        tree(with_night(bulletin(), id=name))


def test_writing_leaves_only_whole_files_and_says_which_changed(tmp_path):
    files = tree(bulletin())
    first = write_tree(files, tmp_path)
    assert set(first) == set(files)
    assert {f"/{p.relative_to(tmp_path)}" for p in tmp_path.rglob("*") if p.is_file()} == set(files)
    assert all((tmp_path / p.lstrip("/")).read_bytes() == body for p, body in files.items())
    assert write_tree(files, tmp_path) == ()
    later = write_tree(tree(with_contest(with_night(bulletin(), seq=13), seq=13)), tmp_path)
    moment = f"v1/{NIGHT}/{CONTEST}/s"
    assert f"/{moment}/13.json" in later and "/v1/schema/bulletin.json" not in later
    assert (tmp_path / f"{moment}/12.json").read_bytes() == files[f"/{moment}/12.json"]


def test_what_points_is_written_after_what_it_points_to(tmp_path):
    order = write_tree(tree(bulletin()), tmp_path)
    moving = [p for p in order if not is_immutable(p)]
    assert order.index(moving[0]) > max(order.index(p) for p in order if is_immutable(p))
    assert order.index(f"/{NIGHT}/{CONTEST}/index.html") < order.index(f"/{NIGHT}/index.html")
    assert order[-1] == "/index.html"


def test_publisher_killed_at_any_write_leaves_no_pointer_to_a_missing_file(tmp_path, monkeypatch):
    files = tree(bulletin())
    for stop in range(len(files)):
        folder = tmp_path / str(stop)
        written = []

        def dies(self, target, stop=stop, written=written, real=Path.replace):
            if len(written) == stop:
                raise KeyboardInterrupt
            written.append(target)
            return real(self, target)

        monkeypatch.setattr(Path, "replace", dies)
        with pytest.raises(KeyboardInterrupt):
            write_tree(files, folder)
        monkeypatch.undo()
        there = {f"/{p.relative_to(folder)}" for p in folder.rglob("*") if p.is_file()}
        assert len(there) == stop, "half a file was left behind"
        for page in (p for p in there if p.endswith(".html")):
            for asset in (p for p in files if p.startswith("/static/")):
                assert asset in there, f"{page} points to {asset}"


def test_immutable_moment_is_never_rewritten(tmp_path):
    write_tree(tree(bulletin()), tmp_path)
    before = (tmp_path / f"v1/{NIGHT}/{CONTEST}/s/12.json").read_bytes()
    write_tree(tree(with_night(bulletin(), as_of_text="another")), tmp_path)
    assert (tmp_path / f"v1/{NIGHT}/{CONTEST}/s/12.json").read_bytes() == before


@pytest.mark.parametrize("make", [*STATES.values(), hostile])
def test_plain_text_fits_78_columns_and_names_every_candidate(make):
    whole = make()
    plain = contest_plain(whole, CONTEST)
    assert all(len(line) <= COLUMNS for line in plain.splitlines())
    if make is not hostile:
        assert all(c.name in plain for c in whole.contests[0].candidates)
    assert ("REHEARSAL" in plain) is whole.night.rehearsal
    assert whole.contests[0].verdict.label.upper()[:40] in plain


def test_two_contests_have_two_pages():
    whole = bulletin()
    other = replace(whole.contests[0], id="us-house-7", name="Another")
    files = tree(replace(whole, contests=(*whole.contests, other)))
    assert f"/{NIGHT}/us-house-7/index.html" in files
