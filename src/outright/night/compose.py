"""From what is known to what is said: one `Bulletin` for the moment. Every number is settled here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from outright import __version__
from outright import bulletin as b
from outright.count import ContestCount, UnitCount, surname
from outright.count.rollup import by_county
from outright.count.share import HALF, part_share, percent, share_text
from outright.night.identity import known_as
from outright.night.plan import NightPlan, PlannedContest
from outright.night.state import NightState
from outright.night.told import CHARTED, Told, progress, shares, told_reasons
from outright.night.words import (
    METHOD_ORDER,
    METHODS,
    STATUSES,
    count_of,
    moment_text,
    party,
    verdict_label,
)
from outright.rules import Rule
from outright.rules.arithmetic import first_share, least_votes
from outright.rules.sentence import sentence
from outright.rules.vocabulary import ShareTest
from outright.terms import ReportingUnitType, ResultsStatus
from outright.verdict import BallotsLeft, Need, Verdict, needs
from outright.verdict.evidence import short_names
from outright.verdict.left import BASIS_WORDS

ENGINE = f"outright {__version__}"
_PLAIN = Fraction(0)  # a county or a way of voting has no threshold of its own: no second decimal near one


def night_part(plan: NightPlan, state: NightState, *, complete: bool) -> b.Night:
    """Which night, as of when, and how its sources are doing. ``complete``: nothing is left to count."""
    as_of, status = state.as_of, state.status(plan.counting)
    if complete and status is ResultsStatus.UNOFFICIAL_PARTIAL:
        status = ResultsStatus.UNOFFICIAL_COMPLETE
    return b.Night(
        id=plan.id, name=plan.name, date=plan.date, timezone=plan.timezone, test=plan.test,
        rehearsal=plan.rehearsal, seq=state.seq, as_of=as_of,
        as_of_text=moment_text(as_of, plan.zone, plan.date) if as_of else "no publication yet",
        status=status, status_text=STATUSES[status],
        sources=tuple(_source(plan, state, i) for i in range(len(plan.sources))),
    )  # fmt: skip


def _source(plan: NightPlan, state: NightState, place: int) -> b.Source:
    """One source with its parts together: how many publications, the newest, and what is wrong with any of them."""
    planned = plan.sources[place]
    parts = state.parts(planned.id)
    newest = max(parts.values(), key=lambda s: (s.last_changed is not None, s.last_changed), default=None)
    sick = {key: s.error for key, s in parts.items() if s.error}
    held = [s.held for s in parts.values() if s.held is not None and not s.held.is_stale]
    mood: Literal["waiting", "ok", "unreadable", "held"] = "ok" if parts else "waiting"
    message = ""
    if held:
        mood, message = "held", f"Publication {held[0].arrival.seq} waits for a person: {held[0].why[0]}"
    elif sick:
        mood, message = "unreadable", _sick(plan, planned.id, sick)
    return b.Source(
        id=planned.id, kind=planned.kind, name=planned.name, url=planned.url,
        publications=sum(s.publications for s in parts.values()),
        last_received=max((s.last_received for s in parts.values() if s.last_received), default=None),
        last_changed=newest.last_changed if newest else None,
        published_text=newest.snapshot.published_text if newest and newest.snapshot else "",
        sha256=newest.sha256 if newest else None, state=mood, message=message,
        waiting=tuple(sorted(h.arrival.seq for h in held)),
    )  # fmt: skip


def _sick(plan: NightPlan, source: str, sick: Mapping[str, str]) -> str:
    """What is wrong with a source, or with how many of its parts."""
    if list(sick) == [source]:
        return sick[source]
    key, error = next(iter(sick.items()))
    more = f" {len(sick) - 1} more of its files cannot be read." if len(sick) > 1 else ""
    return f"{plan.source_name(key)}: {error}{more}"


def contest_part(
    planned: PlannedContest, count: ContestCount, rule: Rule | None, left: BallotsLeft, verdict: Verdict, told: Told,
    before: Told, *, comparison: tuple[b.Comparison, ...] = (), projection: b.Projection | None = None,
    projection_note: str = "", exact: bool = True,
) -> b.Contest:  # fmt: skip
    """Everything said of one contest. ``told`` is the memory with this moment, ``before`` without it.

    ``exact`` false: the votes were worked out from rounded shares, so no share is shown finer than a tenth of a
    percent and no distance to the threshold in votes.
    """
    total = count.votes
    test = first_share(rule) if rule else None
    limits = share_limits(rule, exact=exact)
    order = order_of(count)
    charted = order[:CHARTED]
    reported, precincts = progress(count)
    return b.Contest(
        id=planned.id, name=planned.name, short_name=planned.short_name, seats=planned.seats, votes=total,
        votes_text="no votes reported" if total is None else count_of(total, "vote"),
        threshold=_threshold(rule, test, total),
        candidates=_candidates(count, order, verdict, test if exact else None, limits, dict(before.votes)),
        parties=_parties(count, limits), methods=_methods(count, charted, limits),
        units=(*_counties(planned, count, left, charted, limits), *_precincts(planned, count)),
        verdict=b.Verdict(
            code=verdict.code, label=verdict_label(verdict.code, majority=test is not None), text=verdict.text,
            candidates=verdict.candidates, by=verdict.by,
            reasons=told_reasons(verdict),
        ),
        verdict_history=told.history,
        slots=tuple(b.Slot(slot=s.slot, code=s.code, candidate=s.candidate, text=s.text) for s in verdict.slots),
        remaining=_remaining(planned, count, rule, left, charted, reported, precincts),
        timeline=told.timeline, charted=charted, summary=_summary(count, told, order, limits),
        milestones=told.milestones, rounded=not exact,
        notes=tuple(reversed(told.notes)), projection=projection, comparison=comparison,
        projection_note=projection_note,
    )  # fmt: skip


def share_limits(rule: Rule | None, *, exact: bool) -> tuple[Fraction, ...]:
    """The shares that no printed share may cross; none where the votes are no finer than tenths themselves."""
    test = first_share(rule) if rule else None
    return ((test.share,) if test else (HALF,)) if exact else ()


def order_of(count: ContestCount) -> tuple[str, ...]:
    """Candidates by votes, then ballot order; before any votes, ballot order."""
    votes = list(count.by_candidate().items())
    return tuple(k for k, _ in sorted(votes, key=lambda item: -(item[1] or 0)))


def _threshold(rule: Rule | None, test: ShareTest | None, total: int | None) -> b.Threshold:
    if rule is None:
        return b.Threshold(
            kind="unknown", share=None, share_text=None, votes_needed=None, denominator="votes counted",
            denominator_votes=total, rule="", text="What it takes to win here is not known to us.", citation="",
            read_on="", confidence="",
        )  # fmt: skip
    kind = "plurality" if test is None else "majority" if test.share == HALF else "share"
    own = test is not None and test.of is None
    return b.Threshold(
        kind=kind, share=str(test.share) if test else None, share_text=percent(test.share) if test else None,
        votes_needed=least_votes(test.op, test.share, total) if test and own and total is not None else None,
        denominator=rule.denominator.value.replace("_", " ").replace("for office", "for the office"),
        denominator_votes=total if own or test is None else None, rule=rule.id, text=sentence(rule),
        citation=rule.citation, read_on=rule.read_on.isoformat() if rule.read_on else "",
        confidence=rule.confidence.value,
    )  # fmt: skip


def _candidates(
    count: ContestCount, order: Sequence[str], verdict: Verdict, test: ShareTest | None,
    limits: tuple[Fraction, ...], before: Mapping[str, int | None],
) -> tuple[b.Candidate, ...]:  # fmt: skip
    votes, total = count.by_candidate(), count.votes
    places = {c.id: i for i, c in enumerate(count.contest.candidates)}
    parts, texts = count.result().parts, shares(votes, total, limits)
    first_of_party: dict[str | None, int] = {}
    rows = []
    for place, cid in enumerate(order):
        candidate, mine = count.contest.candidates[places[cid]], votes[cid]
        first_of_party[candidate.party] = first_of_party.get(candidate.party, 0) + 1
        small = not total or 50 * (mine or 0) < total
        rows.append(
            b.Candidate(
                id=cid,
                name=candidate.name,
                surname=surname(candidate.name),
                party=candidate.party,
                color=party(candidate.party)[1],
                votes=mine,
                share=mine / total if total and mine is not None else None,
                share_text=texts[cid],
                gap_text=_gap(mine, total, test) if place == 0 else "",
                added=None if mine is None else mine - (before.get(cid) or 0),
                methods={m.value: row[places[cid]] for m, row in zip(count.methods, parts, strict=False)},
                state=verdict.state(cid),
                folded=place >= CHARTED and small and first_of_party[candidate.party] > 2,
            )
        )
    return tuple(rows)


def _gap(votes: int | None, total: int | None, test: ShareTest | None) -> str:
    if votes is None or not total or test is None or test.of is not None:
        return ""
    needed = least_votes(test.op, test.share, total)
    word = "a majority" if test.share == HALF else f"{percent(test.share)}%"
    if votes >= needed:
        over = votes - needed
        return f"{count_of(over, 'vote')} more than {word} takes" if over else f"exactly what {word} takes"
    return f"{count_of(needed - votes, 'vote')} short of {word}"


def _parties(count: ContestCount, limits: tuple[Fraction, ...]) -> tuple[b.PartyTotal, ...]:
    votes, total = count.by_candidate(), count.votes
    members: dict[str, list[str]] = {}
    for c in count.contest.candidates:
        if c.party is not None:
            members.setdefault(c.party, []).append(c.id)
    rows = [(p, ids, sum(votes[i] or 0 for i in ids)) for p, ids in members.items()]
    texts = shares({p: n for p, _, n in rows}, total, limits)
    return tuple(
        b.PartyTotal(
            party=p, name=party(p)[0], candidates=len(ids), votes=n if total is not None else None,
            share=n / total if total else None, share_text=texts[p],
        )
        for p, ids, n in sorted(rows, key=lambda r: (-r[2], r[0]))
    )  # fmt: skip


def _methods(count: ContestCount, charted: Sequence[str], limits: tuple[Fraction, ...]) -> tuple[b.Method, ...]:
    labels = dict(count.method_labels)
    parts = dict(zip(count.methods, count.result().parts, strict=False))
    ids = [c.id for c in count.contest.candidates]
    rows = []
    for method in (m for m in METHOD_ORDER if m in parts):
        votes = dict(zip(ids, parts[method], strict=True))
        known = [v for v in votes.values() if v is not None]
        total = sum(known) if known else None
        rows.append(
            b.Method(
                method=method.value,
                label=METHODS[method],
                labels=labels.get(method, ()),
                votes=total,
                candidates=votes,
                share_text=shares({c: votes[c] for c in charted}, total, limits, near=_PLAIN),
            )
        )
    return tuple(rows)


def _counties(
    planned: PlannedContest, count: ContestCount, left: BallotsLeft, charted: Sequence[str],
    limits: tuple[Fraction, ...],
) -> tuple[b.Unit, ...]:  # fmt: skip
    """Every county that votes, whether or not it has reported, in the plan's order."""
    have = {u.unit.id: u for u in by_county(count, planned.counties)}
    bounds = {u.unit_id: u for u in left.units}
    flags: dict[str | None, list[bool]] = {}
    for u in count.counting_units() if count.level is ReportingUnitType.PRECINCT else ():
        flags.setdefault(u.unit.parent_id, []).append(u.reported is True)
    ids = dict.fromkeys((*planned.registered, *planned.counties, *have))
    rows = []
    for i in ids:
        unit, precincts, bound = have.get(i), flags.get(i), bounds.get(i)
        rows.append(
            _unit(
                i,
                planned.counties.get(i, unit.unit.name if unit else i),
                "county",
                None,
                unit,
                count,
                charted,
                limits,
                registered=planned.registered.get(i, unit.registered_voters if unit else None),
                reported=sum(precincts) if precincts else None,
                precincts=len(precincts) if precincts else None,
                upper=bound.upper if bound else None,
            )
        )
    return tuple(rows)


