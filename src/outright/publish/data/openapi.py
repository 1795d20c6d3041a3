"""The description of everything a machine may ask for, as OpenAPI 3.1, made from the documents' own types.

The same documents are served from a folder of files and by the server; what only the server answers is marked
``x-server-only``. Within ``/v1`` documents only ever gain members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from outright.bulletin import Bulletin
from outright.publish.data.answers import TARGETS, Problem, TakeDocument
from outright.publish.data.asked import MOST
from outright.publish.data.night import IndexDocument, MetaDocument
from outright.publish.data.part import encode
from outright.publish.data.places import UnitsDocument
from outright.publish.data.race import RaceDocument, SnapshotDocument
from outright.publish.data.sections import (
    CallsDocument,
    ContextDocument,
    CorrectionsDocument,
    MethodsDocument,
    MoneyDocument,
    ProjectionDocument,
    RatingDocument,
    RemainingDocument,
)
from outright.publish.data.timeline import TimelineDocument
from outright.publish.story.document import StoryDocument

Node = dict[str, Any]

TYPES = (
    MetaDocument, IndexDocument, RaceDocument, SnapshotDocument, TimelineDocument, UnitsDocument, MethodsDocument,
    RemainingDocument, ProjectionDocument, RatingDocument, CallsDocument, CorrectionsDocument, MoneyDocument,
    TakeDocument, ContextDocument, StoryDocument, Bulletin,
    Problem,
)  # fmt: skip
"""Every type that is a whole document or answer."""

EXAMPLES = {"night": "us-ga-2017-04-18", "contest": "us-house-6", "candidate": "jon-ossoff", "unit": "cobb"}
ID = "^[a-z0-9][a-z0-9-]*$"
CONTEST = "/v1/{night}/{contest}"


def openapi() -> Node:
    """The description: a pure function, the same in every process."""
    _, schemas = msgspec.json.schema_components(TYPES, ref_template="#/components/schemas/{name}")
    said = {
        "openapi": "3.1.0",
        "info": {
            "title": "Outright",
            "version": "1",
            "summary": "An election night as data",
            "description": "Counts, verdicts and projections of a night. Counted and projected never share a number; "
            "null is not reported and never zero. Within /v1 documents only gain members.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {path: _item(path, item) for path, item in _paths()},
        "components": {
            "schemas": schemas,
            "parameters": {p["name"]: p for p in _path_parameters()},
            "responses": {"Problem": _problem("What was asked is not here, or cannot be asked like this."),
                          "NotModified": {"description": "The document is still the one that If-None-Match names."}},
            "headers": _headers(),
        },
    }  # fmt: skip
    found: Node = msgspec.json.decode(encode(said))  # as JSON has it: lists, not tuples
    return found


@cache
def openapi_json() -> bytes:
    """The description's bytes, for ``/v1/openapi.json``."""
    return encode(openapi())


def _paths() -> Iterator[tuple[str, Node]]:
    yield "/v1/meta.json", _document("meta", "What is published here.", MetaDocument)
    yield "/v1/{night}/index.json", _document("index", "A night: its contests and its sources.", IndexDocument)
    yield "/v1/{night}/bulletin.json", _document("bulletin", "Everything said at this moment.", Bulletin)
    yield f"{CONTEST}/latest.json", _document("latest", "A contest as it stands, in AP's words.", RaceDocument)
    text = "A contest as it stood at one publication. Never changes."
    yield f"{CONTEST}/s/{{seq}}.json", _document("snapshot", text, SnapshotDocument)
    text = "How the count came in, as columns."
    yield f"{CONTEST}/timeline.json", _document("timeline", text, TimelineDocument, _timeline_query())
    text = "Counties and precincts, each with what it has reported."
    yield f"{CONTEST}/units.json", _document("units", text, UnitsDocument, _units_query())
    yield f"{CONTEST}/methods.json", _document("methods", "By the way votes were cast.", MethodsDocument)
    text = "What stands beside the count and decides nothing: polls, special elections, past results."
    yield f"{CONTEST}/context.json", _document("context", text, ContextDocument)
    text = "What is still out, and what each candidate needs of it."
    yield f"{CONTEST}/remaining.json", _document("remaining", text, RemainingDocument)
    yield f"{CONTEST}/projection.json", _document("projection", "The projected final count.", ProjectionDocument)
    yield f"{CONTEST}/rating.json", _document("rating", "The rating of the runoff that follows.", RatingDocument)
    yield f"{CONTEST}/calls.json", _document("calls", "The verdict now and before.", CallsDocument)
    yield f"{CONTEST}/corrections.json", _document("corrections", "Votes taken back or moved.", CorrectionsDocument)
    yield f"{CONTEST}/money.json", _document("money", "What was raised and spent, beside the count.", MoneyDocument)
    yield from _stories()
    for name, text in (
        ("results.csv", "The table of `elex results`: its 39 columns in its order."),
        ("results-by-method.csv", "One row for each way of voting and candidate."),
        ("projection.csv", "The projection, one row for each candidate."),
    ):
        own = name.removesuffix(".csv").title().replace("-", "")
        yield f"{CONTEST}/{name}", _get(f"table{own}", text, {"text/csv": {"schema": {"type": "string"}}})
    nist = {"type": "object", "required": ["@type", "Status", "GeneratedDate", "Election", "GpUnit"]}
    text = "A NIST SP 1500-100 version 2 ElectionReport."
    yield f"{CONTEST}/nist.json", _get("nist", text, {"application/json": {"schema": nist}})
    for name, text in (
        ("openapi", "This description."),
        ("schema/bulletin", "The JSON Schema of a bulletin."),
    ):
        thing = {"application/json": {"schema": {"type": "object"}}}
        yield f"/v1/{name}.json", _get(name.title().replace("/", ""), text, thing)
    yield f"{CONTEST}/take", _server(_document("take", "What it would take.", TakeDocument, _take_query()))
    yield "/v1/{night}/events", _server(_events())


