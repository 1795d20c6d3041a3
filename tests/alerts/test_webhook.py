"""Webhooks as they leave: the body, the headers, the signature, and every way in which a receiver can misbehave."""

import asyncio
import datetime as dt
import hashlib
import hmac
import json
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.alerts.due import due, moment_of
from outright.alerts.post import Post
from outright.alerts.signature import sign, verify
from outright.alerts.webhook import Webhook, payload
from outright.alerts.when import condition
from outright.errors import AlertFailed
from outright.terms import VerdictCode as V
from receiver import CLOSE, HANG, receiver
from told_nights import HANDEL, OSSOFF, change, contest, night, point

NOW = dt.datetime(2017, 4, 19, 1, 42, 10, tzinfo=dt.UTC)
SECRET = "a secret of some length"
WHOLE = night(contest([point(1, ossoff=6, handel=4)], [change(2, V.RUNOFF_CERTAIN, OSSOFF, HANDEL)]), test=True)
(CALL,) = due([condition("call")], moment_of(WHOLE, NOW, base_url="https://results.example.org"))


def hook(url, *, post=None, environ=None, **how):
    post = post or Post(allow_private=True, **how)
    return Webhook(url, "HOOK", {"HOOK": SECRET} if environ is None else environ, post)


def send(url, **how):
    asyncio.run(hook(url, **how).send(CALL, NOW))


def test_the_body_has_the_nine_fields_and_nothing_else():
    said = json.loads(payload(CALL))
    assert list(said) == ["id", "type", "election", "contest", "seq", "occurredAt", "label", "data", "url"]
    assert (said["id"], said["type"], said["seq"]) == ("us-ga-2017-04-18/us-house-6/call/2", "call", 2)
    assert (said["election"], said["contest"]) == ("us-ga-2017-04-18", "us-house-6")
    assert dt.datetime.fromisoformat(said["occurredAt"]) == CALL.at
    assert said["label"] == "TEST: Runoff certain"
    assert said["url"] == "https://results.example.org/us-ga-2017-04-18/us-house-6/at/2/"
    assert said["data"]["test"] is True and said["data"]["status"] == "unofficial"
    assert said["data"]["candidates"] == [OSSOFF, HANDEL]


def test_a_receiver_gets_what_the_headers_promise():
    with receiver(204) as place:
        send(place.url())
        send(place.url())
    first, second = place.got
    assert first.path == "/hook"
    assert first.headers["content-type"] == "application/json"
    assert first.headers["outright-event"] == "call"
    assert first.headers["outright-delivery"] == second.headers["outright-delivery"]
    assert first.body == second.body == payload(CALL)
    assert "cookie" not in first.headers and "authorization" not in first.headers
    own = hmac.new(SECRET.encode(), f"{int(NOW.timestamp())}.".encode() + first.body, hashlib.sha256).hexdigest()
    assert first.headers["outright-signature"] == f"t={int(NOW.timestamp())},v1={own}"
    assert verify(SECRET, first.headers["outright-signature"], first.body, NOW.timestamp())


def test_another_attempt_is_signed_at_its_own_time_under_the_same_id():
    with receiver(204) as place:
        made = hook(place.url())
        asyncio.run(made.send(CALL, NOW))
        asyncio.run(made.send(CALL, NOW + dt.timedelta(hours=2)))
    first, second = place.got
    assert first.headers["outright-signature"] != second.headers["outright-signature"]
    assert first.headers["outright-delivery"] == second.headers["outright-delivery"]
    assert first.json["id"] == second.json["id"]


def test_two_receivers_have_deliveries_of_their_own():
    one, two = (hook(f"https://{host}.example/") for host in "ab")
    body = payload(CALL)
    assert (
        one.headers(CALL, body, SECRET, NOW)["Outright-Delivery"]
        != (two.headers(CALL, body, SECRET, NOW)["Outright-Delivery"])
    )


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_answer_of_the_two_hundreds_is_taken(status):
    with receiver(status) as place:
        send(place.url())


@pytest.mark.parametrize(
    ("answer", "why"),
    [(500, "status 500"), (503, "status 503"), (404, "status 404"), (410, "status 410"), (429, "status 429"),
     (302, "redirects"), (307, "redirects"), (CLOSE, "The line broke")],
)  # fmt: skip
def test_a_receiver_that_does_not_take_it_is_said_in_words(answer, why):
    with receiver(answer) as place:
        with pytest.raises(AlertFailed, match=why):
            send(place.url())
        assert [g.path for g in place.got] == ["/hook"], "a redirect is not followed"


def test_a_receiver_that_hangs_costs_its_deadline_and_no_more():
    with receiver(HANG) as place, pytest.raises(AlertFailed, match=r"No answer within 0\.2 s"):
        send(place.url(), deadline=0.2)


def test_nobody_listening_is_said():
    with receiver() as place:
        url = place.url()
    with pytest.raises(AlertFailed, match="Nothing answers there"):
        send(url)


