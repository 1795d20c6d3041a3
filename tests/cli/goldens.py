"""What the verbs printed when somebody last looked: stored, and compared letter by letter."""

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def agrees(name: str, text: str) -> None:
    """The text is the stored one.

    ``OUTRIGHT_GOLDEN=write pytest tests/cli`` stores what is printed now: read the
    difference before committing it.
    """
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("OUTRIGHT_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
