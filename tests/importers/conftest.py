"""What the importers' tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import Bring, bring_into
from content import content

from importers.report import ImportReport


@pytest.fixture
def bring(database: str, tmp_path: Path) -> Bring:
    """Imports rows of text, under the usual header, into the test's database."""

    def bring(text: str, *, name: str = "history.csv", **more: Any) -> ImportReport:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return bring_into(database, file, **more)

    return bring


@pytest.fixture
def both(sqlite_database: str, postgresql_database: str) -> Callable[..., tuple[Any, Any]]:
    """Does something to a file and to a server; gives both results, and checks that the logs are equal."""

    def both(act: Callable[[str], Any]) -> tuple[Any, Any]:
        results = act(sqlite_database), act(postgresql_database)
        assert content(postgresql_database) == content(sqlite_database)
        return results

    return both
