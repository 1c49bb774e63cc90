"""`events export` for other programs: what is written is read back by the importers, event for event."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from running import HOSTILE, Opened, Run
from typer.testing import CliRunner

from cli.app import app
from events.account.events import customer_deleted_event
from events.account.events import other_event as customer_other
from events.models import CustomerEvent, Order, User
from events.order.events import canceled_event, draft_added_products_event, other_event
from events.order.lookup import find_order

pytestmark = pytest.mark.usefixtures("shop")

Other = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def other(tmp_path: Path) -> Other:
    """Import a file into a new database, and give its events."""

    def other(*args: str) -> list[dict[str, Any]]:
        base = ["--database", str(tmp_path / "other.db")]
        result = CliRunner().invoke(app, [*base, "import", *args])
        assert result.exit_code == 0, result.output
        return events(CliRunner().invoke(app, [*base, "export"]).stdout)

    return other


def events(jsonl: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in jsonl.splitlines()]


def told(found: list[dict[str, Any]], *fields: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(event[field] for field in fields) for event in found), key=repr)


# --- parquet -----------------------------------------------------------------------------


def test_parquet_has_every_event_with_exact_amounts_and_utc_dates(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    result = run("export", str(file), "-o", "parquet")
    assert (result.exit_code, result.stdout, "Exported 12 events" in result.stderr) == (0, "", True)
    frame, expected = pl.read_parquet(file), events(run("export").stdout)
    assert frame["id"].to_list() == [event["id"] for event in expected]
    assert frame.schema["date"] == pl.Datetime("us", "UTC")
    dates = [datetime.fromisoformat(event["date"]).astimezone(UTC) for event in expected]
    assert [date.astimezone(UTC) for date in frame["date"]] == dates
    assert [json.loads(text) for text in frame["parameters"]] == [event["parameters"] for event in expected]
    paid = frame.filter(pl.col("code") == "captured")
    assert paid.select("amount", "currency").rows() == [("209.130", "EUR")]
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_activity_of_a_legacy_event_is_what_its_message_means(run: Run, opened: Opened) -> None:
    with opened() as session:
        other_event(
            order=find_order(session, "2002"),
            user=None,
            message="Captured amount of 10.00 EUR online",
            date=datetime(2020, 1, 1, tzinfo=UTC),
        )
        session.commit()
    (event,) = json.loads(run("export", "-o", "ocel", "--type", "other").stdout)["events"]
    assert (event["type"], {"name": "kind", "value": "paid"} in event["attributes"]) == ("paid", True)


def test_every_data_format_has_kind_state_amount_and_currency(
    run: Run, opened: Opened, tmp_path: Path
) -> None:
    messages = ("Captured amount of 10.00 EUR online", "Status changed to processing", "Hm.")
    with opened() as session:
        order = find_order(session, "2002")
        for message in messages:
            other_event(order=order, user=None, message=message, date=datetime(2020, 1, 1, tzinfo=UTC))
        session.commit()
    names = ("kind", "state", "amount", "currency")
    expected = [
        {"kind": "paid", "state": None, "amount": "10.00", "currency": "EUR"},
        {"kind": "status", "state": "preparing", "amount": None, "currency": None},
        {"kind": "legacy", "state": None, "amount": None, "currency": None},
    ]
    file = tmp_path / "out.parquet"
    run("export", str(file), "-o", "parquet", "--type", "other")
    lines = events(run("export", "--type", "other").stdout)
    rows = csv.DictReader(io.StringIO(run("export", "-o", "csv", "--type", "other").stdout))
    assert [{name: line[name] for name in names} for line in lines] == expected
    assert [{name: row[name] or None for name in names} for row in rows] == expected
    assert pl.read_parquet(file).select(names).to_dicts() == expected


def test_what_parquet_holds_is_imported_again(run: Run, tmp_path: Path, other: Other) -> None:
    file = tmp_path / "out.parquet"
    run("export", str(file), "-o", "parquet", "--type", "note_added", "--order", "/1001")
    sets = [f"--set={field}={field}" for field in ("order", "date", "message", "customer")]
    found = other(str(file), *sets, "--set", "author=user", "--set", "legacy_id=id")
    expected = events(run("export", "--type", "note_added", "--order", "/1001").stdout)
    fields = ("order", "date", "message", "customer", "user")
    assert told(found, *fields) == told(expected, *fields)
    assert HOSTILE in [event["message"] for event in found]


# --- ocel --------------------------------------------------------------------------------


def test_an_ocel_log_declares_all_it_refers_to(run: Run) -> None:
    log = json.loads(run("export", "-o", "ocel").stdout)
    assert sorted(log) == ["eventTypes", "events", "objectTypes", "objects"]
    objects = {one["id"]: one for one in log["objects"]}
    kinds = {one["name"]: [each["name"] for each in one["attributes"]] for one in log["objectTypes"]}
    types = {one["name"]: [each["name"] for each in one["attributes"]] for one in log["eventTypes"]}
    assert len(objects) == len(log["objects"])
    assert [event["id"] for event in log["events"]] == [e["id"] for e in events(run("export").stdout)]
    for event in log["events"]:
        assert {each["name"] for each in event["attributes"]} <= set(types[event["type"]])
        for relation in event["relationships"]:
            assert objects[relation["objectId"]]["type"] == relation["qualifier"]
    for one in log["objects"]:
        assert {each["name"] for each in one["attributes"]} <= set(kinds[one["type"]])
        assert all(each["time"] == "1970-01-01T00:00:00Z" for each in one["attributes"])
        assert all(relation["objectId"] in objects for relation in one["relationships"])
        assert all(isinstance(each["value"], str) for each in one["attributes"])
    placed = {"objectId": "jane@example.com", "qualifier": "placed by"}
    assert objects["1001"]["relationships"] == [placed]
    assert {"pl/1001", "2002"} & set(objects) == {"2002"}
    paid = next(event for event in log["events"] if event["type"] == "CAPTURED")
    assert {"name": "amount", "value": "209.130"} in paid["attributes"]
    assert {"name": "kind", "value": "paid"} in paid["attributes"]


def test_an_order_and_a_customer_of_one_name_are_two_objects(run: Run, opened: Opened) -> None:
    with opened() as session:
        order = Order(number="Jane", user=User(name="Jane"))
        session.add(order)
        other_event(order=order, user=None, message="x", date=datetime(2020, 1, 1, tzinfo=UTC))
        session.commit()
    log = json.loads(run("export", "-o", "ocel", "--order", "Jane").stdout)
    assert [(one["id"], one["type"]) for one in log["objects"]] == [
        ("Jane", "order"),
        ("customer Jane", "customer"),
    ]


def test_an_empty_ocel_log_is_one(run: Run) -> None:
    log = json.loads(run("export", "-o", "ocel", "--type", "voided").stdout)
    assert (log["events"], log["objects"], log["eventTypes"]) == ([], [], [])


def test_an_ocel_log_is_imported_again(run: Run, tmp_path: Path, other: Other) -> None:
    file = tmp_path / "log.json"
    run("export", str(file), "-o", "ocel", "--order", "/1001")
    found = other(str(file), "--from", "ocel")
    expected = events(run("export", "--order", "/1001").stdout)
    assert told(found, "order", "date", "user", "customer") == told(
        expected, "order", "date", "user", "customer"
    )
    assert sorted(event["message"] for event in found) == sorted(event["type"] for event in expected)


def test_an_ocel_log_of_this_very_log_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    run("export", str(file), "-o", "ocel")
    before = run("export").stdout
    found = run("import", str(file))
    assert found.exit_code == 65
    assert "wrote this as OCEL from this log" in found.stderr
    assert run("export").stdout == before


def test_a_redacted_ocel_log_names_nobody(run: Run) -> None:
    text = run("export", "-o", "ocel", "--redact").stdout
    assert "jane" not in text.lower()
    assert "anna@" not in text


# --- saleor ------------------------------------------------------------------------------


def test_a_fixture_has_the_users_and_orders_that_its_events_need(run: Run) -> None:
    fixture = json.loads(run("export", "-o", "saleor").stdout)
    seen: set[tuple[str, int]] = set()
    for row in fixture:
        fields = row["fields"]
        for field, model in (("user", "account.user"), ("order", "order.order")):
            assert fields.get(field) is None or (model, fields[field]) in seen
        seen.add((row["model"], row["pk"]))
    assert len(seen) == len(fixture)
    order = next(row for row in fixture if row["model"] == "order.order" and row["pk"] == 1001)
    assert order["fields"]["metadata"] == {"legacy_number": "1001", "legacy_shop": ""}
    assert (order["fields"]["status"], order["fields"]["currency"]) == ("fulfilled", "EUR")
    users = {row["fields"]["email"]: row["fields"] for row in fixture if row["model"] == "account.user"}
    assert users["anna@shop.example"]["is_active"] is False
    assert {user["password"] for user in users.values()} == {"!"}
    tokens = [row["fields"]["token"] for row in fixture if row["model"] == "order.order"]
    assert len(set(tokens)) == len(tokens)


def test_a_fixture_is_imported_again_with_its_types(run: Run, tmp_path: Path, other: Other) -> None:
    file = tmp_path / "fixture.json"
    run("export", str(file), "-o", "saleor")
    fields = ("order", "date", "code", "message", "user")
    mine = [event for event in events(run("export").stdout) if event["id"].startswith("o")]
    found = [event for event in other(str(file), "--from", "saleor") if event["id"].startswith("o")]
    assert told(found, *fields) == told(mine, *fields)
    paid = [event["parameters"] for event in found if event["code"] == "captured"]
    assert paid == [{"amount": "209.130", "payment_id": "ch_1", "payment_gateway": "stripe"}]


def test_what_saleor_spells_otherwise_is_spelled_its_way(run: Run, opened: Opened) -> None:
    with opened() as session:
        order = find_order(session, "/1001")
        draft_added_products_event(order=order, user=None, lines=[(2, order.lines[0])])
        canceled_event(order=order, user=None)
        customer = order.user
        assert customer is not None
        customer_other(customer=customer, user=None, message="old", date=datetime(2019, 1, 1, tzinfo=UTC))
        session.commit()
    fixture = json.loads(run("export", "-o", "saleor").stdout)
    by_type = {row["fields"]["type"]: row["fields"] for row in fixture if row["model"].endswith("event")}
    line = {"quantity": 2, "line_pk": None, "item": "Mug, red"}
    assert by_type["draft_added_products"]["parameters"] == {"lines": [line]}
    assert by_type["fulfillment_fulfilled_items"]["parameters"] == {"fulfilled_items": []}
    assert {"payment_captured", "fulfillment_restocked_items", "note_added"} <= set(by_type)
    assert not {"captured", "other", "restocked_items"} & set(by_type)
    orders = {row["pk"]: row["fields"]["status"] for row in fixture if row["model"] == "order.order"}
    assert orders == {1001: "canceled", 2002: "fulfilled"}


def test_an_order_that_saleor_cannot_count_gets_a_number_of_its_own(run: Run, opened: Opened) -> None:
    numbers = ["R12", "007", "2000000001", "#5"]
    with opened() as session:
        for number in numbers:
            order = Order(number=number, user_email="guest@example.com", created=None)
            session.add(order)
            other_event(order=order, user=None, message="x", date=datetime(2015, 1, 1, tzinfo=UTC))
        session.commit()
    fixture = json.loads(run("export", "-o", "saleor", "--type", "other").stdout)
    orders = {
        row["fields"]["metadata"]["legacy_number"]: row for row in fixture if row["model"] == "order.order"
    }
    assert set(orders) == set(numbers)
    assert all(2_000_000_000 < row["pk"] < 2**31 for row in orders.values())
    assert orders["R12"]["fields"]["created"] == "2015-01-01T00:00:00Z"


def test_events_of_nobody_are_left_out_and_counted(run: Run, opened: Opened) -> None:
    with opened() as session:
        anna = session.query(User).filter_by(email="anna@shop.example").one()
        customer_deleted_event(user=anna, count=2)
        session.add(CustomerEvent(type="account_created", parameters={}))
        session.commit()
    result = run("export", "-o", "saleor", "--type", "account_created", "--type", "customer_deleted")
    assert "a type that Saleor lacks: 1 event." in result.stderr
    kept = [row["fields"]["type"] for row in json.loads(result.stdout) if row["model"].endswith("event")]
    assert sorted(kept) == ["account_created", "customer_deleted"]


def test_a_fixture_is_not_redacted_and_an_empty_one_is_a_list(run: Run) -> None:
    assert run("export", "-o", "saleor", "--redact").exit_code == 2
    assert json.loads(run("export", "-o", "saleor", "--type", "voided").stdout) == []


@pytest.mark.usefixtures("shop")
def test_chosen_columns_are_exported_in_their_order(run: Run) -> None:
    lines = run("export", "-o", "csv", "--columns", "order, id,source.line").stdout.splitlines()
    assert lines[0] == "order,id,source.line"
    assert lines[1].count(",") == 2
    first = json.loads(run("export", "--columns", "id,kind").stdout.splitlines()[0])
    assert list(first) == ["id", "kind"]
    wrong = run("export", "--columns", "id,ordr")
    assert (wrong.exit_code, "Did you mean order?" in wrong.stderr) == (2, True)
    assert run("export", "-o", "html", "--columns", "id").exit_code == 2


@pytest.mark.usefixtures("shop")
def test_cloudevents_have_what_their_specification_requires(run: Run) -> None:
    lines = run("log", "--limit", "99", "-o", "cloudevents").stdout.splitlines()
    events = [json.loads(line) for line in lines]
    assert len({(event["source"], event["id"]) for event in events}) == len(events) > 5
    for event in events:
        assert event["specversion"] == "1.0"
        assert event["type"].split(".")[0] in ("order", "customer")
        assert event["data"]["id"] == event["id"]
        assert all(isinstance(value, str) for key, value in event.items() if key != "data")
