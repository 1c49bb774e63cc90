"""`undo-note` and `move-note`: deleting what one has recorded last, and moving a note to another order."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from own_terminal import on_terminal
from running import Run
from typer.testing import CliRunner

from cli.app import app
from events import clock
from events.database.taking_back import RECENT
from events.notes.dated import without_remark

pytestmark = pytest.mark.usefixtures("shop")
ANNA = ("--user", "anna@shop.example")


def _write(run: Run, text: str, *more: str, target: str = "2002") -> str:
    """The id of a new note."""
    return str(json.loads(run("add-note", target, text, "-o", "json", *(more or ANNA)).stdout)["id"])


def test_an_own_new_note_is_deleted_for_good_and_the_operation_is_listed(run: Run, database: str) -> None:
    note = _write(run, "zzunique words")
    assert "zzunique" in run("search", "zzunique").stdout
    result = run("undo-note", note, *ANNA)
    assert (result.exit_code, result.stdout) == (0, f"Deleted {note} on order 2002, op1: zzunique words\n")
    again = "events add-note 2002 'zzunique words' --date '2020-11-06 15:57:03' --user anna@shop.example"
    assert result.stderr == f"To write it again: {again}\nNext: events order 2002\n"
    assert "zzunique" not in run("order", "2002").stdout
    assert "Nothing found" in run("search", "zzunique").stderr
    assert f"undid note {note} on 2002" in run("batches", "--operations").stdout
    assert "zzunique" not in run("batches", "--operations", "-o", "json").stdout
    assert run("show", note).exit_code == 1
    assert _write(run, "next") != note


def test_a_dry_run_keeps_the_note_and_records_nothing(run: Run) -> None:
    note = _write(run, "stays")
    result = run("undo-note", note, "--dry-run", *ANNA)
    assert "Would have deleted" in result.stdout
    assert "Nothing was changed." in result.stderr
    assert "stays" in run("order", "2002").stdout
    assert json.loads(run("batches", "--operations", "-o", "json").stdout) == []


def test_json_has_the_text_for_the_last_time(run: Run) -> None:
    note = _write(run, "one\ntwo")
    answer = json.loads(run("undo-note", note, "-o", "json", *ANNA).stdout)
    assert (answer["event"], answer["operation"], answer["message"]) == (note, "op1", "one\ntwo")


def test_a_note_of_somebody_else_stays(run: Run) -> None:
    note = _write(run, "hers")
    for user in ("bo@shop.example", "jane@example.com"):
        result = run("undo-note", note, "--user", user)
        assert (result.exit_code, "was written by anna@shop.example" in result.stderr) == (2, True)
    assert f"events correct-note {note}" in result.stderr
    assert "hers" in run("order", "2002").stdout
    assert "bo@shop.example" not in run("stats").stdout


def test_only_the_newest_notes_of_a_person_can_be_deleted(run: Run) -> None:
    ids = [_write(run, f"note {number}") for number in range(RECENT + 1)]
    result = run("undo-note", ids[0], *ANNA)
    assert (result.exit_code, f"{ids[0]} is older" in result.stderr) == (2, True)
    assert run("undo-note", ids[1], *ANNA).exit_code == 0


@pytest.mark.parametrize("event", ["o1", "c1"])
def test_what_somebody_else_recorded_stays_and_only_notes_move(run: Run, event: str) -> None:
    undone = run("undo-note", event)
    assert (undone.exit_code, f"{event} was recorded by jane@example.com" in undone.stderr) == (2, True)
    moved = run("move-note", event, "2002")
    assert (moved.exit_code, "not a note" in moved.stderr) == (2, True)


def test_an_imported_note_is_undone_with_its_import_only(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    run("export", str(file))
    assert run("--database", str(tmp_path / "copy.db"), "import", str(file)).exit_code == 0
    listed = run("--database", str(tmp_path / "copy.db"), "log", "--type", "note_added", "-o", "json").stdout
    note = json.loads(listed)[0]["id"]
    result = run("--database", str(tmp_path / "copy.db"), "undo-note", note, *ANNA)
    assert (result.exit_code, "an imported note" in result.stderr) == (2, True)


@pytest.mark.parametrize("words", [("undo-note", "last"), ("undo", "last"), ("undo", "o9")])
def test_a_recorded_event_is_taken_back_with_what_it_changed(run: Run, words: tuple[str, ...]) -> None:
    before = _state(run, "2002")
    assert run("record", "refunded", "2002", "5.00", "EUR", "--message", "zzbroken", *ANNA).exit_code == 0
    assert _state(run, "2002") == "refunded"
    assert "zzbroken" in run("search", "zzbroken").stdout
    result = run(*words, *ANNA)
    assert (
        result.stdout == "Deleted o9 (recorded: refunded) on order 2002, op1: Refunded 5.00 EUR. zzbroken\n"
    )
    assert _state(run, "2002") == before
    assert "Nothing found" in run("search", "zzbroken").stderr
    assert "took back o9 (other) on 2002" in run("batches", "--operations").stdout
    gone = run("show", "o9")
    assert (gone.exit_code, "o9 was an event (other) on 2002." in gone.stderr) == (1, True)


def _state(run: Run, order: str) -> str:
    listed = json.loads(run("orders", "-o", "json").stdout)
    (state,) = [one["state"] for one in listed if one["number"] == order]
    return str(state)


def test_a_recorded_event_goes_with_what_it_wrote_into_the_customers_history(run: Run) -> None:
    for by in ("o1", "c2"):
        shown = run("undo-note", by, "--dry-run", "-o", "json", "--user", "jane@example.com")
        assert json.loads(shown.stdout)["event"] == "o1"
    placed = ("customer", "jane@example.com", "--kind", "placed", "-o", "json")
    assert len(json.loads(run(*placed).stdout)) == 2
    assert run("undo-note", "o1", "--user", "jane@example.com").exit_code == 0
    assert json.loads(run(*placed).stdout) == []


def test_last_is_what_was_recorded_last_whatever_its_date(run: Run) -> None:
    _write(run, "rang")
    recorded = ("record", "shipped", "2002", "--date", "2019-01-01", "-o", "json", *ANNA)
    shipped = json.loads(run(*recorded).stdout)["id"]
    assert json.loads(run("undo-note", "last", "--dry-run", "-o", "json", *ANNA).stdout)["event"] == shipped
    assert run("undo-note", "last", "--dry-run", "--user", "casper").exit_code == 1


def test_last_is_asked_for_where_dates_do_not_say_which_it_is(run: Run) -> None:
    on_customer = _write(run, "VIP", target="jane@example.com")
    recorded = ("record", "shipped", "2002", "--date", "2019-01-01", "-o", "json", *ANNA)
    shipped = json.loads(run(*recorded).stdout)["id"]
    unclear = run("undo-note", "last", *ANNA)
    ways = f"events undo-note {on_customer} or events undo-note {shipped}"
    assert (unclear.exit_code, ways in " ".join(unclear.stderr.split())) == (2, True)


@pytest.mark.parametrize("command", ["undo-note", "correct-note"])
@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2020-11-04T09:00:00Z", "customer's"),
        ("2020-11-08T08:59:59Z", "customer's"),
        ("2020-11-08T09:00:10Z", ""),  # in the same minute
        ("2020-11-08T09:01:00Z", "order's"),
        ("2020-11-12T09:00:00Z", "order's"),
    ],
)
def test_of_a_note_about_another_time_the_time_of_writing_says_whether_it_is_the_last(
    run: Run, monkeypatch: pytest.MonkeyPatch, written: str, last: str, command: str
) -> None:
    """The customer's note is of 8 November, 9:00:30; that on the order is about 2019, and `written` then."""
    notes = {
        "customer's": ("2020-11-08T09:00:30Z", ("add-note", "jane@example.com", "VIP")),
        "order's": (written, ("add-note", "2002", "Rang.", "--date", "2019-01-01")),
    }
    found = {}
    for name, (moment, words) in sorted(notes.items(), key=lambda one: one[1]):
        monkeypatch.setattr(clock, "now", lambda now=moment: datetime.fromisoformat(now))
        found[name] = str(json.loads(run(*words, *ANNA, "-o", "json").stdout)["id"])
    shown = run(command, "last", *(["--dry-run"] if command == "undo-note" else ["Put right."]), *ANNA)
    said = " ".join((shown.stdout + shown.stderr).split())
    if last:
        text = {"customer's": "VIP", "order's": "Rang. (about 2019-01-01, written 2020-11-"}[last]
        assert (shown.exit_code, found[last] in said, text in said) == (0, True, True)
    else:
        before = "events undo-note " if command == "undo-note" else ""
        ids = [before + found[one] for one in ("customer's", "order's")]
        assert (shown.exit_code, " or ".join(ids) in said) == (2, True)


