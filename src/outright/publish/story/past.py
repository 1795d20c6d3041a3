"""How the place voted before, where a history of it stands beside the count."""

from __future__ import annotations

from collections.abc import Iterator

from outright.bulletin.history import PastResult
from outright.publish.story.pen import Gaps, Pen
from outright.publish.story.value import Sentence

_EARLIER = 2


def history(pen: Pen) -> Iterator[Sentence | None]:
    """The last presidential election here and in the state; the last ones for the seat."""
    known = pen.contest.context.history
    yield _president(pen, [p for p in known if p.office == "president"])
    yield _seat(pen, [p for p in known if p.office != "president" and p.where == "district"])


def _president(pen: Pen, known: list[PastResult]) -> Sentence | None:
    here = next((p for p in known if p.where == "district" and len(p.candidates) > 1), None)
    if here is None:
        return None
    _ = pen.gettext
    wider = next((p for p in known if p.id == here.id and p.where == "state" and p.candidates), None)
    gaps = _gaps(pen, here)
    if wider is not None and wider.candidates[0].name == here.candidates[0].name:
        text = _("%(first)s carried the district by %(margin)s over %(second)s, and %(wider)s by %(margin2)s "
                 "(%(contest)s).")  # fmt: skip
        return pen.say("past.both", text, 6, gaps=gaps, wider=pen.called(wider.place),
                       margin2=f"history.{wider.id}.state.margin")  # fmt: skip
    return pen.say(
        "past", _("%(first)s carried the district by %(margin)s over %(second)s (%(contest)s)."), 6, gaps=gaps
    )


def _seat(pen: Pen, known: list[PastResult]) -> Sentence | None:
    """The last contest for the seat, and how far ahead the first was in those before it."""
    _, ended = pen.gettext, [p for p in known if len(p.candidates) > 1]
    if not ended:
        return None
    here, *rest = ended
    row = []
    for past in rest[:_EARLIER]:
        found = pen.clause("%(margin)s (%(contest)s)", margin=f"history.{past.id}.district.margin",
                           contest=pen.called(past.name))  # fmt: skip
        row += [found] if found is not None else []
    gaps = _gaps(pen, here)
    if row:
        text = _("%(first)s carried the district by %(margin)s over %(second)s (%(contest)s); before that the lead "
                 "there was %(list)s.")  # fmt: skip
        return pen.say("past.seat", text, 8, gaps=gaps, list=pen.listed(row))
    text = _("%(first)s carried the district by %(margin)s over %(second)s (%(contest)s).")
    return pen.say("past.seat", text, 8, gaps=gaps)


def _gaps(pen: Pen, past: PastResult) -> Gaps:
    first, second = past.candidates[:2]
    return {"first": pen.called(first.name), "second": pen.called(second.name), "contest": pen.called(past.name),
            "margin": f"history.{past.id}.district.margin"}  # fmt: skip


def afterwards(pen: Pen) -> Iterator[Sentence | None]:
    """What came after the night, where it is told again later: apart from all that was known then."""
    _ = pen.gettext
    for later in pen.contest.context.afterwards:
        if len(later.candidates) < 2:
            continue
        head = f"afterwards.{later.id}"
        first, second = later.candidates[:2]
        text = _("Afterwards, and known to nothing above: on %(date)s %(first)s had %(share)s and %(second)s "
                 "%(share2)s of %(votes)s votes.")  # fmt: skip
        yield pen.say(
            "afterwards", text, 3, 9, date=f"{head}.date", first=pen.called(first.name),
            second=pen.called(second.name), share=f"{head}.first.share", share2=f"{head}.second.share",
            votes=f"{head}.votes",
        )  # fmt: skip
