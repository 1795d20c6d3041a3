"""The door to the network, against a site on this machine that behaves as badly as it is told to."""

import asyncio
import datetime as dt
import gzip
import logging
import zlib

import pytest

from outright.archive.fetch import Door
from outright.archive.fetch_errors import (
    Blocked,
    CutShort,
    FetchFailed,
    NotAllowed,
    NotThere,
    OddAnswer,
    RateLimited,
    SiteInTrouble,
    TooLarge,
    TooSlow,
    Unreachable,
)
from outright.archive.fetched import Fetched, Manners, Validators, digest
from toxic_site import Asked, Behaviour, Site, answer, drips, hangs, resets, says, site

NOW = dt.datetime(2026, 11, 4, 1, 30, tzinfo=dt.UTC)
QUICK = {"allow_private": True, "allow_http": True, "deadline": 5.0}


def door(**manners) -> Door:
    return Door(Manners(**{**QUICK, **manners}), now=lambda: NOW)


def ask(routes: dict[str, Behaviour], path: str = "/r.json", validators=None, headers=None, **manners):
    """One question to a site with these routes: the answer or the error, and the site."""

    async def story() -> tuple[Fetched | FetchFailed, Site]:
        async with site(routes) as there, door(**manners) as here:
            try:
                return await here.get(there.url(path), validators, headers), there
            except FetchFailed as error:
                return error, there

    return asyncio.run(story())


def test_an_answer_comes_whole_with_what_is_needed_to_ask_again():
    routes = {"/r.json": says(answer(b'{"votes": 1}', etag='"7"', last_modified="x", content_type="application/json"))}
    got, there = ask(routes, contact="desk@example.org")
    assert (got.status, got.body, got.changed, got.received_at) == (200, b'{"votes": 1}', True, NOW)
    assert got.validators == Validators('"7"', "x", digest(b'{"votes": 1}'))
    assert got.content_type == "application/json"
    assert there.asked[0].headers["user-agent"] == "Outright/0.2 (+desk@example.org)"
    assert there.asked[0].headers["host"] == f"127.0.0.1:{there.port}"
    assert "cookie" not in there.asked[0].headers


def test_what_has_not_changed_is_not_sent_again():
    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        same = asked.headers.get("if-none-match") == '"7"' and asked.headers.get("if-modified-since") == "then"
        writer.write(answer(status=304, content_length="") if same else answer(b"votes"))

    known = Validators('"7"', "then", digest(b"votes"))
    got, _ = ask({"/r.json": behave}, validators=known)
    assert (got.status, got.body, got.changed, got.validators) == (304, b"", False, known)


def test_not_changed_to_a_first_question_is_an_error():
    got, _ = ask({"/r.json": says(answer(status=304, content_length=""))})
    assert isinstance(got, OddAnswer)
    got, _ = ask({"/r.json": says(answer(status=304, content_length=""))}, validators=Validators(sha256="x"))
    assert isinstance(got, OddAnswer)


def test_an_etag_that_stays_while_the_body_changes_does_not_hide_the_body():
    got, _ = ask({"/r.json": says(answer(b"new votes", etag='"7"'))}, validators=Validators('"7"', "", digest(b"old")))
    assert got.changed and got.body == b"new votes"


def test_a_new_etag_over_the_same_body_is_no_change():
    got, _ = ask({"/r.json": says(answer(b"votes", etag='"8"'))}, validators=Validators('"7"', "", digest(b"votes")))
    assert not got.changed
    assert got.validators.etag == '"8"'


def test_a_validator_that_cannot_be_sent_back_is_not_remembered():
    got, _ = ask({"/r.json": says(answer(b"votes", etag='"\xe9"', last_modified="y" * 2000))})
    assert got.validators == Validators("", "", digest(b"votes"))


def test_a_packed_answer_is_unpacked_once():
    packed = gzip.compress(b"first ") + gzip.compress(b"second")
    got, _ = ask({"/r.json": says(answer(packed, content_encoding="gzip"))})
    assert got.body == b"first second"
    got, _ = ask({"/r.json": says(answer(b"", content_encoding="gzip"))})
    assert got.body == b""


def test_a_zip_stays_a_zip():
    got, _ = ask({"/r.json": says(answer(b"PK\x03\x04rest"))})
    assert got.body == b"PK\x03\x04rest"


