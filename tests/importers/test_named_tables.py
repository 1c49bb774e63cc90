"""With --from, a table that has the platform's name is read without a column that no event needs."""

from __future__ import annotations

from importers.catalogue import registry
from importers.catalogue.named_tables import lacking_by_name, readable_by_name

OSCAR = registry.find_platform("oscar").records
NOTE = frozenset({"id", "order", "message", "date_created"})


def test_a_table_is_read_by_its_name_without_an_optional_column() -> None:
    found = readable_by_name(OSCAR, {"order_ordernote": NOTE}, taken={}, prefixes=[])
    assert list(found.values()) == ["order_ordernote"]


def test_a_table_without_what_every_event_needs_is_not_read_and_its_columns_are_named() -> None:
    columns = {"order_ordernote": NOTE - {"message"}}
    assert readable_by_name(OSCAR, columns, taken={}, prefixes=[]) == {}
    assert lacking_by_name(OSCAR, columns) == {"order_ordernote": ["note_type", "message"]}


def test_a_table_of_another_name_is_not_read_without_all_its_columns() -> None:
    assert readable_by_name(OSCAR, {"notes": NOTE}, taken={}, prefixes=[]) == {}


def test_tables_of_two_prefixes_are_not_read_by_their_names() -> None:
    columns = {"a_order_ordernote": NOTE, "b_order_orderstatuschange": NOTE | {"old_status", "new_status"}}
    assert readable_by_name(OSCAR, columns, taken={}, prefixes=[]) == {}


def test_of_two_tables_of_one_name_none_is_chosen() -> None:
    columns = {"a_order_ordernote": NOTE, "b_order_ordernote": NOTE}
    assert readable_by_name(OSCAR, columns, taken={}, prefixes=[]) == {}


def test_a_table_that_was_found_by_its_columns_is_not_read_twice() -> None:
    columns = {"order_ordernote": NOTE | {"note_type"}}
    assert readable_by_name(OSCAR, columns, taken={0: "order_ordernote"}, prefixes=[]) == {}
