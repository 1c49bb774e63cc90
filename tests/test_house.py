"""Rules of the source that no other tool checks. Each failure names the places."""

from __future__ import annotations

import ast
import gc
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("cli", "events", "importers")
SOURCES = {file: file.read_text("utf-8") for name in PACKAGES for file in sorted((ROOT / name).rglob("*.py"))}

TELL = re.compile(r"(?<![^\W_])(tells?|told)(?![^\W_])", re.I)
DEFINITIONS = (
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Assign,
    ast.AnnAssign,
)
DECLARING_CALLS = re.compile(r"Index\(|\w+\.add_typer\(")
GUARDS = ("TYPE_CHECKING", "__name__ == '__main__'", "sys.version_info")
RUN_BY_ALEMBIC = ROOT / "events" / "migrations" / "env.py"

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _trees() -> dict[Path, ast.Module]:
    """The syntax tree of each source file, made by the first test that needs it.

    Without garbage collection, which would look through the trees again and again, that takes a third of the
    time.
    """
    gc.disable()
    trees = {file: ast.parse(text) for file, text in SOURCES.items()}
    gc.freeze()
    gc.enable()
    return trees


def _at(file: Path, line: int) -> str:
    return f"{file.relative_to(ROOT)}:{line}"


def test_no_source_file_is_over_300_lines() -> None:
    long = {str(file.relative_to(ROOT)): text.count("\n") for file, text in SOURCES.items()}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def _public(node: ast.Module | ast.ClassDef, name: str) -> Iterator[tuple[str, Documented]]:
    """A module or class with what is public in it, each with its dotted name."""
    yield name, node
    for child in node.body:
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from _public(child, f"{name}.{child.name}")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            yield f"{name}.{child.name}", child


@pytest.mark.parametrize("package", PACKAGES)
def test_at_least_95_percent_of_what_is_public_has_a_docstring(package: str) -> None:
    found = [
        pair
        for file, tree in _trees().items()
        if file.relative_to(ROOT).parts[0] == package
        for pair in _public(tree, str(file.relative_to(ROOT)))
    ]
    missing = [name for name, node in found if ast.get_docstring(node) is None]
    assert len(missing) <= len(found) * 0.05, f"{len(missing)} of {len(found)} lack one: {missing}"


def _classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    for file, tree in _trees().items():
        yield from ((file, node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def test_no_class_name_is_defined_twice() -> None:
    places = defaultdict(list)
    for file, node in _classes():
        if not node.name.startswith("_"):
            places[node.name].append(_at(file, node.lineno))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_the_name_of_every_exception_ends_in_error() -> None:
    bases = {node.name: [ast.unparse(base).split(".")[-1] for base in node.bases] for _, node in _classes()}

    def is_exception(name: str) -> bool:
        ours = any(is_exception(base) for base in bases.get(name, []))
        return ours or name.endswith("Error") or name in {"Exception", "BaseException"}

    exceptions = [node.name for _, node in _classes() if is_exception(node.name)]
    assert [name for name in exceptions if not name.endswith("Error")] == []


def test_things_are_shown_reported_or_printed_but_never_told() -> None:
    lines = [
        f"{_at(file, number)}: {line.strip()}"
        for file, text in SOURCES.items()
        for number, line in enumerate(text.splitlines(), 1)
        if TELL.search(line)
    ]
    assert lines == []


def _is_definition(node: ast.stmt) -> bool:
    """Whether a statement of a module only defines; SQLAlchemy and Typer declare some things by calls."""
    if isinstance(node, ast.If):
        return any(guard in ast.unparse(node.test) for guard in GUARDS)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or DECLARING_CALLS.match(ast.unparse(node)) is not None
    return isinstance(node, DEFINITIONS) or type(node).__name__ == "TypeAlias"


def test_importing_a_module_runs_nothing_but_definitions() -> None:
    wrong = [
        f"{_at(file, node.lineno)}: {ast.unparse(node).splitlines()[0]}"
        for file, tree in _trees().items()
        if file != RUN_BY_ALEMBIC
        for node in tree.body
        if not _is_definition(node)
    ]
    assert wrong == []
