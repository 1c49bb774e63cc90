"""Histories that lie in lists within the records of a document: the notes of each order."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from bringing import rows
from typer.testing import CliRunner

from cli.app import app
from importers.inference.inner_history import inner_history
from importers.inference.value_profile import ValueProfile
from importers.readers.json.elements import Element, grouped
from importers.readers.json.nested import explode_records

runner = CliRunner()


def run(database: str, *words: str) -> tuple[int, str]:
    done = runner.invoke(app, ["--database", database, *words])
    assert not isinstance(done.exception, Exception), done.exception
    return done.exit_code, " ".join(done.output.split())


def orders(*, bad: str = "2020-11-05T07:40:00Z") -> dict[str, object]:
    return {
        "exported": "2021-01-01",
        "orders": [
            {
                "order_number": f"000{number}",
                "customer": {"email": f"a{number}@x.de"},
                "history": [
                    {"at": "2020-11-04T07:40:00Z", "comment": f"hello you {number}", "by": {"login": "bob"}},
                    {"at": bad if number == 2 else "2020-11-05T07:40:00Z", "comment": f"again {number}"},
                ],
            }
            for number in range(9)
        ],
    }


def test_the_notes_in_each_order_are_read_with_what_the_order_says(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(orders(), indent=1))
    code, told = run(database, "import", str(file))
    assert code == 0, told
    assert "Each record's history is read: --table shop.history." in told
    numbers = "SELECT number, count(*) FROM order_events JOIN orders ON orders.id = order_id GROUP BY 1"
    assert rows(database, numbers) == [(f"000{number}", 2) for number in range(9)]
    assert run(database, "reconcile", str(file))[0] == 0
    assert "again 0" in run(database, "show", "o2", "--source")[1]


def test_lines_of_orders_with_notes_are_read_so_too(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.jsonl"
    order = '{{"order_no":"0{0}","notes":[{{"date":"2020-11-0{0}","text":"hello you {0}"}}]}}\n'
    file.write_text("".join(order.format(number) for number in range(1, 9)))
    assert run(database, "import", str(file))[0] == 0
    assert len(rows(database, "SELECT 1 FROM order_events")) == 8


def test_each_note_of_an_order_is_found_on_its_own_lines(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(orders(), indent=1))
    assert run(database, "import", str(file))[0] == 0
    lines = file.read_text().splitlines()
    for number in (0, 7):
        at = next(at for at, line in enumerate(lines, start=1) if f"again {number}" in line)
        told = run(database, "where", f"{file}:{at}")[1]
        assert f"imported as event o{2 * number + 2} in batch 1" in told
    source = run(database, "show", "o2", "--source")[1]
    assert '{ "at": "2020-11-05T07:40:00Z", "comment": "again 0" , "orders"' in source


def test_what_an_order_lists_beside_its_notes_is_not_kept_with_each_note(
    database: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.json"
    holder = orders()
    for order in holder["orders"]:  # type: ignore[attr-defined]
        order |= {"lines": [{"sku": "A-1"}], "tags": ["new"], "ship": {"parcels": [{"no": 1}], "city": "Ulm"}}
    file.write_text(json.dumps(holder))
    code, told = run(database, "import", str(file))
    assert code == 0, told
    kept = told.split("Columns not used (kept with records): ")[1].split(". --set")[0]
    assert set(kept.split(", ")) == {"orders.tags", "orders.ship.city"}


def test_escaped_letters_that_the_files_encoding_lacks_are_read(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.jsonl"
    order = (
        '{{"order_no":"0{0}","city":"\\u0141\u00f3dz",'
        '"notes":[{{"date":"2020-11-0{0}","text":"za\\u017c\u00f3 {0}"}}]}}\n'
    )
    file.write_bytes("".join(order.format(number) for number in range(1, 9)).encode("cp1252"))
    code, told = run(database, "import", str(file), "--encoding", "cp1252")
    assert code == 0, told
    assert "za\u017c\u00f3 1" in run(database, "order", "01")[1]


def test_a_history_within_records_that_are_one_themselves_is_reported(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    holder = orders()
    for order in holder["orders"]:  # type: ignore[attr-defined]
        order |= {"created_at": "2020-11-03T07:40:00Z", "comment": f"please ring {order['order_number']}"}
    file.write_text(json.dumps(holder))
    code, told = run(database, "import", str(file))
    assert code == 0, told
    assert "history looks like a history, too: --table shop.history reads it." in told
    assert run(database, "import", str(file), "--table", "shop.history")[0] == 0
    assert rows(database, "SELECT count(*) FROM order_events") == [(9 + 18,)]


def test_of_hundreds_of_columns_an_error_names_the_first(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.csv"
    names = [f"column_{number}" for number in range(300)]
    file.write_text("\n".join([",".join(names), ",".join("x" for _ in names), ""]))
    code, told = run(database, "import", str(file))
    assert code == 2
    assert "column_39, and 260 more. The evidence" in told


def test_the_draft_is_of_the_list_that_holds_a_history(database: str, tmp_path: Path) -> None:
    file, draft = tmp_path / "shop.json", tmp_path / "legacy.toml"
    file.write_text(json.dumps(orders()))
    done = runner.invoke(app, ["map", str(file)])
    assert f"Next: events import {file} --table shop.history" in done.stderr
    draft.write_text(done.stdout)
    assert run(database, "import", str(file), "--table", "shop.history", "--map", str(draft))[0] == 0


def test_what_is_no_record_is_rejected_and_not_passed_over(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    holder = orders()
    holder["orders"] = [*list(holder["orders"]), 7, {"order_number": "9", "history": "lost"}]  # type: ignore[call-overload]
    file.write_text(json.dumps(holder))
    code, told = run(database, "import", str(file))
    assert code == 1
    assert "rejected 2" in told


def test_rejects_of_one_list_of_several_are_retried(database: str, tmp_path: Path) -> None:
    file, rejects = tmp_path / "shop.json", tmp_path / "rejects.json"
    file.write_text(json.dumps(orders(bad="no date")))
    assert run(database, "import", str(file), "--rejects", str(rejects))[0] == 1
    rejects.write_text(rejects.read_text().replace("no date", "2020-11-06"))
    code, told = run(database, "retry", "1", str(rejects))
    assert (code, "Became: 1 imported" in told) == (0, True), told


def test_rejects_of_one_table_of_several_are_retried(database: str, tmp_path: Path) -> None:
    file, rejects = tmp_path / "shop.json", tmp_path / "rejects.json"
    notes = [
        {"order": "1", "date": "2020-11-04", "note": "hello you"},
        {"order": "2", "date": "x", "note": "y"},
    ]
    file.write_text(json.dumps({"notes": notes, "others": [{"a": 1}]}))
    assert run(database, "import", str(file), "--table", "notes", "--rejects", str(rejects))[0] == 1
    rejects.write_text(rejects.read_text().replace('"x"', '"2020-11-06"'))
    code, told = run(database, "retry", "1", str(rejects))
    assert (code, "Became: 1 imported" in told) == (0, True), told


def test_an_orders_number_counts_more_than_its_id(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order_id,order_number,email,date,note\n7,#1001,a@x.de,2020-11-04,hello you\n")
    assert run(database, "import", str(file))[0] == 0
    assert rows(database, "SELECT number FROM orders") == [("#1001",)]


def test_who_wrote_about_an_order_is_not_taken_for_its_customer(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    note = '{{"orderId":{0},"ts":160438920{0},"actor":{{"email":"bob@shop.de"}},"message":"hello you {0}"}}\n'
    file.write_text("".join(note.format(number) for number in range(9)))
    told = run(database, "import", str(file))[1]
    assert "author \u2190 actor.email" in told
    assert "customer" not in told.split("Columns recognised")[1].split(".")[0]


def parcels(number: int, days: tuple[int, ...]) -> dict[str, object]:
    events = [{"message": f"Parcel {number} seen, {day}", "at": f"2020-11-0{day}T07:40:00Z"} for day in days]
    return {"id": number, "tracking": f"T{number}", "events": events}


def test_a_list_within_a_list_is_read_with_what_both_say(database: str, tmp_path: Path) -> None:
    """The order is the parent's parent; each event is found on its own line."""
    file = tmp_path / "shop.json"
    held = [
        {"order_number": f"A{order}", "parcels": [parcels(10 * order, (1, 2)), parcels(10 * order + 1, (3,))]}
        for order in (1, 2)
    ]
    file.write_text(json.dumps({"orders": held}, indent=1))
    code, told = run(database, "import", str(file), "--set", "author=parent.tracking")
    assert (code, "Each record's parcels.events is read" in told) == (0, True), told
    found = "SELECT number, users.name, parameters FROM order_events JOIN orders ON orders.id = order_id "
    events = rows(database, f"{found} JOIN users ON users.id = order_events.user_id ORDER BY order_events.id")
    assert [(order, author) for order, author, _ in events] == [
        (f"A{order}", f"T{10 * order + parcel}") for order in (1, 2) for parcel in (0, 0, 1)
    ]
    at = file.read_text().splitlines().index('       "message": "Parcel 21 seen, 3",') + 1
    assert "imported as event o6" in run(database, "where", f"{file}:{at}")[1]
    assert run(database, "reconcile", str(file))[0] == 0
    part = r"author=parent.tracking ~ T(\d+)"
    code, told = run(database, "import", str(file), "--set", part, "--source", "again", "--dry-run")
    assert (code, "Would create 0 orders and 4 people" in told) == (0, True), told