def _precincts(planned: PlannedContest, count: ContestCount) -> tuple[b.Unit, ...]:
    if not planned.precincts or count.level is not ReportingUnitType.PRECINCT:
        return ()
    return tuple(
        _unit(
            u.unit.id,
            u.unit.name,
            u.unit.type.value,
            u.unit.parent_id,
            u,
            count,
            (),
            (),
            registered=u.registered_voters,
        )
        for u in count.counting_units()
    )


def _unit(
    unit_id: str, name: str, level: str, parent: str | None, unit: UnitCount | None, count: ContestCount,
    charted: Sequence[str], limits: tuple[Fraction, ...], *, registered: int | None, reported: int | None = None,
    precincts: int | None = None, upper: int | None = None,
) -> b.Unit:  # fmt: skip
    ids = [c.id for c in count.contest.candidates]
    votes = dict(zip(ids, unit.totals, strict=True)) if unit else dict.fromkeys(ids)
    total = unit.votes if unit else None
    best = max((v or 0 for v in votes.values()), default=0)
    leaders = [k for k, v in votes.items() if v == best and best]
    return b.Unit(
        id=unit_id, name=name, level=level, parent=parent, votes=total, candidates=votes,
        share_text=shares({c: votes[c] for c in charted}, total, limits, near=_PLAIN) if charted else {},
        leader=leaders[0] if len(leaders) == 1 else None, precincts_reported=reported, precincts_total=precincts,
        reported=unit.reported if unit else None, registered=registered, left_upper=upper,
        left_text=_left_text(upper) if level == "county" else "", **(known_as(unit.unit, level) if unit else {}),
    )  # fmt: skip


