"""Object storage on this machine: a double of S3 in memory, and a door before it that misbehaves on command."""

import http.client
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

REFUSED = (
    b'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    403,
)
SLOW_DOWN = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>", 503
NO_CONDITIONS = b"<Error><Code>NotImplemented</Code><Message>A header is not implemented</Message></Error>", 501


class Double:
    """The S3 double: ``endpoint`` is where, ``bucket`` makes a new empty bucket and says its name."""

    def __init__(self) -> None:
        from moto.server import ThreadedMotoServer

        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self.host, self.port = self._server.get_host_and_port()
        self.endpoint = f"http://{self.host}:{self.port}"

    def bucket(self) -> str:
        name = f"results-{uuid.uuid4().hex[:10]}"
        status, _, _ = self.ask("PUT", f"/{name}")
        assert status == 200
        return name

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One signed request (the double believes any signature)."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            signed = "AWS4-HMAC-SHA256 Credential=a/20170418/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
            connection.request(method, path, body, {"Authorization": signed, **headers})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def stop(self) -> None:
        self._server.stop()


Rule = Callable[[str, str], tuple[bytes, int] | str | None]
"""What the door does with a request (method, path): answer itself, "drop" it, "lose" the answer, or let it pass."""


class Door:
    """A proxy before the double. ``rule`` may be changed at any time; ``asked`` lists what came, in order."""

    def __init__(self, double: Double) -> None:
        self.rule: Rule = lambda _method, _path: None
        self.asked: list[tuple[str, str]] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                door.asked.append((self.command, self.path))
                does = door.rule(self.command, self.path)
                if does == "drop":
                    self.close_connection = True
                    return
                if isinstance(does, tuple):
                    self._answer(does[1], {"content-type": "application/xml"}, does[0])
                    return
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")}
                connection = http.client.HTTPConnection(double.host, double.port, timeout=30)
                connection.request(self.command, self.path, body, {**headers, "Host": f"{double.host}:{double.port}"})
                answer = connection.getresponse()
                came = answer.read()
                connection.close()
                if does == "lose":
                    self.close_connection = True
                    return
                self._answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, came)

            do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = do

            def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    if name not in ("content-length", "connection", "transfer-encoding", "server", "date"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def puts(self) -> list[str]:
        """The paths that were put, in order, without the publisher's own notes."""
        return [path for method, path in self.asked if method == "PUT" and "/.outright/" not in path]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def s3_double() -> Iterator[Double]:
    """The double while it is needed; the test is skipped where it is not installed."""
    pytest.importorskip("moto.server", reason="moto is not installed (pip install '.[dev]')")
    pytest.importorskip("obstore", reason="obstore is not installed (pip install '.[s3]')")
    double = Double()
    try:
        yield double
    finally:
        double.stop()


def credentials(patch: pytest.MonkeyPatch) -> None:
    """Keys that the double believes, and no other setting of this machine."""
    import os

    for name in [n for n in os.environ if n.startswith("AWS_")]:
        patch.delenv(name)
    patch.setenv("AWS_ACCESS_KEY_ID", "a")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    patch.setenv("AWS_REGION", "us-east-1")
