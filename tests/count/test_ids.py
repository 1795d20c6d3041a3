"""Ids made from printed names: the same on every machine, readable in an address."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.count import candidate_id, slug, surname


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("U.S. House, District 6", "u-s-house-district-6"),
        ("  DeKalb  County ", "dekalb-county"),
        ("Peña Nieto", "pena-nieto"),
        ("Beto O'Rourke", "beto-orourke"),
        ("--Question #1--", "question-1"),
        ("李", ""),
    ],
)
def test_a_slug_is_lower_case_ascii_with_single_hyphens(printed, expected):
    assert slug(printed) == expected


@given(st.text())
def test_a_slug_of_anything_is_an_id_and_stays_what_it_is(printed):
    made = slug(printed)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|", made)
    assert slug(made) == made


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("JON OSSOFF (DEM)", "jon-ossoff"),
        ("Jon Ossoff", "jon-ossoff"),
        ("Donald J. Trump (I) (Rep)", "donald-j-trump"),
        ("Brian Kemp (Incumbent)", "brian-kemp"),
        ("Tony (The Boss) Smith", "tony-the-boss-smith"),
        ("(DEM)", "dem"),
        ("", "unnamed"),
        ("李", "unnamed"),
    ],
)
def test_a_candidates_id_leaves_out_the_party_after_the_name(printed, expected):
    assert candidate_id(printed) == expected


@given(st.text())
def test_every_candidate_has_an_id(printed):
    assert re.fullmatch(r"[a-z0-9-]+", candidate_id(printed))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Jon Ossoff", "Ossoff"),
        ("Warren Jones, Jr.", "Jones"),
        ("Hosea Williams III", "Williams"),
        ("Mohammad Ali Bhuiyan", "Bhuiyan"),
        ("Jr.", "Jr."),
        ("Handel", "Handel"),
        ("", ""),
    ],
)
def test_a_surname_is_the_last_word_that_is_not_a_suffix(printed, expected):
    assert surname(printed) == expected
