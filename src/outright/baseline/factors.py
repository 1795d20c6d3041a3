"""Few columns for many: the main directions of a table or of a covariance, the same in every process.

The sign of a direction is nobody's; here its largest entry is positive. Directions without weight are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NOTHING = 1e-9


def main_directions(columns: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """The scores of the rows on the table's largest directions, scaled to mean squared row length 1.

    With ``X`` the table less its column means and ``X = U S V'``: the first columns of ``U S``.
    """
    table = columns - columns.mean(axis=0)
    if table.shape[1] > table.shape[0]:
        values, vectors = _largest(table @ table.T, most)
        return scaled(signed(vectors * np.sqrt(values)))
    _, vectors = _largest(table.T @ table, most)
    return scaled(signed(table @ vectors))


def root(covariance: NDArray[np.float64], share: float, most: int) -> NDArray[np.float64]:
    """Columns ``F`` with ``F F'`` near to a covariance: its largest directions, until they hold this share of it."""
    values, vectors = _largest(covariance, len(covariance))
    if values.sum() <= _NOTHING:
        return np.zeros((len(covariance), 0))
    enough = int(np.searchsorted(np.cumsum(values) / np.trace(covariance), share)) + 1
    keep = min(most, enough, len(values))
    return signed(vectors[:, :keep] * np.sqrt(values[:keep]))


def scaled(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns about their means, the mean squared length of a row being 1; none where all rows are alike."""
    centred = columns - columns.mean(axis=0)
    square = float((centred**2).sum(axis=1).mean())
    return np.asarray(centred / np.sqrt(square) if square > _NOTHING else centred[:, :0], dtype=np.float64)


def signed(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each column with the sign that makes its largest entry positive."""
    if not columns.size:
        return columns
    largest = np.abs(columns).argmax(axis=0)
    return columns * np.where(columns[largest, np.arange(columns.shape[1])] < 0, -1.0, 1.0)


def _largest(matrix: NDArray[np.float64], most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest eigenvalues of a symmetric matrix and their vectors, without those that are nothing beside them."""
    values, vectors = np.linalg.eigh(matrix)
    order = np.argsort(-values, kind="stable")[:most]
    order = order[values[order] > max(_NOTHING * float(values.max(initial=0.0)), 1e-12)]
    return values[order], vectors[:, order]