@pytest.mark.parametrize(
    ("said", "kind", "status"),
    [
        (answer(b"no", 403), Blocked, 403),
        (answer(b"no", 401), Blocked, 401),
        (answer(b"no", 451), Blocked, 451),
        (answer(b"no", 404), NotThere, 404),
        (answer(b"no", 410), NotThere, 410),
        (answer(b"", 204, content_length=""), NotThere, 204),
        (answer(b"no", 429), RateLimited, 429),
        (answer(b"no", 500), SiteInTrouble, 500),
        (answer(b"no", 503), SiteInTrouble, 503),
        (answer(b"no", 418), OddAnswer, 418),
        (answer(b"no", 206), OddAnswer, 206),
    ],
)
def test_a_refusal_keeps_its_status_and_its_body(said, kind, status):
    got, _ = ask({"/r.json": says(said)})
    assert type(got) is kind
    assert got.status == status
    assert got.body == (b"" if status == 204 else b"no")
    assert got.hint and str(status) in got.message


def test_blocked_is_not_no_results():
    got, _ = ask({"/r.json": says(answer(b"no", 403))})
    assert "not 'no results'" in got.line()


def test_the_body_of_an_error_is_bounded():
    got, _ = ask({"/r.json": says(answer(b"x" * 2**20, 500))})
    assert len(got.body) == 2**18


def test_the_packed_body_of_an_error_is_readable():
    got, _ = ask({"/r.json": says(answer(gzip.compress(b"sorry"), 500, content_encoding="gzip"))})
    assert got.body == b"sorry"


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [("120", 120.0), ("Wed, 04 Nov 2026 01:31:00 GMT", 60.0), ("Wed, 04 Nov 2026 01:00:00 GMT", 0.0), ("99999", 600.0)],
)
def test_a_site_that_asks_to_be_left_alone_is_left_alone(wish, seconds):
    async def story() -> None:
        routes = {"*": says(answer(b"slow down", 429, retry_after=wish), answer(b"votes"))}
        ticks = [1000.0]
        async with (
            site(routes) as there,
            Door(Manners(**QUICK), now=lambda: NOW, clock=lambda: ticks[0]) as here,
        ):
            with pytest.raises(RateLimited) as first:
                await here.get(there.url("/a"))
            assert first.value.retry_after == seconds
            if seconds:
                with pytest.raises(RateLimited) as second:
                    await here.get(there.url("/b"))
                assert second.value.retry_after == seconds
                assert second.value.status is None
                assert len(there.asked) == 1
            ticks[0] += seconds
            assert (await here.get(there.url("/b"))).body == b"votes"

    asyncio.run(story())


def test_a_wish_that_cannot_be_read_is_no_wish():
    got, _ = ask({"/r.json": says(answer(b"", 429, retry_after="soon"))})
    assert got.retry_after is None


def test_one_byte_a_second_does_not_outlast_the_deadline():
    got, _ = ask({"/r.json": drips(answer(b"", content_length="1000"), b"x", 0.02)}, deadline=0.3)
    assert isinstance(got, TooSlow)
    assert "0.3 s" in got.message


def test_headers_that_drip_do_not_outlast_the_deadline_either():
    got, _ = ask({"/r.json": drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.02)}, deadline=0.3)
    assert isinstance(got, TooSlow | CutShort)


def test_a_site_that_says_nothing_is_too_slow():
    got, _ = ask({"/r.json": hangs}, deadline=0.2)
    assert isinstance(got, TooSlow)


