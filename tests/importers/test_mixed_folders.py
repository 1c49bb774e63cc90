"""A folder whose files are of several systems is not imported as if it were of one."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from importers.inference.platforms import recognise
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.planning.mixed_input import MixedInputError
from importers.planning.plan import open_import
from importers.readers.opening import open_tables

SHOPIFY = """\
Name,Email,Financial Status,Paid at,Total,Currency,Created at,Id
#2001,jane@mail.example,paid,2025-01-03 10:00:00 +0100,119.00,EUR,2025-01-03 09:58:00 +0100,4001
"""
SALEOR = "id,order_id,date,type,parameters,user_id\n1,7,2020-01-01T10:00:00Z,placed,{},\n"
NOTES = "no,text\n1,hello\n"
OWN = {
    "id": "o1", "date": "2025-01-03T08:58:00Z", "type": "OTHER", "code": "other", "kind": "placed",
    "shop": "", "order": "7", "customer": "jane@mail.example", "user": None, "message": "hello",
    "parameters": {"message": "hello"}, "corrects": None, "source": None,
}  # fmt: skip
FILES = {
    "all.jsonl": json.dumps(OWN) + "\n",
    "jane.json": json.dumps([OWN]),
    "notes.csv": NOTES,
    "order_orderevent.csv": SALEOR,
    "orders.csv": SHOPIFY,
}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder with these of the files, the first of them under other names."""

    def folder(*names: str, **renamed: str) -> Path:
        for name in names:
            (tmp_path / renamed.get(name.split(".")[0], name)).write_text(FILES[name], "utf-8")
        return tmp_path

    return folder


def _platform(path: Path) -> str:
    with open_import(str(path), ColumnMapping(), Options(guess=True)) as planned:
        return planned.platform


@pytest.mark.parametrize(
    "names",
    [
        ("all.jsonl", "jane.json"),
        ("all.jsonl", "notes.csv"),
        ("all.jsonl", "orders.csv"),
        ("all.jsonl", "jane.json", "notes.csv", "orders.csv"),
    ],
)
def test_exports_of_the_program_beside_other_files_are_listed_with_a_command_for_each(
    folder: Callable[..., Path], names: tuple[str, ...]
) -> None:
    path = folder(*names)
    with pytest.raises(MixedInputError) as refused:
        _platform(path)
    assert "all.jsonl is an export of this program" in str(refused.value)
    assert [command.split()[2] for command in refused.value.commands] == [str(path / name) for name in names]
    shown = str(refused.value) + str(refused.value.commands)
    assert ("looks like shopify" in shown) == ("orders.csv" in names)
    assert ("notes.csv is of no known platform" in shown) == ("notes.csv" in names)


def test_two_systems_known_by_their_columns_alone_are_refused_also_in_a_zip(
    folder: Callable[..., Path],
) -> None:
    path = folder("orders.csv", "order_orderevent.csv", order_orderevent="history.csv")
    with zipfile.ZipFile(path / "both.zip", "w") as packed:
        for name in ("orders.csv", "history.csv"):
            packed.write(path / name, name)
    with pytest.raises(
        MixedInputError, match=r"orders\.csv looks like shopify; history\.csv looks like saleor"
    ):
        _platform(path / "both.zip")


def test_a_system_s_own_names_are_firm_evidence_beside_other_files(folder: Callable[..., Path]) -> None:
    assert _platform(folder("all.jsonl", "notes.csv", "order_orderevent.csv")) == "saleor"


def test_a_file_of_no_known_system_beside_one_system_s_is_only_left_out(folder: Callable[..., Path]) -> None:
    assert _platform(folder("notes.csv", "orders.csv")) == "shopify"


def test_no_platform_reads_an_export_of_the_program(folder: Callable[..., Path]) -> None:
    with open_tables(str(folder("all.jsonl") / "all.jsonl")) as tables:
        assert [one.platform for one in recognise(tables).found] == ["events"]
