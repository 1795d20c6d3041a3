"""The demo's night as a notebook has it: whole, its contest, and the contest at 9:58 p.m. (publication 30)."""

from pathlib import Path

import pytest

import outright as ow
from outright.notebook.contest import NightContest


@pytest.fixture(scope="session")
def night(reference_file: Path) -> ow.Night:
    return ow.open(reference_file)


@pytest.fixture(scope="session")
def contest(night: ow.Night) -> NightContest:
    return night.contest("us-house-6")


@pytest.fixture(scope="session")
def half_in(contest: NightContest) -> NightContest:
    return contest.at(30)


@pytest.fixture(scope="session")
def moments(night: ow.Night) -> list[NightContest]:
    """The contest after each of the 57 publications."""
    return [moment.contest() for moment in night.history()]
