"""The colours of the stylesheet, measured: far enough apart for every kind of sight, dark enough to be seen.

The table is that of the interface's specification, section 7; its figures are met to the tenth.
"""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from color_sight import SIGHTS, contrast, distance, mixed, rgb, ucs
from outright.publish.assets import STATIC

PARTIES = ("dem", "gop", "lib", "grn", "ind", "other")
LEAST_APART, LEAST_CONTRAST = 18.0, 3.0
TABLE = {"light": (23.0, 19.9, 19.4, 19.7), "dark": (28.4, 24.8, 23.1, 22.4)}
CSS = (STATIC / "outright.css").read_text("utf-8")


def schemes() -> dict[str, dict[str, np.ndarray]]:
    """Every custom colour by name, by scheme; the dark ones as a system's wish and as a reader's own must agree."""
    found: dict[str, dict[str, np.ndarray]] = {}
    for head, body in re.findall(r"([^{}]*)\{([^{}]*)\}", CSS):
        colors = {k: rgb(v.lower()) for k, v in re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})\b", body)}
        short = {k: rgb(f"#{a}{a}{b}{b}{c}{c}") for k, a, b, c in re.findall(r"--([\w-]+):\s*#(\w)(\w)(\w);", body)}
        colors |= short
        if not {"dem", "paper"} <= colors.keys():
            continue
        name = "print" if "--ink: #000" in body else "dark" if "data-theme" in head else "light"
        for key, value in colors.items():
            assert np.array_equal(found.setdefault(name, {}).setdefault(key, value), value), (name, key)
    return found


SCHEMES = schemes()


def shares(names: str) -> list[float]:
    return [float(re.search(rf"\.{name}[^{{}}]*\{{ --\w: (\d+)%", CSS)[1]) / 100 for name in names.split()]


def scale(scheme: str) -> list[np.ndarray]:
    """The seven colours of the difference scale, from far behind to far ahead."""
    colors = SCHEMES[scheme]
    steps = shares("d1 d2 d3")
    behind = [mixed(colors["behind"], colors["paper"], s) for s in steps]
    ahead = [mixed(colors["ahead"], colors["paper"], s) for s in steps]
    return [*behind[::-1], colors["paper"], *ahead]


def test_the_stylesheet_has_both_schemes_whole():
    assert {"light", "dark", "print"} == set(SCHEMES)
    for scheme in ("light", "dark"):
        assert {*PARTIES, "ahead", "behind", "paper"} <= SCHEMES[scheme].keys()
    assert all(np.array_equal(SCHEMES["print"][p], SCHEMES["light"][p]) for p in PARTIES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_two_parties_look_different_to_every_kind_of_sight(scheme):
    colors = [SCHEMES[scheme][p] for p in PARTIES]
    smallest = [min(distance(a, b, sight) for a, b in combinations(colors, 2)) for sight in SIGHTS]
    assert smallest == pytest.approx(TABLE[scheme], abs=0.06)
    assert min(smallest) >= LEAST_APART


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mark_can_be_seen_on_its_paper(scheme):
    colors = SCHEMES[scheme]
    for name in (*PARTIES, "ahead", "behind", "soft"):
        assert contrast(colors[name], colors["paper"]) >= LEAST_CONTRAST, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_democrats_and_republicans_are_never_near_each_other(scheme):
    dem, gop = SCHEMES[scheme]["dem"], SCHEMES[scheme]["gop"]
    assert round(min(distance(dem, gop, sight) for sight in SIGHTS), 1) >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_two_steps_of_the_difference_scale_look_different(scheme):
    for sight in SIGHTS:
        for (i, a), (j, b) in combinations(enumerate(scale(scheme)), 2):
            assert distance(a, b, sight) >= LEAST_APART, (sight, i, j)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_difference_scale_is_not_taken_for_the_two_large_parties(scheme):
    """Purple and orange; an independent's violet and a Libertarian's gold are near them, and carry their letters."""
    colors = SCHEMES[scheme]
    for end in ("ahead", "behind"):
        for party in ("dem", "gop"):
            assert distance(colors[end], colors[party], "normal") > 8, (end, party)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("party", PARTIES)
def test_a_party_s_steps_get_darker_one_by_one(scheme, party):
    colors = SCHEMES[scheme]
    steps = [colors["paper"], *(mixed(colors[party], colors["paper"], s) for s in shares("t1 t2 t3"))]
    assert shares("t1 t2 t3") == [0.25, 0.55, 1.0]
    for sight in SIGHTS:
        for a, b in pairwise(steps):
            assert distance(a, b, sight) >= 6, "the outline carries the rest"


def test_the_model_gives_the_worked_figures_of_its_sources():
    """As a second implementation of the same papers has them (colorspacious 1.1.2); adaptation is not complete."""
    assert ucs(rgb("#ffffff")) == pytest.approx([99.999, -1.912, -1.151], abs=0.03)
    assert ucs(rgb("#ff0000")) == pytest.approx([60.048, 38.689, 24.319], abs=0.03)
    assert contrast(rgb("#ffffff"), rgb("#000000")) == pytest.approx(21)


def test_a_palette_that_many_use_would_not_pass():
    """Okabe and Ito's six on white: the same measure finds the pairs that the specification names."""
    names = ("#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7")
    colors = [rgb(n.lower()) for n in names]
    smallest = [min(distance(a, b, sight) for a, b in combinations(colors, 2)) for sight in SIGHTS]
    assert smallest == pytest.approx([21.6, 14.0, 14.8, 11.0], abs=0.06)
    assert min(smallest) < LEAST_APART
