"""What is said of a contest: the verdict, whose word it is, the places it settles, and the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from outright.bulletin import Contest, Night, Reason, Slot, VerdictChange
from outright.notebook.moment import AsOf
from outright.terms import VerdictCode


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(AsOf):
    """The verdict at one moment. ``code`` is the word every output shares ("too_early", "runoff_certain")."""

    moment: Night
    said: Contest

    @property
    def code(self) -> VerdictCode:
        """The verdict's code; it equals its spelling: ``call.code == "too_early"``."""
        return self.said.verdict.code

    @property
    def label(self) -> str:
        """The verdict in the words of the page ("Too early to say")."""
        return self.said.verdict.label

    @property
    def text(self) -> str:
        """The verdict in a sentence."""
        return self.said.verdict.text

    @property
    def by(self) -> str:
        """Whose word it is: arithmetic, model, desk or source."""
        return self.said.verdict.by

    @property
    def candidates(self) -> tuple[str, ...]:
        """Whom it names, by id."""
        return self.said.verdict.candidates

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The places in the next round (or the seats): who has each, where that is settled."""
        return self.said.slots

    @property
    def evidence(self) -> tuple[Reason, ...]:
        """Why: each reason a sentence with the whole numbers it rests on."""
        return self.said.verdict.reasons

    @property
    def history(self) -> tuple[VerdictChange, ...]:
        """What was said before, and when, the first first."""
        return self.said.verdict_history

    def __repr__(self) -> str:
        from outright.notebook.text import call_text

        return call_text(self)

    def _repr_html_(self) -> str:
        from outright.notebook.html import call_html

        return call_html(self)
