"""Runs of periods without anything, as one line on the screen; data have a row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from cli.render.palette import ELLIPSIS

_Row = TypeVar("_Row")
_LEAST = 4
"""Shorter runs are not worth folding."""
_NAMED_ALL = ("weekday", "hour")
"""Periods that recur: each is shown."""


def folded(
    rows: Sequence[_Row], is_quiet: Callable[[_Row], bool], by: str | None
) -> Iterator[tuple[str, _Row]]:
    """The rows, each with ""; of a run of quiet ones only the first, with what is shown instead of its name,
    such as `… 7 months`."""
    for quiet, run in groupby(rows, key=is_quiet):
        some = list(run)
        if quiet and len(some) >= _LEAST and by and by not in _NAMED_ALL:
            yield f"{ELLIPSIS} {len(some):,} {by}s", some[0]
        else:
            yield from (("", one) for one in some)
