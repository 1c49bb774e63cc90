"""`--source` and `--batch` choose what one source, or one import, brought."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run

ONE = "id,order,customer,date,author,message\n1,101,a@example.com,2020-01-01 10:00,anna,Paid: 60.00 USD\n"
TWO = (
    "id,order,customer,date,author,message\n"
    "1,201,b@example.com,2020-02-01 10:00,anna,Order placed\n"
    "2,201,b@example.com,2020-02-02 10:00,anna,Paid: 9.00 USD\n"
)


@pytest.fixture
def two_sources(run: Run, tmp_path: Path) -> None:
    for name, text in (("till", ONE), ("web", TWO)):
        (tmp_path / f"{name}.csv").write_text(text)
        assert run("import", str(tmp_path / f"{name}.csv"), "--source", name, "--tz", "UTC").exit_code == 0


@pytest.mark.usefixtures("two_sources")
@pytest.mark.parametrize("chosen", ["--source=Till", "--batch=1"])
def test_what_one_source_or_import_brought_is_chosen(run: Run, chosen: str) -> None:
    def out(*words: str) -> str:
        result = run(*words, chosen)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    assert out("log", "-o", "ids").split() == ["o1"]
    assert out("search", "paid", "-o", "ids").split() == ["o1"]
    assert out("export", "-", "-o", "csv", "--columns", "order") == "order\n101\n"
    assert "60.00,60.00" in out("stats", "--sum", "-o", "csv")
    assert out("orders", "-o", "ids").split() == ["101"]
    assert out("orders", "--status", "paid", "--by", "source", "-o", "csv").splitlines()[1:] == [
        "source,till,1,60.00 USD"
    ]
    assert out("customers", "-o", "ids").split() == ["a@example.com"]
    assert "1 order, 100.0% with a known step" in out("paths")
    assert "1 order" in out("waits")


@pytest.mark.usefixtures("two_sources")
@pytest.mark.parametrize("large", [0, 100], ids=["many", "few"])
@pytest.mark.parametrize("ranges", [0, 20], ids=["scattered", "together"])
def test_orders_of_a_source_are_chosen_whatever_its_events_are(
    run: Run, large: int, ranges: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many events, each order is asked for one; events that lie together are known by their ids."""
    monkeypatch.setattr("importers.ledger.of_source.LARGE", large)
    monkeypatch.setattr("importers.ledger.of_source._FEW", ranges)
    monkeypatch.setattr("events.summaries.store.filling.LEAST", 0)
    run("add-note", "201", "by hand", "--user", "anna")
    for source, order, customer in (("till", "101", "a@example.com"), ("web", "201", "b@example.com")):
        for given in ((), ("--sort", "paid"), ("--since", "2020-01-01")):
            assert run("orders", "--source", source, "-o", "ids", *given).stdout.split() == [order]
            assert run("customers", "--source", source, "-o", "ids", *given).stdout.split() == [customer]
    assert run("orders", "--source", "till", "--batch", "2", "-o", "ids").stdout == ""


@pytest.mark.usefixtures("two_sources")
@pytest.mark.parametrize("command", ["log", "stats", "orders", "customers", "paths", "waits"])
def test_a_source_that_is_not_there_is_reported_with_the_nearest(run: Run, command: str) -> None:
    result = run(command, "--source", "tilll")
    assert result.exit_code == 1
    assert "There is no source 'tilll'. Nearest: till." in result.stderr


@pytest.mark.usefixtures("two_sources")
def test_authors_of_one_name_are_set_apart_by_their_source_and_found_so(run: Run) -> None:
    by_author = run("stats", "--by", "author").stdout
    assert "anna (till)" in by_author
    assert "anna (web)" in by_author
    names = [line.split(",")[1] for line in run("stats", "--by", "author", "-o", "csv").stdout.splitlines()]
    assert names == ["name", "anna (web)", "anna (till)"]
    assert "anna (web)" in run("log", "--format", "oneline").stdout
    found = [run("log", "-o", "ids", "--user", name).stdout.split() for name in (*names[1:], "anna (legacy)")]
    assert found == [["o3", "o2"], ["o1"], ["o3", "o2", "o1"]]
    unknown = run("log", "--user", "anna (nowhere)")
    assert (unknown.exit_code, "There is no author 'anna (nowhere)'" in unknown.stderr) == (1, True)


def test_me_is_whoever_asks_and_nobody_whose_name_has_these_letters(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "till.csv").write_text(ONE.replace("anna", "James"))
    run("import", str(tmp_path / "till.csv"), "--tz", "UTC")
    run("add-note", "101", "Mine.", "--user", "zoe@shop.example")
    monkeypatch.setenv("EVENTS_USER", "zoe@shop.example")
    assert run("log", "--mine", "-o", "ids").stdout.split() == ["o2"]
    monkeypatch.setenv("EVENTS_USER", "nobody@shop.example")
    assert "There is no author 'nobody@shop.example'" in run("log", "--user", "me").stderr
