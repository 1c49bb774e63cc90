"""Proofs of orders: the script in the guide, alone, accepts what was sealed and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, Bring, bring_into
from mixed_history import SETS, TITLES, history, plain_history
from sqlalchemy import text

from events.database.session import open_engine, open_reader, open_session
from events.order import events as order_events
from events.order.lookup import find, find_order
from importers.authors import assignments
from importers.erasure.forget import forget
from importers.seals.proof import BrokenSealError, NoSealError, OrderProof, prove
from importers.seals.seal import seal
from importers.undo.notes import move_note

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "proof.md"
ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,"Größe ""L"", ok\x7f",jane@x.example
2,1001,2020-01-01 11:00:00,j.smith,Second,
3,1002,2020-01-02 10:00:00,,Third,
4,1001,2020-01-04,,Wrote to jane@x.example,
"""
Check = Callable[[dict[str, Any], str], tuple[int, list[str]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """A log of either kind."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Runs the guide's script, with nothing but the standard library; gives its exit code and lines."""
    (script,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.S)
    assert len(script.splitlines()) <= 45
    (tmp_path / "check_proof.py").write_text(script, "utf-8")

    def check(proof: dict[str, Any], digest: str) -> tuple[int, list[str]]:
        (tmp_path / "proof.json").write_text(json.dumps(proof), "utf-8")
        command = [sys.executable, "-I", "-S", "check_proof.py", "proof.json", digest]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert not done.stderr
        return done.returncode, done.stdout.splitlines()

    return check


def proof_of(database: str, number: str) -> OrderProof:
    with open_reader(database) as reader:
        return prove(reader, find(reader, number))


def test_the_guides_script_accepts_an_order_and_refuses_it_altered(
    bring: Bring, database: str, check: Check
) -> None:
    bring(TITLES + ROWS, sets=SETS)
    first = seal(database, by="me").digest
    bring(HEADER + "9,1001,2020-02-01,,Ninth\n")
    digest = seal(database, by="me").digest
    proof = proof_of(database, "1001").as_dict()
    code, lines = check(proof, digest.upper())
    assert (code, lines[-1]) == (0, "4 of 4 events belong to the seal")
    assert "L" in lines[0] and lines[0].startswith("proven 'o1' '2020-01-01T10:00:00Z' 'other' '' '1001'")
    assert check(proof, first)[0] == 1
    altered = json.loads(json.dumps(proof).replace("Second", "Sekond"))
    code, lines = check(altered, digest)
    assert (code, [line[:6] for line in lines[:4]]) == (1, ["proven", "WRONG ", "proven", "proven"])
    assert check({**proof, "order": {"shop": "", "number": "1002"}}, digest)[0] == 1
    assert check({**proof, "events": proof["events"][:1] * 2}, digest)[0] == 1
    assert check({**proof, "events": []}, digest)[0] == 1


def test_every_order_of_a_large_log_is_proven(database: str, tmp_path: Path, check: Check) -> None:
    bring_into(database, history(tmp_path / "one.csv"), sets=SETS, max_errors=9_999)
    seal(database, by="me")
    bring_into(database, plain_history(tmp_path / "two.csv", count=2_500), sets=SETS)
    digest = seal(database, by="me").digest
    for number in ("1", "77", "25001", "25600"):
        proof = proof_of(database, number)
        assert (len(proof.events) >= 1, proof.left_out) == (True, ())
        assert check(proof.as_dict(), digest)[0] == 0


def test_what_cannot_be_proven_is_left_out_with_the_reason(bring: Bring, database: str, check: Check) -> None:
    bring(TITLES + ROWS, sets=SETS)
    with open_session(database) as session:
        order_events.note_added_event(order=find_order(session, "1002"), user=None, message="Moved")
        session.commit()
    digest = seal(database, by="me").digest
    with open_session(database) as session:
        order_events.note_added_event(order=find_order(session, "1001"), user=None, message="Later")
        move_note(session, "o5", to=find_order(session, "1001"), by="me")
        assignments.assign(session, "j.smith", "john@shop.example", source=None, shop=None, by="me")
        forget(session, "jane@x.example", by="me")
        session.commit()
    with open_engine(database) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE order_events SET user_id = NULL WHERE id = 1"))
    proof = proof_of(database, "1001")
    assert [(one.event, one.why) for one in proof.left_out] == [
        ("o1", "is not what was sealed; see events verify"),
        ("o4", "was erased by op4"),
        ("o5", "was moved here from order 1002"),
        ("o6", "came after the seal"),
    ]
    code, lines = check(proof.as_dict(), digest)
    assert code == 0
    assert "'j.smith'" in lines[0]  # as it was sealed
    assert lines[2] == "not in the proof: 'o4' 'was erased by op4'"


def test_a_log_without_a_seal_or_with_altered_hashes_proves_nothing(
    sqlite_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "one.csv"
    file.write_text(TITLES + ROWS)
    bring_into(sqlite_database, file, sets=SETS)
    with pytest.raises(NoSealError):
        proof_of(sqlite_database, "1001")
    seal(sqlite_database, by="me")
    with open_engine(sqlite_database) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE seal_blocks SET leaves = seed"))
    with pytest.raises(BrokenSealError):
        proof_of(sqlite_database, "1001")
