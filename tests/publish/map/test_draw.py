"""What is drawn: areas of circles, steps of colour, who is compared, and nothing where nothing is known."""

import gzip
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from bulletins import NAMES, bulletin
from made_maps import SAME_PARTY, metro, statewide, told, with_units
from outright.bulletin import Comparison
from outright.bulletin.compared import ComparedRow
from outright.publish.map import atlas, fit
from outright.publish.map.draw import county_map
from outright.publish.page import contest_page
from page_states import CONTEST, HOSTILE


def drawn(whole):
    return county_map(whole.contests[0], whole.night)


def section(whole) -> str:
    page = contest_page(whole, CONTEST).decode()
    found = re.search(r'<section id="map".*?</section>', page, re.S)
    return found[0] if found else ""


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.titles: list[str] = []
        self.where = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.where = tag

    def handle_data(self, data):
        if self.where == "title":
            self.titles.append(data)

    def handle_endtag(self, tag):
        self.where = ""

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def row(unit, ahead, **more):
    return ComparedRow(
        unit=unit, name=unit, votes=1, total=2, share=0.5, share_text="50.00", then_votes=1, then_total=2,
        then_share=0.5, then_share_text="50.00", ahead=ahead, ahead_text="+1.00", in_text="100%",
        turnout_text="100%", partial=False, reasons=(), **more,
    )  # fmt: skip


def compared(whole, rows):
    comparison = Comparison(
        baseline="b", label="b", name="2016 president", date=whole.night.date, candidate="jon-ossoff",
        candidate_name="Ossoff", against="clinton", against_name="Clinton", text="", past_text="",
        rows=tuple(rows), all=rows[0], notes=(),
    )  # fmt: skip
    return replace(whole, contests=(replace(whole.contests[0], comparison=(comparison,)),))


def test_a_circle_s_area_is_its_votes():
    land = drawn(statewide())
    contest = statewide().contests[0]
    leads = sorted((u.lead_votes for u in contest.units if u.lead_votes), reverse=True)
    assert len(leads) == len(land.leads) > 100
    unit = land.leads[0].r ** 2 / leads[0]
    for bubble, votes in zip(land.leads, leads, strict=True):
        if bubble.r > 2.5:
            assert bubble.r**2 / votes == pytest.approx(unit, rel=0.1)
    for size in land.lead_sizes:
        assert size.r**2 / size.votes == pytest.approx(unit, rel=0.05)


def test_large_circles_are_drawn_first_and_none_is_too_small_to_see():
    radii = [b.r for b in drawn(statewide()).leads]
    assert radii == sorted(radii, reverse=True)
    assert radii[-1] >= 2.5
    assert max(radii) <= 58


def test_every_place_of_the_table_is_on_the_map_once_and_in_its_order():
    whole = statewide()
    land = drawn(whole)
    assert [a.unit.id for a in land.areas] == [u.id for u in whole.contests[0].units]
    assert len(land.areas) == 159
    assert all(a.path.startswith("M") and a.path.endswith("z") for a in land.areas)
    assert land.missing == ()


def test_the_box_is_the_contest_s_and_few_places_show_their_surroundings():
    land, whole = drawn(metro()), drawn(statewide())
    assert len(land.areas) == 3
    assert land.folded and not whole.folded
    assert land.surroundings and not whole.surroundings
    for a in (*land.areas, *whole.areas):
        x, y = map(int, re.match(r"M(-?\d+) (-?\d+)", a.path).groups())
        assert 0 <= x <= land.width
        assert 0 <= y <= max(land.height, whole.height)
    assert {label.area.unit.name for label in land.labels} == {"Cobb", "DeKalb", "Fulton"}


@pytest.mark.parametrize(
    ("lead", "total", "step"),
    [(49, 1000, "t1"), (50, 1000, "t2"), (149, 1000, "t2"), (150, 1000, "t3"), (1000, 1000, "t3"), (1, 1000, "t1")],
)
def test_a_margin_s_colour_changes_at_five_and_fifteen_points(lead, total, step):
    whole = metro()
    votes = {c.id: 0 for c in whole.contests[0].candidates}
    votes["jon-ossoff"], votes["karen-handel"] = (total + lead) // 2, total - (total + lead) // 2
    votes["bob-gray"] = 1 if (total + lead) % 2 else 0
    if votes["bob-gray"]:
        votes["karen-handel"] -= 1
    units = [replace(u, candidates=votes, votes=total, leader="jon-ossoff") for u in whole.contests[0].units]
    exact = votes["jon-ossoff"] - votes["karen-handel"]
    wanted = "t1" if exact * 20 < total else "t2" if exact * 100 < 15 * total else "t3"
    land = drawn(with_units(whole, units))
    assert all(wanted in a.look.split() and "dem" in a.look.split() for a in land.areas)
    assert exact == lead or wanted == step


