"""What is drawn and what is written from one moment of a night to the next, and from one publisher to the next."""

import json

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.publish import tree as tree_module
from outright.publish.document import Document
from outright.publish.site import Site
from outright.publish.target import AnotherRun, File, Folder, Mark, Outcome, Publisher, TargetError
from outright.publish.tree import LAST, is_immutable, tree
from outright.terms import ResultsStatus
from page_states import CONTEST, with_contest, with_night
from published import NIGHT, many, second_moment


class Memory:
    """A place that remembers what was put, in order, and says what it is asked."""

    where = "memory/"

    def __init__(self):
        self.files, self.puts, self.notes, self.is_open = {}, [], None, False

    def open(self):
        assert not self.is_open
        self.is_open = True
        return self.notes

    def holds(self, path):
        return path in self.files

    def put(self, file, mark):
        if self.files.get(file.path) == file.body:
            return Outcome.UNCHANGED, Mark(file.sha)
        self.files[file.path] = file.body
        self.puts.append(file.path)
        return Outcome.WRITTEN, Mark(file.sha)

    def put_all(self, files):
        for file in files:
            yield file, *self.put(file, None)

    def note(self, notes):
        self.notes = notes

    def stay(self):
        pass

    def close(self):
        self.is_open = False


@pytest.fixture
def place():
    return Memory()


@pytest.fixture
def drawn(monkeypatch):
    """The paths that were drawn, in order."""
    paths = []

    def documents(moment, site):
        found = tree_module.documents(moment, site)
        return {p: Document(lambda p=p, d=d: (paths.append(p), d.draw())[1], d.of) for p, d in found.items()}

    monkeypatch.setattr("outright.publish.target.publisher.documents", documents)
    return paths


def shelf_of_contests(whole, _):
    """Files that follow from their contest alone, as most of a night's files do."""
    for contest in whole.contests:
        for name in ("units.json", "results.csv", "story.md"):
            yield (
                f"/v1/{whole.night.id}/{contest.id}/{name}",
                Document(lambda c=contest, n=name: f"{n} {c.votes}".encode(), contest),
            )


def test_of_sixty_contests_only_the_two_that_changed_are_drawn_and_written(place, drawn, monkeypatch):
    monkeypatch.setattr(tree_module, "SHELVES", (shelf_of_contests,))
    with Publisher(place) as publisher:
        publisher.publish(many(60))
        assert len(drawn) == len(place.puts) == 180
        drawn.clear(), place.puts.clear()
        summary = publisher.publish(many(60, 13, changed=(7, 41)))
    expected = {
        f"/v1/{NIGHT}/{CONTEST}-{n}/{name}" for n in (7, 41) for name in ("units.json", "results.csv", "story.md")
    }
    assert set(drawn) == set(place.puts) == expected
    assert (summary.written, summary.unchanged) == (6, 174)


def test_of_the_real_tree_only_main_pages_and_lists_are_drawn_of_contests_that_did_not_change(place, drawn):
    """They carry the time of the night and its sources; everything else follows from its contest."""
    with Publisher(place) as publisher:
        publisher.publish(many(4))
        drawn.clear(), place.puts.clear()
        publisher.publish(many(4, 13, changed=(1,)))
    moments = {p for p in drawn if is_immutable(p)}
    assert moments and all(f"/{CONTEST}-1/" in p and ("/13" in p or "-13." in p) for p in moments)
    mine = (f"/{NIGHT}/{CONTEST}-{n}/" for n in (0, 2, 3))
    main = {p + name for p in mine for name in ("index.html", "plain", "plain.txt")}
    others = {p for p in drawn if f"/{CONTEST}-" in p and f"/{CONTEST}-1/" not in p}
    assert {p.removeprefix("/es") for p in others} <= main
    assert len(drawn) == len(set(drawn))


def test_the_same_values_in_other_objects_are_not_drawn_again(place, drawn):
    """A bulletin that was read from the night file anew is equal to the last one, and not the same."""
    from outright.bulletin import decode, encode

    with Publisher(place) as publisher:
        publisher.publish(decode(encode(bulletin())))
        drawn.clear()
        publisher.publish(decode(encode(bulletin())))
    assert drawn == []


def test_every_moment_of_a_night_is_kept_and_only_the_newest_tree_is_written(place):
    with Publisher(place) as publisher:
        for seq in (12, 13, 14):
            publisher.keep(with_contest(with_night(bulletin(), seq=seq), seq=seq))
        assert all(is_immutable(p) for p in place.puts)
        publisher.publish(with_contest(with_night(bulletin(), seq=14), seq=14))
    assert {f"/v1/{NIGHT}/{CONTEST}/s/{n}.json" for n in (12, 13, 14)} <= set(place.files)
    assert len(place.puts) == len(set(place.puts)), "nothing was written twice"


