"""Folders and archives: a table may stand in several files, and each file is read, or named with a reason."""

from __future__ import annotations

import gzip
import io
import sqlite3
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from bringing import bring_into, rows

from events.database.session import open_session
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.archive.member_names import series_name
from importers.report import ImportReport
from importers.trace.line import trace_line

CREATE = (
    "CREATE TABLE `notes` (`id` int, `no` varchar(9), `at` datetime, `who` varchar(9), `text` text,"
    " PRIMARY KEY (`id`)) ENGINE=InnoDB;\n"
)
SETS = ("legacy_id=id", "order=no", "date=at", "author=who", "message=text")
FIRST = (
    "INSERT INTO `notes` VALUES (1,'A1','2020-01-01 10:00:00','anna','it\\'s sent'),"
    "(2,'A2','2020-01-02 10:00:00',NULL,'back');\n"
)
SECOND = "INSERT INTO `notes` VALUES (3,'A3','2020-01-03 10:00:00','bo','third');\n"
MESSAGES = [("it's sent",), ("back",), ("third",)]


def folder_of(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    folder = tmp_path / "export"
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def zipped(folder: Path) -> Path:
    file = folder.with_suffix(".zip")
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    return file


def tarred(folder: Path) -> Path:
    file = folder.with_suffix(".tgz")
    with tarfile.open(file, "w:gz") as archive:
        archive.add(folder, folder.name)
    return file


def messages(database: str) -> list[tuple[str]]:
    return rows(database, "SELECT json_extract(parameters, '$.message') FROM order_events ORDER BY date, id")


def bring_notes(database: str, file: Path, *, sets: tuple[str, ...] = SETS) -> ImportReport:
    return bring_into(database, file, sets=sets)


LAYOUTS: dict[str, dict[str, str | bytes]] = {
    "rows before their definition": {"a-data.sql": FIRST + SECOND, "z-schema.sql": CREATE},
    "mydumper": {
        "shop-schema-create.sql": "CREATE DATABASE `shop`;\n",
        "shop.notes-schema.sql": CREATE,
        "shop.notes.00000.sql": FIRST,
        "shop.notes.00001.sql": SECOND,
    },
    "packed parts": {
        "schema.sql.gz": gzip.compress(CREATE.encode()),
        "rows-1.sql.gz": gzip.compress(FIRST.encode()),
        "rows-2.sql": SECOND,
    },
    "a definition in every part": {"1.sql": CREATE + FIRST, "2.sql": CREATE + SECOND},
    "mysqldump --tab": {
        "notes.sql": CREATE,
        "notes.txt": "1\tA1\t2020-01-01 10:00:00\tanna\tit's sent\n2\tA2\t2020-01-02 10:00:00\t\\N\tback\n"
        "3\tA3\t2020-01-03 10:00:00\tbo\tthird\n",
    },
    "MySQL Shell": {
        "shop@notes.sql": CREATE,
        "shop@notes@0.tsv": "1\tA1\t2020-01-01 10:00:00\tanna\tit's sent\n",
        "shop@notes@@1.tsv": "2\tA2\t2020-01-02 10:00:00\t\\N\tback\n3\tA3\t2020-01-03 10:00:00\tbo\tthird\n",
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_definition_in_one_file_serves_the_rows_of_others(
    database: str, tmp_path: Path, layout: str
) -> None:
    report = bring_notes(database, folder_of(tmp_path, LAYOUTS[layout]))
    assert report.counts.imported == 3
    assert report.complete
    assert messages(database) == MESSAGES


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_so_it_does_in_an_archive(database: str, tmp_path: Path, pack: object) -> None:
    folder = folder_of(tmp_path, LAYOUTS["rows before their definition"])
    report = bring_notes(database, zipped(folder) if pack is zipped else tarred(folder))
    assert report.complete
    assert messages(database) == MESSAGES


def test_a_line_end_or_tab_in_a_value_of_a_row_file_is_text(database: str, tmp_path: Path) -> None:
    text = "1\tA1\t2020-01-01 10:00:00\tanna\tone\\\ntwo\\\tthree\\\\\n2\tA2\t2020-01-02 10:00:00\tbo\tnext"
    bring_notes(database, folder_of(tmp_path, {"notes.sql": CREATE, "notes.txt": text}))
    assert messages(database) == [("one\ntwo\tthree\\",), ("next",)]


def test_rows_without_any_definition_are_named(database: str, tmp_path: Path) -> None:
    other = (CREATE + SECOND).replace("`notes`", "`other`")
    report = bring_notes(database, folder_of(tmp_path, {"other.sql": other, "rows.sql": FIRST}))
    assert any("rows.sql (the columns of notes are unknown" in note for note in report.remarks)


def test_an_import_of_parts_is_resumed_repeated_and_reconciled(database: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, LAYOUTS["mydumper"])
    bring_notes(database, folder)
    again = bring_notes(database, folder)
    assert (again.counts.imported, again.counts.duplicate) == (0, 3)
    digests = rows(database, "SELECT DISTINCT file_digest FROM batches")
    assert len(digests) == 1


CSV = "id,no,at,who,text\n"


@pytest.mark.parametrize(
    "names",
    [("notes-1.csv", "notes-2.csv"), ("2019/notes.csv", "2020/notes.csv"), ("notes_a.csv", "notes_b.csv")],
)
def test_csv_parts_with_one_header_are_one_table(
    database: str, tmp_path: Path, names: tuple[str, str]
) -> None:
    first = CSV + "1,A1,2020-01-01 10:00:00,anna,it's sent\n2,A2,2020-01-02 10:00:00,,back\n"
    second = CSV + "3,A3,2020-01-03 10:00:00,bo,third\n"
    folder = folder_of(tmp_path, dict(zip(names, (first, second), strict=True)))
    report = bring_notes(database, zipped(folder))
    assert messages(database) == MESSAGES
    assert any("one table from" in note for note in report.remarks)


def test_an_open_quote_at_the_end_of_a_part_does_not_reach_the_next(database: str, tmp_path: Path) -> None:
    first = CSV + '1,A1,2020-01-01 10:00:00,anna,"open\n'
    second = CSV + "3,A3,2020-01-03 10:00:00,bo,third\n"
    report = bring_notes(database, folder_of(tmp_path, {"n-1.csv": first, "n-2.csv": second}))
    assert messages(database)[-1] == ("third",)
    assert report.counts.read == 2


def test_files_with_other_columns_stay_tables_of_their_own(database: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"n-1.csv": CSV + "1,A1,2020-01-01,a,x\n", "n-2.csv": "id,total\n1,2\n"})
    report = bring_into(database, folder, sets=SETS, table="n-1")
    assert report.counts.imported == 1
    assert "Not read: n-2.csv (not needed for this import)." in report.remarks


def test_every_file_that_is_not_read_is_named_with_the_reason(database: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "notes.csv": CSV + "1,A1,2020-01-01,a,x\n",
        "metadata": "Started dump",
        "empty.csv": "",
    }
    files["old/notes.csv"] = CSV
    report = bring_notes(database, folder_of(tmp_path, files))
    (told,) = [note for note in report.remarks if note.startswith("Not read")]
    assert "metadata (not a table by its name)" in told
    assert "empty.csv (the file is empty" in told
    assert "old/ (a folder; import it by itself)" in told


def test_a_line_of_a_part_is_found_by_its_file_and_own_number(database: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, LAYOUTS["mydumper"])
    bring_notes(database, folder)
    with open_session(database) as session:
        found = trace_line(session, str(folder / "shop.notes.00001.sql"), 1)
        assert found is not None
        assert [outcome.identity for outcome in found.outcomes] == ["3"]


def test_tables_of_one_name_in_two_databases_with_the_same_columns_are_one(
    database: str, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    for number in (1, 2):
        with closing(sqlite3.connect(folder / f"{number}.sqlite")) as connection:
            connection.execute("CREATE TABLE notes (id, no, at, who, text)")
            connection.execute(
                "INSERT INTO notes VALUES (?, ?, '2020-01-01', 'a', 'x')", (number, f"A{number}")
            )
            connection.commit()
    report = bring_into(database, folder, sets=SETS, mapping=ColumnMapping(source="s", tz="UTC"))
    assert report.counts.imported == 2


@pytest.mark.parametrize(
    ("name", "series"),
    [
        *(
            ("notes-1", "notes"),
            ("notes_2020-03", "notes"),
            ("2020-03-notes", "notes"),
            ("notes (2)", "notes"),
        ),
        *(
            ("notes-part-2", "notes"),
            ("notes-jan", "notes"),
            ("wp_2_comments", "wp_2_comments"),
            ("1", "parts"),
        ),
        *(("customer_entity_text", "customer_entity_text"), ("order_history", "order_history")),
        *(("2020", "parts"), ("2020-03", "parts")),
    ],
)
def test_the_name_of_a_series_is_what_its_parts_share(name: str, series: str) -> None:
    assert series_name(name) == series


CUTS = {"in a file": (2_070, "in b.csv"), "in a header": (1_100, "after a.csv"), "behind a file": (1_024, "")}


@pytest.mark.parametrize("cut", CUTS)
def test_a_tar_that_is_cut_off_is_truncated_and_names_the_file(
    database: str, tmp_path: Path, cut: str
) -> None:
    size, where = CUTS[cut]
    rows_of = "".join(f"{n},A{n},2020-01-01 10:00,anna,note {n}\n" for n in range(1, 90)).encode()
    header = b"id,no,at,who,text\n"
    path = tmp_path / "notes.tar"
    with tarfile.open(path, "w") as archive:
        for name, data in {"a.csv": header + rows_of[:33], "b.csv": header + rows_of}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    path.write_bytes(path.read_bytes()[:size])
    report = bring_into(database, path, sets=SETS, table="b" if where.startswith("in") else "")
    assert report.truncated == ([f"the tar archive is cut off {where}"] if where else [])
    whole = rows_of[: size - 1_536 - len(header)].count(b"\n") if where.startswith("in") else 1
    assert (report.counts.imported, report.counts.rejected) == (whole, 0)
