"""What is known of a file whose start is digested in a thread of its own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from importers.readers import file_start
from importers.readers.encodings import beyond_ascii
from importers.readers.file_start import FileStart, digested_ahead, start_of
from importers.readers.shared_file import SharedFile

STEP = 256
LINES = b"".join(b"%d,1001,2020-11-04,Parcel %d\n" % (number, number) for number in range(40_000))


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_start, "_STEP", STEP)
    monkeypatch.setattr(file_start, "_LEAST", 2 * STEP)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_bytes(LINES)
    return path


@pytest.mark.parametrize("count", [0, 1, STEP - 1, STEP, STEP + 1, 10 * STEP + 7, len(LINES)])
def test_a_start_that_was_digested_ahead_is_passed_over_as_if_it_had_been_read(
    file: Path, count: int
) -> None:
    with digested_ahead(str(file)), SharedFile(file) as shared, shared.input() as ahead:
        known = ahead.stored is not None and ahead.stored.known(count)
        end, rest = ahead.skip(count), ahead.read(50)
    with SharedFile(file) as shared, shared.input() as plain:
        assert (end, rest) == (plain.skip(count), plain.read(50))
    assert known
    assert known[0].hexdigest() == ahead.prefix() == plain.prefix()
    assert ahead.prefix() == hashlib.sha256(LINES[:count]).hexdigest()
    assert ahead.position == count


def test_what_is_consumed_behind_the_start_is_digested_on(file: Path) -> None:
    with digested_ahead(str(file)), SharedFile(file) as shared, shared.input() as opened:
        opened.skip(5000)
        opened.skip(1 << 62)
    assert (opened.position, opened.prefix()) == (len(LINES), hashlib.sha256(LINES).hexdigest())


def _written_to(file: Path) -> None:
    with file.open("r+b") as open_file:
        open_file.write(b"9")
    os.utime(file, (1, 1))


def _grown(file: Path) -> None:
    with file.open("ab") as open_file:
        open_file.write(b"9")


def _replaced(file: Path) -> None:
    other = file.with_suffix(".new")
    other.write_bytes(LINES)
    other.replace(file)


@pytest.mark.parametrize("change", [_written_to, _grown, _replaced])
def test_nothing_is_known_of_a_file_that_was_changed_since(
    file: Path, change: Callable[[Path], None]
) -> None:
    with digested_ahead(str(file)):
        change(file)
        with file.open("rb") as opened:
            assert start_of(opened.fileno()) is None


@pytest.mark.parametrize("ask", [lambda: None, file_start.enough])
def test_nothing_is_known_of_more_bytes_than_were_read(file: Path, ask: Callable[[], None]) -> None:
    with digested_ahead(str(file)), file.open("rb") as opened:
        start = start_of(opened.fileno())
        assert start is not None
        ask()
        assert start.digest(len(LINES) + STEP) is None


def test_a_pipe_a_folder_and_a_small_file_are_not_read_ahead(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "small.csv").write_bytes(LINES[: 2 * STEP - 1])
    for name in ("pipe", "small.csv", "", "missing", "-"):
        with digested_ahead(str(tmp_path / name)):
            assert not file_start._reading


@pytest.mark.parametrize("place", [0, 300_000, 600_000, 1_100_000, None])
def test_the_bytes_beyond_ascii_are_found_behind_a_start_that_was_read_ahead(
    file: Path, place: int | None
) -> None:
    data = LINES if place is None else LINES[:place] + "ö".encode() + LINES[place:]
    file.write_bytes(data)
    with digested_ahead(str(file)), SharedFile(file) as shared:
        with shared.input() as opened:
            opened.skip(len(data))
        with shared.input() as ahead:
            found = beyond_ascii(ahead)
    with SharedFile(file) as shared, shared.input() as plain:
        assert found == beyond_ascii(plain)
    assert found.isascii() == (place is None)


def test_an_import_into_a_log_digests_the_start_of_its_file_ahead(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Asked(FileStart):
        def digest(self, count: int) -> hashlib._Hash | None:
            asked.append(count)
            return super().digest(count)

    monkeypatch.setattr(file_start, "FileStart", Asked)
    text = b"id,order,date,text\n" + LINES[:4000]
    text = text[: text.rfind(b"\n") + 1]
    file.write_bytes(text)
    sets = [word for name in ("order=order", "date=date", "message=text") for word in ("--set", name)]
    command = ["--database", str(tmp_path / "log.db"), "import", str(file), "--source", "s", "--tz", "UTC"]
    command += ["--set", "legacy_id=id", *sets]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert asked == []
    file.write_bytes(text + b"99999,1001,2020-11-05,Rang\n")
    done = CliRunner().invoke(app, command)
    assert "byte for byte: they are known, and were not read again" in " ".join(done.output.split())
    assert asked == [len(text)]
    assert not file_start._reading
