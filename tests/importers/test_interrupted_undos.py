"""An undo that dies goes on to the same end, and others can use the log meanwhile."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, PLAIN, ROWS, Bring, bring_into, everything, rows
from taking_back import take_back, whole

from events.database.session import open_session
from events.order import events as order_events
from events.order.lookup import find_order
from importers.ledger import batches
from importers.ledger.locks import RunningImports
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping
from importers.retry.retry import NothingToRetryError, retry
from importers.undo import delete
from importers.undo import undo as undoing
from importers.undo.undo import undo

OTHER = ColumnMapping(source="other", tz="UTC")
NAMED = "id,order,date,author,message,customer\n"
WITH_CUSTOMER = (*PLAIN, "customer=customer")


def test_nothing_of_a_source_is_imported_while_a_batch_of_it_is_half_undone(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(HEADER + ROWS)

    def dying(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delete, "STEPS", (delete.rejects, dying))
        with pytest.raises(KeyboardInterrupt):
            take_back(database)
    with pytest.raises(batches.UnfinishedUndoError, match="Run `events undo 1` first"):
        bring(HEADER + ROWS)
    bring(HEADER + ROWS, mapping=OTHER)
    with pytest.raises(NothingToRetryError):
        retry(1, "mended.csv", database=database)
    assert take_back(database).resumed
    assert bring(HEADER + ROWS).counts.imported == 3


def history(path: Path, *, count: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    with path.open("w") as file:
        file.write(NAMED)
        for number in range(count):
            author = dice.choice(
                ["", "anna@shop.example", "j.smith", f"u{number % 17}@x.example", f"w{number % 9}"]
            )
            date = "0000-00-00" if number % 23 == 0 else f"2020-01-{number % 28 + 1:02} 10:00:00"
            customer = dice.choice(["", "", f"c{number % 13}@x.example", str(number % 7)])
            file.write(
                f"{number},{dice.randrange(count // 4)},{date},{author},Note {number % 50},{customer}\n"
            )


@pytest.fixture
def three_imports(_three_imports: Path, tmp_path: Path) -> str:
    """Three sources whose orders and people overlap, and notes by hand on some of them."""
    return str(shutil.copy(_three_imports, tmp_path / "events.db"))


@pytest.fixture(scope="module")
def _three_imports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("three")
    database = str(folder / "events.db")
    for number, source in enumerate("abc"):
        file = folder / f"{source}.csv"
        history(file, count=300, seed=number)
        mapping = ColumnMapping(source=source, tz="UTC")
        bring_into(database, file, sets=WITH_CUSTOMER, mapping=mapping, same_orders=True)
    with open_session(database) as session:
        for number in range(0, 60, 7):
            order = find_order(session, str(number))
            order_events.note_added_event(order=order, user=order.user, message="by hand")
        session.commit()
    return Path(database)


def end_state(database: str) -> dict[str, object]:
    state: dict[str, object] = dict(everything(database))
    state["operations"] = rows(
        database, "SELECT id, kind, batch_id, json_remove(details, '$.by') FROM operations"
    )
    return state


def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delete, "RECORDS", 30)
    monkeypatch.setattr(delete, "ENTITIES", 7)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_an_undo_that_dies_at_any_point_goes_on_to_the_same_end(
    three_imports: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    small_steps(monkeypatch)
    undisturbed = str(tmp_path / "undisturbed.db")
    Path(undisturbed).write_bytes(Path(three_imports).read_bytes())
    expected_report = take_back(undisturbed)
    dice = random.Random(seed)  # noqa: S311
    for name in ("_run", "_pass_on", "_remove"):
        original = getattr(delete, name)

        def dying(*args: Any, _original: Any = original) -> Any:
            if dice.random() < 0.03:
                raise KeyboardInterrupt
            found = _original(*args)
            if dice.random() < 0.03:
                raise KeyboardInterrupt
            return found

        monkeypatch.setattr(delete, name, dying)
    deaths = 0
    for _ in range(500):
        try:
            report = take_back(three_imports)
            break
        except KeyboardInterrupt:
            deaths += 1
    monkeypatch.undo()
    assert deaths
    assert end_state(three_imports) == end_state(undisturbed)
    assert (report.events, report.kept) == (expected_report.events, expected_report.kept)
    whole(three_imports)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_undo_is_shown_as_such_and_the_same_command_completes_it(
    three_imports: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    program = (
        "import sys\n"
        "from importers.undo import delete, undo\n"
        "delete.RECORDS, delete.ENTITIES = 10, 7\n"
        "def show(now): print(now.done, flush=True); sys.stdin.readline()\n"
        f"undo.undo(2, database={three_imports!r}, by='tester', dry_run=False, on_progress=show)\n"
    )
    undisturbed = str(tmp_path / "undisturbed.db")
    Path(undisturbed).write_bytes(Path(three_imports).read_bytes())
    take_back(undisturbed, 2)
    dice = random.Random(seed)  # noqa: S311
    for _ in range(2):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen([sys.executable, "-c", program], **pipes) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for _ in range(dice.randrange(1, 9)):  # a few steps, and then somewhere within the next
                process.stdout.readline()
                process.stdin.write(b"\n")
                process.stdin.flush()
            time.sleep(dice.random() * 0.01)
            process.kill()
        with closing(sqlite3.connect(three_imports)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        whole(three_imports)
    with open_session(three_imports) as session:
        seen = batches.view(session, session.get_one(Batch, 2), running=RunningImports())
        assert (seen.status, seen.undo and seen.undo.what) == ("undoing", "is undoing batch 2")
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    assert end_state(three_imports) == end_state(undisturbed)


def test_an_undo_takes_statements_by_the_chunk_and_not_by_the_row(
    three_imports: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import Engine, event

    statements: list[str] = []
    listen = ("before_cursor_execute", lambda *args: statements.append(args[2]))
    event.listen(Engine, *listen)
    try:
        take_back(three_imports, 3)
    finally:
        event.remove(Engine, *listen)
    work = [text for text in statements if re.match(r"\s*(DELETE|UPDATE|INSERT)", text)]
    assert len(work) < 60


def test_others_can_write_between_two_steps(three_imports: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note that arrives meanwhile keeps its order."""
    small_steps(monkeypatch)
    ((number,),) = rows(
        three_imports,
        "SELECT number FROM orders JOIN creations ON entity_id = orders.id"
        " WHERE entity = 'order' AND batch_id = 1 ORDER BY orders.id DESC LIMIT 1",
    )
    written = []

    def write(_: undoing.UndoProgress) -> None:
        if not written:
            written.append(number)
            with open_session(three_imports) as session:
                order_events.note_added_event(
                    order=find_order(session, number), user=None, message="meanwhile"
                )
                session.commit()

    undo(1, database=three_imports, by="tester", dry_run=False, on_progress=write)
    assert rows(three_imports, "SELECT count(*) FROM order_events WHERE parameters LIKE '%meanwhile%'") == [
        (1,)
    ]
    assert rows(three_imports, "SELECT count(*) FROM orders WHERE number = ?", number) == [(1,)]
    whole(three_imports)
