"""How wide the model's answer must be to hold as often as it says: learned on whole nights, not on cells.

The model's own standard deviation is a good guess and no more. The scale of the error that such a moment really had is
learned beside it: its logarithm is linear in what anyone can see at the moment (`FEATURES`), and error over scale is
Student's t with ``freedom`` degrees of freedom. ``record`` counts, by sort of contest, of moment and of the part
counted, how often ranges meant to hold nine times in ten did, in moments whose own election had no part in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FEATURES = (
    "one", "model_sd", "odds_in", "rest", "cells_in", "counties_in", "cells_share", "counties", "silent_counties",
    "silent_methods", "lean_gap", "larger_out", "smaller_out", "blocks", "moved", "slope", "slope_split",
    "slope_votes", "cells_out", "evenness", "cell_spread", "turnout_part", "primary", "runoff", "no_baseline",
    "uncontested", "by_county", "behind",
)  # fmt: skip
"""What the scale is read from, in order; `outright.projection.moment` says how each is measured."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """``features`` gives (mean, spread, weight) by name: weight is per spread of the feature about its mean."""

    freedom: float
    features: Mapping[str, tuple[float, float, float]]
    record: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def uncalibrated() -> Calibration:
    """The scale is the model's standard deviation as it is: where learning starts."""
    return Calibration(5.0, {name: (0.0, 1.0, 1.0 if name == "model_sd" else 0.0) for name in FEATURES})


def read_calibration(body: Mapping[str, Any]) -> Calibration:
    """From the table's section. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what does not fit."""
    features = {name: tuple(float(x) for x in body["features"][name]) for name in FEATURES}
    if any(len(values) != 3 or values[1] <= 0 for values in features.values()):
        raise ValueError("a feature has a mean, a positive spread and a weight")
    record = {name: (int(held), int(of)) for name, (held, of) in body["record"].items()}
    return Calibration(float(body["freedom"]), {n: (m, s, w) for n, (m, s, w) in features.items()}, record)


def write_calibration(calibration: Calibration) -> list[str]:
    """The section's lines; four significant digits."""
    lines = ["", "[calibration]", f"freedom = {calibration.freedom:g}", "", "[calibration.features]"]
    for name in FEATURES:
        values = ", ".join(f"{float(f'{x:.4g}'):.7f}" for x in calibration.features[name])
        lines.append(f"{name} = [{values}]")
    lines += ["", "[calibration.record]"]
    lines += [f'"{name}" = [{held}, {of}]' for name, (held, of) in sorted(calibration.record.items())]
    return lines
