"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

ListFormat = Annotated[
    Literal["text", "json", "jsonl", "csv"],
    typer.Option("--format", "-o", metavar="text|json|jsonl|csv", help="How to print it."),
]
EventFormat = Annotated[
    Literal["text", "oneline", "full", "json", "jsonl", "csv", "markdown", "html"],
    typer.Option(
        "--format", "-o", metavar="text|oneline|full|json|jsonl|csv|markdown|html", help="How to print it."
    ),
]
"""For commands that print events."""
OneFormat = Annotated[
    Literal["text", "json", "jsonl"],
    typer.Option("--format", "-o", metavar="text|json|jsonl", help="How to print it."),
]
Author = Annotated[
    str | None,
    typer.Option("--user", metavar="EMAIL", help="Who acts: an e-mail or a name; also EVENTS_USER."),
]
Page = Annotated[int, typer.Option("--page", min=1, help="Which page of the list.")]
PageSize = Annotated[int, typer.Option("--limit", min=1, help="How many on a page.")]
