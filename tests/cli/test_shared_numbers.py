"""Where several shops have an order of the same number, what is printed opens exactly that order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Run

from cli.words.shop_words import with_shop
from events.database.session import open_reader
from events.order.facts import shared_numbers
from events.order_examples import read_names


@pytest.fixture
def shops(run: Run) -> None:
    for shop in ("", "pl"):
        assert run("orders", "add", "1001", "--shop", shop).exit_code == 0
        assert run("record", "paid", f"{shop}/1001", "5 EUR", "--date", "2020-02-12").exit_code == 0
    assert run("orders", "add", "2002").exit_code == 0


@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["orders"], "/1001 "),
        (["orders"], "#2002"),
        (["log"], "/1001 "),
        (["log", "-o", "oneline"], " /1001 "),
        (["search", "payment"], " /1001 "),
        (["find", "1001"], "  /1001 "),
        (["paths"], "events order /1001"),
        (["show", "o1"], " /1001\n"),
        (["add-note", "/1001", "Rang."], "on order /1001"),
        (["add-note", "/1001", "Rang."], "events order /1001"),
    ],
)
def test_a_number_that_another_shop_has_is_printed_as_it_is_typed(
    run: Run, command: list[str], says: str
) -> None:
    result = run(*command)
    assert says in result.stdout + result.stderr
    assert "#1001" not in result.stdout
    assert json.loads(run("order", "/1001", "-o", "json").stdout)[0]["shop"] == ""


@pytest.mark.usefixtures("shops")
def test_the_shop_may_be_an_option_of_what_names_one_order(run: Run) -> None:
    for command in (["add-note", "1001", "Rang."], ["record", "delivered", "1001"], ["order", "1001"]):
        result = run(*command, "--shop", "pl", "-o", "json")
        assert not result.exit_code, result.stderr
        found = json.loads(result.stdout)
        assert (found if isinstance(found, dict) else found[0])["shop"] == "pl"


@pytest.mark.parametrize(
    ("path", "typed", "meant"),
    [
        ("order", "--since 2020 1001 --shop pl", "--since 2020 pl/1001"),
        ("order", "--shop=pl 1001", "pl/1001"),
        ("order", "1001 --shop=", "/1001"),
        ("order", "pl/1001 --shop pl", "pl/1001"),
        ("order", "pl/1001 --shop de", "de/pl/1001"),
        ("order", "2020/7 --shop pl", "pl/2020/7"),
        ("move-note", "o17 1001 --shop pl", "o17 pl/1001"),
        ("record order", "paid 1001 --shop pl", "paid pl/1001"),
        ("record order captured", "1001 --shop pl", "pl/1001"),
        ("add-note", "jane@example.com Rang. --shop pl", "jane@example.com Rang."),
        ("order", "--shop pl", "--shop pl"),
        ("customer", "jane --shop pl", "jane --shop pl"),
        ("order", "1001 -- --shop pl", "1001 -- --shop pl"),
    ],
)
def test_the_shop_is_put_before_the_number(path: str, typed: str, meant: str) -> None:
    assert with_shop(path, typed.split(), {"--since": True}) == meant.split()


@pytest.mark.usefixtures("shops")
def test_more_orders_are_named_than_a_database_takes_values(database: str) -> None:
    many = range(2, 300_000)
    with open_reader(database) as reader:
        assert shared_numbers(reader, map(str, many)) == {"1001"}
        assert sorted(read_names(reader, [1, *many])) == [1, 2, 3]


@pytest.mark.usefixtures("shops")
def test_commands_that_answers_name_open_the_order_of_the_shop_without_a_name(
    run: Run, tmp_path: Path
) -> None:
    run("orders", "add", "#1001")
    assert "events order /1001; events order pl/1001" in run("order", "#1001").stderr
    run("record", "shipped", "/1001", "--date", "2020-02-10")
    assert "events order /1001" in run("doctor").stdout, "it was shipped before it was paid"
    (tmp_path / "more.csv").write_text("id,order,date,note\n1,1001,2021-01-01 10:00,Rang\n")
    assert "Next: events order /1001" in run("import", str(tmp_path / "more.csv"), "--tz", "UTC").stderr
    added = run("orders", "add", "2002", "--shop", "pl")
    assert "pl/2002" in added.stderr
    run("orders", "add", "3003", "--shop", "pl")
    assert "/3003" in run("orders", "add", "3003").stderr


@pytest.mark.usefixtures("shops")
def test_a_note_that_was_moved_from_a_shared_number_is_moved_back_by_the_named_command(run: Run) -> None:
    note = json.loads(run("add-note", "/1001", "Rang.", "-o", "json").stdout)["id"]
    run("move-note", note, "2002")
    assert "2002 /1001" not in (said := run("undo", "op1").stderr)
    assert f"events move-note {note} /1001" in said
    assert run("move-note", note, "/1001").exit_code == 0
