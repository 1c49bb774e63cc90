"""A file that a source has already is not imported a second time because it is read in another way."""

from __future__ import annotations

import pytest
from colliding import _commands, _contents, _refused, _write
from running import Opened, Run

pytestmark = pytest.mark.usefixtures("folder")

NOTES = """\
Nr,Key,Order,Date,Author,Text,Remark
1,a,1001,2020-02-03 09:15:00,Kim,Customer called,by phone
2,b,1001,2020-02-03 14:02:00,Kim,Paid 49.90 EUR,by card
3,c,1002,2020-02-05 08:30:00,Ray,Sent with DHL,two parcels
"""
PLAIN = ("--tz=UTC", "--set=order=Order", "--set=date=Date", "--set=author=Author", "--set=message=Text")
BY_NR, BY_KEY = "--set=legacy_id=Nr", "--set=legacy_id=Key"


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ([], [BY_NR], "identified by their content. Identified by the column Nr, they"),
        ([BY_NR], [], "identified by the column Nr. Identified by their content, they"),
        ([BY_NR], [BY_KEY], "identified by the column Nr. Identified by the column Key, they"),
        ([], ["--set=message=Remark"], "with other columns as their message. None has an id, so they"),
        (["--set=kind=Remark"], ["--set=author=Remark"], "with other columns as their author and kind."),
    ],
)
def test_another_reading_of_the_same_file_is_refused(
    run: Run, opened: Opened, first: list[str], second: list[str], says: str
) -> None:
    assert run("import", _write("notes.csv", NOTES), *PLAIN, *first).exit_code == 0
    before = _contents(opened)
    refused = _refused(run, "notes.csv", *PLAIN, *second)
    assert says in refused.stderr
    assert "`events undo 1`" in refused.stderr
    assert _contents(opened) == before
    assert "pass --source " in refused.stderr
    undo, again = _commands(refused)
    assert (undo, run(*undo).exit_code) == (["undo", "1"], 0)
    assert "imported             3" in run(*again).stdout


def test_a_later_export_with_new_rows_on_top_is_no_second_reading_of_other_columns(run: Run) -> None:
    """As where a later version takes a column for the author that an earlier one did not know."""
    export = "order,date,message,wer\n1,2020-02-03,Called the customer,Kim\n"
    plain = ("--tz=UTC", "--set=order=order", "--set=date=date", "--set=message=message")
    assert run("import", _write("export.csv", export), *plain).exit_code == 0
    _write("export.csv", export.replace("wer\n", "wer\n2,2020-02-04,Wrote to the customer,Ray\n"))
    refused = _refused(run, "export.csv", *plain, "--set=author=wer")
    assert "with other columns as their author. None has an id, so they" in refused.stderr
    assert "imported             1" in run("import", "export.csv", *plain).stdout


GUESSED = """\
order_no,created_at,note_date,author,message
A-1,2021-01-01 09:00,2021-01-01 10:00,anna,Order placed by phone
A-1,2021-01-01 09:00,2021-01-03 10:00,bob,Called the customer back
A-2,2021-01-02 09:00,2021-01-04 10:00,anna,Parcel sent with DHL
A-2,2021-01-02 09:00,2021-01-05 10:00,bob,Customer says it arrived
"""


@pytest.mark.parametrize(
    ("earlier", "says"),
    [
        (["--set=date=created_at"], "with other columns as their date. None has an id, so they"),
        (["--set=order=author", "--set=customer=author"], "as their order, customer and"),
    ],
)
def test_a_guess_of_other_columns_than_an_earlier_version_took_is_refused(
    run: Run, opened: Opened, earlier: list[str], says: str
) -> None:
    """As where the date of the order was taken for that of its notes. Nobody named the columns this time."""
    assert run("import", _write("notes.csv", GUESSED), "--tz=UTC", *earlier).exit_code == 0
    before = _contents(opened)
    assert says in _refused(run, "notes.csv", "--tz=UTC").stderr
    top = GUESSED.replace(
        "message\n", "message\nA-9,2021-02-01 09:00,2021-02-01 10:00,bob,Asked for a gift\n"
    )
    assert says in _refused(run, _write("later.csv", top), "--tz=UTC").stderr
    assert _contents(opened) == before
    chosen = ("--tz=UTC", "--set=date=note_date", "--set=order=order_no", "--set=message=message")
    assert "imported             4" in run("import", "notes.csv", *chosen).stdout


