"""Names of New England's counties by FIPS code: a wire service lists its towns and only the county's code.

Connecticut has two sets: eight counties, and the nine planning regions that took their place in 2022.
"""

from __future__ import annotations

_ODD = {
    "09": "Fairfield|Hartford|Litchfield|Middlesex|New Haven|New London|Tolland|Windham",
    "23": (
        "Androscoggin|Aroostook|Cumberland|Franklin|Hancock|Kennebec|Knox|Lincoln|Oxford|Penobscot|Piscataquis|"
        "Sagadahoc|Somerset|Waldo|Washington|York"
    ),
    "25": (
        "Barnstable|Berkshire|Bristol|Dukes|Essex|Franklin|Hampden|Hampshire|Middlesex|Nantucket|Norfolk|Plymouth|"
        "Suffolk|Worcester"
    ),
    "33": "Belknap|Carroll|Cheshire|Coos|Grafton|Hillsborough|Merrimack|Rockingham|Strafford|Sullivan",
    "44": "Bristol|Kent|Newport|Providence|Washington",
    "50": (
        "Addison|Bennington|Caledonia|Chittenden|Essex|Franklin|Grand Isle|Lamoille|Orange|Orleans|Rutland|"
        "Washington|Windham|Windsor"
    ),
}
_REGIONS = (
    "Capitol|Greater Bridgeport|Lower Connecticut River Valley|Naugatuck Valley|Northeastern Connecticut|"
    "Northwest Hills|South Central Connecticut|Southeastern Connecticut|Western Connecticut"
)
_NAMES = {f"{s}{2 * n + 1:03}": name for s, names in _ODD.items() for n, name in enumerate(names.split("|"))}
_NAMES |= {f"09{110 + 10 * n}": name for n, name in enumerate(_REGIONS.split("|"))}

STATES = frozenset({"CT", "MA", "ME", "NH", "RI", "VT"})
"""The states whose reporting units are cities and towns."""


def county_name(fips: str) -> str:
    """The county's name; its code where the table does not know it.

    >>> county_name("25017"), county_name("44009"), county_name("09110"), county_name("25999")
    ('Middlesex', 'Washington', 'Capitol', 'FIPS 25999')
    """
    return _NAMES.get(fips, f"FIPS {fips}")
