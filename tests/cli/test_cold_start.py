"""Every command in a process of its own, as users run it: what another command imported cannot help it."""

from __future__ import annotations

import os
import pty
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from recorded import CUSTOMER, ORDER
from running import command_names

CONTROL_Q = b"\x11"
PROGRAM = str(Path(sys.executable).with_name("events"))
HISTORY = "order_number,date,user,message\n1001,2020-11-04 07:40,anna,Parcel sent\n1001,never,anna,No date\n"


def _customer_of(code: str) -> str:
    """Whom an event of this type is recorded for."""
    return "anna@shop.example" if code == "customer_deleted" else "jane@shop.example"


COLD = {
    "demo": "",
    "order": "1001",
    "customer": "jane@shop.example",
    "log": "",
    "search": "parcel",
    "find": "1001",
    "stats": "",
    "doctor": "--check in-1970",
    "paths": "",
    "waits": "",
    "report": "report.html",
    "man": "",
    "completion": "zsh",
    "show": "o3 --source",
    "orders": "",
    "orders add": "3003 --customer new@shop.example --line '2 x Mug' --currency EUR",
    "customers": "",
    "customers add": "new@shop.example --name 'New Customer'",
    "types": "",
    "add-note": "1001 'Called about the parcel'",
    "correct-note": "o1 'Called twice'",
    "move-note": "o1 2002 --user anna@shop.example",
    "undo-note": "o1 --user anna@shop.example",
    "import": "more.csv --source more --tz UTC",
    "map": "history.csv",
    "batches": "",
    "batch": "1",
    "retry": "1 fixed.csv",
    "reconcile": "good.csv --source good --tz UTC",
    "where": "history.csv:3",
    "undo": "2 --dry-run",
    "actors": "",
    "actors assign": "anna anna@shop.example --source crm",
    "actors unassign": "erik --source good",
    "meanings": "",
    "meanings set": "'Parcel sent' delivered",
    "export": "",
    "seal": "",
    "verify": "op2",
    "forget": "jane@shop.example",
    "plugin check": "importers.platforms.shopify",
    "db info": "",
    "db upgrade": "",
    "db check": "",
    "db copy": "log.db copy.db",
    **{f"record order {code}": f"1001 {shlex.join(options)}" for code, (options, _) in ORDER.items()},
    **{
        f"record customer {code}": f"{_customer_of(code)} {shlex.join(options)}"
        for code, (options, _) in CUSTOMER.items()
    },
    "db grants": "--role operator",
}
"""Every command with arguments that succeed on the log of `logged`. `browse` has a test of its own."""


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [PROGRAM, "--database", "log.db", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log: an order of two lines, a note, an import with one reject and one without, and
    an assigned author. Only cold processes write it."""
    folder = tmp_path_factory.mktemp("cold")
    (folder / "history.csv").write_text(HISTORY, encoding="utf-8")
    (folder / "good.csv").write_text(HISTORY.replace("anna", "erik").replace("never", "2020-11-05 08:00"))
    (folder / "more.csv").write_text("order_number,date,message\n2002,2021-01-01 10:00,Hello\n")
    for arguments in (
        "orders add 1001 --customer jane@shop.example --line '2 x Mug' --line Plate",
        "orders add 2002",
        "add-note 1001 'Called once' --user anna@shop.example",
        "import history.csv --source crm --tz UTC",
        "import good.csv --source good --tz UTC",
        "actors assign erik erik@shop.example --source good",
        "batch 1 --rejects fixed.csv",
        "seal",
    ):
        done = _run(folder, *shlex.split(arguments))
        assert done.returncode in (0, 1), done.stderr
    rejects = (folder / "fixed.csv").read_text(encoding="utf-8")
    (folder / "fixed.csv").write_text(rejects.replace("never", "2020-11-06 09:00"), encoding="utf-8")
    return folder


def test_every_command_is_run_in_a_cold_process() -> None:
    names = {*command_names()}
    missing = sorted(names - {*COLD, "browse"})
    unknown = sorted(COLD.keys() - names)
    assert not missing, (
        f"No cold run of {', '.join(missing)}: add each with its arguments to COLD in {__file__}."
    )
    assert not unknown, f"COLD in {__file__} names {', '.join(unknown)}, which `events` does not have."


@pytest.mark.slow
@pytest.mark.parametrize("command", COLD)
def test_a_command_succeeds_in_a_cold_process(logged: Path, tmp_path: Path, command: str) -> None:
    folder = shutil.copytree(logged, tmp_path / "copy")
    done = _run(folder, *command.split(), *shlex.split(COLD[command]))
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["export events.csv", "export order 1001 --proof", "export proof.json --order 1001 --proof"]
)
def test_an_export_with_a_note_or_a_proof_succeeds_in_a_cold_process(
    logged: Path, tmp_path: Path, words: str
) -> None:
    done = _run(shutil.copytree(logged, tmp_path / "copy"), *words.split())
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


@pytest.mark.slow
def test_browse_starts_and_quits_in_a_cold_process(logged: Path) -> None:
    screen, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    command = [PROGRAM, "--database", "log.db", "browse"]
    with subprocess.Popen(
        command, cwd=logged, stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    ) as process:
        os.close(terminal)
        seen = b""
        while b"Traceback" not in seen and b"earch orders" not in seen:
            seen += os.read(screen, 65536)
        os.write(screen, CONTROL_Q)
        _drain(screen)
    assert (process.returncode, b"Traceback" in seen) == (0, False)


def _drain(screen: int) -> None:
    """Read until the other end closes, so that the program can finish its output."""
    try:
        while os.read(screen, 65536):
            pass
    except OSError:
        pass
    os.close(screen)


def test_an_operation_is_recorded_by_a_process_that_has_loaded_nothing_else() -> None:
    code = (
        "import importers.ledger.operations; from importers.ledger.models import Operation; "
        "Operation.__mapper__._sorted_tables"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
