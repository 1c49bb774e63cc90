"""Rules of the source that no other tool checks. Each failure names the places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("cli", "events", "importers")
SOURCES = {file: file.read_text("utf-8") for name in PACKAGES for file in sorted((ROOT / name).rglob("*.py"))}
TREES = {file: ast.parse(text) for file, text in SOURCES.items()}

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


def _at(file: Path, line: int) -> str:
    return f"{file.relative_to(ROOT)}:{line}"


def test_no_source_file_is_over_300_lines() -> None:
    long = {str(file.relative_to(ROOT)): text.count("\n") for file, text in SOURCES.items()}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def _classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    for file, tree in TREES.items():
        yield from ((file, node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def test_the_name_of_every_exception_ends_in_error() -> None:
    bases = {node.name: [ast.unparse(base).split(".")[-1] for base in node.bases] for _, node in _classes()}

    def is_exception(name: str) -> bool:
        ours = any(is_exception(base) for base in bases.get(name, []))
        return ours or name.endswith("Error") or name in {"Exception", "BaseException"}

    wrong = [
        node.name for _, node in _classes() if is_exception(node.name) and not node.name.endswith("Error")
    ]
    assert wrong == []


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
        for file, tree in TREES.items()
        if file != RUN_BY_ALEMBIC
        for node in tree.body
        if not _is_definition(node)
    ]
    assert wrong == []
