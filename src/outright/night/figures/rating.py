"""The figures of a runoff's rating, for the sentences that use them: chances, margin and range, crossover, records."""

from __future__ import annotations

from outright.bulletin import Figure
from outright.bulletin.rating import Crossover, Margin, Rating, RatingRecord

SOURCE = "Outright's runoff rating, a model: first round, party labels and past runoffs"
COUNT = "The count of the first round"


def figures(rating: Rating | None) -> tuple[Figure, ...]:
    """Every figure of the rating, each once; none where there is no rating.

    Ids: ``rating.<candidate>.chance``, ``rating.margin`` (with ``rating.interval.lo`` and ``.hi``, all of the
    candidate who is expected ahead), ``rating.crossover`` (``.votes``, ``.of``), ``rating.eliminated.<party>.votes``,
    ``rating.record.won`` and ``.of`` (of leaders; other records carry their code), ``rating.turnout.lo``, ``.mid``,
    ``.hi``.
    """
    if rating is None:
        return ()
    found = [_word(rating)] if rating.word else []
    for one in rating.candidates:
        if one.chance is not None:
            what = f"chance that {one.name} wins the runoff"
            found.append(
                _of_model(f"{one.id}.chance", _decimal(one.chance.probability), one.chance.text, what, "chance")
            )
    found += _margin(rating.margin) if rating.margin is not None else []
    found += _crossover(rating.crossover) if rating.crossover is not None else []
    for row in rating.eliminated:
        key, what = f"eliminated.{_party(row.party, row.name)}", f"votes for eliminated candidates: {row.name}"
        found.append(_counted(f"{key}.votes", row.votes, what, "votes"))
        found.append(_counted(f"{key}.candidates", row.candidates, f"eliminated candidates: {row.name}", "people"))
    for record in rating.record:
        found += _record(record)
    if rating.turnout is not None:
        for end in ("low", "mid", "high"):
            votes: int = getattr(rating.turnout, end)
            name = {"low": "lo", "mid": "mid", "high": "hi"}[end]
            what = "votes in the runoff, as runoffs of this sort drew"
            found.append(_of_model(f"turnout.{name}", votes, f"{votes:,}", what, "votes"))
    return tuple(found)


def _word(rating: Rating) -> Figure:
    return _of_model("word", rating.word, rating.label, "the rating in a word", "word")


def _margin(margin: Margin) -> list[Figure]:
    what = f"margin of {margin.candidate} over {margin.against} in the runoff, of the finalists' votes"
    return [
        _of_model("margin", _decimal(margin.mid), margin.mid_text, f"expected {what}", "points"),
        _of_model(
            "interval.lo", _decimal(margin.low), margin.low_text, f"nine times in ten at least: {what}", "points"
        ),
        _of_model(
            "interval.hi", _decimal(margin.high), margin.high_text, f"nine times in ten at most: {what}", "points"
        ),
    ]


def _crossover(found: Crossover) -> list[Figure]:
    who = f"eliminated candidates of party {found.party}" if found.party else "eliminated candidates"
    what = f"of the votes for {who}, what {found.candidate} must exceed with equal turnout"
    return [
        _counted("crossover", found.share, what, "share", f"{found.share_text}%", of="rating.crossover.of"),
        _counted("crossover.votes", found.votes, f"votes of {who} that {found.candidate} needs", "votes"),
        _counted("crossover.of", found.of, f"votes for {who}", "votes"),
    ]


def _record(record: RatingRecord) -> list[Figure]:
    key = "record" if record.code == "leaders" else f"record.{record.code}"
    what = {
        "leaders": "leaders of first rounds like this one",
        "favored": "those whom this way of rating put ahead in such runoffs",
        "word": "the side ahead in past runoffs rated with this word",
    }[record.code]
    return [
        _of_model(f"{key}.won", record.won, f"{record.won:,}", f"{what}: won", "runoffs", of=f"rating.{key}.of"),
        _of_model(f"{key}.of", record.of, f"{record.of:,}", f"{what}: all", "runoffs"),
    ]


def _of_model(name: str, value: int | str, text: str, what: str, unit: str, of: str = "") -> Figure:
    return Figure(id=f"rating.{name}", value=value, text=text, what=what, unit=unit, of=of, source=SOURCE)


def _counted(name: str, value: int | str, what: str, unit: str, text: str = "", of: str = "") -> Figure:
    shown = text or (f"{value:,}" if isinstance(value, int) else value)
    return Figure(id=f"rating.{name}", value=value, text=shown, what=what, unit=unit, of=of, source=COUNT)


def _decimal(number: float) -> str:
    """A number as it stands in the bulletin, to the millionth."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _party(code: str | None, name: str) -> str:
    """A party as a word of an id."""
    return code or name.lower().replace(" ", "-")
