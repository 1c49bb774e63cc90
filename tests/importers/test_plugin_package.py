"""A platform in a package of its own: built as a wheel, installed by pip, and used by whole commands."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

MODULE = '''"""Acme Shop's log."""

from importers.platforms import HistoryTable, Platform

PLATFORM = Platform(
    title="Acme Shop",
    tz="UTC",
    records=(
        HistoryTable(
            table="acme_log",
            required_columns=("nr", "what", "at", "entry"),
            fields={"legacy_id": "entry", "order": "nr", "date": "at", "message": "what"},
        ),
    ),
)
WRONG = HistoryTable(table="t", required_columns=(), fields={"ordr": "nr"})
BROKEN = Platform(title="Old Acme", records=(WRONG,))
'''
INFO = "acme_events-2.0.dist-info"
FILES = {
    "acme_events.py": MODULE,
    f"{INFO}/METADATA": "Metadata-Version: 2.1\nName: acme-events\nVersion: 2.0\n",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"{INFO}/entry_points.txt": "[events.importers]\nacme = acme_events:PLATFORM\n"
    "acme-old = acme_events:BROKEN\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip put the package."""
    folder = tmp_path_factory.mktemp("plugin")
    wheel = folder / "acme_events-2.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
        archive.writestr(f"{INFO}/RECORD", "".join(f"{name},,\n" for name in [*FILES, f"{INFO}/RECORD"]))
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    pip += ["--disable-pip-version-check", "--target", str(target), str(wheel)]
    done = subprocess.run(pip, capture_output=True, text=True, timeout=120, check=False)
    if "No module named pip" in done.stderr:
        pytest.skip("pip is not installed")
    assert done.returncode == 0, done.stderr
    return target


def events(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    return subprocess.run(
        [sys.executable, "-m", "cli.app", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
    )


def test_an_installed_platform_is_listed_with_its_package(site: Path) -> None:
    done = events(site, "import", "--list")
    line = next(line for line in done.stdout.splitlines() if line.split()[:1] == ["acme"])
    assert "acme-events 2.0" in line


def test_an_installed_platform_imports(site: Path, tmp_path: Path) -> None:
    file, database = tmp_path / "acme_log.csv", str(tmp_path / "log.db")
    file.write_text("entry,nr,at,what\n1,007,2020-01-02 10:00,Packed\n")
    done = events(site, "--database", database, "import", str(file), "--from", "acme")
    assert done.returncode == 0, done.stderr
    assert "Packed" in events(site, "--database", database, "order", "007").stdout


def test_its_mistake_is_reported_as_that_of_its_package(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("nr\n1\n")
    done = events(site, "--database", str(tmp_path / "log.db"), "import", str(file), "--from", "acme-old")
    assert done.returncode == 78
    assert "acme-events 2.0" in done.stderr and "fault of that package" in done.stderr.replace("\n", " ")
