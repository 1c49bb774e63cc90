"""No output replaces an input or a file that the user edited; the suggested commands run when pasted."""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from running import Run

HEADER = "legacy_id,order,date,author,message\n"
GOOD = "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n"
BAD = "2,1002,0000-00-00,,Second\n"
OTHER_BAD = "9,1009,0000-00-00,,Ninth\n"

Write = Callable[[str, str], Path]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def write(here: Path) -> Write:
    """Write a file of the current folder."""

    def write(name: str, text: str) -> Path:
        path = here / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    return write


def suggested(stderr: str) -> list[list[str]]:
    """The commands that a screen suggests, as their words after `events`, without the one that counts
    messages of unknown meaning: the texts here are such."""
    found = re.findall(r"\bevents ((?:[^\n;.`]|\.(?=\w))+)", stderr)
    return [words for words in map(shlex.split, found) if words[0] != "stats"]


def mend(path: Path) -> bytes:
    path.write_text(path.read_text().replace("0000-00-00", "2020-01-01"))
    return path.read_bytes()


def test_rejects_need_the_name_of_a_file(run: Run, write: Write, here: Path) -> None:
    """Written to standard output, they would stand among what the command says; no file is called -."""
    write("history.csv", HEADER + GOOD + BAD)
    for command in (("import", "history.csv"), ("batch", "1")):
        refused = run(*command, "--rejects", "-")
        assert (refused.exit_code, "needs the name of a file" in refused.stderr) == (2, True)
        run("import", "history.csv")
    assert not (here / "-").exists()


def test_rejects_are_never_written_over_a_member_of_the_folder_that_is_imported(
    run: Run, write: Write
) -> None:
    member = write("shop/history.csv", HEADER + GOOD + BAD)
    for name in ("shop/history.csv", "shop/new.csv"):
        result = run("import", "shop", "--rejects", name)
        assert (result.exit_code, "is what this command reads from" in result.stderr) == (2, True)
    assert member.read_text() == HEADER + GOOD + BAD
    run("import", "shop")
    assert run("batch", "1", "--rejects", "shop/history.csv").exit_code == 2
    assert member.read_text() == HEADER + GOOD + BAD


def test_reasons_are_never_written_over_a_file_of_unknown_origin(run: Run, write: Write) -> None:
    write("a.csv", HEADER + GOOD + BAD)
    mine = write("r.csv.reasons.csv", "mine\n")
    result = run("import", "a.csv", "--rejects", "r.csv")
    assert result.exit_code == 2
    assert "would overwrite r.csv.reasons.csv, which this log did not write" in " ".join(
        result.stderr.split()
    )
    assert mine.read_text() == "mine\n"


@pytest.mark.parametrize("words", [("batch", "1"), ("batch", "2"), ("import", "b.csv", "--source", "b")])
def test_rejects_are_never_written_over_rejects_that_were_edited(
    run: Run, write: Write, here: Path, words: tuple[str, ...]
) -> None:
    write("a.csv", HEADER + GOOD + BAD)
    write("b.csv", HEADER + GOOD + OTHER_BAD)
    run("import", "a.csv", "--source", "a", "--rejects", "rejects.csv")
    run("import", "b.csv", "--source", "b")
    mended = mend(here / "rejects.csv")
    result = run(*words, "--rejects", "rejects.csv")
    assert result.exit_code == 2
    assert "holds rejects of batch 1, which may have been edited" in result.stderr
    assert "rejects-2.csv" in result.stderr
    assert (here / "rejects.csv").read_bytes() == mended


def test_rejects_that_nobody_edited_are_written_again(run: Run, write: Write, here: Path) -> None:
    write("a.csv", HEADER + GOOD + BAD)
    write("b.csv", HEADER + GOOD + OTHER_BAD)
    run("import", "a.csv", "--source", "a", "--rejects", "rejects.csv")
    assert run("import", "b.csv", "--source", "b", "--rejects", "rejects.csv").exit_code == 1
    assert (here / "rejects.csv").read_text() == HEADER + OTHER_BAD
    assert run("batch", "1", "--rejects", "rejects.csv").exit_code == 0
    assert (here / "rejects.csv").read_text() == HEADER + BAD


def test_an_import_after_its_dry_run_writes_its_rejects_to_the_same_file(
    run: Run, write: Write, here: Path
) -> None:
    write("a.csv", HEADER + GOOD + BAD)
    words = ("import", "a.csv", "--rejects", "rejects.csv")
    run(*words, "--dry-run")
    assert run(*words).exit_code == 1
    assert sorted(path.name for path in here.glob("rejects*")) == ["rejects.csv", "rejects.csv.reasons.csv"]


def test_rejects_of_a_dry_run_that_were_edited_stay_and_the_import_names_another_file(
    run: Run, write: Write, here: Path
) -> None:
    write("a.csv", HEADER + GOOD + BAD)
    words = ("import", "a.csv", "--rejects", "rejects.csv")
    run(*words, "--dry-run")
    mended = mend(here / "rejects.csv")
    assert "rejects-2.csv" in run(*words).stderr
    assert (here / "rejects.csv").read_bytes() == mended
    assert (here / "rejects-2.csv").read_text() == HEADER + BAD


