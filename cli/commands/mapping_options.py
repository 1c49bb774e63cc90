"""What `import`, `map` and `reconcile` make of the options that describe an input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from cli.context import get_context

if TYPE_CHECKING:
    from importers.mapping.column_mapping import ColumnMapping


def list_platforms(ctx: typer.Context, wanted: bool) -> None:
    """Print each platform with its package and the systems it reads."""
    if wanted:
        from importers.catalogue import registry

        context = get_context(ctx)
        loaded = registry.load_all_platforms()
        broken = {one.name: one.problem for one in loaded.broken}
        for one in registry.list_platforms().values():
            platform = loaded.platforms.get(one.name)
            systems = ", ".join(platform.systems or (platform.title,)) if platform else ""
            other = "" if one.is_ours else f"  (from {one.package})"
            context.print_answer(f"{one.name:<17}{systems or 'cannot be used: ' + broken[one.name]}{other}")
            if one.shadowed:
                context.print_answer(f"{'':<17}({one.shadow_note()})")
        others = ", ".join(registry.READ_BY_COLUMNS)
        context.info(
            f"Exports of other systems ({others} and more) and lists of your own are read by the names of "
            "their columns, without --from: events map FILE shows what is recognised."
        )
        raise typer.Exit


def read_mapping(
    map_file: str | None, sets: list[str], date_formats: list[str], overrides: dict[str, Any]
) -> ColumnMapping:
    """The mapping that these options describe. Raises `EventsError` for one that is invalid."""
    from dataclasses import replace

    from events import settings
    from importers.mapping.column_mapping import ColumnMapping
    from importers.mapping.mapping_file import load
    from importers.mapping.sets import with_sets

    mapping = with_sets(load(map_file) if map_file else ColumnMapping(), sets)
    if overrides["tz"]:
        settings.zone(overrides["tz"])
    given = {name: value for name, value in overrides.items() if value is not None}
    if date_formats:
        mapping = replace(mapping, date_formats=tuple(date_formats))
    return replace(mapping, **given)
