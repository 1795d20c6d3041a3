"""What a story is made of: pieces, sentences, paragraphs. A sentence knows its figures and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Length(StrEnum):
    """How much of a story is told."""

    HEADLINE = "headline"
    ALERT = "alert"
    BRIEF = "brief"
    FULL = "full"


class Piece(NamedTuple):
    """A piece of a sentence: our own words, the text of a figure (``figure`` is its id), or somebody's name."""

    text: str
    figure: str = ""
    is_name: bool = False


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. ``code`` says which, ``items`` which of the questions of `outright.bulletin.asked` it answers.

    ``rests_on`` are figures that make it true and are not printed in it.
    """

    code: str
    items: tuple[int, ...]
    pieces: Pieces
    rests_on: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as it is read."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def figures(self) -> tuple[str, ...]:
        """The ids of every figure it uses, those it prints first."""
        return tuple(dict.fromkeys((*(p.figure for p in self.pieces if p.figure), *self.rests_on)))

    @property
    def words(self) -> str:
        """Our own words alone; a figure or a name in between is one mark."""
        return "".join("\u2060" if p.figure or p.is_name else p.text for p in self.pieces)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of one topic."""

    topic: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that can be told of a contest at one moment, in one language.

    ``version`` is the number of the publication since which it stands, ``before`` that of the version it is compared
    with (0 without one). ``changes`` say what is new since then, ``brief`` is the selection that fits in a hundred
    and twenty words, ``alert`` the second line under the headline.
    """

    contest: str
    kicker: str
    version: int
    before: int
    as_of: str
    headline: Sentence
    alert: Sentence
    paragraphs: tuple[Paragraph, ...]
    changes: tuple[Sentence, ...]
    brief: tuple[Sentence, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of the whole story, headline and alert among them."""
        told = (s for p in self.paragraphs for s in p.sentences)
        return (self.headline, self.alert, *self.changes, *told)


def words_in(sentences: tuple[Sentence, ...]) -> int:
    """How many words there are, as an editor counts them."""
    return sum(len(s.text.split()) for s in sentences)
