"""`events record`: every event function is a command, with the options its signature asks for."""

from __future__ import annotations

import json

import pytest
from own_terminal import on_terminal
from recorded import CUSTOMER, ORDER, PAYMENT
from running import Run

from cli.words.record_words import of_vocabulary
from events.account import CustomerEvents
from events.errors import UsageError
from events.order import OrderEvents

CUSTOMERS_OWN = {
    "account_created", "password_reset_link_sent", "password_reset", "placed_order",
    "note_added_to_order", "digital_link_downloaded",
}  # fmt: skip


def test_every_type_is_recorded_here() -> None:
    for table, vocabulary in (("ORDER", OrderEvents), ("CUSTOMER", CustomerEvents)):
        types = [member.value for member in vocabulary]
        found = list({"ORDER": ORDER, "CUSTOMER": CUSTOMER}[table])
        assert found == types, f"The rows of {table} in tests/cli/recorded.py should be {', '.join(types)}."


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("code", ORDER)
def test_every_order_function_is_a_command(run: Run, code: str) -> None:
    """It records its type and parameters, by whoever is named or defaults, under either spelling."""
    options, parameters = ORDER[code]
    result = run("record", "order", OrderEvents(code).name, "/1001", *options, "-o", "json")
    assert result.exit_code == 0, result.stderr
    event = json.loads(result.stdout)
    assert (event["code"], event["parameters"], event["order"]) == (code, parameters, "1001")
    assert event["user"] == ("jane@example.com" if code == "placed" else "casper")
    assert event["id"] in run("order", "/1001").stdout


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("code", CUSTOMER)
def test_every_customer_function_is_a_command(run: Run, code: str) -> None:
    options, parameters = CUSTOMER[code]
    who = "anna@shop.example" if code == "customer_deleted" else "jane@example.com"
    result = run("record", "customer", code, who, *options, "-o", "json")
    assert result.exit_code == 0, result.stderr
    event = json.loads(result.stdout)
    assert (event["code"], event["parameters"]) == (code, parameters)
    assert event["customer"] == (None if code == "customer_deleted" else "jane@example.com")
    assert event["user"] == (who if code in CUSTOMERS_OWN | {"customer_deleted"} else "casper")
    assert event["id"] in run("customer", who).stdout


@pytest.mark.usefixtures("shop")
def test_an_event_can_be_the_systems_when_that_is_asked_for(run: Run) -> None:
    result = run("record", "order", "canceled", "/1001", "--user", "system", "-o", "json")
    assert json.loads(result.stdout)["user"] is None