def test_a_tie_and_no_votes_have_no_party_s_colour():
    whole = metro()
    tie = {c.id: 0 for c in whole.contests[0].candidates} | {"jon-ossoff": 10, "karen-handel": 10}
    cobb, dekalb, fulton = whole.contests[0].units
    units = [
        replace(cobb, candidates=tie, votes=20, leader=None),
        replace(dekalb, candidates=dict.fromkeys(tie), votes=None, leader=None),
        fulton,
    ]
    tied, blank, led = drawn(with_units(whole, units)).areas
    assert "tie" in tied.look.split() and not tied.blank
    assert blank.blank and "dem" not in blank.look
    assert "dem" in led.look.split()
    text = section(with_units(whole, units))
    assert 'fill="url(#map-none)"' in text
    assert "Hatched: no votes reported." in text
    assert Tags(text).titles[1].startswith("DeKalb: no votes reported")
    assert Tags(text).titles[0].startswith("Cobb: tied")


@pytest.mark.parametrize(
    ("ahead", "step"),
    [(0.0, "d0"), (0.005, "d0"), (-0.005, "d0"), (0.0051, "d1"), (-0.021, "d-2"), (0.051, "d3"), (-0.4, "d-3"),
     (None, "dn")],
)  # fmt: skip
def test_the_difference_scale_is_neutral_within_half_a_point(ahead, step):
    whole = compared(metro(), [row("cobb", ahead), row("fulton", 0.01)])
    cobb, dekalb, fulton = drawn(whole).areas
    assert step in cobb.look.split()
    assert "dn" in dekalb.look.split()
    assert "d1" in fulton.look.split()
    assert drawn(whole).modes == ("lead", "share", "diff", "out")


def test_modes_are_those_there_are_figures_for():
    whole = metro()
    assert drawn(whole).modes == ("lead", "share", "out")
    nothing = [
        replace(u, votes=None, candidates=dict.fromkeys(u.candidates), leader=None, left_upper=None, left_text="")
        for u in whole.contests[0].units
    ]
    land = drawn(with_units(whole, nothing))
    assert land.modes == ("lead",)
    assert land.leads == land.outs == ()


def test_a_projection_says_what_is_out_and_is_hatched_else_a_bound_is():
    from projected_states import PROJECTED

    bound, state = drawn(metro()), next(iter(PROJECTED.values()))()
    assert not bound.estimated
    land = drawn(metro(state))
    assert land.estimated
    assert 'fill="url(#map-proj)"' in section(metro(state))
    assert "projected to be still out" in section(metro(state))
    assert "at most:" in section(metro())


def test_candidates_of_one_colour_are_told_apart():
    whole = statewide(rows=SAME_PARTY)
    land = drawn(whole)
    assert len(land.leaders) == 4
    assert len({leader.letter for leader in land.leaders}) == 4, "one party's candidates go by their names"
    ranks = {leader.candidate.id: leader.rank for leader in land.leaders}
    for a in land.areas:
        if a.unit.leader:
            assert a.overlay == (0 if ranks[a.unit.leader] == 1 else ranks[a.unit.leader])
    text = section(whole)
    for n in (2, 3, 4):
        assert f'id="map-r{n}"' in text
        assert f'fill="url(#map-r{n})"' in text


def test_there_is_no_map_of_one_place_of_several_states_or_of_unknown_places():
    whole = metro()
    first, *rest = whole.contests[0].units
    assert drawn(with_units(whole, [first])) is None
    assert drawn(with_units(whole, [first, replace(rest[0], ids={"fips": "01001"})])) is None
    assert drawn(with_units(whole, [replace(u, ids={}) for u in (first, *rest)])) is None
    assert drawn(with_units(whole, [replace(u, ids={"fips": "99999"}) for u in (first, *rest)])) is None
    assert section(with_units(whole, [first])) == ""


