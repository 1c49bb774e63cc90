"""Columns that a platform makes, in inputs that have columns of the same names."""

from __future__ import annotations

import json
from pathlib import Path

from bringing import Bring, bring_into, rows

LOG = "log_id,template_id,source_entity_id,source_entity_type,created,uid,params,label\n"


def test_a_row_within_a_record_counts_where_the_joined_table_lacks_it(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    note = {"note": "sent", "date_created": "2020-01-01T00:00:00"}
    notes = [{"id": at, **note, "order_id": at, "order": {"number": f"A{at}"}} for at in (5, 6)]
    (folder / "order_notes.json").write_text(json.dumps(notes))
    order = {"id": 5, "number": "N5", "customer_note": "", "date_created": "2020-01-01T00:00:00"}
    (folder / "orders.json").write_text(json.dumps([order]))
    bring_into(database, folder, sets=(), platform="woocommerce")
    assert rows(database, "SELECT number FROM orders ORDER BY number") == [("A6",), ("N5",)]


def test_a_column_called_as_the_texts_of_codes_is_kept_beside_them(bring: Bring, database: str) -> None:
    text = f"{LOG}1,order_placed,5,commerce_order,1500000000,0,,urgent\n"
    bring(text, name="commerce_log.csv", sets=(), platform="drupal-commerce")
    query = "SELECT parameters, extra FROM order_events JOIN records ON order_event_id = order_events.id"
    ((parameters, extra),) = rows(database, query)
    assert json.loads(parameters) == {"message": "Order placed"}
    assert json.loads(extra)["own.label"] == "urgent"
