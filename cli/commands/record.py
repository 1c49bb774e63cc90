"""`events record`: every event function as a command. Names and help need only the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer

from cli.arguments import completion
from cli.help.lazy import Entry, LazyGroup, build
from events.errors import UnknownEventTypeError
from events.vocabulary.catalogue import CATALOGUE

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    help="Record an event by hand: by the word of a kind (shipped, paid, delivered), or of any type.\n\n"
    "Behind the kind stands the order, then what happened: `paid 1001 24.00 EUR`, "
    "`shipped 1001 RM742199501GB`, `delivered 1001 'left with the neighbour'`. --date, --tracking, --carrier "
    "and --message say the rest.\n\n"
    "Of a type, each value has its option: `events record order TYPE --help`. `events types` explains them.",
)


class TypesGroup(LazyGroup):
    """One command per type of a vocabulary, called by its code or its API name."""

    vocabulary: str

    def entries(self) -> Mapping[str, Entry]:
        """The event types of this vocabulary, by command name."""
        return {
            member.value: Entry(target=member.value, help=f"{member.label}.", section="Types")
            for member in CATALOGUE[self.vocabulary]
        }

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Offer the event types that begin with the word being typed."""
        from typer._click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        offered = completion.types_of(self.vocabulary, incomplete)
        return [CompletionItem(name, help=f"{label}.") for name, label in offered]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a type by its stored code or API name. Raises `UnknownEventTypeError`."""
        if not args[0].startswith("-"):
            CATALOGUE[self.vocabulary].parse(args[0])
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command that records one event type; None if there is no such type."""
        try:
            code = CATALOGUE[self.vocabulary].parse(cmd_name).value
        except UnknownEventTypeError:
            return None
        if code not in self.commands:
            from cli.record.commands import command

            path = f"record {self.vocabulary} {code}"
            self.commands[code] = build(code, command(self.vocabulary, code), path=path)
        return self.commands[code]


class OrderTypes(TypesGroup):
    """`events record order`: one command for each order event type."""

    vocabulary = "order"


class CustomerTypes(TypesGroup):
    """`events record customer`: one command for each customer event type."""

    vocabulary = "customer"


def _group(cls: type[TypesGroup], text: str) -> typer.Typer:
    return typer.Typer(
        cls=cls,
        help=text,
        subcommand_metavar="TYPE TARGET [ARGS]...",
        rich_markup_mode=None,
        callback=lambda: None,
        add_completion=False,
    )


app.add_typer(_group(OrderTypes, "Record an event of an order. TYPE is a code or an API name."), name="order")
app.add_typer(
    _group(CustomerTypes, "Record an event of a customer. TYPE is a code or an API name."), name="customer"
)
