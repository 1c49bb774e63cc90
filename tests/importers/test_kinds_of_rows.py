"""A column or constant `kind` says what happened where the message does not, with the row's amount."""

from __future__ import annotations

import polars as pl
import pytest

from events.classified_events import full_meaning
from events.meaning.classify import OTHER, classify_text
from events.meaning.message_meanings import meaning_of_message
from events.meaning.status_names import taught
from events.vocabulary.kinds import Kind
from importers.mapping.amounts import ADDED, UNREAD, UNSEEN, with_amounts
from importers.mapping.column_mapping import ColumnMapping, EventPart, Template
from importers.mapping.kinds import kind_of_word, with_kinds
from importers.mapping.meanings import begins_with, with_meanings
from importers.mapping.row_meanings import with_row_meanings


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("paid", Kind.PAID),
        ("Capture", Kind.PAID),
        ("refund", Kind.REFUNDED),
        ("Dispute won", Kind.DISPUTE_WON),
        ("bezahlt", Kind.PAID),
        ("sale of the year", None),
        ("", None),
    ],
)
def test_a_word_that_stands_alone_is_a_kind(word: str, kind: Kind | None) -> None:
    assert kind_of_word(word) is kind


def _meaning(
    message: str, *, kind: str, amount: str = "", currency: str = "", of: str = "kind"
) -> pl.DataFrame:
    """The record of a row of four columns, the kind's called `of`; a quoted one is a constant."""
    fields = {name: (Template(("", ""), (name,)),) for name in ("message", "amount", "currency")}
    fields["kind"] = (Template.parse(kind if kind.startswith("'") else of, where=""),)
    cells = pl.DataFrame({"message": [message], "amount": [amount], "currency": [currency], of: [kind]})
    records = pl.DataFrame({"message": [message], "kind": [kind.strip("'")]})
    parts = [EventPart("", fields)]
    return with_amounts(with_kinds([records], parts, cells, constants=False), parts, cells)[0]


@pytest.mark.parametrize(
    ("message", "kind", "shown", "means"),
    [
        ("Settled at the till", "paid", "Settled at the till (45.00 GBP)", Kind.PAID),
        ("Money is on its way", "refund", "Money is on its way (45.00 GBP)", Kind.REFUNDED),
        ("Refund of 5.00 EUR", "'paid'", "Refund of 5.00 EUR (45.00 GBP)", Kind.PAID),
        ("shipped", "'refunded'", "shipped (45.00 GBP)", Kind.REFUNDED),
        ("Shipped with DHL", "paid", "Shipped with DHL", Kind.SHIPPED),
        ("Blue wrap", "note", "Blue wrap", Kind.NOTE),
        ("Blue wrap", "web", "Blue wrap", Kind.LEGACY),
    ],
)
def test_the_kind_of_a_row_decides_with_its_amount(message: str, kind: str, shown: str, means: Kind) -> None:
    record = _meaning(message, kind=kind, amount="45.00", currency="gbp").row(0, named=True)
    found = classify_text(record["message"], record["kind"])
    assert (record["message"], found.display_kind) == (shown, means)
    whole = full_meaning(OTHER, record["message"], found.kind)
    if means in (Kind.PAID, Kind.REFUNDED):
        assert (found.money, found.currency) == (whole.money, whole.currency) == ("45.00 GBP", "GBP")
        assert (record["said_message"], record["said_kind"]) == (message, kind.strip("'"))


def test_the_state_of_the_order_at_the_time_decides_nothing() -> None:
    record = _meaning("Blue wrap", kind="paid", of="order_status", amount="45.00").row(0, named=True)
    assert (record["kind"], record[UNSEEN]) == ("paid", "legacy")


def test_a_noun_is_what_the_row_is_about_where_it_has_no_amount() -> None:
    assert _meaning("Blue wrap", kind="refund")["kind"].item() == "refund"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Paid: 45.00, card 4242", "Paid: 45.00, card 4242 (45.00 GBP)"),
        ("Paid: 45.00 gbp, card 4242", "Paid: 45.00 gbp, card 4242"),
        ("Paid: 45.00 EUR", "Paid: 45.00 EUR"),
        ("Paid: 12.00 of them", "Paid: 12.00 of them (12.00 GBP)"),
    ],
)
def test_a_currency_completes_an_amount_that_has_none(message: str, shown: str) -> None:
    record = _meaning(message, kind="", amount="45.00", currency="gbp").row(0, named=True)
    assert (record["message"], record[ADDED]) == (shown, shown != message)
    assert meaning_of_message(shown) == classify_text(shown)
    assert classify_text(shown).currency in ("GBP", "EUR")
    assert not classify_text(shown).is_of_row


