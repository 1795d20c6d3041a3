"""Small .xlsx workbooks of one's own, written with nothing but a zip; cells are text or numbers."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def column(n: int) -> str:
    """The letters of column ``n``, 0 being A."""
    name = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def _cell(row: int, n: int, value: object) -> str:
    place = f"{column(n)}{row}"
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def xlsx(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook with these sheets; a cell that is "" or None is left out, as spreadsheets do."""
    listed, relations = [], []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for n, (name, rows) in enumerate(sheets.items(), 1):
            lines = [
                f'<row r="{r}">{"".join(_cell(r, c, v) for c, v in enumerate(row) if v not in ("", None))}</row>'
                for r, row in enumerate(rows, 1)
            ]
            sheet = f'<?xml version="1.0"?><worksheet {NS}><sheetData>{"".join(lines)}</sheetData></worksheet>'
            book.writestr(f"xl/worksheets/sheet{n}.xml", sheet)
            listed.append(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>')
            relations.append(f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>')
        book.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook {NS} xmlns:r="{REL}"><sheets>{"".join(listed)}</sheets></workbook>',
        )
        book.writestr("[Content_Types].xml", TYPES)
        relation = "http://schemas.openxmlformats.org/package/2006/relationships"
        book.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{relation}"><Relationship Id="rId1" '
            f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{relation}">{"".join(relations)}</Relationships>',
        )
    return out.getvalue()
