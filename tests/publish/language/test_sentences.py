"""Every English sentence of the rooms below the pages is one that the catalogue knows: a new one fails here."""

import re
from pathlib import Path

import pytest
from english_source import texts, texts_of_calls

from outright.publish.language import FOLDER
from outright.publish.language.po import entries
from shared import ROOT

SRC = ROOT / "src" / "outright"
MESSAGES = "\n".join(e.message for p in sorted((FOLDER / "es").glob("*.po")) for e in entries(p.read_text("utf-8")))

WHOLE = [
    *(f"verdict/{n}.py" for n in ("certain", "chances", "evidence", "judge", "left", "needs", "projected")),
    *(f"rules/{n}.py" for n in ("sentence", "working", "evaluate", "going_on")),
    *(f"checks/{n}.py" for n in (
        "candidates", "clocks", "falls", "limits", "loads", "others", "outliers", "sight", "sums", "swaps",
    )),
    *(f"projection/{n}.py" for n in ("gates", "because")),
    *(f"night/{n}.py" for n in (
        "words", "told", "compose", "projected", "compared", "chance_words", "rounding", "waiting", "weigh", "round",
        "fold", "gather", "beside", "money_words", "projector", "foresee", "ground", "taken", "fallen", "rows_left",
        "state", "modelled", "watch", "afterword", "rated", "rated_parts", "rated_words", "context", "context_polls",
        "context_specials", "called", "called_words",
    )),
    "baseline/swing.py", "baseline/expected.py",
    *(f"night/walks/{n}.py" for n in ("ap", "ask", "clarity", "enhanced_voting", "plain", "unpacked", "values")),
]  # fmt: skip
"""Modules of which every text may reach a reader."""

PARTLY = {
    "rules/explain.py": ("winning_words", "_test", "_of", "margin_words"),
    "rules/ranked.py": ("_elected", "_told"),
    "projection/runoff.py": ("path_of",),
    "projection/project.py": ("_record", "side_of", "_notes"),
    "night/baselines.py": ("before",),
    "night/context_history.py": ("told_history", "_contests", "_told"),
    "baseline/crosswalk.py": ("text",),
    "baseline/district.py": ("text",),
    "baseline/expected_file.py": ("read_expected",),
    "archive/addresses.py": ("why_not",),
}
"""Modules of which some functions speak to readers, the others to a desk's terminal."""

RAISED = re.compile(
    r"Feed\w+|BaselineError|ContextError|ProjectionError|Unreachable|Untrusted|TooSlow|TooLarge|CutShort|Blocked"
    r"|RateLimited|NotThere"
    r"|SiteInTrouble|OddAnswer|NotAllowed|hold|_?malformed|_?wrong|_differ|_from_validation|_not_of|_no_count|ValueError"
)
"""Errors whose line is told when a file cannot be read or asked for, and findings that hold a verdict back."""

ERRORS = [
    *sorted(p.relative_to(SRC).as_posix() for p in (SRC / "feeds").glob("*.py") if p.stem != "column_map_parse"),
    *(f"archive/{n}.py" for n in ("addresses", "fetch", "fetch_body", "fetch_errors", "fetch_words")),
    *(f"baseline/{n}.py" for n in ("past", "district", "carry", "crosswalk", "swing", "expected_file")),
    *(f"context/{n}.py" for n in ("history", "polls_file", "specials_file")),
]  # fmt: skip

IN_PIECES = {
    "{}: {} registered in {} still out − {} counted there + {} held or to arrive = {}",
    "{} {}% wins outright{}.",
    "Votes: {} has a comma, and the map says no",
    "Votes: {} is not a whole number",
    "Expected {}, found something else",
    "Correct this field; earlier {}s stand.",
    "Earlier {}s stand; ask for the whole file.",
    "Whether {} has more than {} of the votes counted is not known: the share is published as {}%, rounded to a tenth.",
}
"""Texts whose words stand in more than one message, because one of their gaps brings some of them."""

NOT_SAID = {
    "column map": "a reader's name in an error of ours",
    "all counties": "a part's own key",
    "NOT STORING since {} UTC: {} Nothing more is told; {}; storing is tried every {} seconds.": "said on the "
    "engine's own screen",
    "waiting {}: {}": "said on the engine's own screen",
    "on this machine's disk": "said on the engine's own screen",
    "in memory": "said on the engine's own screen",
    "Storing again; nothing was stored since {} UTC.": "said on the engine's own screen",
}


def unknown(found) -> list[str]:
    return [
        f"{t.where}: {t.shown}"
        for t in found
        if not t.stands_in(MESSAGES) and t.shown not in IN_PIECES | NOT_SAID.keys()
    ]


@pytest.mark.parametrize("module", WHOLE)
def test_every_text_of_a_room_has_its_translation(module: str):
    assert unknown(texts(SRC / module, SRC)) == []


@pytest.mark.parametrize("module", PARTLY)
def test_every_text_that_some_functions_say_has_its_translation(module: str):
    assert unknown(texts(SRC / module, SRC, PARTLY[module])) == []


@pytest.mark.parametrize("module", ERRORS)
def test_every_error_that_is_told_has_its_translation(module: str):
    assert unknown(texts_of_calls(SRC / module, SRC, RAISED)) == []


def test_the_rooms_that_speak_are_read():
    found = sum(len(list(texts(SRC / m, SRC))) for m in WHOLE)
    raised = sum(len(list(texts_of_calls(SRC / m, SRC, RAISED))) for m in ERRORS)
    assert found > 350
    assert raised > 200


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ('x = f"{name} leads {other} by {n:,}."', True),
        ('x = f"{name} trails {other} by {n:,}."', False),
        ('x = "The count is on fire."', False),
        ('def f():\n    """The count is on fire."""', True),
        ('y = {"key": 1}', True),
    ],
)
def test_a_new_sentence_is_found(tmp_path: Path, source: str, known: bool):
    module = tmp_path / "new.py"
    module.write_text(source)
    assert (unknown(texts(module, tmp_path)) == []) is known
