"""Workbooks of one sheet, written part by part, for tests of what other programs write."""

from __future__ import annotations

import zipfile
from pathlib import Path


def ods_cell(text: str, more: str = "") -> str:
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string" {more}>{lines}</table:table-cell>'


def ods_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def ods(file: Path, *rows: str, manifest: str = "") -> Path:
    """A workbook of one sheet, as small as one can be."""
    names = "".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" '
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="urn:m">{manifest}</m:manifest>')
        book.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Notes">{"".join(rows)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file


NAMES = "http://schemas.openxmlformats.org/{}"
RELATED = NAMES.format("officeDocument/2006/relationships")


def xlsx(file: Path, *rows: str, formats: tuple[str, ...] = (), shared: str = "", more: str = "") -> Path:
    """A workbook of one sheet, as other programs write it; style 1 is the first of `formats`."""
    main = NAMES.format("spreadsheetml/2006/main")
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(formats)))
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{RELATED}">{more}<sheets>'
        '<sheet name="Notes" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="a" Type="{RELATED}/worksheet" Target="/xl/sheets/One.xml"/>'
        f'<Relationship Id="b" Type="{RELATED}/styles" Target="styles.xml"/>'
        f'<Relationship Id="c" Type="{RELATED}/sharedStrings" Target="strings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        "xl/strings.xml": f'<sst xmlns="{main}">{shared}</sst>',
        "xl/sheets/one.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(rows)}</sheetData>'
        "<mergeCells/></worksheet>",
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return file


HEADER = '<row><c t="str"><v>id</v></c><c t="str"><v>note</v></c></row>'
