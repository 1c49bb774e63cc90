"""What a command runs with: settings, streams and time zone, in one object."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import typer

from cli.display_zone import display_zone
from cli.render import formats, safe
from cli.render.links import problem
from cli.render.palette import Ink
from cli.render.screen import Screen
from events import settings
from events.errors import ConfigError, InputNotFoundError, InvalidSettingError, UnknownZoneError, UsageError
from events.next_commands import with_kept_options
from events.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True)
class Context:
    """Data goes to `out` (stdout), messages to `err` (stderr). Without a terminal there is no colour,
    pager or animation."""

    settings: Settings
    out: Screen
    err: Screen
    zone: tzinfo
    quiet: bool = False
    is_verbose: bool = False
    no_input: bool = False
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def print_answer(self, text: str) -> None:
        """Print one line of the answer on stdout."""
        self.out.show([[(safe.line(with_kept_options(text)), Ink.PLAIN)]])

    def info(self, text: str) -> None:
        """Print a message on stderr, unless --quiet was given."""
        if not self.quiet:
            from events.url_secrets import mask_secrets

            self.err.show([[(safe.line(mask_secrets(with_kept_options(text))), Ink.PLAIN)]])

    def info_if(self, text: str) -> None:
        """Print a message on stderr if it is not empty."""
        if text:
            self.info(text)

    def verbose(self, text: str) -> None:
        """Print a message on stderr if --verbose was given."""
        if self.is_verbose:
            self.info(text)

    @property
    def data(self) -> TextIO:
        """stdout for data formats: UTF-8 wherever it goes."""
        stream = self.out.stream
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", newline="\n")
        return stream

    def write(self, records: Iterable[formats.Record], columns: Sequence[str], *, format: str) -> None:
        """Write records to stdout in a data format, and say what the format could not hold; `columns` are
        those of tabular formats."""
        self.info_if(formats.write(self.data, records, columns, format=format, zone=self.zone))

    @property
    def is_interactive(self) -> bool:
        """Whether stdin and stdout are terminals, so that an editor can be opened. Never with --no-input."""
        return not self.no_input and self.can_ask and self.out.is_terminal

    @property
    def can_ask(self) -> bool:
        """Whether stdin is a terminal, and one of the others too, so that a question can be answered."""
        is_answerable = sys.stdin is not None and sys.stdin.isatty()
        return is_answerable and (self.out.is_terminal or self.err.is_terminal)

    def confirm(self, question: str) -> bool:
        """Ask on stderr, and return whether the answer is yes: y or yes, in any case.

        Raises `UsageError` with --no-input: what had to be asked needs --yes.
        """
        if self.no_input:
            raise UsageError(
                "This needs a confirmation, and --no-input forbids asking: add --yes. Nothing was changed."
            )
        self.err.show([[(safe.line(question), Ink.STRONG)]])
        self.err.stream.flush()
        return sys.stdin.readline().strip().casefold() in ("y", "yes")

    def standard_input(self) -> BinaryIO:
        """The bytes of stdin, announced where somebody has to type them. Raises `InputNotFoundError` where
        it is closed."""
        if sys.stdin is None:
            raise InputNotFoundError("Cannot read standard input: it is closed. Nothing was changed.")
        self.announce_input("-")
        return sys.stdin.buffer

    def announce_input(self, *sources: str) -> None:
        """Print what the command waits for, where a source is stdin and that is a terminal."""
        if "-" in sources and sys.stdin is not None and sys.stdin.isatty():
            self.info("Reading standard input. Ctrl-D on a line of its own ends it, Ctrl-C cancels.")

    @contextmanager
    def reader(self, *, creates: bool = False) -> Iterator[Connection]:
        """A connection to the chosen database, for commands that only read. With `creates`, for one that
        waits for what will be written, a log is made where there is none. Raises `NoLogError`."""
        from events.database.session import open_reader

        self.check_log(creates=creates)
        with open_reader(self.settings.database) as reader, _releasing_cursors():
            yield reader

    @contextmanager
    def session(self, *, creates: bool = False) -> Iterator[Session]:
        """A session on the chosen database; the caller commits. Only with `creates` a log is made where there
        is none, which is said. Raises `NoLogError`."""
        from events.database.session import open_session

        self.check_log(creates=creates)
        with open_session(self.settings.database) as session, _releasing_cursors():
            yield session

    @contextmanager
    def turn(self, session: Session) -> Iterator[None]:
        """Hold the right to write to the log until the caller has committed; says what it waits for."""
        from events.database.write_turns import writing

        with writing(session.connection(), on_wait=self._name_writer):
            yield

    def _name_writer(self) -> None:
        from events.database.bulk import is_loading
        from events.database.engine import parse

        imports = is_loading(parse(self.settings.database))
        what = "an import is running" if imports else "another command is writing to it"
        self.info(f"Waiting for the log: {what}. Ctrl-C cancels.")

    @property
    def may_have_log(self) -> bool:
        """Whether there is a log at the chosen place, as far as that is known without a database library."""
        return ":" in self.settings.database or Path(self.settings.database).exists()

    def check_log(self, *, creates: bool = False) -> None:
        """Name the database with --verbose. Raises `NoLogError` where there is none, for its path may be
        mistyped; with `creates`, says that it is made."""
        from events.database.engine import parse, shown, sqlite_path

        url = parse(self.settings.database)
        self.verbose(f"Database: {shown(url)}")
        path = sqlite_path(url)
        if self.environ.get("DATABASE_URL") and self.settings.database == str(settings.default_database()):
            self.info("DATABASE_URL is not used; to use that database, set EVENTS_DATABASE_URL.")
        if not path or Path(path).exists():
            return
        if not creates:
            from events.database.missing_log import NoLogError

            raise NoLogError(path)
        self.info(f"There is no log at {path} yet; creating an empty one.")

    def console(self) -> Console:
        """stderr as a rich console, for progress; it reads nothing as markup."""
        from rich.console import Console

        return Console(
            file=self.err.stream,
            force_terminal=self.err.is_terminal,
            no_color=not self.err.color,
            markup=False,
            highlight=False,
            emoji=False,
            quiet=self.quiet,
        )


@contextmanager
def _releasing_cursors() -> Iterator[None]:
    """On error, release open cursors before the connection closes."""
    try:
        yield
    except BaseException as error:
        import traceback

        behind: BaseException | None = error
        while behind is not None:
            traceback.clear_frames(behind.__traceback__)
            behind = behind.__context__
        raise


def make_context(
    *,
    database: str | None = None,
    color: str | None = None,
    pager: bool | None = None,
    display_tz: str | None = None,
    link: str | None = None,
    quiet: bool = False,
    verbose: bool = False,
    no_input: bool = False,
    shows_help: bool = False,
) -> Context:
    """The context that flags, environment and config file ask for; `no_input` also turns the pager off.

    Raises `ConfigError`, `UnknownZoneError`; a context that only `shows_help` says so, and has the defaults.
    """
    flags = {"database": database, "color": color, "pager": pager, "display_tz": display_tz, "link": link}
    try:
        chosen = settings.load(flags=flags)
        _check(chosen, flags)
    except ConfigError as error:
        if not shows_help:
            raise
        Screen(sys.stderr).show([[(safe.line(str(error)), Ink.PLAIN)]])
        chosen = Settings(database=str(settings.default_database()))
    screen = partial(Screen, color=chosen.color, theme=chosen.theme, signs=chosen.signs, link=chosen.link)
    return Context(
        settings=chosen,
        out=screen(sys.stdout, pager=chosen.pager and not no_input),
        err=screen(sys.stderr),
        zone=display_zone(chosen.display_tz),
        quiet=quiet,
        is_verbose=verbose,
        no_input=no_input,
    )


def _check(chosen: Settings, flags: Mapping[str, object]) -> None:
    """Check settings that have no list of values. Raises `InvalidSettingError` with where each comes from;
    for an option, `UnknownZoneError`."""
    if chosen.display_tz and flags["display_tz"] is None:
        try:
            settings.zone(chosen.display_tz)
        except UnknownZoneError as error:
            where = settings.origin("display_tz", flags=flags)
            raise InvalidSettingError(where=where, problem=str(error)) from None
    if chosen.link and (wrong := problem(chosen.link)):
        raise InvalidSettingError(where=settings.origin("link", flags=flags), problem=wrong)
    if any(char in chosen.database for char in ":=%~") or not chosen.database.isprintable():
        from events.database.engine import parse

        parse(chosen.database, where=settings.origin("database", flags=flags))


def get_context(ctx: typer.Context) -> Context:
    """The context that the root command made."""
    context: Context = ctx.find_root().obj
    return context
