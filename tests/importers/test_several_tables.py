"""Batches of several tables: rejects that tell their table, their repair, and importing them again."""

from __future__ import annotations

import itertools
import json
import shlex
from pathlib import Path

import pytest
from bringing import rows

from events.database.session import open_session
from importers import rejects_file
from importers.catalogue.match import SeveralShopsError
from importers.errors import NoSuchInputError
from importers.ledger.batches import one_batch
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run
from importers.report import ImportReport
from importers.retry.repaired_file import MissingTablesError
from importers.retry.retry import retry
from importers.trace import reimport_command
from importers.trace.line import trace_line

DUMP = """CREATE TABLE `p_order_history` (`id_order_history` int, `id_employee` int, `id_order` int,
 `id_order_state` int, `date_add` datetime);
INSERT INTO `p_order_history` VALUES (1,1,7,2,'2015-03-29 05:30:00'),(3,9,7,2,'0000-00-00 00:00:00');
CREATE TABLE `p_orders` (`id_order` int, `reference` varchar(9), `id_customer` int);
INSERT INTO `p_orders` VALUES (7,'XKBKNABJK',2);
CREATE TABLE `p_message` (`id_message` int, `id_customer` int, `id_employee` int, `id_order` int,
 `message` text, `private` tinyint, `date_add` datetime);
INSERT INTO `p_message` VALUES (1,2,0,7,'Merci',0,'2015-10-25 05:30:00'),(2,2,3,7,'',1,'2015-03-30 02:30:00');
"""
FOLDER = {
    "order_history.csv": "id_order_history,id_employee,id_order,id_order_state,date_add\n"
    "1,1,7,2,2015-03-29 05:30:00\n3,9,7,2,0000-00-00 00:00:00\n",
    "orders.csv": "id_order,reference,id_customer\n7,XKBKNABJK,2\n",
    "message.csv": "id_message,id_customer,id_employee,id_order,message,private,date_add\n"
    "1,2,0,7,Merci,0,2015-10-25 05:30:00\n2,2,3,7,,1,2015-03-30 02:30:00\n",
}


def bring(source: Path, database: str) -> ImportReport:
    chosen = Options(platform="prestashop")
    mapping = ColumnMapping(tz="Europe/Paris")
    return run(str(source), mapping, chosen, database=database, on_progress=lambda _: None)


@pytest.fixture(params=["dump", "folder"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Two tables with history, each with a record that is bad, and one that tells the orders' numbers."""
    if request.param == "dump":
        path = tmp_path / "shop.sql"
        path.write_text(DUMP)
        return path
    path = tmp_path / "shop"
    path.mkdir()
    for name, text in FOLDER.items():
        (path / name).write_text(text)
    return path


def rejected(database: str, path: Path) -> str:
    with open_session(database) as session:
        rejects_file.write_file(session, one_batch(session, 1), str(path))
    return path.read_text()


def test_repaired_rejects_of_two_tables_find_their_orders(
    source: Path, database: str, tmp_path: Path
) -> None:
    """They are read by their own tables, and joined with the tables of the input."""
    bring(source, database)
    file = tmp_path / "rejects"
    text = rejected(database, file).replace("0000-00-00 00:00:00", "2015-04-01 00:00:00")
    file.write_text(text.replace("7,'',1", "7,'mended',1").replace('"message":""', '"message":"mended"'))
    report = retry(1, str(file), database=database)
    assert (report.tally.imported, report.matched.by_id, report.counts.rejected) == (2, 2, 0)
    assert rows(database, "SELECT number FROM orders") == [("XKBKNABJK",)]
    mended = "SELECT count(*) FROM order_events WHERE json_extract(parameters, '$.message') = 'mended'"
    assert rows(database, mended) == [(1,)]


def test_what_is_new_beside_rejects_of_two_tables_comes_in_by_each_mended_file(
    source: Path, database: str, tmp_path: Path
) -> None:
    bring(source, database)
    file = tmp_path / "rejects"
    text = rejected(database, file).replace("0000-00-00 00:00:00", "2015-04-01 00:00:00")
    file.write_text(text)
    assert retry(1, str(file), database=database).tally.imported == 1
    new = text.replace("(3,9,7", "(4,9,7").replace('"id_order_history":"3"', '"id_order_history":"4"')
    assert new != text
    file.write_text(new)
    assert retry(1, str(file), database=database).tally.imported == 1, "it is another file"
    assert retry(1, str(file), database=database).nothing_new


def test_a_reject_of_a_dump_is_a_statement_and_of_a_folder_an_object(
    source: Path, database: str, tmp_path: Path
) -> None:
    bring(source, database)
    text = rejected(database, tmp_path / "rejects")
    if source.is_dir():
        assert [json.loads(line)["table"] for line in text.splitlines()] == ["order_history", "message"]
    else:
        assert text.count("INSERT INTO") == text.count(";\n") == 2


def test_a_retry_without_the_tables_beside_changes_nothing(
    source: Path, database: str, tmp_path: Path
) -> None:
    bring(source, database)
    file = tmp_path / "rejects"
    rejected(database, file)
    source.rename(tmp_path / "elsewhere")
    with pytest.raises((MissingTablesError, NoSuchInputError)):
        retry(1, str(file), database=database)
    assert rows(database, "SELECT count(*) FROM rejects") == [(2,)]


def test_the_command_that_imports_again_names_the_platform(database: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.sql"
    path.write_text(DUMP)
    chosen = Options(platform="prestashop", table_prefix="p_", language="2", typed=True)
    run(str(path), ColumnMapping(tz="Europe/Paris"), chosen, database=database, on_progress=lambda _: None)
    with open_session(database) as session:
        words = shlex.split(reimport_command.command(one_batch(session, 1)))
    said = dict(itertools.pairwise(words))
    assert (said["--from"], said["--table-prefix"], said["--language"]) == ("prestashop", "p_", "2")
    assert "--typed" in words and "--map" not in words


def test_a_prefix_chooses_one_of_several_shops_whose_system_is_recognised(
    database: str, tmp_path: Path
) -> None:
    """Without --from, too; without a prefix, the error asks for one."""
    path = tmp_path / "shops.sql"
    path.write_text(DUMP + DUMP.replace("`p_", "`q_").replace("XKBKNABJK", "OHSATSERP"))
    read = {"database": database, "on_progress": lambda _: None}
    with pytest.raises(SeveralShopsError, match="--table-prefix q_"):
        run(str(path), ColumnMapping(tz="Europe/Paris"), Options(), **read)
    run(str(path), ColumnMapping(tz="Europe/Paris"), Options(table_prefix="q_"), **read)
    assert rows(database, "SELECT DISTINCT number FROM orders") == [("OHSATSERP",)]


def test_a_line_of_any_table_is_found(source: Path, database: str) -> None:
    """Of a folder's file too, though the folder is what was imported."""
    bring(source, database)
    places = [(source / "order_history.csv", 2), (source / "message.csv", 2), (source / "message.csv", 3)]
    if not source.is_dir():
        places = [(source, 3), (source, 8), (source, 8)]
    with open_session(database) as session:
        found = [trace_line(session, str(path), line) for path, line in places]
    assert [[outcome.kind for outcome in one.outcomes] for one in found if one] == (
        [["imported"], ["imported"], ["rejected"]]
        if source.is_dir()
        else [["imported", "rejected"], ["imported", "rejected"], ["imported", "rejected"]]
    )
