"""A receiver of webhooks and notifications on this machine, which answers as it is told to."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG, CLOSE = "hang", "close"


@dataclass
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """``answers`` are given one after the other, the last for ever: a status, HANG or CLOSE."""

    port: int = 0
    answers: list[int | str] = field(default_factory=lambda: [204])
    got: list[Got] = field(default_factory=list)
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def next_answer(self) -> int | str:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextlib.contextmanager
def receiver(*answers: int | str) -> Iterator[Receiver]:
    mine = Receiver(answers=list(answers) or [204])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            mine.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            mine.came.release()
            answer = mine.next_answer()
            if answer == HANG:
                mine.over.wait(60)
                self.close_connection = True
                return
            if answer == CLOSE:
                self.close_connection = True
                return
            assert isinstance(answer, int)
            self.send_response(answer)
            if 300 <= answer < 400:
                self.send_header("Location", mine.url("/elsewhere"))
            self.send_header("Content-Length", "0" if answer == 204 else "6")
            self.end_headers()
            if answer != 204:
                self.wfile.write(b"answer")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    mine.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield mine
    finally:
        mine.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
