"""Inputs of several tables, or of lists in records, that no platform knows."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
from bringing import rows
from typer.testing import CliRunner

from cli.app import app
from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping
from importers.planning.likely_links import likely_links
from importers.readers.factory import InputOptions
from importers.readers.opening import open_tables

runner = CliRunner()

ORDERS = "id,number,email\n1,Z-501,fay@mail.example\n2,Z-502,gus@mail.example\n"
HISTORY = (
    "id,bestell_id,zeit,benutzer,text\n5,1,2021-07-01 10:00:00,jv,Zahlung eingegangen\n"
    "6,1,2021-07-02 11:00:00,jv,Paket versendet\n7,2,2021-07-03 09:00:00,pm,Storniert auf Wunsch\n"
)


def run(*words: str) -> tuple[int, str]:
    done = runner.invoke(app, [*words])
    assert not isinstance(done.exception, Exception), done.exception
    return done.exit_code, " ".join(done.output.split())


def as_sql(name: str, text: str) -> str:
    header, *lines = text.splitlines()
    cells = ", ".join("(" + ", ".join(f"'{cell}'" for cell in line.split(",")) + ")" for line in lines)
    columns = ", ".join(f"`{column}` text" for column in header.split(","))
    filled = f"INSERT INTO `{name}` VALUES {cells};\n" if lines else ""  # noqa: S608 - a test's own rows
    return f"CREATE TABLE `{name}` ({columns});\n{filled}"


def written(folder: Path, form: str, tables: dict[str, str]) -> Path:
    """An input of these tables, each a CSV text."""
    if form == "sql":
        path = folder / "shop.sql"
        path.write_text("".join(as_sql(name, text) for name, text in tables.items()))
    elif form == "zip":
        path = folder / "shop.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in tables.items():
                archive.writestr(f"{name}.csv", text)
    elif form == "json":
        path = folder / "shop.json"
        read = {name: [line.split(",") for line in text.splitlines()] for name, text in tables.items()}
        objects = {
            name: [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
            for name, lines in read.items()
        }
        path.write_text(json.dumps(objects))
    else:
        path = folder / "shop"
        path.mkdir()
        for name, text in tables.items():
            (path / f"{name}.csv").write_text(text)
    return path


@pytest.mark.parametrize("form", ["sql", "zip", "json", "folder"])
@pytest.mark.parametrize(
    "history",
    [HISTORY, HISTORY.splitlines()[0] + "\n", "a\nb\n", "a,b\n1,2\n3,4\n"],
    ids=["history", "header", "column", "numbers"],
)
def test_a_mapping_is_drafted_for_any_tables(form: str, history: str, tmp_path: Path) -> None:
    path = written(tmp_path, form, {"bestellungen": ORDERS, "verlauf": history})
    code, said = run("map", str(path))
    assert code == 0, said
    assert "No known system has these tables" in said


def test_the_draft_is_about_the_likeliest_history_or_the_table_that_was_named(tmp_path: Path) -> None:
    path = written(tmp_path, "sql", {"bestellungen": ORDERS, "verlauf": HISTORY})
    said = run("map", str(path))[1]
    assert "What follows is about verlauf: --table verlauf" in said
    assert 'date = "zeit"' in said
    assert "What follows is about bestellungen" in run("map", str(path), "--table", "bestellungen")[1]
    code, said = run("map", str(path), "--table", "nothing")
    assert (code, "has no table 'nothing'" in said) == (2, True)


@pytest.mark.parametrize("rows", [1, 2])
def test_an_option_may_name_a_column_of_the_list_that_is_read(
    rows: int, database: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.json"
    note = {"at": "2022-02-01T11:00:00Z", "changed": "2022-02-03T11:00:00Z", "text": "Paid by bank transfer"}
    orders = [
        {"number": f"N{at}", "created_at": "2022-02-01T10:00:00Z", "notes": [note]} for at in range(rows)
    ]
    file.write_text(json.dumps({"orders": orders}))
    words = ("--database", database, "import", str(file), "--dry-run", "--set")
    code, said = run(*words, "date=changed")
    assert code == 0, said
    assert "--table shop.notes" in said
    assert "2022-02-03 11:00" in said
    code, said = run(*words, "date=nothing")
    assert (code, "no column 'nothing'" in said) == (2, True), said
    assert run("map", str(file), "--table", "shop.notes")[0] == 0


def numbers(database: str) -> list[tuple[str, str, int]]:
    query = (
        "SELECT number, users.email, count(*) FROM order_events JOIN orders ON orders.id = order_id "
        "JOIN users ON users.id = orders.user_id "
        "GROUP BY 1, 2 ORDER BY 1"
    )
    return [*rows(database, query)]


ALL = [("Z-501", "fay@mail.example", 2), ("Z-502", "gus@mail.example", 1)]


@pytest.mark.parametrize("form", ["sql", "zip", "json", "folder"])
def test_ids_of_orders_lead_to_their_numbers_in_another_table(
    form: str, database: str, tmp_path: Path
) -> None:
    """The whole way: import, comparison, a line's fate, the repair of a reject, and undo."""
    bad = HISTORY.replace("2021-07-02 11:00:00", "2021-37-02 11:00:00")
    path = written(tmp_path, form, {"bestellungen": ORDERS, "verlauf": bad})
    words = ("--database", database)
    rejects = tmp_path / "rejects"
    code, said = run(*words, "import", str(path), "--table", "verlauf", "--rejects", str(rejects))
    assert code == 1, said
    assert "bestell_id points to bestellungen.id" in said
    assert "the number that people use is bestellungen.number" in said
    assert "not needed" not in said
    assert numbers(database) == [(ALL[0][0], ALL[0][1], 1), ALL[1]]
    assert run(*words, "reconcile", str(path))[0] == 1, "a reject is not in the log"
    rejects.write_text(rejects.read_text().replace("2021-37", "2021-07"))
    code, said = run(*words, "retry", "1", str(rejects))
    assert code == 0, said
    assert numbers(database) == ALL
    assert run(*words, "import", str(path), "--table", "verlauf")[0] == 0
    assert numbers(database) == ALL
    assert run(*words, "undo", "1")[0] == 0
    assert numbers(database) == []


