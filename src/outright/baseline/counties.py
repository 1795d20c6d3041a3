"""Where counties are and who lives there: what a desk can know of a county before the night.

Population centres are those of the 2010 census, in degrees. The columns are shares in percent, a household income in
dollars and a number of people; NaN is what the source does not give. They are of 2012-2016 whatever the night.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outright.baseline.tables import Files

COLUMNS: Mapping[str, str] = {
    "black": "black_pct",
    "hispanic": "hispanic_pct",
    "income": "median_hh_inc",
    "less_than_college": "lesscollege_pct",
    "over_64": "age65andolder_pct",
    "rural": "rural_pct",
    "foreign_born": "foreignborn_pct",
    "voting_age_citizens": "cvap",
}
"""Our name of each column, and the source's."""


@dataclass(frozen=True, slots=True, eq=False)
class Counties:
    """One row per county, sorted by FIPS code. ``people`` has the shape (counties, columns)."""

    fips: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    columns: tuple[str, ...]
    people: NDArray[np.float64]

    def column(self, name: str) -> NDArray[np.float64]:
        """One column by our name of it; ``ValueError`` where there is none of that name."""
        column: NDArray[np.float64] = self.people[:, self.columns.index(name)]
        return column


def read_counties(files: Files) -> Counties:
    """The counties of ``county_context/``; an empty table where a dataset has no such folder."""
    import numpy as np

    centres = {row["fips"].zfill(5): row for row in _rows(files, "county_context/county_centers.csv.gz")}
    people = {row["fips"].zfill(5): row for row in _rows(files, "county_context/election-context-2018.csv.gz")}
    fips = tuple(sorted(centres.keys() | people.keys()))
    none: dict[str, str] = {}
    return Counties(
        fips=fips,
        lon=np.array([_number(centres.get(f, none).get("pclon10")) for f in fips], dtype=np.float64),
        lat=np.array([_number(centres.get(f, none).get("pclat10")) for f in fips], dtype=np.float64),
        columns=tuple(COLUMNS),
        people=np.array(
            [[_number(people.get(f, none).get(source)) for source in COLUMNS.values()] for f in fips],
            dtype=np.float64,
        ).reshape(len(fips), len(COLUMNS)),
    )


def _rows(files: Files, path: str) -> list[dict[str, str]]:
    body = files.read(path)
    if body is None:
        return []
    return list(csv.DictReader(io.StringIO(gzip.decompress(body).decode("utf-8"))))


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")
