"""What the importers' tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bringing import Bring, bring_into

from importers.report import ImportReport


@pytest.fixture
def bring(database: str, tmp_path: Path) -> Bring:
    """Imports rows of text, under the usual header, into the test's database."""

    def bring(text: str, *, name: str = "history.csv", **more: Any) -> ImportReport:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return bring_into(database, file, **more)

    return bring