@pytest.mark.parametrize(
    "words",
    [
        ("import", "b.csv", "--rejects", "taken.csv"),
        ("batch", "1", "--mapping", "taken.csv"),
        ("export", "a.csv"),
        ("import", "b.csv", "--report", "a.json"),
        ("reconcile", "b.csv", "--report", "a.json"),
    ],
)
def test_no_output_replaces_a_file_that_is_an_input_or_of_unknown_origin(
    run: Run, write: Write, words: tuple[str, ...]
) -> None:
    files = {name: write(name, text) for name, text in (("a.csv", HEADER + GOOD), ("taken.csv", "mine"))}
    files["a.json"] = write("a.json", '[{"order": "1003", "date": "2020-01-01", "message": "Third"}]')
    write("b.csv", HEADER + BAD)
    before = {name: file.read_bytes() for name, file in files.items()}
    for name in ("a.csv", "a.json"):
        assert run("import", name, "--source", name, "--tz", "UTC").exit_code == 0
    result = run(*words)
    assert (result.exit_code, "Nothing was changed" in result.stderr) == (2, True)
    assert {name: file.read_bytes() for name, file in files.items()} == before


def test_the_mapping_of_a_batch_is_written_twice_to_the_same_file_but_never_over_an_edited_one(
    run: Run, write: Write, here: Path
) -> None:
    write("a.csv", HEADER + GOOD)
    run("import", "a.csv")
    for _ in range(2):
        assert run("batch", "1", "--mapping", "m.toml").exit_code == 0
    (here / "m.toml").write_text("# mine\n")
    assert run("batch", "1", "--mapping", "m.toml").exit_code == 2
    assert (here / "m.toml").read_text() == "# mine\n"


def test_the_suggested_rejects_file_is_free_and_outside_the_folder_that_was_imported(
    run: Run, write: Write, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("shop/history.csv", HEADER + GOOD + BAD)
    write("rejects-1.csv", "mine")
    monkeypatch.chdir(here / "shop")
    (words,) = suggested(run("import", ".", "--tz", "UTC").stderr)
    assert words == ["batch", "1", "--rejects", str(here / "rejects-1-2.csv")]
    assert run(*words).exit_code == 0
    assert (here / "rejects-1.csv").read_text() == "mine"


def test_the_suggested_commands_lead_from_an_import_with_rejects_to_a_complete_log(
    run: Run, write: Write, here: Path
) -> None:
    write("a.csv", HEADER + GOOD + BAD)
    (write_rejects,) = suggested(run("import", "a.csv", "--tz", "UTC").stderr)
    (retry,) = suggested(run(*write_rejects).stderr)
    mend(here / "rejects-1.csv")
    (look,) = suggested(run(*retry).stderr)
    assert run(*look).exit_code == 0
    assert run("reconcile", "a.csv").exit_code == 0
    assert "Second" in run("order", "1002").stdout


@pytest.mark.parametrize(
    "words",
    [("where", "a.csv:3"), ("reconcile", "a.csv"), ("batch", "1"), ("import", "a.csv", "--tz", "UTC")],
)
def test_every_screen_that_shows_rejects_suggests_a_command_that_writes_them(
    run: Run, write: Write, here: Path, words: tuple[str, ...]
) -> None:
    write("a.csv", HEADER + GOOD + BAD)
    run("import", "a.csv", "--tz", "UTC")
    (command,) = suggested(run(*words).stderr)
    assert run(*command).exit_code == 0
    assert (here / command[-1]).read_text() == HEADER + BAD


def test_a_retry_that_leaves_rejects_suggests_a_command_that_writes_the_rest(
    run: Run, write: Write, here: Path
) -> None:
    write("a.csv", HEADER + GOOD + BAD + OTHER_BAD)
    run("import", "a.csv", "--rejects", "rejects.csv")
    (here / "rejects.csv").write_text(HEADER + BAD.replace("0000-00-00", "2020-01-01") + OTHER_BAD)
    (command,) = suggested(run("retry", "1").stderr)
    assert run(*command).exit_code == 0
    assert (here / command[-1]).read_text() == HEADER + OTHER_BAD


def test_the_command_after_an_undo_imports_the_file_again(run: Run, write: Write) -> None:
    write("a.csv", HEADER + GOOD)
    (look,) = suggested(run("import", "a.csv", "--tz", "UTC").stderr)
    assert "First" in run(*look).stdout
    assert run("undo", "1").exit_code == 0
    (again,) = suggested(run("batch", "1").stderr)
    assert run(*again).exit_code == 0
    assert "First" in run(*look).stdout


def test_a_person_is_looked_for_in_every_rejects_file_that_was_written(
    run: Run, write: Write, here: Path
) -> None:
    write("a.csv", HEADER + GOOD + BAD)
    run("import", "a.csv", "--rejects", "first.csv")
    run("batch", "1", "--rejects", "second.csv")
    stderr = run("forget", "anna@shop.example", "--dry-run", env={"COLUMNS": "400"}).stderr
    assert str(here / "first.csv") in stderr
    assert str(here / "second.csv") in stderr


def test_the_backup_before_an_upgrade_is_new_private_and_follows_no_link(here: Path, run: Run) -> None:
    database = here / "log.db"
    assert run("--database", str(database), "add-note", "1001", "Called").exit_code in (0, 1)
    victim = here / "precious.txt"
    victim.write_text("mine")
    names = [f"log.db.before-{_version(database)}-was-0001{end}" for end in ("", "-2", "-3")]
    (here / names[0]).symlink_to(victim)
    (here / names[1]).write_text("an older backup")
    _downgrade(database)
    assert run("--database", str(database), "db", "upgrade").exit_code == 0
    assert victim.read_text() == "mine"
    assert (here / names[1]).read_text() == "an older backup"
    assert (here / names[2]).stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(here / names[2])) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]


def _version(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _downgrade(database: Path) -> None:
    """Make the file anew as the first version of the program made it."""
    from events.database import schema
    from events.database.engine import make_engine, parse

    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    engine = make_engine(parse(str(database)))
    schema.upgrade(engine, "0001")
    engine.dispose()
