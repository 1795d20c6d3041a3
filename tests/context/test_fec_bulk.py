"""The FEC's bulk files: totals to the cent, a row of another width refused, an own committee told from a stranger's."""

import csv
import datetime as dt
import io
import re
import zipfile
from fractions import Fraction

import pytest

from fec_made import CAMPAIGN, HANDEL, OSSOFF, RIVAL, committees, linkage, summary
from outright.context.fact import Item, Origin
from outright.context.fec_bulk import candidacies, committee_names, committees_of, links, summaries, summary_facts
from outright.context.fec_rows import CANDIDATES, COMMITTEES, GIFTS, LINKAGE, SPENDING, SUMMARY
from outright.errors import MoneyError
from shared import SHARED, needs_shared

FEC = SHARED / "feeds" / "fec"
WEBALL = ("weball18.vintage-2019-03.txt", "weball18.vintage-2021-05.txt", "weball18.vintage-2023-02.GA06-only.txt")
ORIGIN = Origin("weball")
PUBLISHED = {  # money-polls.md, the saved file
    OSSOFF: {"receipts": 3160507108, "disbursements": 3121259564, "individuals": 2953694208, "committees": 37235308},
    HANDEL: {"receipts": 877298685, "individuals": 688418259, "committees": 155417621},
    "H8GA06260": {"receipts": 320723128, "own": 305312033},
    "H8GA06252": {"receipts": 83497221},
    "H8GA06203": {"receipts": 82146637},
}


@needs_shared
@pytest.mark.parametrize("name", WEBALL)
def test_totals_are_those_of_the_bulk_summary_to_the_cent(name):
    """Every amount of every line, against the digits of the file itself."""
    body = (FEC / "bulk_2018_GA06" / name).read_bytes()
    lines = [line.split("|") for line in body.decode("latin-1").splitlines()]
    found = list(summaries(body, name))
    assert len(found) == len(lines) > 20
    at = {column: n for n, column in enumerate(SUMMARY)}
    for s, line in zip(found, lines, strict=True):
        stated = {
            "receipts": ["TTL_RECEIPTS"], "disbursements": ["TTL_DISB"], "cash": ["COH_COP"],
            "debts": ["DEBTS_OWED_BY"],
            "individuals": ["TTL_INDIV_CONTRIB"], "committees": ["OTHER_POL_CMTE_CONTRIB"],
            "parties": ["POL_PTY_CONTRIB"], "own": ["CAND_CONTRIB", "CAND_LOANS"],
        }  # fmt: skip
        for field, columns in stated.items():
            assert getattr(s, field) == sum(Fraction(line[at[c]] or "0") * 100 for c in columns), (s.candidate, field)


@needs_shared
@pytest.mark.parametrize("name", WEBALL)
def test_the_published_figures_of_georgias_sixth_are_in_it(name):
    body = (FEC / "bulk_2018_GA06" / name).read_bytes()
    found = {s.candidate: s for s in summaries(body, name)}
    for candidate, stated in PUBLISHED.items():
        assert {k: getattr(found[candidate], k) for k in stated} == stated
    assert found["H8GA06245"].cash == -897635  # a real negative


@needs_shared
def test_two_vintages_of_one_file_say_different_things():
    debts = []
    for name in WEBALL[:2]:
        facts = summary_facts((FEC / "bulk_2018_GA06" / name).read_bytes(), [OSSOFF], ORIGIN, name).facts
        debts += [f.value for f in facts if f.item is Item.DEBTS]
    assert debts == [17500000, 20007590]


@needs_shared
def test_a_candidates_own_committees_come_principal_first():
    known = links((FEC / "bulk_2018_GA06" / "ccl18.txt").read_bytes())
    assert committees_of(OSSOFF, known) == (CAMPAIGN,)
    assert committees_of(HANDEL, known) == (RIVAL, "C00634949")


@needs_shared
@pytest.mark.parametrize(
    ("file", "columns"),
    [("ccl", LINKAGE), ("cn", CANDIDATES), ("cm", COMMITTEES), ("indiv", GIFTS), ("pas2", SPENDING)],
)
def test_columns_are_those_of_the_fecs_own_header_files(file, columns):
    head = next(csv.reader(io.StringIO((FEC / "headers" / f"{file}_header_file.csv").read_text())))
    assert tuple(head) == columns


@needs_shared
def test_every_candidate_of_an_early_cycle_is_read():
    with zipfile.ZipFile(FEC / "bulk_2020_early" / "cn20.streets-blanked.zip") as box:
        body = box.read(box.namelist()[0])
    found = candidacies(body)
    assert len(found) == len(body.splitlines())
    assert all(re.fullmatch(r"[HSP]\d[A-Z0-9]{2}\d{5}", c.candidate) for c in found)


def test_facts_carry_the_day_of_coverage_and_their_origin():
    body = summary({"CAND_ID": OSSOFF, "TTL_RECEIPTS": "8300.25", "COH_COP": "-.5", "CVG_END_DT": "03/29/2017"})
    found = summary_facts(body, [OSSOFF, HANDEL], ORIGIN)
    amounts = {f.item: f.value for f in found.facts}
    assert (amounts[Item.RECEIPTS], amounts[Item.CASH]) == (830025, -50)
    assert {(f.as_of, f.covers, f.word) for f in found.facts} == {(dt.date(2017, 3, 29), "two-years", "exactly")}
    assert found.problems == (f"weball has no line for {HANDEL}.",)


@pytest.mark.parametrize(
    "body",
    [
        b"H8GA06195|OSSOFF|O\n",
        summary({"CAND_ID": OSSOFF}) * 2,
        summary({"CAND_ID": OSSOFF, "TTL_RECEIPTS": "eight"}),
        summary({"CAND_ID": OSSOFF, "CVG_END_DT": "13/45/2017"}),
    ],
    ids=["narrow", "twice", "no amount", "no date"],
)
def test_a_file_that_cannot_be_right_is_refused_whole(body):
    with pytest.raises(MoneyError) as refused:
        list(summaries(body, "weball18.txt"))
    assert refused.value.where.startswith("weball18.txt row ")


def test_committees_have_names_and_joint_ones_are_nobodys_own():
    assert committee_names(committees(C00630426="MADE UP FOR CONGRESS")) == {CAMPAIGN: "MADE UP FOR CONGRESS"}
    assert committees_of(OSSOFF, links(linkage((OSSOFF, CAMPAIGN), designation="J"))) == ()
