"""Order numbers with words around them, in a column of numbers: `Order #1001 (Smith)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from events.next_commands import quoted

if TYPE_CHECKING:
    import polars as pl

_WORDED = r"^(?:[^\d]*[^\W\d_]{3,}[^\d]*\s[^\d]*|[^\w]*)\d{3,}(?:\s[^\d]*[^\W\d_]{3,}[^\d]*)?$"
"""One number, with a word before or after it."""


def words_note(columns: Sequence[str], frame: pl.DataFrame) -> str:
    """A sentence if a few of the first orders have words around their number: each is an order of that name.
    `columns` are those that the order is taken from."""
    if len(columns) != 1 or columns[0] not in frame.columns:
        return ""
    texts = frame[columns[0]].drop_nulls().str.strip_chars().unique(maintain_order=True)
    worded = texts.filter(texts.str.contains(_WORDED) & texts.str.contains(r"[^\W\d_]{3,}"))
    plain = texts.str.contains(r"^\S*\d\S*$").sum()
    if not len(worded) or len(worded) > plain:
        return ""
    taken = quoted(rf"order={columns[0]} ~ (\d{{3,}})")
    orders = "1 order has" if len(worded) == 1 else f"{len(worded):,} orders have"
    are = "is an order of that name" if len(worded) == 1 else "are orders of these names"
    return (
        f"{orders} words beside the number in {columns[0]} ({worded[0]}), and {are}. --set {taken} takes the "
        "number alone; once imported, `events undo` comes first."
    )
