"""What an import brings a second time in another form, with other identities, is reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, Bring, bring_into

ROWS = "".join(
    f"{number},{1000 + number % 2},2020-01-01 10:00:0{number},bea,note {number}\n" for number in range(1, 6)
)
TWICE = "in the log twice"


def _sentences(report: Any) -> list[str]:
    return [remark for remark in report.remarks if TWICE in remark]


FORMS: dict[str, Callable[[str], str]] = {
    "ids as decimal numbers": lambda rows: re.sub("(?m)^([0-9])", r"\1.0", rows),
    "ids with zeros": lambda rows: re.sub("(?m)^", "000", rows.rstrip()),
    "no ids, and dates of another country": lambda rows: re.sub(
        "(?m)^[0-9],([0-9]+),2020-01-01 ", r",\1,01.01.2020 ", rows
    ),
    "no ids and no seconds": lambda rows: re.sub("(?m)^[0-9],(.*):0[0-9],", r",\1,", rows),
    "other texts": lambda rows: re.sub("(?m)^", "000", rows.rstrip().replace("note", "Note:")),
}


@pytest.mark.parametrize("change", FORMS.values(), ids=FORMS)
def test_a_file_in_another_form_is_reported_with_the_way_back(
    bring: Bring, change: Callable[[str], str]
) -> None:
    assert not _sentences(bring(HEADER + ROWS))
    rehearsed = bring(HEADER + change(ROWS), name="again.csv", dry_run=True)
    report = bring(HEADER + change(ROWS), name="again.csv")
    assert report.counts.imported == 5
    (sentence,) = _sentences(report)
    assert sentence.startswith("5 of 5 imported events")
    assert sentence.endswith("events undo 2")
    said = sentence.partition(" To take")[0].replace("imported events", "events to be imported")
    assert _sentences(rehearsed) == [said.replace("they are in", "they would be in")]


@pytest.mark.parametrize(
    "rows",
    [
        "6,1000,2020-01-01 10:00:02,bea,another note of this second\n"
        "7,1000,2020-02-01 10:00:02,bea,note 2\n8,1000,2020-03-01 10:00:03,bea,new\n",
        re.sub("(?m)^(.),1", r"9\1,3", ROWS),
        ROWS,
    ],
    ids=["new notes", "other orders", "a repeated file"],
)
def test_new_records_of_known_orders_and_moments_are_no_twins(bring: Bring, rows: str) -> None:
    bring(HEADER + ROWS)
    assert not _sentences(bring(HEADER + rows, name="again.csv"))


def test_equal_records_of_one_file_and_of_one_day_are_no_twins(bring: Bring) -> None:
    rows = ",1000,2020-01-01,bea,packed\n"
    assert not _sentences(bring(HEADER + rows * 3))
    later = bring(HEADER + rows * 3 + rows.replace("packed", "sent") * 2)
    assert (later.counts.imported, _sentences(later)) == (2, [])


def test_twins_are_found_on_a_server_and_of_customers(
    both: Callable[..., tuple[Any, Any]], tmp_path: Path
) -> None:
    def act(database: str) -> list[str]:
        texts = []
        for name, zeros, dry_run in (("a", "", False), ("b", "00", True), ("b", "00", False)):
            file = tmp_path / f"{name}.csv"
            rows = re.sub("(?m)^(?=.)", zeros, ROWS.replace(",1001,", ",,"))
            file.write_text(HEADER.replace("author", "customer") + rows, "utf-8")
            fields = ("legacy_id=id", "order=order", "customer=customer", "date=date", "message=message")
            texts += _sentences(bring_into(database, file, sets=fields, dry_run=dry_run))
        return texts

    of_file, of_server = both(act)
    assert of_file == of_server
    assert [sentence[:24] for sentence in of_file] == ["5 of 5 events to be impo", "5 of 5 imported events s"]
