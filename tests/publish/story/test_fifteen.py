"""The reference night's list, item by item: the sentence that says it, and each figure worked out again from tables.

The tables are the demo's own (`src/outright/rehearsal/reference`) and, where they are there, the shared ones. Nothing
of the engine is used to work a figure out.
"""

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

import pytest

from outright.bulletin import Bulletin, Contest, Figure
from outright.bulletin.asked import QUESTIONS
from outright.publish.story import Sentence, write
from shared import SHARED, needs_shared


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    text = (files("outright.rehearsal") / "reference" / name).read_text("utf-8")
    return tuple(
        csv.DictReader(io.StringIO("".join(line for line in text.splitlines(True) if not line.startswith("#"))))
    )


@cache
def facts() -> dict:
    return tomllib.loads((files("outright.rehearsal") / "reference" / "night.toml").read_text("utf-8"))


@cache
def votes() -> dict[tuple[str, str, str], int]:
    """Certified votes by candidate, county and way of voting."""
    found = {}
    for row in rows("votes.csv"):
        who = row["candidate"]
        for column, number in row.items():
            if "/" in column:
                county, method = column.split("/")
                found[who, county, method] = int(number)
    return found


def cast(who: str | None = None, county: str | None = None, method: str | None = None) -> int:
    wanted = (who, county, method)
    return sum(n for key, n in votes().items() if all(w in (None, k) for w, k in zip(wanted, key, strict=True)))


def party_votes(letter: str) -> int:
    return sum(cast(c["id"]) for c in facts()["candidate"] if c["party"] == letter)


def then(contest: str, who: str | None = None, county: str | None = None) -> int:
    """Votes of an earlier contest in the district."""
    return sum(
        int(number)
        for row in rows("baseline.csv")
        for column, number in row.items()
        if "/" in column and row["contest"] == contest and who in (None, row["candidate"])
        if county in (None, column.split("/")[0])
    )


def percent(share: Fraction, decimals: int = 2) -> str:
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)}%"


def points(share: Fraction, decimals: int) -> str:
    return percent(abs(share), decimals).removesuffix("%")


OSSOFF, HANDEL = "jon-ossoff", "karen-handel"
PRESIDENT, HOUSE = "president-2016", "us-house-6-2016"


def lead(contest: str, first: str, second: str) -> Fraction:
    return Fraction(then(contest, first) - then(contest, second), then(contest))


def state_lead() -> Fraction:
    wide = next(p for p in facts()["past"] if p["id"] == PRESIDENT)["wider"]["votes"]
    return Fraction(wide["donald-trump"] - wide["hillary-clinton"], sum(wide.values()))


