"""People who were forgotten are kept out of later imports, whatever the file still says of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from bringing import PLAIN, Bring, bring_into, rows

from events.account.people import by_email
from events.database.session import open_session
from importers.authors import assignments
from importers.erasure.forget import forget
from importers.mapping.column_mapping import ColumnMapping
from importers.reconcile.reconcile import reconcile

JANE = "jane@mail.example"
JOERG = "jörg@bücher.example"
HEADER = "id,order,date,author,message,customer,phone\n"
ROWS = """\
1,1001,2020-01-01 10:00:00,j.smith,Wrote to Jane@Mail.example.,jane@mail.example,555-1
2,1001,2020-01-01 11:00:00,jane@mail.example,see jane%40mail.example,,
jane@mail.example-3,1002,2020-01-02 10:00:00,bob@mail.example,nothing of hers,mary-jane@mail.example,555-2
4,jane@mail.example-9,2020-01-03 10:00:00,,hello,,
5,1003,2020-01-03 10:00:00,Jane Doeberly,by name,,
6,1002,bad,,rejected,jane@mail.example,555-1
"""
SETS = (*PLAIN, "customer=customer")
HERS = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def forgotten(bring: Bring, database: str) -> None:
    """A log that Jane's history was imported into, and that has forgotten her."""
    bring(HEADER + ROWS, sets=SETS)
    with open_session(database) as session:
        by_email(session, JANE).name = "Jane Doeberly"  # type: ignore[union-attr]
        session.flush()
        assignments.assign(session, "j.smith", JANE, source=None, shop=None, by="me")
        session.commit()
        forget(session, JANE, by="me")
        session.commit()


def dump(database: str) -> str:
    """All texts of the log."""
    tables = ("users", "orders", "order_events", "records", "legacy_names", "batches", "operations")
    found = [
        str([*rows_of(database, f"SELECT * FROM {table}")])  # noqa: S608
        for table in tables
    ]
    found += [bytes(raw).decode() for (raw,) in rows_of(database, "SELECT raw FROM rejects")]
    return "\n".join(found).replace("mary-jane@mail.example", "").lower()


def rows_of(database: str, statement: str) -> Sequence[Sequence[object]]:
    if "://" not in database:
        return rows(database, statement)
    from sqlalchemy import text

    with open_session(database) as session:
        return [tuple(row) for row in session.execute(text(statement))]


@pytest.mark.usefixtures("forgotten")
def test_the_same_file_is_known_and_brings_nobody_back(bring: Bring, database: str) -> None:
    assert "jane" not in dump(database)
    again = bring(HEADER + ROWS, sets=SETS)
    assert (again.counts.duplicate, again.counts.rejected, again.counts.imported) == (5, 1, 0)
    assert again.counts.kept_out == HERS
    assert "jane" not in dump(database)
    assert "doeberly" not in dump(database)


@pytest.mark.usefixtures("forgotten")
def test_another_source_brings_the_events_without_the_person(bring: Bring, database: str) -> None:
    again = bring(HEADER + ROWS, sets=SETS, mapping=ColumnMapping(source="again", tz="UTC"))
    assert (again.counts.imported, again.counts.kept_out) == (5, HERS)
    assert "jane" not in dump(database)
    assert "doeberly" not in dump(database)
    found = rows_of(database, "SELECT raw_author FROM records WHERE source_id = 2 AND record = 1")
    assert found == [(None,)], "j.smith is hers in the first source only"


@pytest.mark.usefixtures("forgotten")
def test_who_asks_for_it_gets_the_person_back(bring: Bring, database: str) -> None:
    source = ColumnMapping(source="again", tz="UTC")
    again = bring(HEADER + ROWS, sets=SETS, mapping=source, keep_out=False)
    assert again.counts.kept_out == 0
    with open_session(database) as session:
        assert by_email(session, JANE) is not None


@pytest.mark.usefixtures("forgotten")
def test_what_is_kept_out_is_no_difference(bring: Bring, database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    bring(HEADER + ROWS, sets=SETS, mapping=ColumnMapping(source="again", tz="UTC"), name="notes.csv")
    assert file.exists()
    for source in ("again", "test"):
        done = reconcile(str(file), database=database, source=source, on_progress=lambda _: None)
        found = [one.as_dict() if hasattr(one, "as_dict") else one for one in done.findings.differences()]
        assert done.tally.changed == 0, found
        assert done.tally.missing == 0, found


@pytest.mark.usefixtures("forgotten")
def test_the_list_holds_no_address(database: str) -> None:
    ((details,),) = rows_of(database, "SELECT details FROM operations WHERE kind = 'forget'")
    assert "mail.example" not in str(details)
    assert "keep_out" in str(details)


def test_a_log_without_erasures_imports_as_ever(bring: Bring, database: str) -> None:
    assert bring(HEADER + ROWS, sets=SETS).counts.kept_out == 0
    with open_session(database) as session:
        assert by_email(session, JANE) is not None


@pytest.mark.parametrize(
    "spelling",
    ["jörg@bücher.example", "JÖRG@BÜCHER.example", "jo\u0308rg@bücher.example", "jörg@xn--bcher-kva.example"],
)
def test_an_address_is_kept_out_in_every_spelling(
    sqlite_database: str, tmp_path: Path, spelling: str
) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(f"{HEADER}1,7,2020-01-01 10:00:00,{JOERG},Called,,\n")
    bring_into(sqlite_database, file, sets=SETS)
    with open_session(sqlite_database) as session:
        forget(session, JOERG, by="me")
        session.commit()
    file.write_text(f"{HEADER}2,7,2020-01-01 10:00:00,{spelling},Called {spelling},,\n")
    again = bring_into(sqlite_database, file, sets=SETS)
    assert (again.counts.imported, again.counts.kept_out) == (1, 1)
    assert rows(sqlite_database, "SELECT email FROM users WHERE email IS NOT NULL") == []
    messages = "SELECT parameters ->> '$.message' FROM order_events ORDER BY id"
    assert rows(sqlite_database, messages) == [("Called",), ("Called (forgotten)",)]
