"""Polls: what is read, how they are averaged, how wide the range is, and that the record of errors holds."""

import csv
import datetime as dt
import math
import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.context import poll_record as pr
from outright.context import polls as po
from outright.context.polls_file import read_polls
from outright.errors import ContextError
from shared import ROOT, SHARED, needs_shared

NIGHT = dt.date(2017, 4, 18)
FOLDER = SHARED / "feeds" / "polls"
RECORD = pr.Record("general", 20, 60, 0.08, 0.003, 0.002)
TOPLINES = "pollster,field_end,sample,candidate,pct\n"


def poll(name="A", *, shares=(("x", 45), ("y", 35)), undecided=None, sample=500, end="2017-04-10", known=None):
    day = dt.date.fromisoformat(end)
    return po.Poll(
        f"{name}-{end}-{sample}-{undecided}-{shares}", name, day, dt.date.fromisoformat(known) if known else day,
        tuple((c, Fraction(s)) for c, s in shares), sample=sample,
        undecided=None if undecided is None else Fraction(undecided),
    )  # fmt: skip


def average(*polls, kind="general", record=RECORD, running=9, day=NIGHT):
    found = po.average(polls, day, kind, record, running=running)
    assert found is not None
    return found


def width(found: po.Average, candidate: str = "x") -> float:
    one = found.of(candidate)
    assert one is not None and one.low is not None and one.high is not None
    return one.high - one.low


polls = st.lists(
    st.builds(
        lambda name, x, y, u, n, day: poll(
            name, shares=(("x", x), ("y", y)), undecided=u, sample=n, end=f"2017-04-{day:02}"
        ),
        st.sampled_from("ABC"), st.integers(5, 45), st.integers(5, 40), st.none() | st.integers(0, 15),
        st.none() | st.integers(50, 2000), st.integers(1, 17),
    ),
    min_size=1, max_size=7, unique_by=lambda p: p.id,
)  # fmt: skip


# The average


@given(polls)
def test_the_weights_add_up_to_one_and_pollsters_are_weighed_as_one(these):
    found = average(*these)
    assert math.isclose(math.fsum(w.weight for w in found.polls), 1)
    assert all(w.weight > 0 for w in found.polls)
    assert found.pollsters == len({p.pollster for p in these})
    for one in found.candidates:
        parts = [w.shares[one.candidate] for w in found.polls]
        assert min(parts) - 1e-12 <= one.decided <= max(parts) + 1e-12
        assert one.low < one.decided < one.high or one.decided in (0, 1)
        assert one.raw < one.decided or all(w.undecided == 0 for w in found.polls)


@given(polls, st.randoms())
def test_the_order_of_polls_does_not_matter(these, rng: random.Random):
    mixed = list(these)
    rng.shuffle(mixed)
    assert average(*mixed) == average(*these)


@given(polls, st.integers(1, 16))
def test_nothing_that_is_known_later_ever_enters(these, day):
    today = dt.date(2017, 4, day)
    late = [p for p in these if p.known > today]
    known = [p for p in these if p.known <= today]
    assert po.average(these, today, "general", RECORD, running=9) == po.average(
        known, today, "general", RECORD, running=9
    )
    assert not {p.id for p in po.known_by(these, today)} & {p.id for p in late}


@given(st.integers(1, 90), st.integers(0, 40), st.integers(1, 40), st.integers(30, 3000))
def test_more_undecided_never_narrows(x, undecided, more, sample):
    """The same shares of those who decided, more of whom did not."""

    def with_(u: int) -> po.Average:
        rest = Fraction(100 - u, 100)
        return average(poll(shares=(("x", x * rest), ("y", (100 - x) * rest)), undecided=u, sample=sample))

    few, many = with_(undecided), with_(undecided + more)
    assert math.isclose(few.candidates[0].decided, many.candidates[0].decided)
    assert width(many) > width(few)


@given(st.integers(30, 3000), st.integers(1, 3000))
def test_smaller_samples_widen(sample, more):
    assert width(average(poll(sample=sample))) > width(average(poll(sample=sample + more)))


def test_a_second_poll_of_one_pollster_is_worth_less_than_one_of_another():
    one, again, other = poll("A"), poll("A", end="2017-04-12"), poll("B", end="2017-04-12")
    alone, twice, both = average(one), average(one, again), average(one, other)
    assert width(both) < width(twice) < width(alone)
    mixed = average(one, again, poll("B", shares=(("x", 55), ("y", 25))))
    b = next(w for w in mixed.polls if w.poll.pollster == "B")
    assert 0.4 < b.weight < 0.5  # one of two pollsters, and not one of three polls


