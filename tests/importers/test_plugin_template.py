"""The package that docs/plugins.md shows is complete: it is valid, installs, and imports its sample."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "plugins.md"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The files of the page, in a folder as the page lays them out, and registered as pip registers them."""
    text = PAGE.read_text("utf-8")
    for name, body in re.findall(r"^## (\S+\.\w+)\n.*?```\w+\n(.*?)```", text, re.MULTILINE | re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(body, "utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text("utf-8"))["project"]
    info = tmp_path / "acme_events-1.0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 1.0\n")
    points = project["entry-points"]["events.importers"].items()
    lines = "".join(f"{name} = {target}\n" for name, target in points)
    info.joinpath("entry_points.txt").write_text(f"[events.importers]\n{lines}")
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    scripts = str(Path(sys.executable).parent)
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_template_has_all_its_files(package: Path) -> None:
    names = ("pyproject.toml", "acme_events.py", "sample/acme_log.csv", "test_acme_events.py")
    assert [name for name in names if not (package / name).is_file()] == []


def test_the_template_is_valid_and_needs_no_advice(package: Path) -> None:
    done = run(package, "events", "plugin", "check", "acme_events")
    assert (done.returncode, done.stdout) == (0, "acme_events:PLATFORM: Acme Shop, valid\n")


def test_the_templates_own_tests_pass(package: Path) -> None:
    done = run(package, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_acme_events.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_field_that_the_page_uses_exists(package: Path) -> None:
    """An unknown keyword would fail to load; an old one would be listed as advice."""
    module = package / "acme_events.py"
    module.write_text(module.read_text("utf-8").replace("required_columns", "needs"), "utf-8")
    done = run(package, "events", "plugin", "check", "acme_events")
    assert done.returncode == 0
    assert "HistoryTable(needs=…) is now HistoryTable(required_columns=…)" in done.stdout
