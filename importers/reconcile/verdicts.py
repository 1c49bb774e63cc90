"""Whether a record of a file is in the log as the file has it, and what differs where it is not."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from events.database.types import from_microseconds
from events.meaning.row_amounts import amount_behind
from importers.erasure import tombstones
from importers.erasure.kept_records import KEPT_OUT, KeptRecords
from importers.identity import SAID
from importers.reconcile.findings import CHANGED, MISSING, REJECTED, Altered
from importers.record_frame import split_identities


def judged(beside: pl.DataFrame, shop: str, erased: list[tombstones.Erasure]) -> pl.DataFrame:
    """`beside` with what differs (`off_*`) and a verdict: present, forgotten, repeated, missing, changed or
    rejected. What a person's erasure took away, or keeps out since, does not differ: see `mark_kept_out`."""
    of_order = pl.col("order").is_not_null()
    order = pl.coalesce("order", "customer_order")
    no_author = tombstones.person_erased(erased, held="held_author", named="author_id")
    no_customer = tombstones.person_erased(erased, held="held_customer", named="customer_id")
    found = beside.with_columns(
        off_type=pl.col("held_type") != pl.col("type"),
        off_date=pl.col("held_date") != pl.col("date"),
        off_message=_messages_differ(beside),
        off_order=(pl.col("held_order") != order.fill_null(""))
        | (order.is_not_null() & (pl.col("held_shop") != pl.col("shop").fill_null(shop))),
        off_customer=~of_order & pl.col("held_customer").ne_missing(pl.col("customer_id")),
        off_author=pl.col("held_author").ne_missing(pl.col("author_id")),
    )
    no_author |= pl.col("held_author").is_null() & pl.col("kept_out_author")
    no_customer |= pl.col("held_customer").is_null() & pl.col("kept_out_customer")
    found = tombstones.texts_erased(found, erased).with_columns(
        text_erased=pl.col("text_erased") | _texts_kept_out(found)
    )
    found = found.with_columns(
        off_author=pl.col("off_author") & ~no_author.fill_null(False),
        off_customer=pl.col("off_customer") & ~no_customer.fill_null(False),
        off_message=pl.col("off_message") & ~pl.col("text_erased"),
        forgotten=pl.col("text_erased")
        | (pl.col("off_author") & no_author).fill_null(False)
        | (pl.col("off_customer") & no_customer).fill_null(False)
        | (of_order & pl.col("kept_out_customer")),  # the order was theirs
    )
    found = found.with_columns(off=pl.any_horizontal("^off_.*$"))
    # The first of several in the file counts: the import took that one, and refused the others.
    again = (pl.col("again") == 1) | ~pl.col("is_first")
    in_chunk = pl.col("digest") == pl.col("digest").first().over("held")
    repeats = pl.when(pl.col("again") == 1).then(pl.col("repeats") == 1).otherwise(in_chunk)
    return found.with_columns(
        verdict=pl.when(pl.col("held").is_null() | pl.col("event").is_null()).then(pl.lit(MISSING))
        .when(again).then(pl.when(repeats).then(pl.lit("repeated")).otherwise(pl.lit(REJECTED)))
        .when((pl.col("same") == 0) | pl.col("off")).then(pl.lit(CHANGED))
        .when(pl.col("forgotten")).then(pl.lit("forgotten"))
        .otherwise(pl.lit("present"))
    )  # fmt: skip


def mark_kept_out(records: pl.DataFrame, kept: KeptRecords | None) -> pl.DataFrame:
    """`records` with the identities and order numbers that they have where forgotten people are kept out.

    `kept_out_author` and `kept_out_customer` mark those that lose these; `kept_parameters` are the parameters
    that such an import stores, null where they stay.
    """
    roles = ("author", "customer")
    if kept is None:
        return records.with_columns(
            *(pl.lit(False).alias(f"kept_out_{role}") for role in roles),
            pl.lit(None, pl.String).alias("kept_parameters"),
        )
    stored = kept.records(records)
    lost = [
        (records[role].is_not_null() & stored[role].is_null()).alias(f"kept_out_{role}") for role in roles
    ]
    parameters = pl.select(pl.when(stored[KEPT_OUT]).then(stored["parameters"])).to_series()
    names = stored.select("identity", "order", "customer_order").get_columns()
    found = records.with_columns(*names, *lost, parameters.alias("kept_parameters"))
    return found.with_columns(**split_identities())


def altered_fields(row: dict[str, Any], labels: dict[int, str]) -> list[Altered]:
    """Return the fields of a judged row that differ; `labels` are the people's names by id."""
    order = f"{row['held_shop']}/{row['held_order']}" if row["held_shop"] else row["held_order"]
    values: dict[str, tuple[str | None, str | None]] = {
        "type": (row["type"], row["held_type"]),
        "date": (_moment(row["date"]), _moment(row["held_date"])),
        "message": (_message(row["parameters"]), _message(row["held_parameters"])),
        "order": (row["order"], order or None),
        "customer": (row["customer"], labels.get(row["held_customer"])),
        "author": (row["author"], labels.get(row["held_author"])),
    }
    return [
        Altered(field=name, source=source, log=log)
        for name, (source, log) in values.items()
        if row[f"off_{name}"]
    ]


def _messages_differ(beside: pl.DataFrame) -> pl.Series:
    """Whether the parameters differ in what they mean: a log that was on a server spells them its way, and
    one of them may be without the status or the amount that a column of the row adds."""
    held = beside["held_parameters"]
    differ = _differ(held, beside["parameters"])
    if SAID[0] in beside.columns and differ.any():  # imported before its status was shown
        bare = pl.struct(pl.col(SAID[0]).alias("message")).struct.json_encode()
        differ &= _differ(held, beside.select(bare).to_series())
    return differ


def _differ(held: pl.Series, parameters: pl.Series) -> pl.Series:
    differ = held != parameters
    if not differ.any():
        return differ
    rows = zip(differ, held, parameters, strict=True)
    return pl.Series(
        [other and not _mean_the_same(one, two) for other, one, two in rows],
        dtype=pl.Boolean,
    )


def _mean_the_same(held: str, parameters: str) -> bool:
    if tombstones.is_same_document(held, parameters):
        return True
    one, two = _message(held), _message(parameters)
    return (amount_behind(one) or (one,))[0] == two or (amount_behind(two) or (two,))[0] == one


def _texts_kept_out(found: pl.DataFrame) -> pl.Series:
    """Whether an event differs from its source by nothing but the forgotten people who are kept out."""
    rows = found.select("off_message", "held_parameters", "kept_parameters").iter_rows()
    return pl.Series(
        [bool(off and kept) and tombstones.is_same_document(held, kept) for off, held, kept in rows],
        dtype=pl.Boolean,
    )


def _moment(micros: int | None) -> str | None:
    return None if micros is None else from_microseconds(micros).isoformat().replace("+00:00", "Z")


def _message(parameters: str) -> str:
    try:
        value = json.loads(parameters, strict=False)
    except ValueError:
        return parameters
    return value["message"] if isinstance(value, dict) and list(value) == ["message"] else parameters


def event_of(row: dict[str, Any]) -> str:
    """Return the public id of the row's event: `o` or `c`, for order or customer, and a number."""
    return f"{'o' if row['of_order'] else 'c'}{row['event']}"
