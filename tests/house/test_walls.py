"""The walls of the house: imports run downward, and what decides sees no file, clock or network.

Every wall is shown to stand (the house passes) and to hold (a made-up breach is found).
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator

import pytest

from housework import Sources, calls, imports, module_of, room, sources
from shared import ROOT

FLOORS = (
    {"cli"},
    {"scores", "notebook"},  # what is asked of nights from outside: it reads nights and prints, and no night needs it
    {"night", "rehearsal", "serve", "alerts"},
    {"publish", "desk"},
    {"bulletin"},
    {"verdict"},
    {"projection"},
    {"baseline", "context", "checks", "writers"},
    {"rules", "feeds", "archive"},
    {"count"},
    {"terms", "errors"},
)
HEIGHT = {name: len(FLOORS) - i for i, floor in enumerate(FLOORS) for name in floor}

DECIDES = {"rules", "verdict", "projection"}
PURE = {"count", "terms", "errors", "bulletin", *DECIDES}

NETWORK = (
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "httpx2", "niquests", "requests", "smtplib", "socket",
    "socketserver", "ssl", "urllib.error", "urllib.request", "urllib3", "websockets",
)  # fmt: skip
FETCHES = (
    "aiohttp", "ftplib", "http.client", "httpcore2", "httpx", "httpx2", "niquests", "requests", "urllib.request",
    "urllib3",
)  # fmt: skip
MACHINE = (
    *NETWORK, "fcntl", "fileinput", "getpass", "glob", "io", "logging", "mmap", "multiprocessing", "os",
    "pathlib", "pickle", "platform", "secrets", "select", "shelve", "shutil", "signal", "sqlite3",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid", "webbrowser", "zipfile",
)  # fmt: skip
IN_MEMORY = ("io.StringIO", "io.BytesIO")
CLOCK = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.\w+|monotonic|perf_counter)$")
CHANCE = re.compile(r"(^|\.)random\.(?!Random$|Generator$)\w+$|(^|\.)default_rng$")
TOUCHES = re.compile(r"^(open|print|input|exec|eval|breakpoint|__import__)$|\.(read|write)_(text|bytes)$")


def within(module: str, names: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


def arrows_up(files: Sources) -> Iterator[str]:
    """A room sees itself and the floors below it; rooms on one floor do not see each other."""
    for found in imports(files):
        here, there = room(module_of(found.path)), room(found.module)
        if here and there and here != there and HEIGHT[here] <= HEIGHT[there]:
            yield str(found)


def unknown_rooms(files: Sources) -> Iterator[str]:
    """Every room stands on a floor."""
    yield from sorted({p for p in files if (name := room(module_of(p))) and name not in HEIGHT} - {"__init__.py"})


def publish_computes(files: Sources) -> Iterator[str]:
    """Nothing that is printed was computed while printing: `publish` sees the bulletin and the words."""
    for found in imports(files):
        outside = found.module.startswith("outright") and room(found.module) not in (
            "publish",
            "bulletin",
            "terms",
        )
        if room(module_of(found.path)) == "publish" and outside:
            yield str(found)


def readers_meet(files: Sources) -> Iterator[str]:
    """A reader never imports another reader."""
    readers = {
        module_of(p) for p, text in files.items() if p.startswith("feeds/") and re.search(r"^READER\b", text, re.M)
    }
    for found in imports(files):
        if module_of(found.path) in readers and found.module in readers:
            yield str(found)


def writers_and_readers_meet(files: Sources) -> Iterator[str]:
    """What writes a format knows no reader, and no reader knows a writer: they agree by the format alone."""
    readers = {
        module_of(p) for p, text in files.items() if p.startswith("feeds/") and re.search(r"^READER\b", text, re.M)
    }
    for found in imports(files):
        here, there = module_of(found.path), found.module
        if within(here, ("outright.writers",)) and there in readers:
            yield str(found)
        if here in readers and within(there, ("outright.writers",)):
            yield str(found)


def feeds_reach_out(files: Sources) -> Iterator[str]:
    """Bytes in, snapshot out: no network and no clock in `feeds`, and no reader opens a file."""
    for found in imports(files):
        if found.path.startswith("feeds/") and within(found.module, (*NETWORK, "outright.archive")):
            yield str(found)
    for path, text in files.items():
        reader = path.startswith("feeds/") and re.search(r"^READER\b", text, re.M)
        for line, name in calls(text) if path.startswith("feeds/") else ():
            if CLOCK.search(name) or CHANCE.search(name) or (reader and TOUCHES.search(name)):
                yield f"{path}:{line} calls {name}"


def pure_rooms_touch(files: Sources) -> Iterator[str]:
    """No input, no output, no clock and no chance in what counts and decides; time and chance come as values.

    The dated table of rules is packaged with the code: `rules` may read it through importlib.resources.
    """
    for found in imports(files):
        here = room(module_of(found.path))
        resources = within(found.module, ("importlib",)) and here != "rules"
        machine = within(found.module, MACHINE) and found.module not in IN_MEMORY
        if here in PURE and (machine or resources):
            yield str(found)
    for path, text in files.items():
        here = room(module_of(path))
        for line, name in calls(text) if here in PURE else ():
            packaged = here == "rules" and name.endswith((".read_text", ".read_bytes"))
            if CLOCK.search(name) or CHANCE.search(name) or (TOUCHES.search(name) and not packaged):
                yield f"{path}:{line} calls {name}"


def fetched_elsewhere(files: Sources) -> Iterator[str]:
    """Only the files ``archive/fetch*.py`` read from outside sources; webhooks have one door of their own."""
    for found in imports(files):
        if within(found.module, FETCHES) and not re.fullmatch(r"archive/fetch\w*\.py|alerts/post\.py", found.path):
            yield str(found)


def front_door_used_inside(files: Sources) -> Iterator[str]:
    """Nothing inside imports from `outright` itself."""
    for found in imports(files):
        if found.module == "outright" and found.path != "__init__.py":
            yield str(found)


def deciders_know_money(files: Sources) -> Iterator[str]:
    """Nothing that decides knows that money or polls exist, or where the bytes came from."""
    for found in imports(files):
        if room(module_of(found.path)) in DECIDES and room(found.module) in ("context", "archive", "feeds"):
            yield str(found)


def circles(files: Sources) -> Iterator[str]:
    """No module needs, while it is loaded, a module that needs it."""
    needs: dict[str, set[str]] = {module_of(p): set() for p in files}
    for found in imports(files):
        here = module_of(found.path)
        if found.on_loading and found.module in needs:
            needs[here].add(found.module)
    while free := [m for m, others in needs.items() if not others & set(needs) - {m}]:
        for module in free:
            del needs[module]
    if needs:
        yield f"a circle among {', '.join(sorted(needs))}"


Wall = Callable[[Sources], Iterator[str]]
BREACHES: list[tuple[Wall, dict[str, str]]] = [
    (arrows_up, {"count/x.py": "from outright.verdict import judge\n", "verdict/__init__.py": ""}),
    (arrows_up, {"night/x.py": "def f():\n    from outright.rehearsal import plan\n"}),
    (arrows_up, {"terms.py": "if TYPE_CHECKING:\n    import outright.count\n"}),
    (arrows_up, {"rules/x.py": 'LATER = "outright.cli.main:main"\n', "cli/main.py": ""}),
    (arrows_up, {"count/x.py": "from ..verdict import judge\n"}),
    (unknown_rooms, {"pantry/x.py": ""}),
    (unknown_rooms, {"helpers.py": ""}),
    (publish_computes, {"publish/x.py": "from outright.count.share import share_text\n"}),
    (publish_computes, {"publish/x.py": "def f():\n    import outright.verdict\n"}),
    (
        readers_meet,
        {"feeds/a.py": "from outright.feeds.b import row\nREADER = 1\n", "feeds/b.py": "READER = 2\n"},
    ),
    (
        readers_meet,
        {"feeds/a.py": "from outright.feeds import b\nREADER = 1\n", "feeds/b.py": "READER = 2\n"},
    ),
    (
        writers_and_readers_meet,
        {"writers/a.py": "def f():\n    from outright.feeds.b import row\n", "feeds/b.py": "READER = 1\n"},
    ),
    (
        writers_and_readers_meet,
        {"writers/a.py": "from outright.feeds import b\n", "feeds/b.py": "READER = 1\n"},
    ),
    (writers_and_readers_meet, {"feeds/b.py": "from outright.writers import writer\nREADER = 1\n"}),
    (writers_and_readers_meet, {"feeds/b.py": "from outright.writers.a import x\nREADER = 1\n"}),
    (feeds_reach_out, {"feeds/x.py": "def read(body):\n    import urllib.request\n"}),
    (feeds_reach_out, {"feeds/x.py": "from outright.archive.fetch import fetch\n"}),
    (feeds_reach_out, {"feeds/x.py": "READER = 1\nopen('names.txt')\n"}),
    (feeds_reach_out, {"feeds/x.py": "import datetime as dt\nt = dt.datetime.now(dt.UTC)\n"}),
    (pure_rooms_touch, {"count/x.py": "import os\n"}),
    (pure_rooms_touch, {"count/x.py": "import io\n"}),
    (pure_rooms_touch, {"verdict/x.py": "from pathlib import Path\n"}),
    (pure_rooms_touch, {"verdict/x.py": "import importlib.resources\n"}),
    (pure_rooms_touch, {"rules/x.py": "import datetime as dt\ntoday = dt.date.today()\n"}),
    (pure_rooms_touch, {"projection/x.py": "import random\nx = random.random()\n"}),
    (pure_rooms_touch, {"projection/x.py": "import numpy as np\nr = np.random.default_rng()\n"}),
    (pure_rooms_touch, {"count/x.py": "def f():\n    with open('x') as file:\n        pass\n"}),
    (fetched_elsewhere, {"context/x.py": "from urllib.request import urlopen\n"}),
    (fetched_elsewhere, {"archive/store.py": "import http.client\n"}),
    (fetched_elsewhere, {"night/fetch.py": "import httpx2\n"}),
    (fetched_elsewhere, {"archive/fetch/x.py": "import httpcore2\n"}),
    (fetched_elsewhere, {"alerts/webhook.py": "def f():\n    import httpx2\n"}),
    (arrows_up, {"alerts/x.py": "from outright.night import config\n"}),
    (arrows_up, {"publish/x.py": "from outright.alerts import due\n"}),
    (front_door_used_inside, {"night/x.py": "from outright import Snapshot\n"}),
    (front_door_used_inside, {"cli/x.py": "import outright\n"}),
    (deciders_know_money, {"verdict/x.py": "from outright.context.polls import average\n"}),
    (deciders_know_money, {"projection/x.py": "def f():\n    from outright.context import money\n"}),
    (circles, {"count/a.py": "from outright.count.b import x\n", "count/b.py": "import outright.count.a\n"}),
    (
        circles,
        {
            "count/__init__.py": "from outright.count.a import x\n",
            "count/a.py": "from outright.count import y\n",
        },
    ),
]
WALLS = list(dict.fromkeys(wall for wall, _ in BREACHES))

LAWFUL = {
    "cli/x.py": "from outright import __version__\nfrom outright.night import replay\n",
    "publish/x.py": "from outright.bulletin import Bulletin\nfrom outright.publish import words\n",
    "publish/words.py": "import os\n",
    "feeds/a.py": "from io import BytesIO\nfrom outright.feeds.reader import Reader\nREADER = 1\n",
    "writers/a.py": "from outright.writers import b\nfrom outright.feeds.ids import free\n",
    "feeds/load.py": "from pathlib import Path\nbody = Path('x').read_bytes()\n",
    "rules/table.py": "from importlib import resources\nt = resources.files('outright.rules').read_text()\n",
    "projection/x.py": "from random import Random\ndef f(rng: Random): return rng.random(), Random(5)\n",
    "archive/fetch.py": "import urllib.request\n",
    "alerts/post.py": "import httpx2\nfrom outright.archive.addresses import place_of\n",
    "archive/fetch_words.py": "import httpx2\n",
    "rules/facts.py": "from io import StringIO\n",
    "count/a.py": "if TYPE_CHECKING:\n    from outright.count.b import B\n",
    "count/b.py": "from outright.count.a import A\ndef f():\n    from outright.count.c import C\n",
    "count/c.py": "from outright.count.b import B\n",
}


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.__name__)
def test_the_wall_stands(wall: Wall):
    files = sources()
    assert len(files) > 20
    assert len(imports(files)) > 100
    breaches = list(wall(files))
    assert breaches == []


@pytest.mark.parametrize(("wall", "breach"), BREACHES, ids=[f"{w.__name__}-{i}" for i, (w, _) in enumerate(BREACHES)])
def test_a_breach_is_found(wall: Wall, breach: dict[str, str]):
    assert list(wall(breach))


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.__name__)
def test_what_is_lawful_passes(wall: Wall):
    assert not list(wall(LAWFUL))


def test_every_room_of_the_house_is_looked_at():
    rooms = {room(module_of(path)) for path in sources()} - {""}
    assert {"count", "terms", "errors", "bulletin", "rules", "feeds", "archive", "verdict"} <= rooms


def shares_code(text: str) -> Iterator[str]:
    """The second program is another one: it imports the standard library and nothing else, and names none of ours."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names):
                found = [alias.name for alias in names]
            case ast.ImportFrom(module, _, level):
                found = ["." * level + (module or "")]
            case ast.Constant(str(value)) if value.startswith("outright."):
                found = [value]
            case ast.Call(ast.Name("__import__" | "exec" | "eval")):
                found = [ast.unparse(node)]
            case _:
                found = []
        yield from (name for name in found if name.partition(".")[0] not in sys.stdlib_module_names - {"importlib"})


def test_the_second_program_shares_no_code_with_the_house_and_is_short():
    text = (ROOT / "tools" / "rederive.py").read_text("utf-8")
    assert list(shares_code(text)) == []
    assert len(text.splitlines()) < 400


@pytest.mark.parametrize(
    "line",
    [
        "import outright",
        "from outright.count import slug",
        "from . import browser",
        "import lxml",
        "import importlib",
        "__import__('x')",
    ],
)
def test_code_that_is_shared_is_found(line: str):
    assert list(shares_code(f"import json\ndef f():\n    {line}\n"))
