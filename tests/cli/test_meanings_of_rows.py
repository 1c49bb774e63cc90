"""What rows of imported files mean: amounts in a column of their own, and what nobody understands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Run

from events import kind_store
from events.database.session import open_engine
from importers.ledger.provenance import legacy_word_if_any

HISTORY = (
    "Nr zamówienia;Data;Status;Kwota;Waluta\n"
    "101;2021-03-05 14:32;Nowe zamówienie;1 249,50;PLN\n"
    "101;2021-03-05 14:40;Płatność zaakceptowana;1 249,50;PLN\n"
    "101;2021-03-06 09:12;Opłacone;1 249,50;PLN\n"
    "101;2021-03-08 09:12;Wysłane;1 249,50;PLN\n"
    "101;2021-03-20 09:12;Zwrot środków;-20,00;PLN\n"
)


def test_an_orders_total_in_each_of_its_rows_counts_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "historia.csv"
    file.write_text(HISTORY)
    found = run("import", str(file), "--tz", "UTC")
    assert "amount ← Kwota, currency ← Waluta" in " ".join(found.stdout.split())
    assert "Amounts of the column shown with what says paid or refunded: 3" in found.stdout
    shown = run("order", "101", "--format", "oneline").stdout
    assert "Status: Opłacone (1 249,50 PLN)" in shown
    assert "Status: Zwrot środków (20,00 PLN)" in shown
    assert "Status: Wysłane  " in shown
    assert "1×  1249.50 PLN" in run("stats", "--kind", "paid").stdout
    assert "1×  20.00 PLN" in run("stats", "--kind", "refunded").stdout
    assert "partially refunded" in run("orders", "--format", "csv").stdout.replace("_", " ")
    assert run("reconcile", str(file), "--tz", "UTC").exit_code == 0


def test_a_file_that_was_imported_without_its_amounts_is_not_imported_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "historia.csv"
    file.write_text(HISTORY)
    assert run("import", str(file), "--tz", "UTC", "--set", "amount=''").exit_code == 0
    again = run("import", str(file), "--tz", "UTC")
    assert again.exit_code == 0
    assert "duplicate            5" in again.stdout
    assert run("reconcile", str(file), "--tz", "UTC").exit_code == 0


def test_what_is_found_nowhere_may_be_among_messages_of_no_known_meaning(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order,date,message\n1,2021-03-05,Colis déposé\n1,2021-03-06,Paid\n")
    run("import", str(file), "--tz", "UTC")
    said = run("stats", "--kind", "shipped").stdout
    assert (
        "hide 2 events. 1 message among them has no known meaning: events stats --kind legacy --by message"
        in said
    )
    assert "no known meaning" not in run("stats", "--kind", "shipped", "--grep", "Paid").stdout


def test_unknown_messages_are_counted_by_their_wording_where_many_are_met(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    rows = [f"{1000 + at},2021-03-05,Colis déposé {7**at}\n" for at in range(12)]
    file.write_text("order,date,message\n" + "".join(rows) + "1,2021-03-06,Vers. o.k.\n1,2021-03-07,Paid\n")
    counts = "events stats --kind legacy --batch 1 --by message"
    said = run("import", str(file), "--tz", "UTC").stderr
    assert f"13 of 14 messages have no known meaning. Counted by their wording: {counts}" in said.replace(
        "\n", " "
    )
    assert "[meanings]" in said
    for group in ("message", "text", "words"):
        found = run("stats", "--kind", "legacy", "--by", group, "-o", "csv").stdout.splitlines()
        assert found == [
            "group,name,events,order",
            "message,Colis déposé #,12,1000",
            "message,Vers. o.k.,1,1",
        ]
    shown = run("stats", "--kind", "legacy", "--by", "message")
    assert shown.stdout.splitlines()[1].split() == ["12", "92.3%", "1000", "Colis", "déposé", "#"]
    assert "13 messages of 2 wordings" in shown.stderr
    assert "[meanings]" in shown.stderr
    document = json.loads(run("stats", "--kind", "legacy", "--by", "message", "-o", "json").stdout)
    assert document["messages"][1] == {"message": "Vers. o.k.", "events": 1, "order": "1"}
    assert (
        run("stats", "--kind", "note", "--by", "message").stdout == "No legacy messages pass the filters.\n"
    )
    for words in (("log", "--kind", "legacy"), ("classify", "Vers. o.k.", "paid")):
        assert "events stats --kind legacy --by message" in run(*words).stderr.replace("\n", " ")


def test_a_mapping_says_what_messages_of_a_shop_mean(run: Run, tmp_path: Path) -> None:
    file, mapping = tmp_path / "notes.csv", tmp_path / "legacy.toml"
    file.write_text(
        "order,date,message,kind\n1,2021-03-05,Colis déposé chez Relay,A\n2,2021-03-06,Colis déposés,B\n"
    )
    mapping.write_text('[meanings]\n"Colis déposé" = "shipped"\n')
    assert run("import", str(file), "--tz", "UTC").exit_code == 0
    again = run("import", str(file), "--tz", "UTC", "--map", str(mapping))
    assert "duplicate            2" in again.stdout
    said = " ".join(again.stdout.split())
    earlier = "2 records were in the log before this import and keep their kinds: earlier imports did not"
    assert earlier in said
    assert "To give them to what is in the log: events meanings set 'Colis déposé' shipped" in said
    run("meanings", "set", "Colis déposé", "shipped")
    assert "keep their kinds" not in run("import", str(file), "--tz", "UTC", "--map", str(mapping)).stdout
    run("undo", "1", "--yes")
    assert run("import", str(file), "--tz", "UTC", "--map", str(mapping)).exit_code == 0
    assert "keep their kinds" not in run("import", str(file), "--tz", "UTC", "--map", str(mapping)).stdout
    assert "Relay" in run("log", "--kind", "shipped").stdout
    assert "déposés" in run("log", "--kind", "legacy").stdout
    assert "Relay" not in run("log", "--kind", "legacy").stdout
    assert '"kind": "A"' in run("show", "o3", "-o", "json").stdout.replace('\\"', '"').replace('":"', '": "')
    assert run("reconcile", str(file), "--tz", "UTC", "--map", str(mapping)).exit_code == 0
    mapping.write_text('[meanings]\n" " = "shipped"\n')
    refused = run("import", str(file), "--tz", "UTC", "--map", str(mapping))
    assert (refused.exit_code, "a phrase is empty" in refused.stderr) == (2, True)


def test_phrases_that_no_record_says_and_those_that_overrule_are_named(run: Run, tmp_path: Path) -> None:
    file, mapping = tmp_path / "notes.csv", tmp_path / "m.toml"
    file.write_text("id,order,date,message\n1,1,2021-03-05,Colis d\u00e9pos\u00e9 7\n2,1,2021-03-06,Paid\n")
    mapping.write_text('[meanings]\n"Colis depose" = "shipped"\n"Paid" = "invoiced"\n"Xyzzy" = "paid"\n')
    done = run("import", str(file), "--tz", "UTC", "--map", str(mapping))
    said = " ".join(done.stdout.split())
    assert done.exit_code == 0
    assert (
        "no record that was read begins with 'Colis depose'; the line changes nothing. The nearest message "
        "is 'Colis d\u00e9pos\u00e9 7'."
    ) in said
    assert "begins with 'Xyzzy'; the line changes nothing. " in said
    assert "'Paid', which is understood as paid, is invoiced in 1 record, as the mapping says." in said
    assert [json.loads(line)["kind"] for line in run("log", "-o", "jsonl").stdout.splitlines()] == [
        "invoiced",
        "legacy",
    ]
    again = run("import", str(file), "--tz", "UTC", "--map", str(mapping)).stdout
    assert "[meanings]:" not in again


def test_amounts_of_rows_that_say_neither_paid_nor_refunded_are_counted(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(
        "id,order,date,message,kind,amount,currency\n"
        "1,A3,2024-03-01 10:00,Settled at the till,paid,45.00,gbp\n"
        "2,A3,2024-03-02 10:00,Money is on its way,refund,5.00,gbp\n"
        "3,A3,2024-03-03 10:00,Something else,sundry,7.00,gbp\n"
    )
    found = " ".join(run("import", str(file), "--tz", "UTC").stdout.split())
    assert "shown with what says paid or refunded: 2." in found
    assert "1 amount of the column is neither shown nor added up" in found
    assert "(legacy 1). It is kept with its record. If another column says what happened, --set kind" in found
    summed = " ".join(run("stats", "paid", "refunded", "--by", "currency").stdout.split())
    assert "GBP ✓ paid 45.00 GBP ↶ refunded 5.00" in summed
    assert "duplicate 3" in " ".join(run("import", str(file), "--tz", "UTC").stdout.split())
    assert run("reconcile", str(file), "--tz", "UTC").exit_code == 0


COMMENTED = (
    "id,order,created_at,status,comment\n"
    "1,1001,2020-01-01 10:00,Paid,customer called\n"
    "2,1001,2020-01-03 10:00,Shipped,customer called\n"
    "3,1001,2020-01-05 10:00,Shipped,asked for colour\n"
    "4,1001,2020-01-08 10:00,Shipped,We refunded $12.00 offline.\n"
    "5,1001,2020-01-09 10:00,Refunded,asked again\n"
)


@pytest.mark.parametrize("is_stored", [False, True], ids=["read", "stored"])
def test_sums_know_the_statuses_that_timelines_know(
    run: Run, tmp_path: Path, database: str, *, is_stored: bool
) -> None:
    file = tmp_path / "history.csv"
    file.write_text(COMMENTED)
    run("import", str(file), "--tz", "UTC")
    if is_stored:
        with open_engine(database) as engine, engine.connect() as reader:
            for _ in kind_store.prepare(reader, legacy_word_if_any(reader), least=0):
                pass
    assert "shipped 2020-01-03 · ↶ refunded $12.00 2020-01-08" in run("order", "1001").stdout
    sums = json.loads(run("stats", "--sum", "-o", "json").stdout)
    assert [(one["refunds"], one["refunded"]) for one in sums] == [(1, "12.00"), (0, None)]
    counted = json.loads(run("stats", "-o", "json").stdout)["kinds"]
    assert {one["kind"]: one["events"] for one in counted} == {"paid": 1, "shipped": 2, "refunded": 2}
