"""Polls, special elections and past results beside the reference night: what is said, and that it costs nothing."""

import csv
import datetime as dt
import io
import tomllib
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from outright.bulletin import Bulletin, Contest, Context
from outright.bulletin.polls import Polls
from outright.bulletin.specials import Specials
from outright.cli.rehearsed import plan_of
from outright.context import poll_record
from outright.errors import ConfigError
from outright.night.config import parse
from outright.night.context import context_of, problems_of, read_of
from outright.night.figures.context import figures
from outright.night.plan import PlannedContest, PlannedPast, PlannedPolls, PlannedSpecials, from_json, to_json
from outright.publish.page import contest_page
from outright.publish.plain import contest_plain
from outright.publish.site import Site
from outright.publish.terminal import context_lines
from outright.rehearsal import reference_night
from shared import ROOT

CONTEST = "us-house-6"
NIGHT = dt.date(2017, 4, 18)
TABLE = files("outright.rehearsal") / "reference"


def said(told: list[Bulletin], which: int = -1) -> Context:
    return told[which].contest(CONTEST).context


def polls(context: Context) -> Polls:
    assert context.polls is not None
    return context.polls


def specials(context: Context) -> Specials:
    assert context.specials is not None
    return context.specials


def rows(name: str) -> list[dict[str, str]]:
    text = (TABLE / name).read_text("utf-8")
    return list(csv.DictReader(io.StringIO("\n".join(x for x in text.splitlines() if not x.startswith("#")))))


@pytest.fixture(scope="module")
def planned() -> PlannedContest:
    return plan_of(reference_night().facts).contests[0]


def test_what_polls_had_said_and_how_far_off_they_were(told: list[Bulletin]):
    """The average worked out once more from the table's rows, in plain arithmetic."""
    record = poll_record.record(poll_record.before(poll_record.shipped(), NIGHT), "field")
    assert record is not None
    usual = (0.06 + record.undecided) / 2  # RRH alone prints its undecided; history counts as one pollster more
    by_poll: dict[str, dict[str, float]] = {}
    asked: dict[str, float] = {}
    for row in rows("polls.csv"):
        by_poll.setdefault(row["pollster"], {})[row["candidate"]] = float(row["pct"])
        asked[row["pollster"]] = float(row["sample"])
    part = {p: 0.94 if "Undecided" in own else 1 - usual for p, own in by_poll.items()}
    worth = {p: 1 / (1 / (asked[p] * part[p]) + record.house) for p in by_poll}
    whole = sum(worth.values())
    found = {a.candidate: a for a in polls(said(told)).average}
    result = {"jon-ossoff": (92_673, "Jon Ossoff"), "karen-handel": (38_071, "Karen Handel")}
    assert set(found) == set(result)
    for candidate, (votes, name) in result.items():
        decided = sum(worth[p] / whole * own[name] / part[p] for p, own in by_poll.items())
        raw = sum(worth[p] / whole * own[name] for p, own in by_poll.items())
        assert float(found[candidate].decided) == pytest.approx(decided, abs=0.006)
        assert float(found[candidate].printed) == pytest.approx(raw, abs=0.006)
        assert float(found[candidate].error) == pytest.approx(decided - 100 * votes / 192_569, abs=0.006)
        assert float(found[candidate].low) < decided < float(found[candidate].high)
    assert found["jon-ossoff"].result == "92673/192569"
    assert polls(said(told)).text.startswith("Of voters who had decided, the polls averaged Ossoff 48.0% (38.3% to")
    assert polls(said(told)).error_text == (
        "Against the count, the average was 0.1 points too low for Ossoff and 1.5 points too low for Handel."
    )


def test_every_poll_is_there_with_its_own_error(told: list[Bulletin]):
    """The errors of the printed margins are those that FiveThirtyEight gives these eight polls."""
    bias = {
        "SurveyUSA": -0.35, "Meeting Street Insights": 2.65, "RRH Elections": -4.35, "Wick": -0.47,
        "InsiderAdvantage": -8.05, "Landmark Communications": -0.45, "Emerson College": -2.35, "Clout Research": -2.35,
    }  # fmt: skip
    found = {p.pollster: float(p.margin_error or "nan") for p in polls(said(told)).polls}
    assert found == pytest.approx(bias, abs=0.02)
    assert sum(found.values()) / 8 == pytest.approx(-1.97, abs=0.02)
    assert sum(float(p.weight or 0) for p in polls(said(told)).polls) == pytest.approx(1, abs=1e-5)