@pytest.mark.usefixtures("shop")
def test_a_recorded_event_says_what_changed_and_what_to_do_next(run: Run) -> None:
    result = run("record", "order", "restocked_items", "pl/1001", "--quantity", "3")
    assert result.stdout == "Recorded o9 on order pl/1001, by casper: 3 items put back in stock\n"
    assert result.stderr == "Next: events order pl/1001\n"


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["order", "capturd", "/1001"], 2, "Did you mean captured?"),
        (["order", "captured", "/1001"], 2, "Missing option '--amount'"),
        (["order", "captured", "/1001", *PAYMENT[2:], "--amount", "ten"], 2, "Write it as 10.00"),
        (["order", "captured", "/1001", *PAYMENT[2:], "--amount", "-1"], 2, "zero or more"),
        (["order", "restocked_items", "/1001", "--quantity", "0"], 2, "quantity"),
        (["order", "restocked_items", "/1001", "--quantity", "x"], 2, "not a whole number"),
        (["order", "note_added", "/1001", "--message", " "], 2, "must not be blank"),
        (["order", "email_sent", "/1001", "--email-type", "x"], 2, "no event type"),
        (["order", "fulfilled_items", "/1001", "--line", "99"], 1, "no order line 99"),
        (["order", "fulfilled_items", "/1001", "--line", "x"], 2, "not the id of an order line"),
        (["order", "fulfilled_items", "2002", "--line", "1"], 2, "belongs to another order"),
        (["order", "draft_added_products", "/1001", "--line", "1"], 2, "2:LINE_ID"),
        (["order", "canceled", "9"], 1, "no order '9'"),
        (["order", "other", "/1001", "--message", "m", "--date", "soon"], 2, "as a date"),
        (["delivered", "/1001", "--date", "9998-01-01"], 2, "is still to come"),
        (["order", "refunded", "/1001", "--amount", "5"], 2, "Missing option '--payment-id'"),
        (["refund", "/1001"], 2, "events record refund /1001 10.00 EUR --date yesterday"),
        (["refund", "/1001", "1.249", "EUR"], 2, "'1.249' as an amount: it may be 1.25 or 1249.00"),
        (
            ["storniert", "/1001"],
            2,
            "'storniert' is cancelled. To record that: events record cancelled /1001",
        ),
        (["refund", "/1001", "ten"], 2, "'ten' is no amount. For example: events record refund /1001 10.00"),
        (["refund", "/1001", "-10"], 2, "'-10' is no amount."),
        (["delivered", "/1001", "tomorrow"], 2, "is still to come"),
        (["refund", "/1001", "--amount", "-1"], 2, "zero or more"),
        (
            ["restocked_items", "/1001", "--quantity", "3", "--date", "2020-03-01"],
            2,
            "events record order other /1001 --message TEXT --date 2020-03-01",
        ),
        (["order", "canceled", "/1001", "--user", " "], 2, "--user is blank"),
        (["customer", "note_added", "x@example.com", "--message", "m"], 1, "no customer"),
        (["customer", "placed_order", "jane@example.com"], 2, "Missing option '--order'"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_a_line(
    run: Run, arguments: list[str], code: int, words: str
) -> None:
    before = run("export").stdout
    result = run("record", *arguments)
    assert (result.exit_code, words in result.stderr, result.stdout) == (code, True, ""), result.stderr
    assert run("export").stdout == before


def test_help_lists_the_types_and_explains_the_options(run: Run) -> None:
    text = run("record", "order", "--help").stdout
    assert all(member.value in text for member in OrderEvents)
    assert "--payment-gateway" in run("record", "order", "captured", "--help").stdout


def test_help_of_a_kind_is_that_of_recording_by_kinds(run: Run) -> None:
    for words in (("paid", "1001", "24", "--help"), ("shipped", "--help")):
        text = " ".join(run("record", *words).stdout.split())
        assert text.startswith("Usage: events record [OPTIONS]")
        assert "paid 1001 24.00 EUR" in text


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "typed",
    [
        "record shipped 2002 --tracking-number=RM742199501GB --carrier DHL --user anna@shop.example",
        "record order 2002 sent --carrier DHL --tracking RM742199501GB",
    ],
)
def test_a_shipment_is_recorded_by_its_kind_with_its_tracking_number(run: Run, typed: str) -> None:
    assert run(*typed.split()).exit_code == 0
    (found,) = json.loads(run("log", "--kind", "shipped", "--order", "2002", "--format", "json").stdout)
    assert found["message"] == "Shipped with DHL, tracking number RM742199501GB."
    assert "2002" in run("find", "RM742199501GB").stdout


