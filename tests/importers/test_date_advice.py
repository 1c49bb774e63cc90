"""A date that was not read says which format would read it, in full."""

from __future__ import annotations

import pytest
from bringing import Bring

from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.dates.advice import for_ambiguous, for_unfitting


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("3/4/2019", ("%d/%m/%Y", "%m/%d/%Y")),
        ("3/4/2019 10:00", ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")),
        ("03-04-2019 10:00:05", ("%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M:%S")),
        ("3/4/2019 10:00 PM", ("%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p")),
    ],
)
def test_an_ambiguous_date_names_its_two_formats_with_the_time(text: str, formats: tuple[str, str]) -> None:
    first, second = formats
    assert for_ambiguous(text) == f"say which it is: --date-format '{first}' or --date-format '{second}'"


@pytest.mark.parametrize("text", ["soon", "3/4/19", "2019-04-03", ""])
def test_another_text_has_no_two_formats(text: str) -> None:
    assert for_ambiguous(text) == ""


@pytest.mark.parametrize(
    ("text", "given", "advice"),
    [
        (
            "3/4/2019 10:00",
            "%d/%m/%Y",
            "--date-format '%d/%m/%Y' leaves ' 10:00' of it unread: give --date-format '%d/%m/%Y %H:%M'",
        ),
        (
            "2019-04-03T10:00",
            "%Y-%m-%d",
            "--date-format '%Y-%m-%d' leaves 'T10:00' of it unread: give --date-format '%Y-%m-%dT%H:%M'",
        ),
        ("3/4/2019 noon", "%d/%m/%Y", "--date-format '%d/%m/%Y' leaves ' noon' of it unread"),
        (
            "3/4/2019",
            "%d.%m.%Y",
            "it does not fit --date-format '%d.%m.%Y': correct it, or give its own format, too",
        ),
    ],
)
def test_a_format_that_does_not_fit_says_what_it_leaves(text: str, given: str, advice: str) -> None:
    assert for_unfitting(text, (given,)) == advice


def test_no_format_has_no_advice() -> None:
    assert for_unfitting("soon", ()) == ""


def test_the_report_has_the_advice(bring: Bring) -> None:
    mapping = ColumnMapping(source="test", tz="UTC", date_formats=("%d/%m/%Y",))
    done = bring("id,order,date,author,message\n1,7,3/4/2019 10:00,,Paid\n", mapping=mapping)
    assert "give --date-format '%d/%m/%Y %H:%M'" in done.groups[0].fix
