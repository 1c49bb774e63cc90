"""Orders that two systems have in common are not merged unasked; the printed commands settle it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from colliding import CALLS, FR, NOTES, PEOPLE, UK, _commands, _contents, _orders, _pasted, _refused, _write
from running import Opened, Run
from typer.testing import CliRunner, Result

from cli.app import app
from events.models import Order, User
from events.order import events as order_events

pytestmark = pytest.mark.usefixtures("folder")


def test_an_order_of_another_shop_with_the_same_number_stops_the_import_and_leaves_nothing(
    run: Run, opened: Opened
) -> None:
    assert run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE).exit_code == 0
    before = _contents(opened)
    arguments = (_write("fr.csv", FR), "--source", "fr", *PEOPLE, "--rejects", "r.csv", "--report", "r.md")
    refused = _refused(run, *arguments)
    assert "Order 1001 is in the log already, from another source, with another customer" in refused.stderr
    assert _contents(opened) == before
    assert not Path("r.csv").exists()
    assert not Path("r.md").exists()
    rehearsed = _refused(run, *arguments, "--dry-run")
    assert rehearsed.stderr.splitlines()[0] == refused.stderr.splitlines()[0]
    assert all("--dry-run" in words for words in _commands(rehearsed))


def test_the_first_orders_that_would_be_merged_are_named_with_both_customers(run: Run) -> None:
    rows = [
        (f"{number}", f"jane{number}@mail.example", f"bob{number}@mail.example") for number in range(1, 6)
    ]
    head = UK.splitlines()[0]
    for name, of in (("uk.csv", 1), ("fr.csv", 2)):
        _write(name, "\n".join([head, *(f"{row[0]},2020-01-01,{row[of]},rang" for row in rows), ""]))
    assert run("import", "uk.csv", "--source", "uk", *PEOPLE).exit_code == 0
    said = " ".join(_refused(run, "fr.csv", "--source", "fr", *PEOPLE).stderr.split())
    first = [f"{number} jane{number}@mail.example and bob{number}@mail.example" for number in (1, 2, 3)]
    both = f"In the log and here: {'; '.join(first)}. Nothing was imported."
    assert f"with other customers: 1, 2, 3, 4, 5. {both}" in said


def test_each_printed_command_settles_a_collision_of_orders_when_it_is_pasted(
    run: Run, database: str
) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    refused = _refused(run, _write("fr 2.csv", FR), "--source", "fr", *PEOPLE)
    apart, merged = _pasted(refused, database)
    assert (apart.exit_code, merged.exit_code) == (0, 0), (apart.output, merged.output)
    assert len(_orders(f"{database}.0")) == 2
    assert len(_orders(f"{database}.1")) == 1


def test_the_commands_replace_a_shop_that_is_taken(run: Run, database: str) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", "--shop", "fr", *PEOPLE)
    refused = _refused(run, _write("fr.csv", FR), "--source", "fr", "--shop=fr", *PEOPLE)
    apart, merged = _pasted(refused, database)
    assert _commands(refused)[0][-2:] == ["--shop", "fr-2"]
    assert _commands(refused)[0].count("--shop") == 1
    assert (apart.exit_code, merged.exit_code) == (0, 0), (apart.output, merged.output)


@pytest.mark.parametrize(
    "row",
    [
        "1001,2021-01-01,JANE@mail.example,again",
        "1001,2021-01-01,,nobody is named",
        "1001,2021-01-01,17,a number stands for somebody unknown",
    ],
)
def test_an_order_is_merged_where_its_customer_is_the_same_or_unknown(run: Run, row: str) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    merged = run(
        "import", _write("more.csv", f"order,date,email,comment\n{row}\n"), "--source", "crm", *PEOPLE
    )
    assert merged.exit_code == 0, merged.output
    assert "Already had events from another source, or recorded by hand: 1 order (1001)" in " ".join(
        merged.stdout.split()
    )


def test_customers_that_are_known_by_their_names_collide_too(run: Run) -> None:
    run("import", _write("uk.csv", UK.replace("jane@mail.example", "Jane Doe")), "--source", "uk", *PEOPLE)
    french = FR.replace("pierre@mail.example", "Pierre Petit")
    _refused(run, _write("fr.csv", french), "--source", "fr", *PEOPLE)
    same = run(
        "import", _write("s.csv", FR.replace("pierre@mail.example", "jane  doe")), "--source", "fr", *PEOPLE
    )
    assert same.exit_code == 0, same.output


def test_orders_that_were_recorded_by_hand_are_not_merged_either(run: Run, opened: Opened) -> None:
    with opened() as session:
        session.add(order := Order(number="1001", user=User(email="anna@mail.example")))
        session.flush()
        order_events.placed_event(order=order)
        session.commit()
    assert "Order 1001" in _refused(run, _write("uk.csv", UK), "--source", "uk", *PEOPLE).stderr


def test_twenty_orders_are_named_at_most(run: Run) -> None:
    rows = [f"{number},2020-01-01,{{}}@mail.example,paid" for number in range(1000, 1030)]
    head = "order,date,email,comment\n"
    run("import", _write("a.csv", head + "\n".join(rows).replace("{}", "a")), "--source", "a", *PEOPLE)
    file = _write("b.csv", head + "\n".join(rows).replace("{}", "b"))
    problem = _refused(run, file, "--source", "b", *PEOPLE).stderr
    assert "1000, 1001, " in problem
    assert "1018, 1019 and more" in problem
    assert "1020" not in problem


def test_the_shop_that_a_record_names_decides_which_order_is_meant(
    run: Run, database: str, tmp_path: Path
) -> None:
    run("import", _write("fr.csv", FR), "--source", "fr", "--shop", "fr", *PEOPLE)
    run("export", "events.jsonl")
    other = str(tmp_path / "other.db")
    for arguments in (
        ["import", _write("uk.csv", UK), "--source", "uk", *PEOPLE],
        ["import", "events.jsonl"],
    ):
        done = CliRunner().invoke(app, ["--database", other, *arguments])
        assert done.exit_code == 0, done.output
    assert len(_orders(other)) == 2


def test_an_import_that_was_settled_can_be_repeated_and_continued(run: Run) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    settled = run("import", _write("fr.csv", FR), "--source", "fr", *PEOPLE, "--same-orders")
    assert settled.exit_code == 0, settled.output
    newer = _write("fr.csv", FR + "1001,2021-01-02,pierre@mail.example,sent\n")
    again = run("import", newer, "--source", "fr", *PEOPLE, "--format", "json")
    assert '"imported": 1' in again.stdout
    undone = run("undo", "2")
    assert "--same-orders" in undone.output


def test_a_mapping_file_can_say_that_orders_are_the_same(run: Run) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    keys = 'source = "fr"\nsame_orders = %s\norder = "order"\ndate = "date"\n'
    keys += 'customer = "email"\nmessage = "comment"\n'
    for value, code in (("false", 65), ("true", 0)):
        done = run("import", _write("fr.csv", FR), "--map", _write("fr.toml", keys % value))
        assert done.exit_code == code, done.output
    assert "--same-orders" in run("undo", "2").output
    assert (
        "same_orders is true or false" in run("import", "fr.csv", "--map", _write("a.toml", keys % 1)).stderr
    )


def test_an_interrupted_import_goes_on_beside_its_own_orders(run: Run) -> None:
    run("import", _write("uk.csv", UK), "--source", "uk", *PEOPLE)
    rows = "2001,2021-01-01,a@mail.example,first\n2002,never,b@mail.example,second\n"
    file = _write("b.csv", f"order,date,email,comment\n{rows}")
    assert run("import", file, "--source", "b", *PEOPLE, "--errors", "stop").exit_code == 65
    _write("b.csv", f"order,date,email,comment\n{rows.replace('never', '2021-01-02')}")
    assert run("import", file, "--source", "b", *PEOPLE, "--errors", "stop").exit_code == 0


def test_two_shops_without_source_and_without_ids_are_not_merged(run: Run, database: str) -> None:
    run("import", _write("uk.csv", UK), *PEOPLE)
    refused = _refused(run, _write("fr.csv", FR), *PEOPLE)
    assert "from another file or source" in refused.stderr
    assert [one.exit_code for one in _pasted(refused, database)] == [0, 0]


def test_without_a_source_a_customer_who_changed_their_address_is_no_collision(run: Run) -> None:
    more = "1002,2020-01-01,bob@mail.example,paid\n1003,2020-01-01,eve@mail.example,paid\n"
    run("import", _write("old.csv", UK + more), *PEOPLE)
    newer = UK + more + "1001,2020-02-01,jane@new.example,sent\n"
    result = run("import", _write("new.csv", newer), *PEOPLE)
    assert result.exit_code == 0, result.output


def test_a_server_is_checked_like_a_file(postgresql_database: str) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--database", postgresql_database, "import", *arguments])

    assert run(_write("uk.csv", UK), "--source", "uk", *PEOPLE).exit_code == 0
    refused = run(_write("fr.csv", FR), "--source", "fr", *PEOPLE)
    assert (refused.exit_code, "Order 1001" in refused.stderr) == (65, True), refused.output
    assert run("fr.csv", "--source", "fr", *PEOPLE, "--same-orders").exit_code == 0
    assert run("fr.csv", "--source", "fr", *PEOPLE).exit_code == 0
    assert "Batch 2 (source fr, no shop)" in run("fr.csv", *PEOPLE, "--dry-run").stderr
    assert run(_write("notes.csv", NOTES), "--tz", "UTC").exit_code == 0
    assert "2 of 2 ids" in run(_write("calls.csv", CALLS), "--tz", "UTC").stderr
    shutil.copy("notes.csv", "copy.csv")
    assert run("copy.csv", "--tz", "Asia/Tokyo").exit_code == 1