def test_a_later_export_that_is_read_with_ids_is_refused_until_the_first_is_undone(run: Run) -> None:
    run("import", _write("january.csv", NOTES), *PLAIN)
    later = NOTES.replace("called", "rang") + "4,d,1003,2020-02-06 10:00:00,Ray,Refunded,\n"
    refused = _refused(run, _write("february.csv", later), *PLAIN, BY_NR)
    assert "Batch 1 has already imported records of this file" in refused.stderr
    assert run("undo", "1").exit_code == 0
    done = run("import", "february.csv", *PLAIN, BY_NR)
    assert (done.exit_code, "imported             4" in done.stdout) == (0, True), done.output


@pytest.mark.parametrize(
    "second",
    [
        ["--set=date=Later", "--set=message=Sent {Key}"],
        ["--set=order=Other"],
        [BY_NR, "--set=message=Remark"],
        ["--source=other", BY_NR],
    ],
)
def test_what_is_another_event_or_the_same_record_changed_is_no_second_reading(
    run: Run, second: list[str]
) -> None:
    """Another date or order makes another event of a row; a record with the same id is known as changed."""
    wide = NOTES.replace("Remark", "Remark,Later,Other").replace("\n", ",2021-01-01,7\n")
    wide = wide.replace("Other,2021-01-01,7", "Other", 1)
    first = [one for one in second if one == BY_NR and "--source=other" not in second]
    assert run("import", _write("wide.csv", wide), *PLAIN, *first).exit_code == 0
    assert run("import", "wide.csv", *PLAIN, *second).exit_code in (0, 1)


TABLES = """\
CREATE TABLE comments (order_id int, date datetime, author text, comment text);
INSERT INTO comments VALUES (1001,'2020-02-03 09:15','Kim','Paid'),(1002,'2020-02-03 10:00','Ray','Sent');
CREATE TABLE notes (order_id int, date datetime, author text, note text);
INSERT INTO notes VALUES (1001,'2020-02-04 09:15','Kim','Called'),(1002,'2020-02-05 10:00','Ray','Wrote');
"""
WHERE = """\
where = ["Remark {is}"]
[fields]
order = "Order"
date = "Date"
author = "Author"
message = "{column}"
"""


def test_other_tables_and_other_rows_of_one_file_are_no_second_reading(run: Run) -> None:
    _write("dump.sql", TABLES)
    for table in ("comments", "notes"):
        assert "imported             2" in run("import", "dump.sql", "--tz=UTC", f"--table={table}").stdout
    _write("notes.csv", NOTES)
    for column, condition, count in (("Text", "~ by", 2), ("Remark", "!~ by", 1)):
        mapping = _write("rows.toml", WHERE.replace("{is}", condition).replace("{column}", column))
        done = run("import", "notes.csv", "--tz=UTC", f"--map={mapping}", "--source=rows")
        assert f"imported             {count}" in done.stdout, done.output


def test_a_record_like_one_of_the_same_column_of_ids_is_no_second_reading(run: Run) -> None:
    """Only an earlier reading by other ids would have made the same record another one."""
    of_states = NOTES.replace("Nr,", "State,").replace("1001", "7").replace("1002", "8")
    assert run("import", _write("states.csv", of_states), *PLAIN, "--set=legacy_id=State").exit_code == 0
    assert run("import", _write("january.csv", NOTES), *PLAIN, BY_KEY).exit_code == 0
    later = NOTES.replace(",a,", ",p,").replace(",b,", ",q,").replace(",c,", ",r,")
    done = run("import", _write("february.csv", later), *PLAIN, BY_KEY)
    assert (done.exit_code, "imported             3" in done.stdout) == (0, True), done.output
    assert "they are in the log twice" in " ".join(done.stdout.split())


def test_a_record_that_repeats_another_word_for_word_is_counted_and_named(run: Run) -> None:
    twice = NOTES + NOTES.splitlines()[-1] + "\n"
    said = " ".join(run("import", _write("twice.csv", twice), *PLAIN).stdout.split())
    assert "1 record without an id repeats an earlier one word for word; each is an event of its own." in said
    assert "word for word" not in run("import", _write("ids.csv", twice), *PLAIN, BY_NR, "--source=x").stdout
