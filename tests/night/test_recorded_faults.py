"""The faults that real nights brought, each replayed: the night goes on and says what happened.

The numbers are those of the shared tables' own notes; a fall is told as a correction, a reset as a fall to nothing,
and what is published is what is shown.
"""

import csv
import datetime as dt
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from msgspec import structs

from outright.bulletin import Contest, Note, Verdict
from outright.night.fold import Folded, step
from outright.night.recorded import Publication, RecordedNights, Series
from outright.night.recorded_cells import counted_along, outline_of
from outright.night.recorded_count import arrivals, counted_contest, plan_of, snapshot
from outright.night.recorded_end import last_votes
from outright.night.recorded_faults import Faults, faults_of
from outright.night.recorded_replay import Moment, replay
from outright.projection import Counted
from shared import SHARED, needs_shared

pytestmark = needs_shared
FOLDER = SHARED / "data" / "nights"


@cache
def nights() -> RecordedNights:
    return RecordedNights(FOLDER)


@cache
def series(contest: str, source: str, level: str = "state") -> Series:
    return nights().at_level(contest, source, level)


@cache
def moments(contest: str, source: str, level: str = "state") -> tuple[Moment, ...]:
    return tuple(replay(series(contest, source, level), None))


def corrections(found: tuple[Moment, ...]) -> list[Note]:
    return [n for n in reversed(found[-1].bulletin.contests[0].notes) if n.kind == "correction"]


def cells(found: Series) -> Iterator[tuple[Publication, Counted]]:
    news = (p for p in found.publications if not p.stale)
    return zip(news, counted_along(found, outline_of(found)), strict=True)


def county(part: Contest, unit: str) -> int | None:
    return next(u.votes for u in part.units if u.id == unit)


def test_pennsylvania_falls_three_times_in_nine_minutes_and_each_is_told() -> None:
    found = corrections(moments("pa-g-p-2020-11-03", "nyt-series"))
    night = [n for n in found if n.at < dt.datetime(2020, 11, 4, 2, 30, tzinfo=dt.UTC) and (n.votes or 0) < -100_000]
    assert [n.votes for n in night] == [-239_804, -114_886, -586_189]
    after = [m for m in moments("pa-g-p-2020-11-03", "nyt-series") if m.seq == 56]
    assert after[0].bulletin.contests[0].votes == 739_443


def test_new_yorks_two_counties_are_one_fall_in_one_source_and_two_in_another() -> None:
    exact = corrections(moments("ny-g-p-2020-11-03", "nyt-remaining"))
    assert min(n.votes or 0 for n in exact) == -623_213
    rounded = sorted(n.votes or 0 for n in corrections(moments("ny-g-p-2020-11-03", "nyt-series")))[:2]
    assert rounded == [-348_644, -274_569]
    by_county = [n for n in corrections(moments("ny-g-p-2020-11-03", "nyt-county", "county")) if "2 units" in n.text]
    assert any("fell by 623,213" in n.text for n in by_county)


def test_west_virginias_county_jumps_wrongly_first_and_is_put_right() -> None:
    found = series("wv-g-p-2020-11-03", "nyt-county", "county")
    votes = [b.total for p in found.publications if (b := p.blocks.get(("54107", "total")))]
    assert list(dict.fromkeys(votes))[:3] == [38_487, 116_703, 38_403]
    told = moments("wv-g-p-2020-11-03", "nyt-county", "county")
    assert any("fell by 78,300 in 1 unit" in n.text for n in corrections(told))
    assert county(told[-1].bulletin.contests[0], "wv-54107") != 116_703


def test_rockinghams_early_votes_stand_under_absentee_for_fourteen_hours_and_the_move_is_told() -> None:
    """The county's total was right all the time: 33,227 early votes were filed as absentee ones."""
    found = series("nc-g-p-2020-11-03", "nyt-precinct-feed", "county")
    wrong = [p for p in found.publications if p.blocks["37157", "absentee"].total == 37_408]
    assert (wrong[0].clock.hour, wrong[0].clock.minute) == (2, 20)
    told = moments("nc-g-p-2020-11-03", "nyt-precinct-feed", "county")
    before, here = (next(m for m in told if m.seq == s) for s in (wrong[-1].seq, wrong[-1].seq + 1))
    assert (here.clock.hour, here.clock.minute) == (16, 31)
    assert (absentee(here) or 0) - (absentee(before) or 0) == -33_227
    assert county(here.bulletin.contests[0], "nc-37157") == county(before.bulletin.contests[0], "nc-37157") == 47_224
    notes = [n.text for n in here.bulletin.contests[0].notes if n.seq == here.number]
    assert any("moved 33,227 votes from one way of voting to another in 1 unit" in n for n in notes)


