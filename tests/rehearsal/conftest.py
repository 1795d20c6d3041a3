"""The shipped night, made once, and a plain look into a county's file that is not Outright's reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from lxml import etree

from outright.rehearsal import RehearsedNight, reference_night


@dataclass
class Detail:
    """A Clarity file as lxml sees it: ``votes[label][name][unit]``, choices with their printed totals."""

    root: etree._Element
    votes: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    units: dict[str, dict[str, str]] = field(default_factory=dict)

    def by_method(self, candidate: str, prefix: str) -> int:
        """A candidate's votes in every column whose name starts so."""
        return sum(sum(names[candidate].values()) for label, names in self.votes.items() if label.startswith(prefix))


def look(body: bytes) -> Detail:
    """Reads the file and checks every sum it prints against its own rows."""
    root = etree.fromstring(body)
    found = Detail(root)
    for unit in root.iterfind(".//Precincts/Precinct"):
        found.units[unit.attrib["name"]] = dict(unit.attrib)
    for unit in root.iterfind(".//Counties/County"):
        found.units[unit.attrib["name"]] = dict(unit.attrib)
    for choice in root.iterfind("Contest/Choice"):
        name, added = choice.attrib["text"], 0
        for column in choice.iterfind("VoteType"):
            rows = {row.attrib["name"]: int(row.attrib["votes"]) for row in column}
            assert len(rows) == len(column), "a unit stands twice in one column"
            assert sum(rows.values()) == int(column.attrib["votes"])
            found.votes.setdefault(column.attrib["name"], {})[name] = rows
            added += sum(rows.values())
        found.totals[name] = int(choice.attrib["totalVotes"])
        assert added == found.totals[name]
    return found


@pytest.fixture(scope="session")
def look_into() -> Callable[[bytes], Detail]:
    return look


@pytest.fixture(scope="session")
def night() -> RehearsedNight:
    return reference_night()


@pytest.fixture(scope="session")
def details(night: RehearsedNight) -> list[tuple[int, Detail]]:
    """Every county file of the shipped night with its place among the publications."""
    return [(i, look(p.body)) for i, p in enumerate(night.publications) if p.kind == "clarity"]