def _left_text(upper: int | None) -> str:
    if upper is None:
        return "not bounded"
    return f"at most {upper:,}" if upper else "none"


def _remaining(
    planned: PlannedContest, count: ContestCount, rule: Rule | None, left: BallotsLeft, charted: Sequence[str],
    reported: int | None, precincts: int | None,
) -> b.Remaining:  # fmt: skip
    names = short_names(count)
    return b.Remaining(
        upper=left.upper, basis=BASIS_WORDS[left.basis], text=_out_text(left, reported, precincts),
        complete=left.complete, precincts_reported=reported, precincts_total=precincts,
        needs=tuple(_need(n, names) for n in needs(count, rule, left, charted)),
        working=(*(u.working for u in left.units), *_whose_registration(planned, left)),
    )  # fmt: skip


def _whose_registration(planned: PlannedContest, left: BallotsLeft) -> tuple[str, ...]:
    """Whose figure the registered voters are, where a bound rests on them."""
    rests = any(u.basis == "registered" for u in left.units)
    return (f"Registered voters: {planned.registered_note}",) if rests and planned.registered_note else ()


def _out_text(left: BallotsLeft, reported: int | None, precincts: int | None) -> str:
    if left.complete:
        return "Nothing is left to count, the sources say."
    in_words = "" if not precincts else f"{reported or 0} of {precincts} precincts have fully reported. "
    if left.upper is None:
        return f"{in_words}How many ballots are left is not known."
    return f"{in_words}At most {left.upper:,} ballots are left ({BASIS_WORDS[left.basis]})."


