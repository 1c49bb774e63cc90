"""A server that speaks TLS is reached over it, and only if its certificate holds. It is Debian's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from events.database.engine import make_engine, parse
from events.database.schema import upgrade
from events.database.session import open_connection, open_engine
from events.errors import DatabaseUnavailableError

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
_CERTIFICATE = (
    "req -new -x509 -days 2 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost "
    "-keyout data/server.key -out data/server.crt"
)
_SETTINGS = (
    "-c ssl=on -c listen_addresses=localhost -c fsync=off -c port={port} -c unix_socket_directories={folder}"
)


@pytest.fixture(scope="module")
def tls_server() -> Iterator[tuple[str, Path]]:
    """The URL of a database on a server with TLS, and the certificate it shows."""
    if not _PROGRAMS or not shutil.which("openssl"):
        pytest.skip("needs Debian's PostgreSQL and openssl")
    folder = Path(tempfile.mkdtemp(prefix="events-tls-"))
    port = _free_port()
    owner: dict[str, Any] = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(folder, owner["user"], owner["group"])

    def run(program: str, *arguments: str) -> None:
        command = [shutil.which(program) or str(_PROGRAMS[-1].with_name(program)), *arguments]
        subprocess.run(
            command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **owner
        )

    settings = _SETTINGS.format(port=port, folder=folder)
    run("initdb", "-D", "data", "-U", "me", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
    run("openssl", *_CERTIFICATE.split())
    run("pg_ctl", "-D", "data", "-l", "log", "-o", settings, "-w", "start")
    yield f"postgresql://me@localhost:{port}/postgres", folder / "data" / "server.crt"
    run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_log_is_read_over_tls_if_the_certificate_holds(tls_server: tuple[str, Path]) -> None:
    url, certificate = tls_server
    checked = f"{url}?sslmode=verify-full&sslrootcert={certificate}"
    engine = make_engine(parse(checked))
    upgrade(engine)
    engine.dispose()
    with open_connection(checked) as connection:
        assert connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) is True


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_certificate_that_does_not_hold_is_refused(
    tls_server: tuple[str, Path], host: str, tmp_path: Path
) -> None:
    url, certificate = tls_server
    if host == "localhost":  # its name is right, but nobody vouches for it
        certificate = tmp_path / "none.crt"
        certificate.write_text("")
    address = f"{url.replace('localhost', host)}?sslmode=verify-full&sslrootcert={certificate}"
    with pytest.raises(DatabaseUnavailableError, match="certificate") as raised, open_engine(address):
        pass
    assert "\n" not in str(raised.value)
