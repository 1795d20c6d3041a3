"""``outright verify``: what a desk types with a head that was kept, and what it is told."""

from pathlib import Path

from outright.archive import Archive
from small_night import play


def test_a_head_that_was_kept_is_found_or_missed(typed, tmp_path: Path):
    night, other = tmp_path / "night.owr", tmp_path / "other.owr"
    head = play(night)
    play(other, more=50)
    with Archive.open(night) as archive:
        earlier = list(archive.heads())[3]
    code, out, _ = typed("verify", str(night))
    assert code == 0
    assert out.endswith(f"head {head}\n")
    code, out, _ = typed("verify", str(night), "--head", earlier[:16])
    assert code == 0
    assert out.endswith(f"It had the head {earlier[:16]} after publication 4.\n")
    code, _, err = typed("verify", str(other), "--head", head)
    assert code == 3
    assert f"other.owr verifies, and its chain never had the head {head}" in err
