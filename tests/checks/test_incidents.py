"""What really broke, as small files in a row: the alarm comes with the first bad file and not before.

Each file beside this one says which of its numbers were given in public accounts and which are invented. Alameda 2022
is not among them: a wrong setting of a ranked count shows in no sum of first preferences (see docs/checks.md).
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from made_counts import CLOSE, DAY, at, codes, contest, count, file, place

from outright.checks import Alarm, Context, Increments, UnitHistory, check, must_wait
from outright.count import Candidate, Election, Snapshot

FOLDER = Path(__file__).parent / "incidents"
INCIDENTS = {p.stem: tomllib.loads(p.read_text("utf-8")) for p in sorted(FOLDER.glob("*.toml"))}
WAIT = {
    "henderson-2019", "pennsylvania-2020", "monmouth-2022", "monmouth-2022-first-load", "monmouth-2022-later-batch",
    "volusia-2000", "early-publication", "test-in-the-title", "banks-2021",
}  # fmt: skip
"""The incidents whose bad file waits for a person by default."""


def published(incident: dict[str, Any], step: dict[str, Any], key: str = "places") -> Snapshot:
    parties = incident.get("parties", [None] * len(incident["people"]))
    people = tuple(Candidate(i, i.title(), p) for i, p in zip(incident["people"], parties, strict=True))
    ballots = step.get("ballots", {})
    units = [place(name, votes, ballots_cast=ballots.get(name)) for name, votes in step[key].items()]
    named = contest(name=incident["contest"], candidates=people)
    title = step.get("election", "General Election")
    return file(count(units, named=named), election=Election(title, DAY), published_at=at(step["minutes"]))


def alarms(incident: dict[str, Any]) -> list[tuple[Alarm, ...]]:
    """What is said at each file in turn."""

    def ids(rows: dict[str, float]) -> dict[str, float]:
        return {name.lower().replace(" ", "-"): value for name, value in rows.items()}

    past = {i: UnitHistory(undervote=v) for i, v in ids(incident.get("history", {})).items()}
    past |= {i: UnitHistory(two_party=v) for i, v in ids(incident.get("two_party", {})).items()}
    told, before, memory = [], None, Increments()
    for step in incident["file"]:
        new = published(incident, step)
        here = Context(
            date=DAY, polls_close=CLOSE, received_at=at(step["minutes"]), history=past, increments=memory,
            contests=(incident["contest"],), candidates={"senate": tuple(incident["people"])},
        )  # fmt: skip
        beside = {"county": published(incident, step, "beside")} if "beside" in step else {}
        told.append(check(new, before, here, beside))
        memory, before = memory.after(new.since(before)), new
    return told


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_alarm_comes_with_the_first_bad_file_and_not_before(name: str):
    incident = INCIDENTS[name]
    told = alarms(incident)
    assert any(step["told"] for step in incident["file"])
    assert [sorted(set(codes(a))) for a in told] == [step["told"] for step in incident["file"]]
    for step, found in zip(incident["file"], told, strict=True):
        if "units" in step:
            assert {a.unit_id for a in found} == set(step["units"])


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_bad_file_waits_for_a_person_where_the_plan_says_so(name: str):
    told = alarms(INCIDENTS[name])
    first = next(a for a in told if a)
    assert bool(must_wait(first)) is (name in WAIT)


@pytest.mark.parametrize("name", INCIDENTS)
def test_each_says_what_was_given_and_what_is_invented(name: str):
    assert len(INCIDENTS[name]["given"]) > 9
    assert len(INCIDENTS[name]["invented"]) > 9


def test_a_desk_can_read_what_henderson_is():
    first = next(a for a in alarms(INCIDENTS["henderson-2019"]) if a)
    assert first[0].text == (
        "Henderson, Governor: county has the votes of Bevin and Beshear the other way round (6,303 and 6,863 there)."
        " Ask the office which is right before either is quoted."
    )


def test_antrims_places_that_were_right_are_left_alone():
    last = alarms(INCIDENTS["antrim-2020"])[-1]
    assert len(last) == 11
    assert "of 1,240 ballots have no vote in this contest" in "".join(a.text for a in last)
