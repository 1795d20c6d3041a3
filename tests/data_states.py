"""Made-up bulletins as the data documents have to say them: with what others call the contest, and without."""

import datetime as dt
from typing import Any

from msgspec.structs import replace

from bulletins import AT, bulletin
from outright.bulletin import Bulletin, ContestSource, Identity
from outright.publish.data.shelf import data, meta
from outright.publish.document import Document
from outright.publish.site import Site
from outright.terms import ElectionType
from page_states import STATES, hostile, with_contest

KNOWN = Identity(
    office_id="H", office_name="U.S. House", seat_num="6", seat_name="District 6", state_postal="GA",
    state_name="Georgia", type=ElectionType.SPECIAL, divisions=("ocd-division/country:us/state:ga/cd:6",),
    runoff_date=dt.date(2017, 6, 20), source_ids={"clarity-cobb": "10"},
)  # fmt: skip
SOURCE = ContestSource(
    id="clarity-cobb", name="Cobb County", seq=12, version="182945", fetched_at=AT, sha256="0" * 64, parts=1
)  # fmt: skip
FIPS = {"cobb": "13067", "dekalb": "13089", "fulton": "13121"}


def known(whole: Bulletin | None = None, **more: Any) -> Bulletin:
    """The bulletin with everything that other systems call the contest."""
    whole = whole or bulletin()
    contest = whole.contests[0]
    rows = tuple(
        replace(
            c, first=c.name.rsplit(" ", 1)[0], last=c.surname, incumbent=False, order=len(contest.candidates) - i,
            source_ids={"clarity-cobb": str(10 * i)},
        )
        for i, c in enumerate(contest.candidates)
    )  # fmt: skip
    units = tuple(replace(u, ids={"fips": FIPS[u.id]}) if u.id in FIPS else u for u in contest.units)
    changes = {"identity": KNOWN, "candidates": rows, "units": units, "sources": (SOURCE,), "prev": 11} | more
    return with_contest(whole, **changes)


EVERY = {**STATES, "hostile": hostile, "known": known, "known_hostile": lambda: known(hostile())}
"""Every state of the pages, and those of the data alone."""


def files(whole: Bulletin, site: Site | None = None) -> dict[str, bytes]:
    """Every data file of the night, by its path in the tree."""
    return {path: document.draw() for path, document in undrawn(whole, site).items()}


def undrawn(whole: Bulletin, site: Site | None = None) -> dict[str, Document]:
    """Every data document of the night, before it is drawn."""
    return {path: document for shelf in (data, meta) for path, document in shelf(whole, site or Site())}