@pytest.mark.parametrize(
    ("path", "record", "items"),
    [
        ("notes", {"no": 1, "notes": [{"a": 1}, {}]}, [{"a": 1, "of": {"no": 1}}, {"of": {"no": 1}}]),
        (
            "notes.edges",
            {"node": {"no": 1, "notes": {"edges": [{"node": {"a": 1}, "cursor": "x"}]}}},
            [{"a": 1, "of": {"no": 1, "notes": {}}}],
        ),
        (
            "parcels.edges.events",
            {"no": 1, "parcels": {"edges": [{"node": {"t": 2, "events": [{"a": 1}]}}, {"node": {"t": 3}}]}},
            [{"a": 1, "parcels": {"t": 2}, "of": {"no": 1, "parcels": {}}}],
        ),
        (
            "parcels.events",
            {"no": 1, "parcels": [{"events": ["x"]}]},
            [{"events": "x", "parcels": {}, "of": {"no": 1}}],
        ),
        ("parcels.events", {"no": 1, "parcels": []}, []),
        ("a.b", {"of": 1, "a": [{"b": [{"of": 2}]}]}, [{"of": 2, "a": {}, "of_": {"of": 1}}]),
    ],
)
def test_the_items_of_a_list_hold_the_records_around_them(
    path: str, record: dict[str, object], items: list[dict[str, object]]
) -> None:
    groups = grouped(iter([Element(json.dumps(record).encode(), 1)]))
    found = explode_records(groups, path=path, outer="of", encoding="utf-8")
    assert [json.loads(raw) for group in found for raw in group.raws] == items


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ([{"at": "2020-11-04", "text": "a"}], "cell"),
        ([{"id": 1, "events": []}, {"id": 2, "events": [{"at": "2020-11-04", "text": "a"}]}], "cell.events"),
        ([{"node": {"log": {"edges": [{"node": {"at": "2020-11-04", "text": "a"}}]}}}], "cell.log.edges"),
        ([{"sku": "A", "options": [{"name": "size", "value": "L"}]}], ""),
    ],
)
def test_a_history_is_looked_for_in_lists_within_lists(cell: object, column: str) -> None:
    assert inner_history([ValueProfile.at(pl.Series("cell", [json.dumps(cell)]))]) == column
