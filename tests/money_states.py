"""States of the page with money beside the count: the demo's table, and the FEC's own files of two candidates."""

import datetime as dt
import functools

from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import Bulletin, Context
from outright.cli.rehearsed import plan_of
from outright.context.fact import Fact, Facts, Item, Origin
from outright.count import Candidate, Contest, ContestCount, ReportingUnit, UnitCount
from outright.night.money import money_beside
from outright.night.plan import NightPlan, planned_money
from outright.rehearsal import reference_night
from outright.terms import ReportingUnitType

DAY, MARCH = dt.date(2017, 4, 18), dt.date(2017, 3, 29)
OSSOFF, HANDEL, CLF, DCCC = "jon-ossoff", "karen-handel", "C00504530", "C00000935"


def _count(whole: Bulletin) -> ContestCount:
    shown = whole.contests[0].candidates
    listed = tuple(Candidate(c.id, c.name, c.party) for c in shown)
    place = UnitCount(
        ReportingUnit("cobb", "Cobb", ReportingUnitType.COUNTY), tuple(c.votes for c in shown)
    )  # fmt: skip
    return ContestCount(Contest("us-house-6", "US House 6", listed), (), (place,), ReportingUnitType.COUNTY)


@functools.cache
def reference_plan() -> NightPlan:
    """The plan of the reference night: all of the night's files are made for it."""
    return plan_of(reference_night().facts)


def _with(whole: Bulletin, known: Facts | None) -> Bulletin:
    plan = reference_plan()
    planned = plan.contests[0] if known is None else replace(plan.contests[0], money=planned_money(known))
    money, _ = money_beside(plan, planned, _count(whole))
    assert money is not None
    return replace(whole, contests=(replace(whole.contests[0], context=Context(money=money)),))


def published_money() -> Bulletin:
    """The demo's own table."""
    return _with(bulletin(), None)


def filed_money() -> Bulletin:
    """What files say: exact to the cent, by state, by spender, of two candidates; and a file that was refused."""
    accounts = (
        (Item.RECEIPTS, 830025001), (Item.CASH, -897635), (Item.INDIVIDUALS, 810000000), (Item.ITEMISED, 250000000),
        (Item.UNITEMISED, 560000000), (Item.COMMITTEES, 20025001), (Item.DEBTS, 0),
    )  # fmt: skip
    by_state = (("CA", 150000000), ("GA", 60000000), ("NY", 30000000), ("", 10000000))
    facts = [Fact(i, n, MARCH, c, covers="cycle") for c in (OSSOFF, HANDEL) for i, n in accounts]
    facts += [Fact(Item.STATE, n, MARCH, OSSOFF, s, of="itemised", covers="cycle") for s, n in by_state]
    facts += [
        Fact(
            Item.OUTSIDE, 210000050, DAY, OSSOFF, CLF, "Congressional Leadership Fund", "oppose", covers="expenditures"
        ),
        Fact(Item.OUTSIDE, 50000000, DAY, OSSOFF, DCCC, "DCCC", "support", covers="expenditures", origin=1),
        Fact(Item.LATE, 28800000, DAY, OSSOFF, covers="notices"),
    ]
    received = dt.datetime(2017, 4, 17, 12, tzinfo=dt.UTC)
    origins = (
        Origin("FEC filing 1156713 (F3)", None, received, "5f" * 32),
        Origin("FEC, electronic filings (F24, F5, F3X)", None, received, "a0" * 32),
    )
    refused = ("1150000.fec: It ends after its head: there is no form in it (1150000.fec).",)
    whole = bulletin()
    two = tuple(c for c in whole.contests[0].candidates if c.id in (OSSOFF, HANDEL))
    return _with(
        replace(whole, contests=(replace(whole.contests[0], candidates=two, charted=(OSSOFF, HANDEL)),)),
        Facts(tuple(facts), origins, refused),
    )


MONEY = {"published_money": published_money, "filed_money": filed_money}
