"""Files of earlier moments: the same bytes at every asking, from the night file or from memory, and no more work
than a moment that can have been."""

import pytest

from bulletins import bulletin
from outright.bulletin import encode
from outright.publish.site import Site
from outright.publish.tree import documents, is_immutable
from outright.serve.board import Board
from outright.serve.edition import moment_of
from outright.serve.past import Packed, Past
from outright.terms import ResultsStatus
from page_states import CONTEST, with_contest, with_night
from serving import NIGHT, get


def at(seq, **night):
    """A bulletin whose contest was last concerned by its own publication."""
    return with_contest(with_night(bulletin(), seq=seq, **night), seq=seq, summary=f"Publication {seq}.")


def moment(seq):
    return f"/v1/{NIGHT}/{CONTEST}/s/{seq}.json"


class File:
    """A night file: bulletins by number; counts how often one is read."""

    def __init__(self, *bulletins):
        self.bulletins, self.read = {b.night.seq: b for b in bulletins}, []

    def __call__(self, seq):
        self.read.append(seq)
        return next((b for s, b in sorted(self.bulletins.items()) if s >= seq), None)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/v1/n/c/s/12.json", ("n", "c", 12)), ("/n/c/at/7/", ("n", "c", 7)), ("/n/c/at/7/index.html", ("n", "c", 7)),
        ("/es/n/c/at/7/index.html", ("n", "c", 7)), ("/embed/n/c/card/at/7/index.html", ("n", "c", 7)),
        ("/es/embed/n/c/table/at/7/index.html", ("n", "c", 7)), ("/v1/n/c/card-31.es.png", ("n", "c", 31)),
        ("/embed/n/c/card/index.html", None), ("/embed/n/c/at/7/index.html", None), ("/n/c/card/at/7/", None),
        ("/v1/n/c/card-31.png", ("n", "c", 31)),
        ("/v1/n/c/latest.json", None), ("/static/page.0123.css", None), ("/n/c/at/x/", None),
        ("/v1/n/c/s/9999999999.json", None), ("/v1/n/c/card.png", None), ("/", None),
    ],
)  # fmt: skip
def test_address_of_a_moment_names_contest_and_publication(path, named):
    assert moment_of(path) == named


def test_every_file_that_never_changes_is_static_or_names_its_moment():
    kept = [path for path in documents(bulletin()) if is_immutable(path) and not path.startswith("/static/")]
    assert len(kept) > 4
    assert {moment_of(path) for path in kept} == {(NIGHT, CONTEST, 12)}


@pytest.mark.parametrize("kept", ["in memory", "in a night file"])
def test_moment_has_the_same_bytes_at_every_later_time(kept):
    told = [at(seq) for seq in range(12, 20)]
    board = Board(past=File(*told) if kept == "in a night file" else None)
    first = {}
    for one in told:
        board.publish(one)
        first[one.night.seq] = board.file(moment(one.night.seq))
    for seq, file in first.items():
        assert board.file(moment(seq)) == file
    assert len({file.etag for file in first.values()}) == len(told)
    assert len([p for p in board.paths() if "/s/" in p]) == 1, "the edition holds its own moment and no other"


def test_moment_that_nobody_asked_for_at_the_time_is_as_it_was():
    board, witness = Board(), Board()
    for seq in range(12, 16):
        board.publish(at(seq))
        witness.publish(at(seq))
        witness.file(moment(seq))
    for seq in range(12, 16):
        assert board.file(moment(seq)) == witness.file(moment(seq))


def test_moment_is_that_of_the_bulletin_that_said_it_first():
    first, later = at(12), with_night(at(12), seq=15, status=ResultsStatus.UNOFFICIAL_COMPLETE, status_text="Complete")
    whole = Board(past=File(first, later))
    whole.publish(first)
    restarted = Board(past=File(first, later))
    restarted.publish(later)
    assert restarted.file(moment(12)).body == whole.file(moment(12)).body
    whole.publish(later)
    assert whole.file(moment(12)).body == restarted.file(moment(12)).body


def test_headers_of_a_moment_speak_of_the_moment(server, board):
    board.publish(at(13, status=ResultsStatus.CERTIFIED))
    _, headers, body = get(server, moment(12))
    assert (headers["outright-seq"], headers["outright-status"]) == ("12", "unofficial-partial")
    assert "immutable" in headers["cache-control"]
    assert body == documents(bulletin())[moment(12)].draw(), "drawn from the bulletin of that moment"
    assert get(server, moment(12), **{"If-None-Match": headers["etag"]})[0] == 304


def test_publication_inside_a_round_is_looked_up_where_it_was_first_said():
    """Publications 13 to 15 came as one round; the contest was concerned by 13."""
    round_of_three = with_contest(with_night(bulletin(), seq=15), seq=13)
    file = File(bulletin(), round_of_three, at(16))
    board = Board(past=file)
    board.publish(round_of_three)
    shown = board.file(moment(13))
    board.publish(at(16))
    assert board.file(moment(13)) == shown
    assert board.file(moment(14)) is None


@pytest.mark.parametrize(
    "path", [moment(99), moment(0), f"/v1/{NIGHT}/us-house-7/s/12.json", f"/v1/other/{CONTEST}/s/12.json"]
)
def test_nobody_makes_us_look_for_a_moment_that_cannot_have_been(path):
    file = File(bulletin())
    board = Board(past=file)
    board.publish(with_night(bulletin(), seq=13))
    assert board.file(path) is None
    assert file.read in ([], [0])


def test_moment_is_looked_up_once_and_what_is_not_there_is_remembered_too():
    file = File(*(at(seq) for seq in (12, 14)))
    past = Past(file, Site())
    assert past.find(moment(12)) is past.find(moment(12))
    assert past.find(moment(13)) is past.find(moment(13)) is None
    assert file.read == [12, 13]


def test_memory_holds_the_newest_that_fit_and_never_gives_a_later_one_for_an_earlier():
    size = len(__import__("zlib").compress(encode(at(12)), 1))
    packed = Packed(room=size * 3 + size // 2)
    for seq in range(12, 18):
        packed.keep(at(seq))
    assert [packed(seq) and packed(seq).night.seq for seq in range(11, 19)] == [
        None,
        None,
        None,
        None,
        15,
        16,
        17,
        None,
    ]
    assert packed(16) == at(16)


def test_moment_that_memory_has_let_go_is_not_there_rather_than_another(board):
    board._past = Past(Packed(room=1), board.site)
    for seq in (13, 14):
        board.publish(at(seq))
    assert board.file(moment(12)) is None
    assert board.file(moment(14)) is not None
