"""Command lines that people type first: other names, options in any place, and things to look up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from running import Run
from typer.main import get_command

from cli import synonyms
from cli.app import app
from cli.command_line import normalize
from cli.commands import COMMANDS
from events.errors import UsageError


@pytest.fixture(scope="module")
def root() -> Any:
    return get_command(app)


def _commands(command: Any, root: Any) -> Iterator[Any]:
    for name in COMMANDS:
        found = root.get_command(None, name)
        yield found
        yield from getattr(found, "commands", {}).values()


def _option_names(command: Any) -> set[str]:
    return {
        name
        for param in command.params
        if param.param_type_name == "option"
        for name in (*param.opts, *param.secondary_opts)
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("note 1001 -m hello", "add-note 1001 hello"),
        ("note 1001 --message=hello", "add-note 1001 hello"),
        ("ls -n 3", "orders --limit 3"),
        ("people add x@y.example", "customers add x@y.example"),
        ("log --json", "log --format json"),
        ("log --author=mia", "log --user=mia"),
        ("search mug --by date", "search mug --by date"),
        ("order 1001 -v", "-v order 1001"),
        ("order 1001 --db x.db --limit 1", "--database x.db order 1001 --limit 1"),
        ("-q order 1001 --no-color", "-q --color never order 1001"),
        ("orders add 5 --color=never", "--color=never orders add 5"),
        ("import a.csv -n -m map.toml", "import a.csv --dry-run --map map.toml"),
        ("log --grep --author", "log --grep --author"),
        ("add-note 1001 -- -v --json", "add-note 1001 -- -v --json"),
        ("help orders add", "orders add --help"),
        ("help", "--help"),
        ("help grep", "search --help"),
        ("stats --foo 5", "stats --foo 5"),
        ("--version", "--version"),
        ("nonsense --json", "nonsense --json"),
    ],
)
def test_a_command_line_is_normalized(root: Any, typed: str, meant: str) -> None:
    assert normalize(root, typed.split()) == meant.split()


def test_no_option_of_a_command_has_the_name_of_a_global_one(root: Any) -> None:
    """It could not be given behind that command."""
    everywhere = _option_names(root) - {"-h", "--help"}
    for command in _commands(root, root):
        assert not everywhere & _option_names(command), command.name


def test_other_names_are_of_commands_and_options_that_exist(root: Any) -> None:
    assert set(synonyms.COMMANDS.values()) <= COMMANDS.keys()
    assert not (synonyms.COMMANDS.keys() | synonyms.HINTS.keys()) & COMMANDS.keys()
    known = _option_names(root).union(*map(_option_names, _commands(root, root)))
    meant = {other[0] for others in synonyms.OPTIONS.values() for other in others} - {""}
    assert meant <= known


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1001", "events find 1001"),
        ("jane@example.com", "events find jane@example.com"),
        ("log 1001", "`events log` takes no argument. To look up '1001': events find 1001"),
        ("stats --since 2020 1001", "events find 1001"),
        ("watch", "events log --follow"),
        ("order jane@example.com", "events customer jane@example.com"),
        ("customer nobody@example.com", "events customers add nobody@example.com"),
        ("show 1001", "events find 1001"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_a_mistake_shows_the_command_that_works(run: Run, typed: str, answer: str) -> None:
    result = run(*typed.split())
    assert result.exit_code != 0
    assert answer in result.stderr
    assert result.stdout == ""


def test_every_hint_is_shown_for_its_command(root: Any) -> None:
    for name, hint in synonyms.HINTS.items():
        with pytest.raises(UsageError, match=name) as error:
            normalize(root, [name])
        assert str(error.value).endswith(hint)
