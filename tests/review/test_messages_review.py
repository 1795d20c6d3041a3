"""What a newcomer reads after typing something wrong."""

import json

import pytest

from outright.archive import Archive
from outright.cli.main import run
from outright.errors import ArchiveError


@pytest.mark.parametrize(
    "args",
    [
        ["take", "--json"],
        ["show", "--by", "nothing", "--json"],
        ["rules", "GA", "--stage", "nothing", "--json"],
        ["nonsense", "--json"],
    ],
)
def test_a_wrong_option_with_json_is_answered_with_json(args, capsys):
    assert run(args) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["type"] == "UsageError"
    assert "Error:" in err


def test_a_night_file_in_no_folder_says_what_to_do(tmp_path):
    with pytest.raises(ArchiveError) as caught:
        Archive.create(tmp_path / "absent" / "night.owr", {})
    assert "folder" in caught.value.hint