def test_the_last_note_is_the_one_typed_last_and_no_imported_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On the same order: about an earlier time of the same day, a correction, and history of the author."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2020, 11, 8, 12, tzinfo=UTC))
    _write(run, "now")
    dated = _write(run, "about this morning", "--date", "2020-11-08 08:00Z", *ANNA)
    corrected = json.loads(run("correct-note", "last", "morning", "-o", "json", *ANNA).stdout)
    assert corrected["corrects"] == dated
    older = _write(run, "about last year", "--date", "2019-01-01", *ANNA)
    (tmp_path / "old.csv").write_text(
        "order,date,message,author\n2002,2020-11-08 11:00:00,Note,anna@shop.example\n"
    )
    assert run("import", str(tmp_path / "old.csv")).exit_code == 0
    for command in (("undo-note", "last", "--dry-run"), ("move-note", "last", "pl/1001", "--dry-run")):
        assert json.loads(run(*command, "-o", "json", *ANNA).stdout)["event"] == older
    shown = run("-v", "order", "2002").stdout
    assert "about last year (about 2019-01-01, written 2020-11-08)" in " ".join(shown.split())
    assert "anna@shop.example · written 2020-11-08 13:00" in shown
    assert "written   2020-11-08 13:00" in run("show", older).stdout


def test_undo_last_is_what_came_last_an_import_or_an_own_event(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("order,date,message\n2002,2020-01-01 10:00:00,Paid\n")
    assert run("import", str(file)).exit_code == 0
    asked = run("undo", "last", *ANNA)
    assert (asked.exit_code, "events undo 1" in asked.stderr) == (2, True)
    assert "events undo-note last" in asked.stderr
    note = _write(run, "rang")
    assert run("undo", "last", *ANNA).stdout.startswith(f"Deleted {note} on order 2002")
    _write(run, "rang again")
    dated = json.loads(run("record", "shipped", "2002", "--date", "2019-01-01", "-o", "json", *ANNA).stdout)
    assert run("undo", "last", *ANNA, "--dry-run").stdout.startswith(f"Would have deleted {dated['id']} ")
    somebody = run("undo", "last").stderr
    assert (
        f"which anna@shop.example recorded since: events undo-note {dated['id']} {' '.join(ANNA)}" in somebody
    )


def test_undo_last_names_an_assignment_that_was_made_since_the_import(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("order,date,message,author\n2002,2020-01-01 10:00:00,Paid,till\n")
    run("import", str(file))
    assert "assignment" not in run("undo", "last").stderr
    run("actors", "assign", "till", "till@shop.example")
    assert "the assignment of till since: events undo op1" in run("undo", "last").stderr


def test_adding_an_order_or_a_customer_names_the_next_command_with_who_acts(run: Run) -> None:
    assert "placed 7 --user anna\n" in run("orders", "add", "7", "--user", "anna").stderr
    assert (
        "created x@y.example --user anna\n" in run("customers", "add", "x@y.example", "--as", "anna").stderr
    )


def test_undoing_a_correction_lets_the_note_be_corrected_again(run: Run) -> None:
    note = _write(run, "Größe 12")
    correction = json.loads(run("correct-note", note, "Größe 13", "-o", "json", *ANNA).stdout)["id"]
    undone = run("undo-note", correction, *ANNA)
    assert undone.exit_code == 0
    also = f"events undo-note {note} {' '.join(ANNA)}"
    stands = f"{note}, which it corrected, stands as it was; to delete it, too: {also}"
    assert stands in " ".join(undone.stderr.split())
    assert "corrected" not in run("show", note).stdout
    assert run("correct-note", note, "Größe 14", *ANNA).exit_code == 0


def test_a_corrected_note_that_is_deleted_names_its_correction_which_stays(run: Run) -> None:
    """The correction may be why the first text has to go."""
    note = _write(run, "card 4111")
    correction = json.loads(run("correct-note", note, "paid by card", "-o", "json", *ANNA).stdout)["id"]
    for more in (["--dry-run"], []):
        shown = " ".join(run("undo-note", note, *more, *ANNA).stderr.split())
        assert f"events undo-note {correction} {' '.join(ANNA)}" in shown
    assert "paid by card" in run("order", "2002").stdout


def test_the_correction_of_somebody_elses_note_names_who_wrote_it(run: Run) -> None:
    note = _write(run, "rang")
    assert "written by" not in run("correct-note", note, "rang twice", *ANNA).stderr
    note = _write(run, "wrote")
    assert f"{note} was written by anna@shop.example" in run("correct-note", note, "x", "--user", "bo").stderr


def test_a_note_moves_with_its_corrections_and_keeps_id_date_and_author(run: Run) -> None:
    note = _write(run, "on the wrong order")
    correction = json.loads(run("correct-note", note, "put right", "-o", "json", *ANNA).stdout)["id"]
    before = json.loads(run("show", note, "-o", "json").stdout)
    result = run("move-note", note, "pl/1001", "--user", "bo@shop.example")
    assert result.stdout.startswith(f"Moved {note} from order 2002 to pl/1001 with 1 correction, op1: on")
    assert result.stderr == "Next: events order pl/1001\n"
    after = json.loads(run("show", note, "-o", "json").stdout)
    assert {key for key in after if before.get(key) != after[key]} == {"shop", "order", "moves"}
    assert "put right" in run("order", "pl/1001").stdout
    assert "wrong order" not in run("order", "2002").stdout
    assert f"moved note {note} from 2002 to pl/1001" in run("batches", "--operations").stdout
    assert run("move-note", correction, "2002").exit_code == 0
    assert "put right" in run("order", "2002").stdout


def test_a_customers_own_note_stands_in_their_history_for_as_long_as_the_order_is_theirs(run: Run) -> None:
    note = _write(run, "please ring", "--user", "jane@example.com", target="/1001")
    mine = (
        "customer",
        "jane@example.com",
        "--type",
        "note_added_to_order",
        "--grep",
        "please ring",
        "-o",
        "json",
    )
    assert len(json.loads(run(*mine).stdout)) == 1
    run("move-note", note, "2002")
    assert json.loads(run(*mine).stdout) == []
    assert run("move-note", note, "/1001").exit_code == 0
    assert [event["order"] for event in json.loads(run(*mine).stdout)] == ["1001"]
    assert run("undo-note", note, "--user", "jane@example.com").exit_code == 0
    assert json.loads(run(*mine).stdout) == []


def test_moving_to_where_it_is_or_to_nowhere_changes_nothing(run: Run) -> None:
    note = _write(run, "here")
    same = run("move-note", note, "2002")
    assert (same.exit_code, "is on order 2002 already" in same.stderr) == (2, True)
    nowhere = run("move-note", note, "2003")
    assert (nowhere.exit_code, "Nearest: 2002" in nowhere.stderr) == (1, True)
    customer = _write(run, "VIP", target="jane@example.com")
    assert "a note on a customer" in run("move-note", customer, "2002").stderr


def test_both_work_on_a_server(postgresql_database: str) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["--database", postgresql_database, *words])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    for number in ("1", "2"):
        run("orders", "add", number)
    run("add-note", "1", "wrong order", *ANNA)
    run("correct-note", "o1", "put right", *ANNA)
    assert run("move-note", "o1", "2", *ANNA).startswith("Moved o1 from order 1 to 2 with 1 correction, op1:")
    assert run("undo-note", "o2", *ANNA) == "Deleted o2 on order 2, op2: put right\n"
    for _ in range(2):
        run("record", "refunded", "2", "5.00", "EUR", "--idempotency-key", "k", *ANNA)
    assert (
        run("undo-note", "last", *ANNA)
        == "Deleted o3 (recorded: refunded) on order 2, op3: Refunded 5.00 EUR.\n"
    )
    assert "put right" not in run("order", "2")
    assert "wrong order" in run("order", "2")


def test_last_is_ones_own_newest_note(run: Run) -> None:
    _write(run, "mine")
    other = _write(run, "hers", "--user", "bo@shop.example")
    corrected = run("correct-note", "last", "mine, put right", *ANNA)
    assert corrected.stdout.startswith(
        "Recorded o11 on order #2002, by anna@shop.example (a correction of o9)"
    )
    assert run("undo-note", "last", *ANNA).stdout.startswith("Deleted o11 ")
    assert run("move-note", "last", "pl/1001", "--user", "bo@shop.example").stdout.startswith(
        f"Moved {other} "
    )
    nobody = run("undo-note", "last", "--user", "new@shop.example")
    assert (nobody.exit_code, "new@shop.example has written no note" in nobody.stderr) == (1, True)


def test_the_correction_of_an_imported_note_stays_with_it(run: Run, tmp_path: Path) -> None:
    other, exported = str(tmp_path / "other.db"), str(tmp_path / "export.jsonl")
    for words in (("orders", "add", "3003"), ("add-note", "3003", "brought", *ANNA), ("export", exported)):
        assert CliRunner().invoke(app, ["--database", other, *words]).exit_code == 0
    assert run("import", exported, "--source", "other").exit_code == 0
    (note,) = (json.loads(line)["id"] for line in run("order", "3003", "-o", "jsonl").stdout.splitlines())
    correction = json.loads(run("correct-note", note, "put right", "-o", "json", *ANNA).stdout)["id"]
    result = run("move-note", correction, "2002", *ANNA)
    assert (result.exit_code, f"{note} is an imported note" in result.stderr) == (2, True)
    assert "put right" not in run("order", "2002").stdout


def test_an_event_shows_where_its_note_was_and_its_versions(run: Run) -> None:
    note = _write(run, "Jane rang.")
    first = json.loads(run("correct-note", note, "Jane rang twice.", *ANNA, "-o", "json").stdout)["id"]
    last = json.loads(run("correct-note", first, "Jane rang thrice.", *ANNA, "-o", "json").stdout)["id"]
    run("move-note", note, "pl/1001", "--user", "bo@shop.example")
    run("move-note", first, "2002", "--user", "anna@shop.example")
    for event in (note, last):
        shown = " ".join(run("show", event).stdout.split())
        assert "moved from order 2002 to pl/1001, " in shown and "by bo@shop.example (op1)" in shown
        assert "moved from order pl/1001 to 2002, " in shown
        assert f"versions {note} → {first} → {last}" in shown
        record = json.loads(run("show", event, "-o", "json").stdout)
        assert [(one["from"], one["to"], one["by"]) for one in record["moves"]] == [
            ("2002", "pl/1001", "bo@shop.example"),
            ("pl/1001", "2002", "anna@shop.example"),
        ]
        assert record["versions"] == [note, first, last]


def test_a_note_that_was_deleted_is_named_with_who_deleted_it(run: Run) -> None:
    note = _write(run, "zzunique words")
    run("undo-note", note, *ANNA)
    found = run("show", note)
    assert found.exit_code == 1
    assert f"{note} was a note on 2002. anna@shop.example deleted it on 20" in found.stderr
    assert "(op1)" in found.stderr and "zzunique" not in found.stderr


def test_without_an_id_the_last_is_named_with_its_command_and_nothing_is_deleted(run: Run) -> None:
    note = _write(run, "by mistake")
    result = run("undo-note", *ANNA)
    assert result.exit_code == 2
    assert f"What you recorded last is {note}: by mistake" in result.stderr
    assert "events undo-note last --user anna@shop.example" in result.stderr
    assert "by mistake" in run("order", "2002").stdout
    assert f"Would have deleted {note}" in run("undo-note", "--dry-run", *ANNA).stdout


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("\n", 1)])
def test_on_a_terminal_the_last_is_shown_and_asked_about(
    run: Run, database: str, answer: str, code: int
) -> None:
    note = _write(run, "by mistake")
    words = ("--database", database, "undo-note", *ANNA)
    asked = "Type y to delete it for good:"
    done, screen = on_terminal(*words, asked=asked, answer=answer, COLUMNS="120")
    assert (done, f"is {note}: by mistake" in screen) == (code, True)
    assert ("by mistake" in run("order", "2002").stdout) is bool(code)


