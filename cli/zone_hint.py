"""A hint at the time zone of what was imported, where times are shown in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.context import Context
from events import settings

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


def zone_hint(context: Context, zone: str) -> str:
    """How to see times in the `zone` that an import named; "" where a zone was chosen, or the times are shown
    in it."""
    if context.settings.display_tz or "/" not in zone or zone == str(context.zone):
        return ""
    return (
        f"Times are shown and read in {context.zone}. In the zone of what was imported: --display-tz {zone}, "
        f'or always, in {settings.config_file()}: display_tz = "{zone}"'
    )


def hint_of_imports(context: Context, reader: Connection | Session) -> str:
    """The same for a log of which all imports named one zone."""
    from importers.batch_settings import named_zones

    if context.settings.display_tz:
        return ""
    zones = named_zones(reader)
    return zone_hint(context, zones.pop()) if len(zones) == 1 else ""
