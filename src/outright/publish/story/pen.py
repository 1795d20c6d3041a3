"""How a sentence is written: a message of the catalogue, with figures by id and names in its gaps.

A sentence that wants a figure which the contest has not got is not written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache

from outright.bulletin import Candidate, Contest, Figure, Night
from outright.bulletin.standing import names_of
from outright.publish import words
from outright.publish.language import Language
from outright.publish.story.value import Piece, Pieces, Sentence

_HOLE = re.compile(r"%\((\w+)\)s")
Gap = str | Piece | Pieces | None
"""A figure's id; a name or a word; a clause; None where there is nothing, and so no sentence."""
Gaps = dict[str, Gap]


class Pen:
    """Writes sentences of one contest in one language. ``figures`` are the contest's, by id."""

    def __init__(self, night: Night, contest: Contest, to: Language, figures: Mapping[str, Figure]) -> None:
        self.night, self.contest, self.to, self.figures = night, contest, to, figures
        self.gettext = to.gettext
        self._names = names_of(contest)

    def has(self, *ids: str) -> bool:
        """Whether the contest has all of these figures."""
        return all(i in self.figures for i in ids)

    def number(self, figure_id: str) -> Fraction | None:
        """A figure's exact value to choose words by, never to print; None where there is no such number."""
        figure = self.figures.get(figure_id)
        try:
            return Fraction(figure.value) if figure is not None and figure.value is not None else None
        except (ValueError, ZeroDivisionError):
            return None

    def say(
        self, code: str, message: str, *items: int, rests: Iterable[str] = (), gaps: Gaps | None = None, **more: Gap
    ) -> Sentence | None:
        """A sentence, or None where one of its figures is missing. ``rests``: figures it uses and does not print.

        What stands in the gaps of the message is in ``gaps`` and ``more``; some of it may not be needed.
        """
        pieces = self.clause(message, gaps, **more)
        if pieces is None:
            return None
        known = tuple(i for i in rests if i in self.figures)
        return Sentence(code, items, _begun(_tidy(pieces)), known)

    def clause(self, message: str, gaps: Gaps | None = None, **more: Gap) -> Pieces | None:
        """A part of a sentence, with its gaps filled; None where one cannot be."""
        found: list[Piece] = []
        known = {**(gaps or {}), **more}
        for place, text in enumerate(_split(message)):
            if place % 2 == 0:
                found.append(Piece(text))
                continue
            filled = self._filled(known[text])
            if filled is None:
                return None
            found += filled
        return tuple(self._joined([piece for piece in found if piece.text]))

    def votes(self, figure_id: str) -> Pieces | None:
        """A number of votes with its noun: "1 vote", "3,612 votes"."""
        one = self.number(figure_id) == 1
        return self.clause(self.to.ngettext("%(n)s vote", "%(n)s votes", 1 if one else 2), n=figure_id)

    def as_of(self, figure_id: str) -> Piece | None:
        """The day for which a figure holds, as it is printed; without its year where that is the night's."""
        figure = self.figures.get(figure_id)
        try:
            day = dt.date.fromisoformat(figure.as_of) if figure is not None else None
        except ValueError:
            day = None
        if day is None:
            return None
        near = day.year == self.night.date.year
        return Piece(self.to.month_and_day(day) if near else self.to.day(day), figure_id)

    def name(self, candidate_id: str) -> Piece:
        """A candidate's surname, or the whole name where two share it."""
        return self.called(self._names.get(candidate_id, candidate_id))

    def called(self, name: str) -> Piece:
        """A name as it is, in one line and without what a page cannot carry."""
        return Piece(" ".join(words.clean(name).split()) or "–", is_name=True)

    def who(self, candidate: Candidate) -> Pieces:
        """A candidate in full with the party, where the field has more than one."""
        name, several = self.called(candidate.name), len({c.party for c in self.contest.candidates}) > 1
        if not candidate.party or not several:
            return (name,)
        _ = self.gettext
        known = {
            "D": _("Democrat %(name)s"), "R": _("Republican %(name)s"), "L": _("Libertarian %(name)s"),
            "G": _("Green %(name)s"), "I": _("independent %(name)s"),
        }  # fmt: skip
        if candidate.party in known:
            return self.clause(known[candidate.party], name=name) or (name,)
        return self.clause("%(name)s (%(party)s)", name=name, party=self.called(candidate.party)) or (name,)

    def listed(self, clauses: Sequence[Piece | Pieces]) -> Pieces | None:
        """Clauses in a row: "A", "A and B", "A, B and C"; None for none."""
        found = [(c,) if isinstance(c, Piece) else c for c in clauses]
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        row: list[Piece] = list(found[0])
        for clause in found[1:-1]:
            row += [Piece(", "), *clause]
        return self.clause(self.gettext("%(first)s and %(last)s"), first=tuple(row), last=found[-1])

    def _filled(self, gap: Gap) -> Pieces | None:
        if isinstance(gap, str):
            figure = self.figures.get(gap)
            return None if figure is None else (Piece(words.clean(figure.text), gap),)
        return (gap,) if isinstance(gap, Piece) else gap

    def _joined(self, pieces: list[Piece]) -> Iterable[Piece]:
        """With every joining word that sounds otherwise before the name that follows it."""
        for place, piece in enumerate(pieces):
            after = pieces[place + 1].text if place + 1 < len(pieces) else ""
            spoken = not (piece.figure or piece.is_name)
            yield piece._replace(text=self.to.before(piece.text, after)) if spoken and after else piece


def _begun(pieces: Pieces) -> Pieces:
    """With a capital at the beginning where that is a word of ours."""
    first = pieces[0]
    if first.figure or first.is_name:
        return pieces
    return (first._replace(text=first.text[:1].upper() + first.text[1:]), *pieces[1:])


@cache
def _split(message: str) -> tuple[str, ...]:
    """A message as words and the names of its gaps, in turn."""
    return tuple(_HOLE.split(message))


def _tidy(pieces: Pieces) -> Pieces:
    """Neighbouring words in one piece, none of them empty."""
    found: list[Piece] = []
    for piece in pieces:
        if found and not (piece.figure or piece.is_name or found[-1].figure or found[-1].is_name):
            found[-1] = Piece(found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return tuple(found)
