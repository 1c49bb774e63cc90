"""A source that nobody named may hold files of several systems or shops: the report says how to part them."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import bring_into

from importers.mapping.column_mapping import ColumnMapping

PLAIN = ("order=order", "date=date", "message=note")
FIRST = "order,date,note\n1001,2020-01-01,Rang\n1002,2020-01-02,Came back\n"
OTHER = "Nr,Datum,Text\n1001,2021-01-01,Anruf\n2002,2021-01-02,Retoure\n"
GERMAN = ("order=Nr", "date=Datum", "message=Text")


def _second(
    folder: Path, text: str, sets: tuple[str, ...], *, source: str = "default", **options: object
) -> str:
    """What the report of a second import says about the source."""
    database = str(folder / "events.db")
    for name, content, columns in (("first.csv", FIRST, PLAIN), ("second.csv", text, sets)):
        file = folder / name
        file.write_text(content, "utf-8")
        mapping = ColumnMapping(source=source, tz="UTC")
        report = bring_into(database, file, sets=columns, mapping=mapping, **options)
    return " ".join(one for one in report.remarks if "events already" in one or "other columns" in one)


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_file_with_other_columns_names_the_earlier_one_and_the_orders_in_common(
    tmp_path: Path, dry_run: bool
) -> None:
    undo = "" if dry_run else "run `events undo 2` and "
    database, first = str(tmp_path / "events.db"), tmp_path / "first.csv"
    first.write_text(FIRST, "utf-8")
    bring_into(database, first, sets=PLAIN, mapping=ColumnMapping(tz="UTC"))
    second = tmp_path / "second.csv"
    second.write_text(OTHER, "utf-8")
    report = bring_into(database, second, sets=GERMAN, mapping=ColumnMapping(tz="UTC"), dry_run=dry_run)
    assert (
        "Source default has files with other columns, such as first.csv (batch 1); 1 of its orders had "
        f"events already. If this file is of another system, {undo}import it with --source NAME, which keeps "
        "ids and authors apart; if it is of another shop, with --shop NAME."
    ) in report.remarks


def test_a_file_whose_orders_were_all_there_may_be_of_another_shop(tmp_path: Path) -> None:
    said = _second(tmp_path, FIRST.replace("2020", "2021"), PLAIN)
    assert said == (
        "All 2 of its orders had events already, as after first.csv (batch 1). If they are another shop's, "
        "run `events undo 2` and import it with --shop NAME."
    )


@pytest.mark.parametrize(
    ("text", "sets", "source"),
    [
        (FIRST + "1001,2021-01-01,Again\n", PLAIN, "default"),
        (FIRST.replace("1002", "1003").replace("2020", "2021"), PLAIN, "default"),
        ("order,date,note\n1001,2021-01-01,Again\n", PLAIN, "default"),
        (OTHER, GERMAN, "crm"),
        (FIRST, PLAIN, "default"),
    ],
    ids=["grown", "later", "one order", "a named source", "the same"],
)
def test_a_later_file_of_the_same_system_has_no_such_hint(
    tmp_path: Path, text: str, sets: tuple[str, ...], source: str
) -> None:
    assert _second(tmp_path, text, sets, source=source) == ""


def test_whoever_says_that_the_orders_are_the_same_is_not_asked(tmp_path: Path) -> None:
    assert _second(tmp_path, OTHER, GERMAN, same_orders=True) == ""
