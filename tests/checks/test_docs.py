"""The page about alarms says what the code does: the table of checks and the default rules are compared."""

import os

from outright.checks import CHECKS, CODES, DEFAULT
from outright.checks.hold import FAMILIES
from shared import ROOT

PAGE = ROOT / "docs" / "checks.md"
CHECKS_MARKS = (
    "<!-- checks: written by tests/checks/test_docs.py with OUTRIGHT_GOLDEN=write -->\n",
    "<!-- end of checks -->",
)
DEFAULT_MARKS = "<!-- default: written with the table of checks -->\n", "<!-- end of default -->"


def table() -> str:
    lines = ["| alarm | severity | stands | promise | what it means |", "|---|---|---|---|---|"]
    for c in CHECKS:
        lines.append(f"| `{c.code}` | {c.severity} | {'yes' if c.stands else ''} | {c.plan} | {c.meaning} |")
    return "\n".join(lines) + "\n"


def default() -> str:
    return "\n".join(f"* `{rule.text}`" for rule in DEFAULT.rules) + "\n"


def kept(marks: tuple[str, str], text: str) -> None:
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(marks[0])
    told, _, after = rest.partition(marks[1])
    if os.environ.get("OUTRIGHT_GOLDEN") == "write":
        PAGE.write_text(f"{before}{marks[0]}\n{text}\n{marks[1]}{after}", "utf-8")
        return
    assert told.strip() == text.strip()


def test_the_table_of_alarms_is_the_checks_own():
    kept(CHECKS_MARKS, table())


def test_the_default_rules_are_those_that_hold():
    kept(DEFAULT_MARKS, default())


def test_every_name_is_a_code_once_and_every_family_is_told():
    assert len(set(CODES)) == len(CODES) > 30
    page = PAGE.read_text("utf-8")
    for rule, codes in FAMILIES.items():
        assert f"| `{rule}` | {', '.join(f'`{c}`' for c in codes)} |" in page
        assert set(codes) <= set(CODES)
