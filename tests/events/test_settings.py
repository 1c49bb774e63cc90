"""Settings: each row is documented, and can be set by every means it names."""

from __future__ import annotations

from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.app import app
from events import settings
from events.errors import InvalidSettingError
from events.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
ROWS = fields(Settings)
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def other_value(row: Field[Any]) -> str | bool:
    """A value that is not the row's default."""
    if isinstance(row.default, bool):
        return not row.default
    return row.metadata["choices"][-1] if row.metadata["choices"] else "other"


@pytest.fixture
def config(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = home / "config.toml"
    monkeypatch.setattr(settings, "config_file", lambda: file)
    return file


def written(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


@every_row
def test_every_setting_is_documented_with_its_variable_and_its_option(row: Field[Any]) -> None:
    lines = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if f"| `{row.name}` |" in line]
    assert len(lines) == 1, f"Document the setting {row.name}: add one row to docs/settings.md."
    for name in filter(None, (row.metadata["variable"], row.metadata["option"], *row.metadata["choices"])):
        assert f"`{name}`" in lines[0], f"Name {name} in the row of {row.name} in docs/settings.md."


@every_row
def test_every_setting_can_be_set_in_the_config_file(row: Field[Any], config: Path) -> None:
    config.write_text(f"{row.name} = {written(other_value(row))}", encoding="utf-8")
    found = settings.load(flags={}, environ={})
    assert getattr(found, row.name) == other_value(row), f"{row.name} cannot be set in config.toml."


@pytest.mark.parametrize("row", [row for row in ROWS if row.metadata["variable"]], ids=lambda row: row.name)
def test_the_environment_wins_over_the_config_file(row: Field[Any], config: Path) -> None:
    variable = row.metadata["variable"]
    config.write_text(
        f"{row.name} = {written(row.default if row.default in (True, False) else 'config')}", encoding="utf-8"
    )
    found = settings.load(flags={}, environ={variable: str(other_value(row))})
    assert getattr(found, row.name) == other_value(row), f"{row.name} cannot be set by {variable}."


@pytest.mark.parametrize("name", [name for row in ROWS for name in row.metadata["variables"][1:]])
def test_another_name_of_a_variable_counts_until_the_variable_is_set(name: str, config: Path) -> None:
    row = next(row for row in ROWS if name in row.metadata["variables"])
    assert getattr(settings.load(flags={}, environ={name: "x"}), row.name) == "x"
    assert settings.origin(row.name, flags={}, environ={name: "x"}) == name
    both = {name: "x", row.metadata["variable"]: "y"}
    assert getattr(settings.load(flags={}, environ=both), row.name) == "y"


def test_a_variable_that_resembles_one_is_named_with_the_one_that_counts() -> None:
    given = {
        "EVENTS_DATABSE_URL": "x",
        "EVENTS_COLOUR": "x",
        "EVENTS_PORT": "1",
        "EVENTS_USER": "x",
        "EVENTS_TIMEZONE": "UTC",
        "EVENTS_API_USER": "x",
        "EVENTS_DB_USER": "x",
        "EVENTS_DATABASE_PASSWORD": "x",
        "EVENTS_SIGN_KEY": "x",
        "LANG": "C",
    }
    assert settings.misspelt(given) == {
        "EVENTS_DATABSE_URL": "EVENTS_DATABASE_URL",
        "EVENTS_COLOUR": "EVENTS_COLOR",
        "EVENTS_TIMEZONE": "EVENTS_TZ",
    }


@every_row
def test_the_command_line_wins_and_has_the_option_that_the_row_names(row: Field[Any], config: Path) -> None:
    environ = {row.metadata["variable"]: str(row.default)}
    found = settings.load(flags={row.name: other_value(row)}, environ=environ)
    assert getattr(found, row.name) == other_value(row)
    if row.metadata["option"]:
        offered = {option for command in commands() for option in options(command)}
        assert row.metadata["option"] in offered, f"No command has {row.metadata['option']} for {row.name}."


def commands() -> list[Any]:
    root: Any = typer.main.get_command(app)
    return [root, root.get_command(None, "add-note")]


def options(command: Any) -> list[str]:
    return [name for option in command.params for name in (*option.opts, *option.secondary_opts)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("pager = 1", "pager must be true or false, not 1."),
        ('pager = "no"', "pager must be true or false, not 'no'."),
        ("display_tz = false", "display_tz must be a string, not false."),
        ('color = "pink"', "'pink' is not one of auto, always, never."),
        (
            'colour = "auto"',
            "there is no setting 'colour'. Did you mean color? The settings are",
        ),
    ],
)
def test_a_value_that_a_setting_cannot_have_is_refused(config: Path, line: str, problem: str) -> None:
    config.write_text(line, encoding="utf-8")
    with pytest.raises(InvalidSettingError) as refused:
        settings.load(flags={}, environ={})
    assert problem in str(refused.value)
