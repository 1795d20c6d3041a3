"""What others call a contest: as a desk or a source said it, never guessed; and which publications it rests on."""

import datetime as dt
from dataclasses import replace

import pytest

from counts import count, county
from outright.bulletin import Bulletin
from outright.count import Candidate, Contest, ContestCount, Election, ExternalId, Snapshot
from outright.night.arrival import Arrival
from outright.night.fold import Folded, step
from outright.night.plan import NightPlan, PlannedCandidate, PlannedContest, PlannedIdentity, PlannedSource
from outright.terms import ElectionType, ResultsStatus
from outright.terms import ReportingUnitType as Level

DAY = dt.date(2017, 4, 18)
NINE = dt.datetime(2017, 4, 18, 21, tzinfo=dt.UTC)
PLAN = NightPlan(
    id="us-ga-2017-04-18", name="The night", date=DAY, timezone="America/New_York",
    sources=(PlannedSource(id="state", kind="clarity", name="Georgia"),
             PlannedSource(id="fulton", kind="clarity", name="Fulton County")),
    contests=(PlannedContest(id="us-house-6", name="US House 6", short_name="House", match=(), rule=None),),
)  # fmt: skip


def planned(**more) -> NightPlan:
    return _with(PLAN, contests=(_with(PLAN.contests[0], **more),))


def _with(part, **more):
    import msgspec

    return msgspec.structs.replace(part, **more)


def snapshot(*counts: ContestCount, status: ResultsStatus = ResultsStatus.UNOFFICIAL_PARTIAL) -> Snapshot:
    return Snapshot("clarity", Election("E", DAY), counts, status=status)


def said(plan: NightPlan, *arrivals: tuple[str, Snapshot], name: str = "detail.xml") -> list[Bulletin]:
    folded, found = Folded(), []
    for seq, (source, snap) in enumerate(arrivals, 1):
        arrival = Arrival(seq, source, NINE + dt.timedelta(minutes=seq), f"{seq:064x}", name)
        folded, bulletin = step(plan, folded, arrival, snap)
        found.append(bulletin)
    return found


def last(plan: NightPlan, *arrivals: tuple[str, Snapshot], **more):
    return said(plan, *arrivals, **more)[-1].contests[0]


def keyed(place: str, votes: tuple[int, ...], contest_key: str | None, *keys: str | None) -> ContestCount:
    """A count of one county whose source numbers the contest and its candidates."""
    people = (Candidate("ann", "Ann Lee", "D", keys[0]), Candidate("bo", "Bo Lee", "R", keys[1]))
    contest = Contest("x", "US House 6", people, source_id=contest_key)
    return ContestCount(contest, (), (county(place, votes),), Level.COUNTY)


def test_the_reference_night_says_what_everybody_else_calls_it(told: list[Bulletin]):
    contest = told[-1].contests[0]
    identity = contest.identity
    assert (identity.office_id, identity.seat_num, identity.state_postal, identity.state_name) == (
        "H", "6", "GA", "Georgia",
    )  # fmt: skip
    assert (identity.type, identity.runoff_date) == (ElectionType.SPECIAL, dt.date(2017, 6, 20))
    assert identity.divisions == ("ocd-division/country:us/state:ga/cd:6",)
    assert identity.source_ids == {f"clarity-{c}": "10" for c in ("cobb", "dekalb", "fulton")}
    fips = {u.id: u.ids.get("fips") for u in contest.units if u.parent is None}
    assert fips == {"cobb": "13067", "dekalb": "13089", "fulton": "13121"}
    names = {c.id: (c.first, c.last, c.order, c.incumbent) for c in contest.candidates}
    assert names["mohammad-ali-bhuiyan"] == ("Mohammad Ali", "Bhuiyan", 2, False)
    assert all(f"{c.first} {c.last}" == c.name for c in contest.candidates)


def test_every_moment_names_the_one_before_and_the_publications_it_rests_on(told: list[Bulletin]):
    moments = [b.contests[0] for b in told]
    published = {c.seq for c in moments}
    assert moments[0].prev is None
    assert all(c.prev in published and c.prev < c.seq for c in moments[1:])
    for contest in moments:
        assert all(s.seq <= contest.seq and len(s.sha256) == 64 for s in contest.sources)
    newest = {s.id: s.seq for s in moments[-1].sources}
    assert set(newest) == {"clarity-cobb", "clarity-dekalb", "clarity-fulton"}, "a statement has no counts"


