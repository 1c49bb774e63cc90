"""How long the program takes to start, beside what it is made of.

    python benchmarks/start_up.py [ROUNDS]

Run it with an installed program, whose modules are compiled, and without PYTHONDONTWRITEBYTECODE.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from data import plain_history
from measure import Runner, side_by_side

TAB = ("COMP_WORDS=events or", "COMP_CWORD=1", "_EVENTS_COMPLETE=complete_bash")


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="events-bench-") as folder:
        database = str(Path(folder) / "events.db")
        events = [sys.executable, "-m", "cli.start", "--database", database]
        add = [*events, "-q", "orders", "add", "1001", "--customer", "jane@example.com", "--line", "2 x Mug"]
        subprocess.run(add, check=True, stdout=subprocess.DEVNULL)
        side_by_side(
            [
                Runner("python -c 'import typer'", [sys.executable, "-c", "import typer"]),
                Runner("events --help", [*events, "--help"]),
                Runner("events --version", [*events, "--version"]),
                Runner("events types", [*events, "types"]),
                Runner("events or<Tab>", ["env", *TAB, *events[:3]]),
            ],
            rounds=rounds,
        )
        side_by_side(
            [
                Runner(
                    "python -c 'import typer, sqlalchemy'", [sys.executable, "-c", "import typer, sqlalchemy"]
                ),
                Runner("events order 1001", [*events, "order", "1001"]),
            ],
            rounds=rounds,
        )
        small, fresh = Path(folder) / "small.csv", Path(folder) / "small.db"
        plain_history(small, 100)
        sets = [part for name in ("order", "date", "author") for part in ("--set", f"{name}={name}")]
        sets += ["--set", "legacy_id=id", "--set", "message=comment", "--source", "bench", "--tz", "UTC"]
        load = "import typer, sqlalchemy.orm, polars"
        side_by_side(
            [
                Runner(f"python -c '{load}'", [sys.executable, "-c", load]),
                Runner(
                    "events import, 100 rows",
                    [*events[:3], "--database", str(fresh), "-q", "import", str(small), *sets],
                    None,
                    lambda: fresh.unlink(missing_ok=True),
                ),
            ],
            rounds=rounds,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rounds", type=int, nargs="?", default=15)
    main(parser.parse_args().rounds)
