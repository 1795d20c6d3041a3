"""A made-up night of several contests in two states."""

from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import Bulletin, Contest, Identity
from outright.terms import VerdictCode


def _contest(whole: Bulletin, place: int, code: VerdictCode, **identity: str) -> Contest:
    first = whole.contests[0]
    name = f"{identity['office_name']} {place}"
    winner = (first.candidates[place == 2].id,) if code is not VerdictCode.TOO_EARLY else ()
    return replace(
        first, id=f"contest-{place}", name=name, short_name=name, identity=Identity(**identity),
        verdict=replace(first.verdict, code=code, label=code.value, candidates=winner),
    )  # fmt: skip


def night_of() -> Bulletin:
    """One of four House seats is open and led, one won, one projected, one goes to a second round; one governor."""
    whole = bulletin(rehearsal=False)
    codes = (
        VerdictCode.TOO_EARLY, VerdictCode.WON_CERTAIN, VerdictCode.WON_PROJECTED, VerdictCode.RUNOFF_CERTAIN,
    )  # fmt: skip
    states = (("GA", "Georgia"), ("GA", "Georgia"), ("FL", "Florida"), ("FL", "Florida"))
    house = [
        _contest(whole, i, code, office_name="U.S. House", state_postal=postal, state_name=state)
        for i, (code, (postal, state)) in enumerate(zip(codes, states, strict=True))
    ]
    governor = _contest(
        whole, 4, VerdictCode.TOO_EARLY, office_name="Governor", state_postal="GA", state_name="Georgia"
    )
    return replace(whole, contests=(*house, governor))
