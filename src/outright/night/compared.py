"""Tonight against earlier contests, in the same places: the table, and the one sentence that may be quoted.

The sentence rests on rows that are like for like and on no others; while there are none it says so. Shares
and differences carry two decimals, because people ran ahead of one another by a point or two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import structs

from outright import bulletin as b
from outright.baseline import Past
from outright.baseline.swing import COMPLETE, Row, Swing, swing
from outright.count import ContestCount, surname
from outright.count.share import rounded, share_text
from outright.errors import BaselineError
from outright.night.baselines import Before
from outright.night.ground import UNPLACED, LiveGround
from outright.night.plan import PlannedBaseline, PlannedContest
from outright.night.words import listed
from outright.verdict.evidence import short_names


def comparisons(
    planned: PlannedContest, count: ContestCount, live: LiveGround, known: Before
) -> tuple[tuple[b.Comparison, ...], tuple[str, ...]]:
    """Every comparison the plan asks for, and in words what could not be compared."""
    made, problems = [], list(known.problems)
    for baseline in planned.baseline:
        past = known.of(baseline.id)
        if past is None:
            continue
        for candidate, against in baseline.compare.items():
            try:
                one = _comparison(planned, baseline, count, live, past, candidate, against)
                made.append(structs.replace(one, notes=(*one.notes, *filter(None, [known.joined.get(baseline.id)]))))
            except BaselineError as error:
                problems.append(f"Nothing is compared with {baseline.name}: {error.line()}")
    return tuple(made), tuple(problems)


def _comparison(
    planned: PlannedContest, baseline: PlannedBaseline, count: ContestCount, live: LiveGround, past: Past,
    candidate: str, against: str,
) -> b.Comparison:  # fmt: skip
    found = swing(live.outline, live.counted.votes, live.counted.part, past, candidates=(candidate,), against=against)
    who = short_names(count).get(candidate, candidate)
    them = surname(baseline.names.get(against, against))
    names = {i: planned.counties.get(i, i.replace("-", " ").title()) for i in set(live.outline.county)}
    rows = [r for r in found.rows if r.county != UNPLACED]
    return b.Comparison(
        baseline=baseline.id,
        label=f"Compared with {baseline.name}, same places",
        name=baseline.name,
        date=baseline.date,
        candidate=candidate,
        candidate_name=who,
        against=against,
        against_name=them,
        text=_sentence(rows, found, who, them, names),
        past_text=_past_text(baseline, past),
        rows=tuple(_row(r, names[r.county]) for r in _in_order(rows, planned)),
        all=_row(found.total, "All"),
        notes=tuple(n for n in (_district(baseline), baseline.source) if n),
    )


def _in_order(rows: Sequence[Row], planned: PlannedContest) -> list[Row]:
    """Counties in the plan's order, then those the plan does not know."""
    place = {i: n for n, i in enumerate(dict.fromkeys((*planned.registered, *planned.counties)))}
    return sorted(rows, key=lambda r: (place.get(r.county, len(place)), r.county))


def _row(row: Row, name: str) -> b.ComparedRow:
    now, then = row.now.share, row.then.share
    return b.ComparedRow(
        unit=row.county,
        name=name,
        votes=row.now.votes,
        total=row.now.total,
        share=None if now is None else float(now),
        share_text=_share(row.now.votes, row.now.total),
        then_votes=row.then.votes,
        then_total=row.then.total,
        then_share=None if then is None else float(then),
        then_share_text=_share(row.then.votes, row.then.total),
        ahead=None if row.ahead is None else float(row.ahead),
        ahead_text="–" if row.ahead is None else points(row.ahead, 2),
        in_text=_in(row.part_in),
        turnout_text="–" if row.turnout_ratio is None else _in(row.turnout_ratio),
        partial=not row.like_for_like,
        reasons=tuple(b.Reason(code=d.code.value, text=d.text, figures={}) for d in row.doubts),
    )


def points(difference: Fraction, decimals: int) -> str:
    """A difference of shares in points, with its sign; nothing rounds to a sign it does not have.

    >>> points(Fraction(14, 1000), 1), points(Fraction(-3, 1000), 1), points(Fraction(0), 1)
    ('+1.4', '−0.3', '0.0')
    """
    shown = rounded(abs(difference), decimals)
    sign = "" if not shown else "+" if difference > 0 else "−"
    return f"{sign}{float(shown * 100):.{decimals}f}"