def test_the_size_of_polls_counts_but_never_alone():
    huge = average(poll("A", sample=1_000_000), poll("B", sample=400))
    weights = {w.poll.pollster: w.weight for w in huge.polls}
    assert 0.5 < weights["A"] < 0.75  # the house variance of the record is the floor
    bare = po.average([poll("A", sample=1_000_000), poll("B", sample=400)], NIGHT, "general", None, running=9)
    assert bare is not None and next(w.weight for w in bare.polls if w.poll.pollster == "A") > 0.99


def test_without_a_record_there_is_no_range_and_no_assumed_undecided():
    found = po.average([poll()], NIGHT, "general", None, running=9)
    assert found is not None
    assert (found.like_asking, found.candidates[0].low, found.undecided) == (None, None, pytest.approx(0))


def test_a_poll_that_names_all_hides_nobody():
    found = average(poll(shares=(("x", 45), ("y", 45))), running=2)
    assert not found.polls[0].assumed
    assert found.of("x").decided == pytest.approx(0.5)
    assert found.undecided == pytest.approx(0.10)


def test_what_a_poll_does_not_say_is_taken_as_the_others_and_history_say():
    says = poll("A", undecided=4)
    silent = poll("B", shares=(("x", 45), ("y", 35)))
    found = average(says, silent)
    part = next(w for w in found.polls if w.poll is silent)
    assert part.assumed
    assert part.undecided == pytest.approx((0.04 + RECORD.undecided) / 2)
    listed = average(poll(shares=(("x", 60), ("y", 38))))
    assert listed.polls[0].undecided == pytest.approx(0.02)  # never fewer decided than are listed


def test_old_polls_are_known_and_not_averaged():
    old = poll(end="2017-03-20")
    assert po.average([old], NIGHT, "general", RECORD, running=9) is None
    assert po.known_by([old], NIGHT) == (old,)


def test_candidates_in_less_than_half_of_the_average_are_left_out():
    found = average(poll("A"), poll("B"), poll("C", shares=(("x", 40), ("z", 20))))
    assert [a.candidate for a in found.candidates] == ["x", "y"]


# The record of errors


def test_the_record_holds_nine_of_ten_of_other_days():
    inside, of = pr.held(pr.shipped())
    assert of == 2 * len(pr.shipped()) == 196
    assert 0.88 <= inside / of <= 0.97
    for kind in pr.KINDS:
        own, whole = pr.held(pr.shipped(), kind=kind)
        assert own / whole >= 0.85, kind


def test_ranges_made_from_earlier_days_alone_hold_too():
    inside, of = pr.held(pr.shipped(), earlier=True)
    assert of == 180
    assert 0.87 <= inside / of <= 0.97


@needs_shared
def test_ten_polls_that_all_erred_one_way_had_a_range_that_held():
    """Before June 20, 2017 every public poll was too high for Ossoff; as of that day the range holds the result."""
    day = dt.date(2017, 6, 20)
    these = read_polls((FOLDER / "538_raw-polls_2023_GA-6_2017.csv").read_text("utf-8"), "polls", day=day)
    past = pr.record(pr.before(pr.shipped(), day), "runoff")
    found = po.average(these, day, "runoff", past, running=2)
    assert found is not None and len(found.polls) == 10 and found.pollsters == 6
    landmark = [w.weight for w in found.polls if w.poll.pollster == "Landmark Communications"]
    assert len(landmark) == 4 and sum(landmark) < 1 / 4
    for name, result in (("Jon Ossoff", 0.4822), ("Karen Handel", 0.5178)):
        one = found.of(name)
        assert one.low < result < one.high
        assert one.decided == pytest.approx(0.5073 if name == "Jon Ossoff" else 0.4927, abs=0.0005)


def test_the_record_knows_nothing_of_the_day_or_later():
    rows = pr.before(pr.shipped(), NIGHT)
    assert rows and max(r.date for r in rows) < NIGHT
    assert len(rows) == 66
    assert pr.record(rows, "field") != pr.record(pr.shipped(), "field")
    assert pr.record(rows[:7], "field") is None


