"""Small .xlsx workbooks for tests, written as the spreadsheet programs do: texts in one shared list."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def column(number):
    """The letters of a column: 0 is A."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def workbook(sheets):
    """The bytes of a workbook with these sheets: name to rows, a row a list of text, numbers and None."""
    texts = {}
    parts = {}
    for n, rows in enumerate(sheets.values(), 1):
        lines = []
        for r, row in enumerate(rows, 1):
            cells = "".join(cell(f"{column(c)}{r}", value, texts) for c, value in enumerate(row) if value is not None)
            lines.append(f'<row r="{r}">{cells}</row>')
        parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"
    names = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    parts["xl/workbook.xml"] = f'<workbook {MAIN} xmlns:r="{RELS}"><sheets>{names}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="rIdS" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    shared = "".join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in texts)
    parts["xl/sharedStrings.xml"] = f"<sst {MAIN}>{shared}</sst>"
    root = f'<Relationship Id="rId1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/>'
    parts["_rels/.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>'
    types = '<Default Extension="xml" ContentType="application/xml"/>'
    parts["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()


def cell(at, value, texts):
    """One cell's XML; a text goes to the shared list."""
    if isinstance(value, str):
        return f'<c r="{at}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
    return f'<c r="{at}"><v>{value}</v></c>'
