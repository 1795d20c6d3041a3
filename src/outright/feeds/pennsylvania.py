"""What Pennsylvania's codes stand for, by the readme that comes with its precinct returns."""

from __future__ import annotations

ELECTIONS = {"P": "primary", "G": "general election", "M": "municipal election", "S": "special election"}
MUNICIPALITIES = {"2": "City", "4": "Township", "5": "Town", "6": "Borough"}
OFFICES = {
    "USP": "President of the United States",
    "USS": "United States Senator",
    "GOV": "Governor",
    "USC": "Representative in Congress",
    "STS": "Senator in the General Assembly",
    "STH": "Representative in the General Assembly",
    "ATT": "Attorney General",
    "AUD": "Auditor General",
    "TRE": "State Treasurer",
    "DED": "Delegate to Democratic National Convention",
    "DER": "Delegate to Republican National Convention",
    "ADD": "Alt Delegate to Democratic National Convention",
    "ADR": "Alt Delegate to Republican National Convention",
}
_NAMES = """
    Adams Allegheny Armstrong Beaver Bedford Berks Blair Bradford Bucks Butler Cambria Cameron Carbon Centre Chester
    Clarion Clearfield Clinton Columbia Crawford Cumberland Dauphin Delaware Elk Erie Fayette Forest Franklin Fulton
    Greene Huntingdon Indiana Jefferson Juniata Lackawanna Lancaster Lawrence Lebanon Lehigh Luzerne Lycoming McKean
    Mercer Mifflin Monroe Montgomery Montour Northampton Northumberland Perry Philadelphia Pike Potter Schuylkill
    Snyder Somerset Sullivan Susquehanna Tioga Union Venango Warren Washington Wayne Westmoreland Wyoming York
"""
COUNTIES = {f"{n:02}": name for n, name in enumerate(_NAMES.split(), 1)}
