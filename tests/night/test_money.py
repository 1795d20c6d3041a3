"""Money beside a night: told with its day and source, nothing of the future, and never at the cost of a vote."""

import asyncio
import datetime as dt
import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counts import count
from fec_made import CAMPAIGN, HANDEL, OSSOFF, answer, committees, gift, gifts, linkage, spending, summary
from outright.archive.fetched import Fetched, Validators
from outright.bulletin import Bulletin, Money, encode
from outright.cli.rehearsed import plan_of
from outright.context import money_table
from outright.context.fact import Fact, Item, Origin
from outright.errors import ConfigError, FeedUnavailable, MoneyError
from outright.night import money as composed
from outright.night.config import load
from outright.night.figures.money import figures
from outright.night.live import LiveNight
from outright.night.money import money_beside
from outright.night.money_answers import recorded
from outright.night.money_fetch import fetch_all
from outright.night.money_files import read_files
from outright.night.plan import PlannedMoney, from_json, planned_money, to_json
from outright.night.replay import bulletin_at, verify
from outright.rehearsal import reference_night
from shared import ROOT, SHARED, needs_shared

DAY = dt.date(2017, 4, 18)
IDS = {OSSOFF: "jon-ossoff", HANDEL: "karen-handel"}
KEY = "s3cret-key-of-a-desk-0123456789"
COUNT = count({"ossoff": 48, "handel": 20, "gray": 11})
PLAN = plan_of(reference_night().facts)
CANDIDATES = count({"jon-ossoff": 48, "karen-handel": 20, "dan-moody": 9})


def money_of(bulletin: Bulletin) -> Money:
    money = bulletin.contest("us-house-6").context.money
    assert money is not None
    return money


def test_the_reference_night_says_what_was_raised_and_spent(told: list[Bulletin]):
    money = money_of(told[-1])
    ossoff, handel = (next(c for c in money.candidates if c.candidate == i) for i in ("jon-ossoff", "karen-handel"))
    assert ossoff.sum("receipts").text == "$8.2 million to $8.3 million"
    assert ossoff.sum("receipts").disagrees
    assert ossoff.sum("cash").text == "about $2.1 million"
    assert handel.sum("receipts").text == "about $463,000"
    assert ossoff.out_of_state is not None
    assert (ossoff.out_of_state.lo_text, ossoff.out_of_state.hi_text) == ("24%", "95%")
    assert handel.out_of_state is None  # what she had not itemised is not known here
    assert money.advertising_total.text == "over $14 million"
    assert money.outside_total.text == "about $9 million"
    assert {(s.name, s.side, s.candidate_name) for s in money.advertising if s.side} == {
        ("Congressional Leadership Fund", "oppose", "Jon Ossoff"),
        ("National Republican Congressional Committee", "oppose", "Jon Ossoff"),
        ("Ending Spending", "support", "Karen Handel"), ("Club for Growth", "support", "Bob Gray"),
    }  # fmt: skip
    together = [(s.side, s.candidate_name, s.sum.text) for s in money.advertising_sides]
    assert together == [("oppose", "Jon Ossoff", "about $3.9 million")]
    assert money.helped == ()  # eighteen candidates: no sides


def test_every_figure_has_its_day_and_its_source_and_none_is_of_the_future(told: list[Bulletin]):
    for bulletin in (told[0], told[-1]):
        found = figures(money_of(bulletin))
        assert len(found) > 25
        assert len({f.id for f in found}) == len(found)
        for f in found:
            assert f.source and f.what and f.text
            assert dt.date.fromisoformat(f.as_of) <= DAY
    assert b"MapLight" not in encode(told[-1])


