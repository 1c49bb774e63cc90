"""The program: global options, the table of commands, and the boundary where errors end."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli import boundary
from cli.commands import COMMANDS
from cli.context import Context, make_context
from cli.help import page as help_page
from cli.help.lazy import Entry, LazyGroup
from cli.help.typer_fast import HELP_OPTIONS, lighten
from cli.words import command_line
from events import __version__, settings
from events.next_commands import keep_options

if TYPE_CHECKING:
    from cli.context import Context
    from cli.render.screen import Screen

EPILOG = """Exit codes: 0 done; 1 not complete or not found; 2 wrong usage; others in docs/exit-codes.md.

`events db info` names the log, and `events help COMMAND` explains a command."""


_GIVEN = "events.given"
"""The key in a context's `meta` that holds the whole command line."""


class Root(LazyGroup):
    """The command `events`, which runs everything inside the error boundary."""

    def entries(self) -> Mapping[str, Entry]:
        """The commands of the program, by name."""
        return COMMANDS

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the whole command line; -h anywhere asks for short help."""
        ctx.meta[help_page.SHORT] = "-h" in args
        ctx.meta[_GIVEN] = tuple(args)
        found: list[str] = super().parse_args(ctx, args)
        return found

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line inside the error boundary."""
        name = prog_name or "events"
        lighten(self)
        help_page.attach(self, "")
        if "COMP_WORDS" in os.environ:
            from cli.arguments import bash_words

            bash_words.install()
        self._main_shell_completion(extra, name, complete_var)
        given = list(sys.argv[1:] if args is None else args) or ["-h"]
        if given[0] == "--show-completion" and len(given) > 1:
            given = ["completion", *given[1:]]
        here: list[Context] = []
        database, zone = _option_in(given, "--database", "--db", "-d"), _option_in(given, "--display-tz")
        keep_options(_options_to_keep(database, zone), names=COMMANDS)

        def run() -> None:
            with self.make_context(name, command_line.normalize(self, given), **extra) as ctx:
                ctx.call_on_close(lambda: here.extend([ctx.obj] if ctx.obj else []))
                self.invoke(ctx)

        try:
            sys.exit(boundary.guarded(run, screen=lambda: here[0].err if here else _stderr()))
        finally:
            keep_options([], names=())


def _stderr() -> Screen:
    """The screen for errors that occur before the context exists."""
    from cli.render.screen import Screen

    return Screen(sys.stderr)


app = typer.Typer(
    name="events",
    cls=Root,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    context_settings={"help_option_names": HELP_OPTIONS, "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"events {__version__}")
        raise typer.Exit


@app.callback()
def events(
    ctx: typer.Context,
    *,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            "-d",
            metavar="PATH|URL",
            help="The database file or URL (also EVENTS_DATABASE_URL).",
        ),
    ] = None,
    color: Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option(metavar="auto|always|never", help="Use colour: auto (terminals only), always or never."),
    ] = None,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Do not use a pager for long output.")] = False,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Never ask, and open no editor or pager.")
    ] = False,
    display_tz: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Time zone for output and for dates you type, e.g. Europe/Warsaw."),
    ] = None,
    link: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Make orders links: https://shop.example/admin/{order} (also {shop})."
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print more details.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Import a shop's order and customer history into one event log and read it as timelines."""

    ctx.obj = ctx.obj or make_context(
        database=database,
        color=color,
        pager=False if no_pager else None,
        display_tz=display_tz,
        link=link,
        quiet=quiet,
        verbose=verbose,
        no_input=no_input,
        shows_help=_shows_help(ctx),
    )
    keep_options(_options_to_keep(database, display_tz), names=COMMANDS)
    _warn_of_secrets(ctx)
    for name, near in settings.misspelt(ctx.obj.environ).items():
        ctx.obj.info(f"{name} is not read; did you mean {near}?")


def _shows_help(ctx: typer.Context) -> bool:
    """Whether a command line only asks how the program is used, so that no setting can stop the answer."""
    asks = {*HELP_OPTIONS, "-h"} & {*ctx.meta[_GIVEN]}
    return bool(asks) or ctx.invoked_subcommand in ("completion", "man", "types")


def _options_to_keep(database: str | None, display_tz: str | None) -> list[str]:
    """The global options without which a suggested command would do another thing; no password among them."""
    place = database
    if database and {":", "="} & {*database}:
        from events.url_secrets import has_secret, without_secrets

        place = without_secrets(database) if has_secret(database) else database
    given = {"--database": place, "--display-tz": display_tz}
    return [word for name, value in given.items() if value for word in (name, value)]


def _option_in(words: Sequence[str], *names: str) -> str | None:
    """The value of a global option on a command line that is not parsed yet."""
    found = None
    for word, after in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if word == "--":
            break
        if name in names:
            found = value if equals else after
    return found


def _warn_of_secrets(ctx: typer.Context) -> None:
    """Say that other users can see a password among the arguments of a running command."""
    values = [word.partition("=")[2] if word.startswith("-") else word for word in ctx.meta[_GIVEN]]
    if not any(":" in value for value in values):  # no URL: its patterns need not be compiled
        return
    from events.url_secrets import has_password

    if any(map(has_password, values)):
        ctx.obj.info(
            "Other users of this computer can see a password among the arguments. "
            "Safer places: ~/.pgpass, ~/.my.cnf or config.toml; see docs/settings.md."
        )


def main() -> None:
    """Run the program on this process's arguments."""
    app()


if __name__ == "__main__":
    main()
