"""A site whose certificate does not hold is not read: self-signed, another's name, expired."""

import asyncio
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from outright.archive.fetch import Door
from outright.archive.fetch_errors import FetchFailed, NotAllowed, Untrusted
from outright.archive.fetched import Manners
from toxic_site import answer, says, site

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to make certificates with")
NAME = "results.example.gov"


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority of our own, and certificates by it: a good one, another's, an expired one; and a self-made one."""
    folder = tmp_path_factory.mktemp("papers")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Rehearsal authority",
            "-addext", "keyUsage=critical,keyCertSign", "-days", "2")  # fmt: skip
    for name, host, days in (("good", NAME, "2"), ("other", "elsewhere.example.org", "2"), ("old", NAME, "-1")):
        openssl(folder, "req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={host}")
        (folder / f"{name}.ext").write_text(f"subjectAltName=DNS:{host}\nauthorityKeyIdentifier=keyid\n")
        openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-out", f"{name}.pem", "-days", days, "-extfile", f"{name}.ext")  # fmt: skip
    openssl(folder, "req", "-x509", *key, "-keyout", "self.key", "-out", "self.pem", "-subj", f"/CN={NAME}",
            "-addext", f"subjectAltName=DNS:{NAME}", "-days", "2")  # fmt: skip
    return folder


def get(papers: Path, name: str, said: bytes = answer(b"votes")) -> bytes | FetchFailed:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def story() -> bytes | FetchFailed:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(papers / f"{name}.pem", papers / f"{name}.key")
        trusted = ssl.create_default_context(cafile=papers / "ca.pem")
        manners = Manners(allow_private=True, deadline=5)
        async with (
            site({"*": says(said)}, server) as there,
            Door(manners, resolve=resolve, tls=trusted) as door,
        ):
            try:
                return (await door.get(there.url("/", host=NAME))).body
            except FetchFailed as error:
                assert isinstance(error, NotAllowed) or not there.asked
                return error

    return asyncio.run(story())


def test_a_good_certificate_is_for_the_name_and_not_for_the_address(papers):
    assert get(papers, "good") == b"votes"


@pytest.mark.parametrize(("name", "said"), [("self", "self"), ("other", "elsewhere|mismatch"), ("old", "expired")])
def test_a_certificate_that_does_not_hold(papers, name, said):
    error = get(papers, name)
    assert isinstance(error, Untrusted)
    assert any(word in error.message for word in said.split("|"))
    assert "do not go around it" in error.hint


def test_a_redirect_from_https_to_http_is_not_followed(papers):
    assert isinstance(get(papers, "good", answer(b"", 302, location=f"http://{NAME}/")), NotAllowed)