def test_nobody_is_told_how_far_off_they_are_while_votes_are_out(told: list[Bulletin]):
    half = next(b for b in told if b.contest(CONTEST).votes and not b.contest(CONTEST).remaining.complete)
    context = half.contest(CONTEST).context
    assert not polls(context).counted
    assert "when the count is complete" in polls(context).error_text
    assert all(p.margin_error is None and all(s.error is None for s in p.shares) for p in polls(context).polls)
    assert specials(context).here is not None and specials(context).here.swing is None
    assert polls(context).pair == polls(said(told, 0)).pair == ("jon-ossoff", "karen-handel")
    assert polls(context).average[0].decided == polls(said(told)).average[0].decided  # a count moves no average


def test_a_week_after_kansas(told: list[Bulletin]):
    found = specials(said(told))
    assert all(e.date < NIGHT for e in found.elections)
    kansas = found.elections[0]
    assert (kansas.race, kansas.date) == ("KS-04", dt.date(2017, 4, 11))
    lean = Fraction(3, 4) * (Fraction("-27.0") - Fraction("2.10")) + Fraction(1, 4) * (
        Fraction("-25.4") - Fraction("3.86")
    )
    assert Fraction(kansas.swing or 0) == Fraction(100 * (56_435 - 64_044), 122_594) - lean
    assert (kansas.lean_text, kansas.swing_mark) == ("R+29.1", "D+22.9")
    here = found.here
    assert here is not None
    assert Fraction(here.margin or 0) == Fraction(100 * (94_201 - 98_192), 192_569)
    assert Fraction(here.swing or 0) == Fraction(100 * (94_201 - 98_192), 192_569) + Fraction("9.49")
    assert here.text == "Here the parties' totals swung 7.4 points towards the Democrats against the place's lean."
    assert (found.next.year, found.next.low_text, found.next.high_text) == (2018, "R+19.0", "D+9.9")
    assert [(g.kind, g.contests) for g in found.groups] == [("congress", 2), ("all", 8)]


def test_price_by_23_and_trump_by_less_than_two_here_and_five_in_the_state(told: list[Bulletin]):
    found = {f.id: f for f in figures(said(told))}
    assert Fraction(found["history.house-2016.margin"].value) == Fraction(201_088 - 124_917, 326_005)
    assert found["history.house-2016.margin"].text == "23.36 points"
    assert 0 < Fraction(found["history.president-2016.district.margin"].value) < Fraction(2, 100)
    assert found["history.president-2016.state.margin"].text == "5.16 points"
    assert [h.text.split(" by ")[0] for h in said(told).history[:3]] == [
        "Price carried the district", "Trump carried the district", "Trump carried Georgia",
    ]  # fmt: skip


def test_the_figures_are_each_once_and_say_what_they_are(told: list[Bulletin]):
    found = figures(said(told))
    ids = [f.id for f in found]
    assert len(ids) == len(set(ids)) > 40
    assert {
        "polls.jon-ossoff.average", "polls.error.jon-ossoff", "specials.ks-04.swing", "specials.here.swing",
        "specials.next.lo", "specials.next.hi", "history.house-2016.margin",
    } <= set(ids)  # fmt: skip
    assert all(f.what and f.unit and f.as_of and f.source and f.text for f in found)
    assert all(not f.of or f.of in ids for f in found)
    assert figures(Context()) == ()


# It decides nothing and costs nothing


def without(part: Contest) -> bytes:
    bare = msgspec.structs.replace(part, context=Context(), notes=(), figures=(), asked=())
    return msgspec.json.encode(bare, order="deterministic")


@pytest.mark.parametrize("seq", [5, -1])
def test_a_table_that_cannot_be_read_costs_itself_alone(told: list[Bulletin], planned: PlannedContest, seq: int):
    part = told[seq].contest(CONTEST)
    broken = msgspec.structs.replace(
        planned, polls=PlannedPolls(table="pollster,field_end,candidate,pct\nA,yesterday,Ossoff,40\n"),
        specials=PlannedSpecials(table="nothing\n"),
        history=(PlannedPast(id="x", baseline="none"), *planned.history),
    )  # fmt: skip
    found = context_of(broken, part, NIGHT, counted=False)
    assert (found.polls, found.specials, len(found.history)) == (None, None, len(said(told).history))
    problems = problems_of(broken, NIGHT)
    assert [(p.code, p.message.split(":")[0]) for p in problems] == [
        ("context", "The polls cannot be shown"), ("context", "The special elections cannot be shown"),
        ("context", "A past result is not shown"),
    ]  # fmt: skip
    assert problems_of(planned, NIGHT) == ()