def test_a_place_without_an_outline_is_named():
    whole = metro()
    abroad = replace(whole.contests[0].units[0], id="abroad", name="Overseas ballots", ids={})
    land = drawn(with_units(whole, [*whole.contests[0].units, abroad]))
    assert [u.name for u in land.missing] == ["Overseas ballots"]
    assert "Not on the map: Overseas ballots." in section(with_units(whole, [*whole.contests[0].units, abroad]))


def test_every_shape_is_a_link_named_with_the_row_s_figures():
    whole = metro()
    tags = Tags(section(whole))
    links = tags.all("a")
    assert [a["href"] for a in links] == ["units/cobb/", "units/dekalb/", "units/fulton/"]
    assert len(tags.titles) == 3
    cobb = tags.titles[0]
    for figure in ("Cobb: Ossoff leads Handel by 15,116 votes, 33.1 points", "32 of 50 precincts in", "at most 83,904"):
        assert figure in cobb
    assert len({a["data-g"] for a in links}) == 3


def test_a_page_as_of_a_moment_leads_to_the_same_places():
    whole = metro()
    page = contest_page(whole, CONTEST, fixed=True).decode()
    assert 'href="../../units/cobb/"' in page


def test_the_caption_says_that_shapes_are_whole_counties_where_only_a_part_votes():
    assert "Shapes are whole counties" in section(metro())
    assert "Shapes are whole counties" not in section(statewide())


def test_a_state_of_159_counties_is_light():
    text = section(statewide())
    assert text.count("<a ") == 159
    assert len(gzip.compress(text.encode())) <= 25_000
    assert len(gzip.compress(contest_page(statewide(), CONTEST))) <= 60_000


@pytest.mark.parametrize("postal", ["TX", "VA", "AK", "HI", "CT", "RI", "PR"])
def test_every_kind_of_state_can_be_drawn(postal):
    land = drawn(statewide(postal))
    assert len(land.areas) == len(atlas.editions(postal)[-1].shapes)
    assert all(a.path for a in land.areas)
    assert land.width == fit.WIDTH
    assert land.height <= fit.HEIGHT


def test_hostile_names_stay_text():
    whole = metro(bulletin(rows=NAMES))
    units = [replace(u, name=HOSTILE[i]) for i, u in enumerate(whole.contests[0].units)]
    candidates = tuple(
        replace(c, surname=HOSTILE[i % len(HOSTILE)], party=HOSTILE[1])
        for i, c in enumerate(whole.contests[0].candidates)
    )
    bad = with_units(whole, units, candidates=candidates)
    text = section(bad)
    tags = Tags(text)
    assert {t for t, _ in tags.tags} <= {
        "section", "h2", "details", "summary", "figure", "input", "label", "svg", "defs", "pattern", "path", "a",
        "title",
        "g", "circle", "text", "tspan", "figcaption", "div", "p", "span", "ul", "li", "bdi", "table", "caption",
        "thead", "tr", "td", "th", "tbody", "rect", "use",
    }  # fmt: skip
    assert not any(k.startswith("on") for _, attributes in tags.tags for k in attributes)
    assert not any("style" in attributes for _, attributes in tags.tags)
    assert "\u202e" not in text
    assert "x" * 100 not in section(with_units(whole, [replace(u, name="x" * 10_000) for u in units]))


def test_two_maps_of_one_bulletin_are_the_same_bytes():
    assert section(statewide()) == section(statewide())


def test_what_is_told_of_a_tie_or_a_lone_candidate_has_no_rival():
    whole = metro()
    cobb, dekalb, fulton = whole.contests[0].units
    alone = {c.id: None for c in whole.contests[0].candidates} | {"jon-ossoff": 10}
    lone, *_ = told([replace(cobb, candidates=alone, votes=10, leader="jon-ossoff")])
    assert (lone.runner_up, lone.lead_votes, lone.margin_text) == (None, 10, "100.0")
    text = section(with_units(whole, [lone, dekalb, fulton]))
    assert "Cobb: Ossoff leads by 10 votes" in text


def test_the_scale_of_circles_does_not_shake_as_votes_come_in():
    from outright.publish.map.draw import _round_figure

    assert [_round_figure(n) for n in (1, 2, 3, 9, 10, 11, 45_347, 99_999)] == [1, 2, 5, 10, 10, 20, 50_000, 100_000]
