"""A table of any name is a system's by columns that hardly anybody else's has."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.catalogue.registry import find_platform
from importers.errors import InvalidMappingError
from importers.inference.platforms import recognise
from importers.readers.opening import open_tables

ORDINARY = (
    "id,order,date,old_status,new_status,user",
    "id,order_id,date_created,old_status,new_status,changed_by",
    "id,order,date,note_type,message,author",
    "id,order,date,comment,status",
    "id,order,date,type,parameters,user",
    "id,order_id,date_created,subject,message,agent",
    "id,order,date,event_type,amount,user",
    "id,customer_id,date,content,author",
)
"""Columns that people give to a history of their own, and that one platform or another requires."""

PECULIAR = (
    ("entity_id,parent_id,is_customer_notified,comment,status,created_at", "magento1"),
    ("order_history_id,order_id,order_status_id,notify,comment,date_added", "opencart"),
    ("OXID,OXPARENTID,OXUSERID,OXTYPE,OXHEADER,OXTEXT,OXCREATE", "oxid"),
    ("id_order_history,id_employee,id_order,id_order_state,date_add", "prestashop"),
    ("id,order_id,date_created,old_status,new_status", "oscar"),
)


def _recognised(folder: Path, header: str) -> tuple[list[str], bool]:
    file = folder / "table.csv"
    file.write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n")
    with open_tables(str(file)) as tables:
        found = recognise(tables)
    return [one.platform for one in found.found], found.certain() is not None


@pytest.mark.parametrize("header", ORDINARY)
def test_ordinary_columns_make_no_file_one_of_a_platform(tmp_path: Path, header: str) -> None:
    assert not _recognised(tmp_path, header)[1]


@pytest.mark.parametrize(("header", "platform"), PECULIAR)
def test_columns_of_one_system_alone_are_recognised(tmp_path: Path, header: str, platform: str) -> None:
    assert platform in _recognised(tmp_path, header)[0]


def test_two_files_of_ordinary_columns_are_no_platform_together(tmp_path: Path) -> None:
    for name in ("calls", "mails"):
        (tmp_path / f"{name}.csv").write_text("id,order,date,content,author\n1,7,2021-06-01,Called,anna\n")
    with open_tables(str(tmp_path)) as tables:
        assert recognise(tables).certain() is None


@pytest.mark.parametrize("name", ["csv", "none", "generic"])
def test_a_platform_called_none_is_refused_with_the_way_to_read_a_file_by_its_columns(name: str) -> None:
    with pytest.raises(InvalidMappingError, match="--set order=COLUMN"):
        find_platform(name)
