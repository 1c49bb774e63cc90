"""Whatever a history comes in, it is read as the same rows; what cannot be read is told in a sentence."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import sys
import tarfile
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from bringing import bring_into, everything, rows
from dumps import dump
from packing import PACKERS, TEXT, zipped
from reading import names_of, read_table
from sqlalchemy.orm import Session

from cli.exit_codes import choose_exit_code
from events import timeline
from events.database.session import open_engine
from events.errors import EventsError
from importers.errors import AmbiguousTableError, NotDataError
from importers.ledger.provenance import of_entries
from importers.readers import json_adapter, opening
from importers.readers.archive.collection import CollectedTables
from importers.readers.csv import reader as delimited
from importers.readers.opening import open_tables
from importers.readers.sql import reader as sql_reader
from importers.trace.original import original


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    file = tmp_path / "history.csv"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", PACKERS)
def test_packed_text_is_read_as_the_text(tmp_path: Path, plain: Path, kind: str) -> None:
    pack = PACKERS[kind]
    packed = tmp_path / "history.csv.packed"
    packed.write_bytes(pack(TEXT.encode()[:5000]) + pack(TEXT.encode()[5000:]))  # as two packed parts
    read, expected = read_table(packed), read_table(plain)
    assert (read.rows, read.lines, read.raws, read.ends) == (
        expected.rows, expected.lines, expected.raws, expected.ends
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_read_with_and_without_its_mark(tmp_path: Path, plain: Path, encoding: str) -> None:
    file = tmp_path / "history.csv"
    text = TEXT if encoding == "utf-16" else "\ufeff" + TEXT
    file.write_bytes(text.encode(encoding))
    assert read_table(file).rows == read_table(plain, "history").rows
    file.write_bytes(TEXT.encode(encoding) + (b"\n" if encoding == "utf-16-le" else b""))
    read = read_table(file)
    assert len(read.rows) + len(read.broken) in (399, 400)


def test_half_a_character_of_utf16_costs_its_record_only(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_bytes("\ufeffid,text\n1,a\n2,\ud800b\n3,c\n".encode("utf-16-le", "surrogatepass"))
    read = read_table(file)
    assert read.rows == [("1", "a"), ("3", "c")]
    assert [(one.record, one.code.value) for one in read.broken] == [(2, "E-ENCODING")]


def test_a_zip_of_one_file_is_that_file(tmp_path: Path, plain: Path) -> None:
    file = zipped(tmp_path / "export.zip", history__csv=TEXT)
    assert names_of(file) == ["history"]
    read, expected = read_table(file), read_table(plain)
    assert (read.rows, read.raws, read.ends) == (expected.rows, expected.raws, expected.ends)


def test_a_member_whose_path_leads_out_of_the_archive_is_read_and_written_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../orders.csv", "id\n1\n")
        archive.writestr("notes.csv", TEXT)
    assert names_of(file) == ["orders", "notes"]
    assert read_table(file, "orders").rows == [("1",)]
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


def test_a_zip_or_directory_of_several_is_their_tables(tmp_path: Path) -> None:
    members = {"notes__csv": TEXT, "orders__jsonl": '{"id": 1}\n'}
    members["old__sql"] = dump("mysqldump", [("1", "a", "b")])
    file = zipped(tmp_path / "export.zip", **members, README__txt="read me", **{"__MACOSX/._notes__csv": "x"})
    folder = tmp_path / "export"
    folder.mkdir()
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)  # noqa: S202 - our own
    (folder / "more.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    names = ["notes", "orders", "before", "notes (old.sql)", "after"]
    assert names_of(file) == names
    assert sorted(names_of(folder)) == sorted(
        ["notes", "orders", "before", "notes (old.sql)", "after", "more"]
    )
    assert read_table(file, "notes (old.sql)").rows == [("1", "a", "b")]
    assert read_table(folder, "more").rows == [("1", "2")]
    with opening.open_tables(str(file)) as tables:
        assert tables.details == "3 files, 1 others left out"
        with pytest.raises(EventsError, match=r"no table 'note'\. Did you mean 'notes'"):
            tables.columns("note")


def test_several_tables_without_a_choice_are_listed(tmp_path: Path) -> None:
    file = zipped(tmp_path / "export.zip", notes__csv=TEXT, orders__csv=TEXT)
    several = pytest.raises(
        AmbiguousTableError, match=r"holds 2 tables: notes, orders. Choose one with --table"
    )
    with several as told, opening.open_table(str(file)):
        pass
    assert choose_exit_code(told.value) == 2


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(data))  # type: ignore[type-var]


@pytest.mark.parametrize("kind", ["csv", "gzip", "sql", "zip"])
def test_standard_input_takes_what_files_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    data = {
        "csv": TEXT.encode(),
        "gzip": gzip.compress(TEXT.encode()),
        "sql": dump("mysqldump", [("1", "a", "b")]).encode(),
        "zip": zipped(tmp_path / "x.zip", history__csv=TEXT).read_bytes(),
    }[kind]
    monkeypatch.setattr(sys, "stdin", _Stdin(data))
    with opening.open_tables("-") as tables:
        assert (tables.name, tables.path) == ("standard input", "")
        name = "notes" if kind == "sql" else tables.names()[0]
        assert tables.columns(name)[0] == "id"
        reader = tables.reader(name)
        assert reader.source.path == ""
        assert sum(chunk.frame.height for chunk in reader.chunks()) == (1 if kind == "sql" else 399)


def test_imports_of_all_carriers_leave_the_same_events(tmp_path: Path, plain: Path) -> None:
    found = []
    carriers = [_as(carrier, tmp_path, TEXT) for carrier in ("sql", "zip", "parquet", "sqlite")]
    for number, source in enumerate([plain, *carriers]):
        database = str(tmp_path / f"log{number}.db")
        report = bring_into(database, source, table="history")
        assert report.counts.imported == 399
        events = "SELECT date, type, order_id, user_id, parameters FROM order_events ORDER BY id"
        found.append(rows(database, events))
    assert found == [found[0]] * 5


@pytest.mark.slow
@pytest.mark.parametrize("carrier", ["sql", "zip", "parquet", "sqlite"])
def test_a_stopped_import_goes_on_whatever_the_carrier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, carrier: str
) -> None:
    for module in (json_adapter, delimited, sql_reader):
        monkeypatch.setattr(module, "CHUNK_BYTES", 2_000)
    text = TEXT.replace("2020-11-04 07:40:17", "never")
    source = _as(carrier, tmp_path, text)
    stopped = bring_into(str(tmp_path / "a.db"), source, max_errors=1, table="history")
    assert stopped.status == "stopped"
    assert 0 < stopped.counts.imported < 300
    resumed = bring_into(str(tmp_path / "a.db"), source, table="history")
    assert resumed.resumed_at == stopped.counts.read
    straight = bring_into(str(tmp_path / "b.db"), source, table="history")
    assert (resumed.batch, resumed.counts) == (straight.batch, straight.counts)
    assert everything(str(tmp_path / "a.db")) == everything(str(tmp_path / "b.db"))


@pytest.mark.parametrize("carrier", ["sql", "zip", "parquet", "sqlite"])
def test_the_original_of_an_event_is_read_again_whatever_the_carrier(tmp_path: Path, carrier: str) -> None:
    database = str(tmp_path / "log.db")
    bring_into(database, _as(carrier, tmp_path, TEXT), table="history")
    with open_engine(database) as engine, Session(engine) as session:
        entry = timeline.find_entry(session, "o5")
        found = original(of_entries(session, [entry])["o5"])
    assert found.from_file
    start = {"sql": "('5','5','2020", "zip": "5,5,2020", "parquet": '{"id":"5"', "sqlite": '{"id":"5"'}
    assert found.text.replace(" ", "").startswith(start[carrier])
    assert "note 5" in found.text


def _as(carrier: str, folder: Path, text: str) -> Path:
    """The text's table, named `history`, in another carrier."""
    if carrier == "zip":
        return zipped(folder / "export.zip", history__csv=text, other__csv="a\n")
    frame = pl.read_csv(text.encode(), infer_schema=False)
    if carrier == "parquet":
        frame.write_parquet(folder / "history.parquet")
        return folder / "history.parquet"
    file = folder / f"{carrier}.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute('CREATE TABLE history (id, "order", date, author, message)')
        connection.executemany("INSERT INTO history VALUES (?, ?, ?, ?, ?)", frame.rows())
        connection.execute("CREATE TABLE other (a)")
        connection.commit()
        dumped = "\n".join(connection.iterdump())
    if carrier == "sqlite":
        return file
    (folder / "shop.sql").write_text(dumped, encoding="utf-8")
    return folder / "shop.sql"


