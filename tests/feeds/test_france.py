"""France: rounds of communes and departments, with blank and null votes that are nobody's."""

import pytest
from feed_samples import codes

from outright import feeds
from outright.errors import FeedError, FeedMalformed
from outright.feeds.moments import utc_text
from outright.terms import ReportingUnitType


def tour(votes, number=1, *, blank=3, null=2, elu=("", "")):
    mentions = {"Inscrits": 1000, "Abstentions": 400, "Votants": sum(votes) + blank + null, "Blancs": blank,
                "Nuls": null, "Exprimes": sum(votes)}  # fmt: skip
    said = "".join(f"<{k}><Nombre>{v}</Nombre><RapportInscrit>9,99</RapportInscrit></{k}>" for k, v in mentions.items())
    people = "".join(
        f"<Candidat><NumPanneauCand>{n}</NumPanneauCand><NomPsn>{name}</NomPsn><PrenomPsn>Zoé</PrenomPsn>"
        f"<CivilitePsn>Mme</CivilitePsn><CodNuaCand>REP</CodNuaCand><NbVoix>{v}</NbVoix>"
        f"<RapportExprimes>50,00</RapportExprimes><Elu>{elu[n - 1]}</Elu></Candidat>"
        for n, (name, v) in enumerate(zip(("ARDENT", "BLANC"), votes, strict=True), 1)
    )
    return (
        f"<Tour><NumTour>{number}</NumTour><Mentions>{said}</Mentions>"
        f"<Resultats><Candidats>{people}</Candidats></Resultats></Tour>"
    )


def commune(code, name, *tours, more=""):
    return (
        f"<Commune><CodSubCom>{code}</CodSubCom><LibSubCom>{name}</LibSubCom>{more}"
        f"<DateDerMaj>10/04/2022</DateDerMaj><HeureDerMaj>20:05:0{code[-1]}</HeureDerMaj>"
        f"<Tours>{''.join(tours)}</Tours></Commune>"
    )


def department(inner, *, own="", code="01", name="Lointaine"):
    tours = f"<Tours>{own}</Tours>" if own else ""
    return f"<Departement><CodDpt>{code}</CodDpt><LibDpt>{name}</LibDpt>{tours}{inner}</Departement>"


def file(*departments, kind="Présidentielle"):
    head = f"<Scrutin><Type>{kind}</Type><Annee>2022</Annee></Scrutin>"
    return f'<?xml version="1.0" encoding="UTF-8"?><Election>{head}{"".join(departments)}</Election>'


COMMUNES = f"<Communes>{commune('001', 'Aubre', tour((40, 35)))}{commune('002', 'Bazin', tour((10, 20)))}</Communes>"
WHOLE = file(department(COMMUNES, own=tour((50, 55), blank=6, null=4)))


def read(text):
    return feeds.read(text.encode(), name="001.xml")


def test_communes_are_summed_and_their_department_is_the_stated_total():
    snapshot = read(WHOLE)
    (count,) = snapshot.contests
    assert count.contest.name == "Présidentielle 2022, 1er tour"
    assert count.level is ReportingUnitType.MUNICIPALITY
    assert count.stated.totals == count.summed().totals == (50, 55)
    assert [(u.unit.name, u.unit.type) for u in count.units] == [
        ("Lointaine", ReportingUnitType.COUNTY),
        ("Aubre", ReportingUnitType.MUNICIPALITY),
        ("Bazin", ReportingUnitType.MUNICIPALITY),
    ]
    assert (count.ballots_cast, count.registered_voters) == (115, 1000)


def test_blank_and_null_votes_are_nobody_s_and_a_candidate_called_blanc_is_one():
    (count,) = read(WHOLE).contests
    assert [c.name for c in count.contest.candidates] == ["Zoé ARDENT", "Zoé BLANC"]
    assert "blank-ballots" in codes(read(WHOLE))
    assert count.votes == 105


def test_a_nuance_is_no_american_party():
    assert {c.party for c in read(WHOLE).contests[0].contest.candidates} == {"REP"}


def test_two_rounds_are_two_contests():
    both = commune("001", "Aubre", tour((40, 35)), tour((51, 50), 2))
    first, second = read(file(department(both))).contests
    assert (first.result().totals, second.result().totals) == ((40, 35), (51, 50))
    assert second.contest.name.endswith("2e tour")


def test_each_constituency_of_a_legislative_election_is_a_contest_within_its_department():
    circo = "<CodCirLg>01</CodCirLg>"
    text = file(
        department(commune("001", "Aubre", tour((40, 35)), more=circo)),
        department(commune("001", "Citron", tour((1, 2)), more=circo), code="02", name="Voisine"),
        kind="Législatives",
    )
    one, two = read(text).contests
    assert one.contest.name == "Législatives 2022, Lointaine circonscription 01, 1er tour"
    assert (one.result().totals, two.result().totals) == ((40, 35), (1, 2))


def test_qualified_for_the_second_round_is_quoted_and_is_no_election():
    snapshot = read(file(department(commune("001", "Aubre", tour((40, 35), elu=("QUALIFIE(E) AU T2", "NON"))))))
    (said,) = [f for f in snapshot.findings if f.code == "declared-status"]
    assert "Zoé ARDENT: QUALIFIE(E) AU T2" in said.message
    assert "BLANC" not in said.message


def test_valid_votes_that_candidates_do_not_explain_are_told():
    wrong = WHOLE.replace("<Exprimes><Nombre>75<", "<Exprimes><Nombre>76<")
    assert "total-not-sum-of-candidates" in codes(read(wrong))
    few = WHOLE.replace("<Votants><Nombre>80<", "<Votants><Nombre>70<")
    assert "turnout-below-votes" in codes(read(few))


def test_the_latest_time_is_paris_s():
    assert utc_text(read(WHOLE).published_at) == "2022-04-10T18:05:02Z"


def test_a_place_that_has_not_reported_says_so_and_a_missing_count_is_not_zero():
    text = commune(
        "001",
        "Aubre",
        tour((40, 35)).replace("<NbVoix>40<", "<NbVoix><"),
        more="<ResultatsParvenus>NON</ResultatsParvenus>",
    )
    (count,) = read(file(department(text))).contests
    assert count.units[0].totals == (None, 35)
    assert count.units[0].reported is False


def test_a_commune_printed_twice_is_not_added():
    again = file(department(f"<Communes>{commune('001', 'Aubre', tour((40, 35))) * 2}</Communes>"))
    assert read(again).contests[0].result().totals == (40, 35)
    assert "cell-repeated" in codes(read(again))


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("<NbVoix>40<", "<NbVoix>40,5<"),
        WHOLE.replace("<NbVoix>40<", "<NbVoix>4O<"),
        WHOLE.replace("<NumTour>1<", "<NumTour>un<"),
        WHOLE.replace("<NomPsn>ARDENT</NomPsn><PrenomPsn>Zoé</PrenomPsn>", ""),
        WHOLE.replace("Présidentielle", "Municipales"),
        WHOLE.replace("<Election>", "<!DOCTYPE x><Election>"),
    ],
    ids=["comma", "letter", "round", "nameless", "municipal", "doctype"],
)
def test_a_damaged_file_or_another_kind_of_election_is_refused(text):
    with pytest.raises(FeedError):
        read(text)


def test_a_file_cut_at_any_byte_is_not_used():
    whole = WHOLE.encode()
    for cut in range(1, len(whole), 5):
        with pytest.raises(FeedError):
            feeds.read(whole[:cut], name="001.xml")


def test_a_round_outside_every_place_is_refused():
    with pytest.raises(FeedMalformed, match="no place"):
        read(file(tour((1, 2))))
