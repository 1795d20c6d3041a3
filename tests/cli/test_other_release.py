"""The same ``night.toml`` under a new release: the night that an earlier one began is followed on."""

import json
from pathlib import Path

import pytest
from msgspec import structs

from kept_nights import receive, settings
from outright.archive import Archive
from outright.cli.watch import resumed
from outright.errors import ConfigError
from outright.night import live
from outright.night.live import LiveNight
from outright.night.plan import NightPlan, says_what, to_json
from releases import RELEASES

LATER = {"contests": ("polls", "specials", "history", "money"), "sources": ("columnMap",), "": ("desk", "hold")}
"""What a plan had not, in the words of its JSON, before there was such a thing."""


def as_written_then(plan: NightPlan) -> str:
    written = json.loads(to_json(plan))
    for part, names in LATER.items():
        for one in written[part] if part else [written]:
            for name in names:
                del one[name]
    return json.dumps(written)


def test_a_night_begun_before_a_setting_was_known_is_followed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    config = settings(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(live, "to_json", as_written_then)
        night = LiveNight.begin(config.plan, config.store)
        receive(night, 1)
        night.archive.close()
    with Archive.open(config.store) as archive:
        assert "specials" not in archive.meta()["plan"]
    night = resumed(config)
    assert night.folded.state.seq == 1
    night.archive.close()


def test_other_settings_are_refused_whoever_wrote_them(tmp_path: Path):
    plan = settings(tmp_path).plan
    (contest,), (source,) = plan.contests, plan.sources
    others = (
        structs.replace(plan, name="Another"), structs.replace(plan, contests=()),
        structs.replace(plan, sources=(structs.replace(source, url="https://example.org/"),)),
        structs.replace(plan, contests=(structs.replace(contest, registered={"adams": 5}),)),
        structs.replace(plan, contests=(contest, contest)),
    )  # fmt: skip
    for stored in (to_json(plan), as_written_then(plan)):
        assert says_what(stored, plan)
        assert not [other for other in others if says_what(stored, other)]
    assert not says_what(to_json(plan), structs.replace(plan, desk=("A",)))


def test_a_plan_of_a_later_release_is_refused_in_words(tmp_path: Path):
    for release in RELEASES:
        with Archive.open(release.unpacked(tmp_path)) as archive:
            written = json.loads(archive.meta()["plan"])
        with pytest.raises(ConfigError, match="unknown field `more`") as error:
            says_what(json.dumps(written | {"more": 1}), settings(tmp_path).plan)
        assert "open the night with the release that follows it" in error.value.line()
