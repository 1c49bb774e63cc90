"""Settings: a command-line option wins over the environment, the config file and the default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

from events.errors import InvalidSettingError, UnknownZoneError

APP = "events"
TEMPLATES = "templates"
"""The table of the config file that holds the texts of notes; see `templates`."""

_PREFIX = "EVENTS_"

_ALIKE = 0.8
"""How alike a variable has to be: EVENTS_DB_USER and EVENTS_API_USER may belong to other programs."""

_SAME = {"EVENTS_TIMEZONE": "EVENTS_TZ", "EVENTS_TIME_ZONE": "EVENTS_TZ"}
"""Variables that mean one of ours and look like none."""

OTHER_NAMES = {
    "author": "user",
    "colour": "color",
    "colors": "color",
    "contact": "support",
    "db": "database",
    "email": "user",
    "log": "database",
    "name": "user",
    "time_zone": "display_tz",
    "timezone": "display_tz",
    "tz": "display_tz",
    "url": "link",
    "zone": "display_tz",
}
"""What settings are called first by those who have not read their list."""

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def _setting(
    default: str | bool,
    meaning: str,
    *,
    variable: str = "",
    others: tuple[str, ...] = (),
    option: str = "",
    choices: tuple[str, ...] = (),
) -> Any:
    """One row: the default (whose type is the setting's type), what the setting is for, its environment
    variable, other names of it that count if it is not set, its command-line option (empty where it has
    none), and the values it can have."""
    variables = tuple(filter(None, (variable, *others)))
    row = {"meaning": meaning, "variable": variable, "variables": variables}
    row |= {"option": option, "choices": choices}
    return field(default=default, metadata=row)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings in force. To add one, add a row here and to `docs/settings.md`.

    `database` is a path or a SQLAlchemy URL. Empty `user` and `display_tz` mean the login name and the local
    zone.
    """

    database: str = _setting(
        "",
        "the log",
        variable="EVENTS_DATABASE_URL",
        others=("EVENTS_DATABASE", "EVENTS_DB", "EVENTS_DB_URL"),
        option="--database",
    )
    user: str = _setting("", "the author of notes", variable="EVENTS_USER", option="--user")
    display_tz: str = _setting(
        "",
        "the zone of displayed dates",
        variable="EVENTS_DISPLAY_TZ",
        others=("EVENTS_TZ",),
        option="--display-tz",
    )
    color: str = _setting(
        "auto",
        "use of colour",
        variable="EVENTS_COLOR",
        option="--color",
        choices=("auto", "always", "never"),
    )
    pager: bool = _setting(True, "whether long output opens in a pager", option="--no-pager")
    theme: str = _setting(
        "terminal", "colours", variable="EVENTS_THEME", choices=("terminal", "dark", "light", "mono")
    )
    link: str = _setting("", "the page of an order in the shop", variable="EVENTS_LINK", option="--link")
    signs: str = _setting("auto", "icons", variable="EVENTS_SIGNS", choices=("auto", "unicode", "ascii"))
    support: str = _setting("", "whom to ask about problems", variable="EVENTS_SUPPORT")


def default_database() -> Path:
    """The log in the user's data directory."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "events.db"


def config_file() -> Path:
    """`config.toml` in the user's configuration directory."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "config.toml"


def load(*, flags: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force. `flags` holds what the command line gave, None where it gave nothing.

    Raises `InvalidSettingError` for a config file that cannot be read, or a value that a setting cannot have.
    """
    chosen: dict[str, Any] = {"database": str(default_database()), **_from_file(config_file())}
    chosen |= _from_environment(environ)
    chosen |= {key: value for key, value in flags.items() if value is not None}
    for row in fields(Settings):
        choices, value = row.metadata["choices"], chosen.get(row.name, row.default)
        where = origin(row.name, flags=flags, environ=environ)
        if choices and value not in choices:
            raise InvalidSettingError(where=where, problem=f"{value!r} is not one of {', '.join(choices)}.")
        if isinstance(value, str) and "\0" in value:
            raise InvalidSettingError(where=where, problem=f"{row.name} holds a NUL character.")
    return Settings(**chosen)


def origin(name: str, *, flags: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> str:
    """Where the setting called `name` comes from: an option, a variable, or the config file with the name."""
    row = next(row for row in fields(Settings) if row.name == name)
    if flags.get(name) is not None:
        return str(row.metadata["option"])
    if variable := _variable(row, environ):
        return variable
    return f"{config_file()}: {name}"


def meant_setting(name: str) -> str:
    """The name of the setting that `name` means or resembles; empty where it is none."""
    from events.vocabulary.words import nearest, normalize_word

    word, known = normalize_word(name), [row.name for row in fields(Settings)]
    if word in known:
        return word
    near = nearest(word, known, likeness=_ALIKE)
    return OTHER_NAMES.get(word) or (near[0] if near else "")


def check_value(name: str, text: str) -> str:
    """A value of a setting, as the config file writes it. Raises `InvalidSettingError` for one that the
    setting cannot have."""
    row = next(row for row in fields(Settings) if row.name == name)
    if isinstance(row.default, bool):
        if text.lower() not in (*_TRUE, *_FALSE):
            raise InvalidSettingError(where=name, problem=f"{text!r} is not true or false.")
        return str(text.lower() in _TRUE).lower()
    if choices := row.metadata["choices"]:
        if text not in choices:
            raise InvalidSettingError(where=name, problem=f"{text!r} is not one of {', '.join(choices)}.")
    elif name == "display_tz":
        zone(text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def explain(chosen: Settings) -> list[tuple[str, str, str]]:
    """Each setting with its value in force and where that comes from: an option, a variable, the config file
    or the default."""
    given, in_file = load(flags={}), _parsed(config_file())
    found = []
    for row in fields(Settings):
        value = getattr(chosen, row.name)
        if value != getattr(given, row.name):
            source = str(row.metadata["option"])
        elif not (source := _variable(row, os.environ)):
            source = "config file" if row.name in in_file else "default"
        found.append((row.name, str(value).lower() if isinstance(value, bool) else str(value), source))
    return found


def templates() -> Mapping[str, str]:
    """The texts of the config file's table `templates`, by name. Raises `InvalidSettingError`."""
    path = config_file()
    found = _parsed(path).get(TEMPLATES, {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        problem = f'{TEMPLATES} must be a table of texts: [{TEMPLATES}], and below it NAME = "TEXT".'
        raise InvalidSettingError(where=str(path), problem=problem)
    return found


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in fields(Settings):
        if variable := _variable(row, environ):
            text = environ[variable]
            found[row.name] = _read_bool(row, text) if isinstance(row.default, bool) else text
    return found


def _variable(row: Field[Any], environ: Mapping[str, str]) -> str:
    """The environment variable that gives a setting; empty where none does."""
    names: tuple[str, ...] = row.metadata["variables"]
    return next((name for name in names if environ.get(name)), "")


def misspelt(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Variables that resemble one of ours and are not read, with the one that is."""
    known = [name for row in fields(Settings) for name in row.metadata["variables"]]
    ours = [name for name in environ if name.startswith(_PREFIX) and name not in known]
    if not ours:
        return {}
    from events.vocabulary.words import nearest

    words = [name.removeprefix(_PREFIX) for name in known]
    near = {name: nearest(name.removeprefix(_PREFIX), words, likeness=_ALIKE) for name in ours}
    found = {name: _PREFIX + words[0] for name, words in near.items() if words}
    return found | {name: _SAME[name] for name in ours if name in _SAME}


def _read_bool(row: Field[Any], text: str) -> bool:
    if text.lower() not in (*_TRUE, *_FALSE):
        problem = f"{text!r} is not one of {', '.join((*_TRUE, *_FALSE))}."
        raise InvalidSettingError(where=row.metadata["variable"], problem=problem)
    return text.lower() in _TRUE


def zone(name: str) -> ZoneInfo:
    """The time zone called `name`. Raises `UnknownZoneError`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError(name) from None


def _parsed(path: Path) -> dict[str, Any]:
    """The config file as it stands, empty where there is none. Raises `InvalidSettingError`."""
    try:
        text = _read_text(path)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettingError(where=str(path), problem=f"cannot be read ({error}).") from None
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidSettingError(where=str(path), problem=f"is not valid TOML ({error}).") from None


def _from_file(path: Path) -> dict[str, Any]:
    values = {key: value for key, value in _parsed(path).items() if key != TEMPLATES}
    rows = {row.name: row for row in fields(Settings)}
    for key, value in values.items():
        if key not in rows:
            meant = meant_setting(key)
            hint = f" Did you mean {meant}?" if meant else ""
            problem = f"there is no setting {key!r}.{hint} The settings are {', '.join(rows)}, [{TEMPLATES}]."
            raise InvalidSettingError(where=str(path), problem=problem)
        wanted = type(rows[key].default)
        if type(value) is not wanted:
            problem = f"{key} must be {_IN_WORDS[wanted]}, not {_in_toml(value)}."
            raise InvalidSettingError(where=str(path), problem=problem)
    return values


def _read_text(path: Path) -> str:
    """The config file's text, with or without a byte order mark. A pipe would block, a device may not end."""
    if path.exists() and not path.is_file() and not path.samefile(os.devnull):
        raise InvalidSettingError(where=str(path), problem="is not a regular file.")
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise InvalidSettingError(where=str(path), problem=f"is larger than {_MOST_BYTES:,} bytes.")
    return data.decode("utf-8-sig")


_MOST_BYTES = 1_000_000
_IN_WORDS = {str: "a string", bool: "true or false"}


def _in_toml(value: object) -> str:
    """A short value as TOML writes it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)
