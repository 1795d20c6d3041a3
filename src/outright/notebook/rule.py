"""What it takes to win, as one line that can be read and asked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outright.bulletin import Night, Threshold
from outright.notebook.moment import AsOf
from outright.rules import Rule, is_plurality, places
from outright.rules.arithmetic import first_share
from outright.rules.vocabulary import OtherwiseKind
from outright.rules.words import Op

_ROUNDS = (OtherwiseKind.RUNOFF, OtherwiseKind.ADVANCE)


@dataclass(frozen=True, slots=True, repr=False)
class WinningRule(AsOf):
    """The rule of a contest as in force on the night. ``rule`` is the whole of it; None where it is not known."""

    moment: Night
    rule: Rule | None
    said: Threshold

    @property
    def kind(self) -> str:
        """What sort of rule it is: MajorityOrRunoff, ShareOrRunoff, Plurality, Top, Conditions or UnknownRule."""
        rule = self.rule
        if rule is None:
            return "UnknownRule"
        if is_plurality(rule):
            return "Plurality"
        if not rule.win and self.advance is not None:
            return "Top"
        simple = [len(alternative) for alternative in rule.win] == [1] and first_share(rule) is not None
        if not simple or rule.otherwise is None or rule.otherwise.kind not in _ROUNDS:
            return "Conditions"
        return "MajorityOrRunoff" if (self.threshold, self.at_least) == (Fraction(1, 2), False) else "ShareOrRunoff"

    @property
    def threshold(self) -> Fraction | None:
        """The share that wins, exactly; None where no share does."""
        test = first_share(self.rule) if self.rule else None
        return test.share if test else None

    @property
    def at_least(self) -> bool:
        """Whether that share itself is enough; otherwise it takes more."""
        test = first_share(self.rule) if self.rule else None
        return test is not None and test.op is Op.GE

    @property
    def advance(self) -> int | None:
        """How many go on to the next round when nobody wins; None where that is no number."""
        return places(self.rule) if self.rule else None

    @property
    def seats(self) -> int | None:
        """How many are elected; None where the rule is not known."""
        return self.rule.seats if self.rule else None

    @property
    def denominator(self) -> str | None:
        """What a share is a share of; None where the rule is not known."""
        return self.rule.denominator.value.replace("_", " ") if self.rule else None

    @property
    def text(self) -> str:
        """The rule in one or two sentences."""
        return self.said.text

    @property
    def citation(self) -> str:
        """The law it comes from."""
        return self.said.citation

    @property
    def confidence(self) -> str:
        """How far the row of our table is to be trusted before a named person has read the law."""
        return self.said.confidence

    def __repr__(self) -> str:
        if self.rule is None:
            return "UnknownRule()"
        parts = {"threshold": self.threshold, "at_least": self.at_least or None, "advance": self.advance}
        if self.rule.seats > 1 or self.kind == "Plurality":
            parts["seats"] = self.rule.seats
        shown = [f"{k}={v}" for k, v in parts.items() if v is not None]
        if self.threshold is not None:
            shown.append(f'denominator="{self.denominator}"')
        if self.kind == "Conditions":
            shown = [f'id="{self.rule.id}"', f'text="{self.text}"']
        return f"{self.kind}({', '.join(shown)})"
