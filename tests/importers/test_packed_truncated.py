"""Packed files that are cut off: read as far as they go, and reported."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from bringing import Bring, bring_into
from formats import FORMATS, RECORDS, Format, Written
from packing import zstd

from importers.readers.opening import open_tables

WHOLE = 10
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": lambda data: bz2.compress(data, 1),
    "xz": lambda data: lzma.compress(data, preset=0),
    "zstd": zstd,
}
TEXTS = [name for name, form in FORMATS.items() if form.own_lines]
SETS = ("legacy_id=id", "order=no", "date=at", "message=text")
HEADER = "id,no,at,text\n"


def notes(count: int) -> bytes:
    """So many notes, which no compression makes small: several blocks of each are needed."""
    words = random.Random(1)  # noqa: S311 - any numbers do
    lines = (f"{at},A{at},2020-01-01,paid {words.random()} {words.random()}\n" for at in range(count))
    return (HEADER + "".join(lines)).encode()


def tarred(data: bytes) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as opened:
        info = tarfile.TarInfo("notes.csv")
        info.size = len(data)
        opened.addfile(info, io.BytesIO(data))
    return archive.getvalue()


def first_records(written: Written, form: Format) -> bytes:
    """The first records and a part of the next, packed, without the end of the packed data."""
    half = written.pieces[WHOLE][: len(written.pieces[WHOLE]) * 2 // 3]
    data = written.before + b"".join(piece + written.gap for piece in written.pieces[:WHOLE]) + half
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)


@pytest.mark.parametrize("name", TEXTS)
def test_a_packed_file_of_any_format_is_read_up_to_where_it_is_cut_off(tmp_path: Path, name: str) -> None:
    form = FORMATS[name]
    written = form.write(tmp_path)
    written.file.write_bytes(first_records(written, form))
    with open_tables(str(written.file), input_format=form.how.get("input_format", "")) as tables:
        reader = tables.reader(tables.names()[0])
        chunks = list(reader.chunks())
        found = [row for chunk in chunks for row in chunk.frame.rows()]
        assert reader.source.truncated == "the gzip data is cut off"
    assert found == [tuple(cell if form.nulls else cell or "" for cell in one) for one in RECORDS[:WHOLE]]
    assert sum(len(chunk.broken) for chunk in chunks) <= 1


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("container", [bytes, tarred])
def test_a_container_that_is_cut_off_is_read_up_to_its_last_whole_record(
    tmp_path: Path, kind: str, container: Callable[[bytes], bytes]
) -> None:
    text = notes(6_000)
    packed = PACKERS[kind](container(text))
    file = tmp_path / "notes.csv.packed"
    file.write_bytes(packed[: len(packed) * 4 // 5])
    with open_tables(str(file)) as tables:
        reader = tables.reader(tables.names()[0])
        chunks = list(reader.chunks())
        assert reader.source.truncated or getattr(tables, "cut_off", "")
    raws = [raw for chunk in chunks for raw in chunk.originals(range(chunk.frame.height))]
    assert len(raws) > 1_000
    assert (HEADER.encode() + b"".join(raws)) == text[: len(HEADER) + sum(map(len, raws))]
    assert not any(chunk.broken for chunk in chunks)


def test_a_packed_file_without_its_last_bytes_is_imported_and_reported(bring: Bring) -> None:
    text = notes(20)
    for whole, truncated in (
        (gzip.compress(text), "the gzip data is cut off"),
        (gzip.compress(tarred(text)), "the tar archive is cut off after notes.csv"),
    ):
        report = bring(whole[:-3], sets=SETS, dry_run=True)
        assert (report.counts.imported, report.truncated, report.complete) == (20, [truncated], False)


def test_a_file_for_look_ups_that_cannot_be_read_whole_is_reported(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "olist"
    folder.mkdir()
    orders = "order_id,customer_id,order_status,order_purchase_timestamp,order_delivered_customer_date\n"
    (folder / "olist_orders_dataset.csv").write_text(f"{orders}o1,c1,delivered,2017-07-09 21:57:05,\n")
    people = b"customer_id,customer_unique_id,customer_city\nc1,u1,paulo\nc2\n"
    file = folder / "olist_customers_dataset.csv"
    file.write_bytes(people)
    report = bring_into(database, folder, sets=(), platform="olist", guess=True, dry_run=True)
    assert report.complete
    assert any(
        "olist_customers_dataset has records that cannot be read, 1 of them, the first on line 3" in one
        for one in report.remarks
    )
    file.write_bytes(gzip.compress(people)[:-3])
    report = bring_into(database, folder, sets=(), platform="olist", guess=True)
    assert report.truncated == ["olist_customers_dataset.csv: the gzip data is cut off"]
