"""From the moment to the scale of each candidate's error, and the learning of it on whole nights.

With z the standardised features of a moment, the scale is exp(z'w), and error / scale is Student's t with a few
degrees of freedom: intervals are its quantiles. The weights w maximise the penalised likelihood of the errors that
whole nights had; the penalty pulls towards the model's own standard deviation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.calibration import FEATURES, Calibration

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.projection.foresee import Foreseen
    from outright.projection.moment import Moment

    Floats = NDArray[np.float64]

CLIP = 6.0
"""A feature counts no further than so many spreads from its mean."""

RIDGE = 1e-3
"""The penalty on weights, for each spread of a feature, beside the mean log-likelihood of a moment."""

MOSTLY = 0.5
"""More than this share of what is out is most of it."""

PART_FREEDOM = 10.0
"""Degrees of freedom where most of what is out belongs to part-counted places.

No library of complete cells can teach their scale: there the model's own standard deviation is used as it is. With it
and these tails no verdict of 257 recorded counts of 2020 to 2022 was contradicted by the end."""


def freedom_of(calibration: Calibration, moment: Moment) -> float:
    """The degrees of freedom of the errors at this moment."""
    return PART_FREEDOM if moment.part_counted > MOSTLY else calibration.freedom


def scales(calibration: Calibration, moment: Moment, foreseen: Foreseen) -> Floats:
    """The scale of the error of each main candidate's final share, (main,)."""
    learned = scale_of(calibration, moment.features)
    main = list(foreseen.main)
    own = np.sqrt(foreseen.split_variance[main] + foreseen.turnout_variance[main])
    share = moment.part_counted
    scale: Floats = np.sqrt((1 - share) * learned**2 + share * own**2)
    return scale


def scale_of(calibration: Calibration, features: Floats) -> Floats:
    """The learned scale of each row of features."""
    table = np.array([calibration.features[name] for name in FEATURES])
    scale: Floats = np.exp(standardised(features, table[:, 0], table[:, 1]) @ table[:, 2])
    return scale


def standardised(features: Floats, mean: Floats, spread: Floats) -> Floats:
    """Features about their means in their spreads, clipped."""
    z: Floats = np.clip((features - mean) / spread, -CLIP, CLIP)
    return z


def learn_scale(features: Floats, errors: Floats, weights: Floats, freedom: float = 5.0) -> Calibration:
    """The calibration of these moments: features (moments, features), errors in share, weights of the moments.

    Newton's method on the mean over moments of log t(error / scale) - log scale, less the penalty.
    """
    mean, spread = features.mean(0), features.std(0)
    fixed = spread < 1e-9
    mean, spread = np.where(fixed, 0.0, mean), np.where(fixed, 1.0, spread)
    z = standardised(features, mean, spread)
    place = FEATURES.index("model_sd")
    start = np.zeros(len(FEATURES))
    start[0], start[place] = mean[place], spread[place]
    penalty = np.full(len(FEATURES), RIDGE)
    penalty[0] = RIDGE * 1e-3
    share = weights / weights.sum()
    theta = start.copy()
    for _ in range(100):
        r2 = (errors * np.exp(-z @ theta)) ** 2
        gradient = z.T @ (share * ((freedom + 1) * r2 / (freedom + r2) - 1)) - penalty * (theta - start)
        curve = np.maximum(2 * (freedom + 1) * freedom * r2 / (freedom + r2) ** 2, 0.1)
        step = np.linalg.solve((z * (share * curve)[:, None]).T @ z + np.diag(penalty), gradient)
        size = float(np.abs(step).max())
        theta += step * min(1.0, 1.0 / max(size, 1e-12))
        if size < 1e-7:
            break
    rows = zip(FEATURES, mean, spread, theta, strict=True)
    return Calibration(freedom, {name: (float(m), float(s), float(w)) for name, m, s, w in rows})
