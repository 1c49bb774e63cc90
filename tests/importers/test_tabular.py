"""Parquet and databases: what is no text becomes the text that people see."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from bringing import bring_into
from reading import again, names_of, read_table

from events.errors import ConfigError, DatabaseUnavailableError, EventsError, UsageError
from importers.errors import NoSuchInputError, NotDataError
from importers.readers import json_adapter, opening, parquet


def test_parquet_is_read_some_rows_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 3)
    monkeypatch.setattr(json_adapter, "CHUNK_BYTES", 300)
    file = tmp_path / "notes.parquet"
    moment = dt.datetime(2020, 11, 4, 7, 40, 3, 120, tzinfo=dt.UTC)
    pl.DataFrame(
        {
            "id": pl.Series([1.0, 2.0, None] * 3, dtype=pl.Float64),
            "text": ["", None, "Zażółć"] * 3,
            "at": [moment, None, moment] * 3,
            "amount": pl.Series([Decimal("12.50"), None, Decimal("0.10")] * 3),
            "ok": [True, None, False] * 3,
            "tags": [["a"], None, []] * 3,
            "raw": [b"abc", None, b"\xff"] * 3,
            "rate": [0.5, float("nan"), 1e20] * 3,
        }
    ).write_parquet(file, row_group_size=4)
    read = read_table(file)
    at = "2020-11-04T07:40:03.000120+00:00"
    assert (
        read.rows
        == [
            ("1", "", at, "12.50", "true", '["a"]', "abc", "0.5"),
            ("2", None, None, None, None, None, None, "NaN"),
            (None, "Zażółć", at, "0.10", "false", "[]", "0xFF", "1e+20"),
        ]
        * 3
    )
    assert len(read.ends) > 1
    assert again(read, tmp_path / "rejects.jsonl").rows == read.rows
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(NotDataError, match="cut off"):
        read_table(file)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    file = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            'CREATE TABLE "order notes" (id INTEGER PRIMARY KEY, "text" TEXT, paid REAL, raw BLOB)'
        )
        connection.executemany(
            'INSERT INTO "order notes" VALUES (?, ?, ?, ?)',
            [(3, "c", 1.0, b"abc"), (1, "", 2.5, b"\xff"), (2, None, None, None)],
        )
        connection.execute("INSERT INTO \"order notes\" VALUES (4, CAST(x'636166E9' AS TEXT), 0, NULL)")
        connection.execute("CREATE TABLE plain (a)")
        connection.execute("INSERT INTO plain VALUES ('x')")
        connection.commit()
    return file


@pytest.mark.parametrize("as_url", [False, True])
def test_a_database_is_read_in_the_order_of_its_keys(shop: Path, as_url: bool) -> None:
    source = f"sqlite:///{shop}" if as_url else str(shop)
    before = shop.read_bytes()
    assert names_of(source) == ["order notes", "plain"]
    assert read_table(source, "order notes").rows == [
        ("1", "", "2.5", "0xFF"), ("2", None, None, None), ("3", "c", "1", "abc"), ("4", "café", "0", None)
    ]  # fmt: skip
    assert read_table(source, "plain").rows == [("x",)]
    with pytest.raises(EventsError, match=r"no table 'plane'. Did you mean 'plain'"):
        read_table(source, "plane")
    assert shop.read_bytes() == before
    assert [file.name for file in shop.parent.iterdir()] == ["shop.sqlite"]


def test_a_database_is_imported_again_without_doubling(shop: Path, tmp_path: Path) -> None:
    database = str(tmp_path / "log.db")
    sets = ("legacy_id=id", "order=id", "date='2020-11-04'", "message=text")
    first = bring_into(database, f"sqlite:///{shop}", sets=sets, table="order notes")
    second = bring_into(database, shop, sets=sets, table="order notes")
    assert (first.counts.imported, second.counts.duplicate) == (2, 2)


def test_a_database_that_cannot_be_read_is_reported_without_its_password(tmp_path: Path) -> None:
    for url, family, words in [
        (
            "postgresql+psycopg://shop:s3cret@127.0.0.1:1/x",
            DatabaseUnavailableError,
            "Cannot read postgresql",
        ),
        ("oddbase://shop:s3cret@host/x", ConfigError, "needs a driver"),
        ("://s3cret", UsageError, "not a database URL"),
        (f"sqlite:///{tmp_path}/absent.db", NoSuchInputError, "absent.db"),
    ]:
        with pytest.raises(family, match=words) as told:
            names_of(url)
        assert "s3cret" not in str(told.value)
    assert "s3cret" not in opening.shown("postgresql://shop:s3cret@host/x")
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"SQLite format 3\0" + b"\1" * 4000)
    with pytest.raises(NotDataError, match="cannot be read as a SQLite database"):
        names_of(broken)
