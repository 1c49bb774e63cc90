"""How fast `events import` is beside what else people bring legacy rows into SQLite with.

    python benchmarks/rivals.py [ROWS]

They have no ledger: sqlite-utils fills a table without indexes, Django one with two. `events` does all it
always does. They are given fewer rows, since their rate does not change with the number: rates are compared.
They are found in the environment that runs this, and left out where they are not.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from data import history
from measure import accepted

DJANGO = """
import csv, sys, json
import django
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}}, USE_TZ=False
)
django.setup()
from django.db import connection, models
class Event(models.Model):
    date = models.CharField(max_length=32)
    type = models.CharField(max_length=32)
    order = models.CharField(max_length=32)
    user = models.CharField(max_length=64, db_index=True)
    parameters = models.JSONField()
    class Meta:
        app_label = "bench"
        indexes = [models.Index(fields=["order", "date"], name="by_order")]
with connection.schema_editor() as editor:
    editor.create_model(Event)
rows = csv.DictReader(open(sys.argv[2], newline="", encoding="utf-8"))
events = (
    Event(date=row["created_at"], type="other", order=row["increment_id"], user=row["author"],
          parameters={"message": row["comment"]})
    for row in rows
)
if sys.argv[3] == "each":
    for event in events:
        event.save()
else:
    Event.objects.bulk_create(list(events), batch_size=1000)
"""
SETS = "legacy_id=entity_id order=increment_id date=created_at author=author message=comment kind=status"


def main(rows: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="events-bench-"))
    rates: dict[str, float] = {}

    def rate(name: str, count: int, command: Callable[[str, str], list[str]]) -> None:
        export, database = folder / f"{count}.csv", folder / f"{len(rates)}.db"
        if not export.exists():
            history(export, count)
        began = time.perf_counter()
        line = command(str(database), str(export))
        done = subprocess.run(line, stdout=subprocess.DEVNULL, check=False)
        if done.returncode not in accepted(line):
            raise SystemExit(f"{name} failed: {done.returncode}")
        rates[name] = count / (time.perf_counter() - began)

    sets = [part for pair in SETS.split() for part in ("--set", pair)]
    events = [sys.executable, "-m", "cli.start", "-q", "--database"]
    rate("events import", rows, lambda db, csv: [*events, db, "import", csv, "--tz", "UTC", *sets])
    if importlib.util.find_spec("sqlite_utils"):
        tool = [sys.executable, "-m", "sqlite_utils", "insert"]
        rate("sqlite-utils insert", rows // 10, lambda db, csv: [*tool, db, "event", csv, "--csv"])
    if importlib.util.find_spec("django"):
        script = [sys.executable, "-c", DJANGO]
        rate("Django bulk_create", rows // 10, lambda db, csv: [*script, db, csv, "bulk"])
        rate("one create() per row", max(rows // 500, 500), lambda db, csv: [*script, db, csv, "each"])
    for name, found in rates.items():
        print(f"{name:<24} {found:12,.0f} rows/s  {rates['events import'] / found:8.1f} x slower")
    shutil.rmtree(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    main(parser.parse_args().rows)
