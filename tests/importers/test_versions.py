"""Exports of other versions of a system than its sample is of, each read as people meant it."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import rows

from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run

TYPED = {
    "Commerce 3's transitions place and cancel": (
        "drupal-commerce",
        "log_id,template_id,source_entity_id,source_entity_type,params,created\n"
        '1,order_state_updated,8,commerce_order,"a:3:{s:10:""from_state"";s:1:""D"";s:8:""to_state"";s:1:""C"";'
        's:16:""transition_label"";s:11:""Place order"";}",1561968061\n'
        '2,order_state_updated,8,commerce_order,"a:3:{s:10:""from_state"";s:1:""D"";s:8:""to_state"";s:1:""C"";'
        's:16:""transition_label"";s:12:""Cancel order"";}",1561968062\n',
        ["placed", "canceled"],
    ),
    "a note of Odoo without any text is no note": (
        "odoo",
        "id,model,res_id,body,date,message_type\n1,sale.order,42,<p>Hello</p>,2020-11-04 07:41:00,comment\n"
        "2,sale.order,42,<p><br></p>,2020-11-04 07:42:00,comment\n",
        ["note_added"],
    ),
    "a status that says cancelled cancels": (
        "oscar",
        "id,old_status,new_status,date_created,order_id\n1,Pending,Cancelled,2014-10-13 13:07:36+00,3\n",
        ["canceled"],
    ),
}


@pytest.mark.parametrize(("platform", "text", "types"), TYPED.values(), ids=TYPED)
def test_what_is_sure_is_typed_on_demand(
    platform: str, text: str, types: list[str], database: str, tmp_path: Path
) -> None:
    file = tmp_path / "history.csv"
    file.write_text(text)
    options = Options(platform=platform, typed=True)
    run(str(file), ColumnMapping(), options, database=database, on_progress=lambda _: None)
    found = rows(database, "SELECT type FROM order_events WHERE type <> 'other' ORDER BY date")
    assert [code for (code,) in found] == types
