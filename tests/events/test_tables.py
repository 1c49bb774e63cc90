"""What readers know of the tables is what the models define."""

from __future__ import annotations

import pytest
from sqlalchemy import TableClause

from events import tables
from events.models import Base


@pytest.mark.parametrize(
    "known",
    [tables.users, tables.orders, tables.order_lines, tables.order_events, tables.customer_events],
    ids=lambda table: str(table.name),
)
def test_a_table_as_readers_know_it_has_the_columns_and_types_of_its_model(known: TableClause) -> None:
    defined = Base.metadata.tables[known.name]
    columns = [column.name for column in defined.c]
    assert [column.name for column in known.c] == columns, (
        f"The columns of {known.name} in events/tables.py should be {', '.join(columns)}."
    )
    for column in known.c:
        assert repr(column.type) == repr(defined.c[column.name].type)