SAID_AGAIN = [
    ("record refund 2002 5.00 EUR", "record refunded 2002 5.00 EUR"),
    ("record refund 2002 5.00 EUR --message broken", "record refunded 2002 5.00 EUR --message broken"),
    ("record paid 2002 7 EUR --payment-id tr_1", "record paid 2002 7 EUR --payment-id tr_1"),
    ("record delivered 2002 --message 'to Jo'", "record delivered 2002 --message 'to Jo'"),
    (
        "record shipped 2002 --carrier DHL --tracking-number JD0146",
        "record shipped 2002 --carrier DHL --tracking-number JD0146",
    ),
    ("record other 2002 --message 'Refunded 5.00.'", "record order other 2002 --message 'Refunded 5.00.'"),
    ("record other 2002 --message 'Rang: paid.'", "record order other 2002 --message 'Rang: paid.'"),
]


@pytest.mark.parametrize(("typed", "named"), SAID_AGAIN)
def test_the_way_back_is_named_in_the_words_of_record(run: Run, typed: str, named: str) -> None:
    """Where `events record` writes the very message by the word of a kind, that is what is named."""
    event = json.loads(run(*shlex.split(typed), *ANNA, "-o", "json").stdout)["id"]
    said = run("undo-note", event, *ANNA).stderr
    assert f"To write it again: events {named} --date " in " ".join(said.split())