def absentee(moment: Moment) -> int | None:
    return next(m.votes for m in moment.bulletin.contests[0].methods if m.method == "absentee")


def test_haywoods_batch_of_early_votes_is_withdrawn_and_is_not_in_any_more() -> None:
    found = series("nc-g-p-2020-11-03", "nyt-precinct-feed", "precinct")
    outline = outline_of(found)
    at = outline.units.index("nc-37087-county"), [m.value for m in outline.methods].index("early")
    assert outline.pseudo[at[0]]
    seen = {p.seq: c for p, c in cells(found)}
    assert int(seen[48].votes[at].sum()) == 6_037
    assert (int(seen[49].votes[at].sum()), float(seen[49].part[at]), int(seen[49].arrival[at])) == (0, 0.0, -1)


def test_banks_county_goes_back_to_nothing() -> None:
    told = moments("ga-g-s-2021-01-05", "ga-runoff-diffs", "county")
    here = next(i for i, m in enumerate(told) if m.seq == 127)
    assert told[here].clock == dt.datetime(2021, 1, 6, 2, 25, 30, tzinfo=dt.UTC)
    assert county(told[here - 1].bulletin.contests[0], "ga-13011") == 8_535
    assert county(told[here].bulletin.contests[0], "ga-13011") == 0
    assert any("fell by 8,535 in 1 unit" in n.text for n in corrections(told))
    found = series("ga-g-s-2021-01-05", "ga-runoff-diffs", "county")
    at = outline_of(found).units.index("ga-13011")
    counted = {p.seq: c for p, c in cells(found)}
    assert int(counted[127].arrival[at, 0]) == -1


@pytest.mark.parametrize(("contest", "votes"), [("nc-g-p", 15), ("nh-g-p", 26), ("pa-g-p", 77), ("tx-g-p", 7)])
def test_votes_before_the_close_are_shown_warned_of_and_taken_back(contest: str, votes: int) -> None:
    found = series(f"{contest}-2020-11-03", "nyt-series")
    told = moments(f"{contest}-2020-11-03", "nyt-series")
    first = next(m for m in told if m.counted)
    assert first.counted == votes
    faults = faults_of(found)
    assert faults.count("reset") >= 1
    assert faults.worst("reset") is not None


def test_new_hampshires_midnight_votes_are_before_the_close() -> None:
    close = series("nh-g-p-2020-11-03", "nyt-series").contest.polls_close
    first = next(m for m in moments("nh-g-p-2020-11-03", "nyt-series") if m.counted)
    assert close is not None
    assert first.at < close


def test_an_opening_of_zeros_dated_the_next_morning_does_not_hold_up_the_night() -> None:
    """256 of the 279 clocks that run back: the first block's."""
    for contest in ("ga-g-s-2020-11-03", "ga-s-s-2020-11-03", "az-g-p-2020-11-03", "pa-g-p-2020-11-03"):
        found = series(contest, "nyt-series")
        assert found.publications[0].clock > found.publications[1].clock
        told = moments(contest, "nyt-series")
        assert [m.at for m in told] == sorted(m.at for m in told)
        assert told[1].at == found.publications[1].clock
        assert all(m.bulletin.contests[0].votes is not None for m in told)


def test_an_inserted_correction_with_an_older_clock_is_applied_in_its_place() -> None:
    told = moments("me-g-s-2020-11-03", "nyt-series")
    here = next(m for m in told if m.seq == 323)
    assert here.clock < here.at
    assert here.bulletin.contests[0].votes == here.counted


def test_an_expected_part_that_falls_lowers_what_is_taken_as_counted() -> None:
    found = series("al-g-p-2020-11-03", "nyt-remaining")
    fell = [f for f in faults_of(found).found if f.kind == "expected_fell"]
    assert fell
    part = {p.seq: float(c.part[0, 0]) for p, c in cells(found)}
    before = max(s for s in part if s < fell[0].seq)
    assert part[fell[0].seq] < part[before]


def test_write_ins_under_another_key_are_the_same_write_ins() -> None:
    found = series("nc-g-p-2020-11-03", "nyt-county", "county")
    raw = {c for p in found.publications for k in p.changed for c in p.blocks[k].votes}
    assert {"write-ins", "write_ins"} <= raw
    assert "write_ins" not in found.candidates
    assert faults_of(found).count("candidates_changed") > 0
    contest = counted_contest(found)
    place = [c.id for c in contest.candidates].index("write-ins")
    switched = [p for p in found.publications if 1 <= p.seq <= 10 and not p.stale]
    said = [snapshot(found, p, contest).contests[0] for p in switched]
    assert all(u.totals[place] is not None for s in said for u in s.units)