@settings(max_examples=40)
@given(st.dates(dt.date(2017, 3, 1), dt.date(2017, 7, 1)))
def test_on_any_day_only_what_was_known_then_is_said(day: dt.date):
    plan = msgspec.structs.replace(PLAN, date=day)
    money, findings = money_beside(plan, plan.contests[0], CANDIDATES)
    assert findings == ()
    if money is None:
        assert day < dt.date(2017, 4, 6)  # the day on which the first reports were due
        return
    assert all(dt.date.fromisoformat(f.as_of) <= day for f in figures(money))
    assert all(s.published is None or s.published <= day for s in money.sources)
    assert money.as_of <= day


def test_the_storys_figures_have_their_ids(told: list[Bulletin]):
    found = {f.id: f for f in figures(money_of(told[-1]))}
    assert found["money.jon-ossoff.receipts"].text == "$8.2 million to $8.3 million"
    assert found["money.jon-ossoff.cash"].unit == "dollars"
    assert (found["money.jon-ossoff.out_of_state.lo"].text, found["money.jon-ossoff.out_of_state.hi"].text) == (
        "24%",
        "95%",
    )
    assert found["money.advertising.total"].value == "14000000.00"
    assert found["money.advertising.nrcc.oppose.jon-ossoff"].text == "about $1.8 million"
    assert found["money.advertising.oppose.jon-ossoff"].text == "about $3.9 million"
    assert found["money.outside.total"].as_of == "2017-04-16"
    assert found["money.all.individuals"].text == "about $9.63 million"
    assert figures(None) == ()


def test_money_moves_nothing_of_the_count_or_the_verdict(reference_file: Path, tmp_path: Path):
    """The same night without its money: every byte but the money part is the same."""
    night, with_money = reference_night(), bulletin_at(reference_file, "20")
    bare = msgspec.structs.replace(PLAN, contests=tuple(msgspec.structs.replace(c, money=None) for c in PLAN.contests))
    live = LiveNight.begin(bare, tmp_path / "bare.owr")
    for p in night.publications[:20]:
        last = live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    live.archive.close()
    contest = with_money.contest("us-house-6")
    figures = tuple(f for f in contest.figures if not f.id.startswith("money."))
    part = msgspec.structs.replace(
        contest, context=msgspec.structs.replace(contest.context, money=None), figures=figures,
        asked=tuple(
            msgspec.structs.replace(a, figures=tuple(i for i in a.figures if not i.startswith("money.")))
            for a in contest.asked
        ),
    )  # fmt: skip
    assert encode(last) == encode(msgspec.structs.replace(with_money, contests=(part,)))


def test_a_replay_needs_nothing_but_the_plan(reference_begun: Path):
    """That the whole night verifies too is said in ``test_reference_night``."""
    assert from_json(to_json(PLAN)) == PLAN
    assert verify(reference_begun).problem is None


def planned(*facts: Fact, problems: tuple[str, ...] = (), origins: tuple[Origin, ...] = (Origin("A paper"),)):
    money = PlannedMoney(facts=facts, origins=origins, problems=problems)
    return msgspec.structs.replace(PLAN.contests[0], money=money)


def test_a_fault_in_money_costs_the_money_and_nothing_else(monkeypatch: pytest.MonkeyPatch):
    broken = planned(Fact(Item.CASH, 1, DAY, "ossoff", origin=7))  # no such origin
    money, findings = money_beside(PLAN, broken, COUNT)
    assert money is None
    assert [(f.code, f.where) for f in findings] == [("money", "us-house-6")]
    monkeypatch.setattr(composed, "_made", lambda *_: 1 / 0)
    money, findings = money_beside(PLAN, planned(), COUNT)
    assert (money, "ZeroDivisionError" in findings[0].message) == (None, True)
    live_plan = msgspec.structs.replace(PLAN, contests=(broken,))
    assert live_plan.contests[0].money is not None


def test_a_night_with_broken_money_still_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(composed, "_made", lambda *_: 1 / 0)
    live = LiveNight.begin(PLAN, tmp_path / "n.owr")
    for p in reference_night().publications[:8]:
        last = live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    live.archive.close()
    part = last.contest("us-house-6")
    assert part.context.money is None
    assert part.votes
    assert any(n.kind == "finding" and "Campaign money" in n.text for n in part.notes)


