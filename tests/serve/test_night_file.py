"""A board over a night file: moments drawn from what was told then, while the night goes on being written."""

import datetime as dt

import pytest

from bulletins import bulletin
from outright.archive import Archive
from outright.bulletin import encode
from outright.cli.serving import board_over, limits_of
from outright.errors import ConfigError
from outright.night.config import parse
from outright.night.config_parts import ServePart
from outright.night.replay import earlier
from outright.publish.tree import documents
from outright.serve.limits import Limits, within
from page_states import CONTEST, with_contest, with_night
from serving import NIGHT

AT = dt.datetime(2017, 4, 19, 1, 42, tzinfo=dt.UTC)
NIGHT_TOML = """
[night]
id = "n"
name = "A night"
timezone = "America/New_York"
date = 2025-05-20
[[source]]
id = "by-hand"
kind = "entry"
[[contest]]
id = "governor"
name = "Governor"
[serve]
"""


def at(seq):
    return with_contest(with_night(bulletin(), seq=seq), seq=seq, summary=f"Publication {seq}.")


def keep(archive, *told):
    """So many publications as the bulletins need, and the bulletins."""
    for one in told:
        while archive.last_seq() < one.night.seq:
            seq = archive.keep("s", "entry", "f", b"%d" % archive.last_seq(), AT).seq
            archive.record(seq, "read", b"{}")
        archive.tell(one.night.seq, encode(one))


@pytest.fixture
def night(tmp_path):
    with Archive.create(tmp_path / "night.owr", {"plan": "{}"}) as archive:
        keep(archive, at(12), at(14))
        yield archive


def test_door_gives_the_first_bulletin_that_knew_a_publication(night):
    with earlier(night.path) as door:
        assert [door(seq) and door(seq).night.seq for seq in (1, 12, 13, 14, 15)] == [12, 12, 14, 14, None]
        keep(night, at(15))
        assert door(15) == at(15), "written while the door was open"


def test_moment_that_was_told_before_the_server_began_is_as_it_was(night):
    with board_over(night.path) as board:
        board.publish(at(14))
        early = board.file(f"/v1/{NIGHT}/{CONTEST}/s/12.json")
        assert early.body == documents(at(12))[f"/v1/{NIGHT}/{CONTEST}/s/12.json"].draw()
        assert board.file(f"/v1/{NIGHT}/{CONTEST}/s/13.json") is None


def test_settings_say_how_much_is_allowed_and_whom_to_believe(tmp_path):
    def limits(text):
        return limits_of(parse(NIGHT_TOML + text, tmp_path / "night.toml").serve)

    usual = limits("")
    assert usual == limits_of(ServePart())
    assert [within(a, usual.operators) for a in ("127.0.0.1", "::1", "10.0.0.1")] == [True, True, False]
    assert (usual.listeners, usual.requests_per_second) == (Limits().listeners, Limits().requests_per_second)
    told = limits('proxies = ["10.0.0.0/8"]\nlisteners = 20000\nrequests_per_second = 5.0')
    assert (told.proxies, told.listeners, told.requests_per_second) == (("10.0.0.0/8",), 20000, 5.0)


@pytest.mark.parametrize(
    ("text", "where"),
    [('proxies = ["the balancer"]', "serve.proxies"), ('operators = ["10.0.0.0/99"]', "serve.operators"),
     ("listeners = 0", "serve.listeners"), ("requests_per_second = -1.0", "serve.requests_per_second")],
)  # fmt: skip
def test_settings_that_cannot_be_meant_are_refused(tmp_path, text, where):
    with pytest.raises(ConfigError) as refused:
        parse(NIGHT_TOML + text, tmp_path / "night.toml")
    assert refused.value.where == where
