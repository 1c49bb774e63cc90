"""The limit of an import of a file that has grown: the libraries, the digest of what is known, the new rows.

    python benchmarks/raw_tail.py LOG HISTORY.csv KNOWN

LOG has imported the first KNOWN bytes of HISTORY.csv, which is one of `import_speed.py --bar`. A thread
digests these bytes while the libraries are loaded; then the new rows are written as `raw_loop.py` writes
them. It checks, maps and accounts for nothing, and looks up nothing but the names of the new rows.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from threading import Thread

STEP = 4 << 20


def main(log: str, history: Path, known: int) -> None:
    digest = Thread(target=_digest, args=(history, known))
    digest.start()
    import polars as pl
    import sqlalchemy.orm  # noqa: F401 - an import loads these two
    import typer  # noqa: F401
    from raw_loop import PRAGMAS, TYPES, write

    from importers.writing.sqlite.adbc import Columnar

    file = Columnar(log)
    for one in PRAGMAS:
        file.run(f"PRAGMA {one}")
    file.begin_transactions()
    with history.open("rb") as source:
        header = source.readline()
        source.seek(known)
        rows = pl.read_csv(header + source.read(), schema_overrides=TYPES)

    def names(name: str, table: str, column: str) -> pl.DataFrame:
        """The known ones among the new rows' names, and the last id of all."""
        wanted = json.dumps(rows[name].unique().to_list())
        query = f"SELECT {column}, id FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"
        last = f" UNION ALL SELECT '', max(id) FROM {table}"
        return file.run(query + last, wanted).rename({column: name, "id": f"{name}_id"})

    known_names = {"order": names("order", "orders", "number"), "author": names("author", "users", "email")}
    digest.join()
    write(file, rows, file.number("SELECT max(id) + 1 FROM order_events"), known_names)
    file.commit()
    file.close()


def _digest(history: Path, known: int) -> None:
    state = hashlib.sha256()
    with history.open("rb", buffering=0) as source:
        while known and (data := source.read(min(known, STEP))):
            state.update(data)
            known -= len(data)
    state.hexdigest()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
