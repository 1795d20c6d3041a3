"""NIST's XML and JSON brought to one shape, so that twins cannot be read differently.

A report becomes plain records: dicts by the names of version 2, lists where a thing repeats. Version 1's
wrappers (``ContestCollection``) and older names are folded away here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from outright.errors import FeedMalformed
from outright.feeds.numbers import LARGEST, shown, whole
from outright.feeds.safe_xml import events

if TYPE_CHECKING:
    from lxml.etree import _Element

Record = dict[str, Any]
_LARGE = ("Contest", "GpUnit", "Candidate", "Party", "BallotCounts")
_UNREAD = ("BallotStyle", "Person", "Office", "OfficeGroup", "Header", "GovernmentBody", "ContactInformation")
_RENAMED = {
    "BallotSelection": "ContestSelection",
    "ElectoralDistrictId": "ElectionDistrictId",
    "InternationalizedAbbreviation": "Abbreviation",
    "InternationalizedName": "Name",
    "objectId": "@id",
    "ObjectId": "@id",
    "language": "Language",
}
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_AGAIN = "Fetch it again; if it stays so, tell the source. Earlier counts stand."


class Vote(NamedTuple):
    """One ``VoteCounts``: where, how cast, how many. ``count`` is the text or number as it stands in the file."""

    unit: str
    type: str
    other: str
    count: Any
    device: str = ""
    round: Any = None
    withheld: bool = False


def of_xml(body: bytes, what: str) -> Record:
    """The report in an XML body; its large parts are dropped from memory as soon as they are taken in."""
    tags = [f"{{*}}{tag}" for tag in (*_LARGE, *_UNREAD, "Election", "ElectionReport")]
    taken: dict[str, list[Any]] = {}
    report: Record = {}
    depth = 0
    for event, element in events(body, tags, what):
        tag = local(element)
        if event == "start":
            depth += tag in _LARGE
        elif tag in _LARGE:
            depth -= 1
            if depth == 0:  # a Party may stand by itself or be named within something larger
                taken.setdefault(tag, []).append(record(element))
                element.clear()
        elif tag in _UNREAD:
            element.clear()
        elif tag == "Election" and not depth:
            election = _whole(element)
            election.update({k: taken.pop(k, []) for k in ("Contest", "Candidate", "BallotCounts")})
            taken.setdefault(tag, []).append(election)
            element.clear()
        elif tag == "ElectionReport" and element.getparent() is None:
            report = {**_whole(element), **taken}
    return report


def _whole(element: _Element) -> Record:
    """A report or an election, which is no mere text; a bare one holds only what was taken out of it."""
    found = record(element)
    if isinstance(found, dict):
        return found
    if found.strip():
        raise malformed(f"{local(element)} is a text where a record should be", local(element))
    return {}


def local(element: _Element) -> str:
    """An element's name without its namespace, as version 2 spells it."""
    tag = str(element.tag).rpartition("}")[2]
    return _RENAMED.get(tag, tag)


def record(element: _Element) -> Any:
    """An element as a record; as its text where it holds nothing else."""
    found: Record = {}
    for key, value in element.attrib.items():
        name = str(key)
        if name == _TYPE:
            found["@type"] = str(value).rpartition(":")[2]
        else:
            found[_RENAMED.get(name, name)] = str(value)
    if not len(element):
        text = element.text or ""
        return {**found, "Content": text} if found else text
    if (element.text or "").strip() or any(child.tail and not child.tail.isspace() for child in element):
        raise malformed(
            f"{shown(local(element))} holds words beside elements; which is meant cannot be known", local(element)
        )
    for child in element:
        tag = local(child)
        if tag == "VoteCounts":
            _put(found, tag, vote(record(child)))
        elif tag.endswith("Collection") or tag in ("ExternalIdentifiers", "SummaryCounts"):
            for name, value in _folded(tag, record(child)):
                _put(found, name, value)
        elif tag not in _LARGE or len(child) or child.text:  # not the husk of one already taken in
            _put(found, tag, record(child))
    return found


