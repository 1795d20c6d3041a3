"""That nothing is stored rings at once, past the memory of alerts, and once; that it is over is told too."""

import asyncio
import datetime as dt
import threading

import pytest

from alert_desks import Desk
from bulletins import AT
from outright.alerts.alerting import Alerting
from outright.alerts.courier import Courier
from outright.alerts.memory import Memory
from outright.alerts.subscription import Subscription
from outright.alerts.unstored import About, Alarm, Unstored
from outright.alerts.when import conditions
from outright.errors import AlertFailed

ABOUT = About("us-ga-2017-04-18", "Georgia 6th", rehearsal=True)
SINCE = Unstored(AT, "night.owr cannot be written (database or disk is full).")
SOON = 60.0


def alarm(*desks, when=("not-storing",), said=None):
    told = [Subscription("r", conditions(when, "w"), d) for d in desks]
    return Alarm(told, ABOUT, lambda: AT, [].append if said is None else said.append)


def test_it_is_told_once_with_the_reason_and_what_to_do_and_when_it_is_over():
    desk, other = Desk(), Desk(key="mailto://env:MAIL")
    told = alarm(desk, other)
    for state in (Unstored(), SINCE, SINCE, Unstored(), Unstored()):
        told.set(state)
        asyncio.run(told.look())
    first, last = desk.got
    assert [m.type for m in other.got] == [first.type, last.type] == ["not-storing", "storing-again"]
    assert first.title == "REHEARSAL: NOT STORING: Georgia 6th"
    assert "since 23:44:10 UTC" in first.text.replace(f"{AT:%H:%M:%S}", "23:44:10")
    assert "no call can be made. night.owr cannot be written (database or disk is full)." in first.text
    assert "Leave the engine running" in first.text
    assert first.urgent
    assert first.data["since"] == AT.isoformat()
    assert first.id != last.id


def test_who_did_not_ask_is_not_told():
    desk = Desk()
    told = alarm(desk, when=("call", "held"))
    told.set(SINCE)
    asyncio.run(told.look())
    assert desk.got == []


def test_what_fails_is_tried_again_and_complained_of_once():
    said, desk = [], Desk(answers=[AlertFailed("no answer"), ValueError("ours"), None])
    told = alarm(desk, said=said)
    told.set(SINCE)
    for _ in range(4):
        asyncio.run(told.look())
    assert [m.type for m in desk.got] == ["not-storing"]
    assert len(desk.tries) == 3
    assert said == ["Alert not delivered: that nothing is stored, to slack. no answer. It is tried again."]


def test_who_never_heard_of_it_does_not_hear_that_it_is_over():
    desk = Desk(answers=[AlertFailed("no answer")])
    told = alarm(desk)
    for state in (SINCE, Unstored()):
        told.set(state)
        asyncio.run(told.look())
    assert len(desk.tries) == 1


@pytest.mark.parametrize("ends", [False, True])
def test_it_goes_out_while_nothing_at_all_can_be_written_down(tmp_path, ends):
    """The memory of alerts is on the same disk; and a watch that is ended meanwhile tells it all the same."""
    heard, desk = threading.Event(), Desk()
    real = desk.send

    async def send(message, now):
        await real(message, now)
        heard.set()

    desk.send = send
    courier = Courier(
        [Subscription("r", conditions(["call", "not-storing"], "w"), desk)], Memory(tmp_path / "m"), now=lambda: AT,
        about=ABOUT,
    )  # fmt: skip
    courier.begin(None)
    full = OSError(28, "No space left on device")
    courier.memory.take = lambda *_: (_ for _ in ()).throw(full)
    with Alerting(courier, look=SOON) as alerts:
        alerts.not_storing(AT + dt.timedelta(minutes=1), "no room.")
        if not ends:
            assert heard.wait(SOON)
    assert [m.type for m in desk.got] == ["not-storing"]
    courier.memory.close()