HISTORY_NAMES = (
    "id,{},created_at,comment\n5,1,2021-07-01 10:00:00,Paid 10 EUR\n6,2,2021-07-02 11:00:00,Shipped now\n"
)


def linked(
    orders: str, link: str, tmp_path: Path, *, name: str = "orders", later: str = "", articles: str = ""
) -> tuple[dict[str, str], str]:
    """The fields that other tables fill, and the order that is asked about. `later` are rows below those that
    are looked at first."""
    history, others = HISTORY_NAMES.format(link), {"articles": articles} if articles else {}
    path = written(tmp_path, "folder", {**others, name: orders, "notes": history + later})
    columns, *lines = (line.split(",") for line in history.splitlines())
    frame = pl.DataFrame({column: [line[at] for line in lines] for at, column in enumerate(columns)})
    with open_tables(str(path), how=InputOptions()) as tables:
        found = likely_links(frame, guess_columns(frame, ColumnMapping()).fields, tables, "notes")
    fields = {role: value[0].shown() for role, value in found.fields.items()}
    return fields, found.uncertain.name if found.uncertain else found.unclear.get("order", "")


@pytest.mark.parametrize(
    ("orders", "link", "number"),
    [
        ("id,number\n1,Z-1\n2,Z-2\n", "order_id", "order_id -> orders.number"),
        ("id,order_number\n1,Z-1\n2,Z-2\n", "order_id", "order_id -> orders.order_number"),
        ("id,increment_id\n1,Z-1\n2,Z-2\n", "order_id", "order_id -> orders.increment_id"),
        ("id,reference,total\n1,Z-1,5\n2,Z-2,6\n", "orderId", "orderId -> orders.reference"),
        ("order_id,order_no\n1,Z-1\n2,Z-2\n", "order_id", "order_id -> orders.order_no"),
        ("id,ordernumber,ordertime\n1,Z-1,5\n2,Z-2,6\n", "orderID", "orderID -> orders.ordernumber"),
        ("id,bestellnr,bestelldatum\n1,Z-1,5\n2,Z-2,6\n", "bestell_id", "bestell_id -> orders.bestellnr"),
        ("id,total\n1,5\n2,6\n", "order_id", ""),
        ("id,number,order_no\n1,Z-1,7\n2,Z-2,8\n", "order_id", "order_id -> orders.order_no"),
        ("id,number\n1,Z-1\n1,Z-3\n2,Z-2\n3,\n", "note_id", ""),
        ("id,number\n7,Z-1\n8,Z-2\n", "order_id", ""),
        ("id,order_id,number\n1,1,Z-1\n2,2,Z-2\n", "order_id", ""),
    ],
)
def test_a_table_of_orders_is_known_by_its_names_and_by_its_ids(
    orders: str, link: str, number: str, tmp_path: Path
) -> None:
    fields, asked = linked(orders, link, tmp_path)
    assert (fields.get("order", ""), asked) == (number, "")