def test_a_table_of_something_else_is_not_passed_over_in_silence(planned: PlannedContest):
    table = "pollster,field_end,election_date,question_id,candidate_name,pct\nA,{0},{1},1,{2},40\n".format
    wrong = {
        "No poll is about this election": PlannedPolls(
            table=table("2018-10-10", "2018-11-06", "Jon Ossoff").replace("field_end", "end_date")
        ),
        "No poll names a candidate of this contest": PlannedPolls(
            table=table("2017-04-10", "2017-04-18", "Tom Price").replace("field_end", "end_date")
        ),
    }
    for says, polls_ in wrong.items():
        (found,) = problems_of(msgspec.structs.replace(planned, polls=polls_), NIGHT)
        assert found.message.startswith(f"The polls cannot be shown: {says} (the table of polls).")
    assert planned.specials is not None
    other = msgspec.structs.replace(planned.specials, here="GA-07")
    (found,) = problems_of(msgspec.structs.replace(planned, specials=other), NIGHT)
    assert "No row 'GA-07' of 2017-04-18 has presidential shares" in found.message


def test_a_fault_of_ours_is_a_finding_too(planned: PlannedContest, told: list[Bulletin], monkeypatch):
    def burst(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nothing of it")

    monkeypatch.setattr("outright.night.context.told_polls", burst)
    found = context_of(planned, told[-1].contest(CONTEST), NIGHT, counted=True)
    assert found.polls is None
    assert found.specials is not None


def test_the_count_and_the_verdict_are_the_same_without_any_of_it(tmp_path: Path, told: list[Bulletin]):
    """The night again under a plan with nothing beside it: everything but the context is the same, byte by byte."""
    from outright.cli.rehearsed import Followed
    from outright.night.live import LiveNight

    night = reference_night()
    plan = plan_of(night.facts)
    bare = msgspec.structs.replace(
        plan, contests=(msgspec.structs.replace(plan.contests[0], polls=None, specials=None, history=()),)
    )
    live = LiveNight.begin(bare, tmp_path / "bare.owr")
    try:
        with Followed(live, night.publications) as followed:
            last = [followed.until(p.at) for p in night.publications[:12]]
    finally:
        live.archive.close()
    assert last[-1].contest(CONTEST).context.polls is None
    mine = next(b for b in told if b.night.seq == last[-1].night.seq)
    assert without(last[-1].contest(CONTEST)) == without(mine.contest(CONTEST))


def test_the_plan_carries_everything_and_an_old_one_is_read(planned: PlannedContest):
    plan = plan_of(reference_night().facts)
    assert from_json(to_json(plan)) == plan
    old = msgspec.json.decode(to_json(plan))
    for key in ("polls", "specials", "history"):
        del old["contests"][0][key]
    assert from_json(msgspec.json.encode(old).decode()).contests[0].polls is None


def test_nothing_from_after_the_night_is_in_the_tables_of_the_demo():
    night = tomllib.loads((TABLE / "night.toml").read_text("utf-8"))
    assert all(row["field_end"] < "2017-04-18" for row in rows("polls.csv"))
    held = [row for row in rows("specials.csv") if row["total_votes"] or row["swing_published_538"]]
    assert all(row["date"] < "2017-04-18" for row in held)
    later = [past["id"] for past in night["beside"]["history"] if "date" in past and past["date"] >= NIGHT]
    assert later == ["runoff-2017"], "shown apart, as what came afterwards"


# Settings


SETTINGS = """
[night]
id = "n"
name = "N"
timezone = "America/New_York"
date = 2017-04-18

[[source]]
id = "s"
kind = "clarity"
url = "https://results.example.gov/x/"

[[contest]]
id = "c"

[contest.polls]
file = "polls.csv"
kind = "field"

[contest.specials]
file = "specials.csv"
here = "GA-06"

[[contest.history]]
id = "house-2014"
date = 2014-11-04
votes = { "Tom Price" = 139018, "Robert Montigel" = 71486 }
"""


def test_a_desk_names_its_tables_and_they_are_kept_in_the_plan(tmp_path: Path):
    for name in ("polls.csv", "specials.csv"):
        (tmp_path / name).write_text((TABLE / name).read_text("utf-8"))
    contest = parse(SETTINGS, tmp_path / "night.toml").plan.contests[0]
    assert contest.polls is not None and contest.polls.table == (TABLE / "polls.csv").read_text("utf-8")
    assert contest.specials is not None and contest.specials.here == "GA-06"
    assert contest.history[0].votes["Tom Price"] == 139_018
    with pytest.raises(ConfigError, match="not known"):
        parse(SETTINGS.replace("here =", "hear ="), tmp_path / "night.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        parse(SETTINGS, tmp_path / "elsewhere" / "night.toml")


# Shown


def test_the_page_the_plain_page_and_the_terminal_say_it(told: list[Bulletin]):
    last = told[-1]
    page = contest_page(last, CONTEST).decode()
    for section in ("polls", "specials", "history"):
        assert page.count(f'<section id="{section}"') == 1
    assert "the polls averaged Ossoff 48.0%" in page
    plain = contest_plain(last, CONTEST)
    assert "7.4 points towards the Democrats" in " ".join(plain.split())
    for width in (40, 80):
        lines = context_lines(last.contest(CONTEST), width=width)
        assert any("KS-04" in line for line in lines)
        assert max(map(len, lines)) <= width


def test_a_name_in_a_table_is_a_name_and_nothing_else(told: list[Bulletin], planned: PlannedContest):
    bad = "<script>alert(1)</script>"
    table = f"pollster,sponsor,field_end,sample,candidate,pct\n{bad},{bad},2017-04-10,500,Jon Ossoff,43\n"
    seats = f"date,race,dem_votes,rep_votes,total_votes,swing_published_538\n2017-04-11,{bad},,,,9\n"
    hostile = msgspec.structs.replace(
        planned, polls=PlannedPolls(table=table, source=bad), specials=PlannedSpecials(table=seats * 1, source=bad),
        history=(PlannedPast(id="x", name=bad, date=dt.date(2014, 11, 4), place=bad, votes={bad: 3, "B\x1b[2J": 2}),),
    )  # fmt: skip
    part = told[-1].contest(CONTEST)
    part = msgspec.structs.replace(part, context=context_of(hostile, part, NIGHT, counted=True))
    bulletin = msgspec.structs.replace(told[-1], contests=(part,))
    for language in ("en", "es"):
        page = contest_page(bulletin, CONTEST, Site(languages=("en", "es")), language).decode()
        assert "alert(1)" in page and bad not in page
    assert all("\x1b" not in line for line in context_lines(part, width=60))


def test_what_a_desk_checks_in_the_afternoon(planned: PlannedContest):
    assert read_of(planned, NIGHT) == "8 polls, 9 special elections, 5 past results"
    assert read_of(PlannedContest(id="c", name="C", short_name="C", match=(), rule=None), NIGHT) == ""


def test_without_any_of_it_nothing_of_it_is_shown(told: list[Bulletin]):
    bare = msgspec.structs.replace(told[-1].contest(CONTEST), context=Context())
    bulletin = msgspec.structs.replace(told[-1], contests=(bare,))
    page = contest_page(bulletin, CONTEST).decode()
    assert not any(f'<section id="{section}"' in page for section in ("polls", "specials", "history"))
    (line, *_) = context_lines(bare)
    assert line.startswith("Nothing stands beside this count")


def test_the_pages_about_it_quote_what_is_printed(told: list[Bulletin]):
    printed = context_lines(told[-1].contest(CONTEST), width=80)
    for page in ("polls", "specials"):
        quoted = (ROOT / "docs" / f"{page}.md").read_text("utf-8").split("```")[1].splitlines()[3:]
        assert len(quoted) > 5
        assert [line for line in quoted if line not in printed] == [], page


def test_the_page_about_polls_gives_the_measured_figures():
    page = " ".join((ROOT / "docs" / "polls.md").read_text("utf-8").split())
    rows = poll_record.shipped()
    inside, of = poll_record.held(rows)
    parts = [poll_record.held(rows, kind=kind) for kind in ("runoff", "general", "field")]
    assert f"Of {of} results {inside} lay inside, {100 * inside / of:.0f} %" in page
    assert "{} of {} in runoffs, {} of {} in general elections, {} of {} in fields".format(*sum(parts, ())) in page
    before, whole = poll_record.held(rows, earlier=True)
    assert f"{before} of {whole} did ({100 * before / whole:.0f} %)" in page
    assert f"averages and results of {len(rows)} special" in page
    assert f"they are {len(poll_record.before(rows, NIGHT))}" in page


def test_what_came_afterwards_stands_apart_and_nothing_else_knows_of_it(told: list[Bulletin]):
    """Without its later result the night is the same but for a block of its own, which waits for the complete count."""
    plan = plan_of(reference_night().facts)
    contest = plan.contests[0]
    early = msgspec.structs.replace(contest, history=tuple(p for p in contest.history if not p.date or p.date < NIGHT))
    assert len(early.history) == len(contest.history) - 1
    open_still = [b.contest(CONTEST) for b in told if not b.contest(CONTEST).remaining.complete]
    assert len(open_still) > 40
    assert not any(part.context.afterwards for part in open_still), "nobody is told the end in the middle"
    part = told[-1].contest(CONTEST)
    (later,) = part.context.afterwards
    assert [(c.name, c.votes, c.share_text) for c in later.candidates] == [
        ("Karen Handel", 134_799, "51.78"), ("Jon Ossoff", 125_517, "48.22"),
    ]  # fmt: skip
    assert all(p.date < NIGHT for p in part.context.history)
    without = context_of(early, part, NIGHT, part.context.money, counted=True)
    assert without == msgspec.structs.replace(part.context, afterwards=())
    known = [f.id for f in part.figures if "134,799" in f.text or "51.78" in f.text or "125,517" in f.text]
    assert known == ["afterwards.runoff-2017.first.share"]