def _put(found: Record, key: str, value: Any) -> None:
    if key not in found:
        found[key] = value
    elif isinstance(found[key], list):
        found[key].append(value)
    else:
        found[key] = [found[key], value]


def _folded(tag: str, value: Any) -> Iterator[tuple[str, Any]]:
    """What a wrapper of version 1 holds, each under its own name."""
    if tag == "SummaryCounts":
        yield "OtherCounts", value
    elif isinstance(value, dict):
        for name, held in value.items():
            for one in held if isinstance(held, list) else [held]:
                yield name, one


def vote(found: Any) -> Vote:
    """One ``VoteCounts`` out of its record."""
    if not isinstance(found, dict):
        raise malformed("A VoteCounts is no record", "VoteCounts")
    device = found.get("DeviceClass") or found.get("Device")
    named = "/".join(text(v) for _, v in sorted(device.items()) if _ != "@type") if isinstance(device, dict) else ""
    return Vote(
        ref(found, "GpUnitId"), plain(found, "Type"), plain(found, "OtherType"), found.get("Count"),
        named or ("device" if device else ""), found.get("Round"), is_true(found, "IsSuppressedForPrivacy"),
    )  # fmt: skip


def votes(selection: Record) -> Iterator[Vote]:
    """The counts of a selection, from either twin."""
    for found in many(selection, "VoteCounts"):
        yield found if isinstance(found, Vote) else vote(found)


def many(found: Record, key: str) -> list[Any]:
    """What stands under a name, as a list."""
    value = found.get(key)
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def records(found: Record, key: str) -> list[Record]:
    """The records under a name; anything else there is malformed."""
    listed = many(found, key)
    for one in listed:
        if not isinstance(one, dict):
            raise malformed(f"{key} holds {shown(str(one))} where a record should be", key)
    return listed


def kind(found: Record) -> str:
    """The class that a record says it is, without JSON's package name."""
    return text(found.get("@type")).rpartition(".")[2]


def plain(found: Record, key: str) -> str:
    """Text under a name, stripped; empty where there is none."""
    value = found.get(key)
    return value.strip() if type(value) is str and value.isascii() else text(value)


def text(value: Any, deep: int = 6) -> str:
    """Text, plain or in languages; English where there is a choice, else the first."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            raise malformed("A text cannot be printed: half a character", shown(value))
        return value.strip()
    if deep == 0:
        raise malformed("A text is nested deeper than any text is", "Text")
    if isinstance(value, list):
        english = [v for v in value if isinstance(v, dict) and str(v.get("Language")).lower().startswith("en")]
        return text((english or value)[0], deep - 1) if value else ""
    if isinstance(value, dict):
        return text(value.get("Text", value.get("Content")), deep - 1)
    return "" if value is None or isinstance(value, bool) else str(value)


def ref(found: Record, key: str) -> str:
    """The one id under a name; empty where there is none."""
    return plain(found, key)


def refs(found: Record, key: str) -> list[str]:
    """The ids under a name: a list in JSON, words in XML."""
    value = found.get(key)
    if isinstance(value, list):
        return [text(v) for v in value]
    return text(value).split()


def is_true(found: Record, key: str) -> bool:
    """Whether a yes or no says yes."""
    value = found.get(key)
    return value is not None and (value is True or plain(found, key).lower() in ("true", "1"))


def count(value: Any, where: str) -> int | None:
    """A whole number; the format's own type is a float, so ``12.0`` is 12 and ``12.5`` is refused."""
    if value is None or type(value) is int:
        if value is not None and abs(value) > LARGEST:
            raise malformed(f"{shown(str(value))} is more votes than there are people", where)
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST:
        return int(value)
    if isinstance(value, str):
        head, dot, tail = value.strip().partition(".")
        try:
            return whole(head if dot and tail and not tail.strip("0") else value)
        except ValueError as error:
            raise malformed(str(error), where) from None
    raise malformed(f"{shown(repr(value))} is not a whole number", where)


def malformed(message: str, where: str) -> FeedMalformed:
    """The error for a file that contradicts the format."""
    return FeedMalformed(message, where=where, hint=_AGAIN)
