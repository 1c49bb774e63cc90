"""In a folder or archive, a copy of a file, or of its start, is named and not read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bringing import bring_into, rows

from importers.errors import AmbiguousTableError
from importers.readers.archive import same_data
from importers.readers.archive.parts import PartTable
from importers.readers.opening import open_tables

HEADER = "order,date,author,message\n"
ONE = "A1,2020-01-01 10:00:00,anna,sent\n"
TWO = "A2,2020-01-02 10:00:00,,back\n"
THREE = "A3,2020-01-03 10:00:00,bo,third\n"
FOLDERS: dict[str, tuple[dict[str, bytes], str, int]] = {
    "downloaded twice": (
        {"n.csv": (HEADER + ONE).encode(), "n (1).csv": (HEADER + ONE).encode()},
        "n.csv",
        1,
    ),
    "packed": (
        {"n.csv": (HEADER + ONE + TWO).encode(), "n.csv.gz": gzip.compress((HEADER + ONE + TWO).encode())},
        "n.csv.gz",
        2,
    ),
    "downloaded again later": (
        {"n.csv": (HEADER + ONE + TWO).encode(), "n-2.csv": (HEADER + ONE + TWO + THREE).encode()},
        "n.csv",
        3,
    ),
    "a part that starts alike": (
        {"n-1.csv": (HEADER + ONE + TWO).encode(), "n-2.csv": (HEADER + ONE + THREE).encode()},
        "",
        4,
    ),
    "a part that ends within a cell of the other": (
        {"n-1.csv": (HEADER + ONE + TWO[:-2]).encode(), "n-2.csv": (HEADER + ONE + TWO).encode()},
        "",
        4,
    ),
    "two headers": ({"n-1.csv": HEADER.encode(), "n-2.csv": HEADER.encode()}, "", 0),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_copy_is_named_and_not_read(name: str, sqlite_database: str, tmp_path: Path) -> None:
    files, copy, events = FOLDERS[name]
    folder = tmp_path / "folder"
    folder.mkdir()
    for file, content in files.items():
        (folder / file).write_bytes(content)
    report = bring_into(sqlite_database, folder, sets=())
    assert rows(sqlite_database, "SELECT count(*) FROM order_events") == [(events,)]
    named = [note for note in report.remarks if "has the same data" in note]
    assert len(named) == bool(copy)
    assert all(note.startswith(f"Not read: {copy} (") for note in named)


def _pretty(number: int) -> bytes:
    record = {"order": f"A{number}", "date": "2020-01-01 10:00:00", "message": "sent"}
    return json.dumps([record], indent=2).encode()


def _joined(number: int) -> bytes:
    return (HEADER + ONE + ONE.replace("A1", f"B{number}") * 200).encode()


@pytest.mark.parametrize(("ending", "content"), [("json", _pretty), ("csv", _joined)])
def test_only_files_that_start_alike_are_read_to_find_copies(
    ending: str, content: Callable[[int], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, read = tmp_path / "folder", list[str]()
    folder.mkdir()
    for number in range(6):
        (folder / f"n-{number}.{ending}").write_bytes(content(number))
    (folder / f"n-6.{ending}").write_bytes(content(3))
    digested = same_data._read

    def counted(part: PartTable, **limit: int) -> object:
        read.append(part.member)
        return digested(part, **limit)

    monkeypatch.setattr(same_data, "_read", counted)
    with open_tables(str(folder)) as tables:
        assert tables.names() == ["n"]
        assert tables.unread(["n"]) == {f"n-6.{ending}": f"n-3.{ending} has the same data"}
    assert sorted(read) == [f"n-3.{ending}", f"n-6.{ending}"]


@pytest.mark.parametrize(
    ("second", "is_named"),
    [
        (HEADER + TWO, True),
        ("Bestellung;Datum;Kommentar\n1;2021-03-13;Rief an\n", True),
        ("sku,qty\n1,2\n", False),
    ],
)
def test_files_of_one_header_or_of_histories_that_are_no_parts_can_be_named_each(
    second: str, is_named: bool, sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my shop").mkdir()
    (tmp_path / "my shop" / "notes.csv").write_text(HEADER + ONE)
    (tmp_path / "my shop" / "history.csv").write_text(second)
    with pytest.raises(AmbiguousTableError) as raised:
        bring_into(sqlite_database, tmp_path / "my shop", sets=(), guess=True)
    assert ("events import 'my shop'/* reads each of them" in str(raised.value)) == is_named
