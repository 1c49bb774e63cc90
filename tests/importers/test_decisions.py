"""How a text is read is decided from many records, so one bad record changes no other; in linear time."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reading import read_table

from importers.errors import AmbiguousDelimiterError, AmbiguousEscapesError
from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.csv.dialect import detect_dialect
from importers.readers.csv.header import unique_names
from importers.readers.detect import guess_format
from importers.readers.json.structure import PAGE

PLAIN = (b"1,C:\\new\\table,a\n", b"2,reply: \\_(x)_/,b\n", b"3,all fine,c\n", b'4,"say ""hi""",d\n')
ESCAPED = (b'5,"say \\"hi\\" now",e\n', b"6,\\N,f\n", b'7,"two\\\nlines",g\n')
DAMAGED = (b'8,asked for the "large" box,h\n', b'9,"open \\"quote,i\n', b'10,"the "big\\" box",j\n', b"11\n")
RECORDS = st.sampled_from([*PLAIN, *ESCAPED, *DAMAGED])


def stored(folder: Path, records: list[bytes]) -> dict[bytes, tuple[str | None, ...]] | None:
    """Each stored record by its own bytes; None where the import asks."""
    file = folder / "notes.csv"
    file.write_bytes(b"id,note,by\n" + b"".join(records))
    try:
        read = read_table(file, delimiter=",")
    except AmbiguousEscapesError:
        return None
    return dict(zip(read.raws, read.rows, strict=True))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(records=st.lists(RECORDS, min_size=2, max_size=14, unique=False), at=st.integers(0, 13), other=RECORDS)
@example(records=[*PLAIN[:3], ESCAPED[0]], at=3, other=DAMAGED[0])
@example(records=[*PLAIN[:1], *ESCAPED[:1] * 4], at=1, other=PLAIN[0])
def test_one_damaged_added_or_removed_record_changes_no_other(
    tmp_path: Path, records: list[bytes], at: int, other: bytes
) -> None:
    at %= len(records)
    whole = stored(tmp_path, records)
    for changed in (
        [*records[:at], other, *records[at + 1 :]],
        [*records[:at], *records[at + 1 :]],
        [*records[:at], other, *records[at:]],
    ):
        found = stored(tmp_path, changed)
        if whole is not None and found is not None:
            both = whole.keys() & found.keys()
            assert {raw: whole[raw] for raw in both} == {raw: found[raw] for raw in both}


def test_a_dialect_that_two_records_would_turn_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_bytes(b"id,note,by\n" + PLAIN[0] + ESCAPED[0] * 2)
    with pytest.raises(AmbiguousEscapesError) as refused:
        read_table(file)
    assert "Line 2 would read 'C:\\\\new\\\\table' or 'C:\\new\\table'" in str(refused.value)
    assert "--input-format csv (text) or --input-format csv-escaped (escapes)" in str(refused.value)
    assert read_table(file, input_format="csv").rows[0][1] == "C:\\new\\table"
    assert read_table(file, input_format="csv-escaped").rows[0][1] == "C:\new\table"


def test_the_evidence_names_what_fits_and_what_does_not() -> None:
    data = b"id,note,by\n" + b"".join(PLAIN) + DAMAGED[1]
    sentences = [one.sentence for one in detect_dialect(data, encoding="utf-8").evidence]
    assert sentences == [
        "comma 5 of 6 records",
        'cells quoted by " in 2 of 6 records',
        "plain backslashes 5 of 6 records; backslash escapes needed by 1 of 6: not used",
    ]


