"""Every verb that takes a night file takes a night in a database, and prints the same."""

import pytest

import clusters
from kept_nights import SETTINGS
from outright.archive import Archive
from small_night import play

VERBS = [
    ["show", "--db", "NIGHT", "--plain"], ["show", "--db", "NIGHT", "--json"], ["show", "--db", "NIGHT", "--at", "5"],
    ["replay", "NIGHT", "--json"], ["replay", "NIGHT", "--at", "3", "--json"], ["replay", "NIGHT", "--plain"],
    ["timeline", "--db", "NIGHT"], ["remaining", "--db", "NIGHT"], ["take", "ann-ash", "--db", "NIGHT"],
    ["units", "--db", "NIGHT", "--plain"], ["methods", "--db", "NIGHT"], ["log", "--db", "NIGHT"],
    ["diff", "2", "5", "--db", "NIGHT"], ["history", "--db", "NIGHT"],
    ["story", "--db", "NIGHT"], ["export", "NIGHT", "--to", "elex-csv"], ["call", "list", "--db", "NIGHT"],
    ["verify", "NIGHT"],
]  # fmt: skip


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """The same night in a file and in a database."""
    clusters.need()
    folder = tmp_path_factory.mktemp("nights")
    served = clusters.shared().night(folder)
    play(folder / "night.owr")
    play(served)
    return folder / "night.owr", served


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_verb_prints_the_same_of_either_home(nights, verb, typed):
    said = []
    for night, address in ((nights[0], str(nights[0])), (nights[1], f"{nights[1].url}#{nights[1].id}")):
        code, out, err = typed(*(address if word == "NIGHT" else word for word in verb))
        assert code == 0, err
        said.append(out.replace(night.name, "NIGHT"))
    assert said[0]
    assert said[0] == said[1]


def test_the_chain_is_the_same_in_either_home(nights):
    with Archive.open(nights[0]) as file, Archive.open(nights[1]) as served:
        assert list(file.heads()) == list(served.heads())
        assert list(file.bulletins()) == list(served.bulletins())


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://db.example.org", "names no database"),
        ("postgresql://db.example.org/results", "names no night"),
        ("postgresql://db.example.org/results#No Night", "is no name for a night"),
        ("postgresql://db.example.org:port/results#night", "no address of a database"),
        ("postgresql://desk:seventeen#18@db.example.org/results", "no address of a database"),
    ],
)
def test_an_address_that_names_no_night_is_one_line_with_the_form(address, words, typed):
    code, out, err = typed("verify", address)
    assert (code, out) == (2, "")
    assert words in err
    assert "postgresql://USER@HOST:PORT/DATABASE#NIGHT" in err
    assert "seventeen" not in err


@pytest.mark.parametrize(
    "address", ["postgresql://desk:seven%zzteen@127.0.0.1:1/db", "postgresql://desk:seventeen@127.0.0.1:1/db"]
)
@pytest.mark.parametrize("verb", ["verify", "watch", "collect", "engine", "check"])
def test_a_database_that_cannot_be_asked_is_told_of_without_its_password(address, verb, typed, tmp_path):
    config = tmp_path / "night.toml"
    config.write_text(SETTINGS.replace('name = "Special"', f'name = "Special"\nstore = "{address}"'))
    code, out, err = typed(verb, f"{address}#zz-2025" if verb == "verify" else str(config))
    said = out + err
    assert code == 3
    assert "zz-2025" in said
    assert "does not answer" in said or "refused" in said
    assert not any(word in said for word in ("seven", "zzteen"))
    assert verb != "check" or "disk" in out, "what else there is to say before the night is said too"
