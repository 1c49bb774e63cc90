"""The sources of orders are the same, whether few spans of records are compared or many are joined."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bringing import Bring
from sqlalchemy import event, select, text

from events.database.session import open_reader, open_session
from events.models import Order
from events.order import events as order_events
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
            query = sources._first_sources(order_sources.event_ranges(reader)).compile(
                reader, compile_kwargs={"literal_binds": True}
            )
            plan = reader.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")
            found = [row[-1] for row in plan]
            assert found == ["SCAN order_events USING COVERING INDEX ix_order_events_order_id_date"]


@pytest.mark.parametrize("few", [-1, 20_000], ids=["compared", "listed"])
def test_orders_of_one_source_are_listed_whatever_was_recorded_since(
    bring: Bring, database: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_sources, "_FEW_EVENTS", few)
    bring(FIRST, sets=SETS)
    date = datetime(2020, 2, 1, tzinfo=UTC)
    with open_session(database) as session:
        session.add(own := Order(number="7"))
        for order in (own, session.scalars(select(Order).where(Order.number == "1001")).one()):
            order_events.other_event(order=order, user=None, message="Hm", date=date)
        session.commit()
    made: list[str] = []
    with open_reader(database) as reader:
        event.listen(reader, "before_cursor_execute", lambda *given: made.append(given[2]))
        imported = reader.scalars(text("SELECT id FROM orders WHERE number <> '7' ORDER BY id")).all()
        assert list(LedgerSources(reader).read()) == [(order, "test") for order in imported]
    assert any("DISTINCT" in query for query in made) is (few > 0)
