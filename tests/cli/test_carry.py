"""``outright import`` and ``export --to owr`` as typed, and ``verify`` of a night that another release told."""

import datetime as dt
from pathlib import Path

import pytest

from homes import HOMES, new_home
from outright.archive import Archive, ServedNight
from outright.night.live import LiveNight
from outright.night.lock import only_engine
from releases import RELEASES
from small_night import play, statement


def address(home) -> str:
    return f"{home.url}#{home.id}" if isinstance(home, ServedNight) else str(home)


@pytest.mark.parametrize("into", HOMES)
def test_a_night_is_carried_over_and_back(typed, into: str, tmp_path: Path):
    night, home, back = tmp_path / "night.owr", new_home(into, tmp_path / "to"), tmp_path / "back.owr"
    (tmp_path / "to").mkdir()
    head = play(night, until=5)
    code, out, err = typed("import", str(night), address(home))
    assert (code, out) == (0, f"{home}: 5 publications and 5 bulletins, 5 of them new.\nhead {head}\n")
    assert "Copying: 5" in err
    code, out, _ = typed("export", address(home), "--to", "owr", "--out", str(back))
    assert (code, out) == (0, f"{back}: 5 publications and 5 bulletins, 5 of them new.\nhead {head}\n")
    code, out, _ = typed("export", address(home), "--to", "owr", "--out", str(back))
    assert (code, out) == (0, f"{back}: 5 publications and 5 bulletins, 0 of them new.\nhead {head}\n")
    for other in (home, back):
        code, out, _ = typed("verify", address(other))
        assert (code, out) == (0, f"{other.name}: 5 publications and 5 bulletins re-derive.\nhead {head}\n")


def test_what_cannot_be_carried_over_is_refused_in_words(typed, tmp_path: Path):
    night, other = tmp_path / "night.owr", tmp_path / "other.owr"
    play(night, until=3)
    play(other, more=5, until=4)
    code, _, err = typed("import", str(night), str(other))
    assert code == 3
    assert "other.owr: it has more than this one: publication 4" in err
    code, _, err = typed("import", str(night), str(night))
    assert code == 2
    assert "A night cannot be copied onto itself" in err
    code, _, err = typed("import", str(tmp_path / "none.owr"), str(tmp_path / "new.owr"))
    assert code == 3
    assert "there is no night file none.owr" in err
    for given in (["--out", str(tmp_path / "x.owr"), "us-house-6"], []):
        code, _, err = typed("export", str(night), *given, "--to", "owr")
        assert code == 2
        assert "A night is exported whole" in err
    with only_engine(tmp_path / "x.owr"):
        code, _, err = typed("import", str(night), str(tmp_path / "x.owr"))
    assert code == 3
    assert "Another engine follows x.owr" in err


def test_verify_says_what_was_derived_whole_and_what_was_compared(typed, tmp_path: Path):
    desk = next(r for r in RELEASES if r.name == "6-desk")
    path = desk.unpacked(tmp_path)
    code, out, _ = typed("verify", str(path), "--head", desk.head[:12])
    assert code == 0
    assert out.splitlines() == [
        "6-desk.owr: 15 publications re-derive, and 0 of 13 bulletins whole. 13 told by 0.1.0: not derived again; "
        "votes, what the rule asks and what was certain agree with the bytes.",
        f"head {desk.head}",
        f"It had the head {desk.head[:12]} after publication 15.",
    ]  # fmt: skip


@pytest.mark.parametrize("release", RELEASES, ids=lambda r: r.name)
def test_an_earlier_releases_night_is_shown_replayed_told_and_published(typed, release, tmp_path: Path):
    path = release.unpacked(tmp_path)
    before = path.read_bytes()
    for verb in ("show", "timeline", "remaining", "units", "methods", "log", "context", "runoff", "money", "project"):
        code, out, err = typed(verb, "--db", str(path))
        assert (code, bool(out)) == (0, True), f"{verb}: {err}"
    with Archive.open(path) as archive:
        first = archive.told()[0]
    assert typed("replay", str(path), "--at", str(first), "--json")[0] == 0
    assert typed("story", "--db", str(path))[0] == 0
    code, _, err = typed("publish", str(tmp_path / "site"), "--db", str(path))
    assert code == 0, err
    assert (tmp_path / "site" / "index.html").is_file()
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["3-live", "6-desk"])
def test_an_earlier_releases_night_is_carried_into_a_database_and_followed_on_there(typed, name: str, tmp_path: Path):
    release = next(r for r in RELEASES if r.name == name)
    path, home = release.unpacked(tmp_path), new_home("database", tmp_path)
    assert typed("import", str(path), address(home))[0] == 0
    night = LiveNight.resume(home)
    late = dt.datetime(2017, 4, 19, 2, tzinfo=dt.UTC)
    night.receive("statement-cobb", "statement", "cobb.json", statement("cobb", late, None), late)
    here = LiveNight.resume(path)
    here.receive("statement-cobb", "statement", "cobb.json", statement("cobb", late, None), late)
    assert here.folded == night.folded
    with here.archive as one, night.archive as other:
        assert list(one.bulletins()) == list(other.bulletins())
        assert one.head() == other.head()
    code, out, _ = typed("verify", address(home))
    assert code == 0
    assert f"and 1 of {release.bulletins + 1} bulletins whole. {release.bulletins} told by 0.1.0" in out
