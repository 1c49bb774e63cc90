"""Whole commands that take back, assign and erase: what they print, what they return, how they refuse."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import pytest
from running import HOSTILE, Run

from events.database.engine import parse
from importers.ledger import locks

SAMPLES = Path(__file__).parents[2] / "sample_data"

SETS = ("--set", "order=no", "--set", "date=at", "--set", "author=who", "--set", "message={text} ({no})")
HEADER = "no,at,who,text\n"
ROWS = (
    "1001,2020-01-01 10:00:00,anna@shop.example,Called\n"
    "1001,2020-01-02 10:00:00,j.smith,Shipped\n"
    "1002,bad,,Lost\n"
)


@pytest.fixture
def history(tmp_path: Path) -> str:
    path = tmp_path / "it's history.csv"
    path.write_text(HEADER + ROWS)
    return str(path)


@pytest.fixture
def imported(run: Run, history: str) -> str:
    """The file's path; it is imported as batch 1 of source "old"."""
    run("import", history, *SETS, "--source", "old", "--tz", "Europe/Warsaw", "--shop", "pl")
    return history


def test_a_preview_and_the_undo_say_the_same_and_the_way_back_works(run: Run, imported: str) -> None:
    seen = run("undo", "1", "--dry-run")
    assert seen.exit_code == 0
    assert seen.stdout.splitlines()[0] == "Would undo batch 1 · it's history.csv · source old · shop pl"
    assert "Nothing was changed. Next: events undo 1" in seen.stderr
    timeline = run("order", "pl/1001").stdout
    done = run("undo", "1")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].endswith("shop pl · op1")
    for line in (
        "events               2",
        "orders               1",
        "people               2",
        "rejects              1",
    ):
        assert line in done.stdout
        assert line in seen.stdout
    assert run("order", "pl/1001").exit_code == 1
    way_back = done.stderr.split("To import it again: ")[1]
    words = shlex.split(way_back)
    assert words[:3] == ["events", "import", imported]
    again = run(*words[1:])
    assert again.exit_code == 1, "one record is rejected, as before"
    assert "batch 2" in again.stdout
    assert run("order", "pl/1001").stdout == timeline.replace("o1", "o3").replace("o2", "o4"), "but for ids"


def test_undo_without_an_id_changes_nothing_and_names_the_last_import(run: Run, imported: str) -> None:
    result = run("undo")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "The last one is batch 1 (it's history.csv, 2 events): events undo 1." in result.stderr
    assert run("undo", "1").exit_code == 0
    assert "There is no import to undo." in run("undo").stderr
    assert run("rollback").exit_code == 2


@pytest.mark.usefixtures("imported")
def test_a_quiet_undo_takes_one_line(run: Run) -> None:
    for more in (["--dry-run"], []):
        (line,) = run("-q", "undo", "1", *more).stdout.splitlines()
        assert line.startswith("Batch 1")
        assert "removed" in line


def test_an_undo_as_data(run: Run, imported: str) -> None:
    done = json.loads(run("undo", "1", "-o", "json", "--user", "casper@shop.example").stdout)
    assert (done["batch"], done["operation"], done["events"], done["dry_run"]) == (1, "op1", 2, False)
    assert done["kept"] == {}
    (operation,) = json.loads(run("batches", "--operations", "-o", "json").stdout)
    assert operation["by"] == "casper@shop.example"
    assert "No customers" in run("customers").stderr, "who undoes becomes no user"


def test_what_stays_is_reported_with_its_reason(run: Run, imported: str) -> None:
    run("add-note", "pl/1001", "by hand")
    text = run("undo", "1").stdout
    assert "orders               1  events recorded by hand" in text
    assert "by hand" in run("order", "pl/1001").stdout


def test_undone_batches_are_shown_as_such(run: Run, imported: str) -> None:
    run("undo", "1")
    assert "undone" in run("batches").stdout
    one = run("batch", "1").stdout
    assert "Undone by op1 on " in one
    assert ", by casper" in one
    assert "imported             2" in one, "the account stays"
    (record,) = json.loads(run("batches", "-o", "json").stdout)
    assert (record["status"], record["undo"]["id"], record["undo"]["by"]) == ("undone", "op1", "casper")
    (row,) = csv.DictReader(io.StringIO(run("batches", "-o", "csv").stdout))
    assert row["undo.id"] == "op1"


@pytest.mark.parametrize("what", ["7", "x", "-", "99999999999999999999", "op7", "opx"])
def test_what_is_not_there_cannot_be_undone(run: Run, imported: str, what: str) -> None:
    result = run("undo", "--", what)
    assert result.exit_code == 1
    assert "There is no " in result.stderr
    assert "events batches" in result.stderr


