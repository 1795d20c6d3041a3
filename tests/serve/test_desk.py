"""The private desk over HTTP: who gets in, what a form must bring, and that a retraction is everywhere at once."""

import json
import time

import pytest

from desk_live import CONTEST, NIGHT, Browser, begun, comes, served, token_for
from outright.desk import tokens
from outright.desk.tokens import file_of
from outright.serve.routes import ANYONE, DESK_ROUTES, PERSON


@pytest.fixture
def store(tmp_path):
    return begun(tmp_path)


@pytest.fixture
def desk(store):
    with served(store) as server:
        yield store, server


def signed_in(desk, person="J. Rivera", *scopes: str) -> Browser:
    store, server = desk
    browser = Browser(server)
    assert browser.sign_in(token_for(store, person, *scopes)) == 303
    return browser


def test_who_is_not_signed_in_sees_a_form_and_nothing_of_the_night(desk):
    browser = Browser(desk[1])
    status, headers, body = browser.ask("GET", "/desk/")
    assert status == 200
    assert "Governor" not in body
    assert "Your token" in body
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_token_signs_in_with_a_cookie_that_no_script_and_no_other_site_sees(desk):
    store, server = desk
    browser = Browser(server)
    status, headers, _ = browser.ask("POST", "/desk/sign-in", {"token": token_for(store, "J. Rivera")})
    assert status == 303
    cookie = headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/desk/", "Max-Age="))
    assert "J. Rivera" in browser.page()
    assert browser.ask("GET", "/desk/")[1]["cache-control"] == "no-store"


def test_two_people_call_and_one_takes_back(desk):
    rivera, okafor = signed_in(desk), signed_in(desk, "T. Okafor")
    assert "won_certain" in rivera.page()
    assert "Type the candidate" in rivera.do("propose", confirm="Byrd", text="All in.")
    assert rivera.do("propose", confirm="ames", text="All in.").startswith("Proposed")
    assert rivera.do("post", text="Adams is late.") == "The note is shown."
    assert "cannot be its second person" in rivera.do("approve", confirm="Ames")
    assert okafor.do("approve", confirm="won_certain") == "Called and published."
    assert "Say why" in okafor.do("retract", text=" ")
    assert okafor.do("retract", text="Adams read a file twice.").startswith("Taken back")


def test_a_retraction_reaches_page_files_feeds_and_events_within_five_seconds(desk):
    rivera, okafor = signed_in(desk), signed_in(desk, "T. Okafor")
    rivera.do("propose", confirm="Ames", text="All in.")
    okafor.do("approve", confirm="Ames")
    paths = [
        f"/{NIGHT}/{CONTEST}/", f"/v1/{NIGHT}/{CONTEST}/latest.json", f"/v1/{NIGHT}/{CONTEST}/calls.json",
        f"/v1/{NIGHT}/{CONTEST}/feed.xml", f"/v1/{NIGHT}/{CONTEST}/feed.json", f"/{NIGHT}/{CONTEST}/plain",
    ]  # fmt: skip
    reader = Browser(desk[1])
    race = json.loads(reader.ask("GET", paths[1])[2])
    assert [c.get("winner") for c in race["candidates"]] == ["X", None]
    began = time.monotonic()
    rivera.do("retract", text="Adams read a file twice.")
    told = set()
    while told != set(paths) and time.monotonic() - began < 5:
        told |= {p for p in paths if "withdrawn" in reader.ask("GET", p)[2].casefold()}
    assert told == set(paths) - {paths[1]} or told == set(paths)
    assert time.monotonic() - began < 5
    race = json.loads(reader.ask("GET", paths[1])[2])
    assert [c.get("winner") for c in race["candidates"]] == [None, None]
    assert "Adams read a file twice." in reader.ask("GET", paths[0])[2]


def test_a_form_from_elsewhere_does_nothing(desk):
    rivera = signed_in(desk)
    page = rivera.page()
    form = {
        "csrf": rivera.field("csrf", page), "do": "propose", "contest": CONTEST, "confirm": "Ames",
        "evidence": rivera.field("evidence", page), "call": rivera.field("call", page),
    }  # fmt: skip
    for origin in ("https://elsewhere.example", "null", "", f"{rivera.origin}.elsewhere.example", "http://["):
        status, _, _ = rivera.ask("POST", "/desk/act", form, Origin=origin)
        assert status == 403
    for csrf in ("", "x" * 43, signed_in(desk, "T. Okafor").field("csrf")):
        status, _, _ = rivera.ask("POST", "/desk/act", form | {"csrf": csrf})
        assert status == 403
    stranger = Browser(desk[1])
    assert stranger.ask("POST", "/desk/act", form)[0] == 403
    assert "Waiting" not in rivera.page()
    assert rivera.ask("GET", "/desk/act")[0] == 405


def test_a_token_is_for_what_it_is_for_and_speaks_for_nobody_else(desk):
    chen = signed_in(desk, "M. Chen", "note")
    assert chen.do("propose", confirm="Ames", call="won_certain:ann-ames", evidence="a" * 64).startswith("403")
    assert chen.do("post", text="Late.", by="J. Rivera", about="7", evidence="x") == "The note is shown."
    assert "M. Chen" in chen.page().partition("Notes on the page")[2]


def test_an_approval_of_evidence_that_has_changed_is_refused(desk):
    store, _ = desk
    rivera, okafor = signed_in(desk), signed_in(desk, "T. Okafor")
    rivera.do("propose", confirm="Ames")
    seen = okafor.field("evidence")
    comes(store, 710, 200)
    until = time.monotonic() + 5
    while okafor.field("evidence") == seen and time.monotonic() < until:
        time.sleep(0.05)
    assert "look again" in okafor.do("approve", confirm="Ames", evidence=seen)
    assert okafor.do("approve", confirm="Ames") == "Called and published."