def tarred(file: Path, mode: str, **members: str | bytes) -> Path:
    with tarfile.open(file, mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(f"export/{name.replace('__', '.')}")
            packed = data.encode() if isinstance(data, str) else data
            info.size = len(packed)
            archive.addfile(info, io.BytesIO(packed))
        link = tarfile.TarInfo("export/passwd.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_archive_is_its_tables_and_its_links_lead_nowhere(
    tmp_path: Path, plain: Path, mode: str
) -> None:
    one = tarred(tmp_path / "one.tar", mode, history__csv=TEXT)
    assert read_table(one).rows == read_table(plain).rows
    several = tarred(tmp_path / "several.tar", mode, a__csv=TEXT, b__jsonl='{"x": 1}\n', readme__txt="no")
    assert names_of(several) == ["a", "b"]
    assert read_table(several, "b").rows == [("1",)]
    several.write_bytes(several.read_bytes()[: 300 if mode == "w" else 20])
    with pytest.raises(NotDataError, match=r"cut off|damaged|no table"):
        read_table(several, "a")


def test_workbooks_and_databases_in_archives_are_read(
    tmp_path: Path, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = tmp_path / "notes.parquet"
    pl.DataFrame({"id": ["1"], "order": ["0010"], "date": ["2020-11-04"], "message": ["x"]}).write_parquet(
        parquet
    )
    one = zipped(tmp_path / "one.zip", notes__parquet=parquet.read_bytes())
    assert names_of(one) == ["notes"]
    both = zipped(tmp_path / "both.zip", notes__parquet=parquet.read_bytes(), history__csv=TEXT)
    assert names_of(both) == ["notes", "history"]
    assert read_table(both, "notes").rows == [("1", "0010", "2020-11-04", "x")]
    report = bring_into(str(tmp_path / "log.db"), both, sets=(), table="notes")
    assert report.counts.imported == 1
    nested = zipped(tmp_path / "nested.zip", inner__zip=one.read_bytes())
    with pytest.raises(NotDataError, match="an archive in an archive"):
        names_of(nested)
    monkeypatch.setattr(opening, "KEPT_BYTES", 100)
    with pytest.raises(NotDataError, match="unpacks to more than"):
        names_of(one)


def test_a_file_that_cannot_be_read_does_not_spoil_its_folder(tmp_path: Path, plain: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "history.csv").write_text(TEXT, encoding="utf-8")
    (folder / "empty.csv").touch()
    with open_tables(str(folder)) as tables:
        assert tables.names() == ["history"]
        assert tables.details == "1 files, 1 others left out"
        assert isinstance(tables, CollectedTables)
        assert tables.unread(["history"]) == {"empty.csv": "the file is empty. Export the history again."}
    assert bring_into(str(tmp_path / "log.db"), folder, sets=()).counts.imported == 399
    (folder / "history.csv").unlink()
    with pytest.raises(NotDataError, match=r"empty\.csv: the file is empty"):
        names_of(folder)


def test_a_pipe_with_a_name_is_read_as_it_comes(tmp_path: Path, plain: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(gzip.compress(TEXT.encode())))
    writer.start()
    report = bring_into(str(tmp_path / "log.db"), pipe, sets=())
    writer.join()
    assert (report.counts.imported, report.file) == (399, opening.STANDARD_INPUT)
