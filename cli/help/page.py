"""Help: short with -h, complete with --help, and as a man page; all from the commands' own text."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from cli.addresses import support, web_addresses
from cli.help.examples import EXAMPLES, MAIN, SHOWN_IN_SHORT, VALUES, panel
from cli.render.layout import Line, flow, span_width
from cli.render.palette import Ink, painted

SHORT = "events.short_help"
"""The key in a context's `meta` that asks for short help."""

_WIDEST, _NARROW, _NAMES = 100, 60, 28


@dataclass(frozen=True, kw_only=True)
class HelpRow:
    """An argument, an option or a subcommand, with what it means."""

    names: str
    help: str


_WORDS = {"stats": ("[KIND...]", "Only events of these kinds, as with --kind: paid, shipped, refunded …")}
"""What commands take as another way to give an option."""


def attach(command: Any, path: str) -> None:
    """Give a command and its loaded subcommands this help. `path` is the full name, without the program's."""
    command.format_help = partial(_write, command, path)
    command.collect_usage_pieces = partial(_usage, command)
    for name, subcommand in getattr(command, "commands", {}).items():
        if subcommand is not None:
            attach(subcommand, f"{path} {name}".strip())


def _usage(command: Any, ctx: Any) -> list[str]:
    """The words behind a command's name: `[OPTIONS] TEXT...`."""
    pieces = ["[OPTIONS]"] if len(command.get_params(ctx)) else []
    pieces += [_argument(param) for param in command.params if param.param_type_name == "argument"]
    pieces += _WORDS.get(command.name, ())[:1]
    return [*pieces, "COMMAND"] if hasattr(command, "commands") else pieces


def _argument(param: Any) -> str:
    """An argument as usage names it; in brackets where it may be left out."""
    name = str(param.metavar or str(param.name).upper()).strip("[]").rstrip("….")
    name += "..." if param.nargs == -1 else ""
    return name if param.required else f"[{name}]"


def _write(command: Any, path: str, ctx: Any, formatter: Any) -> None:
    is_short = bool(ctx.meta.get(SHORT))
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    is_colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for line in lines(command, path, ctx, width=width, is_short=is_short):
        text = "".join(painted(part, ink, "terminal") if is_colored else part for part, ink in line)
        formatter.write(text.rstrip() + "\n")


def lines(command: Any, path: str, ctx: Any, *, width: int, is_short: bool) -> Iterator[Line]:
    """The help of a command, in lines no wider than `width`."""
    usage = " ".join([ctx.command_path, *_usage(command, ctx)])
    yield from flow([("Usage: ", Ink.STRONG), (usage, Ink.PLAIN)], width)
    for paragraph in paragraphs(command)[: 1 if is_short else None]:
        yield []
        yield from flow([(paragraph, Ink.PLAIN)], width)
    indent: Line = [("  ", Ink.PLAIN)]
    shown = [
        [*indent, *line] for one in examples(path, command) for line in flow([(one, Ink.INFO)], width - 2)
    ]
    yield from _section("Examples", shown)
    yield from _table("Arguments", arguments(command), width)
    if hasattr(command, "commands"):
        for section, rows in _subcommands(command):
            yield from _table(section, rows, width)
    hidden = 0
    for title, rows in panels(command, path, ctx).items():
        if is_short and title not in SHOWN_IN_SHORT:
            hidden += len(rows)
        else:
            yield from _table(title, rows, width)
    yield []
    if is_short:
        count = f"; {hidden} more options" if hidden else ""
        words = " ".join(["events help", path]).strip()
        yield from flow([(f"{words} shows everything{count}.", Ink.DIM)], width)
    else:
        yield from flow([(f"{command.epilog or ''} {links()}".strip(), Ink.DIM)], width)


def links() -> str:
    """Where the guides are, and whom to ask about problems."""
    known = web_addresses()
    guides = f"Guides: {known.get('Documentation', 'docs/ in the project')}, `events help --man`."
    where = f" at {known['Problems']}" if "Problems" in known else ""
    to = f"ask {whom}" if (whom := support()) else f"report them to the project's issue tracker{where}"
    return f"{guides} Problems: {to}, with the output of `events --version` and `events db info`."


def examples(path: str, command: Any) -> tuple[str, ...]:
    """Command lines that work, of a command or its group; of a type of events, with all that it needs."""
    if path in EXAMPLES or not path.startswith("record "):
        return EXAMPLES.get(path) or EXAMPLES.get(path.rpartition(" ")[0], ())
    target = "jane@example.com" if path.startswith("record customer ") else "1001"
    needed = [param for param in command.params if param.param_type_name == "option" and param.required]
    options = [f"{param.opts[0]} {VALUES[param.name]}" for param in needed]
    return (" ".join(["events", path, target, *options]),)


def paragraphs(command: Any) -> list[str]:
    """The paragraphs of a command's text, without code marks and examples, which stand apart."""
    text = (command.help or "").split("\f")[0]
    parts = (" ".join(part.split()) for part in text.split("\n\n"))
    return [part for part in parts if part and not (part.startswith("`events") and part.endswith("`"))]


def _section(title: str, body: list[Line]) -> Iterator[Line]:
    if body:
        yield []
        yield [(f"{title}:", Ink.STRONG)]
        yield from body


def _table(title: str, rows: list[HelpRow], width: int) -> Iterator[Line]:
    """Names and what they mean side by side; on a narrow screen, or for long names, below each other."""
    column = min(max((len(row.names) for row in rows), default=0), _NAMES) + 4
    body: list[Line] = []
    for row in rows:
        name: Line = [("  " + row.names, Ink.INFO)]
        if width < _NARROW:
            text = flow([(row.help, Ink.PLAIN)], width - 6)
            body += [*flow(name, width), *([("      ", Ink.PLAIN), *line] for line in text)]
            continue
        wrapped = flow([(row.help, Ink.PLAIN)], width - column)
        if span_width(name) + 2 <= column:
            name = [*name, (" " * (column - span_width(name)), Ink.PLAIN), *wrapped.pop(0)]
        body += [name, *([(" " * column, Ink.PLAIN), *line] for line in wrapped)]
    yield from _section(title, body)


def arguments(command: Any) -> list[HelpRow]:
    found = [param for param in command.params if param.param_type_name == "argument" and param.help]
    more = [_WORDS[command.name]] if command.name in _WORDS else []
    rows = [(_argument(param), param.help) for param in found]
    return [HelpRow(names=names, help=text) for names, text in (*rows, *more)]


def _subcommands(command: Any) -> Iterator[tuple[str, list[HelpRow]]]:
    if hasattr(command, "entries"):
        sections: dict[str, list[HelpRow]] = {}
        for name, entry in command.entries().items():
            if not entry.is_hidden:
                sections.setdefault(entry.section, []).append(HelpRow(names=name, help=entry.help))
        yield from sections.items()
        return
    rows = [
        HelpRow(names=name, help=found.get_short_help_str(200)) for name, found in command.commands.items()
    ]
    yield "Commands", rows


def panels(command: Any, path: str, ctx: Any) -> dict[str, list[HelpRow]]:
    """The options by panel, the main ones first."""
    panels: dict[str, list[HelpRow]] = {MAIN: []}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx) if param.param_type_name == "option" else None
        if record:
            row = HelpRow(names=record[0], help=record[1])
            panels.setdefault(panel(path, str(param.name)), []).append(row)
    return {title: rows for title, rows in panels.items() if rows}
