"""Legacy history of any size, always the same: an order status history as shops export it."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

STATUSES = ("pending", "processing", "holded", "shipped", "complete", "closed", "canceled")
TEXTS = (
    "Captured amount of $%d.00 online. Transaction ID: %d",
    "Customer called about parcel %d, promised an answer by day %d",
    "Status changed to processing (%d/%d)",
    "Zażółć gęślą jaźń: przesyłka %d, paczkomat %d",
    'Packed by hand, marked "fragile", box %d of %d',
)


def history(path: Path, rows: int, *, bad_share: float = 0.005) -> None:
    """Write `rows` records: five to an order, two authors to five orders, some with an unreadable date."""
    dice = random.Random(20201104)  # noqa: S311 - the same data each time, nothing secret
    moment = datetime(2012, 1, 1, tzinfo=UTC)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["entity_id", "increment_id", "created_at", "author", "status", "notified", "comment"])
        for number in range(1, rows + 1):
            moment += timedelta(seconds=dice.randrange(1, 240))
            date = "0000-00-00 00:00:00" if dice.random() < bad_share else f"{moment:%Y-%m-%d %H:%M:%S}"
            text = dice.choice(TEXTS) % (dice.randrange(1, 900), dice.randrange(1, 10**9))
            order = 100_000_000 + dice.randrange(max(1, rows // 5))
            author = f"user{dice.randrange(max(1, rows * 2 // 25))}@shop.example"
            out.writerow([number, order, date, author, dice.choice(STATUSES), dice.randrange(2), text])
