"""The first page: everything in the bulletin is on it, nothing is worked out on it, nothing breaks it."""

import gzip
import re

import lxml.html
import pytest
from msgspec.structs import replace

from bulletins import NAMES, bulletin
from outright.bulletin import Bulletin, decode, encode
from outright.publish import words
from outright.publish.assets import assets
from outright.publish.page import contest_page
from outright.publish.pages import election_page, index_page
from outright.publish.render import missing_page
from outright.terms import ResultsStatus, VerdictCode
from page_states import CONTEST, HOSTILE, STATES, hostile, late_night, no_votes, with_contest, with_night


def parsed(page: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.decode(), parser=lxml.html.HTMLParser(encoding="utf-8"))


def text(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def by_key(page: lxml.html.HtmlElement) -> dict[str, str]:
    """What a sighted reader sees at each key: the words for screen readers left out."""
    for hidden in page.xpath("//*[contains(@class, 'vh')]"):
        hidden.drop_tree()
    return {e.get("data-k"): text(e) for e in page.xpath("//*[@data-k]")}


@pytest.fixture(params=STATES, ids=str)
def state(request: pytest.FixtureRequest) -> Bulletin:
    return STATES[request.param]()


def test_the_same_bulletin_gives_the_same_bytes_also_after_a_round_trip(state: Bulletin) -> None:
    page = contest_page(state, CONTEST)
    assert page == contest_page(state, CONTEST)
    assert page == contest_page(decode(encode(state)), CONTEST)


def test_every_candidate_is_on_the_page_once_in_the_bulletin_s_order(state: Bulletin) -> None:
    page = parsed(contest_page(state, CONTEST))
    names = [text(e) for e in page.xpath("//section[@id='results']//th[@scope='row']/span[@class='who']/bdi")]
    assert names == [c.name for c in state.contests[0].candidates]


def test_every_vote_and_share_shown_is_the_bulletin_s_own_text(state: Bulletin) -> None:
    shown = by_key(parsed(contest_page(state, CONTEST)))
    for candidate in state.contests[0].candidates:
        assert shown[f"votes.{candidate.id}"] == words.number(candidate.votes)
        assert shown[f"share.{candidate.id}"].removesuffix("%") == candidate.share_text
    for party in state.contests[0].parties:
        if any(p.candidates > 1 for p in state.contests[0].parties):
            assert shown[f"party.{party.party}.share"].removesuffix("%") == party.share_text


def test_shares_are_not_worked_out_from_votes() -> None:
    whole = bulletin()
    first = whole.contests[0].candidates[0]
    odd = type(first)(**{f: getattr(first, f) for f in first.__struct_fields__} | {"share_text": "over 50"})
    page = by_key(
        parsed(contest_page(with_contest(whole, candidates=(odd, *whole.contests[0].candidates[1:])), CONTEST))
    )
    assert page[f"share.{first.id}"] == "over 50%"


def test_missing_votes_are_a_dash_with_words_for_a_screen_reader_and_never_zero() -> None:
    page = parsed(contest_page(no_votes(), CONTEST))
    cell = page.xpath("//*[@data-k='votes.jon-ossoff']")[0]
    assert text(cell) == f"–{words.NOT_REPORTED}"
    assert "0 votes" not in text(page)
    assert "The chart starts with the first votes." in text(page)


def test_verdict_says_itself_in_words_and_its_reasons_stand_on_the_page(state: Bulletin) -> None:
    contest = state.contests[0]
    page = parsed(contest_page(state, CONTEST))
    assert text(page.xpath("//p[contains(@class,'badge')]")[0]) == contest.verdict.label
    panel = text(page.xpath("//section[@id='call']")[0])
    for part in (
        *(r.text for r in contest.verdict.reasons),
        *contest.remaining.working,
        *(s.text for s in contest.slots),
    ):
        assert part in panel


def test_certainty_is_drawn_solid_and_a_projection_hatched() -> None:
    def badge(code: VerdictCode) -> str:
        whole = bulletin()
        verdict = type(whole.contests[0].verdict)(code=code, label="x", text="y", candidates=(), by="model", reasons=())
        page = parsed(contest_page(with_contest(whole, verdict=verdict), CONTEST))
        return page.xpath("//p[contains(@class,'badge')]/@class")[0]

    assert badge(VerdictCode.RUNOFF_CERTAIN) == "badge certain"
    assert badge(VerdictCode.RUNOFF_PROJECTED) == "badge projected"
    assert badge(VerdictCode.LEADER_ONLY) == "badge open"


@pytest.mark.parametrize("code", VerdictCode)
def test_every_code_has_a_tone_and_a_word(code: VerdictCode) -> None:
    from outright.publish.render import TONE

    assert TONE[code] in {"open", "projected", "certain", "out"}
    assert words.STATE[code]


@pytest.mark.parametrize(("test", "rehearsal"), [(True, False), (False, True), (True, True), (False, False)])
def test_banner_cannot_be_missing_on_a_test_or_a_rehearsal(test: bool, rehearsal: bool) -> None:
    whole = bulletin(test=test, rehearsal=rehearsal)
    for body in (contest_page(whole, CONTEST), election_page(whole), index_page(whole)):
        page = parsed(body)
        banner = " ".join(text(e) for e in page.xpath("//header//p[@class='banner']"))
        assert ("Test." in banner) is test
        assert ("Rehearsal." in banner) is rehearsal
        assert ("TEST" in page.findtext(".//title")) is test
        assert ("REHEARSAL" in page.findtext(".//title")) is rehearsal


def test_hostile_names_are_text_and_never_markup() -> None:
    whole = hostile()
    for body in (contest_page(whole, CONTEST), election_page(whole), index_page(whole)):
        page = parsed(body)
        assert len(list(page.iter("script"))) == 1, "a name became a script"
        assert not page.xpath("//img")
        assert not [a for e in page.iter() for a in e.attrib if a.startswith("on") or a == "style"]
    seen = text(parsed(contest_page(whole, CONTEST)))
    for name in HOSTILE:
        assert " ".join(words.clean(name).split()) in seen


def test_direction_overrides_and_control_characters_do_not_reach_the_page() -> None:
    body = contest_page(hostile(), CONTEST).decode()
    assert not set("\u202e\u202c\u2028\x00\x07") & set(body)


def test_nothing_is_asked_of_another_host_and_nothing_is_inline(state: Bulletin) -> None:
    for body in (contest_page(state, CONTEST), election_page(state), index_page(state), missing_page()):
        page = parsed(body)
        addresses = [v for e in page.iter() for a, v in e.attrib.items() if a in ("href", "src", "data-events")]
        assert not [a for a in addresses if "//" in a or ":" in a]
        assert not page.xpath("//style") and not page.xpath("//*[@style]") and not page.xpath("//script[not(@src)]")
        assert b"url(" not in body.replace(b"url(#", b"")


def test_stylesheet_and_script_ask_nothing_of_another_host() -> None:
    for name, (_, body) in assets().items():
        content = body.decode().replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in content and "https:" not in content and "@import" not in content, name
        assert "url(" not in content, name


def test_links_lead_to_files_that_exist(state: Bulletin) -> None:
    from posixpath import join, normpath

    from outright.publish.tree import tree

    files = tree(state)
    for path, body in files.items():
        if not path.endswith(".html"):
            continue
        for link in parsed(body).xpath("//@href | //@src"):
            if link.startswith("#"):
                continue
            target = normpath(join(path.rsplit("/", 1)[0] or "/", link.partition("#")[0]))
            assert target in files or f"{target.rstrip('/')}/index.html" in files, f"{path} links to {link}"


def test_page_stays_light() -> None:
    whole = late_night()
    assert len(gzip.compress(contest_page(whole, CONTEST))) <= 60 * 1024
    assert len(gzip.compress(assets()["outright.css"][1])) <= 12 * 1024
    assert len(gzip.compress(assets()["outright.js"][1])) <= 30 * 1024


def test_ids_are_unique_and_labels_point_at_something(state: Bulletin) -> None:
    page = parsed(contest_page(state, CONTEST))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for reference in page.xpath("//@aria-labelledby | //@for"):
        assert reference in ids
    for anchor in page.xpath("//a[starts-with(@href,'#')]/@href"):
        assert anchor[1:] in ids


def test_keys_are_unique_so_that_a_live_update_finds_one_place(state: Bulletin) -> None:
    page = parsed(contest_page(state, CONTEST))
    for attribute in ("data-k", "data-g", "data-s"):
        keys = page.xpath(f"//@{attribute}")
        assert len(keys) == len(set(keys))


def test_tables_are_tables_and_no_header_repeats_in_the_body(state: Bulletin) -> None:
    page = parsed(contest_page(state, CONTEST))
    for table in page.iter("table"):
        assert table.find("caption") is not None
        assert all(th.get("scope") == "col" for th in table.xpath("./thead//th"))
        assert all(th.get("scope") == "row" for th in table.xpath("./tbody//th"))
        assert all(len(row.findall("th")) <= 1 for row in table.xpath("./tbody/tr"))
    assert not page.xpath("//*[@role='table']")
    for svg in page.iter("svg"):
        inside = svg.getparent().tag in ("svg", "g", "a")
        assert svg.get("aria-hidden") == "true" or svg.get("role") in ("img", "group") or inside


def test_page_refreshes_itself_without_script_until_the_count_is_certified() -> None:
    open_night = bulletin()
    certified = with_night(open_night, status=ResultsStatus.CERTIFIED)
    assert b'<noscript><meta http-equiv="refresh" content="60"></noscript>' in contest_page(open_night, CONTEST)
    assert b'http-equiv="refresh"' not in contest_page(certified, CONTEST)
    assert b"data-final" in contest_page(certified, CONTEST)


def test_contest_without_a_rule_shows_no_line_to_pass() -> None:
    page = contest_page(STATES["leader_only"](), CONTEST)
    assert b'class="tick"' not in page
    assert "majority" not in text(parsed(page).xpath("//section[@id='results']")[0])


def test_unknown_contest_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        contest_page(bulletin(), "us-house-7")


def test_election_page_has_a_card_with_a_badge_for_every_contest() -> None:
    page = parsed(election_page(bulletin()))
    assert [text(e) for e in page.xpath("//article//p[contains(@class,'badge')]")] == ["Too early to say"]
    assert page.xpath("//article//a/@href") == [f"{CONTEST}/"]


def test_log_is_newest_first_and_a_correction_is_named() -> None:
    page = parsed(contest_page(bulletin(), CONTEST))
    lines = [text(e) for e in page.xpath("//section[@id='log']//li")]
    assert lines[0].startswith("9:42 p.m.") and "Correction" in lines[1]


def test_colours_follow_the_party_and_an_unknown_party_gets_the_neutral_one() -> None:
    rows = [("a", "Ann A", "D", 10), ("b", "Bo B", "R", 5)]
    whole = bulletin(rows=rows)
    first = whole.contests[0].candidates[0]
    odd = type(first)(**{f: getattr(first, f) for f in first.__struct_fields__} | {"color": '"><script>'})
    page = contest_page(with_contest(whole, candidates=(odd, whole.contests[0].candidates[1])), CONTEST)
    assert b'class="f-other"' in page and b'class="f-gop"' in page and b'"><script>' not in page


def test_both_parties_are_marked_up_alike() -> None:
    """Swap the parties of two equal candidates: only the party's own letter and colour change."""
    one = contest_page(bulletin(rows=[("a", "Ann A", "D", 10), ("b", "Bo B", "R", 10)]), CONTEST).decode()
    two = contest_page(bulletin(rows=[("a", "Ann A", "R", 10), ("b", "Bo B", "D", 10)]), CONTEST).decode()
    rows = [re.search(r'<tr><th scope="row"><span class="who">.*?</tr>', t, re.S).group(0) for t in (one, two)]
    assert rows[0].replace("f-dem", "f-gop").replace(">D<", ">R<") == rows[1]


def test_all_eighteen_names_are_in_the_sample() -> None:
    assert len({r[0] for r in NAMES}) == 18


def test_a_label_that_ends_with_a_full_stop_gets_no_second_one() -> None:
    whole = no_votes()
    verdict = replace(whole.contests[0].verdict, label="Polls open until 7:00 p.m.")
    page = parsed(contest_page(with_contest(whole, verdict=verdict), CONTEST))
    assert by_key(page)["call.label"] == "Polls open until 7:00 p.m."


def test_a_question_has_choices_and_no_candidates_at_its_head() -> None:
    whole = bulletin(rows=[("yes", "Yes", "I", 6), ("no", "No", "I", 4)])
    asked = with_contest(whole, identity=replace(whole.contests[0].identity, is_question=True))
    heads = [text(h) for h in parsed(contest_page(asked, CONTEST)).xpath("//section[@id='results']//thead//th")]
    assert "Choice" in heads and "Candidate" not in heads


def test_quotation_marks_are_explained_only_where_there_are_some() -> None:
    whole = bulletin()
    bare = tuple(replace(m, labels=()) for m in whole.contests[0].methods)
    said = "In quotation marks"
    assert said in contest_page(whole, CONTEST).decode()
    assert said not in contest_page(with_contest(whole, methods=bare), CONTEST).decode()
