"""Each check alone: what raises it, and what is near and does not."""

import datetime as dt

import pytest
from made_counts import DAY, PEOPLE, at, codes, contest, count, file, one, place, simple, watch

from outright.checks import CHECKS, Context, Disagreements, Increments, UnitHistory, check, disagreeing
from outright.checks.sight import ROUNDED
from outright.count import Candidate, Contest, Election, Finding
from outright.night import rounding
from outright.terms import ReportingUnitType as Level
from outright.terms import Severity, VoteMethod

AB = {"Ash": (400, 300), "Birch": (200, 500)}
EARLY, DAYVOTE = VoteMethod.EARLY, VoteMethod.ELECTION_DAY


def test_a_clean_update_raises_nothing():
    assert one(simple(AB), simple({"Ash": (450, 310), "Birch": (200, 500)})) == ()


def test_a_first_file_raises_nothing():
    assert check(simple(AB), None, Context(date=DAY)) == ()


@pytest.mark.parametrize(("fall", "severity"), [(1, "info"), (20, "info"), (21, "warn"), (200, "warn"), (201, "hold")])
def test_a_fall_is_told_by_its_size(fall: int, severity: str):
    (alarm,) = one(simple(AB), simple({"Ash": (400 - fall, 300), "Birch": (200, 500)}))
    assert (alarm.code, alarm.severity, alarm.old, alarm.new) == ("votes-fell", severity, 700, 700 - fall)
    assert "Ash, Senate: all votes fell from 700 to" in alarm.text


def test_a_candidate_who_falls_under_a_rising_total_is_named():
    (alarm,) = one(simple(AB), simple({"Ash": (350, 400), "Birch": (200, 500)}))
    assert (alarm.code, alarm.candidate_id, alarm.old, alarm.new) == ("votes-fell", "ada", 400, 350)


def test_votes_that_are_withheld_for_one_candidate_are_a_fall_to_no_number():
    (alarm,) = one(simple(AB), simple({"Ash": (None, 750), "Birch": (200, 500)}))
    assert (alarm.code, alarm.old, alarm.new) == ("votes-fell", 400, None)


def test_rounding_alone_is_no_fall():
    rounded = (Finding(ROUNDED, Severity.WARN, "Senate", ""),)
    old = simple({"Ash": (50_000, 50_000)}, findings=rounded)
    assert one(old, simple({"Ash": (49_950, 50_150)}, findings=rounded)) == ()
    assert codes(one(old, simple({"Ash": (49_800, 50_300)}, findings=rounded))) == ["votes-fell"]
    assert rounding.ROUNDED == ROUNDED


def test_a_stated_total_that_falls_alone_is_told():
    old, new = (file(count(AB, stated=s)) for s in ((600, 800), (500, 800)))
    assert [(a.code, a.unit_id, a.old, a.new) for a in one(old, new) if a.code == "votes-fell"] == [
        ("votes-fell", "", 1400, 1300)
    ]


def test_a_reset_has_its_own_name():
    (alarm,) = one(simple(AB), simple({"Ash": (0, 0), "Birch": (200, 500)}))
    assert (alarm.code, alarm.severity, alarm.old, alarm.new) == ("reset-to-zero", "hold", 700, 0)


def test_a_unit_without_numbers_is_vanished_and_not_reset():
    (alarm,) = one(simple(AB), simple({"Ash": (None, None), "Birch": (200, 500)}))
    assert (alarm.code, alarm.old, alarm.new) == ("unit-vanished", 700, None)
    (alarm,) = one(simple(AB), simple({"Birch": (200, 500)}))
    assert (alarm.code, alarm.unit_id) == ("unit-vanished", "ash")


def test_a_split_precinct_is_moved_and_not_vanished():
    for parts in (
        {"Ash North": (100, 200), "Ash South": (300, 100)},
        {"Oak": (400, 300)},
        {"X": (1, 2), "Y": (399, 298)},
    ):
        (alarm,) = one(simple(AB), simple({"Birch": (200, 500), **parts}))
        assert (alarm.code, alarm.severity, alarm.unit_id, alarm.new) == ("unit-moved", "warn", "ash", 700)
    three = {"Ash 1": (100, 100), "Ash 2": (150, 100), "Ash 3": (150, 100)}
    assert codes(one(simple(AB), simple({"Birch": (200, 500), **three}))) == ["unit-moved"]
    assert "unit-vanished" in codes(one(simple(AB), simple({"Birch": (200, 500), "Oak": (400, 299)})))


