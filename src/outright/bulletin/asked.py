"""What people ask on a night like this, and which figures of a contest answer it.

The fifteen questions were asked or answered in public on April 18, 2017; they are those of any night with a rule, a
past and a next round. Each sentence of a story says which of them it answers.
"""

from __future__ import annotations

from typing import NamedTuple

from outright.bulletin.value import Value


class Asked(Value, frozen=True, kw_only=True):
    """One question of a contest: its ``number`` and ``key`` in `QUESTIONS`, and the ids of the figures that answer it.

    ``figures`` is empty where nothing answers it yet, or where nobody gave the data for it.
    """

    number: int
    key: str
    figures: tuple[str, ...]


class Question(NamedTuple):
    """A question: its number, a key word, the question itself, and patterns of the ids of figures that answer it.

    In a pattern ``*`` stands for anything, dots too.
    """

    number: int
    key: str
    text: str
    ids: tuple[str, ...]


QUESTIONS: tuple[Question, ...] = (
    Question(1, "standing", "Who has how many votes, and how far is that from what the rule asks?",
             ("count.*", "candidates.*", "lead.*", "second.lead.*", "threshold.*")),
    Question(2, "outcome", "Is it over, and what comes next?", ("verdict.*", "runoff.*", "calls.*")),
    Question(3, "official", "How official is it, and whose count is it?", ("status", "certified.*", "count.as_of")),
    Question(4, "early-lead", "How did the count come in, and why did the lead move?",
             ("timeline.*", "methods.*")),
    Question(5, "field", "How did the parties share the field?", ("parties.*",)),
    Question(6, "president", "How did the last presidential election go here and in the state?",
             ("history.president-*",)),
    Question(7, "places", "Where did the leader run ahead of an earlier candidate?", ("compared.*",)),
    Question(8, "seat", "How did the seat vote the last time?",
             ("history.house-*", "history.us-house-*")),
    Question(9, "runoff", "Who is favored in the runoff, how slightly, and why?", ("rating.*",)),
    Question(10, "money", "How much did the candidates raise, and from where?", ("money.*.receipts", "money.*.cash",
             "money.*.unitemised", "money.*.itemised", "money.*.out_of_state.*", "money.*.contributions.*")),
    Question(11, "advertising", "What did others spend?", ("money.advertising.*", "money.outside.*")),
    Question(12, "specials", "How did other special elections go?", ("specials.*",)),
    Question(13, "polls", "What had polls said, and how far off were they?", ("polls.*",)),
    Question(14, "needed", "What does each candidate need of the votes left?",
             ("remaining.*", "needs.*", "take.*", "lately.*", "verdict.projected.need*")),
    Question(15, "when", "Since when could it have been said?", ("verdict.projected.*", "verdict.certain.*")),
)  # fmt: skip
"""The questions, in the order of the list they come from."""
