"""Odd environments: names that are not UTF-8, closed streams, wrong settings, signals."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import Run
from typer.testing import CliRunner

from cli.app import app

ROWS = b"no,at,who,text\n1,2020-01-01 10:00,bob,hi\n2,bad,eve,x\n"
SETS = [word for one in ("order=no", "date=at", "author=who", "message=text") for word in ("--set", one)]
CRM = ("--source", "crm", "--tz", "UTC", *SETS)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTS_DATABASE_URL", database)
    Path("notes.csv").write_bytes(ROWS)


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """A command line of bash in which `events` is the program."""
    program = f'events() {{ "{sys.executable}" -m cli.start "$@"; }}\n'
    command = ["bash", "-c", program + line]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env=environment, errors="replace"
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


# --- names that are not UTF-8 ---------------------------------------------------------------


def test_a_file_whose_name_is_not_utf_8_is_imported_found_and_compared(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"no\xfftes.csv")
    Path(name).write_bytes(ROWS)
    result = run("import", name, *CRM)
    assert (result.exit_code, "imported             1" in result.stdout) == (1, True)
    assert r"Imported no\udcfftes.csv" in result.stdout
    assert "imported as event o1" in run("where", f"{name}:2").stdout
    assert "1,2020-01-01 10:00,bob,hi" in run("show", "o1", "--source").stdout
    assert "Read with the settings of batch 1" in run("reconcile", name).stdout
    assert run("batches", "-o", "json").exit_code == 0


def test_a_suggested_command_names_such_a_file_so_that_a_shell_finds_it(run: Run) -> None:
    name = os.fsdecode(b"it's \\ no\xff.csv")
    Path(name).write_bytes(ROWS)
    suggested = next(line for line in run("map", name).stdout.splitlines() if "events import" in line)
    command = suggested.lstrip("# ").partition(" --map")[0]
    assert shell(command.replace("events import", "ls", 1)).returncode == 0


def test_names_that_look_like_escapes_are_kept_apart(run: Run, opened: object) -> None:
    names = [r"a\xff.csv", os.fsdecode(b"a\xff.csv"), r"a\x5cxff.csv"]
    for number, name in enumerate(names):
        Path(name).write_bytes(ROWS.replace(b"hi", b"hi %d" % number))
        run("import", name, *CRM[2:], "--source", f"s{number}")
    for number, name in enumerate(names):
        assert f"batch {number + 1}" in run("where", f"{name}:2").stdout


@pytest.mark.parametrize("words", [("order", "a\udcff"), ("add-note", "1", "a\udcff"), ("search", "a\udcff")])
def test_an_argument_that_is_not_utf_8_is_refused_or_not_found(run: Run, words: tuple[str, ...]) -> None:
    run("import", "notes.csv", *CRM)
    result = run(*words, "--user", "bea") if words[0] == "add-note" else run(*words)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code in (0, 1, 2)


def test_a_log_whose_name_is_not_utf_8_is_refused_with_the_place_of_the_setting(run: Run) -> None:
    done = shell(r"EVENTS_DATABASE_URL=$(printf 'lo\377g.db') events log")
    assert done.returncode == 78
    assert "EVENTS_DATABASE_URL: 'lo\\udcffg.db' is not UTF-8" in done.stderr


# --- closed streams -------------------------------------------------------------------------


def test_without_stdin_a_command_that_needs_none_works_and_another_says_so() -> None:
    assert shell(f"events import notes.csv {' '.join(CRM)} <&-").returncode == 1
    assert shell("events add-note 1 'Rang back' --user bea@shop.example <&-").returncode == 0
    for line, code in [
        ("import -", 66), ("map -", 66), ("add-note 1 -", 66),
        ("correct-note o2 -", 66), ("add-note --from-file -", 66), ("add-note 1", 2),
    ]:  # fmt: skip
        done = shell(f"events {line} <&-")
        assert done.returncode == code, line
        assert code == 2 or "standard input: it is closed" in done.stderr


def test_without_stdout_nothing_is_done() -> None:
    done = shell("events add-note 1 hi --user bea >&-")
    assert (done.returncode, "standard output is closed" in done.stderr) == (73, True)
    assert "no order" in shell("events order 1").stderr.lower() or shell("events order 1").returncode == 1


def test_without_stderr_a_command_works() -> None:
    assert shell(f"events import notes.csv {' '.join(CRM)} 2>&-").returncode == 1
    assert "hi" in shell("events order 1 2>&-").stdout


# --- settings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("EVENTS_COLOR", "blue"),
        ("EVENTS_DISPLAY_TZ", "Mars/Base"),
        ("EVENTS_THEME", "pink"),
        ("EVENTS_SIGNS", "?"),
        ("EVENTS_DATABASE_URL", "mysql://h/d"),
        ("EVENTS_DATABASE_URL", ":memory:"),
        ("EVENTS_DATABASE_URL", "sqlite://"),
        ("EVENTS_DATABASE_URL", "://"),
        ("EVENTS_DATABASE_URL", "host=h user=u"),
        ("EVENTS_DATABASE_URL", "postgresql://u:a%00@h/d"),
    ],
)
def test_a_wrong_variable_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv("EVENTS_DISPLAY_TZ", "")
    monkeypatch.setenv(variable, value)
    result = CliRunner().invoke(app, ["log"])
    assert (result.exit_code, result.stderr.startswith(f"Error: {variable}: ")) == (78, True), result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        'color = "blue"',
        'display_tz = "Mars/Base"',
        'database = "a\\u0000b"',
        'database = "sqlite://"',
        'user = "\\u0000"',
    ],
)
def test_a_wrong_line_of_the_config_file_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    for name in ("EVENTS_DISPLAY_TZ", "EVENTS_DATABASE_URL"):
        monkeypatch.delenv(name)
    config = _config(home)
    config.write_text(text)
    result = CliRunner().invoke(app, ["log"])
    name = text.partition(" ")[0]
    assert (result.exit_code, f"{config}: {name}" in result.stderr) == (78, True), result.stderr


def test_a_time_zone_a_day_away_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_DISPLAY_TZ", "")
    monkeypatch.setenv("TZ", "UTC+99")
    done = shell("events log")
    assert (done.returncode, "Error: TZ: no time zone" in done.stderr) == (78, True)


def _config(home: Path) -> Path:
    config = home / ".config/events/config.toml"
    config.parent.mkdir(parents=True)
    return config


def test_a_config_file_with_a_byte_order_mark_is_read(home: Path) -> None:
    _config(home).write_bytes('\ufeffuser = "bea@shop.example"\r\n'.encode())
    shell("events orders add 1")
    assert "bea@shop.example" in shell("events add-note 1 hello").stdout


def test_a_config_that_is_a_pipe_or_an_endless_device_is_refused(home: Path) -> None:
    config = _config(home)
    os.mkfifo(config)
    assert "is not a regular file" in shell("events log").stderr
    config.unlink()
    config.symlink_to("/dev/zero")
    assert "is not a regular file" in shell("events log").stderr
    config.unlink()
    config.symlink_to(os.devnull)
    assert shell("events types").returncode == 0


@pytest.mark.parametrize("number", ["99999999999999999999", "9223372036854775808"])
@pytest.mark.parametrize(
    "words", [("batch",), ("retry",), ("undo",), ("log", "--batch"), ("stats", "--batch")]
)
def test_a_batch_of_a_number_beyond_the_databases_does_not_exist(
    run: Run, number: str, words: tuple[str, ...]
) -> None:
    result = run(*words, number)
    assert result.exit_code == 1
    assert f"no batch {number}" in result.stderr


# --- signals --------------------------------------------------------------------------------


def _started(*words: str, stdin: int, ready: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cli.start", *words]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    process = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    assert not ready or ready.encode() in process.stdout.readline()
    return process


def _heard(name: str) -> signal.Signals:
    """The signal, which programs begun by `nohup` and the like ignore, and with them these tests'."""
    number = signal.Signals[f"SIG{name}"]
    if name in ("HUP", "QUIT"):
        signal.signal(number, signal.SIG_DFL)
    return number