def test_a_contest_that_is_gone():
    other = count(AB, named=contest(id="house", name="House"))
    (alarm,) = one(file(count(AB), other), file(count(AB)))
    assert (alarm.code, alarm.contest_id, alarm.old) == ("contest-vanished", "house", 1400)


def test_a_contests_number_that_is_given_to_another():
    (alarm,) = one(simple(AB), file(count(AB, named=contest(name="Governor"))))
    assert (alarm.code, alarm.old, alarm.new) == ("contest-renamed", 1400, 1400)
    assert one(simple(AB), file(count(AB, named=contest(name="SENATE")))) == ()


def test_a_candidate_who_is_gone_is_not_a_fall_in_every_place():
    three = {"Ash": (400, 300, 50), "Birch": (200, 500, 60)}
    (alarm,) = one(simple(three, ("ada", "cole", "dunn")), simple(AB))
    assert (alarm.code, alarm.candidate_id, alarm.old, alarm.new) == ("candidate-vanished", "dunn", 110, None)
    blank = {"Ash": (400, 300, None), "Birch": (200, 500, None)}
    assert codes(one(simple(three, ("ada", "cole", "dunn")), simple(blank, ("ada", "cole", "dunn")))) == [
        "candidate-vanished"
    ]


def test_a_candidate_who_is_new():
    (alarm,) = one(simple(AB), simple({"Ash": (400, 300, 5), "Birch": (200, 500, 5)}, ("ada", "cole", "dunn")))
    assert (alarm.code, alarm.candidate_id, alarm.new) == ("candidate-added", "dunn", 10)


def test_a_candidate_under_another_name_is_neither_gone_nor_new():
    renamed = one(simple(AB), simple(AB, ("ada-b", "cole")))
    assert [(a.code, a.candidate_id) for a in renamed] == [("candidate-renamed", "ada-b")]
    known = Contest("senate", "Senate", (Candidate("ada", "ADA BROOK", "D"), Candidate("cole", *PEOPLE["cole"])))
    (alarm,) = one(simple(AB), file(count(AB, named=known)))
    assert (alarm.code, alarm.severity) == ("candidate-renamed", "info")


def test_another_order_is_only_told():
    new = simple({"Ash": (300, 400), "Birch": (500, 200)}, ("cole", "ada"))
    (alarm,) = one(simple(AB), new)
    assert (alarm.code, alarm.severity) == ("candidates-reordered", "info")


def test_a_swap_is_not_also_a_fall():
    (alarm,) = one(simple(AB), simple({"Ash": (300, 400), "Birch": (200, 500)}))
    assert (alarm.code, alarm.candidate_id, alarm.old, alarm.new) == ("candidate-swap", "ada", 400, 300)
    few = one(simple({"Ash": (10, 5)}), simple({"Ash": (5, 10)}))
    assert codes(few) == ["votes-fell"]


def test_a_swap_against_another_source():
    other = simple({"Ash": (300, 400), "Birch": (200, 500)})
    (alarm,) = check(simple(AB), None, Context(), {"state": other})
    assert (alarm.code, alarm.unit_id, alarm.old, alarm.new) == ("candidate-swap", "ash", 300, 400)
    assert "state has the votes of Ada Brook and Cole Marsh the other way round" in alarm.text
    assert check(simple(AB), None, Context(), {"state": simple(AB)}) == ()


def test_a_unit_loaded_twice():
    (alarm,) = one(simple(AB), simple({"Ash": (800, 600), "Birch": (200, 500)}))
    assert (alarm.code, alarm.old, alarm.new) == ("doubled-unit", 700, 1400)
    assert one(simple({"Ash": (20, 10)}), simple({"Ash": (40, 20)})) == ()