@pytest.mark.parametrize("name", ["orders", "s_order"])
def test_a_table_of_orders_comes_before_others_with_numbers_of_its_name(name: str, tmp_path: Path) -> None:
    """As articles are known by their order numbers in some shops."""
    articles = "id,ordernumber\n1,SKU-7\n2,SKU-8\n"
    orders = "id,ordernumber\n1,Z-1\n2,Z-2\n"
    fields, _ = linked(orders, "order_id", tmp_path, name=name, articles=articles)
    assert fields["order"] == f"order_id -> {name}.ordernumber"


@pytest.mark.parametrize(
    ("orders", "link", "asked"),
    [
        ("id,number\n1,Z-1\n3,Z-3\n", "order_id", "order_id -> orders.number"),
        ("id,number\n1,Z-1\n2,Z-1\n", "order_id", "order_id -> orders.number"),
        ("id,number\n1,Z-1\n2,Z-2\n", "parent_id", "parent_id -> orders.number"),
    ],
)
def test_a_link_that_is_not_certain_is_asked_about(
    orders: str, link: str, asked: str, tmp_path: Path
) -> None:
    fields, found = linked(orders, link, tmp_path)
    assert (fields.get("order", ""), found) == ("", asked)


@pytest.mark.parametrize(
    ("orders", "is_sure"),
    [
        ("1,Z-1\n2,Z-2\n3,Z-3\n4,Z-3\n", True),
        ("1,Z-1\n2,Z-2\n", False),
        ("1,Z-1\n2,Z-2\n3,\n", False),
        ("1,Z-1\n2,Z-2\n3,Z-1\n", False),
        ("1,Z-1\n2,Z-2\n3,Z-3\n3,Z-4\n", False),
    ],
)
def test_rows_below_the_first_decide_about_a_link_too(orders: str, is_sure: bool, tmp_path: Path) -> None:
    """Else their events would be of no order, or of another one."""
    later = "7,3,2021-07-03 11:00:00,Paid\n8,,2021-07-03 12:00:00,Paid\n"
    found = linked(f"id,number\n{orders}", "order_id", tmp_path, later=later)
    name = "order_id -> orders.number"
    assert found == (({"order": name}, "") if is_sure else ({}, name))


def test_tables_of_other_things_hold_no_orders(tmp_path: Path) -> None:
    for at, name in enumerate(("order_items", "statuses", "invoices", "customers")):
        (tmp_path / str(at)).mkdir()
        orders = "id,number,email\n1,Z-1,a@x.example\n2,Z-2,b@x.example\n"
        assert linked(orders, "order_id", tmp_path / str(at), name=name) == ({}, ""), name


def test_ids_of_customers_and_of_staff_lead_to_their_tables(database: str, tmp_path: Path) -> None:
    tables = {
        "orders": "id,number,customer_id\n1,Z-501,8\n2,Z-502,9\n",
        "customers": "id,name,email\n8,Fay,fay@mail.example\n9,Gus,gus@mail.example\n",
        "users": "id,name\n3,Anna\n4,Bob\n",
        "history": "id,order_id,user_id,created_at,comment\n5,1,3,2021-07-01 10:00:00,Paid 10 EUR\n"
        "6,1,4,2021-07-02 11:00:00,Shipped now\n7,2,99,2021-07-03 11:00:00,Shipped now\n",
    }
    path = written(tmp_path, "sql", tables)
    code, said = run("--database", database, "import", str(path), "--table", "history")
    assert code == 0, said
    assert numbers(database) == ALL
    assert {"Anna", "Bob", "99"} <= {name for (name,) in rows(database, "SELECT name FROM legacy_names")}


def test_a_mapping_names_columns_of_other_tables_and_options_that_take_ids_are_answered(
    database: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "zip", {"bestellungen": ORDERS, "verlauf": HISTORY})
    words = ("--database", database, "import", str(path), "--table", "verlauf", "--dry-run", "--set")
    code, said = run(*words, "order=bestell_id")
    assert code == 0, said
    assert "--set 'order=bestell_id -> bestellungen.number' takes the number from there" in said
    code, said = run(*words, "order=bestell_id -> bestellungen.number")
    assert (code, " Z-501 " in said) == (0, True), said
    for wrong in ("bestell_id -> nothing.number", "bestell_id -> bestellungen.nothing"):
        assert run(*words, f"order={wrong}")[0] == 2
    run("map", str(path), str(tmp_path / "draft.toml"), "--table", "verlauf")
    assert 'order = "bestell_id -> bestellungen.number"' in (tmp_path / "draft.toml").read_text()
    code, said = run(
        "--database",
        database,
        "import",
        str(path),
        "--table",
        "verlauf",
        "--map",
        str(tmp_path / "draft.toml"),
    )
    assert code == 0, said
    assert numbers(database) == ALL
