"""The language of labels that a shop keeps in several: which one is taken, and which others there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from importers.mapping.expressions import filled

if TYPE_CHECKING:
    from importers.platforms import Lookup
    from importers.readers.tables import Tables

_LANGUAGES = re.compile(r"(?i)(^|[_.])lang(uages?)?$")
_CODES = ("iso_code", "code", "language_code", "locale")
_SHOWN = 8
"""How many other languages a note names."""


class LabelLanguages:
    """Ranks labels by their language, and remembers the languages that it met.

    `wanted` is what the user asked for: an id, or the name or code of a language that the input lists.
    """

    def __init__(self, tables: Tables, wanted: str) -> None:
        self._tables, self._wanted = tables, wanted.strip()
        self._met: dict[Lookup, set[str]] = {}
        self._listed: dict[str, dict[str, tuple[str, ...]]] = {}

    def rank(self, lookup: Lookup) -> pl.Expr:
        """A number for each row: -1 in the wanted language, else the language's id, the lowest first."""
        language = pl.col(lookup.language).str.strip_chars()
        number = language.cast(pl.Int64, strict=False).fill_null(1 << 40)
        return pl.when(language.str.to_lowercase() == self._id(lookup).lower()).then(-1).otherwise(number)

    def note_languages(self, lookup: Lookup, frame: pl.DataFrame) -> None:
        """Remember the languages of the rows that may be joined."""
        met = frame.select(filled(pl.col(lookup.language)).str.strip_chars().drop_nulls().unique())
        self._met.setdefault(lookup, set()).update(met.to_series().to_list())

    def notes(self) -> Iterator[str]:
        """A sentence for each kind of labels that has several languages, or lacks the wanted one."""
        for lookup, met in self._met.items():
            chosen = self._chosen(lookup, met)
            others = [self._shown(lookup, one) for one in _sorted(met - {chosen})]
            lacks = bool(self._wanted and met) and chosen.lower() != self._id(lookup).lower()
            if others or lacks:
                yield _sentence(
                    lookup, self._shown(lookup, chosen), others, lacking=self._wanted if lacks else ""
                )

    def _chosen(self, lookup: Lookup, met: set[str]) -> str:
        wanted = self._id(lookup).lower()
        return next((one for one in met if one.lower() == wanted), _sorted(met)[0] if met else "")

    def _id(self, lookup: Lookup) -> str:
        """The id of the wanted language, which may be given by its name or code."""
        if not self._wanted or self._wanted.isdigit():
            return self._wanted
        wanted = self._wanted.casefold()
        known = self._names(lookup).items()
        return next(
            (id_ for id_, names in known if wanted in map(str.casefold, filter(None, names))), self._wanted
        )

    def _shown(self, lookup: Lookup, id_: str) -> str:
        name = next(iter(self._names(lookup).get(id_, ())), "")
        return f"{id_} ({name})" if name and name != id_ else id_

    def _names(self, lookup: Lookup) -> dict[str, tuple[str, ...]]:
        """Name and codes of each language by id, from the input's own table of languages."""
        if lookup.language not in self._listed:
            self._listed[lookup.language] = dict(self._read_names(lookup.language))
        return self._listed[lookup.language]

    def _read_names(self, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for table in filter(_LANGUAGES.search, self._tables.names()):
            has = self._tables.columns(table)
            ids = [name for name in (key, f"{key.removesuffix('_id')}s_id", "id") if name in has]
            if not ids or "name" not in has:
                continue
            columns = ["name", *(name for name in _CODES if name in has)]
            for chunk in self._tables.reader(table).chunks():
                for id_, *names in chunk.frame.select(ids[0], *columns).iter_rows():
                    yield (id_ or "").strip(), tuple(name or "" for name in names)


def _sorted(ids: set[str]) -> list[str]:
    return sorted(ids, key=lambda one: (not one.isdigit(), int(one) if one.isdigit() else 0, one))


def _sentence(lookup: Lookup, chosen: str, others: list[str], *, lacking: str) -> str:
    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    rest = f" Other languages: {', '.join(others[:_SHOWN])}{more} (--language ID)." if others else ""
    labels = lookup.table if isinstance(lookup.table, str) else lookup.table[0]
    if lacking:
        return f"{labels} has no labels in language {lacking}: those in {chosen} are used.{rest}"
    return f"Labels from {labels} are in language {chosen}.{rest}"
