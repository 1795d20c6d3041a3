"""The reference night, played once without a projection: what is published and what is known at three moments."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from outright.bulletin import Bulletin
from outright.cli.rehearsed import plan_of
from outright.count import Snapshot
from outright.night.export import count_of
from outright.night.live import LiveNight
from outright.night.projector import no_projection
from outright.rehearsal import reference_night

EARLY, MIDDLE = 5, 30


@dataclass(frozen=True)
class Moment:
    """What the night published at one moment, and the count that ``outright export`` would write then."""

    bulletin: Bulletin
    count: Snapshot


@pytest.fixture(scope="session")
def moments(tmp_path_factory: pytest.TempPathFactory) -> list[Moment]:
    """Early in the night, in its middle and at its end."""
    path: Path = tmp_path_factory.mktemp("data") / "ga06.owr"
    night = reference_night()
    live = LiveNight.begin(plan_of(night.facts), path, project=no_projection)
    found = []
    for number, p in enumerate(night.publications, 1):
        said = live.receive(p.source_id, p.kind, p.name, p.body, p.at)
        if number in (EARLY, MIDDLE, len(night.publications)):
            found.append(Moment(said, count_of(live.plan, live.folded.state)))
    live.archive.close()
    return found