@pytest.mark.parametrize(
    ("message", "unseen"),
    [("Blue wrap", "legacy"), ("Order placed", "placed"), ("Paid", None), ("Order placed: 45.00 EUR", None)],
)
def test_an_amount_that_is_not_shown_is_counted_by_what_it_stands_beside(
    message: str, unseen: str | None
) -> None:
    assert _meaning(message, kind="", amount="45.00")[UNSEEN].item() == unseen
    assert _meaning(message, kind="", amount="0.00")[UNSEEN].item() is None


@pytest.mark.parametrize("money", ["45.00 gbp", "45.00 GBP", "GBP 45.00", "£45.00"])
def test_currencies_in_small_letters_are_the_same(money: str) -> None:
    assert classify_text(f"Refunded: {money}").currency == "GBP"


@pytest.mark.parametrize(
    ("message", "carrier", "tracking"),
    [
        ("Versandt mit DHL, Sendungsnr. 00340434161094015902", "DHL", "00340434161094015902"),
        ("Versandt mit DPD 15501234567890", "DPD", "15501234567890"),
        ("Versandt: DHL Sendungsnr. 12345678", "DHL", "12345678"),
    ],
)
def test_a_german_tracking_number_has_a_short_name_or_none(message: str, carrier: str, tracking: str) -> None:
    found = classify_text(message)
    assert (found.kind, found.carrier, found.tracking) == (Kind.SHIPPED, carrier, tracking)


def test_a_credit_note_in_a_column_of_its_own_has_the_amount_of_the_row() -> None:
    message = "Gutschrift: R\u00fcckerstattung wegen Bruch (33,20 GBP)"
    found = classify_text(message, "Gutschrift")
    assert (found.display_kind, found.money) == (Kind.REFUNDED, "33,20 GBP")
    assert full_meaning(OTHER, message, found.display_kind).money == "33,20 GBP"


def test_what_the_user_said_decides_over_the_words() -> None:
    assert classify_text("Shipped with DHL", taught(Kind.REFUNDED)).kind is Kind.REFUNDED


@pytest.mark.parametrize("extra", [{"kind": "'shipped'"}, {"amount": "total"}])
def test_parts_of_which_only_one_has_a_kind_or_an_amount_have_the_same_columns(
    extra: dict[str, str],
) -> None:
    def part(name: str, fields: dict[str, str]) -> EventPart:
        return EventPart(name, {role: (Template.parse(value, where=""),) for role, value in fields.items()})

    mapping = ColumnMapping(events=(part("a", {"message": "text"}), part("b", {"message": "text", **extra})))
    cells = pl.DataFrame({"text": ["Paid"], "total": ["12.00"]})
    records = pl.DataFrame({"message": ["Paid"], "kind": [None]}, schema_overrides={"kind": pl.String})
    shaped = with_row_meanings([records, records], mapping, cells)
    assert pl.concat(shaped).height == 2


@pytest.mark.parametrize(
    ("amount", "mark", "shown", "value"),
    [
        ("59.9", "", "59.90", "59.90"),
        ("12,5", "", "12,50", "12.50"),
        ("59.9000", "", "59.90", "59.90"),
        ("59.900000000000006", "", "59.90", "59.90"),
        ("1.234,5 €", "", "1.234,50 €", "1234.50"),
        ("1.000 €", ",", "1.000,00 €", "1000.00"),
        ("1,000", ".", "1,000.00", "1000.00"),
        ("1'000", "", "1'000.00", "1000.00"),
        ("20", "", "20.00", "20.00"),
    ],
)
def test_an_amount_is_one_however_many_decimals_it_is_written_with(
    amount: str, mark: str, shown: str, value: str
) -> None:
    for message in ("Status: Paid", "Bezahlt"):
        record = _beside(message, amount, mark)
        found = classify_text(record["message"])
        assert record["message"] == f"{message} ({shown})"
        assert (found.display_kind, f"{found.amount:.2f}", record[UNREAD]) == (Kind.PAID, value, None)


