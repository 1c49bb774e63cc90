"""Which time zone moments are shown and read in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from events import clock, settings
from events.errors import InvalidSettingError, UnknownZoneError

LOCALTIME = Path("/etc/localtime")
_UTC = "UTC"
_OF_UTC = frozenset({"Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})
"""Other names of UTC, by which a machine's zone may be called but people do not know it."""


def display_zone(name: str, environ: Mapping[str, str] = os.environ) -> tzinfo:
    """The zone called `name`, or this machine's if it is empty. Raises `UnknownZoneError` for a wrong
    name."""
    return settings.zone(name) if name else _local(environ)


def _local(environ: Mapping[str, str]) -> tzinfo:
    """The machine's zone by name where it has one, so that each moment gets its own season's offset."""
    name = environ.get("TZ", "").lstrip(":") or str(LOCALTIME.resolve()).partition("zoneinfo/")[2]
    try:
        return settings.zone(_UTC if name in _OF_UTC else name) if name else _offset()
    except UnknownZoneError:
        return _offset()


def _offset() -> tzinfo:
    try:
        return clock.now().astimezone().tzinfo or ZoneInfo("UTC")
    except ValueError:
        problem = "no time zone is a day or more away from UTC."
        raise InvalidSettingError(where="TZ", problem=problem) from None