@pytest.mark.usefixtures("shop")
def test_the_word_of_a_kind_records_its_type(run: Run) -> None:
    assert "Order cancelled" in run("record", "order", "cancelled", "2002").stdout
    assert "Order cancelled" in run("record", "cancel", "2002").stdout
    assert "Marked as paid" in run("record", "paid", "2002").stdout
    assert "25.00" in run("record", "paid", "2002", "--amount", "25.00", *PAYMENT[2:]).stdout
    assert "<jane@example.com>, by" in run("record", "note", "jane@example.com", "--message=hi").stdout


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            "record refund 2002 5.00 GBP --date 2020-03-01",
            ("refunded", "5.00", "GBP", "2020-02-29T23:00:00Z"),
        ),
        (
            "record refunded 2002 --amount £5,50 --on 2020-03-01",
            ("refunded", "5.50", "GBP", "2020-02-29T23:00:00Z"),
        ),
        ("record order 2002 paid 1.249 KWD --reason cash", ("paid", "1.249", "KWD", None)),
        ("record paid 2002 12.00 eur --date 2020-03-01", ("paid", "12.00", "EUR", "2020-02-29T23:00:00Z")),
        ("record cancelled 2002 --date 2020-03-01 rang", ("cancelled", None, None, "2020-02-29T23:00:00Z")),
    ],
)
def test_what_happened_at_another_time_or_without_a_payment_is_recorded_in_words(
    run: Run, typed: str, expected: tuple[str | None, ...]
) -> None:
    """The words say the amount, and the event has the time at which it happened."""
    result = run(*typed.split(), "-o", "json")
    assert result.exit_code == 0, result.stderr
    event = json.loads(result.stdout)
    date = event["date"] if expected[3] else None
    assert (event["kind"], event["amount"], event["currency"], date) == expected
    assert event["code"] == "other"


@pytest.mark.parametrize("text", ["Ref 12345", "ref 12345", "day 2", "REF 12345", "12345 INV"])
def test_a_word_before_a_number_is_no_currency(text: str) -> None:
    """`record paid 2002 "Ref 12345"` is no payment of 12,345."""
    assert of_vocabulary("order", ["paid", "2002", text], means_kind=True) == [
        "other", "2002", "--date=now", f"--message=Paid: {text}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("paid 2002 REF 12345", "Paid: REF 12345"),
        ("paid 2002 EUR 5.00 by hand", "Payment of 5.00 EUR received. by hand"),
        ("refunded 2002 5.00 EUR broken mug", "Refunded 5.00 EUR. broken mug"),
        ("refunded 2002 5.00 all three mugs", "Refunded 5.00. all three mugs"),
        ("paid 2002 20 try", "Payment of 20 TRY received."),
        ("paid 2002 VND 12345", "Payment of 12345 VND received."),
        ("shipped 2002 left at the door", "Shipped: left at the door"),
        ("shipped 2002 DHL 00340434161094015919", "Shipped with DHL, tracking number 00340434161094015919."),
        ("shipped 2002 Royal Mail: RM742199502GB", "Shipped with Royal Mail, tracking number RM742199502GB."),
        ("delivered 2002 yesterday evening", "Delivered: yesterday evening"),
        ("held 2002 3 days", "On hold: 3 days"),
    ],
)
def test_words_behind_an_order_are_an_amount_and_a_text_without_quotes(typed: str, message: str) -> None:
    assert f"--message={message}" in of_vocabulary("order", typed.split(), means_kind=True)


@pytest.mark.parametrize(
    "typed", ["5.00 EUR --currency USD", "--amount 5EUR --currency USD", "$5 --currency EUR"]
)
def test_an_amount_with_another_currency_beside_it_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"The amount is .*, but the currency (USD|EUR)"):
        of_vocabulary("order", ["paid", "2002", *typed.split()], means_kind=True)


def test_the_currency_beside_a_sign_says_which_it_is() -> None:
    words = of_vocabulary("order", ["paid", "2002", "$5", "--currency", "CAD"], means_kind=True)
    assert "--message=Payment of 5 CAD received." in words


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("delivered 2002 yesterday", "yesterday"),
        ("shipped 2002 2020-03-01", "2020-03-01"),
        ("refunded 2002 5.00 EUR 3 days ago", "3 days ago"),
        ("delivered 2002 10:15", "10:15"),
        ("other 2002 exchanged", "now"),
        ("delivered 2002 yesterday --date 2020-03-01", "2020-03-01"),
    ],
)
def test_a_day_behind_an_order_is_when_it_happened(typed: str, date: str) -> None:
    """And no text of an event that happens now."""
    assert f"--date={date}" in of_vocabulary("order", typed.split(), means_kind=True)


