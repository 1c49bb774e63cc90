"""`events forget` on a terminal: it shows what it will do, and asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from own_terminal import on_terminal
from running import Opened, Run

from cli.commands.forget import in_their_folder
from importers.ledger import operations
from importers.ledger.models import Operation
from importers.ledger.user_files import may_exist

ASKED = "Erase this person?"


def forget_on_terminal(database: str, *args: str, answer: str) -> tuple[int, str]:
    return on_terminal("--database", database, "forget", *args, asked=ASKED, answer=answer)


@pytest.mark.usefixtures("shop")
def test_it_asks_on_a_terminal_and_only_a_yes_erases(database: str, opened: Opened, run: Run) -> None:
    code, screen = forget_on_terminal(database, "jane@example.com", answer="\n")
    assert (code, "This will erase jane@example.com" in screen) == (1, True)
    assert "Nothing was changed." in screen
    may = "Texts may also mention" if "Texts may also mention" in screen else "Some messages still contain"
    assert screen.index("This will erase") < screen.index(may) < screen.index(ASKED)
    assert run("customer", "jane@example.com").exit_code == 0
    code, screen = forget_on_terminal(database, "jane@example.com", "--also", "High Street", answer="Y\n")
    assert ("--also 'High Street': 0 events" in screen, "Texts may also mention" in screen) == (True, False)
    assert (code, "Erased" in screen, "Compacted the database" in screen) == (0, True, True)
    assert "erased for good: no command brings it back" in " ".join(screen.split())
    assert run("customer", "jane@example.com").exit_code == 1


@pytest.mark.usefixtures("shop")
def test_yes_skips_the_question(database: str) -> None:
    code, screen = forget_on_terminal(database, "jane@example.com", "-y", answer="")
    assert (code, ASKED in screen) == (0, False)


@pytest.mark.usefixtures("shop")
def test_no_input_needs_a_yes_where_it_would_have_to_ask(database: str) -> None:
    code, screen = forget_on_terminal(database, "jane@example.com", "--no-input", answer="")
    message = " ".join(screen.split())
    assert (code, "--no-input forbids asking: add --yes. Nothing was changed." in message) == (2, True)


def test_it_names_the_files_that_events_were_exported_to(run: Run, tmp_path: Path) -> None:
    run("orders", "add", "7", "--customer", "jane@example.com")
    run("add-note", "7", "called")
    kept, gone, hidden = (tmp_path / name for name in ("jane@example.com 1.csv", "gone.jsonl", "hidden.csv"))
    page = tmp_path / "page.html"
    for words in (("export", str(kept)), ("export", str(gone)), ("export", str(hidden), "--redact")):
        assert run(*words).exit_code == 0
    run("export", str(kept))
    run("report", str(page))
    assert run("export").exit_code == 0
    gone.unlink()
    listed = json.loads(run("batches", "--operations", "-o", "json").stdout)
    assert [one["what"] for one in listed] == [f"exported events to {file}" for file in (page, gone, kept)]
    done = run("forget", "jane@example.com", "--yes", env={"COLUMNS": "900"})
    assert f"- Exports may contain this person: {kept}, {page}." in done.stderr
    assert "jane" not in run("batches", "--operations", "-o", "json").stdout


def test_exports_of_other_machines_are_named_and_a_hidden_folder_stops_nothing(
    run: Run, opened: Opened
) -> None:
    run("customers", "add", "jane@example.com")
    with opened() as session:
        place = {"by": "bo", "file": "/srv/all.csv", "host": "elsewhere"}
        session.add(Operation(kind=operations.EXPORT, details=place))
        session.commit()
    done = run("forget", "jane@example.com", "--yes", env={"COLUMNS": "900"})
    assert "- Exports may contain this person: elsewhere:/srv/all.csv." in done.stderr
    assert may_exist("/" + "x" * 5_000)  # the system does not say
    assert not may_exist("/no such file")


ROWS = (
    "order,date,customer,author,message\n"
    "7,2020-01-01,oskar.nyman@mail.example,Tom Okafor,Oskar rang about 14b Mill Lane\n"
    "8,2020-01-02,ben@mail.example,Tom Okafor,Oskar of another order\n"
)


def test_what_texts_still_say_of_a_person_is_named_and_can_be_erased_too(run: Run, tmp_path: Path) -> None:
    file, wide = tmp_path / "notes.csv", {"COLUMNS": "900"}
    file.write_text(ROWS)
    run("import", str(file))
    plain = run("forget", "oskar.nyman@mail.example", "--dry-run", env=wide).stderr
    assert "Some messages still contain parts of the name or e-mail: oskar (2 events)." in plain
    assert "To see them: events search oskar." in plain
    assert "events forget oskar.nyman@mail.example --also oskar" in plain
    also = ("--also", "oskar", "--also", "14b mill lane")
    done = run("forget", "oskar.nyman@mail.example", *also, "-o", "json")
    assert json.loads(done.stdout)["mentions"] == {"oskar": 1}
    texts = [event["message"] for event in map(json.loads, run("export").stdout.splitlines())]
    assert texts == ["(forgotten) rang about (forgotten)", "Oskar of another order"]
    later = run("forget", "oskar.nyman@mail.example", "--also", "oskar of", env=wide)
    assert later.exit_code == 0
    assert "Oskar" not in run("export").stdout


def test_names_are_looked_for_in_each_text_and_not_in_the_names_of_values(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text('order,date,author,message\n7,2020-01-01,Tom Okafor,"Hello,\nJane rang"\n')
    run("import", str(file))
    run("customers", "add", "jane.message@mail.example")
    run("customers", "add", "mess.roe@mail.example")
    done = run("forget", "jane.message@mail.example", "--dry-run", "-o", "json")
    assert json.loads(done.stdout)["mentions"] == {"jane": 1}
    none = run("forget", "mess.roe@mail.example", "--dry-run", env={"COLUMNS": "900"}).stderr
    assert (
        "Texts may also mention the person's address or phone number; erase those with --also TEXT." in none
    )


def test_a_short_name_is_a_whole_word_and_the_command_to_erase_it_has_no_words_of_its_own(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(
        "order,date,author,message\n7,2020-01-01,Tom Okafor,Doe's van does not start\n"
        "8,2020-01-01,Tom Okafor,It does now\n9,2020-01-01,Tom Okafor,Marias parcel\n"
    )
    run("import", str(file))
    run("customers", "add", "maria.doe@mail.example")
    done = run("forget", "maria.doe@mail.example", env={"COLUMNS": "900"})
    assert "contain parts of the name or e-mail: maria (1 event), doe (1 event)." in done.stderr
    assert "which you add in quotes: events forget maria.doe@mail.example --also\n" in done.stderr
    pasted = run("forget", "maria.doe@mail.example", "--also")
    assert (pasted.exit_code, "--also" in pasted.stderr) == (2, True)


def test_a_person_who_has_only_a_name_is_erased_by_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(ROWS)
    run("import", str(file))
    refused = run("forget", "Tom Okafor")
    assert (refused.exit_code, "--also 'Tom Okafor'" in refused.stderr) == (2, True)
    assert run("forget", "unknown@erased.invalid", "--also", "Tom Okafor").exit_code == 0
    assert "Okafor" not in run("export").stdout + run("actors", "-o", "csv").stdout
    assert "ben@mail.example" in run("export").stdout


def test_a_phone_number_is_erased_everywhere_and_each_text_is_counted(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(
        f"{ROWS}9,2020-01-03,ben@mail.example,Tom Okafor,Rang 0171234567 and +441632960000 twice\n"
        "10,2020-01-04,ben@mail.example,Tom Okafor,Parcel 10171234567\n"
    )
    run("import", str(file))
    texts = ("0171234567", "+441632960000", "Mill Lane", "oskar", "High Street")
    also = [word for text in texts for word in ("--also", text)]
    plain = run("forget", "oskar.nyman@mail.example", "--dry-run", *also).stdout
    assert "  --also 'High Street': 0 events" in plain.splitlines()
    done = json.loads(run("forget", "oskar.nyman@mail.example", *also, "-o", "json").stdout)
    assert done["also"] == dict(zip(texts, (1, 1, 1, 1, 0), strict=True))
    left = run("export").stdout
    assert "Rang (forgotten) and (forgotten) twice" in left
    assert "Parcel 10171234567" in left
    assert "Mill Lane" not in run("batches", "--operations", "-o", "json").stdout


@pytest.mark.parametrize("text", ["", " ", ".", "x", "1 2", "17", "1234", "12-34"])
def test_texts_that_are_too_short_to_mean_anybody_are_refused(text: str, run: Run) -> None:
    run("customers", "add", "jane@example.com")
    refused = run("forget", "jane@example.com", "--also", text)
    assert (refused.exit_code, "is too short to erase. Give" in refused.stderr) == (2, True)
    assert run("customer", "jane@example.com").exit_code == 0


def test_a_full_name_in_two_ideographs_is_long_enough(run: Run) -> None:
    run("customers", "add", "jane@example.com")
    assert run("forget", "jane@example.com", "--also", "李明").exit_code == 0


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ("--name", "--also TEXT"),
        ("--like", "--also TEXT"),
        ("--phone", "--also TEXT"),
        ("--email", "events forget EMAIL"),
    ],
)
def test_a_name_or_an_email_never_becomes_who_erased(option: str, hint: str, run: Run) -> None:
    for words in ((option, "Jane Doe"), (f"{option}=Jane Doe",)):
        refused = run("forget", "jane@example.com", *words)
        assert (refused.exit_code, f"`events forget` has no option {option}." in refused.stderr) == (2, True)
        assert hint in refused.stderr


@pytest.mark.usefixtures("shop")
def test_without_a_terminal_too_no_input_needs_a_yes(run: Run) -> None:
    refused = run("--no-input", "forget", "jane@example.com")
    assert (refused.exit_code, "add --yes. Nothing was changed." in refused.stderr) == (2, True)
    assert run("--no-input", "forget", "jane@example.com", "--yes").exit_code == 0


def test_a_name_never_becomes_who_imported(run: Run) -> None:
    refused = run("import", "notes.csv", "--name", "Jane Doe")
    assert (refused.exit_code, "--set author=COLUMN" in refused.stderr) == (2, True)


def test_many_reports_of_faults_are_counted_with_their_folder() -> None:
    assert in_their_folder(["/state/fault-a.txt"]) == "/state/fault-a.txt"
    assert in_their_folder([f"/state/fault-{at}.txt" for at in range(47)]) == "47 files in /state"