def test_one_way_of_voting_loaded_twice():
    old = place("Ash", (400, 300), parts=((100, 200), (300, 100)))
    new = place("Ash", (700, 400), parts=((100, 200), (600, 200)))
    files = [file(count([unit], methods=(EARLY, DAYVOTE))) for unit in (old, new)]
    assert codes(one(*files)) == ["doubled-unit"]


def test_a_batch_that_comes_twice_is_told_and_one_that_is_put_back_is_not():
    steps = [(400, 300), (460, 350), (500, 360), (560, 410)]
    assert [codes(a) for a in watch([simple({"Ash": s}) for s in steps])] == [[], [], [], ["repeated-increment"]]
    back = [(400, 300), (460, 350), (400, 300), (460, 350)]
    assert [codes(a) for a in watch([simple({"Ash": s}) for s in back])] == [[], [], ["votes-fell"], []]


def test_increments_are_values():
    first = Increments()
    then = first.after(simple(AB).since(None))
    assert first == Increments()
    assert then.has(("senate", "ash"), (("ada", 400), ("cole", 300)))
    assert then.after(simple(AB).since(simple(AB))) is then


def test_a_total_row_read_as_a_place():
    rows = {"Ash": (400, 300), "Birch": (200, 500), "Total": (600, 800)}
    (alarm,) = check(simple(rows), None, Context())
    assert (alarm.code, alarm.unit_id) == ("total-among-units", "total")


def test_a_place_that_is_listed_twice():
    twice = [place("Baldwin", (40, 30), parent="x"), place("Baldwin", (10, 20), parent="x")]
    assert codes(check(file(count(twice)), None, Context())) == ["unit-listed-twice"]
    apart = [place("Baldwin", (40, 30), parent="x"), place("BALDWIN ", (10, 20), parent="y")]
    assert check(file(count(apart)), None, Context()) == ()


def test_votes_over_ballots_and_a_ballot_number_that_means_nothing():
    new = file(count([place("Ash", (400, 300), ballots_cast=699), place("Birch", (200, 500), ballots_cast=700)]))
    (alarm,) = check(new, None, Context())
    assert (alarm.code, alarm.unit_id, alarm.old, alarm.new) == ("votes-over-ballots", "ash", 699, 700)
    two = file(count([place("Ash", (700, 690), ballots_cast=700)], named=contest(votes_allowed=2)))
    assert check(two, None, Context()) == ()
    everywhere = [place(f"P{i}", (400, 300), ballots_cast=600) for i in range(9)]
    (alarm,) = check(file(count(everywhere)), None, Context())
    assert (alarm.code, alarm.unit_id, alarm.severity) == ("votes-over-ballots", "", "hold")
    assert "voters may mark more than one" in alarm.text
    assert codes(check(file(count(AB, ballots_cast=638)), None, Context())) == ["ballots-cast-unusable"]
    assert codes(check(file(count(AB, ballots_cast=1300)), None, Context())) == ["votes-over-ballots"]


def test_more_ballots_than_voters():
    (alarm,) = check(file(count([place("Ash", (400, 300), registered_voters=650)])), None, Context())
    assert (alarm.code, alarm.old, alarm.new) == ("ballots-over-registered", 650, 700)
    precincts = [place(f"P{i}", (40, 30), level=Level.PRECINCT, parent="ash") for i in range(10)]
    new = file(count(precincts, level=Level.PRECINCT))
    (alarm,) = check(new, None, Context(registered={"ash": 699}))
    assert (alarm.code, alarm.unit_id, alarm.new) == ("ballots-over-registered", "ash", 700)
    assert check(new, None, Context(registered={"ash": 700})) == ()


def test_numbers_that_cannot_be():
    below = check(simple({"Volusia": (10_000, -16_022)}), None, Context())
    assert [(a.code, a.candidate_id, a.new) for a in below] == [("negative-votes", "cole", -16_022)]
    assert codes(check(simple({"Ash": (10**9 + 1, 600_000_000)}), None, Context())) == ["impossible-number"]
    part = place("Ash", (400, 300), parts=((-5, 200), (405, 100)))
    assert "negative-votes" in codes(check(file(count([part], methods=(EARLY, DAYVOTE))), None, Context()))


