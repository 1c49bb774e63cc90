"""Running whole commands side by side, in turns, so that a machine that slows down slows all of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Runner:
    """A command to be measured. `prepare` is run before each round, and is not counted."""

    name: str
    command: list[str]
    stdin: Path | None = None
    prepare: Callable[[], None] = lambda: None
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    rows: int = 0
    """How many rows it brings: their rate is printed, per second and per second of CPU."""
    result: Path | None = None
    """The file that it makes, whose size is printed."""
    size: int = 0
    server: Callable[[], float] | None = None
    """Seconds of CPU that a server has used so far, whose share is printed apart."""
    server_cpu: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def run(self) -> None:
        """Run once; note wall seconds, CPU and peak memory. Raises SystemExit if the command fails."""
        self.prepare()
        stdin = self.stdin.open("rb") if self.stdin else subprocess.DEVNULL
        used = self.server() if self.server else 0.0
        began = time.perf_counter()
        process = subprocess.Popen(self.command, stdin=stdin, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - began)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        if self.server:
            self.server_cpu.append(self.server() - used)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accepted(self.command):
            raise SystemExit(f"{self.name} failed: {process.returncode}")
        self.megabytes = max(self.megabytes, usage.ru_maxrss / 1024)
        self.size = self.result.stat().st_size if self.result else 0


def accepted(command: list[str]) -> tuple[int, ...]:
    """The exit codes of a command that worked: `events` gives 1 where records are rejected or nothing is
    found; of any other program that is a failure."""
    return (0, 1) if "cli.start" in command else (0,)


def side_by_side(runners: list[Runner], *, rounds: int) -> None:
    """Run all of them in turns; the first is the measure of the others."""
    for _ in range(rounds):
        for runner in runners:
            runner.run()
    for runner in runners:
        ratio = runner.median / runners[0].median
        print(
            f"{runner.name:<44} {runner.median:8.2f} s  {ratio:6.2f} x time  {1 / ratio:6.2f} x rate"
            f"  {statistics.median(runner.cpu):7.2f} s of CPU  {runner.megabytes:5.0f} MB"
            f"{_on_server(runner)}{_rates(runner)}"
        )


def _on_server(runner: Runner) -> str:
    return f"  {statistics.median(runner.server_cpu):7.2f} s of the server's CPU" if runner.server_cpu else ""


def _rates(runner: Runner) -> str:
    """Rows by time (user and system), and the size of the file that was made."""
    if not runner.rows:
        return ""
    by_wall, by_cpu = runner.rows / runner.median, runner.rows / statistics.median(runner.cpu)
    size = f"  {runner.size / 1e6:5.0f} MB on disk" if runner.size else ""
    return f"  {by_wall:9,.0f} rows/s  {by_cpu:9,.0f} rows/CPU-s{size}"


def parent_of(process: int) -> int:
    """The process that started another one."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def server_cpu(postmaster: int) -> float:
    """The seconds of CPU of a PostgreSQL server's processes, those that have ended included."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            numbers = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if path.parent.name == str(postmaster):
            ticks += sum(map(int, numbers[11:15]))
        elif int(numbers[1]) == postmaster:
            ticks += int(numbers[11]) + int(numbers[12])
    return ticks / os.sysconf("SC_CLK_TCK")
