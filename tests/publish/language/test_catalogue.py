"""The catalogues: every message of the pages has its Spanish, and no pattern loses or invents anything."""

import re
from collections import Counter
from io import BytesIO

import pytest
from babel.messages import extract, pofile

from outright.bulletin.event_words import WORDS
from outright.publish import money_words, projected_words, words
from outright.publish.language import FOLDER, language
from outright.publish.language.locale import digits
from outright.publish.language.pattern import KINDS, gaps_of, kind_of
from outright.publish.language.po import Entry, entries
from shared import ROOT

PUBLISH = ROOT / "src" / "outright" / "publish"
FILES = sorted((FOLDER / "es").glob("*.po"))
CONTEXTS = {"said", "statement", "note"}
HOLES = re.compile(r"%\((\w+)\)s")


def every() -> list[Entry]:
    return [e for path in FILES for e in entries(path.read_text("utf-8"))]


def extracted() -> set[str | tuple[str, ...]]:
    """Every message of the templates and of the pages' code, as Babel finds them."""
    found: set[str | tuple[str, ...]] = set()
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    for pattern, method in (("**/*.html", "jinja2"), ("**/*.svg", "jinja2"), ("**/*.py", "python")):
        for path in PUBLISH.glob(pattern):
            options = {"trimmed": "true", "newstyle_gettext": "true"}
            body = BytesIO(path.read_bytes())
            for _, message, _, _ in extract.extract(method, body, keywords=keywords, options=options):
                found.add(message)
    return {m for m in found if m}


def constants() -> set[str]:
    """The words that tables of the code hold and templates look up."""
    tables = (
        words.STATE, words.NOTE, words.DECIDED_BY, words.NEED, words.SOURCE_STATE, words.LEVEL, words.HEADS,
        words.TARGET, words.FIGURE, words.CONFIDENCE, words.GROUP, words.SPOKEN, WORDS,
    )  # fmt: skip
    more = (projected_words.GATE, projected_words.CHANCES, money_words.HEADS)
    single = {words.NOT_REPORTED, projected_words.TITLE, projected_words.NONE, projected_words.COMPLETE}
    single |= {text for text in money_words.SIDE.values() if text}
    return {text for table in (*tables, *more) for text in table.values()} | single


def test_every_message_of_the_pages_is_translated():
    spoken = language("es").messages
    missing = sorted(str(m) for m in extracted() | constants() if (m if isinstance(m, str) else m[0]) not in spoken)
    assert missing == []


def test_nothing_is_translated_that_no_page_says():
    said = {m if isinstance(m, str) else m[0] for m in extracted() | constants()}
    assert sorted(set(language("es").messages) - said) == []


def test_messages_that_count_have_a_form_for_one_and_for_many():
    spoken = language("es").messages
    counted = {m[0] for m in extracted() if isinstance(m, tuple)}
    assert {m for m in counted if len(spoken.get(m, ())) != 2} == set()


def test_no_entry_is_empty_or_a_guess():
    for path in FILES:
        read = pofile.read_po(BytesIO(path.read_bytes()), abort_invalid=True)
        assert [m.id for m in read if m.id and (m.fuzzy or not all(m.string))] == [], path.name
        assert str(read.locale) == "es"


def test_our_reader_reads_what_babel_reads():
    for path in FILES:
        theirs = [m for m in pofile.read_po(BytesIO(path.read_bytes())) if m.id]
        ours = list(entries(path.read_text("utf-8")))
        singular = [(m.context or "", m.id if isinstance(m.id, str) else m.id[0]) for m in theirs]
        assert Counter(singular) == Counter((e.context, e.message) for e in ours)
        known = {(e.context, e.message): e.forms for e in ours}
        for key, m in zip(singular, theirs, strict=True):
            assert known[key] == ((m.string,) if isinstance(m.string, str) else tuple(m.string))


def test_each_message_stands_once():
    assert [m for m, n in Counter((e.context, e.message) for e in every()).items() if n > 1] == []


def test_a_translation_has_the_gaps_and_the_numbers_of_its_message():
    for e in every():
        for form in e.forms:
            assert gaps_of(form) == gaps_of(e.message), e
            assert sorted(HOLES.findall(form)) == sorted(HOLES.findall(e.message)), e
            if not e.plural:
                assert digits(HOLES.sub("", form)) == digits(HOLES.sub("", e.message)), e


def test_every_gap_is_a_known_kind_or_a_context():
    contexts = {e.context for e in every() if e.context}
    for e in every():
        gaps = gaps_of(e.message) if e.context else []
        assert {kind_of(g) for g in gaps} <= contexts | set(KINDS), e
        assert len(set(gaps)) == len(gaps), f"a gap stands twice: {e}"


def test_no_two_gaps_touch():
    assert [e for e in every() if e.context and "}{" in e.message] == []


def test_every_context_is_used():
    from outright.publish.language.fields import SAID

    asked = {c for table in SAID.values() for c in table.values()} | CONTEXTS
    inside = {kind_of(g) for e in every() if e.context for g in gaps_of(e.message)}
    assert {e.context for e in every() if e.context} - asked - inside == set()


@pytest.mark.parametrize("bad", ['msgid "a', "msgid a", '"a"', 'msgid "a"\nmsgstr'])
def test_a_line_that_is_none_is_named(bad):
    with pytest.raises(ValueError, match="line"):
        list(entries(bad))


def test_a_fuzzy_entry_is_passed_over():
    text = '#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgid_plural "d"\nmsgstr[0] "e"\nmsgstr[1] ""\n"f"\n'
    assert [(e.message, e.plural, e.forms) for e in entries(text)] == [("c", "d", ("e", "f"))]
