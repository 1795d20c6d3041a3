"""Names of states as sites spell them. ZZ is no state: it is the invented one."""

from __future__ import annotations

_NAMES = {
    "AL": "Alabama", "AR": "Arkansas", "GA": "Georgia", "MO": "Missouri", "MS": "Mississippi", "PA": "Pennsylvania",
    "SC": "South Carolina", "TN": "Tennessee", "TX": "Texas", "WI": "Wisconsin", "ZZ": "Meridian",
}  # fmt: skip


def state_name(code: str) -> str:
    """The state's name; a code that is not known stands for itself.

    >>> state_name("GA"), state_name("ZZ"), state_name("QQ")
    ('Georgia', 'Meridian', 'QQ')
    """
    return _NAMES.get(code, code)