def test_backslashes_that_are_kept_as_text_are_reported(tmp_path: Path) -> None:
    from importers.readers.opening import open_tables

    file = tmp_path / "notes.tsv"
    file.write_bytes(b"id\tnote\n1\tline one\\nline two\n2\tplain\n")
    with open_tables(str(file)) as tables:
        reader = tables.reader("notes")
        assert reader.source.remarks() == [
            "1 of the first record holds backslashes, kept as text; --input-format csv-escaped reads them as "
            "escapes."
        ]


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "one long word": lambda size: b"1001,2020-01-01 10:00:00," + b"a" * size,
    "quotation marks": lambda size: b'id,"' + b'"' * size,
    "opened cells": lambda size: b'id,"a\n' * (size // 6),
    "backslashes": lambda size: b"id,a\n1," + b"\\" * size,
    "escaped marks": lambda size: b'id,a\n1,"' + b'\\"' * (size // 2),
    "commas": lambda size: b"," * size,
    "colons": lambda size: b":" * size,
    "an address": lambda size: b"id," + b"a@" + b"a." * (size // 2) + b"!",
    "repeated names": lambda size: b"name," * (size // 5),
    "blank lines": lambda size: b"\n" * size,
}


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize("shape", HOSTILE)
def test_a_text_of_hostile_length_is_judged_in_linear_time(tmp_path: Path, shape: str) -> None:
    def judge(size: int) -> None:
        file = tmp_path / "notes.csv"
        file.write_bytes(b"id,note\n1,x\n" if size == 0 else HOSTILE[shape](size) + b"\n")
        try:
            read_table(file)
        except Exception as error:
            from events.errors import EventsError

            assert isinstance(error, EventsError)

    judge(0)  # what is loaded once
    assert seconds(lambda: judge(200_000)) < 4


@pytest.mark.parametrize(
    "text",
    [
        '[{"' + "page" * 50_000 + '": x',
        '[{"page": 1, ' * 20_000,
        '[{"' + "a" * 200_000,
        "[{" + " " * 200_000,
    ],
    ids=["page page", "pages", "a name", "blanks"],
)
def test_an_envelope_of_hostile_length_is_known_in_linear_time(text: str) -> None:
    assert seconds(lambda: PAGE.match(text)) < 1
    assert seconds(lambda: guess_format("a.json", text[1:].encode() + b"}\n{")) < 1


def test_names_of_very_many_columns_are_made_in_linear_time() -> None:
    assert seconds(lambda: unique_names([""] * 100_000 + ["a"] * 100_000)) < 2


def test_columns_are_judged_in_time_that_grows_with_their_number() -> None:
    def table(count: int) -> pl.DataFrame:
        usual = {"order": ["1", "2"], "date": ["2020-01-01"] * 2, "text": ["hello there you", "more of it"]}
        return pl.DataFrame(usual | {f"c{at}": ["x", "y"] for at in range(count)})

    few, many = (seconds(partial(guess_columns, table(count), ColumnMapping())) for count in (40, 320))
    assert many < 24 * few, "eight times the columns took more than eight times as long, thrice over"


def test_two_delimiters_that_fit_everything_are_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_bytes(
        b"id;order,text;at\n" + b"".join(b"%d;100%d,text;2020-01-0%d\n" % (n, n, n) for n in range(9))
    )
    with pytest.raises(AmbiguousDelimiterError) as refused:
        read_table(file)
    assert "--delimiter ';' for 3 columns or --delimiter , for 2 columns" in str(refused.value)
    assert read_table(file, delimiter=",").columns == ["id;order", "text;at"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (b"id;price;text\n1;1,5;a\n2;2,5;b\n3;3,5;c\n", ["id", "price", "text"]),
        (
            b"id,sku|count,at,by,text\n1,a|2,x,y,z\n2,b|3,x,y,z\n3,c|4,x,y,z\n",
            ["id", "sku|count", "at", "by", "text"],
        ),
        (b"at text\n10:05 one\n11:06 two\n12:07 three\n13:07 four\n", ["at", "text"]),
        (b"text\nat 10:05 called\nat 11:06 left\nat 12:07 came\n", None),
    ],
)
def test_a_delimiter_has_to_fit_the_header(tmp_path: Path, text: bytes, columns: list[str] | None) -> None:
    (tmp_path / "notes.csv").write_bytes(text)
    assert read_table(tmp_path / "notes.csv").columns == (columns or ["text"])
