"""Lists of orders, customers and types, and adding the first two by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from running import Opened, Run, Write

from cli.render.layout import width_of
from events import list_totals
from events.models import Order, User
from events.vocabulary.catalogue import CATALOGUE

SAMPLES = Path(__file__).parents[2] / "sample_data"


@pytest.mark.usefixtures("shop")
def test_orders_are_listed_last_added_first_and_paged(run: Run) -> None:
    result = run("orders", "--limit", "2")
    assert result.stderr == "1–2 of 3 orders, the last added first; --page 2 shows more\n"
    first = result.stdout
    assert first.index("#2002") < first.index("pl/1001")
    wide = {"COLUMNS": "100"}
    assert "jane@example.com  Jane Doe" in run("orders", "--limit", "2", "--page", "2", env=wide).stdout
    assert "Page 9 is empty: there are 3 orders." in run("orders", "--page", "9").stderr


def test_lists_as_data_in_a_pipe_are_whole(run: Run, opened: Opened) -> None:
    """Also where they are read by ids, of which a query takes only so many."""
    with opened() as session:
        session.add_all(Order(number=f"{at:04}", user=User(email=f"c{at:04}@a.example")) for at in range(520))
        session.commit()
    for command in (["orders"], ["orders", "--sort", "paid"], ["customers"], ["customers", "--sort", "paid"]):
        whole = run(*command, "-o", "jsonl")
        assert len({*whole.stdout.splitlines()}) == 520
        assert whole.stderr == ""
    assert len(run("orders").stdout.splitlines()) == 51  # with a heading
    page = run("orders", "-o", "jsonl", "--page", "1")
    assert len(page.stdout.splitlines()) == 50
    assert page.stderr == "1–50 of 520 orders, the last added first; --page 2 shows more\n"


def test_the_log_as_data_in_a_pipe_is_whole(run: Run, write: Write) -> None:
    write(*((at, None, f"note {at}") for at in range(60)), number="1")
    for words in (["log"], ["search", "note"]):
        whole = run(*words, "-o", "jsonl")
        assert len(whole.stdout.splitlines()) == 60
        assert "more" not in whole.stderr
        assert len(run(*words, "-o", "csv", "--limit", "3").stdout.splitlines()) == 4
    assert "The newest 50; --limit shows more" in run("log").stderr


@pytest.mark.usefixtures("shop")
def test_every_order_of_a_list_can_be_reversed(run: Run) -> None:
    def firsts(command: str, sort: str, *words: str) -> list[str]:
        shown = run(command, "--sort", sort, *words).stdout.splitlines()[1:]
        return [line.split()[0] for line in shown]

    for sort in ("added", "began", "last", "paid"):  # orders that paid the same among them
        assert firsts("orders", sort, "-r") == firsts("orders", sort)[::-1]
    for sort in ("email", "orders"):
        assert firsts("customers", sort, "--reverse") == firsts("customers", sort)[::-1]
    assert "the earliest begun first" in run("orders", "--sort", "began", "-r").stderr
    assert "the least paid first" in run("orders", "--sort", "paid", "--reverse").stderr


@pytest.mark.usefixtures("shop")
def test_orders_are_narrowed_by_customer_and_shop(run: Run) -> None:
    def numbers(*args: str) -> list[tuple[str, str]]:
        return [(row["shop"], row["number"]) for row in json.loads(run("orders", *args, "-o", "json").stdout)]

    assert numbers("--customer", "guest@example.com") == [("pl", "1001"), ("", "2002")]
    assert numbers("--shop", "pl") == [("pl", "1001")]
    assert numbers("--customer", "gues") == [("pl", "1001"), ("", "2002")]
    assert sorted(numbers("--customer", "example.com")) == sorted(numbers())
    assert run("orders", "--customer", "nobody@example.com").exit_code == 1
    assert "There is no customer 'nobody'" in run("orders", "--customer", "nobody").stderr


@pytest.mark.usefixtures("story")
def test_orders_are_listed_by_their_state_and_sorted_by_what_they_add_up_to(run: Run, write: Write) -> None:
    write((3, None, "Captured amount of £5.00 online."), number="2")
    write((2, None, "Order placed"), number="3")

    def rows(*args: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(run("orders", *args, "-o", "json").stdout)
        return found

    everything = rows()
    for status in {row["state"] for row in everything} - {None}:
        assert rows("--status", status) == [row for row in everything if row["state"] == status]
    is_open = [row for row in everything if row["state"] in ("placed", "authorized", "paid", "failed")]
    assert is_open
    assert rows("--status", "open") == is_open
    stuck = rows("--status", "stuck")
    assert stuck == sorted(is_open, key=lambda row: row["state_since"])
    assert "stuck order" in run("stuck").stderr
    run("add-note", "2", "Still no parcel.")
    assert {row["number"] for row in rows("--status", "stuck")} == {row["number"] for row in stuck}
    assert rows("--sort", "began", "--limit", "2") == rows("--sort", "began")[:2]
    assert {row["number"] for row in rows("--sort", "paid")} == {row["number"] for row in everything}
    wrong = run("orders", "--status", "shiped")
    assert (wrong.exit_code, "Did you mean shipped?" in wrong.stderr) == (2, True)


def test_unshipped_orders_that_have_waited_longest_come_first(run: Run) -> None:
    for number, paid in (("1", "2020-02-01"), ("2", "2020-01-01"), ("3", "2020-03-01")):
        run("orders", "add", number)
        run("record", "paid", number, "5 EUR", "--date", paid)
    assert run("orders", "--status", "unshipped", "-o", "ids").stdout.split() == ["2", "1", "3"]
    assert run("orders", "-o", "ids").stdout.split() == ["3", "2", "1"]


def test_what_was_paid_and_never_shipped_is_listed_whatever_came_later_or_earlier(
    run: Run, write: Write
) -> None:
    paid, shipped = "Captured amount of £5.00 online.", "Shipped with DPD, tracking number 15501974425301."
    back = "Refunded amount of £1.00 online."
    write((1, None, paid), (2, None, back), number="part", user=User(email="jane@mail.example"))
    write((1, None, paid), (2, None, shipped), (3, None, back), number="sent")
    write((1, None, shipped), (2, None, paid), number="invoice", user=User(email="uwe@mail.example"))
    write((1, None, "Order placed"), number="unpaid")
    for customer in ((), ("--customer", "mail.example")):
        found = run("orders", "--paid", "--not-shipped", *customer, "-o", "json").stdout
        assert [row["number"] for row in json.loads(found)] == ["part"]


@pytest.mark.usefixtures("story")
def test_orders_are_listed_by_when_they_began(run: Run) -> None:
    rows = json.loads(run("orders", "-o", "json").stdout)
    began = sorted(row["created"] or row["first_event"] for row in rows if row["first_event"])
    days = ("--since", began[0][:10], "--until", began[0][:10])
    found = json.loads(run("--display-tz", "UTC", "orders", *days, "-o", "json").stdout)
    assert found
    assert all((row["created"] or row["first_event"])[:10] == began[0][:10] for row in found)
    assert run("orders", "--since", "2021", "--until", "2020").exit_code == 2
    said = run("orders", "--status", "cancelled", "--since", "2020-02", "--until", "2020-03").stderr
    assert "when orders began" in said
    assert "log --kind cancelled --since 2020-02 --until 2020-03" in said
    assert "when orders began" not in run("orders", "--since", "2020-02").stderr


def test_a_status_is_looked_for_in_a_bounded_number_of_orders(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("1", "2", "3"):
        run("orders", "add", number)
        run("record", "order", "placed", number)
    monkeypatch.setattr(list_totals, "REACH", 2)
    result = run("orders", "--status", "placed")
    assert "Looked at 2 of 3 orders" in result.stderr
    assert result.stdout.count("placed") == 2


@pytest.mark.usefixtures("shop")
def test_an_order_in_a_list_says_how_much_happened_to_it(run: Run) -> None:
    (row,) = json.loads(run("orders", "--customer", "jane@example.com", "-o", "json").stdout)
    assert (row["events"], row["last_event"], row["currency"]) == (7, "2020-11-05T23:36:03Z", "EUR")


@pytest.mark.usefixtures("shop")
def test_a_list_and_a_timelines_header_agree_on_what_was_paid(run: Run) -> None:
    payment = ("--payment-id", "ch_2", "--payment-gateway", "stripe")
    for kind, amount in (("captured", "5.00"), ("refunded", "1.50")):
        assert run("record", "order", kind, "/1001", "--amount", amount, *payment).exit_code == 0
    (row,) = json.loads(run("orders", "--customer", "jane@example.com", "-o", "json").stdout)
    assert (row["state"], row["paid"], row["refunded"]) == ("partially_refunded", "214.130 EUR", "1.50 EUR")
    (person,) = json.loads(run("customers", "--like", "jane", "-o", "json").stdout)
    assert (person["paid"], person["refunded"]) == ("214.130 EUR", "1.50 EUR")
    assert "paid 2× 214.130 EUR" in run("order", "/1001").stdout.replace("\n", " ")
    assert " partially refunded " in run("orders").stdout


@pytest.mark.usefixtures("shop")
def test_an_order_of_very_many_events_is_listed_without_totals(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_totals, "MOST", 6)
    (row,) = json.loads(run("orders", "--customer", "jane@example.com", "-o", "json").stdout)
    assert (row["events"], row["state"], row["paid"]) == (7, None, None)
    (person,) = json.loads(run("customers", "--like", "jane", "-o", "json").stdout)
    assert person["paid"] is None


def test_an_imported_order_began_with_its_first_event_and_a_customers_come_by_what_happened_last(
    run: Run, tmp_path: Path
) -> None:
    legacy = tmp_path / "legacy.csv"
    rows = ["1,A1,ann@example.com,2021-05-01,Paid", "2,A2,ann@example.com,2019-03-01,Paid"]
    legacy.write_text("\n".join(["id,order,customer,date,message", *rows, "3,A1,,2020-01-01,Placed\n"]))
    fields = ("legacy_id=id", "order=order", "customer=customer", "date=date", "message=message")
    assert run("import", str(legacy), *(part for field in fields for part in ("--set", field))).exit_code == 0
    result = run("orders", "--customer", "ann@example.com")
    listed = result.stdout.splitlines()
    assert [line.split()[0] for line in listed[1:3]] == ["#A1", "#A2"]
    assert "2020-01-01" in listed[1]
    assert result.stderr == "2 orders, the last active first\n"
    assert "last added first" in run("orders").stderr


@pytest.mark.usefixtures("shop")
def test_customers_are_listed_without_staff_and_searched(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("customers", "-o", "csv").stdout)))
    money = {"state": "shipped", "state_since": "2020-11-05T13:22:03Z", "paid": "209.130 EUR", "refunded": ""}
    money |= {"all_events": "", "paid_amount": "209.130", "refunded_amount": "", "amount_currency": "EUR"}
    assert rows == [{"email": "jane@example.com", "name": "Jane Doe", "orders": "1", "events": "4", **money}]
    assert run("customers", "--like", "DOE").stderr == "1 customer\n"
    assert run("customers", "--like", "100%").stderr == "No customers.\n"


@pytest.mark.usefixtures("shop")
def test_customers_are_chosen_by_their_orders_and_sorted(run: Run, write: Write) -> None:
    write((0, None, "Order placed: 300.00 EUR"), number="7", user=User(email="zoe@example.com", name="Zoe"))
    run("orders", "add", "8", "--customer", "zoe@example.com")
    write((1, None, "Captured amount of 5.00 EUR"), number="9", user=User(email="ann@example.com"))

    def listed(*words: str) -> list[str]:
        result = run("customers", *words, "-o", "json")
        assert result.exit_code == 0, result.stderr
        return [one["email"] for one in json.loads(result.stdout)]

    assert listed() == ["ann@example.com", "jane@example.com", "zoe@example.com"]
    assert listed("--sort", "orders")[0] == "zoe@example.com"
    assert listed("--sort", "paid") == ["jane@example.com", "ann@example.com", "zoe@example.com"]
    assert listed("--status", "placed") == ["zoe@example.com"]
    assert listed("--status", "stuck", "--limit", "1") == ["zoe@example.com"]
    began = {one["number"]: one["created"] for one in json.loads(run("orders", "-o", "json").stdout)}
    assert listed("--until", began["8"]) == ["jane@example.com", "zoe@example.com"]
    assert listed("--since", began["9"]) == ["ann@example.com"]
    assert run("customers", "--status", "paid").stderr == "1 paid customer\n"
    assert run("customers", "--shop", "pl").stderr == "No customers.\n"
    assert run("orders", "--status", "canceled").exit_code == 0
    wrong = run("customers", "--status", "shiped")
    assert (wrong.exit_code, "Did you mean shipped?" in wrong.stderr) == (2, True)


def test_a_fresh_database_is_usable_without_an_import(run: Run) -> None:
    """Add a customer and an order, record, and read it back, as the program itself suggests."""
    assert run("customers", "add", "jane@example.com", "--name", "Jane").stdout == (
        "Added customer Jane <jane@example.com>.\n"
    )
    lines = ["--line", "2 x Mug", "--line", "Cup"]
    added = run("orders", "add", "1001", "--customer", "jane@example.com", *lines)
    assert added.stdout.splitlines() == [
        "Added order #1001, Jane <jane@example.com>.",
        "  line 1: 2 × Mug",
        "  line 2: 1 × Cup",
    ]
    assert added.stderr == "Next: events record order placed 1001\n"
    assert run("record", "order", "placed", "1001").exit_code == 0
    text = run("order", "1001").stdout
    assert "2 × Mug (line 1); 1 × Cup (line 2)" in text
    assert "Order placed" in text


def test_an_added_order_as_json_names_its_lines(run: Run) -> None:
    result = run("orders", "add", "7", "--line", "2 x Mug", "-o", "json")
    assert json.loads(result.stdout)["lines"] == [{"id": 1, "quantity": 2, "item": "Mug"}]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["orders", "add", "2002"], "There is already an order '2002'"),
        (["orders", "add", " "], "needs a number"),
        (["orders", "add", "1", "--customer", "jane"], "not an e-mail address"),
        (["orders", "add", "1", "--line", "0 x Mug"], "Cannot read the line"),
        (["customers", "add", "JANE@example.com"], "There is already a customer"),
        (["customers", "add", "jane"], "not an e-mail address"),
        (["orders", "--limit", "0"], "less than 1"),
        (["orders", "--limit", "9" * 20], "more than 2147483647"),
    ],
)
def test_what_cannot_be_added_is_a_usage_error(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, words in result.stderr) == (2, True), result.stderr


def test_the_largest_page_of_a_list_is_empty(run: Run) -> None:
    result = run("orders", "--page", "2147483647", "--limit", "2147483647")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No orders.\n")


def test_types_prints_all_three_tables(run: Run) -> None:
    text = run("types").stdout
    for vocabulary in CATALOGUE.values():
        for member in vocabulary:
            assert f" {member.value}  {member.name}\n" in text


def test_types_as_data_has_every_type_once(run: Run) -> None:
    found = json.loads(run("types", "-o", "json").stdout)
    assert len(found) == sum(map(len, CATALOGUE.values()))
    assert found[0] == {
        "vocabulary": "order",
        "code": "draft_created",
        "type": "DRAFT_CREATED",
        "label": "A draft order was created by a staff user",
        "tone": "neutral",
        "parameters": {},
    }


@pytest.mark.parametrize("width", [40, 60, 80])
def test_lists_of_imported_history_fit_a_narrow_screen(run: Run, width: int) -> None:
    """Columns that matter less are left out where there is no room."""
    for sample in ("magento2", "woocommerce", "helpdesk"):
        run("import", str(SAMPLES / sample), "--source", sample)
    for command in (["orders"], ["customers"], ["batches"], ["actors"], ["batches", "--operations"]):
        shown = run(*command, env={"COLUMNS": str(width)}).stdout
        assert max(map(width_of, shown.splitlines())) <= width, command
    assert "paid" in run("orders", env={"COLUMNS": "40"}).stdout


@pytest.mark.usefixtures("shop")
def test_a_list_in_a_pipe_is_not_cut(run: Run) -> None:
    email = f"{'x' * 90}@example.com"
    run("customers", "add", email, "--name", "Somebody With A Long Name")
    in_pipe, narrow = (run("customers", env={"COLUMNS": columns}).stdout for columns in ("", "80"))
    assert f"{email}  Somebody With A Long Name" in in_pipe
    assert f"\n{email}\n  name Somebody With A Long Name  orders 0\n" in narrow


@pytest.mark.usefixtures("shop")
def test_an_unknown_shop_is_an_error_that_names_those_there_are(run: Run) -> None:
    result = run("orders", "--shop", "uk")
    shops = "'' (the one without a name), pl"
    assert (result.exit_code, result.stderr) == (1, f"Error: There is no shop 'uk'. Shops: {shops}.\n")


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("words", ["orders", "customers", "log", "order 2002", "find 2002", "search jane"])
def test_ids_are_one_per_line_as_other_commands_take_them(run: Run, words: str) -> None:
    found = run(*words.split(), "-o", "ids").stdout.splitlines()
    whole = json.loads(run(*words.split(), "-o", "json").stdout)
    assert len(found) == len(whole) > 0
    opens = {"orders": "order", "customers": "customer"}.get(
        words, "" if words.startswith("find") else "show"
    )
    assert not opens or run(opens, found[0]).exit_code == 0
