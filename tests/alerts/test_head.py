"""The head of the chain goes out by itself: in every hour of the clock once, and when the night is followed no more."""

import asyncio
import datetime as dt

from alert_desks import Desk
from bulletins import AT
from kept_nights import carry_on
from outright.alerts.courier import Courier
from outright.alerts.memory import Memory
from outright.alerts.subscription import Subscription
from outright.alerts.webhook import payload
from outright.alerts.when import conditions
from outright.night.replay import bulletin_at, head_after, seq_of_head
from told_nights import contest, night, point

SIXTY_FOUR = "e99716da47c98eae263358f71eba4e5a138a47cd980252bc6f260287484a5d02"


class Hours:
    """A courier on a clock that is turned by hand; ``asked`` are the publications whose head was looked up."""

    def __init__(self, path, when=("head",), head=lambda _seq: SIXTY_FOUR):
        self.now, self.desk, self.asked = AT, Desk(), []

        def looked_up(seq):
            self.asked.append(seq)
            return head(seq)

        told = [Subscription("r", conditions(when, "w"), self.desk)]
        self.courier = Courier(told, Memory(path), now=lambda: self.now, head=looked_up)

    def take(self, bulletin=None, *, after=dt.timedelta(0), ending=False):
        self.now += after
        self.courier.take(bulletin, ending=ending)
        asyncio.run(self.courier.deliver(self.desk))
        return self.desk.got


def newest(seq):
    return night(contest([point(seq, ossoff=6, handel=4)]))


def test_head_is_told_once_an_hour_and_at_the_end(tmp_path):
    hours = Hours(tmp_path / "m")
    hours.courier.begin(newest(1))
    minute = dt.timedelta(minutes=1)
    for n in range(1, 151):
        hours.take(newest(n), after=minute)
    clock = [AT + n * minute for n in range(1, 151)]
    assert len(hours.desk.got) == len({f"{at:%H}" for at in clock}) in (3, 4)
    assert len(hours.asked) == len(hours.desk.got), "it is looked up when it is told"
    before = len(hours.desk.got)
    got = hours.take(ending=True)
    assert len(got) == before + 1
    hours.take(ending=True)
    assert len(got) == before + 1, "the same end is told once"
    last = got[-1]
    assert last.type == "head"
    said = {key: last.data[key] for key in ("night", "seq", "head", "at")}
    assert said == {
        "night": last.election,
        "seq": last.seq,
        "head": SIXTY_FOUR,
        "at": hours.now.astimezone(dt.UTC).isoformat(),
    }
    assert SIXTY_FOUR in last.body
    assert SIXTY_FOUR.encode() in payload(last)
    assert len({m.id for m in got}) == len(got)
    hours.courier.memory.close()


def test_nobody_is_told_who_did_not_ask_and_nothing_is_looked_up(tmp_path):
    hours = Hours(tmp_path / "m", when=("call",))
    hours.courier.begin(None)
    assert hours.take(newest(1)) == []
    assert hours.take(ending=True) == []
    assert hours.asked == []
    hours.courier.memory.close()


def test_stopped_and_started_within_the_hour_it_is_not_told_again(tmp_path):
    for _ in range(2):
        hours = Hours(tmp_path / "m")
        hours.courier.begin(newest(1))
        got = hours.take(newest(2))
        hours.courier.memory.close()
    assert got == []


def test_where_there_is_no_head_it_is_told_when_there_is(tmp_path):
    heads = ["", SIXTY_FOUR]
    hours = Hours(tmp_path / "m", head=lambda _seq: heads.pop(0))
    hours.courier.begin(None)
    assert hours.take(newest(1)) == []
    assert len(hours.take()) == 1
    hours.courier.memory.close()


def test_what_is_told_is_what_verify_looks_for(tmp_path):
    path = tmp_path / "night.owr"
    carry_on(path, None, 5)
    hours = Hours(tmp_path / "m", head=lambda seq: head_after(path, seq))
    hours.courier.begin(None)
    (said,) = hours.take(bulletin_at(path, "3"))
    assert seq_of_head(path, said.data["head"]) == 3
    hours.courier.memory.close()
