"""An order's summary: each payment counts once, in whatever spelling, and the amounts are exact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from events.meaning.classify import classify, classify_text
from events.summaries.entry_summaries import EntryEvent, summarize_entries
from events.summaries.order_summary import add_up
from events.summaries.totals import Totals
from events.timeline import TimelineEntry
from events.vocabulary.catalogue import CATALOGUE, member
from events.vocabulary.kinds import Kind

START = datetime(2020, 11, 4, 8, tzinfo=UTC)
KNOWN = {one.value for one in CATALOGUE["order"]} - {"other"}

Happened = str | tuple[str, dict[str, str]]
"""A legacy message or the code of a type, alone or with its parameters."""


def event(what: Happened, number: int, *, order: str = "1001", currency: str = "") -> EntryEvent:
    code, given = what if isinstance(what, tuple) else (what, {})
    values = dict(given) if code in KNOWN else {"message": code}
    code = code if code in KNOWN else "other"
    entry = TimelineEntry(
        table="o",
        number=number,
        date=START + timedelta(days=number),
        type=member("order", code),
        shop="",
        order=order,
        customer=None,
        user=None,
        parameters=values,
    )
    said = values.get("message", "")
    status = said.partition(": ")[0] if ": " in said else None
    meaning = classify(code, values, legacy=status, by_customer=False)
    return EntryEvent(entry=entry, meaning=meaning, currency=currency)


def totals(*story: Happened, currency: str = "", kind: Kind = Kind.PAID) -> Totals:
    events = [event(what, number, currency=currency) for number, what in enumerate(story)]
    return add_up(summarize_entries(events))[kind]


def captured(amount: str, transaction: str = "TX1234") -> str:
    return f"Captured amount of {amount} online. Transaction ID: {transaction}"


def typed(amount: str, payment: str = "TX1234") -> tuple[str, dict[str, str]]:
    return ("captured", {"amount": amount, "payment_id": payment, "payment_gateway": "stripe"})


@pytest.mark.parametrize(
    ("spellings", "total"),
    [
        (("£86.50", "GBP 86.50"), {"GBP": Decimal("86.50")}),
        (("GBP 86.50", "£86.50", "86.50 GBP"), {"GBP": Decimal("86.50")}),
        (("$20.00", "USD 20.00", "US$20.00"), {"USD": Decimal("20.00")}),
        (("$20", "$20.00"), {"$": Decimal(20)}),
        (("20.00", "EUR 20.00"), {"EUR": Decimal("20.00")}),
        (("1.249,00 €", "€1,249.00"), {"EUR": Decimal("1249.00")}),
        (("KWD 12.345", "12.345 KWD"), {"KWD": Decimal("12.345")}),
    ],
)
def test_one_transaction_in_several_spellings_is_one_payment(
    spellings: tuple[str, ...], total: dict[str, Decimal]
) -> None:
    for order in (spellings, spellings[::-1]):
        found = totals(*map(captured, order))
        assert (found.times, dict(found.sums), found.has_unknown_amount) == (1, total, False)


@pytest.mark.parametrize(
    ("kind", "story"),
    [
        (Kind.PAID, ("Captured $20.00, transaction TX1234", "Payment of USD 20.00 received (txn TX1234)")),
        (Kind.PAID, ("Payment received: $20.00 (charge TX1234)", captured("$20.00"))),
        (Kind.PAID, ("Zahlung über 20,00 € erhalten. Transaktions-ID: TX1234", captured("EUR 20.00"))),
        (Kind.PAID, ("Paiement de 20,00 € reçu. Transaction : TX1234", captured("€20.00"))),
        (Kind.PAID, ("Pago de 20,00 € recibido (transacción TX1234)", captured("€20.00"))),
        (Kind.REFUNDED, ("Refunded $20.00, refund TX1234", "Refund of 20.00 USD (transaction TX1234)")),
        (Kind.PAID, ("US$20.00 captured. Transaction ID: T-1", "Payment of $20.00 received, charge #T-1")),
        (
            Kind.REFUNDED,
            ("Erstattung von 20,00 €, Transaktion TX1234", "Refunded €20.00, refund: TX1234"),
        ),
    ],
)
def test_a_transaction_is_one_in_whatever_words_it_is_named(kind: Kind, story: tuple[str, str]) -> None:
    found = totals(*story, kind=kind)
    assert (found.times, sum(found.sums.values())) == (1, Decimal("20.00"))


@pytest.mark.parametrize(
    "text",
    ["Refunded $5.00? Please check transaction 12345", "Refunded $5.00 was not done, see transaction 12345"],
)
def test_what_contradicts_a_payment_counts_before_its_transaction(text: str) -> None:
    assert classify_text(text).kind is Kind.LEGACY


@pytest.mark.parametrize(
    "story",
    [
        (captured("£86.50", "TX1234"), captured("£86.50", "TX1235")),
        ("Captured £86.50, transaction fee 1.20", "Captured £86.50, transaction fee 1.20"),
        ("Captured £86.50, payment 1 of 2", "Captured £86.50, payment 1 of 2"),
        (captured("£86.50"), captured("£86.51")),
        (captured("GBP 86.50"), captured("EUR 86.50")),
        (captured("$86.50"), captured("£86.50")),
        ("Captured amount of £86.50 online.", "Captured amount of £86.50 online."),
        (typed("86.50"), typed("86.50")),
        (typed("86.50", "a"), typed("86.50", "b")),
    ],
)
def test_another_transaction_amount_or_currency_is_another_payment(story: tuple[Happened, ...]) -> None:
    found = totals(*story)
    assert found.times == 2
    assert sum(found.sums.values()) in (Decimal("173.00"), Decimal("173.01"))


def test_a_message_about_a_typed_capture_adds_nothing_whichever_comes_first() -> None:
    for story in ((typed("86.50"), captured("£86.50")), (captured("£86.50"), typed("86.50"))):
        found = totals(*story, currency="GBP")
        assert (found.times, dict(found.sums)) == (1, {"GBP": Decimal("86.50")})


def test_a_statement_that_the_order_is_paid_repeats_its_captures() -> None:
    found = totals(typed("10.00", "a"), typed("5.00", "b"), ("order_paid", {"amount": "15.00"}))
    assert (found.times, dict(found.sums)) == (2, {"": Decimal("15.00")})
    alone = totals(("order_paid", {"amount": "15.00"}))
    assert (alone.times, dict(alone.sums)) == (1, {"": Decimal("15.00")})


UNNAMED, NAMED = "Order paid 59.90 EUR", "PayPal payment of 59.90 EUR completed, transaction 8XY12345AB6789{}"


@pytest.mark.parametrize(
    ("story", "times"),
    [
        ((UNNAMED, NAMED.format(1)), 1),
        ((NAMED.format(1), UNNAMED), 1),
        ((NAMED.format(1), UNNAMED.replace(" EUR", "")), 1),
        ((NAMED.format(1), UNNAMED, UNNAMED), 2),
        ((NAMED.format(1), NAMED.format(2), UNNAMED), 2),
        ((UNNAMED, NAMED.format(1), UNNAMED, NAMED.format(2)), 2),
        ((UNNAMED, UNNAMED), 2),
        ((UNNAMED, NAMED.format(1).replace("59.90", "59.99")), 2),
        ((UNNAMED, NAMED.format(1).replace("EUR", "USD")), 2),
        ((UNNAMED, "Packed", "Packed", "Packed", NAMED.format(1)), 2),
        ((("captured", {"amount": "59.90"}), NAMED.format(1)), 1),
        ((("captured", {"amount": "59.90"}), typed("59.90")), 2),
    ],
)
def test_a_payment_that_shop_and_provider_report_counts_once(story: tuple[Happened, ...], times: int) -> None:
    found = totals(*story, currency="" if any("USD" in one for one in story) else "EUR")
    assert found.times == times
    if times == 1:
        assert found.sums == {"EUR": Decimal("59.90")}


def test_a_refund_that_shop_and_provider_report_counts_once() -> None:
    story = ("Paid 59.90 EUR", "Refunded 20.00 EUR", "Refunded 20.00 EUR, transaction re_3OaB1xK2eZvKYlo2")
    assert totals(*story, kind=Kind.REFUNDED).sums == {"EUR": Decimal("20.00")}


def test_captures_of_one_order_leave_the_payments_of_another_alone() -> None:
    first = event(typed("10.00"), 0, order="1001")
    other = event(("order_paid", {"amount": "5.00"}), 1, order="1002")
    found = add_up(summarize_entries([first, other]))[Kind.PAID]
    assert (found.times, dict(found.sums)) == (2, {"": Decimal("15.00")})


def test_a_shared_sign_is_the_orders_currency_where_that_fits() -> None:
    assert dict(totals("Captured amount of $5.00 online.", currency="CAD").sums) == {"CAD": Decimal("5.00")}
    assert dict(totals("Captured amount of $5.00 online.", currency="EUR").sums) == {"$": Decimal("5.00")}


def test_amounts_that_nobody_knows_are_reported_and_never_guessed() -> None:
    found = totals(typed("10.00"), ("marked_as_paid", {}), "Captured amount of $1.249 online.")
    assert (found.times, dict(found.sums), found.has_unknown_amount) == (2, {"": Decimal("10.00")}, True)


@pytest.mark.parametrize("amount", ["$20.00", "USD 20.00"])
def test_a_transaction_named_with_and_without_its_amount_is_one_payment(amount: str) -> None:
    story = ["Stripe charge complete (Charge ID: TX1234)", captured(amount)]
    for order in (story, story[::-1]):
        found = totals(*order, currency="USD")
        assert (found.times, dict(found.sums), found.has_unknown_amount) == (1, {"USD": Decimal(20)}, False)


def test_one_transaction_of_an_unclear_amount_is_one_payment() -> None:
    found = totals(captured("€1.249"), captured("1.249 EUR"))
    assert (found.times, dict(found.sums), found.has_unknown_amount) == (1, {}, True)


def test_a_status_that_the_order_has_already_adds_nothing_to_its_step() -> None:
    found = totals(typed("10.00"), "Status changed to paid")
    assert (found.times, dict(found.sums)) == (1, {"": Decimal("10.00")})
    assert found.last == 1_604_476_800_000_000


def test_amounts_keep_their_digits() -> None:
    found = totals(typed("0.10", "a"), typed("0.20", "b"), typed("0.005", "c"))
    assert str(found.sums[""]) == "0.305"


def test_parameters_of_another_program_end_no_summary() -> None:
    assert totals(("captured", {"amount": "a lot"})).has_unknown_amount  # and no exception


REPEATED = [
    (["paid: Payment received", "paid: Customer rang to ask when it goes out"], Kind.PAID, 0),
    (["paid: Payment received", "Invoice created", "paid: Jane rang", "paid: Tom rang"], Kind.PAID, 0),
    (["paid: Received", "shipped: Sent with Royal Mail", "shipped: Asks about cleaning"], Kind.SHIPPED, 1),
    (["Komplett bezahlt: Zahlung erhalten", "Komplett bezahlt: Kunde ruft an"], Kind.PAID, 0),
    (["processing: Order is being packed", "processing: Customer rang"], Kind.PREPARING, 0),
    (["paid", "on hold: Address is missing", "paid: Address is known now"], Kind.PAID, 2),
    (["shipped: Sent", "returned: Came back", "shipped: New address"], Kind.SHIPPED, 2),
    (["shipped: Sent with Royal Mail", "shipped: Sent with Royal Mail"], Kind.SHIPPED, 1),
    (["partially shipped: First parcel", "shipped: The rest"], Kind.SHIPPED, 1),
]
"""Messages, the state that they end in, and which of them put the order into it."""


@pytest.mark.parametrize(("story", "kind", "since"), REPEATED)
def test_a_state_dates_from_the_event_that_the_order_reached_it_with(
    story: list[str], kind: Kind, since: int
) -> None:
    """And not from later ones that repeat the status beside a comment, with no other state between."""
    events = [event(what, number) for number, what in enumerate(story)]
    [summary] = summarize_entries(events)
    standing = summary.standing()
    assert standing is not None
    assert (standing.state.kind, standing.since) == (kind, events[since].date)
    assert summary.events == len(story)


@pytest.mark.parametrize(
    ("story", "state"),
    [
        (["Status changed to partially shipped", "Order shipped", "Status changed to shipped"], "shipped"),
        (["Status changed to partially paid", "Payment received", "Status changed to paid"], "paid"),
        (["Partially shipped", "on hold: Jane", "Order shipped", "shipped: Jane rang"], "shipped"),
        (["Status changed to partially shipped", "Order shipped"], "partially_shipped"),
        (["Partially shipped", "Order shipped", "Partially shipped"], "partially_shipped"),
    ],
)
def test_a_status_ends_a_part_that_a_message_did_not(story: list[str], state: str) -> None:
    [summary] = summarize_entries(event(what, number) for number, what in enumerate(story))
    standing = summary.standing()
    assert standing is not None
    assert standing.state.value == state


@pytest.mark.parametrize(
    ("story", "sum_", "times"),
    [
        (["paid: Paid 70.00 GBP by card", "paid: Deposit of 5.00 GBP promised for next order"], "70.00", 1),
        (["paid: Deposit of 5.00 GBP handed in at the counter", "paid: Jane rang"], "5.00", 1),
        (["paid: Paid 70.00 GBP by card", "paid: 5.00 GBP"], "75.00", 2),
        (["paid: Paid 70.00 GBP by card", "paid: Paid 5.00 GBP in cash"], "75.00", 2),
        (["paid: Payment received (70.00 GBP)", "paid: Jane rang (5.00 GBP)"], "75.00", 2),
        (["paid: Payment received (70.00 GBP)", "paid: Jane rang (70.00 GBP)"], "70.00", 1),
    ],
)
def test_an_amount_within_a_comment_is_no_second_payment(story: list[str], sum_: str, times: int) -> None:
    """Where only the status, which the order has already, says paid; unless the amount is all it says."""
    found = totals(*story)
    assert (dict(found.sums), found.times) == ({"GBP": Decimal(sum_)}, times)
