"""Plain JSON objects as columns of text, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain
from operator import attrgetter
from types import NoneType
from typing import TYPE_CHECKING, Any

import msgspec

from importers.readers.json.decode import decode_objects, objects_decoder
from importers.readers.json.flat_columns import flattened
from importers.readers.json.repeated_members import members_in
from importers.readers.json.uniform import UniformObjects, common_order

if TYPE_CHECKING:
    import polars as pl

_PLAIN = {str, int, bool, NoneType}

_MOST_NAMES = 500
_MOST_SHAPES = 100
_MOST_LESSONS = 20
"""How often names are learnt: objects may go on bringing new ones."""

_Columns = Mapping[str, Sequence[Any]]


class ObjectColumns:
    """Decodes the objects of one input, as long as those within them show which members they have.

    Objects whose names were all met before are decoded into fixed places, which takes half the time of
    dictionaries; those that have them in the same order are parsed as columns. All ways give the same values.
    """

    def __init__(self) -> None:
        self._dictionaries = objects_decoder(dict[str, Any])
        self._places: msgspec.json.Decoder[Any] | None = None
        self._order: list[str] = []
        self._uniform: UniformObjects | None = None
        self._names: list[str] = []
        self._lessons = 0
        self._refused = b""
        self.members: int | None = None
        """How many members the objects that were decoded last have; None where each name came once."""

    def parse(self, text: bytes, count: int) -> dict[str, pl.Series] | None:
        """As `decode`, and None has U+0000, where each object is on a line of its own and has no name twice,
        and all in the order that was met before. None where that may be otherwise."""
        if self._uniform is None or text is self._refused:
            return None
        found = self._uniform.read(text, count)
        self._refused = text if found is None else b""
        return found

    def decode(self, text: bytes, count: int) -> dict[str, pl.Series] | None:
        """The columns of the `count` JSON objects that follow one another in `text`, null where an object has
        no member of that name. None where that is not all there is."""
        self.members = None
        uniform = self.parse(text, count)
        if uniform is not None:
            return uniform
        try:
            columns = self._in_places(text, count) or self._in_dictionaries(text, count)
        except (ValueError, RecursionError):
            return None
        types = _types(columns)
        if not all(found <= _PLAIN for found in types.values()):
            self.members = (self.members or 0) + sum(map(members_in, columns.values()))
            flat = flattened(columns)
            if flat is None:
                return None
            columns, types = flat, _types(flat)
        return {name: _series(values, types[name]) for name, values in columns.items()}

    def _in_places(self, text: bytes, count: int) -> _Columns | None:
        """None where an object has a name that was not met before. Raises `ValueError`."""
        if self._places is None:
            return None
        with suppress(msgspec.ValidationError):
            rows = decode_objects(text, count, decoder=self._places)
            places = {name: attrgetter(_place(at)) for at, name in enumerate(self._names)}
            columns = {name: list(map(place, rows)) for name, place in places.items()}
            self.members = sum(len(rows) - values.count(msgspec.UNSET) for values in columns.values())
            return {name: filled for name, values in columns.items() if (filled := _filled(values))}
        return None

    def _in_dictionaries(self, text: bytes, count: int) -> _Columns:
        rows = decode_objects(text, count, decoder=self._dictionaries)
        self.members = sum(map(len, rows))
        shapes = sorted(dict.fromkeys(map(tuple, rows)), key=len, reverse=True)
        columns = _columns(rows, shapes)
        self._learn([*dict.fromkeys([*self._names, *columns])], shapes)
        return columns

    def _learn(self, names: list[str], shapes: Sequence[tuple[str, ...]]) -> None:
        if len(names) in (0, len(self._names)) or len(names) > _MOST_NAMES or self._lessons == _MOST_LESSONS:
            return
        self._lessons += 1
        places = {_place(at): name for at, name in enumerate(names)}
        with suppress(ValueError):  # a name that JSON has to escape
            row = msgspec.defstruct(
                "Row",
                [(place, Any, msgspec.UNSET) for place in places],
                rename=places,
                forbid_unknown_fields=True,
                gc=False,
            )
            self._names, self._places = names, objects_decoder(row)
            self._order = common_order([self._order, *shapes[:_MOST_SHAPES], names])
            self._uniform = UniformObjects(names, self._order)


def _types(columns: _Columns) -> dict[str, set[type]]:
    return {name: set(map(type, values)) for name, values in columns.items()}


def _place(at: int) -> str:
    return f"member_{at}"


def _filled(values: list[Any]) -> list[Any]:
    """The values, null where there is none; empty where there is none at all."""
    if msgspec.UNSET not in values:
        return values
    present = [None if value is msgspec.UNSET else value for value in values]
    return present if set(map(type, values)) != {msgspec.UnsetType} else []


def _columns(rows: Sequence[dict[str, Any]], shapes: Sequence[tuple[str, ...]]) -> _Columns:
    """The members of rows that have these shapes by name, null where a row has none of that name."""
    if len(shapes) == 1:
        (shape,) = shapes
        # Row by row: column by column, each row would have to be found in memory again.
        values = list(chain.from_iterable(map(dict.values, rows)))
        return {name: values[place :: len(shape)] for place, name in enumerate(shape)}
    names = dict.fromkeys(name for shape in shapes for name in shape)
    return {name: [row.get(name) for row in rows] for name in names}


def _series(values: Sequence[Any], types: set[type]) -> pl.Series:
    """A column of text, of values that have these types."""
    import polars as pl

    if types <= {str, NoneType}:
        return pl.Series(values, dtype=pl.String)
    if types <= {int, NoneType}:
        with suppress(OverflowError, TypeError):  # a number of more than 64 bits
            return pl.Series(values, dtype=pl.Int64).cast(pl.String)
    return pl.Series([value_text(value) for value in values], dtype=pl.String)


def value_text(value: Any) -> str | None:
    """A decoded value as text: a list or object as JSON, null as None."""
    if value is None:
        return None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return msgspec.json.encode(value).decode()