WRITTEN_AGAIN = [
    ("""add-note 2002 "it's $5 off" """, "note_added"),
    ("add-note 2002 Rang. --date 2020-11-03", "note_added"),
    ("add-note 2002 Rang. --date '2020-11-03 10:15'", "note_added"),
    ("add-note jane@example.com Rang.", "note_added"),
    ("record delivered 2002 --date '2020-11-03 10:15'", "other"),
    ("record refund 2002 5.00 EUR --message broken", "other"),
    ("record order captured 2002 --amount 5 --payment-id x --payment-gateway stripe", "captured"),
    ("record cancel 2002", "canceled"),
    ("record shipped 2002 --carrier DHL --tracking-number JD0146 --message 'to Jo'", "other"),
    ("record authorized 2002 5 EUR --payment-gateway stripe --date yesterday", "other"),
    ("record other 2002 --message 'Refunded 5.00. Sorry.'", "other"),
]


@pytest.mark.parametrize(("typed", "code"), WRITTEN_AGAIN)
def test_what_was_taken_back_is_written_again_by_the_command_that_is_named(
    run: Run, typed: str, code: str
) -> None:
    """Nobody loses what they took back by mistake."""
    first = run(*shlex.split(typed), *ANNA, "-o", "json")
    before = json.loads(first.stdout)
    said = run("undo-note", before["id"], *ANNA).stderr
    again = shlex.split(said.split("To write it again: events ")[1].splitlines()[0])
    after = json.loads(run(*again, "-o", "json").stdout)
    same = ("type", "kind", "state", "amount", "currency", "order", "customer", "user")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert [without_remark(one["message"] or "") for one in (after, before)] == [
        without_remark(before["message"] or "")
    ] * 2
    assert after["code"] == code
    if code not in ("captured", "canceled"):
        assert after["date"][:16] == before["date"][:16]