def _need(need: Need, names: Mapping[str, str]) -> b.Need:
    name, target = names[need.candidate], need.words
    n = need.needed
    share = part_share(n.need, n.of) if n.share is not None else ""
    match n.state:
        case "met":
            text = f"{name} has {target} whatever the ballots left say." if n.of else f"{name} has {target}."
        case "cannot" if n.of:
            text = f"{name} cannot reach {target}: all {n.of:,} ballots left are not enough."
        case "cannot":
            text = f"{name} is short of {target}, and nothing is left."
        case "unknown":
            text = f"What {name} needs for {target} is not known: nothing bounds the ballots left."
        case "open":
            text = f"{name} needs {n.need:,} ({share}%) of {n.of:,} ballots left to be sure of {target}."
    return b.Need(
        candidate=need.candidate,
        target=need.target,
        need=n.need,
        of=n.of,
        share_text=share,
        state=n.state,
        text=text,
    )


def _summary(count: ContestCount, told: Told, order: Sequence[str], limits: tuple[Fraction, ...]) -> str:
    """The chart in one sentence: where the present leader began and is now."""
    points = told.timeline
    if not points or not count.votes:
        return "No votes are reported yet."
    leader, first, last = order[0], points[0], points[-1]
    name = short_names(count)[leader]
    start = share_text(first.candidates.get(leader), first.votes, limits)
    now = share_text(last.candidates.get(leader), last.votes, limits)
    reported, precincts = progress(count)
    where = f" with {reported or 0} of {precincts} precincts in" if precincts else ""
    if len(points) == 1:
        return f"{name} has {now}% of the first {count_of(last.votes, 'vote')}{where}."
    then, here = first.candidates.get(leader, 0) * last.votes, last.candidates.get(leader, 0) * first.votes
    moved = "stayed at" if then == here else "fell from" if here < then else "rose from"
    return (
        f"{name} {moved} {start}% at {first.at_text} to {now}%{where}." if then != here else f"{name} stayed at {now}%."
    )