def _ended(process: subprocess.Popen[bytes]) -> int | None:
    """The exit code; None for a process that had to be killed."""
    try:
        return process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        return None


@pytest.mark.parametrize(
    ("words", "name", "code"),
    [
        (("import", "-"), "INT", 130),
        (("import", "-"), "TERM", 143),
        (("map", "-"), "HUP", 129),
        (("add-note", "1", "-"), "QUIT", 131),
        (("add-note", "--from-file", "-"), "INT", 130),
    ],
)
def test_a_signal_ends_a_command_that_waits_for_a_terminal_at_once(
    words: tuple[str, ...], name: str, code: int
) -> None:
    number = _heard(name)
    ours, theirs = pty.openpty()
    with _started(*words, stdin=theirs, ready="Reading standard input. Ctrl-D") as process:
        time.sleep(0.3)
        process.send_signal(number)
        assert _ended(process) == code
        assert process.stdout is not None
        assert b"Traceback" not in process.stdout.read()
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(("name", "code"), [("TERM", 143), ("HUP", 129), ("QUIT", 131)])
def test_a_signal_ends_following_with_its_own_code(run: Run, name: str, code: int) -> None:
    run("import", "notes.csv", *CRM)
    number = _heard(name)
    with _started("log", "--follow", stdin=subprocess.DEVNULL, ready="2020") as process:
        time.sleep(0.5)
        process.send_signal(number)
        assert _ended(process) == code


def test_a_hangup_that_nohup_ignores_stays_ignored(run: Run) -> None:
    run("import", "notes.csv", *CRM)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with _started("log", "--follow", stdin=subprocess.DEVNULL, ready="2020") as process:
            process.send_signal(signal.SIGHUP)
            time.sleep(0.5)
            assert process.poll() is None
            process.terminate()
            assert _ended(process) == 143
    finally:
        signal.signal(signal.SIGHUP, before)
