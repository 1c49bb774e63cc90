"""`events db`: database maintenance."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli.arguments.options import OneFormat
from cli.context import Context, get_context
from cli.exit_codes import ExitCode
from cli.render import formats, safe
from cli.render.palette import DASH
from cli.render.people import counted
from events.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

app = typer.Typer(
    rich_markup_mode=None, add_completion=False, help="Inspect, upgrade and check the database."
)
_UNSET = {"user": "your login name", "display_tz": "the local zone"}
_COUNTED = ("orders", "order_lines", "users", "order_events", "customer_events", "batches")


@app.command("info")
def info(ctx: typer.Context, format: OneFormat = "text") -> None:
    """Show the database's location, size, version and row counts, and the settings in force."""
    from events import settings
    from events.url_secrets import mask_secrets

    context = get_context(ctx)
    found = _with_engine(context, _info)
    others = [one for one in settings.explain(context.settings) if one[0] != "database"]
    if format != "text":
        named = {name: {"value": mask_secrets(value), "from": source} for name, value, source in others}
        found |= {"config_file": str(settings.config_file()), "settings": named}
        _print(context, found, format)
        return
    _print(context, found, format)
    context.print_answer(f"{'config file':<16}{safe.line(str(settings.config_file()))}")
    for name, value, source in others:
        shown = safe.line(mask_secrets(value)) or _UNSET.get(name, DASH)
        context.print_answer(f"  {name:<14}{shown}  ({source})")


@app.command("upgrade")
def upgrade(ctx: typer.Context, format: OneFormat = "text") -> None:
    """Upgrade the database to this program's version.

    A SQLite file is copied first.
    """
    context = get_context(ctx)
    _print(context, _with_engine(context, _upgrade, must_exist=False), format)
    context.info("Next: events db check")


@app.command("check")
def check(ctx: typer.Context, format: OneFormat = "text") -> None:
    """Check the database's integrity.

    Checks the file, all references and the version; the exit code is 1 if anything is wrong. Stored kinds of
    events and summaries of orders are brought up to date.
    """
    context = get_context(ctx)
    found = _with_engine(context, _check)
    _print(context, found, format)
    if found["abandoned_copies"]:
        context.info("Killed commands left these copies; the next import, export or `forget` removes them.")
    if found["problems"]:
        raise typer.Exit(ExitCode.INCOMPLETE)


@app.command("grants")
def grants(
    ctx: typer.Context,
    *,
    role: Annotated[
        Literal["reader", "operator", "importer"],
        typer.Option("--role", metavar="reader|operator|importer", help="What the role is to do."),
    ],
    schema: Annotated[
        str, typer.Option("--schema", metavar="NAME", help="The schema of the log's tables.")
    ] = "public",
) -> None:
    """Print SQL that gives a PostgreSQL role its rights.

    A reader reads, an operator also adds, an importer also changes. The owner of the tables runs it:
    events db grants --role operator | psql URL
    """
    from events.database.grants import PREFIX
    from events.database.grants import grants as statements

    context = get_context(ctx)
    if not (schema and schema.isprintable()):
        raise UsageError(f"{schema!r} is not the name of a schema.")
    for line in "\n".join(statements(role, schema=schema)).splitlines():
        context.print_answer(line)
    context.info(f"Next: run it as the owner of the tables, then GRANT {PREFIX}{role} TO each login role.")


@app.command("copy")
def copy(
    ctx: typer.Context,
    *,
    source: Annotated[
        str,
        typer.Argument(
            metavar="FROM", help="The log: a path or a URL. Alone: where to copy the log in use to."
        ),
    ],
    target: Annotated[
        str | None, typer.Argument(metavar="TO", help="A new file, or the URL of an empty database.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin an interrupted copy again from its start.")
    ] = False,
    format: OneFormat = "text",
) -> None:
    """Copy a whole log to a new file, or between SQLite and PostgreSQL, either way.

    `events db copy backup.db` is a backup. Both logs are compared at the end; -v lists the tables. Run the
    same command again to continue after an interruption.
    """
    from cli.progress import every_few_seconds
    from events.database.engine import parse, shown
    from importers.log_copy import copy_log

    context = get_context(ctx)
    if target is None:
        source, target = context.settings.database, source
    on_table = every_few_seconds(lambda name, rows: context.info(f"{name}: {rows:,} rows"))
    tables = copy_log(source, target, restart=restart, on_table=on_table)
    if format != "text":
        plain = {"tables": [asdict(table) for table in tables], "equal": True}
        formats.write_one(context.data, plain, format=format)
        return
    for table in tables:
        context.verbose(f"{table.name:<24}{table.rows:>13,}  {table.content[:12]}")
    rows = {table.name: table.rows for table in tables}
    events = counted(rows["order_events"] + rows["customer_events"], "event")
    in_all = f"{events} of {counted(rows['orders'], 'order')}, {sum(rows.values()):,} rows in all"
    context.print_answer(f"Copied to {shown(parse(target))}: {in_all}. Both logs hold the same.")


