"""Where eliminated candidates' voters went: what was put into made-up places is found again."""

import numpy as np
import pytest

from outright.projection.going import UNITS, Flow, flow, pooled


def places(kept: float, leader: float, *, units: int = 60, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Both rounds by place: of the eliminated's voters ``kept`` come back, of whom ``leader`` take the first."""
    rng = np.random.default_rng(seed)
    total = rng.integers(500, 5000, units)
    a, e = rng.uniform(0.2, 0.5, units), rng.uniform(0.1, 0.4, units)
    first = np.stack([total * a, total * (1 - a - e), total * e], axis=1)
    noise = 1 + rng.normal(0, 0.02, (units, 2))
    second = np.stack([first[:, 0] + kept * leader * first[:, 2], first[:, 1] + kept * (1 - leader) * first[:, 2]], 1)
    return first, second * noise


@pytest.mark.parametrize(("kept", "leader"), [(0.8, 0.4), (0.5, 0.7)])
def test_what_went_where_is_found(kept: float, leader: float):
    first, second = places(kept, leader)
    found = flow(first, second)
    assert found is not None
    turnout = second.sum() / first.sum()
    assert found.mean * turnout == pytest.approx([kept * leader, kept * (1 - leader)], abs=0.05)


def test_a_few_places_say_nothing():
    first, second = places(0.8, 0.4, units=UNITS - 1)
    assert flow(first, second) is None


def test_nobody_eliminated_nothing_to_tell():
    first, second = places(0.8, 0.4)
    first[:, 2] = 0
    assert flow(first, second) is None


def test_many_runoffs_together_give_the_middle():
    made = (flow(*places(0.8, 0.4, seed=seed)) for seed in range(30))
    found = pooled([f for f in made if f is not None])
    assert found is not None
    assert found.pairs == 30
    assert found.leader == pytest.approx(0.4, abs=0.03)
    assert found.leader_low <= found.leader <= found.leader_high


def test_one_wild_runoff_that_says_little_moves_little():
    made = [f for seed in range(30) if (f := flow(*places(0.8, 0.4, seed=seed))) is not None]
    wild = Flow(np.array([-3.0, 4.0]), 25.0 * np.eye(2))
    with_it, without = pooled([*made, wild]), pooled(made)
    assert with_it is not None
    assert without is not None
    assert with_it.leader == pytest.approx(without.leader, abs=0.03)


def test_too_few_runoffs_are_not_pooled():
    made = [f for seed in range(5) if (f := flow(*places(0.8, 0.4, seed=seed))) is not None]
    assert pooled(made) is None
