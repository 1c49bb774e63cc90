"""`events types`: the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from cli.arguments.options import ListFormat
from cli.context import get_context
from cli.render import records
from cli.render.layout import Line, flow
from cli.render.palette import DOT, ICONS, Ink, icon
from events.vocabulary.catalogue import CATALOGUE
from events.vocabulary.event_type import EventType
from events.vocabulary.kinds import Kind
from events.vocabulary.parameters import describe

_TITLES = {
    "order": "Order events: `events record order TYPE NUMBER`",
    "email": "Kinds of e-mail, for email_sent: --email-type",
    "customer": "Customer events: `events record customer TYPE EMAIL`",
}
_INDENT = " " * 6


def types(ctx: typer.Context, format: ListFormat = "text") -> None:
    """List all event types with their codes, API names and parameters.

    Options that take a type accept the code or the API name. The kinds come last, each with its sign in
    timelines.
    """
    context = get_context(ctx)
    if format == "text":
        context.out.page(_text(context.out.width))
        return
    found = [
        records.event_type(name, member) for name, vocabulary in CATALOGUE.items() for member in vocabulary
    ]
    context.write(found, records.TYPE_COLUMNS, format=format)


def _text(width: int) -> Iterator[Line]:
    for name, vocabulary in CATALOGUE.items():
        yield [(_TITLES[name], Ink.STRONG)]
        for member in vocabulary:
            yield from _type(member, width)
        yield []
    yield [
        ("Kinds of events, with their signs, typed or understood from legacy messages: --kind", Ink.STRONG)
    ]
    for kind in Kind:
        sign, ink = icon(kind)
        yield [(f"  {sign} ", ink), (kind.value, Ink.PLAIN), (f"  {kind.label}", Ink.DIM)]
    yield []


def _type(member: EventType, width: int) -> Iterator[Line]:
    icon, ink = ICONS[member.tone]
    yield [(f"  {icon} ", ink), (member.value, Ink.PLAIN), (f"  {member.name}", Ink.DIM)]
    parameters = [f"{name} ({shape})" for name, shape in describe(member.parameters).items()]
    takes = f" {DOT} {', '.join(parameters)}" if parameters else ""
    for line in flow([(member.label, Ink.DIM), (takes, Ink.DIM)], width - len(_INDENT)):
        yield [(_INDENT, Ink.PLAIN), *line]
