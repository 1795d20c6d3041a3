"""People are told through apprise: its own json:// service to a loopback receiver, and no secret in any word."""

import asyncio
import builtins
import datetime as dt
import io
import logging

import pytest

from alert_desks import Office
from outright.alerts.notify import MISSING, Notifier, harmless
from outright.alerts.trial import trial
from outright.errors import AlertFailed
from receiver import CLOSE, HANG, receiver
from told_nights import contest, correction, night, point

# The library warns of a module of Python's own that it loads with its services.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
NOW = dt.datetime(2017, 4, 19, 1, 42, 10, tzinfo=dt.UTC)
TRIAL = trial("n", "A night", NOW)


def notify(environ, message=TRIAL, address="json://env:PLACE", **how):
    asyncio.run(Notifier(address, environ, **how).send(message, NOW))


def at(place, path="t0ken"):
    return {"PLACE": f"127.0.0.1:{place.port}/{path}"}


def test_a_message_arrives_with_title_numbers_and_status():
    with receiver(200) as place:
        office_of(place)
    first, second = (g.json for g in place.got)
    assert first["title"] == "REHEARSAL: First votes: US House 6 special"
    assert first["message"].splitlines() == [
        "First votes: Ossoff 6 (60.0%), Handel 4 (40.0%) of 10 votes.", "Unofficial, 1 past 8.",
    ]  # fmt: skip
    assert second["title"] == "REHEARSAL: Correction: US House 6 special"


def office_of(place):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder) / "m", [Notifier("json://env:PLACE", at(place))])
        office.open()
        made = contest([point(1, ossoff=6, handel=4)], notes=[correction(2, "Cobb −10 votes")])
        office.tell(night(made, rehearsal=True))
        assert office.memory.numbers() == {"sent": 2}
        office.memory.close()


@pytest.mark.parametrize("answer", [500, 404, CLOSE])
def test_what_is_not_taken_is_said_without_the_secret(answer):
    with receiver(answer) as place, pytest.raises(AlertFailed) as error:
        notify(at(place, "sup3rsecret"))
    assert error.value.message.startswith("json did not take it")
    assert "sup3rsecret" not in error.value.line()


def test_a_service_that_hangs_is_given_up():
    with receiver(HANG) as place, pytest.raises(AlertFailed, match="json did not take it"):
        notify({"PLACE": f"127.0.0.1:{place.port}/x?rto=0.2&cto=0.2"}, deadline=1.0)


def test_a_redirect_is_not_followed():
    with receiver(302) as place, pytest.raises(AlertFailed):
        notify(at(place))
    assert [g.path for g in place.got] == ["/t0ken"]


def test_an_address_that_the_library_does_not_know_is_said_without_its_parts():
    with pytest.raises(AlertFailed, match="apprise cannot use this address") as error:
        notify({"PLACE": "sup3rsecret"}, address="nosuchservice://env:PLACE")
    assert "sup3rsecret" not in error.value.line()


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name == "apprise":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(AlertFailed) as error:
        notify({"PLACE": "127.0.0.1:9"})
    assert "pip install 'outright[alerts]'" in error.value.line() and MISSING in error.value.hint


def test_a_name_rings_no_telephones_and_is_no_template():
    assert harmless("<!channel> <@U123> @everyone @HERE <b>") == "< !channel> < @U123> @ everyone @ HERE <b>"
    made = contest([point(1, ossoff=6, handel=4)], notes=[correction(2, "{{7*7}} ${x} <b>\\n</b> :smile: fell")])
    with receiver(200) as place:
        from outright.alerts.due import due, moment_of
        from outright.alerts.when import condition

        whole = night(made)
        (message,) = due([condition("correction")], moment_of(whole, NOW))
        notify(at(place), message)
    assert "{{7*7}} ${x} <b>\\n</b> :smile: fell" in place.got[0].json["message"]


def test_the_library_writes_no_log_of_its_own(capfd):
    """Neither where somebody listens to all logs at their finest, nor on the terminal."""
    heard = io.StringIO()
    listener, root = logging.StreamHandler(heard), logging.getLogger()
    root.addHandler(listener)
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        with receiver(500) as place, pytest.raises(AlertFailed):
            notify(at(place, "sup3rsecret"))
    finally:
        root.removeHandler(listener)
        root.setLevel(level)
    said = capfd.readouterr()
    assert "selector" in heard.getvalue(), "the listener hears"
    assert "sup3rsecret" not in heard.getvalue() + said.out + said.err
