"""Orders of a batch whose numbers differ from those of other orders of their shop only by a leading #."""

from __future__ import annotations

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

_LOOKED_AT = 1_000
"""Orders that are compared: the last that were made."""

_MADE = text("""
    SELECT orders.shop, orders.number FROM orders JOIN (
        SELECT entity_id, batch_id FROM creations WHERE entity = 'order' ORDER BY entity_id DESC LIMIT :most
    ) AS made ON made.entity_id = orders.id AND made.batch_id = :batch
""")
_THERE = "SELECT number FROM {others}orders WHERE shop = :shop AND number IN :numbers"


def sentences(session: Session, *, batch: int, dry_run: bool, others: str = "") -> list[str]:
    """A sentence on the orders of a batch that differ from others of their shop in a # alone, if any do.

    `others` is put before the name of the table with those, where it is not that with the batch's.
    """
    made = session.execute(_MADE, {"batch": batch, "most": _LOOKED_AT}).all()
    by_shop: dict[str, set[str]] = {}
    for shop, number in made:
        by_shop.setdefault(shop, set()).add(number)
    find = text(_THERE.format(others=others)).bindparams(bindparam("numbers", expanding=True))
    pairs: dict[str, str] = {}
    for shop, numbers in by_shop.items():
        wanted = {"shop": shop, "numbers": sorted(map(_other, numbers))}
        pairs |= {other: _other(other) for other in session.scalars(find, wanted)}
    if not pairs:
        return []
    count = len({number.lstrip("#") for number in pairs})
    example = " and ".join(min(pairs.items()))
    differ = "1 order differs from another" if count == 1 else f"{count:,} orders differ from others"
    undo = "" if dry_run else f" To take this import back: events undo {batch}"
    return [
        f"{differ} of the shop only by a # ({example}), and each is an order of its own. If "
        f"they are the same, write them alike; --set 'order=#{{COLUMN}}' adds a #.{undo}"
    ]


def _other(number: str) -> str:
    return number[1:] if number.startswith("#") else f"#{number}"
