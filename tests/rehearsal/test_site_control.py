"""Commands to a site: faults now, jumps of the clock, and what it says of itself."""

import json

import pytest

from outright.rehearsal.clock import NightClock
from outright.rehearsal.faults import last_moment
from outright.rehearsal.site.app import RehearsalApp
from outright.rehearsal.site.page import Request
from rehearsal_sites import Stepped, hours, reference


def command(app, path, row, content_type="application/json"):
    body = row if isinstance(row, bytes) else json.dumps(row).encode()
    reply = app.reply(Request(path, {}, {"content-type": content_type}, "POST"), body)
    return reply.status, json.loads(reply.body)


def test_the_state_says_where_the_night_stands_and_what_is_on_and_to_come():
    site = Stepped(reference(), "clarity", {"kind": "swap", "at": "23:30", "county": "fulton"}).at(0.5)
    status, told = site.command("fault", kind="truncated", **{"for": "3m"})
    assert status == 200
    state = json.loads(site.ask("/_rehearsal/state").body)
    assert state["moment"] == site.now.isoformat()
    assert [f["id"] for f in state["faults"]] == [told["id"]]
    assert [f["kind"] for f in state["coming"]] == ["swap"]
    assert state["counties"] == site.scenario.at(site.now)
    assert (state["over"], state["system"]) == (False, "clarity")


def test_a_fault_may_be_commanded_for_later():
    site = Stepped(reference()).at(0.3)
    status, told = site.command("fault", kind="empty", at="22:00")
    assert (status, told["start"]) == (200, "2017-04-18T22:00:00-04:00")
    assert site.clarity("json/ALL.json").body


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"kind": "gremlin"}, "no fault 'gremlin'"),
        ({"kind": "swap", "every": "2m"}, "one fault"),
        ({"kind": "swap", "county": "atlantis"}, "no county"),
        ({"kind": "swap", "for": 3}, "no length of time"),
        ({}, "no fault None"),
        ([], "no JSON object"),
    ],
    ids=str,
)
def test_a_command_that_is_not_understood_is_refused_with_a_hint(row, says):
    site = Stepped(reference()).at(0.3)
    status, told = command(site.app, "/_rehearsal/fault", row)
    assert status == 400
    assert says in told["error"]["message"]
    assert told["error"]["hint"]
    assert site.app.episodes == []


def test_a_body_that_is_no_json_or_comes_from_a_form_is_refused():
    app = Stepped(reference()).app
    assert command(app, "/_rehearsal/fault", b"{")[0] == 400
    assert command(app, "/_rehearsal/fault", {"kind": "empty"}, "text/plain")[0] == 415
    assert command(app, "/_rehearsal/nothing", {})[0] == 404


def test_nothing_goes_wrong_once_the_count_is_certified():
    site = Stepped(reference())
    site.now = last_moment(site.scenario)
    assert site.command("fault", kind="swap")[0] == 400


def test_the_clock_jumps_to_a_time_by_a_length_and_to_the_end():
    night = reference()
    app = RehearsalApp(night, clock=NightClock(night, 60, lambda: 0.0))
    status, told = command(app, "/_rehearsal/jump", {"to": "21:00"})
    assert (status, told["moment"][:16]) == (200, "2017-04-18T20:59") or told["moment"][:16] == "2017-04-18T21:00"
    before = app.clock()
    assert command(app, "/_rehearsal/jump", {"by": "10m"})[0] == 200
    assert abs(app.clock() - before - hours(1 / 6)) < hours(0.001)
    assert command(app, "/_rehearsal/jump", {"to": "20:00"})[0] == 400
    assert command(app, "/_rehearsal/jump", {"to": "end"})[0] == 200
    assert app.state()["over"] is True


def test_a_clock_that_a_test_steps_is_not_moved_by_command():
    status, told = command(Stepped(reference()).app, "/_rehearsal/jump", {"by": "10m"})
    assert status == 400
    assert "cannot be moved" in told["error"]["message"]


@pytest.mark.parametrize("row", [{}, {"to": "late"}, {"by": "long"}], ids=str)
def test_a_jump_to_nowhere_is_refused(row):
    night = reference()
    app = RehearsalApp(night, clock=NightClock(night, 60, lambda: 0.0))
    assert command(app, "/_rehearsal/jump", row)[0] == 400
