"""Writes Clarity's detail XML of any snapshot: a county's file by precinct, a state's file by county.

`clarity_xml` writes the one contest of a rehearsed night; this writes as many as there are, in the same shapes.
What is not known is left out, never printed as zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from outright.count import ContestCount, Snapshot, UnitCount
from outright.rehearsal.clarity_xml import columns, stamp_text
from outright.terms import ReportingUnitType, VoteMethod

_END = "\r\n"
_NO_METHOD = "Total Votes"
_COMMENT = "<!--REHEARSAL: made by Outright to practise with; no election office published this-->"

Progress = Mapping[str, tuple[int, int]]
"""Precincts in and in all, by the id of a county."""


def labels_of(count: ContestCount) -> list[tuple[VoteMethod, tuple[str, ...]]]:
    """The columns the contest is printed in, by method, in its order."""
    known = dict(count.method_labels)
    return [(m, known.get(m) or (m.value.replace("-", " ").title(),)) for m in count.methods]


def is_state(snapshot: Snapshot) -> bool:
    """Whether the snapshot's units are counties."""
    return any(c.level is ReportingUnitType.COUNTY for c in snapshot.contests)


def detail_xml(snapshot: Snapshot, progress: Progress | None = None) -> bytes:
    """The file. ``progress`` is printed for counties; without it nothing is said of their precincts."""
    state = is_state(snapshot)
    turnout, group, unit = (
        ("ElectionVoterTurnout", "Counties", "County") if state else ("VoterTurnout", "Precincts", "Precinct")
    )
    units = {u.unit.id: u for c in snapshot.contests for u in c.units}
    at, day = snapshot.published_at, snapshot.election.date
    lines = [
        '<?xml version="1.0"?>',
        _COMMENT,
        "<ElectionResult>",
        f"    <Timestamp>{stamp_text(at) if at else ''}</Timestamp>",
        f"    <ElectionName>{_text(snapshot.election.name)}</ElectionName>",
        f"    <ElectionDate>{day.month}/{day.day}/{day.year}</ElectionDate>" if day else "    <ElectionDate/>",
        f"    <Region>{_text(snapshot.election.jurisdiction or '')}</Region>",
        f"    <{turnout}{_whole(units.values())}>",
        f"        <{group}>",
        *(f"            <{unit} name={quoteattr(u.unit.name)}{_turnout(u)}{_status(u, progress)} />"
          for u in units.values()),
        f"        </{group}>",
        f"    </{turnout}>",
    ]  # fmt: skip
    for count in snapshot.contests:
        lines += _contest(count, unit, progress or {})
    lines.append("</ElectionResult>")
    return _END.join(lines).encode("utf-8")


def _contest(count: ContestCount, unit: str, progress: Progress) -> Iterator[str]:
    contest = count.contest
    yield (
        f"    <Contest key={quoteattr(contest.source_id or contest.id)} text={quoteattr(contest.name)} "
        f'voteFor="{contest.votes_allowed}" isQuestion="{str(contest.is_question).lower()}"{_reported(count, unit)}>'
    )
    openings = [f"    <{unit} name={quoteattr(u.unit.name)}" for u in count.units]
    if unit == "Precinct":
        yield from _rows("Number of Precincts for Race", [1] * len(openings), openings, "        ")
        done = [int(bool(u.reported)) for u in count.units]
        yield from _rows("Number of Precincts Reporting", done, openings, "        ")
    elif progress:
        yield "        <ParticipatingCounties>"
        for u, opening in zip(count.units, openings, strict=True):
            yield f"        {opening}{_precincts(u, progress)} />"
        yield "        </ParticipatingCounties>"
    for c in range(len(contest.candidates)):
        yield from _choice(count, c, openings)
    yield "    </Contest>"


def _reported(count: ContestCount, unit: str) -> str:
    """Progress. The names are the format's own: in a county's file ``precinctsReporting`` is how many there are."""
    done = sum(bool(u.reported) for u in count.units)
    if unit == "Precinct":
        return f' precinctsReporting="{len(count.units)}" precinctsReported="{done}"'
    text = f' countiesParticipating="{len(count.units)}" countiesReported="{done}"'
    if count.precincts_total is None:
        return text
    return (
        f'{text} precinctsParticipating="{count.precincts_total}" precinctsReported="{count.precincts_reported or 0}"'
    )


def _choice(count: ContestCount, c: int, openings: Sequence[str]) -> Iterator[str]:
    candidate = count.contest.candidates[c]
    party = f" party={quoteattr(candidate.party)}" if candidate.party else ""
    yield (
        f"        <Choice key={quoteattr(candidate.source_id or candidate.id)} text={quoteattr(candidate.name)}"
        f'{party} totalVotes="{count.result().totals[c]}">'
    )
    for m, (_, labels) in enumerate(labels_of(count)):
        parts = [columns(u.parts[m][c] or 0, len(labels)) for u in count.units]
        for n, label in enumerate(labels):
            yield from _rows(label, [p[n] for p in parts], openings, "            ")
    if not count.methods:
        yield from _rows(_NO_METHOD, [u.totals[c] or 0 for u in count.units], openings, "            ")
    yield "        </Choice>"


def _rows(label: str, votes: Sequence[int], openings: Sequence[str], indent: str) -> Iterator[str]:
    yield f'{indent}<VoteType name={quoteattr(label)} votes="{sum(votes)}">'
    for opening, v in zip(openings, votes, strict=True):
        yield f'{indent}{opening} votes="{v}" />'
    yield f"{indent}</VoteType>"


def _status(unit: UnitCount, progress: Progress | None) -> str:
    """A precinct's status code (4 is fully reported), a county's precincts."""
    if unit.unit.type is ReportingUnitType.PRECINCT:
        return f' percentReporting="{4 if unit.reported else 0}"'
    return _precincts(unit, progress) if progress else ""


def _precincts(unit: UnitCount, progress: Progress) -> str:
    done, total = progress.get(unit.unit.id, (0, 0))
    percent = f"{100 * done / total:.2f}" if total else "0.00"
    return (
        f' precinctsParticipating="{total}" precinctsReported="{done}" precinctsReportingPercent="{percent}"'
        if total
        else ""
    )


def _turnout(unit: UnitCount) -> str:
    return _turnout_text(unit.registered_voters, unit.ballots_cast)


def _whole(rows: Collection[UnitCount]) -> str:
    registered = [u.registered_voters for u in rows]
    ballots = [u.ballots_cast for u in rows]
    return _turnout_text(
        sum(r for r in registered if r is not None) if None not in registered else None,
        sum(b for b in ballots if b is not None) if None not in ballots else None,
    )


def _turnout_text(registered: int | None, ballots: int | None) -> str:
    text = "" if registered is None else f' totalVoters="{registered}"'
    text += "" if ballots is None else f' ballotsCast="{ballots}"'
    if registered and ballots is not None:
        hundredths = (20_000 * ballots + registered) // (2 * registered)
        text += f' voterTurnout="{hundredths // 100}.{hundredths % 100:02d}"'
    return text


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