def test_an_endless_answer_is_not_read():
    """The status is enough: what stands behind it may be as long as it likes."""

    async def go():
        async def endless(_, writer):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
            try:
                while True:
                    writer.write(b"x" * 65536)
                    await writer.drain()
                    poured.append(1)
            except OSError:
                pass
            finally:
                writer.close()

        poured: list[int] = []
        server = await asyncio.start_server(endless, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        await hook(f"http://127.0.0.1:{port}/").send(CALL, NOW)
        server.close()
        return len(poured)

    assert asyncio.run(go()) < 1000


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://cms.example.org/", "another machine without encryption"),
        ("https://10.1.2.3/", "private"), ("https://169.254.169.254/", "local link"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://inside.example/", "private"), ("https://nowhere.example/", "leads nowhere"),
        ("https://unknown.example/", "is unknown"), ("ftp://x.example/", "Only https"),
    ],
)  # fmt: skip
def test_addresses_that_lead_inside_are_not_posted_to(url, why):
    async def resolve(host, port):
        if host.startswith("unknown"):
            raise OSError
        return {"inside.example": ["203.0.113.9", "10.0.0.1"], "nowhere.example": []}.get(host, ["93.184.216.34"])

    with pytest.raises(AlertFailed, match=why):
        asyncio.run(hook(url, post=Post(allow_private=True, resolve=resolve)).send(CALL, NOW))


def test_this_machine_is_not_posted_to_unless_the_settings_say_so():
    with receiver() as place:
        for url in (place.url(), place.url().replace("http:", "https:")):
            with pytest.raises(AlertFailed, match=r"not encrypted|this machine"):
                send(url, post=Post())
        assert place.got == []


def test_a_name_is_connected_to_at_the_address_that_was_judged():
    asked = []

    async def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    with receiver() as place:
        send(place.url().replace("127.0.0.1", "cms.example"), post=Post(allow_private=True, resolve=resolve))
        assert place.got[0].headers["host"] == f"cms.example:{place.port}"
    assert asked == ["cms.example"]


def test_a_certificate_that_does_not_hold_is_said():
    with receiver() as place, pytest.raises(AlertFailed, match=r"certificate does not hold|line broke|Nothing answers"):
        send(place.url().replace("http:", "https:"), tls=ssl.create_default_context())


@pytest.mark.parametrize("environ", [{}, {"HOOK": ""}, {"HOOK": "   "}])
def test_without_a_secret_nothing_is_sent(environ):
    with receiver() as place:
        with pytest.raises(AlertFailed, match="variable HOOK is not set"):
            send(place.url(), environ=environ)
        assert place.got == []


def test_the_address_too_may_come_from_the_environment():
    with receiver() as place:
        made = Webhook("env:CMS", "HOOK", {"HOOK": SECRET, "CMS": place.url("/t0ken")}, Post(allow_private=True))
        asyncio.run(made.send(CALL, NOW))
        assert place.got[0].path == "/t0ken"
        assert made.key == "env:CMS"


# -- the signature -----------------------------------------------------------------------------------------------

HEADER = sign(SECRET, 1000, b"body")


@pytest.mark.parametrize(
    ("secret", "header", "body", "now", "holds"),
    [
        (SECRET, HEADER, b"body", 1000, True),
        (SECRET, HEADER, b"body", 1300, True),
        (SECRET, HEADER, b"body", 700, True),
        (SECRET, HEADER, b"body", 1301, False),
        (SECRET, HEADER, b"body", 699, False),
        ("another", HEADER, b"body", 1000, False),
        ("", sign("", 1000, b"body"), b"body", 1000, False),
        (SECRET, HEADER, b"bodY", 1000, False),
        (SECRET, HEADER.replace("t=1000", "t=1001"), b"body", 1001, False),
        (SECRET, f"{HEADER},v1=00ff", b"body", 1000, True),
        (SECRET, HEADER.replace(",v1=", ",v1=00ff,v1="), b"body", 1000, True),
        (SECRET, f"{HEADER},t=1000", b"body", 1000, False),
        (SECRET, HEADER.replace("v1", "v0"), b"body", 1000, False),
        (SECRET, "", b"body", 1000, False),
        (SECRET, "t=,v1=", b"body", 1000, False),
        (SECRET, "t=-1000,v1=00", b"body", 1000, False),
        (SECRET, "t=abc,v1=00", b"body", 1000, False),
    ],
)
def test_a_signature_holds_for_its_bytes_its_secret_and_its_time_only(secret, header, body, now, holds):
    assert verify(secret, header, body, now) is holds


@given(st.binary(max_size=200), st.text(min_size=1, max_size=40), st.integers(0, 2**33), st.data())
def test_any_byte_that_is_changed_breaks_the_signature(body, secret, at, data):
    header = sign(secret, at, body)
    assert verify(secret, header, body, at)
    if body:
        i = data.draw(st.integers(0, len(body) - 1))
        other = bytes([*body[:i], body[i] ^ 1, *body[i + 1 :]])
        assert not verify(secret, header, other, at)
    assert not verify(secret, header, body + b" ", at)


@given(st.text(max_size=80))
def test_no_header_that_a_stranger_sends_is_an_error(header):
    assert verify(SECRET, header, b"body", 1000) is False
