"""`add-note --from-file`, `--idempotency-key` and `correct-note`."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest
from running import HOSTILE, Opened, Run

from cli.context import Context
from cli.notes import bulk
from events.models import Order, User

pytestmark = pytest.mark.usefixtures("shop")


def written(tmp_path: Path, text: str) -> str:
    file = tmp_path / "notes.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def notes(run: Run, *, on: str = "2002") -> list[str]:
    events = json.loads(run("order", on, "--type", "note_added", "-o", "json").stdout)
    return [event["message"] for event in events]


# --- from a file -------------------------------------------------------------------------


def test_all_notes_of_a_file_are_added_each_by_its_author(run: Run, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'target,message,user\n2002,"two\nlines",anna@shop.example\njane@example.com,VIP,\n/1001,third,\n',
    )
    result = run("add-note", "--from-file", file, "--user", "ben@shop.example")
    assert (
        result.stdout
        == "line 2: o9 on 2002\nline 4: c5 on jane@example.com\nline 5: o10 on /1001\nAdded 3 notes.\n"
    )
    assert json.loads(run("show", "o9", "-o", "json").stdout)["message"] == "two\nlines"
    assert json.loads(run("show", "o9", "-o", "json").stdout)["user"] == "anna@shop.example"
    assert json.loads(run("show", "o10", "-o", "json").stdout)["user"] == "ben@shop.example"


def test_one_bad_row_and_no_note_is_added_and_all_bad_rows_are_named(run: Run, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "target,message,user\n2002,fine,new@shop.example\n2003,mistyped,\n2002,  ,\n,to whom,\n2002,a,b,c\n"
        "guest@example.com,fine,\n",
    )
    before = run("export").stdout
    result = run("add-note", "--from-file", file)
    assert result.exit_code == 65
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "line 3",
        "line 4",
        "line 5",
        "line 6",
    ]
    assert "Nearest: 2002" in result.stdout
    assert "4 notes in" in result.stderr
    assert "New staff user" not in result.stderr
    assert run("export").stdout == before
    assert "new@shop.example" not in run("customers", "-o", "jsonl", "--limit", "99").stdout


@pytest.mark.parametrize(
    "header", ["order_number,note,author", "Order No,Comment,Staff", "order,text,by", "target,message,user"]
)
def test_columns_are_known_by_what_exports_call_them(run: Run, tmp_path: Path, header: str) -> None:
    result = run("add-note", "--from-file", written(tmp_path, f"{header}\n2002,hi,casper\n"), "-o", "json")
    assert [one["order"] for one in json.loads(result.stdout)["notes"]] == ["2002"]
    mails = written(tmp_path, "E-Mail;Order number;Note\njane@example.com;;hi\njane@example.com;2002;ho\n")
    made = json.loads(run("add-note", "--from-file", mails, "-o", "json").stdout)["notes"]
    assert [(one["order"], one["message"]) for one in made] == [(None, "hi"), ("2002", "ho")]


def test_bad_rows_as_json_are_lines_with_problems(run: Run, tmp_path: Path) -> None:
    result = run("add-note", "--from-file", written(tmp_path, "message;target\nhi;9\n"), "-o", "json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (result.exit_code, problem["line"], problem["target"]) == (65, 2, "9")


def test_added_notes_as_json_are_events(run: Run) -> None:
    result = run("add-note", "--from-file", "-", "-o", "json", stdin="target\tmessage\r\n2002\thi\r\n")
    found = json.loads(result.stdout)
    assert (found["added"], found["notes"][0]["id"], found["notes"][0]["message"]) == (1, "o9", "hi")
    result = run("add-note", "--from-file", "-", "-o", "jsonl", stdin="target,message\n2002,a\n2002,b\n")
    assert [json.loads(line)["message"] for line in result.stdout.splitlines()] == ["a", "b"]


def test_a_file_with_only_a_header_adds_nothing(run: Run, tmp_path: Path) -> None:
    result = run("add-note", "--from-file", written(tmp_path, "\ufefftarget,message\n\n"))
    assert (result.exit_code, result.stdout) == (0, "Added 0 notes.\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("order,words\n2002,hi\n", 2),
        ("order,note,text\n2002,hi,ho\n", 2),
        ("order,order_number,note\n2002,2002,hi\n", 2),
        ("target,message,mood\n2002,hi,good\n", 2),
        ("", 2),
        ('target,message\n2002,"open\n', 65),
        ("target,message\n" + "2002,hi\n" * 10_001, 65),
    ],
)
def test_a_file_of_another_shape_is_refused(run: Run, tmp_path: Path, text: str, code: int) -> None:
    result = run("add-note", "--from-file", written(tmp_path, text))
    assert (result.exit_code, result.stdout) == (code, "")
    assert notes(run) == []


def test_what_is_no_text_or_no_file_is_reported(run: Run, tmp_path: Path) -> None:
    assert run("add-note", "--from-file", "-", stdin=b"target,message\n2002,caf\xe9\n").exit_code == 65
    assert run("add-note", "--from-file", str(tmp_path / "none.csv")).exit_code == 66
    assert run("add-note", "2002", "--from-file", "-").exit_code == 2


# --- keys --------------------------------------------------------------------------------


def test_the_same_key_again_adds_nothing_and_names_the_event(run: Run) -> None:
    first = run("add-note", "2002", "hi", "--idempotency-key", "call 7")
    again = run("add-note", "#2002", "hi", "--idempotency-key", "call 7", "--user", "new@shop.example")
    assert first.stdout == "Recorded o9 on order #2002, by casper: hi\n"
    assert again.stdout == "Recorded before: o9 on order #2002, by casper: hi\n"
    assert "Nothing was changed" in again.stderr
    assert "New staff user" not in again.stderr
    assert notes(run) == ["hi"]
    assert json.loads(run("show", "o9", "-o", "json").stdout)["parameters"] == {"message": "hi"}


def test_another_key_or_none_adds_another_note(run: Run) -> None:
    for key in (["--idempotency-key", "a"], ["--idempotency-key", "b"], []):
        run("add-note", "2002", "hi", *key)
    assert notes(run) == ["hi"] * 3


@pytest.mark.parametrize(
    ("target", "message"), [("2002", "bye"), ("/1001", "hi"), ("jane@example.com", "hi")]
)
def test_a_key_is_of_one_note_only(run: Run, target: str, message: str) -> None:
    run("add-note", "2002", "hi", "--idempotency-key", "k")
    result = run("add-note", target, message, "--idempotency-key", "k")
    assert (result.exit_code, "made o9, which is another one" in result.stderr) == (2, True)


def test_a_key_itself_is_not_stored(run: Run, database: str) -> None:
    run("add-note", "jane@example.com", "hi", "--idempotency-key", "for jane@example.com")
    with closing(sqlite3.connect(database)) as connection:
        ((digest, order, customer),) = connection.execute("SELECT * FROM note_keys").fetchall()
    assert (len(digest), order, customer) == (32, None, 5)


def test_a_file_under_a_key_goes_on_where_it_was_extended(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, "target,message\n2002,a\n2002,a\n")
    run("add-note", "--from-file", file, "--idempotency-key", "monday")
    file = written(tmp_path, "target,message\n2002,a\n2002,a\n2002,b\n")
    result = run("add-note", "--from-file", file, "--idempotency-key", "monday")
    assert result.stdout.splitlines()[-1] == "Added 1 note; already there under this key: 2."
    assert notes(run) == ["a", "a", "b"]
    file = written(tmp_path, "target,message\n2002,new\n2002,other\n")
    assert run("add-note", "--from-file", file, "--idempotency-key", "monday").exit_code == 2
    assert notes(run) == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "target,message,key\n2002,a,k1\n2002,b,k2\n",
            "target,message,idempotency_key\n2002,b,k2\n2002,c,\n",
        ),
        (
            '{"order": "2002", "text": "a", "key": "k1"}\n{"order": "2002", "text": "b", "key": "k2"}\n',
            '{"order": "2002", "text": "b", "idempotency_key": "k2"}\n{"order": "2002", "text": "c"}\n',
        ),
    ],
)
def test_a_note_with_a_key_of_its_own_is_added_once_from_whatever_file(
    run: Run, tmp_path: Path, first: str, second: str
) -> None:
    run("add-note", "2002", "a", "--idempotency-key", "k1")
    assert run("add-note", "--from-file", written(tmp_path, first)).exit_code == 0
    assert notes(run) == ["a", "b"]
    result = run("add-note", "--from-file", written(tmp_path, second))
    assert result.stdout.splitlines()[-1] == "Added 1 note; already there under this key: 1."
    assert notes(run) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2002,other,k1", "line 3: The idempotency key 'k1' made o9, which is another one."),
        ("2002,new,k2", "line 3: Line 2 has the key 'k2', too."),
    ],
)
def test_a_key_that_belongs_to_another_note_adds_none_of_the_file(
    run: Run, tmp_path: Path, line: str, problem: str
) -> None:
    run("add-note", "2002", "a", "--idempotency-key", "k1")
    result = run("add-note", "--from-file", written(tmp_path, f"target,message,key\n2002,b,k2\n{line}\n"))
    assert (result.exit_code, problem in result.stdout) == (65, True)
    assert notes(run) == ["a"]


def test_notes_from_stdin_survive_a_run_that_uses_their_key_first(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "target,message\n2002,a\n"
    other = ("add-note", "--from-file", written(tmp_path, text), "--idempotency-key", "k")
    real = bulk.acting

    def late(*args: Any, **named: Any) -> User:
        monkeypatch.setattr(bulk, "acting", real)
        assert run(*other).exit_code == 0
        return real(*args, **named)

    monkeypatch.setattr(bulk, "acting", late)
    # As on a server, where nobody waits for a turn.
    monkeypatch.setattr(Context, "turn", lambda *_: nullcontext())
    result = run("add-note", "--from-file", "-", "--idempotency-key", "k", stdin=text)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "line 2: o9 on 2002 (already there)")
    assert notes(run) == ["a"]


def test_a_blank_key_is_a_usage_error(run: Run) -> None:
    assert run("add-note", "2002", "hi", "--idempotency-key", " ").exit_code == 2


# --- corrections -------------------------------------------------------------------------


def test_a_correction_is_a_new_note_and_both_name_each_other(run: Run) -> None:
    run("add-note", "2002", "Parcel 17 is lost")
    result = run("correct-note", "o9", "Parcel 71 is lost", "--user", "anna@shop.example")
    assert result.stdout == (
        "Recorded o10 on order #2002, by anna@shop.example (a correction of o9): Parcel 71 is lost\n"
    )
    assert notes(run) == ["Parcel 17 is lost", "Parcel 71 is lost"]
    for format in ("text", "oneline", "markdown", "html"):
        shown = run("order", "2002", "-o", format).stdout
        assert "corrected by o10" in shown
        assert "correction of o9" in shown
    painted = run("--color", "always", "order", "2002", env={"EVENTS_THEME": "mono"}).stdout
    assert "\x1b[2mParcel 17 is lost" in painted, "what was corrected stands back"
    assert "corrected by  o10" in run("show", "o9").stdout
    assert "corrects  o9" in " ".join(run("show", "o10").stdout.split("\n"))


def test_the_data_of_both_events_keep_their_shape(run: Run) -> None:
    run("add-note", "2002", "a")
    event = json.loads(run("correct-note", "o9", "b", "-o", "json").stdout)
    assert (event["type"], event["parameters"]) == ("NOTE_ADDED", {"message": "b"})
    assert set(event) == set(json.loads(run("show", "o1", "-o", "json").stdout))


def test_a_customers_note_is_corrected_in_their_history(run: Run) -> None:
    run("add-note", "jane@example.com", "VIP")
    run("correct-note", "c5", HOSTILE)
    shown = run("customer", "jane@example.com").stdout
    assert "corrected by c6" in shown
    assert "\x1b" not in shown


def test_a_correction_may_be_corrected_but_a_note_only_once(run: Run) -> None:
    run("add-note", "2002", "a")
    run("correct-note", "o9", "b")
    result = run("correct-note", "o9", "c")
    assert (result.exit_code, "events correct-note o10" in result.stderr) == (2, True)
    assert run("correct-note", "o10", "c").exit_code == 0
    shown = run("order", "2002").stdout
    assert "correction of o9" in shown
    assert "corrected by o11" in shown


@pytest.mark.parametrize(
    ("event", "message", "code"),
    [("o1", "x", 2), ("c1", "x", 2), ("o999", "x", 1), ("x1", "x", 1), ("o9", "a", 2), ("o9", " ", 2)],
)
def test_what_cannot_be_corrected_is_reported_and_stays(
    run: Run, event: str, message: str, code: int
) -> None:
    run("add-note", "2002", "a")
    result = run("correct-note", event, message, "--user", "new@shop.example")
    assert (result.exit_code, result.stdout) == (code, "")
    assert notes(run) == ["a"]


def test_a_correction_may_come_from_stdin(run: Run) -> None:
    run("add-note", "2002", "a")
    assert "two" in run("correct-note", "o9", "-", stdin="two\nlines\n").stdout


def test_undoing_the_import_of_a_corrected_note_keeps_the_correction(run: Run, tmp_path: Path) -> None:
    note = {
        "date": "2020-01-01T00:00:00Z",
        "type": "note_added",
        "parameters": {"message": "a"},
        "order": 2002,
    }
    file = tmp_path / "dump.json"
    file.write_text(json.dumps([{"model": "order.orderevent", "pk": 5, "fields": note}]), encoding="utf-8")
    assert run("import", str(file), "--from", "saleor").exit_code == 0
    assert notes(run) == ["a"]
    assert "correction of o9" in run("correct-note", "o9", "b").stdout
    assert run("undo", "1").exit_code == 0
    assert notes(run) == ["b"]
    assert "correct" not in run("order", "2002").stdout


# --- mistyped numbers --------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["100400123", "10000123", "1000000123", "100000132", "010000123", "#900000123", "#10000123"]
)
def test_a_slip_anywhere_in_a_number_is_found_among_many(run: Run, opened: Opened, typed: str) -> None:
    with opened() as session:
        session.add_all(Order(number=str(100000000 + n * 7 + 1000)) for n in range(1500))
        session.add(Order(number="100000123"))
        session.commit()
    result = run("add-note", typed, "hi")
    assert (result.exit_code, "100000123" in result.stderr) == (1, True)


def test_letters_are_mistyped_too(run: Run, opened: Opened) -> None:
    with opened() as session:
        session.add(Order(number="R123-XK7"))
        session.commit()
    assert "Nearest: R123-XK7" in run("add-note", "R123-XG7", "hi").stderr


@pytest.mark.parametrize(
    "text",
    [
        '{"order": "2002", "message": "a", "user": "anna@shop.example"}\n\n'
        '{"customer": "jane@example.com", "message": "b"}\n{"order": 2002, "message": "c"}\n',
        "order,customer,message,user\n2002,,a,anna@shop.example\n,jane@example.com,b,\n2002,x@y.example,c,\n",
    ],
)
def test_notes_are_read_as_json_lines_and_by_the_names_of_exports(
    run: Run, tmp_path: Path, text: str
) -> None:
    result = run("add-note", "--from-file", written(tmp_path, text), "--user", "anna@shop.example")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Added 3 notes.")
    assert notes(run) == ["a", "c"]


@pytest.mark.parametrize(
    "text",
    [
        '{"order": "2002", "message": "a", "date": "2020"}',
        '{"order": "2002"',
        '{"a": 1}\n[]',
        '{"order": "2002", "message": ["a"]}',
        '{"order": "2002", "target": "2003", "message": "a"}',
        "order,target,message\n2002,2003,a",
    ],
)
def test_files_that_hold_no_notes_or_name_two_targets_are_refused_as_a_whole(
    run: Run, tmp_path: Path, text: str
) -> None:
    result = run("add-note", "--from-file", written(tmp_path, text))
    assert result.exit_code in (2, 65)
    assert "Nothing was changed." in result.stderr
