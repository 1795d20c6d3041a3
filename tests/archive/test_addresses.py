"""No address of a source leads inside: not by name, number, disguise, redirect or a name that changes its mind."""

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.archive.addresses import Place, place_of, why_not
from outright.archive.fetch import Door
from outright.archive.fetch_errors import FetchFailed, NotAllowed, Unreachable
from outright.archive.fetched import Manners, redacted, secrets_in
from toxic_site import answer, says, site

OPEN = Manners(allow_http=True)
REHEARSAL = Manners(allow_http=True, allow_private=True)

INSIDE_BY_TEXT = """
http://results.example.gov/
ftp://results.example.gov/
file:///etc/passwd
gopher://results.example.gov/
data:text/plain,x
javascript:alert(1)
jar:https://results.example.gov!/
results.example.gov/x
//results.example.gov/x
https://
https:///x
https://user:pw@results.example.gov/
https://results.example.gov@10.0.0.1/
https://@results.example.gov/
https://127.0.0.1/
https://127.8.9.10/
https://0.0.0.0/
https://10.0.0.1/
https://172.16.0.1/
https://172.31.255.255/
https://192.168.1.1/
https://169.254.169.254/latest/meta-data/
https://100.64.0.1/
https://100.100.100.200/
https://192.0.0.192/
https://192.0.2.1/
https://198.18.0.1/
https://198.51.100.1/
https://203.0.113.1/
https://224.0.0.1/
https://224.0.1.1/
https://239.255.255.255/
https://240.0.0.1/
https://255.255.255.255/
https://[::]/
https://[::1]/
https://[::127.0.0.1]/
https://[::8.8.8.8]/
https://[::ffff:127.0.0.1]/
https://[::ffff:10.0.0.1]/
https://[::ffff:a9fe:a9fe]/
https://[64:ff9b::7f00:1]/
https://[64:ff9b::10.0.0.1]/
https://[64:ff9b:1::1]/
https://[2002:7f00:1::]/
https://[2002:a9fe:a9fe::1]/
https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/
https://[fe80::1]/
https://[fe80::1%25eth0]/
https://[fc00::1]/
https://[fd00:ec2::254]/
https://[fec0::1]/
https://[ff02::1]/
https://[ff0e::1]/
https://[2001:db8::1]/
https://[100::1]/
https://2130706433/
https://017700000001/
https://0x7f000001/
https://0x7f.0x0.0x0.0x1/
https://0177.0.0.1/
https://127.1/
https://127.0.1/
https://010.0.0.1/
https://1.2.3.256/
https://example.0x7f/
https://localhost/
https://LOCALHOST/
https://localhost./
https://anything.localhost/
https://①②⑦.0.0.1/
https://127。0。0。1/
https://ｌocalhost/
https://exa%6dple.gov/
https://127.0.0.1%2eexample.gov/
https://exam ple.gov/
https://results.example.gov\\@10.0.0.1/
https://results.example.gov:0/
https://results.example.gov:99999/
https://results.example.gov:x/
https://-results.example.gov/
https://results..example.gov/
https://[::1/
https://[1.2.3.4]/
""".strip("\n").splitlines()

INSIDE_BY_NAME = """
127.0.0.1
10.1.2.3
172.20.0.1
192.168.0.10
169.254.169.254
100.64.0.7
0.0.0.0
224.0.0.251
240.1.1.1
::1
::
::ffff:192.168.0.1
::ffff:169.254.169.254
64:ff9b::a00:1
2002:c0a8:1::1
fe80::1
fe80::1%eth0
fd12:3456::1
ff02::fb
not an address
""".strip().splitlines()


@pytest.mark.parametrize("url", INSIDE_BY_TEXT)
def test_an_address_that_leads_inside_is_refused_before_any_question(url):
    with pytest.raises(NotAllowed):
        place_of(url, Manners())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_with_control_characters_is_refused(scheme):
    for odd in ("\r\n", "\t", "\0", "\x7f", "\ud800"):
        with pytest.raises(NotAllowed):
            place_of(f"{scheme}://results.example.gov/{odd}x", OPEN)


