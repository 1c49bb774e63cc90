"""A database's dump in XML is its tables, as its dump in SQL is."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import rows
from lxml import etree
from reading import names_of, read_table

from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run

MYSQL_XML = """<?xml version="1.0"?>
<mysqldump xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<database name="shop">
  <table_structure name="oc_empty"><field Field="id" Type="int"/><key Key_name="PRIMARY"/></table_structure>
  <table_structure name="oc_history"><field Field="id"/><field Field="comment"/></table_structure>
  <table_data name="oc_history">
  <row>
    <field name="id">1</field>
    <field name="comment">a &lt;b&gt;
c</field>
  </row>
  <row><field name="id">2</field><field name="comment" xsi:nil="true" /></row>
  <row><field name="id">3</field><field name="comment" xsi:type="xs:hexBinary">C5BB</field></row>
  </table_data>
</database>
</mysqldump>
"""
PHPMYADMIN_XML = """<?xml version="1.0" encoding="utf-8"?>
<!-- phpMyAdmin XML Dump -->
<pma_xml_export version="1.0" xmlns:pma="https://www.phpmyadmin.net/some_doc_url/">
  <pma:structure_schemas><pma:database name="shop">
    <pma:table name="oc_history">CREATE TABLE `oc_history` (id int);</pma:table>
  </pma:database></pma:structure_schemas>
  <database name="shop">
    <table name="oc_history"><column name="id">1</column><column name="comment">a &lt;b&gt;
c</column></table>
    <table name="oc_history"><column name="id">2</column><column name="comment">NULL</column></table>
    <table name="oc_history"><column name="id">3</column><column name="comment">Ż</column></table>
  </database>
</pma_xml_export>
"""
RESULT_XML = """<?xml version="1.0"?>
<resultset statement="SELECT * FROM `shop`.`oc_history`" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <row><field name="id">1</field><field name="comment">a &lt;b&gt;
c</field></row>
  <row><field name="id">2</field><field name="comment" xsi:nil="true"/></row>
  <row><field name="id">3</field><field name="comment">Ż</field></row>
</resultset>
"""


@pytest.mark.parametrize("written", [MYSQL_XML, PHPMYADMIN_XML, RESULT_XML])
def test_a_database_s_dump_in_xml_is_its_tables(tmp_path: Path, written: str) -> None:
    file = tmp_path / "dump.xml"
    file.write_text(written)
    read = read_table(file, "oc_history")
    assert (read.columns, read.rows) == (["id", "comment"], [("1", "a <b>\nc"), ("2", None), ("3", "Ż")])
    assert names_of(file) == (["oc_empty", "oc_history"] if written is MYSQL_XML else ["oc_history"])
    assert written is not MYSQL_XML or read_table(file, "oc_empty").columns == ["id"]


def test_a_platform_reads_a_dump_in_xml_as_it_reads_the_same_in_sql(tmp_path: Path) -> None:
    sql = Path(__file__).parents[2] / "sample_data" / "opencart" / "platform" / "export.sql"
    dump = etree.Element("mysqldump")
    for name in names_of(sql):
        data = etree.SubElement(dump, "table_data", name=name)
        for row in read_table(sql, name).named:
            cells = etree.SubElement(data, "row")
            for column, text in row.items():
                cell = etree.SubElement(cells, "field", name=column)
                cell.text = text
                if text is None:
                    cell.set("{http://www.w3.org/2001/XMLSchema-instance}nil", "true")
    (tmp_path / "dump.xml").write_bytes(etree.tostring(dump, encoding="utf-8"))
    found = [_imported(source, tmp_path / f"{source.suffix}.db") for source in (sql, tmp_path / "dump.xml")]
    assert found[0] == found[1]
    assert found[0]


def _imported(source: Path, database: Path) -> list[tuple[object, ...]]:
    run(
        str(source),
        ColumnMapping(),
        Options(platform="opencart"),
        database=str(database),
        on_progress=lambda _: None,
    )
    return rows(str(database), "SELECT date, order_id, parameters FROM order_events ORDER BY date, id")


_ROWS = [("1001", "2020-11-04", "Parcel"), ("1002", "2020-11-05", "Refund")]


@pytest.mark.parametrize(
    ("start", "row", "end"),
    [
        ("<notes>", '<note order="{}" date="{}" note="{}"/>', "</notes>"),
        ("<notes>", '<note order="{}" date="{}">{}</note>', "</notes>"),
        (
            "<dataroot generated='2020-12-01T10:00:00'>",
            "<Notiz><order>{}</order><date>{}</date><note>{}</note></Notiz>",
            "</dataroot>",
        ),
        (
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="notes"><Table>'
            "<Row><Cell><Data>Notes of 2020</Data></Cell></Row><Row><Cell><Data>order</Data></Cell>"
            '<Cell ss:Index="3"><Data>date</Data></Cell><Cell><Data>note</Data></Cell></Row>',
            '<Row><Cell><Data ss:Type="Number">{}</Data></Cell><Cell ss:Index="3"><Data>{}</Data></Cell>'
            "<Cell><Data>{}</Data></Cell></Row>",
            "</Table></Worksheet></Workbook>",
        ),
    ],
)
def test_records_in_attributes_in_the_document_itself_or_in_a_worksheet_are_read(
    tmp_path: Path, start: str, row: str, end: str
) -> None:
    file = tmp_path / "notes.xml"
    file.write_text(start + "".join(row.format(*cells) for cells in _ROWS) + end)
    read = read_table(file)
    assert [(one["order"], one["date"], one["note"]) for one in read.named] == _ROWS


@pytest.mark.parametrize(
    "beside",
    [
        '<meta><item key="version">3</item></meta>',
        '<fields><field name="order"/><field name="date"/></fields>',
    ],
)
def test_settings_in_attributes_are_no_table_beside_records_with_parts(tmp_path: Path, beside: str) -> None:
    file = tmp_path / "notes.xml"
    row = "<note><order>{}</order><date>{}</date><note>{}</note></note>"
    notes = "".join(row.format(*cells) for cells in _ROWS)
    file.write_text(f"<export>{beside}<notes>{notes}</notes></export>")
    read = read_table(file)
    assert [(one["order"], one["date"], one["note"]) for one in read.named] == _ROWS


def test_records_that_stand_in_the_document_itself_are_found_in_any_encoding(tmp_path: Path) -> None:
    file = tmp_path / "notes.xml"
    row = "<Notiz><order>{}</order><date>{}</date><note>{}</note></Notiz>"
    notes = "".join(row.format(*cells) for cells in _ROWS)
    text = f'<?xml version="1.0" encoding="UTF-16"?><dataroot>{notes}</dataroot>'
    file.write_text(text, "utf-16")
    assert [(one["order"], one["date"], one["note"]) for one in read_table(file).named] == _ROWS
