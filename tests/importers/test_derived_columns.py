"""Columns that are made of another one: numbers out of texts, and numbers with their zeros."""

from __future__ import annotations

import polars as pl
import pytest
from bringing import Bring

from importers.errors import InvalidMappingError, UnknownColumnError
from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping, Template
from importers.mapping.derived_columns import with_derived

_SUBJECTS = ["Re: Order #1001 - parcel", "Order #1002-1", "Hello", None]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        (r"Subject ~ #(\d+)", ["1001", "1002", None, None]),
        (r"Subject ~ (?i)ORDER #[\d-]+", ["Order #1001", "Order #1002-1", None, None]),
        (r"Subject ~ #(\d{4}(?:-\d)?)", ["1001", "1002-1", None, None]),
        (r"Subject ~ (x)?Order", [None, None, None, None]),
        ("no:05", ["00104", "123456", "A1", None]),
        ("packed.no:05", ["00007", None, None, None]),
        (r"packed.text ~ No (\d+)", ["8", None, None, None]),
    ],
)
def test_a_column_is_made_of_another_one(name: str, made: list[str | None]) -> None:
    frame = pl.DataFrame(
        {
            "Subject": _SUBJECTS,
            "no": ["104", "123456", "A1", None],
            "packed": ['{"no": "7", "text": "No 8"}', None, None, None],
        }
    )
    assert with_derived(frame, [name])[name].to_list() == made


def test_a_column_that_is_called_so_is_itself() -> None:
    frame = pl.DataFrame({"no": ["1"], "no:02": ["x"]})
    assert with_derived(frame, ["no:02"])["no:02"].to_list() == ["x"]


@pytest.mark.parametrize("text", [r"Subject ~ #(\d{4,9})", "no:09", "SO-{no:09}", r"{Subject ~ #(\d+)}"])
def test_a_mapping_names_it_with_or_without_braces(text: str) -> None:
    parsed = Template.parse(text, where="x")
    assert Template.parse(parsed.shown(), where="x") == parsed
    assert parsed.columns[0].startswith(("Subject ~ ", "no:09"))


@pytest.mark.parametrize("pattern", ["(", "a{2", r"(?<=x)\d", "(" * 300])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidMappingError):
        Template.parse(f"Subject ~ {pattern}", where="--set")


def test_a_record_without_a_number_in_its_text_is_rejected_and_the_text_is_kept(bring: Bring) -> None:
    text = "id,date,subject,body\n1,2020-01-01,Order 1001,a\n2,2020-01-01,Hello,b\n"
    report = bring(text, sets=(r"order=subject ~ Order (\d+)", "message=body", "legacy_id=id"))
    assert (report.counts.imported, [one.code for one in report.groups]) == (1, ["E-SUBJECT"])
    assert report.first_order == "1001"


def test_the_column_it_would_be_made_of_is_looked_for(bring: Bring) -> None:
    text = "id,date,subject,body\n1,2020-01-01,Order 1001,a\n"
    with pytest.raises(UnknownColumnError, match=r"no column 'sbject'.*Did you mean 'subject'"):
        bring(text, sets=(r"order=sbject ~ (\d+)", "message=body"))


@pytest.mark.parametrize(
    ("texts", "proposed"),
    [
        (["Re: Order #1001", "Order #1002 - refund", "WG: Bestellung #1003"], r"#\s?([\w-]*\d)"),
        (["[Shop] Bestellung 000000104", "AW: Bestellung 000000105"], r"(?i)bestellung\W*([\w-]*\d)"),
        (["Your order SO-1001-2 was sent", "About order SO-1002"], r"(?i)order\W*([\w-]*\d)"),
        (["Order 2 mugs", "Order 3 plates"], ""),
        (["Order 1001 again", "Order 1001 came"], ""),
        (["Hello there", "Order 1001 came", "Where is it"], ""),
    ],
)
def test_numbers_in_texts_are_proposed_for_the_order_and_never_taken(texts: list[str], proposed: str) -> None:
    dates = [f"2020-01-0{at + 1}" for at in range(len(texts))]
    found = guess_columns(pl.DataFrame({"date": dates, "subject": texts}), ColumnMapping())
    assert "order" not in found.fields
    assert found.unclear["order"] == (f"subject ~ {proposed}" if proposed else "")
