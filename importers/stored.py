"""How a batch was read, to read its input again the same way; and which batch a file belongs to."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from importers.ledger import Batch, Source
from importers.mapping import Mapping
from importers.preparing import Prepared, open_reader, prepare
from importers.readers.chunks import Reader
from importers.readers.opening import open_table
from importers.readers.streams import Input

UNDONE = "undone"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms a batch was imported: its mapping with the encoding and delimiter that were found,
    the input's format and table, the shop, and whether missing orders were made."""

    mapping: Mapping
    input_format: str
    table: str = ""
    shop: str
    make_orders: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An input that is read on known terms: `prepared` are its chunks, as the import made them."""

    opened: Input
    reader: Reader
    prepared: Generator[Prepared]


@dataclass(frozen=True, kw_only=True)
class Owner:
    """The batch a file belongs to; `unchanged` tells whether its content is what was imported."""

    batch: Batch
    unchanged: bool


def terms_of(batch: Batch) -> Terms:
    return Terms(
        mapping=msgspec.convert(batch.mapping, Mapping),
        input_format=batch.mapping.get("format", ""),
        table=batch.mapping.get("input_table", ""),
        shop=batch.source.shop,
        make_orders=batch.mapping_digest[48:49] != "-",
    )


@contextmanager
def reading(path: str, terms: Terms) -> Iterator[Reading]:
    """The input at `path`, read as a batch of these terms was. Raises what the readers raise."""
    with open_table(path, table=terms.table, input_format=terms.input_format) as opened:
        reader = open_reader(opened, terms.mapping, input_format=terms.input_format)
        yield Reading(opened=opened, reader=reader, prepared=prepare(reader, terms.mapping, after=0))


def digest_of(path: str, *, table: str = "") -> str:
    """The digest of the whole unpacked input, as batches keep it. Raises `NoSuchInput`."""
    with open_table(path, table=table) as opened:
        opened.skip(1 << 62)
        return opened.prefix()


def owner(
    session: Session, path: str, *, digest: str, source: str = "", shop: str | None = None
) -> Owner | None:
    """The newest batch with this very content, else with this path, else with this name; one that was
    undone only where there is no other."""
    by_content = Batch.file_digest == digest
    by_path = Batch.path == str(Path(path).resolve())
    by_name = Batch.file == Path(path).name
    for condition in (by_content, by_path, by_name):
        wanted = select(Batch).join(Source).where(condition)
        if source:
            wanted = wanted.where(Source.name == source)
        if shop is not None:
            wanted = wanted.where(Source.shop == shop)
        batch = session.scalar(wanted.order_by(Batch.status == UNDONE, Batch.id.desc()).limit(1))
        if batch is not None:
            return Owner(batch=batch, unchanged=condition is by_content)
    return None


def same_content(session: Session, batch: Batch) -> list[int]:
    """The batches that read the very content that `batch` read, itself included."""
    same = or_(Batch.id == batch.id, (Batch.file_digest == batch.file_digest) & (Batch.file_digest != ""))
    return list(session.scalars(select(Batch.id).where(same)))