def test_guessing_is_limited_and_a_good_token_waits_too(desk):
    store, server = desk
    good = token_for(store, "J. Rivera")
    browser = Browser(server)
    statuses = [browser.sign_in(f"owd_00000000_{n}") for n in range(6)]
    assert statuses == [403] * 5 + [429]
    assert browser.sign_in(good) == 429


def test_a_session_ends_with_its_token_and_with_signing_out(desk):
    from msgspec.structs import replace

    store, _ = desk
    rivera = signed_in(desk)
    rivera.ask("POST", "/desk/sign-out", {"csrf": "wrong"})
    rivera = signed_in(desk)
    kept = rivera.cookie
    rivera.ask("POST", "/desk/sign-out", {"csrf": rivera.field("csrf")})
    rivera.cookie = kept
    assert "Your token" in rivera.page()
    chen = signed_in(desk, "M. Chen")
    now = tokens.load(store)[-1].made_at
    tokens.save(store, [replace(t, revoked_at=now) for t in tokens.load(store)])
    assert "Your token" in chen.page()


def test_what_waits_is_shown_with_what_it_would_change_and_is_released_by_who_may(tmp_path):
    store = begun(tmp_path, checks=True)
    with served(store) as server:
        browser = Browser(server)
        assert browser.sign_in(token_for(store, "M. Chen", "hold")) == 303
        comes(store, 300, 200)
        until = time.monotonic() + 5
        while "Publication 2 of Zzland" not in browser.page() and time.monotonic() < until:
            time.sleep(0.05)
        page = browser.page()
        assert "<td>Ann Ames</td>" in page
        assert '<td class="n">700</td>' in page
        assert '<td class="n">300</td>' in page
        assert browser.do("release", about="2", text="The clerk confirmed it.") == "Released."
        assert "Nothing waits for a person." in browser.page()
        assert "does not wait" in browser.do("release", about="2", text="Again.")


def test_no_secret_is_in_any_page_file_or_log(desk, caplog):
    store, server = desk
    text = token_for(store, "J. Rivera")
    secret = text.split("_", 2)[2]
    browser = Browser(server)
    with caplog.at_level("DEBUG"):
        browser.sign_in("owd_0badc0de_canary-of-a-guess")
        assert browser.sign_in(text) == 303
        browser.do("propose", confirm="Ames")
        page = browser.page()
        paths = [f"/{NIGHT}/{CONTEST}/", f"/v1/{NIGHT}/{CONTEST}/calls.json", "/metrics"]
        shown = page + "".join(browser.ask("GET", p)[2] for p in paths)
    session = browser.cookie.partition("=")[2]
    kept = store.read_bytes() + file_of(store).read_bytes() + store.with_name("night.owr-wal").read_bytes()
    for canary in (secret, session, "canary-of-a-guess"):
        assert canary not in shown
        assert canary not in caplog.text
        assert canary.encode() not in kept
    assert file_of(store).stat().st_mode & 0o077 == 0


def test_a_stranger_s_name_is_text_on_the_page(desk):
    rivera = signed_in(desk)
    rivera.do("post", text="<script>alert(1)</script>")
    assert "<script>" not in rivera.page()
    assert "<script>alert" not in Browser(desk[1]).ask("GET", f"/{NIGHT}/{CONTEST}/")[2]


@pytest.mark.parametrize("row", DESK_ROUTES, ids=lambda row: row.pattern)
def test_every_row_of_the_desk_says_who_may_and_holds_to_it(desk, row):
    stranger = Browser(desk[1])
    method = row.methods[0]
    assert row.who in (ANYONE, PERSON)
    status, headers, body = stranger.ask(method, row.pattern, {} if method == "POST" else None)
    assert headers["cache-control"] == "no-store"
    assert "Governor" not in body
    assert status == {"/desk": 308, "/desk/": 200, "/desk/desk.css": 200, "/desk/sign-out": 303}.get(row.pattern, 403)


def test_a_body_that_is_too_long_or_is_no_form_is_refused(desk):
    rivera = signed_in(desk)
    assert rivera.ask("POST", "/desk/act", {"text": "x" * 70_000})[0] == 413
    assert rivera.ask("POST", "/desk/act", {f"f{i}": "1" for i in range(30)})[0] == 400


def test_a_server_without_a_desk_has_none(store):
    from outright.cli.serving import board_over
    from outright.night.replay import bulletin_at
    from outright.serve.run import Server

    with board_over(store) as board, Server(board, port=0) as server:
        board.publish(bulletin_at(store))
        assert Browser(server).ask("GET", "/desk/")[0] == 404
        assert Browser(server).ask("POST", "/desk/sign-in", {"token": "x"})[0] == 405


def test_over_tls_the_cookie_is_for_tls_alone(store):
    from starlette.testclient import TestClient

    from outright.cli.desk_serving import NightDoor
    from outright.serve.app import app
    from outright.serve.board import Board
    from outright.serve.desk.handlers import DeskRoom

    text = token_for(store, "J. Rivera")
    for scheme in ("https", "http"):
        here = f"{scheme}://desk.example.org"
        client = TestClient(app(Board(), desk=DeskRoom(NightDoor(store))), base_url=here)
        answer = client.post("/desk/sign-in", data={"token": text}, headers={"Origin": here}, follow_redirects=False)
        assert answer.status_code == 303
        assert ("; Secure" in answer.headers["set-cookie"]) == (scheme == "https")