def test_the_points_of_the_timeline_and_the_table_print_the_same_shares(told: list[Bulletin]):
    for contest in (b.contests[0] for b in told if b.contests[0].timeline):
        point = contest.timeline[-1]
        shown = {c.id: c.share_text for c in contest.candidates}
        assert point.share_text == {c: shown[c] for c in point.share_text}
        assert len(point.share_text) == 5


def test_a_verdict_is_kept_with_its_reasons(told: list[Bulletin]):
    contest = told[-1].contests[0]
    assert contest.verdict_history[-1].reasons
    assert contest.verdict_history[-1].text
    assert len(contest.verdict_history) > 1


def test_nothing_is_guessed():
    contest = last(PLAN, ("state", snapshot(count({"ossoff": 3, "handel": 2}))))
    identity = contest.identity
    assert {identity.office_id, identity.seat_num, identity.state_postal, identity.type, identity.party} == {None}
    assert (identity.divisions, identity.source_ids) == ((), {})
    first = contest.candidates[0]
    assert (first.name, first.first, first.last, first.incumbent) == ("Jon Ossoff", None, None, None)


def test_a_desks_names_are_the_candidates():
    people = (PlannedCandidate(id="jon-ossoff", name="Jon Ossoff", first="Jon", last="Ossoff", incumbent=True),)
    contest = last(planned(candidates=people), ("state", snapshot(count({"ossoff": 3, "handel": 2}))))
    known, unknown = contest.candidates
    assert (known.first, known.last, known.incumbent, known.order) == ("Jon", "Ossoff", True, 1)
    assert (unknown.first, unknown.order) == (None, 2)


def test_parts_of_a_source_that_disagree_on_a_number_give_none():
    one, other = keyed("Cobb", (3, 2), "10", "1", "2"), keyed("Fulton", (1, 4), "20", "1", "9")
    contest = last(PLAN, ("state/cobb", snapshot(one)), ("state/fulton", snapshot(other)))
    assert contest.identity.source_ids == {}
    assert {c.name: c.source_ids for c in contest.candidates} == {"Ann Lee": {"state": "1"}, "Bo Lee": {}}
    (source,) = contest.sources
    assert (source.id, source.parts, source.seq) == ("state", 2, 2)


def test_the_plans_code_of_a_county_counts_before_the_sources():
    unit = county("Cobb", (3, 2))
    unit = replace(unit, unit=replace(unit.unit, external_ids=(ExternalId("fips", "99999"), ExternalId("x", "7"))))
    counted = replace(count({"ossoff": 3, "handel": 2}), units=(unit,))
    (plain,) = last(PLAN, ("state", snapshot(counted))).units
    assert plain.ids == {"fips": "99999", "x": "7"}
    plan = planned(identity=PlannedIdentity(fips={"cobb": "13067"}))
    (ours,) = last(plan, ("state", snapshot(counted))).units
    assert ours.ids == {"fips": "13067", "x": "7"}


def test_a_town_says_that_it_is_one_and_a_batch_that_it_is_no_place():
    town, batch = county("Acton", (3, 2)), county("Ashby", (1, 1))
    town = replace(town, unit=replace(town.unit, type=Level.MUNICIPALITY))
    batch = replace(batch, unit=replace(batch.unit, type=Level.MUNICIPALITY, is_geographic=False))
    counted = replace(count({"ossoff": 4, "handel": 3}), units=(town, batch), level=Level.MUNICIPALITY)
    one, two = last(PLAN, ("state", snapshot(counted))).units
    assert (one.type, one.is_batch, two.is_batch) == (Level.MUNICIPALITY, False, True)


def test_the_sources_own_number_of_a_publication_is_told():
    counted = snapshot(count({"ossoff": 3, "handel": 2}))
    (source,) = last(PLAN, ("state", counted), name="v182945/detail.xml").sources
    assert (source.version, source.fetched_at, source.seq) == ("182945", NINE + dt.timedelta(minutes=1), 1)