def _story() -> Iterator[tuple[str, Node]]:
    yield f"{CONTEST}/story.json", _document("story", "The story, each sentence with its figures.", StoryDocument)
    for ending, media in (("txt", "text/plain"), ("md", "text/markdown"), ("html", "text/html")):
        content = {media: {"schema": {"type": "string"}}}
        yield f"{CONTEST}/story.{ending}", _get(f"story{ending.title()}", "The story.", content)


def _stories() -> Iterator[tuple[str, Node]]:
    yield from _story()


def _item(path: str, item: Node) -> Node:
    """The operation with the parameters that its path names."""
    named = [{"$ref": f"#/components/parameters/{name}"} for name in re.findall(r"{(\w+)}", path)]
    return ({"parameters": named} if named else {}) | item


def _document(operation: str, summary: str, of: type, query: tuple[Node, ...] = ()) -> Node:
    schema = {"$ref": f"#/components/schemas/{of.__name__}"}
    return _get(operation, summary, {"application/json": {"schema": schema}}, query)


def _get(operation: str, summary: str, content: Node, query: tuple[Node, ...] = ()) -> Node:
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _headers()}
    answers = {
        "200": {"description": summary, "content": content, "headers": headers},
        "304": {"$ref": "#/components/responses/NotModified"},
        "400": {"$ref": "#/components/responses/Problem"},
        "404": {"$ref": "#/components/responses/Problem"},
        "default": {"$ref": "#/components/responses/Problem"},
    }
    found: Node = {"operationId": operation, "summary": summary, "responses": answers}
    return {"get": found | ({"parameters": list(query)} if query else {})}


def _server(item: Node) -> Node:
    return {"get": {**item["get"], "x-server-only": True}}


def _path_parameters() -> Iterator[Node]:
    for name, text in (("night", "The night's id."), ("contest", "The contest's id.")):
        schema = {"type": "string", "pattern": ID, "maxLength": 80}
        yield {"name": name, "in": "path", "required": True, "description": text, "schema": schema,
               "example": EXAMPLES[name]}  # fmt: skip
    yield {"name": "seq", "in": "path", "required": True, "description": "The number of a publication.",
           "schema": {"type": "integer", "minimum": 0, "maximum": 10**9}, "example": 12}  # fmt: skip


def _query(name: str, text: str, schema: Node, example: object, *, required: bool = False) -> Node:
    found = {"name": name, "in": "query", "description": text, "schema": schema, "example": example}
    return found | ({"required": True} if required else {})


def _paging() -> tuple[Node, ...]:
    number = {"type": "integer", "minimum": 1, "maximum": MOST}
    return (
        _query("limit", "The most items of one answer.", number, 100),
        _query("cursor", "Where the answer before ended: its `next`.", {"type": "string", "pattern": "^[0-9]{1,9}$"},
               "0"),
    )  # fmt: skip


def _timeline_query() -> tuple[Node, ...]:
    seq = {"type": "integer", "minimum": 0, "maximum": 10**9}
    names = {"type": "array", "items": {"type": "string", "pattern": ID, "maxLength": 80}, "minItems": 1}
    several = _query("candidates", "Only these candidates, by polID, with commas.", names, [EXAMPLES["candidate"]])
    return (
        _query("since", "Only what came after this publication.", seq, 12),
        several | {"style": "form", "explode": False},
        *_paging(),
    )


def _units_query() -> tuple[Node, ...]:
    text = {"type": "string", "minLength": 1, "maxLength": 80}
    return (
        _query("level", "Only this level: one of the document's `levels`.", text, "county"),
        _query("unit", "This place and what lies in it.", text, EXAMPLES["unit"]),
        _query("baseline", "Only the comparison with this past contest.", text, "president-2016"),
        *_paging(),
    )


def _take_query() -> tuple[Node, ...]:
    name = {"type": "string", "pattern": ID, "maxLength": 80}
    share = {"type": "string", "pattern": r"^(0(\.[0-9]{1,9})?|1(\.0{1,9})?)$"}
    return (
        _query("candidate", "Whose need, by polID.", name, EXAMPLES["candidate"], required=True),
        _query("target", "What for; the contest's first where left out.", {"enum": list(TARGETS)}, "majority"),
        _query("share", "Where this share of the votes still out would lead.", share, "0.42"),
    )


def _events() -> Node:
    text = "What changes, as it changes (server-sent events): snapshot, call, correction, status, story, reload, reset."
    number = {"type": "integer", "minimum": 0}
    names = {"type": "array", "items": {"type": "string", "pattern": ID, "maxLength": 80}, "minItems": 1}
    several = _query("contests", "Only these contests, with commas.", names, [EXAMPLES["contest"]])
    query = (
        _query("since", "The last event seen; also the header Last-Event-ID.", number, 0),
        several | {"style": "form", "explode": False},
    )
    return _get("events", text, {"text/event-stream": {"schema": {"type": "string"}}}, query)


def _problem(text: str) -> Node:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}


def _headers() -> Node:
    text = {"type": "string"}
    return {
        "ETag": {"description": "Names these bytes.", "schema": text},
        "Outright-Seq": {"description": "The night's newest publication.", "schema": text},
        "Outright-Status": {"description": "How official the night is.", "schema": text},
    }