def test_without_money_nothing_is_said_and_of_an_unknown_day_nothing_is_known():
    assert money_beside(PLAN, msgspec.structs.replace(PLAN.contests[0], money=None), COUNT) == (None, ())
    later = planned(Fact(Item.CASH, 1, dt.date(2017, 5, 31), "ossoff"))
    assert money_beside(PLAN, later, COUNT) == (None, ())


def test_two_candidates_have_sides():
    facts = (
        Fact(Item.OUTSIDE, 70000, DAY, "ossoff", "C1", "One", "oppose"),
        Fact(Item.OUTSIDE, 30000, DAY, "handel", "C2", "Two", "support"),
    )
    runoff, _ = money_beside(PLAN, planned(*facts), count({"ossoff": 48, "handel": 52}))
    crowd, _ = money_beside(PLAN, planned(*facts), COUNT)
    assert runoff is not None and crowd is not None
    assert {h.candidate: h.total_text for h in runoff.helped} == {"ossoff": "$0", "handel": "$1,000"}
    assert crowd.helped == ()


# Files.


def write(folder: Path, **bodies: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, body in bodies.items():
        (folder / f"{name}.txt").write_bytes(body)
    return folder


def bulk_folder(folder: Path) -> Path:
    totals = {"CVG_END_DT": "03/29/2017", "COH_COP": "2100"}
    return write(
        folder,
        weball18=summary(
            {"CAND_ID": OSSOFF, "TTL_RECEIPTS": "8300.25", "TTL_INDIV_CONTRIB": "8100", **totals},
            {"CAND_ID": HANDEL, "TTL_RECEIPTS": "463", "TTL_INDIV_CONTRIB": "400", **totals},
        ),
        ccl18=linkage((OSSOFF, CAMPAIGN)), cm18=committees(C00504530="MADE UP FUND"),
        itcont=gifts(gift("2000", "CA"), gift("500", "GA"), gift("90", "NY", TRANSACTION_DT="04152017")),
        itpas2=spending({"TRANSACTION_AMT": "1000"}),
    )  # fmt: skip


def test_a_folder_of_bulk_files_becomes_facts_of_our_own_candidates(tmp_path: Path):
    folder = bulk_folder(tmp_path / "fec")
    found = read_files([folder], IDS, DAY)
    assert found.problems == ()
    assert {f.candidate for f in found.facts} == {"jon-ossoff", "karen-handel"}
    states = {f.part: f.value for f in found.facts if f.item is Item.STATE}
    assert states == {"CA": 200000, "GA": 50000}  # up to the summary's day
    assert [(f.name, f.side, f.value) for f in found.facts if f.item is Item.OUTSIDE] == [
        ("MADE UP FUND", "oppose", 100000)
    ]
    body = (folder / "weball18.txt").read_bytes()
    origin = next(o for o in found.origins if "weball18" in o.source)
    assert origin.sha256 == hashlib.sha256(body).hexdigest()
    assert origin.received is not None and origin.received.tzinfo is not None


def test_files_in_the_fecs_zips_are_read_like_the_files(tmp_path: Path):
    import zipfile

    plain = bulk_folder(tmp_path / "fec")
    packed = tmp_path / "packed"
    packed.mkdir()
    for outside, inside in (("weball18", "weball18"), ("ccl18", "ccl18"), ("indiv18", "itcont")):
        with zipfile.ZipFile(packed / f"{outside}.zip", "w", zipfile.ZIP_DEFLATED) as box:
            box.write(plain / f"{inside}.txt", f"{inside}.txt")
    found = read_files([packed], IDS, DAY)
    assert found.problems == ()
    assert {f.part: f.value for f in found.facts if f.item is Item.STATE} == {"CA": 200000, "GA": 50000}


def test_a_bad_file_is_told_and_takes_nothing_with_it(tmp_path: Path):
    folder = bulk_folder(tmp_path / "fec")
    (folder / "webl18.txt").write_bytes(b"broken|row\n")
    (folder / "ccl16.zip").write_bytes(b"no zip")
    (folder / "1150000.fec").write_bytes(b"HDR")
    (folder / "notes.txt").write_bytes(b"a desk's own, left alone")
    found = read_files([folder], IDS, DAY)
    assert len(found.problems) == 3
    assert any(f.item is Item.RECEIPTS for f in found.facts)
    stranger = read_files([folder / "notes.txt"], IDS, DAY)
    assert "is no file of the FEC" in stranger.problems[0]


@needs_shared
def test_the_fecs_files_of_georgias_sixth_give_its_totals_to_the_cent():
    name = SHARED / "feeds" / "fec" / "bulk_2018_GA06" / "weball18.vintage-2021-05.txt"
    found = read_files([name], IDS, dt.date(2018, 12, 31))
    amounts = {(f.candidate, f.item): f.value for f in found.facts}
    assert amounts["jon-ossoff", Item.RECEIPTS] == 3160507108
    assert amounts["karen-handel", Item.DISBURSEMENTS] == 868529745
    assert found.known_on(DAY) == ()  # the two-year period ended after the night


# Settings.

SETTINGS = """
[night]
id = "us-ga-2017-04-18"
name = "Georgia 6"
timezone = "America/New_York"
date = 2017-04-18

[[source]]
id = "by-hand"
kind = "entry"

[[contest]]
id = "us-house-6"
candidates = "candidates.csv"
state = "GA"

[contest.money]
files = ["fec"]
table = "money.toml"
answers = "answers"
key_env = "OPENFEC_KEY"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    bulk_folder(tmp_path / "fec")
    (tmp_path / "money.toml").write_text((ROOT / "src/outright/rehearsal/reference/money.toml").read_text())
    (tmp_path / "candidates.csv").write_text(
        f"id,name,party,fec_id\njon-ossoff,Jon Ossoff,D,{OSSOFF}\nkaren-handel,Karen Handel,R,{HANDEL}\n"
    )
    (tmp_path / "night.toml").write_text(SETTINGS)
    return tmp_path / "night.toml"


def test_settings_put_files_and_a_table_into_the_plan(desk: Path):
    plan = load(desk).plan
    money = plan.contests[0].money
    assert money is not None
    assert money.problems == ("answers is not there; nothing of it is shown.",)
    assert {o.source for o in money.origins} > {
        "FEC, all-candidates summary (weball18.txt)",
        "GeorgiaPol",
    }
    assert from_json(to_json(plan)) == plan


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("OPENFEC_KEY", 'OPENFEC_KEY"\nkey = "abc'), "'key', which is not known"),
        (('"fec"]', '"fec"]\nfec_ids = { jon-ossoff = "OSSOFF" }'), "no FEC candidate id"),
        (('"fec"]', '"fec"]\ncommittees = { bob-gray = ["C00631895"] }'), "are nobody's"),
        (('"fec"]', '"fec"]\ncommittees = { jon-ossoff = ["ActBlue"] }'), "no FEC committee id"),
        (("candidates.csv", "nobody.csv"), "cannot be read"),
    ],
)
def test_a_mistake_in_the_settings_is_an_error(desk: Path, change: tuple[str, str], why: str):
    desk.write_text(SETTINGS.replace(*change))
    with pytest.raises(ConfigError, match=why):
        load(desk)


def test_a_bad_table_is_a_problem_and_no_error(desk: Path):
    (desk.parent / "money.toml").write_text("what = 1")
    money = load(desk).plan.contests[0].money
    assert money is not None
    assert "[what] is not known" in money.problems[0]
    assert money.facts


# The API.


class Api:
    """OpenFEC as it answers in these tests: what was asked, with which headers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.body = b""

    async def __call__(self, url, validators=None, headers=None) -> Fetched:
        self.asked.append((url, dict(headers or {})))
        rows = []
        if "/totals/" in url:
            who = url.split("/candidate/")[1].split("/")[0]
            rows = [{"candidate_id": who, "receipts": 8300.25, "coverage_end_date": "2017-03-29"}]
        body = self.body or answer(rows)
        known = Validators(sha256=hashlib.sha256(body).hexdigest())
        at = dt.datetime(2017, 4, 17, 12, tzinfo=dt.UTC)
        return Fetched(url, 200, body, at, known, True, "application/json", 0.1, url)


def test_answers_are_fetched_kept_and_read_and_the_key_is_nowhere(desk: Path, capsys):
    api = Api()
    kept = asyncio.run(fetch_all(load(desk), api, {"OPENFEC_KEY": KEY}))
    assert (kept.answers, len(api.asked)) == (6, 6)
    assert all(headers == {"X-Api-Key": KEY} and KEY not in url for url, headers in api.asked)
    settings = load(desk)
    money = settings.plan.contests[0].money
    assert money is not None and money.problems == ()
    assert any(f.value == 830025 and money.origins[f.origin].source == "FEC, OpenFEC API" for f in money.facts)
    everything = [p.read_bytes() for p in desk.parent.rglob("*") if p.is_file()]
    everything += [
        to_json(settings.plan).encode(),
        repr(settings).encode(),
        repr(kept).encode(),
        capsys.readouterr().out.encode(),
    ]
    assert not [body for body in everything if KEY.encode() in body]
    lines = json.loads((kept.folder / "answers.json").read_text())
    assert {line["received"] for line in lines} == {"2017-04-17T12:00:00Z"}


def test_without_a_key_or_with_nothing_to_ask_nothing_is_asked(desk: Path):
    api = Api()
    with pytest.raises(ConfigError, match="OPENFEC_KEY holds no key"):
        asyncio.run(fetch_all(load(desk), api, {}))
    desk.write_text(SETTINGS.replace('answers = "answers"\n', ""))
    with pytest.raises(ConfigError, match="No contest of these settings"):
        asyncio.run(fetch_all(load(desk), api, {"OPENFEC_KEY": KEY}))
    assert api.asked == []


def test_what_was_kept_stands_when_the_api_fails(desk: Path):
    from outright.archive.fetch_errors import OddAnswer

    asyncio.run(fetch_all(load(desk), Api(), {"OPENFEC_KEY": KEY}))
    before = {p.name: p.read_bytes() for p in (desk.parent / "answers").iterdir()}

    async def broken(url, validators=None, headers=None):
        raise OddAnswer(f"The site says: bad key {KEY}", where=url)

    with pytest.raises(FeedUnavailable) as failed:
        asyncio.run(fetch_all(load(desk), broken, {"OPENFEC_KEY": KEY}))
    assert KEY not in failed.value.line()
    assert {p.name: p.read_bytes() for p in (desk.parent / "answers").iterdir()} == before


def test_an_answer_that_was_changed_is_not_used(desk: Path):
    asyncio.run(fetch_all(load(desk), Api(), {"OPENFEC_KEY": KEY}))
    path = desk.parent / "answers" / "answer-0001.json"
    path.write_bytes(path.read_bytes().replace(b"8300.25", b"9300.25"))
    with pytest.raises(MoneyError, match="is not the one that came"):
        recorded(desk.parent / "answers" / "answers.json")
    money = load(desk).plan.contests[0].money
    assert money is not None
    assert len(money.problems) == 1


def test_a_table_as_planned_is_the_table():
    text = (ROOT / "src/outright/rehearsal/reference/money.toml").read_text("utf-8")
    assert PLAN.contests[0].money == planned_money(money_table.parse(text, "x"))
    assert money_table.fec_ids(text)["jon-ossoff"] == OSSOFF