def _sentence(rows: Sequence[Row], found: Swing, who: str, them: str, names: Mapping[str, str]) -> str:
    """Who runs ahead of whom where, from rows that are like for like; else why nothing can be said."""
    ready = sorted((r for r in rows if r.like_for_like), key=lambda r: names[r.county])
    if not ready:
        heard = any(r.now.total for r in rows)
        why = "no county's count can be compared as it stands" if heard else "no votes are in"
        return f"Who ran ahead cannot be said yet: {why}."
    if len(ready) > 4:
        text = _many(ready, who, them)
    else:
        alike = len({(r.ahead or 0) > 0 for r in ready}) == 1 and not any(_level(r) for r in ready)
        first, *others = ready
        gaps = [_gap(first, them, names[first.county], alike=False)]
        gaps += [_gap(r, "", names[r.county], alike=alike) for r in others]
        text = f"{who} runs {listed(gaps)}"
    if len(ready) < len(rows):
        return f"In counties with {_in(COMPLETE)} or more in, {text}."
    total = found.total
    overall = f"; {_gap(total, '', '', alike=False)} in all" if total.like_for_like and len(rows) > 1 else ""
    text = text.replace(" runs ", " ran ", 1) if total.part_in == 1 else text
    return f"{text}{overall}."


def _gap(row: Row, them: str, county: str, *, alike: bool) -> str:
    """ "1.4 points ahead of Clinton in Cobb"; without ``them`` "1.5 ahead in DeKalb", ``alike`` "1.5 in DeKalb"."""
    where = f" in {county}" if county else ""
    if _level(row):
        return f"level{' with ' + them if them else ''}{where}"
    ahead = row.ahead or Fraction(0)
    side = "ahead" if ahead > 0 else "behind"
    size = f"{float(rounded(abs(ahead), 1) * 100):.1f}"
    if them:
        return f"{size} points {side} of {them}{where}" if side == "ahead" else f"{size} points behind {them}{where}"
    return f"{size}{where}" if alike else f"{size} {side}{where}"


def _level(row: Row) -> bool:
    """Whether the difference is nothing at one decimal."""
    return not rounded(abs(row.ahead or Fraction(0)), 1)


def _many(ready: Sequence[Row], who: str, them: str) -> str:
    ahead = sum((r.ahead or 0) > 0 for r in ready)
    return f"{who} runs ahead of {them} in {ahead:,} of {len(ready):,} counties"


def _past_text(baseline: PlannedBaseline, past: Past) -> str:
    """How the past contest ended in these places, and in the larger place the plan gives."""
    votes = dict(zip(past.candidates, (int(n) for n in past.votes.sum(axis=(0, 1))), strict=True))
    here = "the district" if past.scope == "district-part" else "these places"
    texts = [_margin(votes, baseline.names, here, with_shares=True)]
    if baseline.wider is not None:
        texts.append(_margin(baseline.wider.votes, baseline.names, baseline.wider.name, with_shares=False))
    return " ".join(t for t in texts if t)


def _margin(votes: Mapping[str, int], names: Mapping[str, str], place: str, *, with_shares: bool) -> str:
    order = sorted(votes, key=lambda c: (-votes[c], c))
    total = sum(votes.values())
    if len(order) < 2 or not total:
        return ""
    first, second = order[0], order[1]
    lead = float(rounded(Fraction(votes[first] - votes[second], total), 2) * 100)
    called = [surname(names.get(c, c)) for c in (first, second)]
    shares = f" ({_share(votes[first], total, 1)}% to {_share(votes[second], total, 1)}%)" if with_shares else ""
    return f"{called[0]} carried {place} by {lead:.2f} points over {called[1]}{shares}."


def _district(baseline: PlannedBaseline) -> str:
    return f"{baseline.name} here is {baseline.district}." if baseline.district else ""


def _share(votes: int, total: int, decimals: int = 2) -> str:
    return share_text(votes, total, (), least=decimals)


def _in(part: Fraction) -> str:
    """A part in whole percent, never 0 or 100 by rounding."""
    whole = int(part * 100 + Fraction(1, 2))
    if whole == 0 and part > 0:
        return "<1%"
    return ">99%" if whole == 100 and part < 1 else f"{whole}%"
