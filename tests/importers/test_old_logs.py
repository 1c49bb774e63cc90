"""A log that 0.1.0 wrote is upgraded, and everything an import left in it can still be worked with.

`data/log_of_0_1_0` holds such a log as SQL, and the files it was made of. Batch 1 has two rejects, 2 is of a
platform and skipped a record, 3 stopped at an error limit, 4 was undone, and 5 was killed after 30 of 60
records.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bringing import bring_into, rows
from sqlalchemy import create_engine, text

from events.database import bulk, schema
from events.database.engine import make_engine, parse
from events.database.session import open_engine, open_reader, open_session
from events.timeline import find_entry
from importers.batch_settings import BatchSettings, UnreadableSettingsError, settings_of
from importers.ledger.batches import DONE, one_batch
from importers.ledger.provenance import of_entries
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.sets import with_sets
from importers.options import Options
from importers.reconcile.reconcile import reconcile
from importers.report import ImportReport
from importers.retry.retry import retry
from importers.trace import reimport_command
from importers.trace.line import IMPORTED, REJECTED, trace_line
from importers.trace.original import original
from importers.undo.undo import undo

DATA = Path(__file__).parent / "data" / "log_of_0_1_0"


@pytest.fixture
def old_log(tmp_path: Path) -> Path:
    """The log of 0.1.0 in a folder with its input files, not upgraded yet."""
    folder = Path(shutil.copytree(DATA, tmp_path / "shop"))
    script = (folder / "log.sql").read_text(encoding="utf-8").replace("{folder}", str(folder))
    file = folder / "log.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)
    return file


@pytest.fixture
def log(old_log: Path) -> str:
    """The same log, upgraded by the first command that opens it."""
    with open_engine(str(old_log)):
        pass
    return str(old_log)


def file_of(log: str, name: str) -> Path:
    return Path(log).with_name(name)


def import_again(log: str, name: str, **options: Any) -> ImportReport:
    return bring_into(
        log, file_of(log, f"{name}.csv"), mapping=ColumnMapping(source=name, tz="UTC"), **options
    )


def test_the_settings_of_each_batch_are_readable_and_complete(log: str) -> None:
    with open_session(log) as session:
        plain, platform, rejecting = (settings_of(one_batch(session, number)) for number in (1, 2, 4))
    assert plain.as_document() == {
        "source": "finished",
        "tz": "UTC",
        "fields": {name: (name.removeprefix("legacy_"),) for name in plain.fields},
        "format": "csv",
        "encoding": "utf-8",
        "delimiter": ",",
    }
    assert (platform.platform, platform.tables, platform.format) == ("woocommerce", ("wp_comments",), "sql")
    assert (rejecting.missing_orders, rejecting.missing_customers) == ("create", "reject")


def test_an_import_that_was_killed_goes_on_where_it_stopped(log: str) -> None:
    report = import_again(log, "interrupted")
    assert (report.batch, report.resumed_at, report.status) == (5, 30, DONE)
    assert (report.counts.read, report.counts.imported, report.counts.duplicate) == (60, 60, 0)


def test_indexes_that_a_killed_import_left_out_are_built_by_the_upgrade(old_log: Path) -> None:
    with closing(sqlite3.connect(old_log)) as connection:
        connection.executescript(bulk.NOTE)
        for (name,) in connection.execute(bulk.DOWN.replace("name, sql", "name")).fetchall():
            connection.execute(f"DROP INDEX {name}")
        connection.commit()
    with open_engine(str(old_log)):
        pass
    indexes = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%INDEX ix%'"
    newest = [line for line in schema.NEWEST_SCHEMA.read_text().split(";\n") if " INDEX ix" in line]
    assert sorted(sql for (sql,) in rows(str(old_log), indexes)) == sorted(newest)


def test_an_import_that_stopped_within_a_chunk_goes_on_after_its_last_record(log: str) -> None:
    report = import_again(log, "stopped")
    assert (report.batch, report.resumed_at, report.status) == (3, 10, DONE)
    assert (report.counts.read, report.counts.imported, report.counts.rejected) == (20, 17, 3)


def test_an_import_with_other_options_does_not_go_on(log: str) -> None:
    report = import_again(log, "interrupted", create_orders=False)
    assert (report.batch, report.resumed_at) == (6, 0)


def test_a_finished_import_brings_nothing_new(log: str) -> None:
    counts = import_again(log, "finished").counts
    assert (counts.imported, counts.duplicate, counts.rejected) == (0, 4, 2)


def test_a_record_whose_content_changed_is_seen_and_its_source_is_digested_as_before(log: str) -> None:
    file = file_of(log, "finished.csv")
    file.write_text(file.read_text().replace("Note 1", "Note One"))
    counts = import_again(log, "finished").counts
    assert (counts.imported, counts.duplicate, counts.changed, counts.rejected) == (0, 3, 1, 2)
    import_again(log, "finished", shop="new")
    assert rows(log, "SELECT digest_algorithm FROM sources WHERE name = 'finished' ORDER BY id") == [
        ("blake2b",),
        ("xxh3",),
    ]


def test_its_rejects_can_be_repaired(log: str) -> None:
    rejects = file_of(log, "rejects.csv")
    rejects.write_text(rejects.read_text().replace("0000-00-00", "2020-02-02"))
    report = retry(1, str(rejects), database=log)
    assert (report.tally.imported, report.counts.rejected, report.complete) == (2, 0, True)


def test_a_batch_can_be_undone(log: str) -> None:
    done = undo(1, database=log, by="", dry_run=False, on_progress=lambda _: None)
    assert done.order_events == 4
    assert shlex.split(done.reimport)[:5] == [
        "events",
        "import",
        str(file_of(log, "finished.csv")),
        "--source",
        "finished",
    ]


@pytest.mark.parametrize("name", ["finished.csv", "woo.sql"])
def test_its_files_are_compared_with_the_log(log: str, name: str) -> None:
    found = reconcile(str(file_of(log, name)), database=log, on_progress=lambda _: None)
    with closing(found.findings):
        assert found.unchanged
        assert (found.tally.missing, found.tally.changed) == (0, 0)


@pytest.mark.parametrize(("line", "outcome"), [(2, IMPORTED), (3, REJECTED)])
def test_a_line_of_its_file_is_found(log: str, line: int, outcome: str) -> None:
    with open_session(log) as session:
        found = trace_line(session, str(file_of(log, "finished.csv")), line)
    assert found is not None
    assert found.unchanged
    assert [one.kind for one in found.outcomes] == [outcome]


@pytest.mark.parametrize(
    ("batch", "record", "expected"),
    [(1, 1, "1,1001,2020-01-02 10:00:00,anna@shop.example,Note 1"), (2, 1, "Order status changed from")],
)
def test_an_event_shows_its_original_record(log: str, batch: int, record: int, expected: str) -> None:
    query = "SELECT order_event_id FROM records WHERE batch_id = ? AND record = ?"
    ((number,),) = rows(log, query, batch, record)
    with open_reader(log) as reader:
        (source,) = of_entries(reader, [find_entry(reader, f"o{number}")]).values()
    found = original(source)
    assert found.from_file
    assert expected in found.text


def test_a_command_imports_a_batch_of_a_platform_again(log: str) -> None:
    with open_session(log) as session:
        words = shlex.split(reimport_command.command(one_batch(session, 2)))
    assert words[3:] == [
        "--source",
        "woocommerce",
        "--from",
        "woocommerce",
        "--tz",
        "UTC",
        "--encoding",
        "utf-8",
    ]


def test_settings_of_a_newer_version_are_ignored_and_kept(log: str) -> None:
    with open_session(log) as session:
        batch = one_batch(session, 1)
        batch.settings = {**batch.settings, "weather": "fine"}
        session.commit()
        assert settings_of(batch).tz == "UTC"
    undo(1, database=log, by="", dry_run=False, on_progress=lambda _: None)
    ((document,),) = rows(log, "SELECT settings FROM batches WHERE id = 1")
    assert json.loads(document)["weather"] == "fine"


def test_settings_that_fit_no_schema_are_an_error_of_ours() -> None:
    with pytest.raises(UnreadableSettingsError, match=r"cannot read: .*tz"):
        BatchSettings.from_document({"tz": 5})


def test_every_setting_of_a_mapping_or_an_import_is_kept_or_known_not_to_matter() -> None:
    kept = {*BatchSettings.__struct_fields__}
    declared = {"skips", "system", "shown", "type", "parameters", "types", "typed", "zero_is_none", "exact"}
    declared |= {"date_orders", "decimal_mark", "decimal_orders"}  # found out from the columns
    declared |= {"own_kinds"}  # said by the platform
    forgotten = set(ColumnMapping.__dataclass_fields__) - kept - declared
    assert not forgotten, f"Add {forgotten} of ColumnMapping to BatchSettings: it is lost after the import."
    renamed = {"input_format", "table", "create_orders", "create_customers", "guess"}
    of_one_run = {"known", "source_given", "shop", "budget", "rejects_file", "dry_run", "expect", "seal"}
    of_one_run |= {"by"}  # a note of the batch
    forgotten = set(Options.__dataclass_fields__) - kept - renamed - of_one_run
    assert not forgotten, f"Add {forgotten} of Options to BatchSettings: it is lost after the import."


MAPPINGS = {
    "columns": ("order=order", "date=date", "message=message"),
    "templates": ("order={a}/{b}", "message=x {{{y}}}", "date=date"),
    "constants": ("order='17'", "message=message", "message='it''s'", "date=date"),
}


@pytest.mark.parametrize("sets", MAPPINGS.values(), ids=MAPPINGS)
def test_a_mapping_comes_back_from_its_settings(sets: tuple[str, ...]) -> None:
    mapping = with_sets(ColumnMapping(source="s", tz="Europe/London", date_formats=("%d.%m.%Y",)), sets)
    settings = BatchSettings.from_import(mapping, Options(), {}, platform="")
    document = json.loads(json.dumps(settings.as_document()))
    again = BatchSettings.from_document(document)
    assert again.column_mapping() == mapping
    assert again.resume_key() == settings.resume_key()


def test_the_migration_does_the_same_on_postgresql(old_log: Path, empty_postgresql: str) -> None:
    old = create_engine(f"sqlite:///{old_log}")
    with old.connect() as connection:
        batches = connection.execute(text("SELECT * FROM batches ORDER BY id")).mappings().all()
        sources = connection.execute(text("SELECT * FROM sources ORDER BY id")).mappings().all()
    old.dispose()
    server = make_engine(parse(empty_postgresql))
    schema.upgrade(server, "0002")
    columns = list(batches[0])
    values = ", ".join(
        f"to_timestamp(:{name} / 1000000.0)"
        if name in ("started", "finished")
        else f"CAST(:{name} AS jsonb)"
        if name in ("mapping", "notes")
        else f":{name}"
        for name in columns
    )
    with server.begin() as connection:
        connection.execute(text("INSERT INTO sources VALUES (:id, :name, :shop)"), list(map(dict, sources)))
        insert = f"INSERT INTO batches ({', '.join(columns)}) VALUES ({values})"  # noqa: S608
        connection.execute(text(insert), list(map(dict, batches)))
    schema.upgrade(server)
    query = text("SELECT id, settings, resume_key, notes FROM batches ORDER BY id")
    with server.connect() as connection:
        on_server = [tuple(row) for row in connection.execute(query)]
    server.dispose()
    with open_engine(str(old_log)):
        pass
    on_file = rows(str(old_log), "SELECT id, settings, resume_key, notes FROM batches ORDER BY id")
    assert on_server == [
        (id, json.loads(settings), key, json.loads(notes)) for id, settings, key, notes in on_file
    ]
