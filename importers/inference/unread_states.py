"""Columns of states that nothing reads, beside the one that is read as the status."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from events.next_commands import quoted
from importers.column_words import is_called_state
from importers.inference.status_column import names_states
from importers.mapping.further_states import label_before_states

if TYPE_CHECKING:
    import polars as pl

_NAMED = 3
"""The most columns, and states of one, that are named."""


def unread_states_note(
    sample: pl.DataFrame, unused: Sequence[str], used: Collection[str], *, read: Sequence[str], sets: str = ""
) -> str:
    """A sentence on the `unused` columns that are called states, or as parts of an order whose states they
    hold (`Fulfillment`), and have some of known meaning which the `used` columns don't have; empty where
    there are none. `read` are the columns of states that are read, and `sets` the options that go before
    others so that what is imported stays known."""
    there = [name for name in unused if name in sample.columns]
    named = [name for name in there if is_called_state(name) or _is_of_part(name, sample[name])]
    if not named:
        return ""
    from events.meaning.status_names import STATES, bare

    shown = {bare(text) for name in used if name in sample.columns for text in _texts(sample[name])}
    found: dict[str, list[str]] = {}
    for name in named:
        known = [text for text in _texts(sample[name]) if STATES.get(bare(text)) and bare(text) not in shown]
        if known:
            found[name] = known[:_NAMED]
    if not found:
        return ""
    each = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in [*found.items()][:_NAMED])
    both = [f"--set {quoted(f'status={name}')}" for name in (*read, *found)]
    return (
        f"States that no event shows ({each}). {sets}{' '.join(both)} "
        f"{'shows these, too' if read else 'shows them'}."
    )


def _is_of_part(name: str, cells: pl.Series) -> bool:
    return bool(label_before_states(name)) and names_states(cells)


def _texts(cells: pl.Series) -> list[str]:
    """The texts of a column, the most frequent first."""
    counts = cells.drop_nulls().value_counts(sort=True)
    return [text for text in counts[cells.name].to_list() if text]
