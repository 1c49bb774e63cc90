"""Suggested commands run when they are pasted, whatever the file is called."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from running import Run

from cli.app import _options_to_keep
from events.next_commands import joined, path_word, quoted

NAMES = ["-it's $HOME; 1.csv", "line\nend\ttab.csv", "no\u00a0break \u202e\x1b.csv", "--map", "\\\udcff'.csv"]
UNCLEAR = "entity_id,created,texts\n8,2020-01-01,hi there you\n9,2020-01-02,more of it\n"
ROWS = "order,date,email,message\n1,2020-01-01,{}@x.example,hi\n"
END = re.compile(r"\. The input has| > legacy| with the same|\. Otherwise")


def read_by_bash(*lines: str) -> list[list[str]]:
    """The words of command lines, after the program's name, as bash reads them."""
    script = "set -f\n" + "".join(f"printf '%s\\0' {line}\nprintf '\\0'\n" for line in lines)
    done = subprocess.run(["bash"], input=os.fsencode(script), capture_output=True, check=True)
    found = os.fsdecode(done.stdout).split("\0\0")[:-1]
    return [one.split("\0")[1:] for one in found]


def test_a_shell_reads_any_word_as_it_was() -> None:
    words = ["events", *NAMES, "a b", "", "it's", "*", "\u200d", "\x7f\x80", "-"]
    assert read_by_bash(joined(words).replace(" ''", "")) == [[word for word in words[1:] if word]]


def test_a_path_is_never_taken_for_an_option() -> None:
    assert [path_word(path) for path in ("-a.csv", "a.csv", "-", "/-a")] == ["./-a.csv", "a.csv", "-", "/-a"]


@pytest.mark.parametrize("name", NAMES)
def test_suggested_commands_name_any_file_so_that_they_run(
    run: Run, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("other.csv").write_text(ROWS.format("ann"))
    run("import", "other.csv", "--source", "old")
    for content, words in (
        (UNCLEAR, ("import", "--", name)),
        (ROWS.format("ann").replace("hi", "ho"), ("map", "--", name)),
        (ROWS.format("bob"), ("import", "--source", "new", "--", name)),
    ):
        Path(name).write_text(content)
        done = run(*words, env={"COLUMNS": "500"})
        shown = re.findall(r"events (?:--database \S+ )?(?:import|map) .*", done.output)
        assert shown, (words, done.output)
        (again,) = read_by_bash(END.split(shown[0])[0])
        assert run(*again).exit_code in (0, 1), again


def test_a_command_that_settles_unclear_columns_keeps_the_options_that_were_given(
    run: Run, tmp_path: Path
) -> None:
    unclear, bare = tmp_path / "unclear.csv", tmp_path / "bare.csv"
    unclear.write_text("number,day,note\n1,2020-11-04,hello\n2,2020-11-04,hello\n")
    bare.write_text("17,2020-01-01,hello\n18,2020-01-02,hello\n")
    for file, option in ((unclear, "--set order=number"), (bare, "--no-header order,date,")):
        error = run("import", str(file), "--tz", "Europe/Paris", "--shop", "fr").stderr
        assert f"events import {file} --shop fr --tz Europe/Paris {option}" in error


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        ("order 17", "find 17"),
        ("find 2002", "order"),
        ("find Jane", "customer jane@example.com"),
        ("gdpr", "customer EMAIL --format json"),
        ("orders --status done", "orders --status open"),
        ("orders --sortt x --display-tz UTC", None),
        ("order 2002 --format csv -o x.csv", "order 2002 --format csv"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_suggested_commands_are_for_the_log_that_was_named(
    run: Run, database: str, words: str, suggested: str | None
) -> None:
    found = run("--database", database, *words.split(), env={"COLUMNS": "400"}).output
    kept = re.sub(rf"events --database {re.escape(database)}", "EVENTS", found)
    assert suggested is None or f"EVENTS {suggested}" in kept
    kept = re.sub(r"(?m)^(?:Usage:|Try ).*$", "", kept)
    assert not re.search(r"(?<![\w/])events (?:order|find|show|undo|customer|orders|log)\b", kept)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("u:s3cret@h:1/x", "u@h:1/x"),
        ("u:s3@cret@h:1/x?sslmode=require", "u@h:1/x?sslmode=require"),
        ("u:s3/ cret@h:1/x", "u@h:1/x"),
        ("h:1/x?user=u&password=s3cret&connect_timeout=3", "h:1/x?user=u&connect_timeout=3"),
        (":s3cret@h:1/x", "h:1/x"),
        ("u%3As3cret@h:1/x", "u@h:1/x"),
    ],
)
def test_no_suggested_command_has_a_password_or_a_part_of_it(run: Run, given: str, kept: str) -> None:
    found = run("--database", f"postgresql://{given}", "gdpr", env={"COLUMNS": "400"}).output
    place = f"postgresql://{kept}"
    assert f"events --database {quoted(place)} customer" in found and "cret" not in found
    assert _options_to_keep(f"postgresql://{given}", None) == ["--database", place]
