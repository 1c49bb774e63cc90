"""What a platform's declaration does not use is named, and what stands beside an id is used."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from importers.catalogue import registry
from importers.catalogue.named_tables import readable_alone
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.planning.import_input import ImportInput
from importers.planning.plan import open_import
from importers.readable_export import OwnListError

HISTORY = "id_order_history,id_employee,id_order,id_order_state,date_add"


def _read(file: Path, platform: str = "") -> tuple[list[str], list[str], list[str]]:
    """The notes on an input, and its messages and authors as its mapping has them."""
    from importers.mapping.apply import MappingApplier

    with open_import(str(file), ColumnMapping(), Options(platform=platform)) as found:
        ((chunk, mapping),) = list(found.chunks())
        shaped = MappingApplier(mapping).shape(chunk).frame
        return found.notes, shaped["message"].to_list(), shaped["author"].to_list()


@pytest.mark.parametrize("label", ["état", "name", "ostate_name", "statut"])
def test_a_state_is_shown_by_the_label_beside_its_id_and_with_its_message(label: str, tmp_path: Path) -> None:
    file = tmp_path / "order_history.csv"
    file.write_text(f"{HISTORY},{label},message\n1,3,101,2,2020-03-01 10:00:00,Payé,Merci\n", "utf-8")
    assert _read(file)[1] == ["Status: Payé: Merci"]


def test_columns_that_a_platform_does_not_use_are_named(tmp_path: Path) -> None:
    file = tmp_path / "order_history.csv"
    file.write_text(f"{HISTORY},prénom,nom\n1,3,101,2,2020-03-01 10:00:00,Anne,Dupont\n", "utf-8")
    unused = "Columns not used (kept with records): prénom, nom. --set FIELD=COLUMN uses one."
    assert unused in _read(file)[0]


def test_with_a_platform_the_only_table_is_read_by_its_columns_and_keeps_its_authors(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    header = "comment_ID,comment_post_ID,comment_author,comment_date,comment_content"
    file.write_text(f"{header}\n1,500,Anna,2020-03-02 10:00:00,Called\n", "utf-8")
    notes, messages, authors = _read(file, "woocommerce")
    assert (messages, authors) == (["Called"], ["Anna"])
    assert any("notes has no column comment_type, so it is read without it" in note for note in notes)


def test_a_table_with_few_of_a_declarations_columns_is_not_read_by_them() -> None:
    records = registry.find_platform("woocommerce").records
    assert readable_alone(records, frozenset({"comment_post_ID", "comment_date"})) == []


def test_an_own_list_is_no_input(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "shop,number,customer,created,currency,events,first_event,last_event,state,state_since,paid,refunded\n"
    )
    with pytest.raises(OwnListError, match="`events orders` wrote this list"), _opened(file):
        pass


def _opened(file: Path) -> AbstractContextManager[ImportInput]:
    return open_import(str(file), ColumnMapping(), Options())
