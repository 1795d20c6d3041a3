"""The story of a contest, written from the bulletin and from nothing else.

Every number in it is the text of a figure that the bulletin carries, every sentence says which figures it uses, and
no word goes beyond the verdict. The words follow from the situation; nothing is varied by chance.
"""

from __future__ import annotations

from outright.publish.story.plan import BRIEF_WORDS as BRIEF_WORDS
from outright.publish.story.plan import write as write
from outright.publish.story.value import Length as Length
from outright.publish.story.value import Paragraph as Paragraph
from outright.publish.story.value import Piece as Piece
from outright.publish.story.value import Sentence as Sentence
from outright.publish.story.value import Story as Story