def test_a_status_alone_is_said_anew_of_the_contests_it_is_about():
    counted = count({"ossoff": 3, "handel": 2})
    certified = snapshot(counted, status=ResultsStatus.CERTIFIED)
    plan = _with(PLAN, sources=PLAN.sources[:1])
    first, second = said(plan, ("state", snapshot(counted)), ("state", certified))
    before, after = first.contests[0], second.contests[0]
    assert (before.status, after.status) == (ResultsStatus.UNOFFICIAL_PARTIAL, ResultsStatus.CERTIFIED)
    assert (before.seq, after.seq, after.prev) == (1, 2, 1), "a moment's document keeps its bytes"


def test_a_contest_is_as_official_as_its_own_sources():
    other = _with(PLAN.contests[0], id="governor", name="Governor")
    plan = _with(PLAN, contests=(PLAN.contests[0], other))
    house = count({"ossoff": 3, "handel": 2})
    governor = replace(house, contest=replace(house.contest, id="governor", name="Governor"))
    certified = snapshot(house, status=ResultsStatus.CERTIFIED)
    whole = said(plan, ("fulton", snapshot(governor)), ("state", certified))[-1]
    assert [c.status for c in whole.contests] == [ResultsStatus.CERTIFIED, ResultsStatus.UNOFFICIAL_PARTIAL]
    assert whole.night.status is ResultsStatus.UNOFFICIAL_PARTIAL
    assert [c.seq for c in whole.contests] == [2, 1]


def test_nothing_is_official_while_a_source_has_said_nothing():
    """One county certified its count first; the night read "Official, certified" with the other county unheard."""
    cobb, fulton = (keyed(c, v, "10", "1", "2") for c, v in (("Cobb", (3, 2)), ("Fulton", (1, 4))))
    certified = ResultsStatus.CERTIFIED
    first, second = said(
        PLAN, ("state", snapshot(cobb, status=certified)), ("fulton", snapshot(fulton, status=certified))
    )
    assert (first.night.status, first.contests[0].status) == (ResultsStatus.UNOFFICIAL_PARTIAL,) * 2
    assert first.contests[0].milestones == ()
    assert (second.night.status, second.contests[0].status) == (certified, certified)
    assert [m.kind for m in second.contests[0].milestones] == ["certified"]


def test_a_contest_turns_official_when_the_last_source_is_heard_though_it_says_nothing_of_it():
    other = _with(PLAN.contests[0], id="governor", name="Governor")
    plan = _with(PLAN, contests=(PLAN.contests[0], other))
    house = count({"ossoff": 3, "handel": 2})
    governor = replace(house, contest=replace(house.contest, id="governor", name="Governor"))
    state = ("state", snapshot(house, status=ResultsStatus.CERTIFIED))
    before, after = said(plan, state, ("fulton", snapshot(governor)))
    assert [b.contests[0].status for b in (before, after)] == [
        ResultsStatus.UNOFFICIAL_PARTIAL, ResultsStatus.CERTIFIED,
    ]  # fmt: skip


def test_sources_in_which_people_speak_are_not_waited_for():
    spoken = tuple(PlannedSource(id=k, kind=k, name=k) for k in ("entry", "notice", "statement"))
    plan = _with(PLAN, sources=(PLAN.sources[0], *spoken))
    counted = snapshot(count({"ossoff": 3, "handel": 2}), status=ResultsStatus.CERTIFIED)
    assert said(plan, ("state", counted))[-1].night.status is ResultsStatus.CERTIFIED


@pytest.mark.parametrize(("party", "found"), [(None, "R"), ("D", "D")])
def test_whose_primary_it_is(party, found):
    counted = count({"ossoff": 3, "handel": 2})
    counted = replace(counted, contest=replace(counted.contest, primary_party="R", is_question=False))
    contest = last(planned(identity=PlannedIdentity(party=party)), ("state", snapshot(counted)))
    assert contest.identity.party == found


def test_a_question_says_that_it_is_one_and_a_single_candidate_that_nobody_stands_against():
    counted = count({"yes": 3, "no": 2})
    question = replace(counted, contest=replace(counted.contest, is_question=True))
    identity = last(PLAN, ("state", snapshot(question))).identity
    assert (identity.is_question, identity.office_id, identity.is_uncontested) == (True, "I", False)
    assert last(PLAN, ("state", snapshot(count({"ossoff": 3})))).identity.is_uncontested is True