def test_texas_county_under_a_second_name_is_kept_and_has_no_votes() -> None:
    found = series("us-tx-2022-11-08-governor", "tx-sos-via-newsroom", "county")
    outline = outline_of(found)
    assert {"tx-lasalle", "tx-48283"} <= set(outline.units)
    last = list(counted_along(found, outline))[-1]
    at = outline.units.index("tx-lasalle")
    assert (int(last.votes[at].sum()), float(last.part[at, 0])) == (0, 0.0)
    assert sum(last_votes(found).values()) == found.contest.final_total


def test_wisconsins_partial_files_fall_and_their_leader_did_not_win() -> None:
    told = moments("us-wi-2024-11-05-president", "wi-counties", "county")
    assert any("fell by 51,941 in 1 unit" in n.text for n in corrections(told))
    leader = told[-1].bulletin.contests[0].candidates[0].id
    assert [
        c.id
        for c in series("us-wi-2024-11-05-president", "wi-counties", "county").contest.candidates
        if c.outcome == "won"
    ] != [leader]
    assert {m.code.value for m in told} == {"too_early"}


@pytest.mark.parametrize(
    ("contest", "source", "polls", "stale"),
    [
        ("us-tx-2022-11-08-governor", "tx-sos-via-newsroom", 4976, 4923),
        ("ga-g-s-2021-01-05", "ga-runoff-diffs", 1738, 1499),
    ],
)
def test_most_polls_say_nothing_new(contest: str, source: str, polls: int, stale: int) -> None:
    found = faults_of(series(contest, source, "county"))
    assert (found.publications, found.stale) == (polls, stale)


def _verdict(contest: Contest) -> Verdict:
    """The verdict; while there is no vote its label tells the time (polls open, closed), which does change."""
    return contest.verdict if contest.votes else structs.replace(contest.verdict, label="")


def test_a_stale_poll_changes_nothing_that_is_said_of_the_contest() -> None:
    found = series("ga-g-s-2021-01-05", "ga-runoff-diffs", "county")
    plan, contest, folded = plan_of(found), counted_contest(found), Folded()
    before: Contest | None = None
    stale = 0
    for publication, arrival in list(zip(found.publications, arrivals(found), strict=True))[:90]:
        folded, told = step(plan, folded, arrival, snapshot(found, publication, contest))
        if publication.stale and before is not None:
            stale += 1
            news = told.contests[0]
            assert (news.votes, _verdict(news), news.timeline, news.notes) == (
                before.votes, _verdict(before), before.timeline, before.notes,
            )  # fmt: skip
            assert [c.votes for c in news.candidates] == [c.votes for c in before.candidates]
        before = told.contests[0]
    assert stale > 30


@pytest.mark.parametrize("contest", ["ga-g-s-2021-01-05", "ga-s-s-2021-01-05"])
def test_georgias_runoffs_end_on_the_official_votes_though_their_pages_were_mislabelled(contest: str) -> None:
    found = series(contest, "ga-runoff-diffs", "county")
    assert last_votes(found) == {c.id: c.votes for c in found.contest.candidates if c.votes}


def test_milwaukees_wards_say_nothing_about_the_third_still_to_come() -> None:
    found = series("us-wi-2024-11-05-president", "wi-counties", "county")
    outline = outline_of(found)
    at = outline.units.index("wi-55079")
    seen = [(p.blocks["55079", "total"], c) for p, c in cells(found) if ("55079", "total") in p.changed]
    late = next(i for i, (block, _) in enumerate(seen) if block.total == 301_204)
    block, counted = seen[late]
    assert (block.reporting, block.reporting_total) == (508, 523)
    assert np.isnan(counted.part[at, 0])
    assert seen[late + 1][0].total == 450_422


def test_the_faults_found_are_those_counted_when_the_tables_were_made() -> None:
    """Falls where a source states no total are found too: three of Texas's nine, one of 5,000 votes."""
    with (FOLDER / "anomalies.csv").open() as file:
        noted = {(r["source"], r["unit_level"]): r for r in csv.DictReader(file)}
    found: dict[tuple[str, str], list[Faults]] = {}
    for one in nights().series():
        found.setdefault((one.source, one.level), []).append(faults_of(one))
    for key, row in noted.items():
        if key in found and key[0] != "tx-sos-via-newsroom":
            kinds = ("total_fell", "reset", "reporting_fell", "expected_fell", "clock_back")
            ours = [sum(f.count(k) for f in found[key]) for k in kinds]  # type: ignore[arg-type]
            names = ("total_drops", "resets_to_zero", "reporting_back", "expected_back", "clock_back")
            assert ours == [int(row[n]) for n in names], key
    (texas,) = found["tx-sos-via-newsroom", "county"]
    assert texas.count("total_fell") == int(noted["tx-sos-via-newsroom", "county"]["total_drops"]) + 3
    worst = texas.worst("total_fell")
    assert worst is not None
    assert worst.change == -5_000