@pytest.mark.usefixtures("shop")
def test_a_note_about_another_time_is_recorded_as_add_note_does(run: Run) -> None:
    result = run("record", "note", "2002", "rang", "--date", "2020-03-01")
    assert "rang (about 2020-03-01, written " in result.stdout
    assert "with today as the day of writing" in result.stderr


@pytest.mark.usefixtures("shop")
def test_a_payment_with_its_id_is_recorded_by_its_type(run: Run) -> None:
    event = json.loads(run("record", "refund", "2002", "5.00", *PAYMENT[2:], "-o", "json").stdout)
    assert (event["code"], event["parameters"]["amount"]) == ("refunded", "5.00")


@pytest.mark.usefixtures("story")
def test_what_does_not_fit_to_where_the_order_stands_is_recorded_with_a_warning(run: Run) -> None:
    def said(*words: str) -> str:
        return run("record", *words, "--user", "anna@shop.example").stderr.partition("Next:")[0].strip()

    assert said("shipped", "1") == ("Order #1 was shipped before, on 2020-03-05. The log has both.")
    assert said("paid", "1", "5.00 GBP") == ""
    assert said("cancelled", "1") == ""
    assert said("cancelled", "1").startswith("Order #1 was cancelled before")
    assert said("paid", "1", "2.00 GBP", "--date", "2020-03-04") == "", "that was before"
    assert "Order #1 is cancelled since" in said("delivered", "1")
    assert said("note", "1", "hi") == ""


def test_a_refund_without_a_payment_is_recorded_with_a_warning(run: Run) -> None:
    run("orders", "add", "2002")
    first = run("record", "refunded", "2002", "5.00", "EUR")
    assert "The log has no payment of order #2002: a refund was recorded" in " ".join(first.stderr.split())
    run("record", "paid", "2002", "9.00", "EUR")
    assert "no payment" not in run("record", "refunded", "2002", "4.00", "EUR").stderr


@pytest.mark.usefixtures("shop")
def test_a_refund_of_more_than_was_paid_is_recorded_with_a_warning(run: Run) -> None:
    def said(*words: str) -> str:
        text = run("record", *words, "--user", "anna@shop.example").stderr
        return text.partition("More is refunded")[2].partition(" Next:")[0].partition("\n")[0]

    run("orders", "add", "77")
    assert said("refunded", "77", "500 GBP") == "", "what was paid is not known"
    assert said("paid", "77", "586.50 GBP") == ""
    assert said("refunded", "77", "5 EUR") == "", "nothing was paid in that currency"
    assert said("refunded", "77", "86.50 GBP") == "", "all of it"
    other = " ".join(run("record", "refunded", "77", "6 EUR", "--user", "anna@shop.example").stderr.split())
    assert "Order #77 was paid in another currency: 586.50 GBP. To take it back: events undo-note" in other
    run("undo-note", "last", "--user", "anna@shop.example")
    event, back = "of order #77 586.50 GBP was paid, and 586.51 GBP goes back", "events undo-note o14 --user"
    warned = said("refunded", "77", "0.01 GBP")
    assert (event in warned, back in warned) == (True, True), warned
    assert run("undo-note", "o14", "--user", "anna@shop.example").exit_code == 0
    assert "586.51 GBP goes back" in said("refunded", "77", "\u00a30.01"), "a sign is the same currency"


