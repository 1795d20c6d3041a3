"""The evaluator: a rule and a complete count in, a decision with its working out.

Pure: the same rule and votes give the same decision, whatever order the candidates come in. It says
what follows *if these are all the votes*; what may still change is the verdict's business. Where the
numbers cannot tell, it says so and what is missing: a wrong winner is worse than no winner.
"""

from __future__ import annotations

from dataclasses import replace

from outright.rules.arithmetic import (
    any_of,
    denominator_votes,
    first_share,
    holds,
    meets_tests,
    voids,
    votes_needed,
    would_win,
)
from outright.rules.decision import Decision, Outcome
from outright.rules.going_on import Cut, cut_at, going_on, ranked
from outright.rules.vocabulary import Otherwise, Rule, TieAtCut, UnitsTest, is_plurality
from outright.rules.vocabulary import OtherwiseKind as Kind
from outright.rules.votes import ContestVotes, counted, standing, written_in
from outright.rules.words import Unopposed
from outright.rules.working import TIE_WORDS, cautions, missing_counts, sums_of

_GOING_ON = {
    Kind.RUNOFF: Outcome.RUNOFF,
    Kind.ADVANCE: Outcome.ADVANCE,
    Kind.LEGISLATURE: Outcome.TO_LEGISLATURE,
    Kind.CONVENTION: Outcome.TO_CONVENTION,
    Kind.IRV: Outcome.ROUNDS_NEEDED,
    Kind.CONTINGENT: Outcome.ROUNDS_NEEDED,
}


def decide(rule: Rule, tally: ContestVotes) -> Decision:
    """What the rule says if ``tally`` is every vote of the contest.

    >>> from outright.rules.table import get
    >>> from outright.rules.votes import contest_votes
    >>> decide(get("us-ga-special-2005"), contest_votes({"a": 50_000, "b": 30_000, "c": 20_000})).outcome
    <Outcome.RUNOFF: 'runoff'>
    """
    votes = counted(rule, tally)
    contenders = ranked(votes, (who for who in votes if standing(rule, tally, who)))
    decision = _decide(rule, tally, votes, contenders)
    test = first_share(rule)
    of = test.of if test and test.of else rule.denominator
    sums = tuple(sums_of(rule, tally, contenders[0])) if contenders else ()
    return replace(
        decision,
        denominator=of,
        denominator_votes=denominator_votes(rule, tally, of),
        votes_needed=votes_needed(rule, tally),
        working=(*sums, *decision.working, *cautions(rule, tally)),
    )


def _decide(rule: Rule, tally: ContestVotes, votes: dict[str, int], contenders: tuple[str, ...]) -> Decision:
    if not any(votes.values()) and not tally.blank and not tally.null:
        return _undetermined("No votes are counted.")
    void = any_of(voids(test, rule, tally) for test in rule.void)
    if void is None:
        return _undetermined("Whether the round is void cannot be told.", *missing_counts(rule, tally))
    if void:
        return Decision(outcome=Outcome.VOID_REPEAT, working=("The round is void and is held again.",))
    if not any(votes[who] for who in contenders):
        return _undetermined("Nobody who can be elected has votes.")
    if rule.win and len(votes) <= rule.seats and not written_in(rule, tally):
        return _unopposed(rule, tally, votes, contenders)
    for who in votes:
        if not standing(rule, tally, who) and would_win(rule, tally, who) is not False:
            return _undetermined(f"{who} withdrew but would be elected; the rule does not say what follows.")
    if is_plurality(rule):
        return _most_votes(rule, tally, votes, contenders)
    return _by_tests(rule, tally, votes, contenders)


def _undetermined(*working: str) -> Decision:
    return Decision(outcome=Outcome.UNDETERMINED, working=working)


def _unopposed(rule: Rule, tally: ContestVotes, votes: dict[str, int], contenders: tuple[str, ...]) -> Decision:
    """No more candidates than seats: elected, unless the law still asks for turnout or for yes votes."""
    elected = Decision(outcome=Outcome.ELECTED_UNOPPOSED, candidates=contenders)
    again = Decision(outcome=Outcome.VOID_REPEAT, working=("The only candidate did not get what the law asks.",))
    if rule.unopposed is Unopposed.ELECTED:
        return elected
    if rule.unopposed is Unopposed.YES_NO:
        if tally.yes is None or tally.no is None:
            return _undetermined("An unopposed candidate is put to a vote; yes and no are not in this count.")
        line = f"Yes {tally.yes:,}, no {tally.no:,}."
        return replace(elected if tally.yes > tally.no else again, working=(line,))
    met = meets_tests(rule, tally, votes, contenders[0])
    if met is None:
        return _undetermined(*missing_counts(rule, tally))
    return elected if met else again


