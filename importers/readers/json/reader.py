"""JSON Lines, and JSON documents that hold an array of objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from importers.errors import NotDataError
from importers.readers.chunks import Broken, Chunk
from importers.readers.json.columns import ObjectColumns, value_text
from importers.readers.json.decode import InvalidJsonError, decode_value
from importers.readers.json.documents import array
from importers.readers.json.elements import Element, Group, grouped, lines
from importers.readers.json.nested import explode_records
from importers.readers.json.repeated_members import RepeatedMembers, members_in
from importers.readers.json.structure import is_empty_answer
from importers.readers.packed_values import node
from importers.readers.streams import Input
from importers.reject_codes import Code

if TYPE_CHECKING:
    import polars as pl

_NUL = b"\\u0000"
"""JSON has it only so."""

_AHEAD = 8
"""How many groups of broken records are skipped in the search for the first object."""


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
        self._decoder, self._repeated = ObjectColumns(), RepeatedMembers()
        source = self.source
        # Lists in the records are taken out of them first.
        parse = self._decoder.parse if self.encoding == "utf-8" and not source.within else lambda *_: None
        found = lines(source, parse) if of_lines else grouped(array(source, self.encoding, source.table))
        if source.within:
            found = explode_records(found, path=source.within, outer=source.outer, encoding=self.encoding)
        earlier = source.remarks
        source.remarks = lambda: [*earlier(), *self._repeated.remarks()]
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
        missing = pl.Series([None], dtype=pl.String).new_from_index(0, len(places))
        names = dict.fromkeys([*self.columns, *objects.columns])
        return Chunk(
            frame=pl.DataFrame({name: objects.columns.get(name, missing) for name in names}),
            records=_numbers(places) + (before + 1),
            lines=_numbers(
                group.lines if len(places) == len(group.lines) else [group.lines[at] for at in places]
            ),
            originals=objects.originals,
            broken=[replace(broken, record=before + 1 + place) for place, broken in objects.broken.items()],
            first_record=before + 1,
            last_record=before + len(group.raws),
            last_line=group.last_line(),
            end=self.source.position,
            prefix=self.source.prefix(),
            may_have_nuls=objects.may_have_nuls,
        )

    def _read(self, group: Group) -> _Objects:
        """A group's objects as columns: at once where all are plain, else one by one."""
        import polars as pl

        count = len(group.raws)
        columns = group.columns
        if columns is not None:
            return _Objects(group, range(count), columns, {}, may_have_nuls=False)
        if self.encoding == "utf-8" and not group.faults:
            text = group.objects()
            columns = None if text is None else self._decoder.decode(text, count)
            if text is not None and columns is not None:
                if self._decoder.members is not None:
                    self._repeated.look(text, group, members=self._decoder.members)
                return _Objects(group, range(count), columns, {}, b"\\" in text and _NUL in text)
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
        columns = {name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in names}
        return _Objects(group, places, columns, broken)

    def _row(self, raw: Element) -> dict[str, str | None] | Broken:
        if raw.code is not None:
            return Broken(record=0, line=raw.line, code=raw.code, raw=raw.data, detail=raw.detail)
        try:
            value = decode_value(raw.data, encoding=self.encoding)
        except InvalidJsonError as error:
            return self._broken(raw, error.code, error.detail)
        if not isinstance(value, dict):
            return self._broken(raw, Code.JSON, f"it is {_KINDS[type(value)]}")
        self._repeated.look(raw.data, Group([raw.data], [raw.line]), members=members_in([value]))
        row: dict[str, str | None] = {}
        _flatten(node(value), "", row)
        return row

    def _broken(self, raw: Element, code: Code, detail: str) -> Broken:
        return Broken(record=0, line=raw.line, code=code, raw=_own_line(raw.data), detail=detail)


_KINDS: Mapping[type, str] = {
    bool: "true or false",
    float: "a number",
    int: "a number",
    list: "a list",
    str: "a text",
    type(None): "null",
}
"""What a value of JSON that is no object is called."""


@dataclass(frozen=True)
class _Objects:
    """A group's objects as columns, each as long as `places`, which says where in the group its rows
    stand; and why those at the other places cannot be read."""

    group: Group
    places: Sequence[int]
    columns: Mapping[str, pl.Series]
    broken: dict[int, Broken]
    may_have_nuls: bool = True

    def originals(self, wanted: Sequence[int]) -> list[bytes]:
        """The own bytes of the rows, with a line end."""
        raws = list(self.group.raws) if wanted else []
        return [_own_line(raws[self.places[row]]) for row in wanted]


def _numbers(numbers: Sequence[int]) -> pl.Series:
    import polars as pl

    if isinstance(numbers, range):
        return pl.int_range(numbers.start, numbers.stop, dtype=pl.Int64, eager=True)
    return pl.Series(numbers, dtype=pl.Int64)


def _up_to_columns(groups: Iterator[_Objects]) -> Iterator[_Objects]:
    for objects in groups:
        yield objects
        if objects.columns:
            return


def _no_object(ahead: Sequence[_Objects]) -> str:
    broken = next((one for objects in ahead for one in objects.broken.values()), None)
    why = f" (line {broken.line}: {broken.detail})" if broken else ""
    return f"there is no JSON object in it, one per line or in an array{why}."


def _flatten(value: dict[str, Any], prefix: str, row: dict[str, str | None]) -> None:
    for key, item in value.items():
        name = prefix + key
        if isinstance(item, dict) and item:
            _flatten(item, f"{name}.", row)
        else:
            row[name] = value_text(item)


def _own_line(raw: bytes) -> bytes:
    return raw if raw.endswith(b"\n") else raw + b"\n"
