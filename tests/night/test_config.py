"""night.toml: what a desk writes is read exactly, and what it miswrites is answered with the key it meant."""

import datetime as dt
import re

import msgspec
import pytest

from outright.errors import ConfigError
from outright.night import config_parts
from outright.night.config import load, parse, seconds
from shared import ROOT

GOOD = """
[night]
id = "us-ga-2017-04-18"
name = "Georgia 6th District special election"
timezone = "America/New_York"
polls_close = 2017-04-18T19:00:00

[[source]]
id = "clarity-ga"
kind = "clarity"
url = "https://results.example.gov/GA/67317/"
every = "45s"
authority = 1

[[contest]]
id = "us-house-6"
name = "US House 6"
match = ["U.S. Representative, District 6"]
rule = "us-ga-special-2005"
registered = "registered.csv"
candidates = "candidates.csv"

[checks]
hold = ["votes-fell>200"]
confirm = "2m"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "registered.csv").write_text('county,registered\nCobb,"1,000"\nBen Hill,20\n')
    (tmp_path / "candidates.csv").write_text("id,name,party,aliases\njon-ossoff,Jon Ossoff,D,JON OSSOFF (DEM)|Ossoff\n")
    (tmp_path / "night.toml").write_text(GOOD)
    return tmp_path


def test_a_night_is_read_as_written(folder):
    settings = load(folder / "night.toml")
    plan, (source,) = settings.plan, settings.sources
    assert plan.date == dt.date(2017, 4, 18)
    assert plan.polls_close.isoformat() == "2017-04-18T19:00:00-04:00"
    assert (source.every, source.timeout, source.urls) == (45, 30, ("https://results.example.gov/GA/67317/",))
    assert plan.sources[0].authority == 1
    contest = plan.contests[0]
    assert contest.registered == {"cobb": 1000, "ben-hill": 20}
    assert contest.counties == {"cobb": "Cobb", "ben-hill": "Ben Hill"}
    assert contest.candidates[0].printed == ("JON OSSOFF (DEM)", "Ossoff")
    assert (plan.checks, plan.hold, settings.confirm) == (True, ("votes-fell>200",), 120)
    assert settings.store == folder / "night.owr"


@pytest.mark.parametrize(
    ("old", "new", "where", "hint"),
    [
        ('timezone = "America', 'timezon = "America', "night", "Did you mean 'timezone'?"),
        ("every =", "evry =", "source[0]", "Did you mean 'every'?"),
        ("[checks]", "[chekcs]", "the top level", "Did you mean 'checks'?"),
        ('"45s"', '"soon"', "source.clarity-ga.every", 'Write it as "30s"'),
        ("America/New_York", "America/Atlanta", "night.timezone", "America/New_York"),
        ('"us-ga-special-2005"', '"us-ga-special-2004"', "contest[0] 'us-house-6'.rule", "us-ga-special-2005"),
        ('"us-house-6"', '"US House 6"', "contest.id", "'us-house-6'"),
        ("registered.csv", "voters.csv", "contest[0] 'us-house-6'.registered", "beside the settings"),
        ("polls_close = 2017-04-18T19:00:00", "", "night.date", "Give date or polls_close."),
        ('confirm = "2m"', "confirm = 2", "night.toml", "Correct this key."),
        ("[night]", "[night", "night.toml", "Correct the line."),
    ],
)
def test_what_is_miswritten_is_named_with_what_was_meant(folder, old, new, where, hint):
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        parse(GOOD.replace(old, new), folder / "night.toml")
    assert where in caught.value.where
    assert hint in caught.value.hint


@pytest.mark.parametrize("kind", ["notice", "entry"])
def test_no_decision_and_no_report_by_hand_comes_from_an_address(folder, kind):
    with pytest.raises(ConfigError, match="may come from an address"):
        parse(GOOD.replace('kind = "clarity"', f'kind = "{kind}"'), folder / "night.toml")


def test_two_sources_of_one_id_are_refused(folder):
    twice = GOOD.replace("[[contest]]", '[[source]]\nid = "clarity-ga"\nkind = "nist"\n\n[[contest]]')
    with pytest.raises(ConfigError, match="Two sources have the id"):
        parse(twice, folder / "night.toml")


def test_a_table_with_a_wrong_number_names_its_line(folder):
    (folder / "registered.csv").write_text("county,registered\nCobb,many\n")
    with pytest.raises(ConfigError, match="line 2"):
        load(folder / "night.toml")


def test_rows_of_another_contest_are_not_this_ones(folder):
    (folder / "registered.csv").write_text("contest,county,registered\nUS House 6,Cobb,5\nGovernor,Fulton,9\n,Bibb,1\n")
    assert load(folder / "night.toml").plan.contests[0].registered == {"cobb": 5, "bibb": 1}


@pytest.mark.parametrize(("text", "found"), [("30s", 30), ("1.5m", 90), ("10min", 600), ("2h", 7200), ("500ms", 0.5)])
def test_lengths_of_time(text, found):
    assert seconds(text, "every") == found


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "night.toml")
    assert "outright init" in caught.value.hint


IDENTITY = """candidates = "candidates.csv"
office = "H"
office_name = "U.S. House"
seat = "6"
seat_name = "District 6"
state = "GA"
type = "special"
divisions = ["ocd-division/country:us/state:ga/cd:6"]
fips = { cobb = "13067" }
runoff = 2017-06-20
"""


def test_what_others_call_the_contest_is_read_as_written(folder):
    (folder / "candidates.csv").write_text("name,first,last,incumbent,party\n,Jon,Ossoff,no,D\nKaren Handel,,,,R\n")
    text = GOOD.replace('candidates = "candidates.csv"\n', IDENTITY)
    contest = parse(text, folder / "night.toml").plan.contests[0]
    own = contest.identity
    assert (own.office, own.office_name, own.seat, own.seat_name, own.state) == (
        "H", "U.S. House", "6", "District 6", "GA",
    )  # fmt: skip
    assert (own.type, own.runoff, own.fips) == ("special", dt.date(2017, 6, 20), {"cobb": "13067"})
    assert own.divisions == ("ocd-division/country:us/state:ga/cd:6",)
    ossoff, handel = contest.candidates
    assert (ossoff.id, ossoff.name, ossoff.first, ossoff.last, ossoff.incumbent) == (
        "jon-ossoff", "Jon Ossoff", "Jon", "Ossoff", False,
    )  # fmt: skip
    assert (handel.name, handel.first, handel.last, handel.incumbent) == ("Karen Handel", None, None, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('state = "GA"', 'state = "Georgia"'), ('"special"', '"by-election"'), ('"13067"', '"Cobb"'),
        ('"ocd-division/country:us/state:ga/cd:6"', '"GA-06"'), ("2017-06-20", '"June 20"'),
    ],
)  # fmt: skip
def test_a_name_of_another_form_is_refused(folder, old, new):
    text = GOOD.replace('candidates = "candidates.csv"\n', IDENTITY)
    assert old in text
    with pytest.raises(ConfigError):
        parse(text.replace(old, new), folder / "night.toml")


@pytest.mark.parametrize("row", [",,,,D", "Jon Ossoff,,,perhaps,D"])
def test_a_candidate_without_a_name_or_with_a_doubtful_mark_is_refused(folder, row):
    (folder / "candidates.csv").write_text(f"name,first,last,incumbent,party\n{row}\n")
    with pytest.raises(ConfigError, match="A candidate has"):
        load(folder / "night.toml")


def test_every_key_is_explained_on_the_page_and_nothing_else_is():
    page = (ROOT / "docs" / "night-toml.md").read_text()
    told = set(re.findall(r"^\| `([a-z0-9_]+)` \|", page, re.MULTILINE))
    forms = [getattr(config_parts, n) for n in dir(config_parts) if n.endswith("Part")]
    keys = {f.encode_name for form in forms for f in msgspec.structs.fields(form)}
    assert told == keys


def test_nobody_is_on_the_list_of_the_desk_twice(folder):
    text = f'{GOOD}\n[calls]\ndesk = ["J. Rivera", "j.  RIVERA"]\n'
    with pytest.raises(ConfigError, match="twice"):
        parse(text, folder / "night.toml")
    settings = parse(text.replace("j.  RIVERA", "T. Okafor"), folder / "night.toml")
    assert settings.plan.desk == ("J. Rivera", "T. Okafor")
