"""What filters ask for, in words, for where there is none of it."""

from __future__ import annotations

from cli.arguments.filters import FilterArgs


def wanted(asked: FilterArgs) -> str:
    """What events the filters ask for, as was typed: `by anna since 2024`. Empty without a filter that has
    words."""
    people = {True: "by the system", False: "by a person", None: ""}[asked.system]
    origin = {True: "that was imported", False: "that was recorded here", None: ""}[asked.legacy]
    found = [
        _listed("of kind", asked.kind),
        _listed("of type", asked.type),
        _listed("by", asked.user),
        people,
        origin,
        f"of shop {asked.shop}" if asked.shop else "",
        f"from source {asked.source}" if asked.source else "",
        f"of batch {asked.batch}" if asked.batch is not None else "",
        f"that contains {asked.grep!r}" if asked.grep else "",
        f"since {asked.since}" if asked.since else "",
        f"until {asked.until}" if asked.until else "",
    ]
    return " ".join(filter(None, found))


def _listed(begin: str, values: list[str] | None) -> str:
    return f"{begin} {' or '.join(values)}" if values else ""