@pytest.mark.parametrize("url", [u for u in INSIDE_BY_TEXT if u.startswith("https://") and u[8:9].isdigit()])
def test_allowing_http_allows_nothing_inside(url):
    with pytest.raises(NotAllowed):
        place_of(url.replace("https:", "http:"), OPEN)


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "https://169.254.169.254/", "https://[fd00:ec2::254]/", "https://0.0.0.0/"]
)
def test_a_rehearsal_site_is_on_this_machine_and_nowhere_else_inside(url):
    with pytest.raises(NotAllowed):
        place_of(url, REHEARSAL)
    for here in ("http://127.0.0.1:8000/", "http://[::1]:8000/", "http://localhost:8000/"):
        assert place_of(here, REHEARSAL).port == 8000


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://results.example.gov", Place("https", "results.example.gov", 443, "/")),
        ("HTTPS://Results.Example.GOV:8443/a?b=c#d", Place("https", "results.example.gov", 8443, "/a?b=c")),
        ("https://8.8.8.8/x", Place("https", "8.8.8.8", 443, "/x")),
        ("https://[2606:4700::1111]/", Place("https", "2606:4700::1111", 443, "/")),
        ("https://results.example.gov//GA//105369/", Place("https", "results.example.gov", 443, "//GA//105369/")),
        ("https://[64:ff9b::8.8.8.8]/", Place("https", "64:ff9b::8.8.8.8", 443, "/")),
    ],
)
def test_a_public_address_is_a_place(url, place):
    assert place_of(url, Manners()) == place


def test_a_place_is_called_by_its_name_and_reached_at_its_address():
    place = place_of("https://results.example.gov/a?b=c", Manners())
    assert place.host_header == "results.example.gov"
    assert place.at("8.8.8.8") == "https://8.8.8.8:443/a?b=c"
    assert place.at("2606:4700::1111") == "https://[2606:4700::1111]:443/a?b=c"
    assert place_of("https://[2606:4700::1111]:444/", Manners()).host_header == "[2606:4700::1111]:444"


def fails(url: str, *answers: list[str], manners: Manners | None = None) -> FetchFailed:
    """The error of a question where the name resolves to each of these answers in turn."""
    left = list(answers)

    async def resolve(host: str, port: int) -> list[str]:
        return left.pop(0)

    async def story() -> FetchFailed:
        async with Door(manners or Manners(deadline=0.5), resolve=resolve) as door:
            with pytest.raises(FetchFailed) as failed:
                await door.get(url)
            return failed.value

    return asyncio.run(story())


@pytest.mark.parametrize("address", INSIDE_BY_NAME)
def test_a_public_name_with_an_inside_address_is_refused(address):
    assert isinstance(fails("https://results.example.gov/", [address]), NotAllowed)


def test_one_inside_address_among_public_ones_spoils_them():
    assert isinstance(fails("https://results.example.gov/", ["8.8.8.8", "10.0.0.1"]), NotAllowed)


def test_a_name_without_addresses_leads_nowhere():
    assert isinstance(fails("https://results.example.gov/", []), Unreachable)


def test_a_name_is_resolved_once_and_the_judged_address_is_the_one_connected_to():
    """DNS rebinding: the second answer would lead inside, and is never asked for."""
    asked = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    async def story() -> tuple[str, str]:
        async with site({"*": says(answer(b"votes"))}) as there, Door(REHEARSAL, resolve=resolve) as door:
            await door.get(there.url("/", host="results.example.gov"))
            return there.asked[0].headers["host"], f"results.example.gov:{there.port}"

    host, expected = asyncio.run(story())
    assert (host, asked) == (expected, ["results.example.gov"])


@given(st.ip_addresses(v=4))
def test_no_private_address_hides_in_a_longer_one(address):
    public = why_not(address, Manners()) == ""
    assert not public or (address.is_global and not address.is_multicast and not address.is_reserved)
    for longer in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert (why_not(ipaddress.ip_address(longer), Manners()) == "") == public


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_is_a_place_or_a_refusal(text):
    for url in (text, f"https://{text}", f"https://results.example.gov/{text}"):
        try:
            place_of(url, Manners())
        except NotAllowed as refused:
            assert refused.line()


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://x.org/a?apikey=S&level=ru", "https://x.org/a?apikey=…&level=ru"),
        ("https://x.org/a?level=ru&API_KEY=S", "https://x.org/a?level=ru&API_KEY=…"),
        ("https://x.org/a?access_token=S#t", "https://x.org/a?access_token=…#t"),
        ("https://x.org/a?X-Amz-Signature=S&sig=S", "https://x.org/a?X-Amz-Signature=…&sig=…"),
        ("https://me:S@x.org/a", "https://x.org/a"),
        ("https://x.org/a@b?keys=1&monkey=1", "https://x.org/a@b?keys=1&monkey=…"),
    ],
)
def test_an_address_is_printed_without_its_secrets(url, printed):
    assert redacted(url) == printed
    assert ("S" in secrets_in(url)) == ("=S" in url or ":S@" in url)
