"""The sources of orders are the same, whether few spans of records are compared or many are joined."""

from __future__ import annotations

import pytest
from bringing import Bring
from sqlalchemy import text

from events.database.session import open_reader
from importers.ledger import order_sources
from importers.ledger.order_sources import LedgerSources
from importers.mapping.column_mapping import ColumnMapping

SETS = ("legacy_id=id", "order=order", "date=date", "message=message")
FIRST = "id,order,date,message\n1,1001,2020-01-01,Shipped\n2,1002,2020-01-02,Shipped\n"
SECOND = "id,order,date,message\n1,1002,2020-01-01,Placed\n2,1003,2020-01-02,Placed\n3,1001,2020-01-03,Paid\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.mark.parametrize("few", [0, 20], ids=["joined", "compared"])
def test_an_order_is_of_its_first_source(
    bring: Bring, database: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_sources, "_FEW", few)
    with open_reader(database) as reader:
        assert list(LedgerSources(reader).read()) == []
    bring(FIRST, sets=SETS)
    bring(SECOND, sets=SETS, mapping=ColumnMapping(source="second", tz="UTC"))
    with open_reader(database) as reader:
        orders = reader.scalars(text("SELECT id FROM orders ORDER BY number")).all()
        sources = LedgerSources(reader)
        assert list(sources.read()) == list(zip(orders, ("test", "test", "second"), strict=True))
        if few and reader.dialect.name == "sqlite":
            query = sources._first_sources().compile(reader, compile_kwargs={"literal_binds": True})
            plan = reader.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")
            found = [row[-1] for row in plan]
            assert found == ["SCAN order_events USING COVERING INDEX ix_order_events_order_id_date"]
