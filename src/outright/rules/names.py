"""Names of the places that the rules table knows, and how people type them.

Codes are ISO 3166: ``US-GA`` for a state, ``FR`` for a country. A bare ``CO`` is Colorado or Colombia:
the caller says which is meant, because the wrong rule would be worse than a question.
"""

from __future__ import annotations

from difflib import get_close_matches

from outright.errors import RuleError

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana",
    "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland",
    "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri",
    "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah",
    "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin",
    "WY": "Wyoming",
}  # fmt: skip
"""The fifty states and the District of Columbia, by postal code."""

COUNTRIES = {
    "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BG": "Bulgaria", "BO": "Bolivia",
    "BR": "Brazil", "CL": "Chile", "CO": "Colombia", "CR": "Costa Rica", "CY": "Cyprus",
    "CZ": "Czech Republic", "DO": "Dominican Republic", "EC": "Ecuador", "FI": "Finland",
    "FR": "France", "GB": "United Kingdom", "GH": "Ghana", "GT": "Guatemala", "HN": "Honduras",
    "HR": "Croatia", "ID": "Indonesia", "IE": "Ireland", "IR": "Iran", "IS": "Iceland", "KE": "Kenya",
    "KR": "South Korea", "LK": "Sri Lanka", "LR": "Liberia", "LT": "Lithuania", "MD": "Moldova",
    "MK": "North Macedonia", "MW": "Malawi", "MX": "Mexico", "NG": "Nigeria", "NI": "Nicaragua",
    "PA": "Panama", "PE": "Peru", "PH": "Philippines", "PL": "Poland", "PT": "Portugal",
    "PY": "Paraguay", "RO": "Romania", "RS": "Serbia", "RU": "Russia", "SG": "Singapore",
    "SI": "Slovenia", "SK": "Slovakia", "SL": "Sierra Leone", "SN": "Senegal", "SV": "El Salvador",
    "TL": "Timor-Leste", "TR": "Turkey", "TW": "Taiwan", "TZ": "Tanzania", "UA": "Ukraine",
    "US": "United States", "UY": "Uruguay", "VE": "Venezuela", "ZM": "Zambia",
}  # fmt: skip
"""The countries of the table, by ISO code."""

CITIES = {"US-IL-CHICAGO": "Chicago", "US-NY-NYC": "New York City"}
"""The cities of the table."""

NAMES = {**{f"US-{code}": name for code, name in STATES.items()}, **COUNTRIES, **CITIES}
"""Every code of the table with its name."""

_BY_NAME = {name.casefold(): code for code, name in NAMES.items()} | {
    "america": "US", "usa": "US", "czechia": "CZ", "korea": "KR", "uk": "GB", "great britain": "GB",
    "washington dc": "US-DC", "washington d.c.": "US-DC", "nyc": "US-NY-NYC", "türkiye": "TR",
}  # fmt: skip


def place_code(text: str, *, states_first: bool = False) -> str:
    """The code of the place somebody typed: ``GA``, ``us-ga``, ``Georgia`` all give ``US-GA``.

    ``states_first`` reads ``CO`` as Colorado where a country has the same letters; without it that is
    an error. ``RuleError`` for a place the table does not hold, with the nearest names.
    """
    typed = " ".join(text.split())
    code = typed.upper()
    if typed.casefold() in _BY_NAME:
        return _BY_NAME[typed.casefold()]
    if code in STATES and code in COUNTRIES and not states_first:
        raise RuleError(
            f"{code} is {STATES[code]} or {COUNTRIES[code]}",
            where=text,
            hint=f"Say which: US-{code}, or {COUNTRIES[code]} by its name.",
        )
    if code in STATES:
        return f"US-{code}"
    if code in NAMES:
        return code
    near = get_close_matches(typed.casefold(), [*_BY_NAME, *(c.casefold() for c in NAMES)], n=3, cutoff=0.75)
    names = list(dict.fromkeys(NAMES[_BY_NAME.get(name, name.upper())] for name in near))
    raise RuleError(
        f"no rules are known for {text!r}, so its contests have a leader, never a winner",
        where=text,
        hint=f"Did you mean {' or '.join(names)}?" if names else "Name a US state or a country of the table.",
    )
