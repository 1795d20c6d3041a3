"""The JSON documents: AP's words for what AP has words for, ours beside them, nothing guessed and nothing lost."""

import json
import posixpath

import pytest
from msgspec.structs import replace

from bulletins import NAMES, bulletin
from data_states import EVERY, files, known, undrawn
from outright.bulletin import Bulletin, Reason, VerdictChange
from outright.publish.data import encode, race
from outright.publish.data.part import Part, spelled
from outright.publish.site import Site
from outright.publish.tree import tree
from outright.terms import ReportingUnitType, ResultsStatus, VerdictCode
from page_states import CONTEST, HOSTILE, hostile, no_votes, runoff_certain, with_contest, with_night, won_certain
from projected_states import runoff_projected

NIGHT = "us-ga-2017-04-18"
AT = f"/v1/{NIGHT}/{CONTEST}"
DOCUMENTS = ("timeline", "units", "methods", "remaining", "projection", "calls", "corrections")


def read(whole: Bulletin, name: str = "latest.json"):
    return json.loads(undrawn(whole)[f"{AT}/{name}"].draw())


def marks(whole: Bulletin) -> dict[str, str]:
    return {c["polID"]: c["winner"] for c in read(whole)["candidates"] if "winner" in c}


def test_a_race_is_spelled_as_ap_spells_it():
    said = read(known())
    assert (said["raceID"], said["electionDate"], said["raceType"]) == (f"{NIGHT}/{CONTEST}", "2017-04-18", "Special")
    assert (said["officeID"], said["officeName"], said["seatNum"], said["seatName"]) == (
        "H", "U.S. House", "6", "District 6",
    )  # fmt: skip
    assert (said["statePostal"], said["winThreshold"]) == ("GA", "Majority")
    assert said["lastUpdated"] == "2017-04-19T01:42:10Z"
    assert (said["precinctsReporting"], said["precinctsTotal"], said["precinctsReportingPct"]) == (95, 208, 95 / 208)
    assert (said["tabulationStatus"], said["raceCallStatus"]) == ("Active Tabulation", "Too Early to Call")
    first = said["candidates"][0]
    assert {k: first[k] for k in ("polID", "first", "last", "party", "incumbent", "ballotOrder", "voteCount")} == {
        "polID": "jon-ossoff", "first": "Jon", "last": "Ossoff", "party": "Dem", "incumbent": False,
        "ballotOrder": 18, "voteCount": 69733,
    }  # fmt: skip
    assert [c["polID"] for c in said["candidates"]] == [row[0] for row in NAMES]


