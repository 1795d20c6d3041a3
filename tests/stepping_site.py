"""A site of a few sources, in a process of its own, whose files move on when it is told to.

``python stepping_site.py HOST PORT SOURCE...`` serves ``/SOURCE.csv``; ``POST /next`` brings the next file of every
source, ``GET /log`` says who asked for what, ``GET /at`` which file is there. No file has a number or a clock in it.
"""

import json
import sys
import threading
import time
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def votes(n: int) -> tuple[int, int]:
    """The votes that the ``n``-th file states; never the same twice."""
    return 100 * n + 3 * n * n + 1, 90 * n + 2 * n * n


def table(source: str, n: int) -> bytes:
    """The ``n``-th file of a source."""
    rows = (
        f"Adams,Governor {source.upper()},,{name},I,{v}\n"
        for name, v in zip(("Ann Ames", "Bo Byrd"), votes(n), strict=True)
    )
    return ("county,office,district,candidate,party,votes\n" + "".join(rows)).encode()


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, place: tuple[str, int], sources: list[str]) -> None:
        super().__init__(place, Handler)
        self.sources, self.at, self.began = sources, 1, time.monotonic()
        self.lock = threading.Lock()
        self.log: list[tuple[float, str, str, int, int]] = []


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        source, at = self.path.strip("/").removesuffix(".csv"), self.server.at
        if self.path in ("/log", "/at"):
            self._answer(200, json.dumps(self.server.log if self.path == "/log" else at).encode())
        elif source in self.server.sources:
            body = table(source, at)
            etag = f'"{sha256(body).hexdigest()[:16]}"'
            known = self.headers.get("If-None-Match") == etag
            with self.server.lock:
                since = time.monotonic() - self.server.began
                self.server.log.append((since, self.client_address[0], source, at, 304 if known else 200))
            self._answer(304 if known else 200, b"" if known else body, etag)
        else:
            self._answer(404, b"")

    def do_POST(self) -> None:
        with self.server.lock:
            self.server.at += 1
        self._answer(200, str(self.server.at).encode())

    def _answer(self, status: int, body: bytes, etag: str = "") -> None:
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        if status != 304:
            self.send_header("Content-Type", "text/csv" if etag else "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    Site((sys.argv[1], int(sys.argv[2])), sys.argv[3:]).serve_forever()
