"""A made night that a desk works on: one county, two candidates, arithmetic that is certain, and nothing said before
two people have said it. An engine may follow it in a thread; people act on its file from anywhere."""

import contextlib
import datetime as dt
import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from kept_nights import FILE, table
from outright.archive import Archive
from outright.cli.desk_serving import NightDoor
from outright.cli.serving import board_over
from outright.desk import tokens
from outright.night.live import LiveNight
from outright.night.lock import only_engine
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.serve.run import Server

CONTEST = "governor"
NIGHT = "zz-2025"
PEOPLE = ("J. Rivera", "T. Okafor", "M. Chen")


def plan(publish: str = "desk", *, checks: bool = False) -> NightPlan:
    """Ann Ames has 700 of 900 votes and at most 50 ballots are left: arithmetic is certain."""
    contest = PlannedContest(
        id=CONTEST, name="Governor", short_name="Governor", match=("Governor",), rule="us-ne-general",
        registered={"adams": 950}, counties={"adams": "Adams"}, project=False,
    )  # fmt: skip
    return NightPlan(
        id=NIGHT, name="Special", date=dt.date(2025, 5, 20), timezone="America/New_York", contests=(contest,),
        sources=(PlannedSource(id="zz", kind="openelections", name="Zzland"),), publish=publish, desk=PEOPLE,
        checks=checks,
    )  # fmt: skip


def begun(folder: Path, publish: str = "desk", *, checks: bool = False) -> Path:
    """The night's file, with its first publication told."""
    store = folder / "night.owr"
    live = LiveNight.begin(plan(publish, checks=checks), store)
    with contextlib.closing(live.archive):
        live.receive("zz", "openelections", FILE, table(700, 200), dt.datetime.now(dt.UTC))
    return store


def token_for(store: Path, person: str, *scopes: str, hours: float = 1) -> str:
    """A new token, kept beside the night as the terminal would."""
    import secrets

    now = dt.datetime.now(dt.UTC)
    chance = secrets.token_bytes(tokens.SECRET_BYTES + tokens.SALT_BYTES + tokens.NAME_BYTES)
    wanted = [tokens.Scope(s) for s in scopes] or list(tokens.Scope)
    kept, text = tokens.make(person, wanted, chance=chance, at=now, until=now + dt.timedelta(hours=hours))
    tokens.save(store, (*tokens.load(store), kept))
    return text


@contextlib.contextmanager
def engine(store: Path, board=None) -> Iterator[LiveNight]:
    """An engine that follows the night in a thread of its own, as a watch does, and shows what it tells."""
    stop = threading.Event()
    with only_engine(store):
        live = LiveNight.resume(store)

        def follow() -> None:
            while not stop.is_set():
                bulletin = live.catch_up() if live.archive.last_seq() > live.folded.state.seq else None
                if bulletin is not None and board is not None:
                    board.publish(bulletin)
                time.sleep(0.02)

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        try:
            yield live
        finally:
            stop.set()
            thread.join(10)
            live.archive.close()


@contextlib.contextmanager
def served(store: Path) -> Iterator[Server]:
    """The night served with its desk, an engine beside it."""
    from outright.night.replay import bulletin_at

    with board_over(store) as board:
        board.publish(bulletin_at(store))
        with Server(board, port=0, desk=NightDoor(store)) as server, engine(store, board):
            yield server


def comes(store: Path, *votes: int) -> None:
    """A publication of the source, kept as the engine keeps it."""
    with Archive.open(store) as archive:
        archive.keep("zz", "openelections", FILE, table(*votes), dt.datetime.now(dt.UTC))


class Browser:
    """One person's browser: it keeps its cookie, sends its Origin, and reads the form's own token off the page."""

    def __init__(self, server: Server) -> None:
        self.server, self.cookie = server, ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=30)
        body = urlencode(form) if form is not None else None
        sent = {"Cookie": self.cookie} if self.cookie else {}
        if method == "POST":
            sent |= {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, {k: v for k, v in (sent | headers).items() if v})
            answer = connection.getresponse()
            found = {k.lower(): v for k, v in answer.getheaders()}
            if "set-cookie" in found:
                self.cookie = found["set-cookie"].partition(";")[0]
            return answer.status, found, answer.read().decode()
        finally:
            connection.close()

    @property
    def origin(self) -> str:
        return f"http://{self.server.host}:{self.server.port}"

    def sign_in(self, token: str, **headers: str) -> int:
        return self.ask("POST", "/desk/sign-in", {"token": token}, **headers)[0]

    def page(self) -> str:
        return self.ask("GET", "/desk/")[2]

    def field(self, name: str, page: str | None = None) -> str:
        return (page or self.page()).partition(f'name="{name}" value="')[2].partition('"')[0]

    def do(self, what: str, **form: str) -> str:
        """Do it as the page's own form would, and say what the page says of it."""
        page = self.page()
        filled = {"csrf": self.field("csrf", page), "do": what, "contest": CONTEST} | form
        if what in ("propose", "approve"):
            filled.setdefault("evidence", self.field("evidence", page))
            filled.setdefault("call", self.field("call", page))
            filled.setdefault("about", self.field("about", page))
        status, _, body = self.ask("POST", "/desk/act", filled)
        if status != 303:
            return f"{status} {body}"
        return self.page().partition('role="alert"')[2].partition("<b>")[2].partition("</b>")[0]
