"""JSON Lines, and JSON documents that hold an array of objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from types import NoneType
from typing import TYPE_CHECKING, Any

import msgspec

from importers.errors import NotDataError
from importers.readers.chunks import Broken, Chunk
from importers.readers.json.decode import InvalidJsonError, decode_lines, decode_value
from importers.readers.json.documents import array
from importers.readers.json.elements import Element, Group, grouped, lines
from importers.readers.json.nested import explode_records
from importers.readers.json.structure import is_empty_answer
from importers.readers.packed_values import node
from importers.readers.streams import Input
from importers.reject_codes import Code

if TYPE_CHECKING:
    import polars as pl

_AHEAD = 8
"""How many groups of broken records are skipped in the search for the first object."""

_PLAIN = {str, int, bool, NoneType}


@dataclass
class JsonReader:
    """Reads an `Input` as JSON Lines ("jsonl") or as a JSON document ("json").

    Nested objects become columns with dotted names; lists stay JSON text. Raises `NotDataError` when opened.
    """

    source: Input
    encoding: str
    format: str
    columns: list[str] = field(init=False)
    header: bytes = field(default=b"", init=False)
    details: str = field(init=False)

    def __post_init__(self) -> None:
        self.details = self.source.encoding_note or self.encoding
        of_lines = self.format == "jsonl"
        found = (
            lines(self.source) if of_lines else grouped(array(self.source, self.encoding, self.source.table))
        )
        source = self.source
        if source.within:
            found = explode_records(found, path=source.within, outer=source.outer, encoding=self.encoding)
        self._groups = (group for group in found if group.raws)
        # Where the first records are broken, later ones show the columns.
        self._ahead = list(islice(_up_to_columns(map(self._read, self._groups)), _AHEAD))
        if not self._ahead or self._is_empty_answer(self._ahead):
            raise NotDataError(self.source.name, problem="it is empty, there is no record in it.")
        if not self._ahead[-1].columns:
            raise NotDataError(self.source.name, problem=_no_object(self._ahead))
        self.columns = list(self._ahead[-1].columns)

    def _is_empty_answer(self, objects: Sequence[_Objects]) -> bool:
        """Whether all there is is `{"orders": []}`, what a shop's API answers where it has no record."""
        if self.source.within or len(objects) > 1 or len(objects[0].group.raws) > 1:
            return False
        try:
            return is_empty_answer(decode_value(objects[0].group.raws[0], encoding=self.encoding))
        except InvalidJsonError:
            return False

    @property
    def read_as(self) -> dict[str, str]:
        """Return the settings that read the same input in the same way: format and encoding."""
        return {"format": self.format, "encoding": self.source.own_encoding(self.encoding)}

    def chunks(self) -> Iterator[Chunk]:
        """Yield the objects in order, one chunk for each group that was read together."""
        record = 0
        ahead, self._ahead = self._ahead, []
        for objects in chain(ahead, map(self._read, self._groups)):
            yield self._chunk(objects, record)
            record += len(objects.group.raws)

    def _chunk(self, objects: _Objects, before: int) -> Chunk:
        import polars as pl

        group, places = objects.group, objects.places
        missing = [None] * len(places)
        names = dict.fromkeys([*self.columns, *objects.columns])
        cells = {name: objects.columns.get(name, missing) for name in names}
        return Chunk(
            frame=pl.DataFrame({name: _series(values) for name, values in cells.items()}),
            records=pl.Series(places, dtype=pl.Int64) + (before + 1),
            lines=pl.Series([group.lines[place] for place in places], dtype=pl.Int64),
            originals=lambda wanted: [_own_line(group.raws[places[row]]) for row in wanted],
            broken=[replace(broken, record=before + 1 + place) for place, broken in objects.broken.items()],
            first_record=before + 1,
            last_record=before + len(group.raws),
            last_line=group.lines[-1] + group.raws[-1].rstrip().count(b"\n"),
            end=self.source.position,
            prefix=self.source.prefix(),
        )

    def _read(self, group: Group) -> _Objects:
        """A group's objects as columns: at once where all are plain, else one by one."""
        if self.encoding == "utf-8" and not group.faults:
            columns = _plainly(group.raws)
            if columns is not None:
                return _Objects(group, range(len(group.raws)), columns, {})
        rows: list[dict[str, str | None]] = []
        places: list[int] = []
        broken: dict[int, Broken] = {}
        for place, raw in enumerate(group.raws):
            row = self._row(group.faults.get(place) or Element(raw, group.lines[place]))
            if isinstance(row, Broken):
                broken[place] = row
            else:
                rows.append(row)
                places.append(place)
        names = dict.fromkeys(name for row in rows for name in row)
        return _Objects(group, places, {name: [row.get(name) for row in rows] for name in names}, broken)

    def _row(self, raw: Element) -> dict[str, str | None] | Broken:
        if raw.code is not None:
            return Broken(record=0, line=raw.line, code=raw.code, raw=raw.data, detail=raw.detail)
        try:
            value = decode_value(raw.data, encoding=self.encoding)
        except InvalidJsonError as error:
            return self._broken(raw, error.code, error.detail)
        if not isinstance(value, dict):
            return self._broken(raw, Code.JSON, f"it is a {type(value).__name__}")
        row: dict[str, str | None] = {}
        _flatten(node(value), "", row)
        return row

    def _broken(self, raw: Element, code: Code, detail: str) -> Broken:
        return Broken(record=0, line=raw.line, code=code, raw=_own_line(raw.data), detail=detail)