def test_a_few_contests_of_a_kind_borrow_from_the_others():
    rows = [r for r in pr.shipped() if r.kind == "general"]
    alone = pr.record(rows, "runoff")
    assert alone is not None and alone.contests == 0
    assert alone.common == pytest.approx(pr.record(rows, "general").common, rel=0.3)


@given(st.floats(0.001, 0.999), st.floats(1e-4, 0.2), st.floats(1e-4, 0.2))
def test_a_range_holds_its_share_and_grows_with_the_spread(share, spread, more):
    low, high = pr.interval(share, spread)
    assert 0 <= low < share < high <= 1
    wider = pr.interval(share, spread + more)
    assert wider[1] - wider[0] > high - low


@needs_shared
def test_the_record_follows_from_the_polls_it_is_made_of():
    """Worked out again here from the polls themselves, another way than the tool does."""
    with (FOLDER / "538_raw-polls_2023_specials_and_runoffs.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    shipped = {(r.date, r.place, r.office, r.kind): r for r in pr.shipped()}
    assert sum(r.polls for r in pr.shipped()) == len(rows) == 487
    of_one = [r for r in rows if r["race"] == "2017_House-OS_GA-6"]
    ga = shipped[NIGHT, "GA-6", "house", "field"]
    assert (ga.polls, ga.pollsters) == (8, 8)
    assert ga.first * 100 == pytest.approx(sum(float(r["cand1_pct"]) for r in of_one) / 8, abs=0.005)
    assert ga.sampling == pytest.approx(sum(1 / float(r["samplesize"]) for r in of_one) / 64, abs=1e-6)
    assert (ga.result_first, ga.result_second) == (pytest.approx(0.4812), pytest.approx(0.1977))


def test_the_table_says_where_it_is_from():
    text = (ROOT / "src/outright/context/poll_record.csv").read_text("utf-8")
    assert "commit fcf572c" in text and "CC BY 4.0" in text
    assert all(a.date <= b.date for a, b in pairwise(pr.shipped()))


# Errors after the count


@needs_shared
def test_the_margins_are_off_as_fivethirtyeight_says():
    """The signed error of each poll's margin is 538's own ``bias``, and its mean the measured one."""
    path = FOLDER / "538_raw-polls_2023_GA-6_2017.csv"
    for day, pair, result, mean in (
        (NIGHT, ("Jon Ossoff", "Karen Handel"), (Fraction(4812, 10000), Fraction(1977, 10000)), -1.97),
        (dt.date(2017, 6, 20), ("Jon Ossoff", "Karen Handel"), (Fraction(4822, 10000), Fraction(5178, 10000)), 4.87),
    ):
        with path.open(encoding="utf-8-sig") as file:
            theirs = {r["question_id"]: r for r in csv.DictReader(file)}
        mine = []
        for p in read_polls(path.read_text("utf-8"), "polls", day=day):
            raw = {name: float(share) / 100 for name, share in p.shares}
            off = po.miss(raw, raw, dict(zip(pair, result, strict=True)), pair).margin
            assert off == pytest.approx(float(theirs[p.id]["bias"]), abs=0.02)
            mine.append(off)
        assert sum(mine) / len(mine) == pytest.approx(mean, abs=0.02)


# Reading


@needs_shared
def test_the_toplines_are_read():
    found = read_polls((FOLDER / "ga06_2017_toplines.csv").read_text("utf-8"), "polls", day=NIGHT, race="first")
    rrh = next(p for p in found if p.pollster == "RRH Elections")
    assert (rrh.sample, rrh.undecided, rrh.listed, len(rrh.shares)) == (321, 6, 94, 7)
    savvy = next(p for p in found if p.pollster == "Opinion Savvy")
    assert savvy.undecided == Fraction(58, 10)
    assert all(p.known > p.end and p.known < NIGHT for p in found)


@needs_shared
def test_no_answer_depends_on_the_results_in_a_table_of_polls():
    path = FOLDER / "538_raw-polls_2023_GA-6_2017.csv"
    text = path.read_text("utf-8")
    assert read_polls(text, "x", day=NIGHT) == read_polls(text.replace("48.12,19.77,28.35", "1,2,3"), "x", day=NIGHT)


def test_the_2024_edition_and_the_polls_page_are_read():
    edition = (
        "poll_id,question_id,race_id,cycle,location,type_simple,race,pollster,pollster_rating_id,aapor_roper,inactive,"
        "methodology,transparency_score,partisan,polldate,electiondate,time_to_election,samplesize,cand1_name,cand1_id,"
        "cand1_party,cand1_pct,cand1_actual,cand2_name,cand2_id,cand2_party,cand2_pct,cand2_actual,margin_poll,"
        "margin_actual\n"
        "1,2,1,2014,NE,Sen-G,2014_Sen-G_NE,YouGov,391,FALSE,FALSE,Online Panel,8,NA,2014-09-26,2014-11-04,39,721,"
        "Dave Domina,6263,DEM,31,31.49,Ben Sasse,6269,REP,58,64.34,-27,-32.85\n"
    )
    (one,) = read_polls(edition, "polls", day=dt.date(2014, 11, 4))
    assert (one.pollster, one.sample, one.partisan, dict(one.shares)["Ben Sasse"]) == ("YouGov", 721, "", 58)
    assert one.known == dt.date(2014, 9, 29)
    page = (
        "poll_id,pollster,sponsors,start_date,end_date,question_id,sample_size,population,election_date,created_at,"
        "hypothetical,answer,candidate_name,pct\n"
        "7,Emerson,,4/10/17,4/12/17,70,600.0,rv,4/18/17,4/14/17 10:05,FALSE,Ossoff,Jon Ossoff,40\n"
        "7,Emerson,,4/10/17,4/12/17,71,500.0,lv,4/18/17,4/14/17 10:05,FALSE,Ossoff,Jon Ossoff,43\n"
        "7,Emerson,,4/10/17,4/12/17,71,500.0,lv,4/18/17,4/14/17 10:05,FALSE,Handel,Karen Handel,17.1\n"
        "8,Emerson,,4/10/17,4/12/17,72,500.0,lv,11/6/18,4/14/17 10:05,FALSE,Ossoff,Jon Ossoff,50\n"
        "9,Emerson,,4/10/17,4/12/17,73,500.0,lv,4/18/17,4/14/17 10:05,TRUE,Ossoff,Jon Ossoff,50\n"
    )
    (one,) = read_polls(page, "polls", day=NIGHT)  # likely voters of the poll's two questions; the others are not of it
    assert (one.id, one.known, one.population, dict(one.shares)) == (
        "71", dt.date(2017, 4, 14), "LV", {"Jon Ossoff": 43, "Karen Handel": Fraction(171, 10)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("A,2017-04-10,500,Ossoff,4x\n", "'4x' is no percentage (polls, line 2)"),
        ("A,2017-04-10,500,Ossoff,143\n", "'143' is no percentage"),
        ("A,2017-04-10,500,Ossoff,٤٣\n", "is no percentage"),
        ("A,2017-04-10,5oo,Ossoff,43\n", "'5oo' is no number of people"),
        ("A,2017-04-10,0,Ossoff,43\n", "'0' is no number of people"),
        ("A,2017-13-10,500,Ossoff,43\n", "'2017-13-10' is no day (polls, line 2)"),
        (",2017-04-10,500,Ossoff,43\n", "A poll has no pollster"),
        ("A,2017-04-10,500,Ossoff,63\nA,2017-04-10,500,Handel,63\n", "A poll by A adds up to 126 percent"),
        (
            "A,2017-04-10,500,Ossoff,43\nA,2017-04-10,500,Ossoff,44\n",
            "A has 'Ossoff' twice in one poll (polls, line 3)",
        ),
        ("A,2017-04-10,500,Undecided,43\n", "A poll by A names no candidate"),
        ("A,2017-04-10,500,Ossoff,0\nA,2017-04-10,500,Undecided,100\n", "A poll by A names no candidate"),
    ],
)
def test_a_bad_table_gives_one_clear_error(rows: str, says: str):
    with pytest.raises(ContextError) as caught:
        read_polls(TOPLINES + rows, "polls", day=NIGHT)
    assert caught.value.line().startswith(says) or says in caught.value.line()
    assert "\n" not in caught.value.line()
    assert caught.value.hint


@given(st.text(max_size=300))
def test_any_text_is_polls_or_one_error(text):
    for head in ("", TOPLINES, "question_id,poll_id,end_date,pct,answer\n", "cand1_pct,cand2_pct,electiondate\n"):
        try:
            read_polls(head + text, "polls", day=NIGHT)
        except ContextError as error:
            assert error.hint


def test_a_table_of_something_else_is_told():
    with pytest.raises(ContextError, match="none of the headings"):
        read_polls("county,votes\nCobb,3\n", "polls", day=NIGHT)