def test_a_leader_with_nothing_in_a_large_place():
    rows = {"Ash": (0, 201), "Birch": (400, 200)}
    (alarm,) = check(simple(rows), None, Context())
    assert (alarm.code, alarm.candidate_id) == ("share-of-0-or-100", "ada")
    assert check(simple({"Ash": (0, 200), "Birch": (400, 200)}), None, Context()) == ()
    assert check(simple(rows), None, Context(history={"ash": UnitHistory(two_party=0.01)})) == ()


def test_a_place_that_swings_far_from_the_rest():
    names = [f"P{i}" for i in range(10)]
    past = {n.lower(): UnitHistory(two_party=0.4 + i / 100) for i, n in enumerate(names)}
    rows = {n: (420 + 10 * i, 580 - 10 * i) for i, n in enumerate(names)}
    assert check(simple(rows), None, Context(history=past)) == ()
    (alarm,) = check(simple(rows | {"P4": (700, 300)}), None, Context(history=past))
    assert (alarm.code, alarm.unit_id, alarm.new) == ("swing-outlier", "p4", 1000)
    few = {n: rows[n] for n in names[:7]} | {"P4": (700, 300)}
    assert check(simple(few), None, Context(history=past)) == ()


def test_far_more_ballots_without_a_vote_than_the_rest_of_tonight():
    units = [place(f"P{i}", (500, 480), ballots_cast=1000 + i) for i in range(9)]
    assert check(file(count(units)), None, Context()) == ()
    bad = place("P9", (400, 360), ballots_cast=1000)
    (alarm,) = check(file(count([*units, bad])), None, Context())
    assert (alarm.code, alarm.unit_id, alarm.old, alarm.new) == ("undervote-outlier", "p9", 1000, 760)


def test_complete_and_thin():
    past = {f"p{i}": UnitHistory(votes=1000, mail_votes=300) for i in range(7)}
    units = [place(f"P{i}", (400, 400), reported=True) for i in range(6)]
    thin = place("P6", (100, 90), reported=True)
    (alarm,) = check(file(count([*units, thin])), None, Context(history=past))
    assert (alarm.code, alarm.unit_id, alarm.old, alarm.new) == ("complete-but-thin", "p6", 1000, 190)
    open_still = place("P6", (100, 90), reported=False)
    assert check(file(count([*units, open_still])), None, Context(history=past)) == ()


def test_complete_without_the_mail():
    past = {"ash": UnitHistory(votes=1000, mail_votes=300)}
    methods = (VoteMethod.ABSENTEE_MAIL, DAYVOTE)
    for mail, told in (((0, 0), ["complete-but-thin"]), ((90, 60), [])):
        unit = place("Ash", (400 + mail[0], 400 + mail[1]), parts=(mail, (400, 400)), reported=True)
        assert codes(check(file(count([unit], methods=methods)), None, Context(history=past))) == told


def test_votes_before_the_close():
    early = Context(date=DAY, polls_close=at(0), received_at=at(-1))
    assert codes(check(simple(AB), None, early)) == ["results-before-close"]
    assert check(simple({"Ash": (0, 0)}), None, early) == ()
    assert check(simple(AB), None, Context(date=DAY, polls_close=at(0), received_at=at(0))) == ()


def test_clocks():
    come = Context(date=DAY, received_at=at(60))
    assert codes(check(simple(AB, minutes=71), None, come)) == ["clock-in-future"]
    assert check(simple(AB, minutes=69), None, come) == ()
    assert codes(check(simple(AB, minutes=-24 * 60 - 1), None, come)) == ["clock-yesterday"]
    west = Context(date=DAY, timezone=dt.timezone(dt.timedelta(hours=9)))
    assert check(simple(AB, minutes=-24 * 60 - 1), None, west) == ()
    assert codes(one(simple(AB, minutes=20), simple(AB, minutes=10), come)) == ["clock-went-back"]
    assert codes(one(simple(AB, minutes=10), simple(AB, minutes=20), come)) == ["same-numbers-new-time"]


