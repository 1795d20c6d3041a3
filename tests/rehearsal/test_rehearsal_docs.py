"""docs/rehearsal.md shows what is measured, and the examples in the docstrings run."""

from __future__ import annotations

import doctest
from importlib import import_module
from random import Random

import pytest

from outright.rehearsal import SHIPPED_SEED, reference_night
from outright.rehearsal.milestones import Measured, measure
from outright.rehearsal.recreate import plan
from outright.rehearsal.reference import load
from shared import ROOT

PAGE = (ROOT / "docs/rehearsal.md").read_text(encoding="utf-8")


def row(found: Measured) -> str:
    """One line of the page's table of distances."""
    clock = f"{found.milestone.at.hour - 12}:{found.milestone.at.minute:02d} p.m."
    names = {c.id: c.name for c in load().facts.candidates}
    place = f", {found.milestone.county_id}" if found.milestone.county_id else ""
    what = f"{names.get(found.what, found.what)}{place}"
    if found.unit == "percent":
        return f"| {clock} | {what} | {found.reported:.2f} % | {found.planned:.2f} % | {found.distance:+.2f} |"
    return f"| {clock} | {what} | {found.reported:,.0f} | {found.planned:,.0f} | {found.distance:+,.0f} |"


def test_every_measured_distance_stands_in_the_page():
    table = load()
    ids = tuple(c.id for c in table.facts.candidates)
    night_plan = plan(table, Random(SHIPPED_SEED))
    for milestone in table.milestones:
        for found in measure(night_plan, milestone, ids):
            assert row(found) in PAGE


def test_the_page_counts_the_publications_right():
    publications = reference_night().publications
    files = sum(p.kind == "clarity" for p in publications)
    assert f"{len(publications)} publications: {files} county files and {len(publications) - files}" in PAGE


@pytest.mark.parametrize("module", ["split", "clarity_xml"])
def test_the_examples_in_the_docstrings_run(module):
    result = doctest.testmod(import_module(f"outright.rehearsal.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