def test_next_publisher_knows_which_moments_are_there_and_draws_none_of_them(place, drawn):
    with Publisher(place) as publisher:
        publisher.keep(bulletin())
        publisher.keep(second_moment())
        publisher.publish(second_moment())
    drawn.clear(), place.puts.clear()
    with Publisher(place) as publisher:
        assert publisher.moments(NIGHT) == 13
        publisher.publish(second_moment())
    assert place.puts == []
    assert not any(is_immutable(p) for p in drawn)


@pytest.mark.parametrize("other", [{"made_by": "2"}, {"site": Site("https://example.org")}, {"anew": True}])
def test_another_engine_other_settings_or_a_wish_look_at_every_moment_again(place, other):
    with Publisher(place, made_by="1") as publisher:
        publisher.keep(bulletin())
        publisher.publish(bulletin())
    with Publisher(place, **{"made_by": "1", **other}) as publisher:
        assert publisher.moments(NIGHT) == 0


def test_notes_that_were_not_closed_say_nothing_of_what_moves(place):
    """A publisher that is killed may have written after its last note."""
    publisher = Publisher(place)
    publisher.__enter__()
    publisher.keep(bulletin())
    publisher.publish(bulletin())
    publisher._note()
    place.is_open = False  # killed
    again = Publisher(place)
    with again:
        assert again.moments(NIGHT) == 12
        assert again._manifest.mark(f"/v1/{NIGHT}/{CONTEST}/s/12.json")
        assert again._manifest.mark("/index.html") is None
        again.publish(bulletin())
    assert json.loads(place.notes)["closed"]


@pytest.mark.parametrize("notes", [b"", b"{", b'{"schema":"another/1"}', b"[]", b"\xff"])
def test_notes_that_cannot_be_read_are_no_notes(place, notes):
    place.notes = notes
    with Publisher(place) as publisher:
        assert publisher.moments(NIGHT) == 0
        publisher.publish(bulletin())
    assert place.files == tree(bulletin())


def test_notes_list_every_file_of_the_newest_tree_with_its_hash(place):
    with Publisher(place) as publisher:
        publisher.publish(bulletin())
        publisher.publish(second_moment())
    notes = json.loads(place.notes)
    files = tree(second_moment())
    assert notes["files"] == {p: File(p, b, "", "", False).sha for p, b in files.items()}


def test_another_run_of_the_same_night_is_refused_and_nothing_is_written(place):
    """A night begun anew counts its publications from one: its moments are not those that were published."""
    with Publisher(place, run=lambda: "first") as publisher:
        publisher.keep(bulletin())
        publisher.publish(bulletin())
    before = dict(place.files)
    with pytest.raises(AnotherRun, match="from another night file"), Publisher(place, run=lambda: "second") as again:
        again.publish(second_moment())
    with pytest.raises(AnotherRun), Publisher(place, run=lambda: "second", anew=True) as again:
        again.publish(second_moment())
    assert place.files == before


def test_two_nights_lie_side_by_side(place):
    other = with_night(bulletin(), id="us-ga-2017-06-20")
    with Publisher(place, run=lambda: "first") as publisher:
        publisher.keep(bulletin())
        publisher.publish(bulletin())
    with Publisher(place, run=lambda: "second") as publisher:
        publisher.keep(other)
        publisher.publish(other)
    assert set(json.loads(place.notes)["nights"]) == {NIGHT, "us-ga-2017-06-20"}
    assert set(tree(bulletin())) | set(tree(other)) == set(place.files)


def test_list_of_builds_and_nights_is_written_last(place, monkeypatch):
    def builds(_, __):
        yield LAST, Document(lambda: b"{}", 1)

    monkeypatch.setattr(tree_module, "SHELVES", (builds, *tree_module.SHELVES))
    with Publisher(place) as publisher:
        publisher.publish(bulletin())
    assert place.puts[-1] == LAST


def test_certified_night_is_put_once_more_for_its_cache_times(place, drawn, monkeypatch):
    monkeypatch.setattr(tree_module, "SHELVES", (shelf_of_contests,))
    with Publisher(place) as publisher:
        publisher.publish(bulletin())
        drawn.clear()
        publisher.publish(with_night(bulletin(), status=ResultsStatus.CERTIFIED))
        assert len(drawn) == 3
        drawn.clear()
        publisher.publish(with_night(bulletin(), status=ResultsStatus.CERTIFIED, seq=13))
        assert drawn == []


def test_id_that_cannot_be_an_address_is_said(place):
    with pytest.raises(TargetError, match="part of an address"), Publisher(place) as publisher:
        publisher.publish(replace(bulletin(), contests=(replace(bulletin().contests[0], id="../etc"),)))
    assert place.files == {}


def test_summary_says_what_was_done(tmp_path):
    now = iter(range(100))
    with Publisher(Folder(tmp_path), clock=lambda: float(next(now))) as publisher:
        line = publisher.publish(bulletin()).line()
    assert line.startswith(f"{tmp_path}/: {len(tree(bulletin()))} files written (")
    assert ", 0 unchanged, in " in line