def test_another_election():
    other = simple(AB, election=Election("General Election", dt.date(2020, 11, 3)))
    assert codes(check(other, None, Context(date=DAY))) == ["wrong-election"]
    assert codes(check(simple(AB), None, Context(contests=("Governor",)))) == ["wrong-election"]
    assert check(simple(AB), None, Context(contests=("SENATE",))) == ()
    strangers = Context(candidates={"senate": ("xu", "yates", "zola")})
    assert set(codes(check(simple(AB), None, strangers))) == {"wrong-election", "candidate-vanished", "candidate-added"}


def test_data_of_a_test():
    titled = simple(AB, election=Election("2022 General (Unofficial, Testing)", DAY))
    for new in (titled, simple(AB, is_test=True)):
        assert codes(check(new, None, Context())) == ["test-data"]
        assert check(new, None, Context(test_allowed=True)) == ()
    assert check(simple(AB, election=Election("City of Testa, Contested General", DAY)), None, Context()) == ()


def test_sums():
    (alarm,) = check(file(count(AB, stated=(600, 790))), None, Context())
    assert (alarm.code, alarm.candidate_id, alarm.old, alarm.new) == ("units-do-not-sum", "cole", 790, 800)
    withheld = {"Ash": (400, 300), "Birch": (None, None)}
    assert check(file(count(withheld, stated=(600, 800))), None, Context()) == ()
    good = place("Ash", (400, 300), parts=((100, 200), (300, 100)))
    fine = place("Birch", (200, 500), parts=((100, 200), (100, 300)))
    short = place("Elm", (200, 500), parts=((100, 200), (100, 250)))
    over = place("Fir", (200, 500), parts=((100, 200), (150, 300)))
    new = file(count([good, fine, short, over, place("G", (3, 4), parts=((1, 2), (2, 2)))], methods=(EARLY, DAYVOTE)))
    assert [(a.code, a.unit_id) for a in check(new, None, Context())] == [
        ("methods-do-not-sum", "elm"), ("methods-do-not-sum", "fir"),
    ]  # fmt: skip
    mail_only = [place(n, (400, 300), parts=((100, 200),)) for n in ("Ash", "Birch")]
    assert check(file(count(mail_only, methods=(EARLY,))), None, Context()) == ()


def test_votes_filed_under_another_way_of_voting():
    old = place("Rock", (400, 300), parts=((0, 0), (400, 300)))
    new = place("Rock", (400, 300), parts=((400, 300), (0, 0)))
    files = [file(count([u], methods=(EARLY, VoteMethod.ABSENTEE))) for u in (old, new)]
    assert codes(one(*files)) == ["method-fell"]


def test_precincts_reporting():
    def so_far(done: int, of: int) -> object:
        return file(count(AB, precincts_reported=done, precincts_total=of))

    assert codes(one(so_far(10, 20), so_far(9, 20))) == ["reporting-went-back"]  # type: ignore[arg-type]
    assert codes(one(so_far(10, 20), so_far(10, 21))) == ["precincts-total-changed"]  # type: ignore[arg-type]
    assert codes(check(so_far(21, 20), None, Context())) == ["reporting-over-total"]  # type: ignore[arg-type]
    open_again = [file(count([place("Ash", (4, 3), reported=r)])) for r in (True, False)]
    assert codes(one(*open_again)) == ["reporting-went-back"]


def test_two_sources_apart_for_ten_minutes():
    ours, theirs = simple(AB), simple({"Ash": (400, 300), "Birch": (200, 530)})
    beside = {"state": theirs}
    disputes = disagreeing(ours, beside)
    assert disputes == (("state", "senate", ""), ("state", "senate", "birch"))
    memory = Disagreements().after(disputes, at(0)).after(disputes, at(5))
    told = [codes(check(ours, None, Context(received_at=at(m), disagreements=memory), beside)) for m in (5, 9.9, 10)]
    assert told == [[], [], ["sources-disagree"] * 2]
    assert memory.after((), at(11)).since == {}
    assert disagreeing(ours, {"state": simple({"Ash": (400, 300), "Birch": (200, 525)})}) == ()


def test_every_check_is_tried_here():
    text = "".join(f.read_text() for f in __import__("pathlib").Path(__file__).parent.glob("test_*.py"))
    assert [c.code for c in CHECKS if f'"{c.code}"' not in text] == []
