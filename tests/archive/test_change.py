"""What is kept of a document that follows another makes exactly that document again, and is worth keeping."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.archive.change import WORTH, change, changed

FACTS = (
    b'{"units":[{"id":"a","votes":[1,2]},{"id":"b","votes":[3,4]},{"id":"c","votes":[5,6]},{"id":"d","votes":[7,8]}]}'
)
PIECES = st.lists(st.sampled_from([b"{", b"[", b"]", b"}", b"1,2", b"votes", "é".encode(), b"\xff", b"\0"]))


@given(PIECES, PIECES)
def test_a_change_makes_the_later_document_of_the_earlier_one(before, after):
    old, new = b"".join(before), b"".join(after)
    written = change(old, new)
    assert written is None or (changed(old, written) == new and WORTH * len(written) <= len(new))


@given(st.lists(PIECES, min_size=3), st.data())
def test_so_does_one_within_a_longer_document(pieces, data):
    old = [b"".join(p) for p in pieces] + [FACTS]
    new = list(old)
    new[data.draw(st.integers(0, len(old) - 1))] = b"".join(data.draw(PIECES))
    written = change(b"".join(old), b"".join(new))
    assert written is None or changed(b"".join(old), written) == b"".join(new)


def test_only_what_is_new_is_written():
    later = FACTS.replace(b"[3,4]", b"[3,44]")
    assert json.loads(change(FACTS, later)) == [[0, 53], "[3,44]},", [60, len(FACTS)]]


def test_a_piece_more_in_the_middle_is_all_that_is_written():
    later = FACTS.replace(b'{"id":"c"', b'{"id":"x","votes":[9]},{"id":"c"')
    assert '"x"' in json.loads(change(FACTS, later))[1]
    assert changed(FACTS, change(FACTS, later)) == later


@pytest.mark.parametrize("later", [b'{"id":1}', FACTS.replace(b"4", b"\xff"), FACTS.replace(b"4", b"\0")])
def test_what_shares_little_or_is_no_text_is_kept_whole(later):
    assert change(FACTS, later) is None
