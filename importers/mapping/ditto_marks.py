# ruff: noqa: RUF001
"""Cells that only repeat the one above, as people write that: `"`, `ditto`, `s. o.`"""

from __future__ import annotations

from typing import TYPE_CHECKING

from importers.whole_columns import same_in_all

if TYPE_CHECKING:
    import polars as pl

_ONES = ('"', "''", "´´", "``", ",,", "“", "”", "„", "″", "〃")
_AROUND = ("{}", "-{}-", "- {} -", "--{}--", "-- {} --", "–{}–", "– {} –", "—{}—")
_MARKS = [around.format(one) for one in _ONES for around in _AROUND]
_WORDS = (
    "ditto|dito|dto|dto.|idem|ídem|same|same as above|as above|see above|wie oben|siehe oben|s. oben|"
    "comme ci-dessus|voir ci-dessus|idem ci-dessus|igual que arriba|come sopra|vedi sopra|zie boven|"
    "jak wyżej|som ovan|som ovenfor|viz výše|как выше|то же|то же самое|同上|仝"
)
_SHORT = "do.|id.|s.o.|s. o.|j.w.|j. w.|jw.|c.s."
"""As an author, these may be initials."""


def _with_words(words: str) -> list[str]:
    spelt = {one for word in words.split("|") for one in (word, word.capitalize(), word.upper())}
    return sorted(spelt.union(_MARKS))


_OF_PEOPLE = _with_words(_WORDS)
REPEATED = {
    "order": _with_words(f"{_WORDS}|{_SHORT}"),
    "customer": _OF_PEOPLE,
    "author": _OF_PEOPLE,
    "kind": _MARKS,
}
"""The texts that repeat, by field. A message that is only a mark is kept as it was written."""


def repeated(records: pl.DataFrame) -> pl.Series:
    """The first field of each record that only repeats the one above, as `repeats`; null if none does. Only
    the spreadsheet knows what stood above: rows may since have been sorted or left out."""
    import polars as pl

    said = {name: pl.col(name).is_in(marks) for name, marks in REPEATED.items()}
    if not any(records.select(is_it.any() for is_it in said.values()).row(0)):
        return same_in_all("repeats", None, pl.String(), height=records.height)
    first = pl.coalesce(pl.when(is_it).then(pl.lit(name)) for name, is_it in said.items())
    return records.select(first.alias("repeats"))["repeats"]