def test_ours_sits_in_one_object_and_says_what_ap_has_no_word_for():
    ours = read(known())["outright"]
    assert (ours["seq"], ours["resultsStatus"], ours["test"], ours["rehearsal"]) == (
        12, "unofficial-partial", False, True,
    )  # fmt: skip
    assert ours["denominator"]["name"] == "votes for the office"
    assert ours["majority"] == {"share": "1/2", "shareText": "50", "votesNow": ours["denominator"]["votes"] // 2 + 1}
    assert ours["call"]["code"] == "too_early"
    assert ours["call"]["by"] is None
    assert [(s["slot"], s["code"], s["polID"]) for s in ours["call"]["slots"]] == [(1, "open", None), (2, "open", None)]
    assert ours["ids"] == {"ocdIDs": ["ocd-division/country:us/state:ga/cd:6"], "sourceIDs": {"clarity-cobb": "10"}}
    assert ours["sources"][0]["version"] == "182945"
    assert ours["sources"][0]["fetchedAt"] == "2017-04-19T01:42:10Z"
    assert ours["runoffDate"] == "2017-06-20"
    assert ours["prev"] == "s/11.json"
    assert ours["candidates"]["jon-ossoff"]["sourceIDs"] == {"clarity-cobb": "0"}


def test_what_nobody_said_is_null_and_no_name_is_cut_in_two():
    said = read(bulletin())
    empty = ("officeID", "officeName", "seatNum", "seatName", "statePostal", "stateName", "raceType", "eevp", "party")
    assert {said[k] for k in empty} == {None}
    first = said["candidates"][0]
    assert (first["first"], first["last"], first["incumbent"], first["ballotOrder"]) == (None, "Jon Ossoff", None, None)
    assert said["outright"]["prev"] is None


def test_not_reported_is_null_and_never_zero():
    said = read(no_votes())
    assert {c["voteCount"] for c in said["candidates"]} == {None}
    assert {c["votePct"] for c in said["candidates"]} == {None}
    assert said["tabulationStatus"] is None
    units = read(no_votes(), "units.json")["reportingUnits"]
    assert {c["voteCount"] for u in units for c in u["candidates"]} == {None}
    assert read(no_votes(), "timeline.json")["counted"] == []


@pytest.mark.parametrize("state", list(EVERY))
def test_rehearsal_and_test_are_said_in_every_document(state):
    whole = EVERY[state]()
    night = whole.night
    assert read(whole)["test"] is (night.test or night.rehearsal)
    for name in (*(f"{d}.json" for d in DOCUMENTS),):
        said = read(whole, name)
        assert (said["test"], said["rehearsal"]) == (night.test, night.rehearsal), name
        assert (said["night"], said["contest"], said["seq"]) == (night.id, CONTEST, whole.contests[0].seq)
    for name in ("index.json",):
        said = json.loads(files(whole)[f"/v1/{NIGHT}/{name}"])
        assert (said["test"], said["rehearsal"]) == (night.test, night.rehearsal)
    (election,) = json.loads(files(whole)["/v1/meta.json"])["elections"]
    assert (election["test"], election["rehearsal"]) == (night.test, night.rehearsal)


def test_a_certain_winner_is_marked_and_nobody_else():
    assert marks(won_certain()) == {"karen-handel": "X"}
    assert read(won_certain())["raceCallStatus"] == "Called"
    assert read(won_certain())["tabulationStatus"] == "Vote Certified"


def test_those_certain_to_be_in_the_runoff_are_marked_and_nobody_else():
    assert marks(runoff_certain()) == {"jon-ossoff": "R", "karen-handel": "R"}
    assert read(runoff_certain())["raceCallStatus"] == "Runoff"


def test_the_second_place_may_still_be_open_when_the_runoff_is_certain():
    whole = runoff_certain()
    verdict = replace(whole.contests[0].verdict, candidates=("jon-ossoff",))
    assert marks(with_contest(whole, verdict=verdict)) == {"jon-ossoff": "R"}


def test_a_projection_marks_nobody_and_calls_nothing():
    whole = runoff_projected()
    assert whole.contests[0].verdict.by == "model"
    said = read(whole)
    assert marks(whole) == {}
    assert said["raceCallStatus"] == "Too Early to Call"
    assert said["outright"]["call"]["code"] == "runoff_projected"
    assert said["outright"]["call"]["declared"] is False


@pytest.mark.parametrize("by", ["desk", "source"])
def test_a_projected_verdict_that_a_person_or_an_office_declared_is_a_call(by):
    whole = runoff_projected()
    verdict = replace(whole.contests[0].verdict, by=by, candidates=("jon-ossoff", "karen-handel"))
    declared = with_contest(whole, verdict=verdict)
    assert marks(declared) == {"jon-ossoff": "R", "karen-handel": "R"}
    assert read(declared)["raceCallStatus"] == "Runoff"


def test_where_the_rule_is_unknown_nothing_is_called():
    said = read(EVERY["leader_only"]())
    assert (said["raceCallStatus"], said["winThreshold"]) == (None, None)
    assert "winner" not in json.dumps(said["candidates"])


def test_projected_stands_apart_from_counted():
    whole = runoff_projected()
    ours = read(whole)["outright"]
    row = whole.contests[0].projection.candidates[0]
    nine = row.interval(0.9)
    assert ours["projection"]["candidates"][row.id] == {"lo": nine.low, "mid": row.median, "hi": nine.high}
    assert ours["projection"]["level"] == 0.9
    left = whole.contests[0].projection.left
    said = ours["remaining"]
    assert (said["lo"], said["mid"], said["hi"], said["basis"]) == (left.low, left.mid, left.high, "turnout-model")
    assert said["upper"] == whole.contests[0].remaining.upper
    without = read(bulletin())["outright"]
    assert (without["projection"], without["remaining"]["lo"], without["remaining"]["hi"]) == (None, None, 240000)


def test_the_contests_own_status_stands_before_the_nights():
    whole = with_contest(bulletin(), status=ResultsStatus.CERTIFIED)
    assert read(whole)["outright"]["resultsStatus"] == "certified"
    assert read(whole)["tabulationStatus"] == "Vote Certified"


def test_the_timeline_is_columns_of_one_length():
    whole = runoff_projected()
    said, points = read(whole, "timeline.json"), whole.contests[0].timeline
    assert said["seqs"] == [p.seq for p in points]
    assert said["counted"] == [p.votes for p in points]
    assert said["time"][0].endswith("Z")
    columns = [said["time"], said["expected"], *said["votes"].values(), *said["shareText"].values()]
    assert {len(c) for c in columns} == {len(points)}
    assert said["votes"]["jon-ossoff"] == [p.candidates["jon-ossoff"] for p in points]
    known_then = {b.seq: b.expected for b in whole.contests[0].projection.bands}
    assert said["expected"] == [known_then.get(p.seq) for p in points]


def test_places_say_what_contains_them_and_what_they_are():
    whole = known()
    first = replace(
        whole.contests[0].units[0], id="cobb--east", name="East", level="precinct", parent="cobb", ids={},
        precincts_reported=None, precincts_total=None,
    )  # fmt: skip
    town = replace(whole.contests[0].units[0], id="acton", type=ReportingUnitType.MUNICIPALITY)
    whole = with_contest(whole, units=(*whole.contests[0].units, town, first))
    said = read(whole, "units.json")
    rows = {u["reportingunitID"]: u for u in said["reportingUnits"]}
    assert said["levels"] == ["county", "township", "precinct"]
    assert rows["cobb"]["fipsCode"] == rows["cobb--east"]["fipsCode"] == "13067"
    assert rows["cobb--east"]["outright"]["parent"] == "cobb"
    assert (rows["acton"]["level"], rows["acton"]["outright"]["type"]) == ("township", "municipality")
    assert rows["cobb"]["candidates"][0] == {
        "polID": "jon-ossoff", "voteCount": 69733 // 3, "votePct": (69733 // 3) / (whole.contests[0].units[0].votes),
    }  # fmt: skip
    moment = read(whole, "s/12.json")["reportingUnits"]
    assert [u["reportingunitID"] for u in moment] == ["cobb", "dekalb", "fulton", "acton"], "largest places only"


def test_every_verdict_that_was_told_is_told_with_its_reasons_and_what_was_withdrawn():
    whole = bulletin()
    reason = Reason(code="lead", text="because", figures={"votes": 3})
    told = (
        VerdictChange(seq=3, at=whole.night.as_of, at_text="9 p.m.", code=VerdictCode.RUNOFF_PROJECTED,
                      label="Runoff projected", candidates=("jon-ossoff",), by="model", text="t", reasons=(reason,)),
        VerdictChange(seq=5, at=whole.night.as_of, at_text="10 p.m.", code=VerdictCode.TOO_EARLY, label="Too early",
                      candidates=(), note="Withdrawn: no longer stands."),
    )  # fmt: skip
    said = read(with_contest(whole, verdict_history=told), "calls.json")
    first, second = said["history"]
    assert (first["by"], first["label"], first["withdrawn"]) == ("model", "Runoff projected", None)
    assert first["reasons"] == [{"code": "lead", "text": "because", "figures": {"votes": 3}}]
    assert second["withdrawn"] == "Withdrawn: no longer stands."
    assert second["url"] == "s/5.json"
    assert said["call"]["reasons"][0]["code"] == "majority_open"


def test_corrections_are_the_corrections_alone_newest_first():
    whole = bulletin()
    note = whole.contests[0].notes[1]
    notes = (*whole.contests[0].notes, replace(note, seq=2), replace(note, seq=20, kind="finding"))
    said = read(with_contest(whole, notes=notes), "corrections.json")["corrections"]
    assert [(c["seq"], c["votes"]) for c in said] == [(11, -212), (2, -212)]


def test_every_address_that_a_document_gives_is_there():
    whole = known(prev=None)
    there = tree(whole)
    for name in ("latest.json", "s/12.json"):
        folder = posixpath.dirname(f"{AT}/{name}")
        for kind, url in read(whole, name)["outright"]["urls"].items():
            found = posixpath.normpath(posixpath.join(folder, url))
            assert found in there or f"{found}/index.html" in there, (name, kind, found)
    index = json.loads(there[f"/v1/{NIGHT}/index.json"])
    assert f"/v1/{NIGHT}/{index['contests'][0]['url']}" in there
    assert f"/v1/{json.loads(there['/v1/meta.json'])['elections'][0]['url']}" in there


def test_the_moment_before_is_where_a_moment_says():
    assert read(known(), "latest.json")["outright"]["prev"] == "s/11.json"
    assert posixpath.normpath(posixpath.join("s", read(known(), "s/12.json")["outright"]["prev"])) == "s/11.json"


def test_meta_says_which_pages_may_stay_open():
    said = json.loads(files(bulletin())["/v1/meta.json"])
    assert said["client_min"] <= said["builds"]["client"]
    assert all(f"/static/{name}" in tree(bulletin()) for name in said["builds"]["assets"].values())
    assert json.loads(files(bulletin(), Site(languages=("es",)))["/v1/meta.json"])["languages"] == ["es"]


def test_the_list_of_a_night_says_how_its_sources_are():
    whole = with_night(bulletin(), seq=14)
    said = json.loads(files(whole)[f"/v1/{NIGHT}/index.json"])
    assert (said["seq"], said["contests"][0]["seq"]) == (14, 12)
    assert [s["state"] for s in said["sources"]] == ["ok"] * 3
    assert [row["polID"] for row in said["contests"][0]["leaders"]] == ["jon-ossoff", "karen-handel"]


def test_hostile_names_are_text_in_every_document():
    for path, body in files(hostile()).items():
        if path.startswith(AT) and path.endswith(".json"):
            json.loads(body)
    said = read(hostile())
    assert [c["last"] for c in said["candidates"]][: len(HOSTILE)] == HOSTILE
    assert said["outright"]["name"] == HOSTILE[0]


def test_every_part_is_frozen_and_says_what_it_is():
    def parts(kind: type) -> list[type]:
        return [p for sub in kind.__subclasses__() for p in (sub, *parts(sub))]

    found = parts(Part)
    assert len(found) > 25
    for part in found:
        assert part.__struct_config__.frozen, part.__name__
        assert part.__doc__, part.__name__
    with pytest.raises(AttributeError):
        race.latest(bulletin().night, bulletin().contests[0]).test = True


def test_spelling_of_fields():
    assert [spelled(n) for n in ("pol_id", "state_postal", "eevp", "ocd_ids")] == [
        "polID", "statePostal", "eevp", "ocdIDs",
    ]  # fmt: skip
    assert b'"polID"' in encode(race.latest(bulletin().night, bulletin().contests[0]))