def test_redirects_share_one_deadline():
    async def slowly(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        writer.write(answer(b"", 302, location="/next?" + "x" * len(asked.path)))

    got, _ = ask({"*": slowly}, deadline=0.4, redirects=50)
    assert isinstance(got, TooSlow)


def test_an_answer_without_end_is_too_large():
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    start = answer(b"", content_length="", transfer_encoding="chunked")
    got, _ = ask({"/r.json": drips(start, chunk, 0)}, largest=2**20)
    assert isinstance(got, TooLarge)


def test_an_answer_that_announces_too_much_is_not_read():
    got, _ = ask({"/r.json": says(answer(b"x", content_length=str(10 * 2**30)))})
    assert isinstance(got, TooLarge)
    assert "10,240 MB" in got.message


def test_a_small_answer_that_unpacks_to_a_large_one_is_refused():
    bomb = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = bomb.compress(bytes(30 * 2**20)) + bomb.flush()
    got, _ = ask({"/r.json": says(answer(packed, content_encoding="gzip"))})
    assert isinstance(got, TooLarge)
    assert "unpacks" in got.message


def test_a_cut_answer_is_not_an_answer():
    got, _ = ask({"/r.json": says(answer(b"x" * 10, content_length="20"))})
    assert isinstance(got, CutShort)
    packed = gzip.compress(b"votes" * 100)[:-9]
    got, _ = ask({"/r.json": says(answer(packed, content_encoding="gzip"))})
    assert isinstance(got, CutShort)


def test_a_cut_answer_in_pieces_is_not_an_answer():
    start = answer(b"5\r\nvotes\r\n", content_length="", transfer_encoding="chunked")
    got, _ = ask({"/r.json": says(start)})
    assert isinstance(got, CutShort)


def test_a_damaged_packing_is_an_error():
    got, _ = ask({"/r.json": says(answer(b"\x1f\x8bnot really gzip at all", content_encoding="gzip"))})
    assert isinstance(got, CutShort)


def test_a_packing_that_was_not_asked_for_is_an_error():
    got, _ = ask({"/r.json": says(answer(b"??", content_encoding="br"))})
    assert isinstance(got, OddAnswer)


def test_a_broken_line_is_an_error():
    got, _ = ask({"/r.json": resets})
    assert isinstance(got, CutShort | Unreachable)
    got, _ = ask({"/r.json": says(b"\x00\x01 this is not HTTP\r\n\r\n")})
    assert isinstance(got, CutShort)


def test_nobody_there():
    async def story() -> FetchFailed:
        async with site({}) as there:
            gone = there.url("/")
        async with door() as here:
            with pytest.raises(Unreachable) as failed:
                await here.get(gone)
            return failed.value

    assert asyncio.run(story()).status is None


def test_an_unknown_name_is_said_to_be_unknown():
    async def nothing(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    async def story() -> str:
        async with Door(Manners(), resolve=nothing) as here:
            with pytest.raises(Unreachable) as failed:
                await here.get("https://results.example.gov/")
            return failed.value.line()

    assert "results.example.gov is unknown" in asyncio.run(story())


def test_a_redirect_is_followed_and_told():
    routes = {"/r.json": says(answer(b"", 301, location="/new?key=abc")), "/new": says(answer(b"votes"))}
    got, there = ask(routes)
    assert (got.body, got.url, got.final_url) == (b"votes", there.url("/r.json"), there.url("/new?key=…"))
    assert there.asked[1].path == "/new?key=abc"


def test_a_circle_of_redirects_ends():
    got, there = ask({"*": says(answer(b"", 302, location="/r.json"))})
    assert isinstance(got, OddAnswer)
    assert len(there.asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "http://10.0.0.1/",
        "//[::ffff:10.0.0.1]/",
        "ftp://x.org/",
    ],
)
def test_a_redirect_inside_is_not_followed(location):
    got, there = ask({"*": says(answer(b"", 302, location=location))})
    assert isinstance(got, NotAllowed)
    assert len(there.asked) == 1


def test_a_redirect_to_nowhere_is_an_error():
    for location in ("", "http://[::1"):
        got, _ = ask({"*": says(answer(b"", 302, location=location))})
        assert isinstance(got, OddAnswer), location


def test_a_key_goes_to_its_own_site_only():
    async def story() -> None:
        async with site({"*": says(answer(b"votes"))}) as other:
            routes = {
                "/a": says(answer(b"", 302, location="/b")),
                "/b": says(answer(b"", 302, location=other.url("/"))),
            }
            async with site(routes) as first, door() as here:
                got = await here.get(first.url("/a"), headers={"x-api-key": "sesame"})
            assert got.body == b"votes"
            assert [a.headers.get("x-api-key") for a in first.asked] == ["sesame", "sesame"]
            assert "x-api-key" not in other.asked[0].headers

    asyncio.run(story())


def test_no_text_carries_a_key(caplog):
    for name in ("", "httpx2", "httpcore2"):
        caplog.set_level(logging.DEBUG, name)
    for behaviour in (says(answer(b"", 403)), resets, says(answer(b"", 302, location="ftp://x?apikey=sesame")), hangs):
        got, _ = ask(
            {"/r.json": behaviour}, "/r.json?level=ru&apikey=sesame", headers={"x-api-key": "open"}, deadline=0.5
        )
        assert isinstance(got, FetchFailed)
        for text in (got.line(), repr(got), str(got), repr(got.__cause__)):
            assert "sesame" not in text and "open" not in text
    got, there = ask({"/r.json": says(answer(b"votes"))}, "/r.json?level=ru&apikey=sesame")
    assert there.asked[0].path.endswith("apikey=sesame")
    assert got.url.endswith("?level=ru&apikey=…")
    assert "sesame" not in repr(got) and "votes" not in repr(got)
    assert "sesame" not in caplog.text


def test_a_header_that_is_no_secret_hides_nothing():
    got, _ = ask({"/r.json": says(answer(b"votes"))}, headers={"Accept": "json"})
    assert got.url.endswith("/r.json")


def test_a_cookie_is_not_kept():
    async def story() -> list[Asked]:
        async with site({"*": says(answer(b"votes", set_cookie="a=b; Path=/"))}) as there, door() as here:
            await here.get(there.url("/"))
            await here.get(there.url("/"))
            return there.asked

    assert all("cookie" not in a.headers for a in asyncio.run(story()))


def test_a_site_is_asked_few_things_at_once():
    async def story() -> int:
        async def slowly(asked: Asked, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.02)
            writer.write(answer(b"votes"))
            await writer.drain()

        async with site({"*": slowly}) as there, door(per_host=2) as here:
            await asyncio.gather(*(here.get(there.url(f"/{n}")) for n in range(8)))
            assert len(there.asked) == 8
            return there.most_at_once

    assert asyncio.run(story()) <= 2


def test_questions_to_one_site_keep_their_distance():
    async def story() -> list[float]:
        ticks, waits = [0.0], []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            ticks[0] += seconds

        async with (
            site({"*": says(answer(b"votes"))}) as there,
            Door(Manners(**QUICK, gap=3.0), clock=lambda: ticks[0], sleep=sleep) as here,
        ):
            for n in range(3):
                await here.get(there.url(f"/{n}"))
        return waits

    assert asyncio.run(story()) == [3.0, 3.0]


def test_waiting_for_a_turn_does_not_count_as_the_sites_slowness():
    async def story() -> list[float]:
        ticks = [0.0]

        async def sleep(seconds: float) -> None:
            ticks[0] += seconds

        routes = {"/a": says(answer(b"", 302, location="/b")), "/b": says(answer(b"votes"))}
        async with (
            site(routes) as there,
            Door(Manners(**QUICK, gap=100.0), clock=lambda: ticks[0], sleep=sleep) as here,
        ):
            return [(await here.get(there.url("/a"))).elapsed for _ in range(2)]

    assert asyncio.run(story()) == [0.0, 0.0]


def test_a_slow_site_does_not_hold_up_another():
    async def story() -> None:
        let_go = asyncio.Event()

        async def waits(asked: Asked, writer: asyncio.StreamWriter) -> None:
            await let_go.wait()
            writer.write(answer(b"late"))
            await writer.drain()

        async with site({"*": waits}) as slow, site({"*": says(answer(b"votes"))}) as quick, door() as here:
            late = [asyncio.create_task(here.get(slow.url(f"/{n}"))) for n in range(4)]
            # The quick site answers three times while all four questions to the slow one are open.
            for n in range(3):
                assert (await here.get(quick.url(f"/{n}"))).body == b"votes"
            assert not any(task.done() for task in late)
            let_go.set()
            assert [(await task).body for task in late] == [b"late"] * 4

    asyncio.run(story())


def test_a_question_that_is_called_off_frees_its_place():
    async def story() -> bytes:
        async with site({"/slow": hangs, "/r": says(answer(b"votes"))}) as there, door(per_host=1) as here:
            task = asyncio.create_task(here.get(there.url("/slow")))
            while not there.asked:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return (await here.get(there.url("/r"))).body

    assert asyncio.run(story()) == b"votes"