def _with_engine(context: Context, look: Any, *, must_exist: bool = True) -> dict[str, Any]:
    """What `look` finds in the database, which is neither created nor upgraded first."""
    from events.database.engine import make_engine, parse, shown, sqlite_path
    from events.database.error_translation import explained
    from events.database.missing_log import NoLogError

    url = parse(context.settings.database)
    path = sqlite_path(url)
    if must_exist and path and not Path(path).exists():
        raise NoLogError(path)
    with explained(shown(url)):
        engine = make_engine(url)
        try:
            found: dict[str, Any] = {"database": shown(url), **look(engine)}
        finally:
            engine.dispose()
    return found


def _info(engine: Engine) -> dict[str, Any]:
    from sqlalchemy import func, select, table

    from events.database.engine import sqlite_path
    from events.database.schema import HEAD, table_names, version

    path = sqlite_path(engine.url)
    with engine.connect() as connection:
        found = version(connection)
        present = table_names(connection)
        counts = {
            name: connection.scalar(select(func.count()).select_from(table(name)))
            for name in _COUNTED
            if name in present
        }
    file = (
        {"size": Path(path).stat().st_size, "mode": f"{Path(path).stat().st_mode & 0o777:04o}"}
        if path
        else {}
    )
    return {"kind": engine.dialect.name, **file, "version": found, "needed": HEAD, **counts}


def _upgrade(engine: Engine) -> dict[str, Any]:
    from events.database.engine import sqlite_path
    from events.database.postgresql_indexes import find_problem
    from events.database.schema import HEAD, prepare, version
    from events.database.schema import upgrade as migrate
    from events.errors import SchemaBehindError

    path = sqlite_path(engine.url)
    backup = None
    found = ""
    if not path or Path(path).exists():
        with engine.connect() as connection:
            found = version(connection)
    try:
        backup = prepare(engine)
    except SchemaBehindError:
        migrate(engine)
    with engine.connect() as connection:
        missing = find_problem(connection)
    indexes = {"event_indexes": missing} if missing else {}
    return {"from": found or "nothing", "to": HEAD, "backup": str(backup) if backup else None, **indexes}


def _check(engine: Engine) -> dict[str, Any]:
    from cli.commands.db_problems import sqlite_problems
    from events.database.schema import HEAD, version

    with engine.connect() as connection:
        found = version(connection)
        problems = [] if found == HEAD else [f"version {found or 'nothing'} instead of {HEAD}"]
        if engine.dialect.name == "sqlite":
            problems += sqlite_problems(connection)
        derived: dict[str, str] = {}
        if found == HEAD:
            derived = _server_indexes(connection, problems)
            derived |= {**_stored_kinds(connection), **_stored_summaries(connection)}
    return {"version": found, "problems": problems, **derived, "abandoned_copies": _abandoned_copies(engine)}


def _server_indexes(connection: Connection, problems: list[str]) -> dict[str, str]:
    """What became of indexes that an import had dropped; where they cannot be built, that is a problem."""
    if connection.dialect.name != "postgresql":
        return {}
    from events.database.postgresql_indexes import complete

    found = complete(connection)
    connection.rollback()
    problems += [found.problem] if found.problem else []
    return {"event_indexes": found.done} if found.done else {}


def _stored_kinds(connection: Connection) -> dict[str, str]:
    """What became of the store of kinds, if the log has one: it is completed, and brought up to date."""
    from events import kind_store
    from importers.ledger.provenance import legacy_word

    changed = sum(1 for _ in kind_store.rebuild(connection, legacy_word))
    if not kind_store.is_there(connection):
        return {}
    return {"stored_kinds": "brought up to date" if changed else "up to date"}


def _stored_summaries(connection: Connection) -> dict[str, str]:
    """The same for the stored summaries of orders."""
    from events import kind_store
    from events.summaries import store as summary_store
    from importers.ledger.order_sources import event_ranges
    from importers.ledger.provenance import legacy_word

    if not summary_store.is_there(connection):
        return {}
    load = partial(kind_store.load, connection, legacy_word)
    done, total = [(0, -1), *summary_store.refresh(connection, legacy_word, load, ranges=event_ranges)][-1]
    if done != total:
        return {"stored_summaries": "not up to date; the next list by a role that may write updates them"}
    return {"stored_summaries": "brought up to date" if total else "up to date"}


def _abandoned_copies(engine: Engine) -> list[str]:
    """Private copies that killed commands left; the next import, export or erasure removes them."""
    from events.database.engine import sqlite_path
    from importers.private_files import left_behind

    return [str(path) for path in left_behind(sqlite_path(engine.url))]


def _print(context: Context, found: dict[str, Any], format: str) -> None:
    if format != "text":
        formats.write_one(context.data, found, format=format)
        return
    width = max(16, *(len(name) + 2 for name in found))
    for name, value in found.items():
        shown = f"{value:,}" if isinstance(value, int) else value
        if isinstance(value, list):
            shown = "; ".join(value) or "none"
        if shown is not None:
            context.print_answer(f"{name.replace('_', ' '):<{width}}{safe.line(shown)}")
