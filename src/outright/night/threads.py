"""How many threads of linear algebra a process has: one, so that the same figures come out whatever runs beside it."""

from __future__ import annotations

import os

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")


def one_thread() -> None:
    """One thread of linear algebra in this process and its children. Only works before numpy is loaded."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
