"""The schema that the migrations make is that of the models."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

import importers.ledger.all_tables  # noqa: F401  (they belong to the schema)
from events.database import schema
from events.database.engine import make_engine, parse
from events.database.session import open_engine
from events.models import Base

UPDATE = "EVENTS_UPDATE_GOLDEN" in os.environ
REGENERATE = "Then run: EVENTS_UPDATE_GOLDEN=1 pytest tests/events/test_schema.py -k new_log"
both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


# --- the schema --------------------------------------------------------------------------


def alembic_head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent.parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config).get_current_head()


def test_the_programs_version_is_the_newest_migration() -> None:
    newest = alembic_head()
    assert newest == schema.HEAD, f"Set HEAD in events/database/schema.py to {newest!r}."


def test_a_new_log_has_the_schema_that_the_migrations_make(tmp_path: Path) -> None:
    """With `EVENTS_UPDATE_GOLDEN=1` the script of a new log is written anew."""
    migrated = make_engine(parse(str(tmp_path / "migrated.db")))
    schema.upgrade(migrated)
    wanted = statements(migrated)
    if UPDATE:
        schema.NEWEST_SCHEMA.write_text("".join(f"{statement};\n" for statement in wanted), "utf-8")
    with open_engine(str(tmp_path / "new.db")) as new:
        assert statements(new) == wanted, (
            f"The script of a new log is not that of the migrations. {REGENERATE}"
        )
        for fact in ("PRAGMA page_size", "PRAGMA journal_mode", "SELECT version_num FROM alembic_version"):
            assert value(new, fact) == value(migrated, fact)


def statements(engine: Engine) -> list[str]:
    """What makes a SQLite database's tables and indexes, in their order."""
    written = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY rowid"
    with engine.connect() as connection:
        found = connection.exec_driver_sql(written).scalars().all()
    return ["\n".join(filter(None, map(str.rstrip, sql.expandtabs(4).split("\n")))) for sql in found]


def value(engine: Engine, query: str) -> Any:
    with engine.connect() as connection:
        return connection.exec_driver_sql(query).scalar()


@both
def test_the_migrated_schema_is_the_models(database: str) -> None:
    with open_engine(database) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*expression-based index.*")
            warnings.filterwarnings("ignore", message=".*autogenerate.*expression.*")
            differences = compare_metadata(context, Base.metadata)
    assert differences == [], (
        f"Add a migration to events/migrations/versions that makes what the models have. {REGENERATE}"
    )


@both
def test_indexes_keys_and_rules_are_the_models_too(database: str) -> None:
    """What is not compared above: all indexes, those by expression too, and what deleting does."""
    with open_engine(database) as migrated:
        made = create_engine("sqlite://") if migrated.dialect.name == "sqlite" else None
        if made is None:
            expected = {
                (table.name, index.name, bool(index.unique))
                for table in Base.metadata.tables.values()
                for index in table.indexes
            }
            found = {
                (table, index["name"], bool(index["unique"]))
                for table in inspect(migrated).get_table_names()
                for index in inspect(migrated).get_indexes(table)
                if not index.get("duplicates_constraint")
            }
            assert found == expected
            return
        Base.metadata.create_all(made)
        assert described(migrated) == described(made), "The models have what no migration makes: add one."
        made.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """A SQLite database's tables and indexes by name: columns, foreign keys, uniqueness, expressions."""
    found: dict[str, Any] = {}
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"))
        for kind, name, table, sql in rows.all():
            if table in ("alembic_version", "sqlite_sequence"):
                continue
            if kind == "index":
                found[name] = sql and " ".join(sql.replace('"', "").replace("!=", "<>").split())
                continue
            facts = [
                sorted(tuple(row)[column:] for row in connection.exec_driver_sql(f"PRAGMA {what}({name})"))
                for what, column in (("table_info", 1), ("foreign_key_list", 2))
            ]
            found[name] = [*facts, "AUTOINCREMENT" in sql, "WITHOUT ROWID" in sql]
    return found