FIGURES: dict[str, Callable[[], tuple[int | str | Fraction, str]]] = {
    # 1 and 2: who has how many votes, and how far that is from a majority
    "candidates.jon-ossoff.votes": lambda: (cast(OSSOFF), f"{cast(OSSOFF):,}"),
    "candidates.karen-handel.votes": lambda: (cast(HANDEL), f"{cast(HANDEL):,}"),
    "count.votes": lambda: (cast(), f"{cast():,}"),
    "candidates.jon-ossoff.share": lambda: (Fraction(cast(OSSOFF), cast()), percent(Fraction(cast(OSSOFF), cast()))),
    "candidates.karen-handel.share": lambda: (Fraction(cast(HANDEL), cast()), percent(Fraction(cast(HANDEL), cast()))),
    "threshold.votes": lambda: (cast() // 2 + 1, f"{cast() // 2 + 1:,}"),
    "threshold.short": lambda: (cast() // 2 + 1 - cast(OSSOFF), f"{cast() // 2 + 1 - cast(OSSOFF):,}"),
    "runoff.date": lambda: (facts()["contest"]["runoff"].isoformat(), "June 20"),
    # 4: why the lead moved
    "methods.early.jon-ossoff.share": lambda: by_method("early"),
    "methods.absentee-mail.jon-ossoff.share": lambda: by_method("absentee-mail"),
    "methods.election-day.jon-ossoff.share": lambda: by_method("election-day"),
    "methods.election-day.votes": lambda: (cast(method="election-day"), f"{cast(method='election-day'):,}"),
    # 5: the field
    **{f"parties.{p}.votes": lambda p=p: (party_votes(p), f"{party_votes(p):,}") for p in "RDI"},
    **{f"parties.{p}.share": lambda p=p: (Fraction(party_votes(p), cast()), percent(Fraction(party_votes(p), cast())))
       for p in "RDI"},
    **{f"parties.{p}.candidates": lambda p=p, w=w: (Counter(c["party"] for c in facts()["candidate"])[p], w)
       for p, w in (("R", "11"), ("D", "five"), ("I", "two"))},
    # 6 and 8: the earlier contests
    "history.president-2016.district.margin": lambda: (
        (m := lead(PRESIDENT, "donald-trump", "hillary-clinton")), f"{points(m, 2)} points"),
    "history.president-2016.state.margin": lambda: (state_lead(), f"{points(state_lead(), 2)} points"),
    "history.house-2016.district.margin": lambda: (
        (m := lead(HOUSE, "tom-price", "rodney-stooksbury")), f"{points(m, 2)} points"),
    # 9: what the runoff's rating counts: eliminated Republicans, and what Ossoff would need of them with equal turnout
    "rating.eliminated.R.votes": lambda: ((n := party_votes("R") - cast(HANDEL)), f"{n:,}"),
    "rating.crossover": lambda: crossover(),
    # 12: party margin less lean, the lean being half the presidential ones of 2016 and 2012, in the table of specials
    "specials.here.margin": lambda: (
        (m := Fraction(100 * (party_votes("D") - party_votes("R")), cast())), f"R+{points(m / 100, 1)}"),
    # 7: where
    **{f"compared.president-2016.{c}.share": lambda c=c: (
        Fraction(cast(OSSOFF, c), cast(county=c)), percent(Fraction(cast(OSSOFF, c), cast(county=c))))
       for c in ("cobb", "dekalb", "fulton")},
    **{f"compared.president-2016.{c}.then": lambda c=c: (
        (s := Fraction(then(PRESIDENT, "hillary-clinton", c), then(PRESIDENT, None, c))), percent(s))
       for c in ("cobb", "dekalb", "fulton")},
}  # fmt: skip
"""Figures of the story's last version, worked out from the tables alone: exact value and printed text."""


def crossover() -> tuple[Fraction, str]:
    """Moved from Handel's side to Ossoff's, of the eliminated Republicans' votes: more than this share is needed.

    With everybody voting again, each with the own party, the totals are level when half their difference moves.
    """
    rest = party_votes("R") - cast(HANDEL)
    share = Fraction(party_votes("R") - party_votes("D"), 2 * rest)
    return share, percent(share, 1)


def by_method(method: str) -> tuple[Fraction, str]:
    share = Fraction(cast(OSSOFF, method=method), cast(method=method))
    return share, percent(share, 1)


ITEMS: dict[int, tuple[str, str]] = {
    1: ("count", "Ossoff had 92,673 of 192,569 votes (48.12%) and Handel 38,071 (19.77%)"),
    2: ("runoff.pair", "Jon Ossoff fell 3,612 votes short of a majority"),
    3: ("unofficial", "stay unofficial until they are certified"),
    4: ("moved", "Ossoff began with 71.30% of the first 9,483 votes, early ballots published at 7:59 p.m."),
    5: ("parties", "the 11 Republicans together have 50.99% (98,192 votes), the five Democrats 48.92% (94,201)"),
    6: (
        "past.both",
        "Donald Trump carried the district by 1.49 points over Hillary Clinton, and Georgia by 5.16 points",
    ),
    7: ("places", "41.30% to 39.90% in Cobb, 58.58% to 57.05% in DeKalb and 47.60% to 46.35% in Fulton"),
    8: ("past.seat", "Tom Price carried the district by 23.36 points over Rodney Stooksbury"),
    9: (
        "rating",
        "the runoff is rated a toss-up: Handel’s chance is put at about 11 in 20 and Ossoff’s at about 9 in 20",
    ),
    10: ("money.where", "of all money from individuals between 24% and 95% did"),
    11: ("money.advertising", "All sides together had bought over $14 million of advertising by April 13"),
    12: ("specials.here", "this contest swung 7.4 points towards the Democrats: R+2.1 where the lean is R+9.5"),
    13: ("polls", "On average 8 polls had put Ossoff at 48.0% and Handel at 18.3% of those who had decided"),
    14: ("needed.then", "to be sure of a majority Ossoff needed"),
    15: ("when", "The runoff was first projected at"),
}
"""Each item of the list, the sentence that says it, and what it says."""


@pytest.fixture(scope="module")
def last(reference: list[Bulletin]) -> Contest:
    return reference[-1].contests[0]


@pytest.fixture(scope="module")
def figures(last: Contest) -> dict[str, Figure]:
    return {f.id: f for f in last.figures}


@pytest.fixture(scope="module")
def sentences(reference: list[Bulletin], last: Contest) -> tuple[Sentence, ...]:
    return write(reference[-1], last).sentences


def exact(figure: Figure) -> int | str | Fraction:
    value = figure.value
    return Fraction(value) if isinstance(value, str) and "/" in value else value


@pytest.mark.parametrize("number", ITEMS)
def test_each_item_has_its_sentence(sentences: tuple[Sentence, ...], number: int):
    code, words = ITEMS[number]
    found = [s for s in sentences if s.code == code and words in s.text]
    assert len(found) == 1, [s.text for s in sentences if s.code == code]
    assert number in found[0].items
    assert found[0].figures


@pytest.mark.parametrize("figure_id", FIGURES)
def test_each_figure_is_worked_out_again_from_the_tables(figures: dict[str, Figure], figure_id: str):
    value, text = FIGURES[figure_id]()
    assert (exact(figures[figure_id]), figures[figure_id].text) == (value, text)


def test_every_question_has_its_figures_in_the_bulletin(last: Contest, figures: dict[str, Figure]):
    assert [a.number for a in last.asked] == list(range(1, 16)) == [q.number for q in QUESTIONS]
    for answer in last.asked:
        assert answer.figures, answer.key
        assert set(answer.figures) <= set(figures)


def test_every_item_is_said(sentences: tuple[Sentence, ...]):
    said = {n for s in sentences for n in s.items}
    assert said == set(range(1, 16))


def test_what_each_needed_is_said_at_every_moment(reference: list[Bulletin]):
    """Item 14 at every count before the runoff was certain: integers, minimal, of the bound of that moment."""
    checked = 0
    for bulletin in reference:
        contest = bulletin.contests[0]
        known = {f.id: f for f in contest.figures}
        need = known.get("needs.jon-ossoff.majority.votes")
        if need is None or not contest.votes:
            continue
        left, mine = known["remaining.upper"].value, known["candidates.jon-ossoff.votes"].value
        total = contest.votes + left
        assert 2 * (mine + need.value) > total >= 2 * (mine + need.value - 1)
        checked += 1
    assert checked > 40


def test_when_it_could_be_said_is_when_it_was(reference: list[Bulletin], figures: dict[str, Figure]):
    """Item 15 against the bulletins themselves: the first that said it is the one the figure names."""
    for word, code in (("projected", "runoff_projected"), ("certain", "runoff_certain")):
        first = next(b for b in reference if b.contests[0].verdict.code == code)
        assert figures[f"verdict.{word}.at"].value == first.night.as_of.isoformat().replace("+00:00", "Z")
        assert figures[f"verdict.{word}.votes"].value == first.contests[0].votes


@needs_shared
def test_the_certified_totals_are_those_of_the_states_own_export(figures: dict[str, Figure]):
    import polars as pl

    table = pl.read_parquet(SHARED / "data" / "ga06-2017" / "special_2017_04_18_county_method.parquet")
    assert "total" not in table["method"].unique()
    found = dict(table.group_by("candidate_id").agg(pl.col("votes").sum()).iter_rows())
    for who in (OSSOFF, HANDEL, "bob-gray", "dan-moody", "judson-hill"):
        assert found[who] == figures[f"candidates.{who}.votes"].value
    assert sum(found.values()) == figures["count.votes"].value
