"""`events help --man`: the manual page, in roff, from the text that help shows."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from itertools import chain
from typing import Any

import typer

from cli.context import get_context
from cli.exit_codes import ExitCode
from cli.help import page as help_page
from events import __version__, settings


def man(ctx: typer.Context) -> None:
    """Show the manual page of the program; in a pipe or a file, its source, for `man ./events.1`."""
    context = get_context(ctx)
    page = "".join(f"{line}\n" for line in _page(ctx.find_root()))
    if context.out.is_terminal and _is_read(page, pages=context.settings.pager and not context.no_input):
        return
    if context.out.is_terminal:
        context.info("This is the source of the manual page; with the program man, it is shown as a page.")
    context.data.write(page)


def _is_read(page: str, *, pages: bool) -> bool:
    """Show the manual page with the program man, and return whether there is one that could."""
    program = shutil.which("man")
    if program is None:
        return False
    words = [program, *([] if pages else ["-P", "cat"]), "-l", "-"]
    return subprocess.run(words, input=page.encode(), check=False).returncode == 0  # noqa: S603 - our own words


def _page(root: Any) -> Iterator[str]:
    yield f'.TH EVENTS 1 "" "events {__version__}" "User Commands"'
    yield from (".SH NAME", "events \\- a shop's order and customer history in one event log")
    yield from (".SH SYNOPSIS", ".B events", "[OPTIONS] COMMAND [ARGUMENTS]", ".SH DESCRIPTION")
    yield from _body(root.command, "", root, heading=".SH")
    yield ".SH COMMANDS"
    for name, entry in root.command.entries().items():
        if not entry.is_hidden:
            yield from _command(root.command.get_command(root, name), name, root)
    yield ".SH EXIT STATUS"
    for code in ExitCode:
        yield from (".TP", f"{code.value}", _escaped(code.name.lower().replace("_", " ")))
    yield from (".SH BUGS", ".P", _escaped(help_page.links()))
    yield from (".SH FILES", ".TP", _escaped(str(settings.config_file())), "settings; see docs/settings.md")


def _command(command: Any, path: str, parent: Any) -> Iterator[str]:
    ctx = typer.Context(command, info_name=path.rpartition(" ")[2], parent=parent)
    yield f".SS {_escaped(' '.join(['events', path, *command.collect_usage_pieces(ctx)]))}"
    yield from _body(command, path, ctx, heading=".P")
    for name, subcommand in getattr(command, "commands", {}).items():
        if not hasattr(subcommand, "entries"):
            yield from _command(subcommand, f"{path} {name}", ctx)


def _body(command: Any, path: str, ctx: Any, *, heading: str) -> Iterator[str]:
    """The text, the examples and the options of a command."""
    for paragraph in help_page.paragraphs(command):
        yield from (".P", _escaped(paragraph))
    examples = help_page.examples(path, command)
    if examples:
        yield from (f"{heading} EXAMPLES" if heading == ".SH" else ".P", ".nf")
        yield from map(_escaped, examples)
        yield ".fi"
    if heading == ".SH":
        yield ".SH OPTIONS"
    options = help_page.panels(command, path, ctx).values()
    rows = [*help_page.arguments(command), *chain.from_iterable(options)]
    for row in rows:
        yield from (".TP", f".B {_escaped(row.names)}", _escaped(row.help))


def _escaped(text: str) -> str:
    """`text` as roff prints it, whatever it contains."""
    plain = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    plain = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in plain)
    return f"\\&{plain}" if plain[:1] in (".", "'") else plain
