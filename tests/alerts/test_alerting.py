"""The thread that tells, with real receivers: the night never waits for it, and nothing due is left behind."""

import logging
import threading
import time
from datetime import UTC

import pytest

from alert_desks import Desk
from bulletins import AT
from outright.alerts.alerting import Alerting
from outright.alerts.courier import Courier
from outright.alerts.memory import Memory
from outright.alerts.notify import Notifier
from outright.alerts.post import Post
from outright.alerts.subscription import Subscription
from outright.alerts.webhook import Webhook
from outright.alerts.when import conditions
from outright.terms import VerdictCode as V
from receiver import HANG, receiver
from told_nights import OSSOFF, change, contest, correction, night, point

SOON = 60.0  # far longer than anything here takes; nothing waits for it unless it fails
FIRST = night(contest([point(1, ossoff=6, handel=4)], [change(1, V.TOO_EARLY)]))
CALL = night(contest([point(1, ossoff=6, handel=4)], [change(1, V.TOO_EARLY), change(2, V.WON_CERTAIN, OSSOFF)]))


def hook(place):
    return Webhook(place.url(), "HOOK", {"HOOK": "s3cret of some length"}, Post(allow_private=True, deadline=SOON))


def courier(path, *desks, when=("call", "correction", "first-votes"), **how):
    told = [Subscription("r", conditions(when, "w"), d) for d in desks]
    made = Courier(told, Memory(path), now=lambda: AT, **how)
    made.begin(None)
    return made


def test_a_bulletin_is_told_and_the_last_one_goes_out_before_the_end(tmp_path):
    with receiver(204) as place:
        made = courier(tmp_path / "m", hook(place))
        with Alerting(made, look=SOON) as alerts:
            alerts.tell(FIRST)
            assert place.came.acquire(timeout=SOON)
            alerts.tell(CALL)
        assert [g.json["type"] for g in place.got] == ["first-votes", "call"]
        assert made.memory.numbers() == {"sent": 2}


def test_a_receiver_that_hangs_keeps_neither_the_night_nor_others_waiting(tmp_path):
    with receiver(HANG) as stuck, receiver(204) as place:
        made = courier(tmp_path / "m", hook(stuck), hook(place))
        with Alerting(made, look=SOON, grace=0.1) as alerts:
            alerts.tell(FIRST)
            assert stuck.came.acquire(timeout=SOON)
            alerts.tell(CALL)
            for _ in range(2):
                assert place.came.acquire(timeout=SOON)
        assert [g.json["type"] for g in place.got] == ["first-votes", "call"]
        assert made.memory.numbers() == {"sent": 2, "pending": 2}


def test_of_many_bulletins_nothing_is_missed_although_only_the_newest_counts(tmp_path):
    desk = Desk()
    made = courier(tmp_path / "m", desk)
    line, notes = [point(1, ossoff=6, handel=4)], []
    with Alerting(made, look=SOON) as alerts:
        for seq in range(2, 60):
            notes = [*notes, correction(seq, "Cobb −1 vote")]
            alerts.tell(night(contest(line, notes=notes)))
    assert [m.seq for m in desk.got] == list(range(1, 60))


def test_what_cannot_be_written_down_is_told_once_and_goes_out_when_it_can(tmp_path):
    desk, said, heard = Desk(), [], threading.Event()

    def trouble(text):
        said.append(text)
        heard.set()

    made = courier(tmp_path / "m", desk)
    real, broken = made.take, [True]

    def take(bulletin=None, **how):
        if broken[0] and bulletin is not None:
            raise OSError("No space left on device")
        return real(bulletin, **how)

    made.take = take
    with Alerting(made, trouble=trouble, look=0.01) as alerts:
        alerts.tell(FIRST)
        assert heard.wait(SOON)
        alerts.tell(CALL)
        broken[0] = False
    assert said == ["Alerts cannot be written down (OSError: No space left on device). The night goes on."]
    assert [m.type for m in desk.got] == ["first-votes", "call"]


def test_when_the_watch_ends_the_head_goes_out_once_more(tmp_path):
    desk = Desk()
    made = courier(tmp_path / "m", desk, when=("head",), head=lambda seq: f"{seq:064x}")
    with Alerting(made, look=SOON) as alerts:
        alerts.tell(FIRST)
        until = time.monotonic() + SOON
        while not desk.got and time.monotonic() < until:
            time.sleep(0.01)
        alerts.tell(CALL)
    assert [m.id.rpartition("/head/")[2].partition("/")[0] for m in desk.got] == [
        f"{AT.astimezone(UTC):%Y%m%dT%H}",
        "end",
    ]
    assert [m.data["seq"] for m in desk.got] == [FIRST.night.seq, CALL.night.seq]


def test_telling_returns_at_once_even_when_the_thread_has_ended(tmp_path):
    alerts = Alerting(courier(tmp_path / "m", Desk()), look=SOON)
    with alerts:
        pass
    began = time.monotonic()
    alerts.tell(FIRST)
    assert time.monotonic() - began < SOON


CANARY = "c4n4ry-c4n4ry-c4n4ry"


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
@pytest.mark.parametrize("answer", [204, 500, 302])
def test_no_secret_is_in_any_log_error_file_or_word(tmp_path, capfd, answer):
    import io

    heard = io.StringIO()
    listener, root = logging.StreamHandler(heard), logging.getLogger()
    root.addHandler(listener)
    level, said = root.level, []
    root.setLevel(logging.DEBUG)
    try:
        with receiver(answer) as place:
            environ = {"PLACE": f"127.0.0.1:{place.port}/{CANARY}", "CMS": place.url(f"/{CANARY}"), "HOOK": CANARY}
            desks = (
                Webhook(place.url(), "HOOK", environ, Post(allow_private=True)),
                Webhook("env:CMS", "HOOK", environ, Post(allow_private=True)),
                Notifier("json://env:PLACE", environ),
            )
            made = courier(tmp_path / "m", *desks, tell=said.append)
            with Alerting(made, trouble=said.append, look=SOON) as alerts:
                alerts.tell(CALL)
            made.memory.close()
            assert len(place.got) == 6
            assert all(CANARY.encode() not in g.body for g in place.got)
    finally:
        root.removeHandler(listener)
        root.setLevel(level)
    out = capfd.readouterr()
    files = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"first-votes" in files
    assert CANARY not in heard.getvalue() + out.out + out.err + "".join(said)
    assert CANARY.encode() not in files
    assert bool(said) is (answer != 204)