def test_a_second_undo_says_what_undid_it_and_how_to_redo(run: Run, imported: str) -> None:
    run("undo", "1")
    result = run("undo", "1")
    assert result.exit_code == 1
    assert "Batch 1 was undone by op1" in result.stderr
    assert "To import it again: events import" in result.stderr
    back = run("undo", "op1")
    assert back.exit_code == 1
    assert "op1 cannot be taken back. It was an undo; `events batch 1`" in back.stderr


def test_undo_and_assignments_are_busy_while_an_import_runs(run: Run, imported: str, database: str) -> None:
    with locks.exclusive(parse(database)):
        assert run("undo", "1").exit_code == 75
        assert run("undo", "1", "--dry-run").exit_code == 75
        assert run("actors", "assign", "j.smith", "anna@shop.example").exit_code == 75
        assert run("forget", "anna@shop.example").exit_code == 75
    assert run("actors").exit_code == 0


def test_a_mapping_that_options_cannot_say_is_written_to_a_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mapping = (
        "source = 'wide'\ntz = 'UTC'\ndate_format = ['%d/%m/%Y']\n"
        "where = ['kind != test', 'no is not empty']\n"
        "[fields]\norder = 'no'\nmessage = ['{text} \"q\" {{x}}', \"'const'\"]\n"
        "[[events]]\npart = 'placed'\ndate = 'placed'\n[[events]]\npart = 'paid'\ndate = 'paid'\n"
    )
    Path("m.toml").write_text(mapping)
    Path("w.csv").write_text(
        "no,kind,text,placed,paid\n1,a,hello,01/02/2020,02/02/2020\n2,test,x,01/02/2020,\n"
    )
    run("import", "w.csv", "--map", "m.toml")
    before = exported(run)
    way_back = run("undo", "1").stderr.split("To import it again: ")[1]
    first, second = way_back.split(" && ")
    assert first == "events batch 1 --mapping batch-1.toml"
    assert run(*shlex.split(first)[1:]).exit_code == 0
    assert run(*shlex.split(second)[1:]).exit_code == 0
    assert exported(run) == before


def test_what_had_no_ids_by_its_mapping_has_none_when_it_is_done_again(run: Run, tmp_path: Path) -> None:
    file, terms = tmp_path / "h.csv", tmp_path / "t.toml"
    file.write_text("id,order,date,message\n1,1001,2020-01-01,Paid\n")
    terms.write_text("[fields]\norder = 'order'\n")
    run("import", str(file), "--map", str(terms))
    done = run("undo", "1").stderr.split("To import it again: ")[1]
    write, again = (shlex.split(part)[1:] for part in done.split(" && "))
    mapping = str(tmp_path / write[-1])
    run(*write[:-1], mapping)
    assert run(*(mapping if word == write[-1] else word for word in again)).exit_code == 0
    file.write_text(file.read_text().replace("1,1001", "2,1001"))
    same = json.loads(run("import", str(file), "--map", str(terms), "--format", "json").stdout)
    assert (same["imported"], same["duplicate"]) == (0, 1)


def test_columns_called_like_what_is_shown_are_named_when_it_is_done_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    states = "{},1001,2020-01-01,by card,paid,12.00\n{},1001,2020-01-02,by post,shipped,12.00\n"
    file.write_text("id,order,date,message,status,amount\n" + states.format(1, 2) + states.format(3, 4))
    run("import", str(file))
    before = exported(run)
    way_back = run("undo", "1").stderr.split("To import it again: ")[1]
    assert run(*shlex.split(way_back)[1:]).exit_code == 0
    assert exported(run) == before
    assert "paid: by card (12.00)" in str(before)


@pytest.mark.parametrize(
    ("sample", "options"),
    [
        ("magento2/status_history.csv", ["--tz", "Europe/Warsaw"]),
        ("magento2/platform", ["--html", "--typed"]),
        ("woocommerce/platform", []),
        ("woocommerce/order_notes.jsonl.gz", ["--shop", "pl"]),
        ("prestashop/order_history.csv", []),
    ],
)
def test_an_import_from_a_platform_is_done_again_as_it_was(run: Run, sample: str, options: list[str]) -> None:
    platform, _, _ = sample.partition("/")
    run("import", str(SAMPLES / sample), "--from", platform, *options)
    before = exported(run)
    assert before
    way_back = run("undo", "1").stderr.split("To import it again: ")[1]
    assert exported(run) == []
    run(*shlex.split(way_back)[1:])
    assert exported(run) == before


def exported(run: Run) -> list[object]:
    """The whole log, without what each import counts anew."""
    events = [json.loads(line) for line in run("export").stdout.splitlines()]
    return [{**one, "id": "", "source": {**one["source"], "batch": 0}} for one in events]


