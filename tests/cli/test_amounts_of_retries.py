"""Repaired rejects are read as the whole file they come from was."""

from __future__ import annotations

import json
from pathlib import Path

from running import Run


def test_a_repaired_amount_has_the_decimals_that_the_whole_file_decided(run: Run, tmp_path: Path) -> None:
    file, fixed = tmp_path / "a.csv", tmp_path / "fixed.csv"
    lines = ["order;date;status;amount", "1;2020-01-01 10:00;Paid;12,50", "2;2020-02-31 10:00;Paid;1.000"]
    file.write_text("\n".join([*lines, "3;2020-01-01 10:00;Paid;2.000\n"]), encoding="utf-8")
    assert run("import", str(file)).exit_code == 1
    fixed.write_text(f"{lines[0]}\n{lines[2].replace('31', '28')}\n", encoding="utf-8")
    assert run("retry", "1", str(fixed)).exit_code == 0
    found = json.loads(run("log", "-o", "json").stdout)
    assert sorted(one["amount"] for one in found) == ["1000.00", "12.50", "2000.00"]
