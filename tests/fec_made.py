"""Files of the FEC made up for tests: bulk rows, electronic filings, answers of the API. Nobody in them is real."""

import json
from collections.abc import Iterable

from outright.context.fec_rows import COMMITTEES, GIFTS, LINKAGE, SPENDING, SUMMARY

OSSOFF, HANDEL = "H8GA06195", "H8GA06286"
CAMPAIGN, RIVAL, FUND = "C00630426", "C00633362", "C00504530"
SEPARATOR = "\x1c"


def bulk(columns: tuple[str, ...], *rows: dict[str, str]) -> bytes:
    """Rows of a bulk file; what is not named is empty."""
    return b"".join("|".join(row.get(c, "") for c in columns).encode() + b"\n" for row in rows)


def summary(*rows: dict[str, str]) -> bytes:
    return bulk(SUMMARY, *rows)


def linkage(*pairs: tuple[str, str], designation: str = "P") -> bytes:
    rows = ({"CAND_ID": a, "CMTE_ID": b, "FEC_ELECTION_YR": "2018", "CMTE_DSGN": designation} for a, b in pairs)
    return bulk(LINKAGE, *rows)


def committees(**names: str) -> bytes:
    return bulk(COMMITTEES, *({"CMTE_ID": i, "CMTE_NM": n} for i, n in names.items()))


def gift(amount: str, state: str = "GA", **more: str) -> dict[str, str]:
    """A row of itcont; ``more`` overrides its columns."""
    usual = {
        "CMTE_ID": CAMPAIGN, "AMNDT_IND": "N", "RPT_TP": "12S", "TRANSACTION_PGI": "S2017", "TRANSACTION_TP": "15",
        "ENTITY_TP": "IND", "NAME": "DONOR, SECRET", "CITY": "NOWHERE", "EMPLOYER": "HUSH", "STATE": state,
        "TRANSACTION_DT": "03012017", "TRANSACTION_AMT": amount, "FILE_NUM": "1150000", "SUB_ID": "1",
    }  # fmt: skip
    return usual | more


def gifts(*rows: dict[str, str]) -> bytes:
    numbered = ({"TRAN_ID": f"T{n}", **row} for n, row in enumerate(rows))
    return bulk(GIFTS, *numbered)


def spending(*rows: dict[str, str]) -> bytes:
    usual = {
        "CMTE_ID": FUND, "AMNDT_IND": "N", "RPT_TP": "M4", "TRANSACTION_TP": "24A", "CAND_ID": OSSOFF,
        "TRANSACTION_DT": "03152017", "FILE_NUM": "1150000",
    }  # fmt: skip
    return bulk(SPENDING, *({**usual, "TRAN_ID": f"S{n}", **row} for n, row in enumerate(rows)))


def filing(*rows: dict[str, str], version: str = "8.1") -> bytes:
    """An electronic filing of these rows, each with its ``form``; the columns are those the parser knows."""
    from fecfile import fecparser

    lines = [SEPARATOR.join(("HDR", "FEC", version, "Made up", "1.0", "", "", ""))]
    for row in rows:
        columns = fecparser.getMapping(fecparser.mappings, row["form"], version)
        lines.append(SEPARATOR.join(row["form"] if c == "form_type" else row.get(c, "") for c in columns))
    return ("\n".join(lines) + "\n").encode()


def report(form: str = "F3N", **more: str) -> dict[str, str]:
    """The cover of a candidate's report through March 29, 2017."""
    usual = {
        "form": form, "filer_committee_id_number": CAMPAIGN, "committee_name": "Made Up for Congress",
        "report_code": "12S", "coverage_from_date": "20170101", "coverage_through_date": "20170329",
        "date_signed": "20170406", "col_a_cash_on_hand_close_of_period": "2100.00", "col_a_debts_by": "0.00",
        "col_b_total_receipts": "8300.25", "col_b_total_individual_contributions": "8100.00",
        "col_b_individual_contributions_itemized": "2500.00", "col_b_individual_contributions_unitemized": "5600.00",
        "col_b_pac_contributions": "200.25", "col_b_political_party_contributions": "0.00",
        "col_b_candidate_contributions": "0.00", "col_b_candidate_loans": "0.00",
        "col_b_total_disbursements": "6200.25",
    }  # fmt: skip
    return usual | more


def received(amount: str, state: str, number: int, **more: str) -> dict[str, str]:
    """A row of Schedule A."""
    usual = {
        "form": "SA11AI", "filer_committee_id_number": CAMPAIGN, "transaction_id": f"A{number}", "entity_type": "IND",
        "contributor_last_name": "SECRET", "contributor_first_name": "DONOR", "contributor_employer": "HUSH",
        "contributor_state": state, "contribution_date": "20170301", "contribution_amount": amount,
    }  # fmt: skip
    return usual | more


def noticed(amount: str, number: int, **more: str) -> dict[str, str]:
    """A row of a 48-hour notice of gifts."""
    usual = {
        "form": "F65", "filer_committee_id_number": CAMPAIGN, "transaction_id": f"N{number}", "entity_type": "IND",
        "contributor_last_name": "SECRET", "contributor_state": "GA", "contribution_date": "20170402",
        "contribution_amount": amount,
    }  # fmt: skip
    return usual | more


def spent(amount: str, transaction: str, **more: str) -> dict[str, str]:
    """A row of Schedule E."""
    usual = {
        "form": "SE", "filer_committee_id_number": FUND, "transaction_id_number": transaction,
        "payee_organization_name": "AIR TIME INC", "dissemination_date": "20170315", "expenditure_amount": amount,
        "support_oppose_code": "O", "candidate_id_number": OSSOFF, "election_code": "S2017",
    }  # fmt: skip
    return usual | more


def notice(form: str = "F24N", **more: str) -> dict[str, str]:
    """The cover of a 24-hour notice of spending."""
    usual = {
        "form": form, "filer_committee_id_number": FUND, "report_type": "24", "committee_name": "MADE UP FUND",
        "date_signed": "20170316",
    }  # fmt: skip
    return usual | more


def quarterly(form: str = "F3XN", **more: str) -> dict[str, str]:
    """The cover of a committee's own report, in which its spending stands again."""
    usual = {
        "form": form, "filer_committee_id_number": FUND, "committee_name": "MADE UP FUND", "report_code": "M4",
        "coverage_from_date": "20170301", "coverage_through_date": "20170331", "date_signed": "20170415",
    }  # fmt: skip
    return usual | more


def answer(rows: Iterable[dict[str, object]], count: int | None = None, **pages: object) -> bytes:
    """An answer of the API in the documented shape."""
    listed = list(rows)
    pagination = {"count": len(listed) if count is None else count, "page": 1, "pages": 1, "per_page": 100, **pages}
    return json.dumps({"api_version": "1.0", "pagination": pagination, "results": listed}).encode()
