"""The page on the data names every file, every word of AP's that is used, and every parameter."""

import re

from data_states import files, known
from outright.publish.data.openapi import openapi
from outright.publish.data.spelling import race_call_status, tabulation_status
from page_states import CONTEST, STATES
from shared import ROOT

PAGE = (ROOT / "docs" / "data.md").read_text("utf-8")


def test_every_published_file_of_data_has_its_place_on_the_page():
    for path in files(known()):
        name = re.sub(r"/s/\d+\.json$", "/s/{seq}.json", path).replace("/us-ga-2017-04-18", "/{night}")
        name = name.replace(f"/{CONTEST}", "/{contest}")
        assert name in PAGE or name.rsplit("/", 1)[-1] in PAGE, name


def test_every_word_for_a_call_and_a_count_is_explained():
    for make in STATES.values():
        whole = make()
        for word in (race_call_status(whole.contests[0]), tabulation_status(whole.night, whole.contests[0])):
            assert word is None or f"`{word}`" in PAGE


def test_every_parameter_of_a_query_is_named():
    for path, item in openapi()["paths"].items():
        for parameter in item["get"].get("parameters", []):
            assert f"`{parameter['name']}`" in PAGE, (path, parameter["name"])


def test_every_member_that_the_page_names_in_the_outright_object_is_there():
    described = openapi()["components"]["schemas"]["Outright"]["properties"]
    (named,) = re.findall(r"^In `outright`: (.*?)\n\n", PAGE, re.M | re.S)
    words = set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", named)))
    assert len(words) > 10
    assert words <= set(described)