@pytest.mark.parametrize("amount", ["1.249", "1,000 €", "1234.567", "0.125"])
@pytest.mark.parametrize("mark", ["", "?"])
def test_an_amount_that_is_not_certain_takes_no_state_away_and_is_named(amount: str, mark: str) -> None:
    record = _beside("Status: Paid", amount, mark.replace("?", amount[1]))
    assert classify_text(record["message"]).display_kind is Kind.PAID
    assert (record[UNREAD], record[ADDED]) == (amount, False)


def _beside(message: str, amount: str, mark: str) -> dict[str, object]:
    cells = pl.DataFrame({"amount": [amount]})
    records = pl.DataFrame({"message": [message], "kind": pl.Series([None], dtype=pl.String)})
    parts = [EventPart("", {"amount": (Template(("", ""), ("amount",)),)})]
    return with_amounts([records], parts, cells, decimal_mark=mark)[0].row(0, named=True)


@pytest.mark.parametrize(("kind", "means"), [("'shipped'", Kind.SHIPPED), ("state", Kind.LEGACY)])
def test_of_a_platform_s_kinds_only_a_constant_decides(kind: str, means: Kind) -> None:
    fields = {
        role: (Template.parse(value, where=""),) for role, value in (("message", "text"), ("kind", kind))
    }
    mapping = ColumnMapping(events=(EventPart("", fields),), own_kinds=True)
    cells = pl.DataFrame({"text": ["Shipped (Completed)"], "state": ["paid"]})
    records = pl.DataFrame({"message": ["Shipped (Completed)"], "kind": ["paid"]})
    (shaped,) = with_row_meanings([records], mapping, cells)
    message, said = shaped.select("message", "kind").row(0)
    assert classify_text(message, said).display_kind is means


@pytest.mark.parametrize(
    "message",
    [
        "Ausgekehrt",
        "ausgekehrt: heute",
        "Status: Ausgekehrt",
        "Payment status: ausgekehrt",
        "Statut : Ausgekehrt.",
    ],
)
def test_a_phrase_of_the_mapping_is_known_behind_the_word_for_a_status(message: str) -> None:
    records = pl.DataFrame({"message": [message], "kind": [None]}).cast(pl.String)
    found = with_meanings(records, (("Ausgekehrt", "shipped"),))
    assert found["kind"].item() == taught(Kind.SHIPPED)


def test_a_phrase_within_a_message_or_a_word_is_not_that_of_the_mapping() -> None:
    messages = ["Status: nicht Ausgekehrt", "Ausgekehrter", "Kunde: Ausgekehrt"]
    records = pl.DataFrame({"message": messages, "kind": [None] * 3}).cast(pl.String)
    assert with_meanings(records, (("Ausgekehrt", "shipped"),))["kind"].to_list() == [None] * 3


@pytest.mark.parametrize("word", [None, "Offen", "Status", ""])
@pytest.mark.parametrize("phrase", ["Ausgekehrt", "colis déposé", "Vers. o.k.", "İade", "#7", "Offen"])
def test_a_message_alone_begins_with_a_phrase_as_one_of_many_does(phrase: str, word: str | None) -> None:
    around = ("{}", " {} ", "{}!", "{}s", "{} 17", "Status: {}", "Order status: {} x", "Zahlungsstatus: {}",
              "vor {}", "{}_", "{}\u00e9", "{}\n2", "Statut : {}", "state:{}", "my status: {}", "offen: {}",
              "Offen: {}s", "Offen:{}", ": {}")  # fmt: skip
    messages = [one.format(said) for one in around for said in (phrase, phrase.upper(), phrase.lower())]
    records = pl.DataFrame({"message": messages, "kind": pl.Series([word] * len(messages), dtype=pl.String)})
    found = with_meanings(records, ((phrase, "shipped"),))["kind"] == taught(Kind.SHIPPED)
    assert [begins_with(one, phrase, word) for one in messages] == found.fill_null(value=False).to_list()
    assert begins_with(f"Offen: {phrase}", phrase, "Offen")
    assert begins_with(f"Offen: {phrase}", phrase, taught(Kind.PAID)), "its status is not known any more"
