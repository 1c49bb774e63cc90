"""The one door to configuration: flag, then environment, then config file, then default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

from events.errors import InvalidSettingError, UnknownZoneError

APP = "events"
COLORS = ("auto", "always", "never")
CHOICES = {
    "color": COLORS,
    "theme": ("terminal", "dark", "light", "mono"),
    "signs": ("auto", "unicode", "ascii"),
}
"""What the settings that are a choice can be; the first is the default."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the user chose. `database` is a path or a SQLAlchemy URL; empty `user` and `display_tz`
    mean the login name and the local zone."""

    database: str
    user: str = ""
    color: str = "auto"
    display_tz: str = ""
    pager: bool = True
    theme: str = "terminal"
    signs: str = "auto"


def default_database() -> Path:
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "events.db"


def config_file() -> Path:
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "config.toml"


def load(*, flags: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force. `flags` holds what the command line gave, None where it gave nothing.

    Raises `InvalidSettingError` for a config file that cannot be read or has unknown keys.
    """
    chosen: dict[str, Any] = {"database": str(default_database()), **_from_file(config_file())}
    for key, variable in {
        "database": "EVENTS_DATABASE_URL",
        "user": "EVENTS_USER",
        "display_tz": "EVENTS_DISPLAY_TZ",
        "color": "EVENTS_COLOR",
        "theme": "EVENTS_THEME",
        "signs": "EVENTS_SIGNS",
    }.items():
        if environ.get(variable):
            chosen[key] = environ[variable]
    chosen |= {key: value for key, value in flags.items() if value is not None}
    for key, choices in CHOICES.items():
        if chosen.get(key, choices[0]) not in choices:
            raise InvalidSettingError(where=key, problem=f"{chosen[key]!r} is none of {', '.join(choices)}.")
    return Settings(**chosen)


def zone(name: str) -> ZoneInfo:
    """The time zone called `name`; raises `UnknownZoneError`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError(name) from None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettingError(where=str(path), problem=f"cannot be read ({error}).") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSettingError(where=str(path), problem=f"is not valid TOML ({error}).") from None
    known = {field.name: field.type for field in fields(Settings)}
    for key, value in values.items():
        if key not in known:
            raise InvalidSettingError(
                where=str(path), problem=f"knows no key {key!r}; it knows {', '.join(known)}."
            )
        if isinstance(value, bool) is not (key == "pager") or not isinstance(value, bool | str):
            raise InvalidSettingError(where=str(path), problem=f"{key} = {value!r} is of the wrong kind.")
    return values