def _most_votes(rule: Rule, tally: ContestVotes, votes: dict[str, int], contenders: tuple[str, ...]) -> Decision:
    cut = cut_at(votes, contenders, rule.seats)
    weakest = min(votes[who] for who in cut.sure + cut.tied)
    if (pile := written_in(rule, tally)) >= weakest:
        return _undetermined(f"{pile:,} write-in votes could be one candidate's; they need names.")
    if not cut.tied:
        return Decision(outcome=Outcome.ELECTED, candidates=cut.sure)
    kind = Outcome.TIE_FOR_FIRST if rule.seats == 1 else Outcome.TIE_AT_CUT
    return Decision(outcome=kind, candidates=cut.sure, tied=cut.tied, places=cut.places, working=(TIE_WORDS[rule.tie],))


def _by_tests(rule: Rule, tally: ContestVotes, votes: dict[str, int], contenders: tuple[str, ...]) -> Decision:
    answers = {who: holds(rule, tally, who) for who in contenders}
    winners = tuple(who for who, answer in answers.items() if answer)
    if winners:
        return Decision(outcome=Outcome.ELECTED, candidates=winners)
    level = tuple(who for who in contenders if votes[who] == votes[contenders[0]])
    if len(level) > 1 and meets_tests(rule, tally, votes, level[0]):
        return Decision(outcome=Outcome.TIE_FOR_FIRST, tied=level, places=1, working=(TIE_WORDS[rule.tie],))
    unknown = tuple(who for who, answer in answers.items() if answer is None)
    if unknown:
        return _cannot_tell(rule, tally, unknown)
    assert rule.otherwise is not None, "a rule without an otherwise is a plurality rule"
    return _otherwise(rule, rule.otherwise, tally, votes)


def _cannot_tell(rule: Rule, tally: ContestVotes, unknown: tuple[str, ...]) -> Decision:
    missing = missing_counts(rule, tally)
    units = next((t.units for alternative in rule.win for t in alternative if isinstance(t, UnitsTest)), "")
    if units and tally.units is None and not missing:
        needs = f"The rule also counts {units}; totals alone cannot tell."
        return Decision(outcome=Outcome.NEEDS_UNITS, candidates=unknown, working=(needs,))
    return _undetermined(*(missing or ("Write-in votes could be one candidate's; they need names.",)))


def _otherwise(rule: Rule, otherwise: Otherwise, tally: ContestVotes, votes: dict[str, int]) -> Decision:
    """Nobody has won: who goes on, and to what."""
    if otherwise.kind is Kind.NEXT_ELECTION:
        return Decision(outcome=Outcome.VOID_REPEAT, working=("Nobody is elected; a new election is held.",))
    cut = going_on(rule, otherwise, tally)
    if cut.trouble:
        return _undetermined(cut.trouble)
    if cut.needs_units:
        return Decision(outcome=Outcome.NEEDS_UNITS, candidates=cut.sure)
    if cut.restart:
        line = "A candidate who qualified has withdrawn; the election starts again."
        return Decision(outcome=Outcome.VOID_REPEAT, working=(line,))
    if cut.tied and otherwise.tie_at_cut is not TieAtCut.ALL:
        return Decision(outcome=Outcome.TIE_AT_CUT, candidates=cut.sure, tied=cut.tied, places=cut.places)
    if otherwise.on_request_of is not None:
        return _on_request(cut, votes, rule)
    everybody = ranked(votes, cut.sure + cut.tied)
    return Decision(outcome=_GOING_ON[otherwise.kind], candidates=everybody, tied=cut.tied, places=cut.places or None)


def _on_request(cut: Cut, votes: dict[str, int], rule: Rule) -> Decision:
    """A second round only if the runner-up asks; until then the leader is the nominee."""
    pair = cut.sure + cut.tied
    if len(pair) != 2:
        return _undetermined("There is no single runner-up who could ask for a second round.")
    if votes[pair[0]] == votes[pair[1]]:
        return Decision(outcome=Outcome.TIE_FOR_FIRST, tied=pair, places=1, working=(TIE_WORDS[rule.tie],))
    return Decision(outcome=Outcome.MAY_REQUEST_RUNOFF, candidates=pair, by=pair[1])
