"""Legacy history of any size, always the same: an order status history as shops export it."""

from __future__ import annotations

import csv
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

STATUSES = ("pending", "processing", "holded", "shipped", "complete", "closed", "canceled")
TEXTS = (
    "Captured amount of $%d.00 online. Transaction ID: %d-capture, authorised earlier by the gateway",
    "Customer called about parcel %d, promised an answer by day %d; the carrier was asked to look for it",
    "Status changed to processing (%d/%d)",
    "Zażółć gęślą jaźń: przesyłka %d, paczkomat %d, odbiór do końca tygodnia, potem wraca do nadawcy",
    'Packed by hand, marked "fragile", box %d of %d, left at the ramp for the evening collection',
)
NAMES = ("entity_id", "increment_id", "created_at", "author", "status", "notified", "comment")
YEARS_SECONDS = 400_000_000
"""The longest history, 2012 to 2024: a larger shop has more events a day."""

OPEN_ORDERS = 700
"""How many younger orders there are on average when something happens to one: ten days of 70 each."""


def history(
    path: Path, rows: int, *, form: str = "csv", bad_share: float = 0.005, scattered: bool = False
) -> None:
    """Write `rows` records as CSV or JSON Lines: five to an order, two authors to five orders, some with an
    unreadable date. `scattered` gives each record to any order of all years, as no shop's history does."""
    dice = random.Random(20201104)  # noqa: S311 - the same data each time, nothing secret
    with path.open("w", newline="", encoding="utf-8") as file:
        records = (_record(dice, number, rows, bad_share, scattered) for number in range(rows))
        if form == "jsonl":
            for record in records:
                file.write(json.dumps(dict(zip(NAMES, record, strict=True)), ensure_ascii=False) + "\n")
            return
        out = csv.writer(file, lineterminator="\n")
        out.writerow(NAMES)
        out.writerows(records)


BAR_NAMES = ("id", "order", "date", "author", "comment")
BAR_TEXTS = (
    "Captured amount of $%d.00 online. Transaction ID: %d-capture, authorised earlier by the gateway",
    "Customer called about parcel %d, promised an answer by day %d; the carrier was asked to look again",
    "Status changed to processing (%d/%d) by the nightly job after the payment had been checked twice",
    "Packed by hand, box %d of %d, left at the ramp for the evening collection, with the papers inside",
)


def plain_history(path: Path, rows: int) -> None:
    """Write `rows` records of five columns as CSV, all of which are good: nine to an order, 5,000 authors."""
    dice = random.Random(7)  # noqa: S311 - the same data each time, nothing secret
    moment = datetime(2015, 1, 1, tzinfo=UTC)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(BAR_NAMES)
        for number in range(rows):
            moment += timedelta(seconds=dice.randrange(1, 300))
            order = max(0, number // 9 - int(dice.expovariate(1 / OPEN_ORDERS)))
            author = f"user{dice.randrange(5_000)}@shop.example"
            text = dice.choice(BAR_TEXTS) % (dice.randrange(1, 900), dice.randrange(1, 10**9))
            out.writerow([number + 1, 100_000_000 + order, f"{moment:%Y-%m-%d %H:%M:%S}", author, text])


def one_order(path: Path, rows: int) -> None:
    """Write `rows` records of one order, 1001, as CSV."""
    dice = random.Random(20201104)  # noqa: S311
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(NAMES)
        for number in range(rows):
            record = _record(dice, number, rows, 0.0, scattered=False)
            out.writerow([record[0], 1001, *record[2:]])


def _record(
    dice: random.Random, number: int, rows: int, bad_share: float, scattered: bool
) -> list[str | int]:
    pace = min(250, YEARS_SECONDS // rows)
    moment = datetime(2012, 1, 1, tzinfo=UTC) + timedelta(seconds=number * pace + dice.randrange(pace))
    orders = max(1, rows // 5)
    age = int(dice.expovariate(1 / OPEN_ORDERS))
    order = dice.randrange(orders) if scattered else max(0, min(orders - 1, number // 5 - age))
    date = "0000-00-00 00:00:00" if dice.random() < bad_share else f"{moment:%Y-%m-%d %H:%M:%S}"
    author = f"user{dice.randrange(max(1, rows * 2 // 25))}@shop.example"
    text = dice.choice(TEXTS) % (dice.randrange(1, 900), dice.randrange(1, 10**9))
    return [number + 1, 100_000_000 + order, date, author, dice.choice(STATUSES), dice.randrange(2), text]
