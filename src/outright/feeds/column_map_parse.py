"""Reads the TOML of a column map, strictly: an unknown key is an error that names the nearest known one."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outright.errors import ConfigError
from outright.feeds.column_map_shape import (
    ALL_METHODS,
    Choice,
    Clock,
    ColumnMap,
    Columns,
    Layout,
    Place,
    Totals,
    Values,
    Wide,
)
from outright.feeds.methods import method_of
from outright.feeds.text import words
from outright.terms import ReportingUnitType

_TOP = ("layout", "level", "election", "date", "state", "county", "contest", "file", "columns", "wide", "totals",
        "values", "methods", "clock")  # fmt: skip
_FILE = ("delimiter", "quoted", "encoding", "sheets", "header", "skip")
_PLACES = ("contest", "candidate", "party", "unit", "unit-code", "county", "method", "votes",
           "registered", "ballots-cast")  # fmt: skip
_WIDE = ("contest-row", "candidate-row", "method-row", "pattern", "choices", "ignore")
_CHOICE = ("contest", "candidate", "party", "method")
_TOTALS = ("units", "candidates")
_VALUES = ("blank", "thousands", "withheld", "party-in-name")
_CLOCK = ("cell", "name", "format", "zone")
_DELIMITERS = {"tab": "\t"}
_ENCODINGS = ("auto", "utf-8", "cp1252", "latin-1")
_THOUSANDS = (",", ".", " ", "'", "")
_LONGEST_ROW = 10_000
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_BRACKETS = re.compile(r"\(\s*(?P<party>[A-Za-z][A-Za-z/ -]{0,19}?)\s*\)\s*$")
_MISSING = object()


class _Section:
    """One table of the map, asked key by key; what is not known is refused before anything is read."""

    def __init__(self, table: Mapping[str, Any], where: str, known: Iterable[str]) -> None:
        self.table, self.where, self.known = table, where, tuple(known)
        for key in table:
            if key not in self.known:
                near = get_close_matches(key, self.known, n=1, cutoff=0.5)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(self.known)}."
                raise ConfigError(f"The map has an unknown key {key!r}", where=where, hint=hint)

    def wrong(self, key: str, expected: str) -> ConfigError:
        """The error for a value of another kind than the key's."""
        return ConfigError(f"{key} must be {expected}", where=self.where, hint="Correct the map.")

    def typed(self, key: str, kind: type, expected: str, default: Any) -> Any:
        """The key's value, which must be of exactly this type; the default where it is left out."""
        value = self.table.get(key, default)
        if value is not default and type(value) is not kind:
            raise self.wrong(key, expected)
        return value

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        return cast(str, self.typed(key, str, "a text", default))

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        return cast(bool, self.typed(key, bool, "true or false", default))

    def row(self, key: str, default: int | None) -> int | None:
        """A row number."""
        found = self.typed(key, int, "a row number", default)
        if found is not None and not 0 <= found <= _LONGEST_ROW:
            raise self.wrong(key, "a row number, counted from 1")
        return cast("int | None", found)

    def one_of(self, key: str, allowed: Iterable[str], default: str) -> str:
        """One of a few words."""
        found, allowed = self.text(key, default), tuple(allowed)
        if found not in allowed:
            raise self.wrong(key, "one of " + ", ".join(map(repr, allowed)))
        return found

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A text or a list of texts."""
        value = self.table.get(key, list(default))
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(v, str) for v in found):
            raise self.wrong(key, "a text or a list of texts")
        return tuple(found)

    def place(self, key: str) -> Place | None:
        """A column: its header's text or its position."""
        value = self.table.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value.strip() if value else None
        if type(value) is int and value > 0:
            return value
        raise self.wrong(key, "a header's text, or a position counted from 1")

    def section(self, key: str, known: Iterable[str] | None) -> _Section:
        """A table inside this one; without ``known`` its keys are the file's own words."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table")
        return _Section(value, f"{self.where}, [{key}]", value if known is None else known)

    def pattern(self, key: str, *groups: str) -> re.Pattern[str] | None:
        """A regular expression, with the named groups that it must have."""
        text = self.text(key)
        if not text:
            return None
        try:
            found = re.compile(text)
        except (re.error, OverflowError, RecursionError) as error:
            raise self.wrong(key, f"a regular expression ({error})") from None
        for group in groups:
            if group not in found.groupindex:
                raise self.wrong(key, f"a regular expression with a group (?P<{group}>…)")
        return found


def parse(toml: bytes, name: str) -> ColumnMap:
    """The map that a TOML file states. `ConfigError` says which key is unknown, missing or of the wrong kind."""
    try:
        table = tomllib.loads(toml.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"The map is not TOML: {' '.join(str(error).split())}", where=name) from None
    top = _Section(table, name, _TOP)
    columns = _columns(top.section("columns", (*_PLACES, "methods")))
    layout = top.one_of("layout", ("long", "wide"), "long")
    default = ReportingUnitType.PRECINCT if columns.unit is not None else ReportingUnitType.COUNTY
    level = top.one_of("level", [t.value for t in ReportingUnitType], default.value)
    found = ColumnMap(
        source=name, layout="wide" if layout == "wide" else "long", level=ReportingUnitType(level), columns=columns,
        file=_file(top.section("file", _FILE)), wide=_wide(top.section("wide", _WIDE), top.text("contest")),
        totals=_totals(top.section("totals", _TOTALS)), values=_values(top.section("values", _VALUES)),
        methods=tuple(_ways(top.section("methods", None))),
        clock=_clock(top.section("clock", _CLOCK)) if "clock" in table else None,
        election=top.text("election"), date=_date(top), state=top.text("state") or None, county=top.text("county"),
        contest=top.text("contest"),
    )  # fmt: skip
    _complete(found)
    return found


def _file(section: _Section) -> Layout:
    delimiter = _DELIMITERS.get(section.text("delimiter", ","), section.text("delimiter", ","))
    if len(delimiter) != 1 or delimiter in '\r\n"':
        raise section.wrong("delimiter", 'one character, or "tab"')
    skip = section.table.get("skip", [])
    if not isinstance(skip, list) or not all(isinstance(v, str) or type(v) is int for v in skip):
        raise section.wrong("skip", "a list of row numbers and of texts that begin a row")
    return Layout(
        delimiter, section.flag("quoted", True), section.one_of("encoding", _ENCODINGS, "auto"),
        section.texts("sheets", ("*",)), section.row("header", 1) or 0,
        frozenset(v for v in skip if type(v) is int), frozenset(v.strip() for v in skip if isinstance(v, str)),
    )  # fmt: skip


def _columns(section: _Section) -> Columns:
    places = {key.replace("-", "_"): section.place(key) for key in _PLACES}
    listed = _ways(section.section("methods", None))
    methods = [(int(k) if k.isascii() and k.isdigit() and len(k) < 6 else k, way) for k, way in listed]
    return Columns(**places, methods=tuple(methods))


def _ways(section: _Section) -> list[tuple[str, str]]:
    """The file's words and the ways to vote that they mean; a way that nobody knows is refused here, at the desk.

    Two words for one way are numbered ("early", "early 2"), so that their votes are added and not taken for one cell.
    """
    found, met = [], Counter[str]()
    for key in section.table:
        way = section.text(key).strip()
        whole = words(way) in ALL_METHODS
        if method_of(way) is None and not whole:
            known = '"early", "mail", "election day", "provisional", "overseas", "other"'
            raise section.wrong(key, f"a way to vote: {known}")
        met[words(way)] += 1
        again = met[words(way)] > 1 and not whole
        found.append((key.strip(), f"{way} {met[words(way)]}" if again else way))
    return found


def _wide(section: _Section, contest: str) -> Wide:
    listed, choices = section.section("choices", None), []
    for header in listed.table:
        one = listed.section(header, _CHOICE)
        choice = Choice(
            one.text("contest", contest), one.text("candidate"), one.text("party") or None, one.text("method")
        )  # fmt: skip
        if not choice.contest or not choice.candidate:
            raise one.wrong("contest and candidate", "given")
        choices.append((header.strip(), choice))
    ignore = section.table.get("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(v, str) or type(v) is int for v in ignore):
        raise section.wrong("ignore", "a list of headers or positions")
    return Wide(
        section.row("contest-row", None), section.row("candidate-row", None), section.row("method-row", None),
        section.pattern("pattern", "candidate"), tuple(choices),
        frozenset(v.strip() if isinstance(v, str) else v for v in ignore),
    )  # fmt: skip


def _totals(section: _Section) -> Totals:
    units, candidates = (frozenset(t.strip() for t in section.texts(key)) for key in _TOTALS)
    return Totals(units, candidates)


def _values(section: _Section) -> Values:
    blank = section.one_of("blank", ("missing", "zero"), "missing")
    stands = section.table.get("party-in-name", False)
    brackets = _BRACKETS if stands is True else None
    pattern = section.pattern("party-in-name", "party") if not isinstance(stands, bool) else brackets
    return Values(
        "zero" if blank == "zero" else "missing", section.one_of("thousands", _THOUSANDS, ","),
        frozenset(t.strip() for t in section.texts("withheld")), pattern,
    )  # fmt: skip


def _clock(section: _Section) -> Clock:
    cell, zone, spelled = section.text("cell").upper(), section.text("zone"), section.text("format")
    found, name = _CELL.fullmatch(cell), section.pattern("name")
    if bool(cell) == bool(name) or (cell and not found):
        raise section.wrong("cell or name", 'given, one of them: a cell such as "B2", or a pattern of the file\'s name')
    if not spelled:
        raise section.wrong("format", 'how the time is written, such as "%m/%d/%Y %I:%M %p"')
    try:
        dt.datetime(2000, 1, 1, tzinfo=dt.UTC).strftime(spelled)
        _ = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise section.wrong("zone", 'a zone such as "America/New_York"') from None
    return Clock(spelled, _position(found) if found else None, name, zone)


def _position(found: re.Match[str]) -> tuple[int, int]:
    """Row and column of a cell such as B2."""
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _date(top: _Section) -> dt.date | None:
    value = top.table.get("date", _MISSING)
    if value is _MISSING:
        return None
    if type(value) is dt.date:
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise top.wrong("date", "a date, such as 2026-11-03") from None


def _complete(found: ColumnMap) -> None:
    """Refuses a map that leaves open what every file needs."""
    columns, wide = found.columns, found.wide
    if columns.unit is None and columns.county is None and not found.county:
        raise _needs(found, "the unit: a column 'unit' or 'county', or the constant 'county'")
    if found.layout == "long":
        if columns.candidate is None:
            raise _needs(found, "the column 'candidate'")
        if columns.contest is None and not found.contest:
            raise _needs(found, "the contest: a column, or the constant 'contest'")
        if columns.votes is None and not columns.methods:
            raise _needs(found, "the column 'votes', or a table [columns.methods]")
    else:
        _complete_wide(found, wide)
    places = [getattr(columns, key.replace("-", "_")) for key in _PLACES] + [place for place, _ in columns.methods]
    if found.file.header == 0 and any(isinstance(p, str) for p in places):
        raise _needs(found, "positions instead of headers, for header = 0 says that there is none")


def _complete_wide(found: ColumnMap, wide: Wide) -> None:
    pattern, rows = wide.pattern, (wide.contest_row, wide.candidate_row, wide.method_row)
    if pattern is None and not wide.choices and wide.candidate_row is None:
        raise _needs(found, "what the columns count: 'candidate-row', 'pattern' or [wide.choices]")
    given = found.contest or wide.contest_row or (pattern and "contest" in pattern.groupindex) or wide.choices
    if not given:
        raise _needs(found, "the contest: 'contest-row', a group in 'pattern', or the constant 'contest'")
    if found.file.header == 0 and (pattern or wide.choices):
        raise _needs(found, "a header row, for 'pattern' and [wide.choices] look at headers")
    if 0 in rows:
        raise _needs(found, "rows counted from 1")


def _needs(found: ColumnMap, what: str) -> ConfigError:
    return ConfigError(f"The map needs {what}", where=found.source, hint="See docs/feeds/column-map.md.")
