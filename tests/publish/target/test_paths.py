"""No id, slug or name can lead out of the place, whatever a feed or a desk has put into it."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins import bulletin
from outright.publish.target import Folder, Publisher, TargetError
from outright.publish.target.place import OWN, file_of, inside
from outright.publish.tree import tree
from page_states import with_contest, with_night

NASTY = [
    "..", ".", "", "/", "//", "..\\..", "%2e%2e", "..%2f", "%00", "\x00", "C:", "C:\\x", "con", "a/../../b", "a\\b",
    "~", "$HOME", "`id`", "a\nb", "\u2024\u2024", "\uff0e\uff0e", "\u2215", "..\u200b", "a" * 300, ".outright", ".git",
    "-rf", "a:b", "a?b", "a#b", "a*b", "\u202eevil", "é", "ａ",
]  # fmt: skip
PARTS = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=30), st.text(string.ascii_lowercase + string.digits + "-", max_size=20)
)


@settings(max_examples=200)
@given(st.lists(PARTS, min_size=1, max_size=6), st.sampled_from(["", "/", "//", "\\", "file:/"]))
def test_a_path_is_refused_or_lies_inside(tmp_path_factory, parts, begin):
    path = begin + "/".join(parts)
    root = tmp_path_factory.getbasetemp()  # nothing is written
    try:
        name = inside(path)
    except TargetError:
        return
    where = (root / name).resolve()
    assert where.is_relative_to(root) and where != root
    assert where == root / name, "nothing of it was resolved away"
    assert name == path[1:] and name.isascii() and not name.startswith(OWN)


@pytest.mark.parametrize("name", NASTY)
def test_nothing_is_written_for_a_name_that_is_no_name(tmp_path, name):
    place = Folder(tmp_path / "site")
    place.open()
    before = sorted(tmp_path.rglob("*"))
    for path in (f"/{name}/x", f"/x/{name}", f"{name}"):
        if path in ("/con/x", "/x/con", "/-rf/x"):
            continue
        with pytest.raises(TargetError, match="cannot be the name"):
            place.put(file_of(path, b"x", None), None)
    place.close()
    assert sorted(tmp_path.rglob("*")) == before


@settings(max_examples=40)
@given(PARTS, PARTS)
def test_an_id_is_refused_before_anything_is_written_or_all_lies_inside(tmp_path_factory, night, contest):
    root = tmp_path_factory.mktemp("s3")
    whole = with_night(with_contest(bulletin(), id=contest), id=night)
    try:
        with Publisher(Folder(root / "site", compressed=False)) as publisher:
            publisher.publish(whole)
    except TargetError:
        assert {p.name for p in (root / "site").iterdir()} == {OWN}
    assert {p.name for p in root.iterdir()} == {"site"}


def test_every_path_of_the_tree_is_a_name():
    for path in tree(bulletin()):
        assert inside(path) == path[1:]


@pytest.mark.parametrize("path", ["/a.gz", "/x/index.html.br"])
def test_name_of_a_compressed_copy_is_no_name_of_a_file(path):
    with pytest.raises(TargetError):
        inside(path)