def test_actors_are_listed_assigned_and_taken_back(run: Run, imported: str) -> None:
    listed = run("actors")
    assert "j.smith  old (pl)       1  2020-01-02  2020-01-02" in listed.stdout
    assert "1 legacy author" in listed.stderr
    seen = run("actors", "assign", "j.smith", "new@shop.example", "--dry-run")
    assert "would be new@shop.example, a new staff user: 1 event re-attributed." in seen.stdout
    assert "new@shop.example" not in run("actors").stdout
    done = run("actors", "assign", "j.smith", "new@shop.example")
    assert done.stdout == (
        "j.smith of old (shop pl) is now new@shop.example, a new staff user: 1 event re-attributed.\n"
    )
    assert "To undo: events undo op1" in done.stderr
    assert "new@shop.example  " in run("order", "pl/1001", env={"COLUMNS": "140"}).stdout
    assert "author j.smith" in " ".join(run("show", "o2").stdout.split()), "what the file said is kept"
    (row,) = json.loads(run("actors", "-o", "json").stdout)
    assert (row["user"], row["events"], row["last"]) == ("new@shop.example", 1, "2020-01-02T09:00:00Z")
    assert run("actors", "--unassigned", "-o", "csv").stdout == "name,source,shop,user,events,first,last\n"
    back = run("undo", "op1")
    assert "1 event taken back from new@shop.example. new@shop.example is removed" in back.stdout
    assert "j.smith (legacy)" in run("order", "pl/1001").stdout
    operations = run("batches", "--operations").stdout
    assert "unassigned old/j.smith from new@shop.example" in operations
    assert "old/j.smith is new@shop.example" in operations


def test_an_ambiguous_author_is_refused_with_the_options_to_add(
    run: Run, imported: str, history: str
) -> None:
    run("import", history, *SETS, "--source", "other")
    run("actors", "assign", "j.smith", "ben@shop.example", "--source", "old")
    assert run("actors", "assign", "j.smith", "anna@shop.example", "--source", "other").exit_code == 0
    result = run("actors", "unassign", "j.smith")
    assert result.exit_code == 1
    assert "--source old --shop pl, or --source other --shop ''" in result.stderr
    assert run("actors", "assign", "j.smith", "no@").exit_code == 2
    assert run("actors", "assign", "j.smyth", "anna@shop.example").exit_code == 1
    assert run("actors", "unassign", "j.smith", "--source", "old").exit_code == 0
    assert run("actors", "unassign", "j.smith", "--source", "old").exit_code == 1


def test_a_file_of_assignments_is_printed_as_one_json_document(
    run: Run, imported: str, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    for rows, emails in (("", []), ("j.smith,new@shop.example\n", ["new@shop.example"])):
        people.write_text("name,email\n" + rows)
        result = run("actors", "assign", str(people), "-o", "json")
        assert [one["email"] for one in json.loads(result.stdout)] == emails
        assert ("Nothing was changed." in result.stderr) is not bool(emails)


def test_hostile_names_are_shown_and_never_obeyed(run: Run, tmp_path: Path) -> None:
    name = HOSTILE.splitlines()[0]
    file = tmp_path / "h.csv"
    file.write_text(f'{HEADER}1,2020-01-01,"{name}",x\n')
    run("import", str(file), *SETS)
    for output in (run("actors").stdout, run("actors", "assign", name.strip(), "a@x.example").stdout):
        assert "\x1b" not in output
        assert "\\x1b[31mred" in output


def test_a_person_is_erased_and_what_cannot_be_is_named(run: Run, imported: str, database: str) -> None:
    copy = Path(f"{database}.before-0003-was-0001")
    copy.write_bytes(b"")
    rejects = f"{imported}.rejects"
    run("batch", "1", "--rejects", rejects)
    seen = run("forget", "Anna@shop.example", "--dry-run")
    assert "Would erase" in seen.stdout
    assert "Nothing was changed." in seen.stderr
    assert "anna@shop.example" in run("order", "pl/1001").stdout
    done = run("forget", "Anna@shop.example")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1:] == [
        "  people               1",
        "  events               1  anonymised",
    ]
    assert "importing one again keeps the person out" in " ".join(done.stderr.split())
    told = "".join(done.stderr.split())
    assert copy.name in told
    assert f"Rejectsfilesmaycontainthisperson:{''.join(rejects.split())}." in told
    timeline = run("order", "pl/1001").stdout
    assert "anna" not in timeline
    assert "Called" in timeline
    assert run("forget", "anna@shop.example").exit_code == 1
    assert run("forget", "anna").exit_code == 2
    assert json.loads(run("forget", "x@y.z", "-o", "json").stdout or "null") is None
    for suffix in ("", "-wal"):
        path = Path(database + suffix)
        assert not path.exists() or b"anna@shop" not in path.read_bytes()