@pytest.mark.usefixtures("shop")
def test_a_payment_of_an_order_that_was_paid_is_recorded_with_a_warning(run: Run) -> None:
    run("orders", "add", "77")
    again = ("record", "paid", "77", "20 GBP", "--user", "anna@shop.example")
    assert "was paid before" not in run(*again, "--date", "2020-03-01").stderr
    assert "Order #77 was paid 20 GBP before, last on 2020-03-01. The log has both." in run(*again).stderr


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(("answer", "refunds"), [("y\n", 1), ("\n", 0)])
def test_on_a_terminal_a_refund_of_more_than_was_paid_is_asked_about(
    run: Run, database: str, answer: str, refunds: int
) -> None:
    anna = ("--user", "anna@shop.example")
    run("record", "paid", "2002", "20 GBP", *anna)
    words = ("--database", database, "record", "refunded", "2002", "21 GBP", *anna)
    asked = "Type y to record it all the same:"
    done, screen = on_terminal(*words, asked=asked, answer=answer, COLUMNS="200")
    assert (done, "20 GBP was paid, and 21 GBP goes back" in screen) == (0 if refunds else 2, True)
    assert run("order", "2002").stdout.count("Refunded 21 GBP") == refunds


@pytest.mark.usefixtures("shop")
def test_money_without_a_currency_is_in_the_only_one_of_its_order(run: Run) -> None:
    user = ("--user", "anna@shop.example")
    assert run("orders", "add", "77").exit_code == 0
    assert "received." in run("record", "paid", "77", "20 GBP", *user).stdout
    second = run("record", "paid", "77", "5.50", *user)
    assert "Payment of 5.50 GBP received." in second.stdout
    assert "No currency was given: it is GBP, as of all other money of this order." in second.stderr
    for amount, shown in (
        ("7.50 GBP", "Refunded 7.50 GBP."),
        ("7.99 gbp", "Refunded 7.99 GBP."),
        ("7,50GBP", "Refunded 7.50 GBP."),
        ("\u00a37.50", "Refunded \u00a37.50."),
        ("7.50", "Refunded 7.50 GBP."),
        ("7", "Refunded 7 GBP."),
    ):
        assert shown in run("record", "refunded", "77", amount, *user).stdout
    stored = run("record", "refunded", "77", "0.99", "late. Refunded 5.", "--payment-id", "T1", *user).stdout
    assert "Refunded 0.99 GBP, transaction T1. late. Refunded 5." in stored
    said = run("record", "order", "other", "77", "--date", "now", "--message", "Refunded 2.", *user).stdout
    assert "Refunded 2." in said, "words of one's own stay as they are"
    assert "Refunded 3.25 EUR." in run("record", "refunded", "77", "3.25 EUR", *user).stdout
    bare = run("record", "refunded", "77", "1", *user)
    assert "Refunded 1." in bare.stdout
    assert "the amount is recorded without one" in bare.stderr
    run("orders", "add", "78", "--currency", "EUR")
    own = run("record", "paid", "78", "5", *user)
    assert ("Payment of 5 EUR received." in own.stdout, "EUR, the order's own." in own.stderr) == (True, True)


@pytest.mark.usefixtures("shop")
def test_a_key_records_an_event_once(run: Run) -> None:
    words = ("record", "refunded", "2002", "5.00", "EUR", "--idempotency-key", "k")
    first = run(*words, "--user", "anna@shop.example")
    assert first.stdout.startswith("Recorded o9 on order #2002")
    again = run(*words, "--user", "new@shop.example")
    assert again.stdout.startswith("Recorded before: o9 on order #2002, by anna@shop.example")
    assert "An event with this key already exists. Nothing was changed." in again.stderr
    assert "new@shop.example" not in again.stderr
    assert len(json.loads(run("order", "2002", "-o", "json").stdout)) == 2
    for other in (("refunded", "2002", "6.00", "EUR"), ("refunded", "pl/1001", "5.00", "EUR")):
        result = run("record", *other, "--idempotency-key", "k")
        assert (result.exit_code, "made o9, which is another one" in result.stderr) == (2, True)
    note = run("add-note", "2002", "Refunded 5.00 EUR.", "--idempotency-key", "k")
    assert (note.exit_code, "made o9, which is another one" in note.stderr) == (2, True)
    blank = run("record", "paid", "2002", "--idempotency-key", " ")
    assert (blank.exit_code, "blank" in blank.stderr) == (2, True)
