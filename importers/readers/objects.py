"""JSON Lines, and JSON documents that hold an array of objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from importers.codes import Code
from importers.errors import NotData
from importers.readers.chunks import CHUNK_BYTES, Broken, Chunk
from importers.readers.elements import Element, array, lines
from importers.readers.streams import Input

# Numbers with a fraction stay as they are written: 12.50 is not 12.5.
_DECODER = msgspec.json.Decoder(float_hook=str)


@dataclass
class ObjectsReader:
    """Reads an `Input` as JSON Lines ("jsonl") or as a JSON document ("json").

    Nested objects become columns with dotted names; lists stay JSON text. Raises `NotData` when opened.
    """

    source: Input
    encoding: str
    format: str
    columns: list[str] = field(init=False)
    header: bytes = field(default=b"", init=False)
    details: str = field(init=False)

    def __post_init__(self) -> None:
        self.details = self.encoding
        elements = lines(self.source) if self.format == "jsonl" else array(self.source, self.encoding)
        self._groups = _grouped(elements)
        self._first = next(self._groups, [])
        if not self._first:
            raise NotData(self.source.name, problem="the file is empty. Export the history again.")
        rows = [row for row in map(self._row, self._first) if isinstance(row, dict)]
        if not rows:
            raise NotData(
                self.source.name, problem="there is no JSON object in it, one per line or in an array."
            )
        self.columns = list(dict.fromkeys(name for row in rows for name in row))

    @property
    def read_as(self) -> dict[str, str]:
        return {"format": self.format, "encoding": self.encoding}

    def chunks(self) -> Iterator[Chunk]:
        record, group = 0, self._first
        while group:
            yield self._chunk(group, record)
            record += len(group)
            group = next(self._groups, [])

    def _chunk(self, group: list[Element], before: int) -> Chunk:
        import polars as pl

        rows: list[dict[str, str | None]] = []
        records, starts, raws = [], [], []
        broken: list[Broken] = []
        for number, raw in enumerate(group, start=before + 1):
            row = self._row(raw)
            if isinstance(row, Broken):
                broken.append(
                    Broken(record=number, line=row.line, code=row.code, raw=row.raw, detail=row.detail)
                )
                continue
            rows.append(row)
            records.append(number)
            starts.append(raw.line)
            raws.append(raw.data)
        names = dict.fromkeys([*self.columns, *(name for row in rows for name in row)])
        frame = pl.DataFrame(
            {name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in names}
        )
        return Chunk(
            frame=frame,
            records=pl.Series(records, dtype=pl.Int64),
            lines=pl.Series(starts, dtype=pl.Int64),
            originals=lambda wanted: _own_lines(raws, wanted),
            broken=broken,
            first_record=before + 1,
            last_record=before + len(group),
            last_line=group[-1].line + group[-1].data.rstrip().count(b"\n"),
            end=self.source.position,
            prefix=self.source.prefix(),
        )

    def _row(self, raw: Element) -> dict[str, str | None] | Broken:
        if raw.code is not None:
            return Broken(record=0, line=raw.line, code=raw.code, raw=raw.data, detail=raw.detail)
        try:
            data = raw.data if self.encoding == "utf-8" else raw.data.decode(self.encoding).encode()
            value = _DECODER.decode(data)
        except UnicodeDecodeError as error:
            return self._broken(raw, Code.ENCODING, f"byte {error.start + 1} is not {self.encoding}")
        except msgspec.DecodeError as error:
            code = Code.ENCODING if "utf-8" in str(error).lower() else Code.JSON
            return self._broken(raw, code, str(error))
        except RecursionError:
            return self._broken(raw, Code.JSON, "it is nested too deeply")
        if not isinstance(value, dict):
            return self._broken(raw, Code.JSON, f"it is a {type(value).__name__}")
        row: dict[str, str | None] = {}
        _flatten(value, "", row)
        return row

    def _broken(self, raw: Element, code: Code, detail: str) -> Broken:
        return Broken(record=0, line=raw.line, code=code, raw=_own_lines([raw.data], [0])[0], detail=detail)


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


def _grouped(elements: Iterator[Element]) -> Iterator[list[Element]]:
    group: list[Element] = []
    size = 0
    for element in elements:
        group.append(element)
        size += len(element.data)
        if size >= CHUNK_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _own_lines(raws: Sequence[bytes], wanted: Sequence[int]) -> list[bytes]:
    return [raws[row] if raws[row].endswith(b"\n") else raws[row] + b"\n" for row in wanted]