@dataclass(frozen=True)
class _Objects:
    """A group's objects as columns, each as long as `places`, which says where in the group its rows
    stand; and why those at the other places cannot be read."""

    group: Group
    places: Sequence[int]
    columns: Mapping[str, Sequence[Any]]
    broken: dict[int, Broken]


def _up_to_columns(groups: Iterator[_Objects]) -> Iterator[_Objects]:
    for objects in groups:
        yield objects
        if objects.columns:
            return


def _no_object(ahead: Sequence[_Objects]) -> str:
    broken = next((one for objects in ahead for one in objects.broken.values()), None)
    why = f" (line {broken.line}: {broken.detail})" if broken else ""
    return f"there is no JSON object in it, one per line or in an array{why}."


def _plainly(raws: list[bytes]) -> dict[str, Sequence[Any]] | None:
    """The columns of objects that hold nothing nested; None where that is not all there is."""
    try:
        rows = decode_lines(raws)
    except InvalidJsonError:
        return None
    if set(map(type, rows)) != {dict}:
        return None
    columns = _columns(rows)
    return columns if all(set(map(type, values)) <= _PLAIN for values in columns.values()) else None


def _columns(rows: Sequence[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    """The rows' members by name, null where a row has none of that name."""
    shapes = set(map(tuple, rows))
    if len(shapes) == 1:
        (shape,) = shapes
        # Row by row: column by column, each row would have to be found in memory again.
        values = list(chain.from_iterable(map(dict.values, rows)))
        return {name: values[place :: len(shape)] for place, name in enumerate(shape)}
    names = dict.fromkeys(name for shape in sorted(shapes, key=len, reverse=True) for name in shape)
    return {name: [row.get(name) for row in rows] for name in names}


def _series(values: Sequence[Any]) -> pl.Series:
    """A column of text."""
    import polars as pl

    types = set(map(type, values))
    if types <= {str, NoneType}:
        return pl.Series(values, dtype=pl.String)
    if types <= {int, NoneType}:
        with suppress(OverflowError, TypeError):  # a number of more than 64 bits
            return pl.Series(values, dtype=pl.Int64).cast(pl.String)
    return pl.Series([_text(value) for value in values], dtype=pl.String)


def _flatten(value: dict[str, Any], prefix: str, row: dict[str, str | None]) -> None:
    for key, item in value.items():
        name = prefix + key
        if isinstance(item, dict) and item:
            _flatten(item, f"{name}.", row)
        else:
            row[name] = _text(item)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return msgspec.json.encode(value).decode()


def _own_line(raw: bytes) -> bytes:
    return raw if raw.endswith(b"\n") else raw + b"\n"
