"""Numbers that are built on meanings say how many events have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run

from events import kind_store
from events.database.session import open_engine
from importers.ledger.provenance import legacy_word, legacy_words

HISTORY = (
    "order,date,message\n"
    "1,2021-03-01,Order placed\n1,2021-03-02,Paid\n1,2021-03-05,Shipped\n"
    "1,2021-03-06,Colis posé\n2,2021-03-06,Vers. o.k.\n"
)
NOTE = (
    "2 of the log's 5 events have no known meaning and are not counted: "
    "events stats --kind legacy --by message"
)


@pytest.fixture
def imported(run: Run, tmp_path: Path) -> Path:
    file = tmp_path / "history.csv"
    file.write_text(HISTORY)
    run("import", str(file), "--tz", "UTC")
    return file


COUNTS = [
    "stats shipped",
    "stats paid --by month",
    "orders --status shipped",
    "orders --by state",
    "waits",
    "paths",
]


@pytest.mark.parametrize("words", COUNTS)
def test_what_counts_by_meaning_says_how_much_it_lacks(run: Run, imported: Path, words: str) -> None:
    for more in ((), ("-o", "csv")):
        shown = run(*words.split(), *more)
        assert NOTE in shown.stderr and NOTE not in shown.stdout


@pytest.mark.parametrize("words", ["stats", "stats legacy", "orders", "-q stats shipped"])
def test_what_counts_everything_says_nothing_of_it(run: Run, imported: Path, words: str) -> None:
    assert "no known meaning" not in run(*words.split()).stderr


def test_unknown_messages_that_hardly_change_an_answer_are_not_spoken_of(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    paid = "".join(f"{at},2021-03-02,Paid\n" for at in range(60))
    shipped = "".join(f"{at},2021-04-02,Shipped\n" for at in range(5))
    file.write_text(f"order,date,message\n{paid}{shipped}1,2021-03-06,Colis posé\n2,2021-03-07,Vers. o.k.\n")
    run("import", str(file), "--tz", "UTC")
    said = "no known meaning and are not counted: events stats --kind legacy --by message"
    for words in ("paths", "stats shipped", "orders --status shipped", "stats paid shipped --by month"):
        assert (words, said in run(*words.split()).stderr) == (words, "paid" not in words)
    assert said not in run("orders", "--status", "paid").stderr
    # Of the time asked about, not of the whole log.
    assert said not in run("stats", "shipped", "--since", "2021-04-01").stderr
    of_days = run("stats", "paid", "--since", "2021-03-02", "--until", "2021-03-08")
    assert "no known meaning" not in of_days.stderr


def test_stored_kinds_give_the_same_numbers(run: Run, imported: Path, database: str) -> None:
    with open_engine(database) as engine, engine.connect() as reader:
        assert kind_store.count_unknown(reader, lambda: legacy_words(reader)) == (2, 5)
        for _ in kind_store.prepare(reader, legacy_word, least=0):
            pass
        assert kind_store.is_there(reader)
        assert kind_store.count_unknown(reader, lambda: pytest.fail("reads the words")) == (2, 5)
