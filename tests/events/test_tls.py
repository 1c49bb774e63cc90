"""What only Debian's server has, which the other tests' server is built without: TLS, and languages.

A server that speaks TLS is reached over it, and only if its certificate holds. In a database of a language,
texts are sorted as in a file all the same.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from cli.app import app
from cli.arguments import completion
from events.account import people
from events.customer_lists import customers
from events.database import postgresql
from events.database.engine import make_engine, parse
from events.database.schema import upgrade
from events.database.session import open_connection, open_engine
from events.database.text_match import contains_unaccented, unaccent
from events.errors import (
    AmbiguousOrderError,
    DatabaseUnavailableError,
    UnknownCustomerError,
    UnknownOrderError,
)
from events.find import find
from events.lists import ORDERS, PageWindow
from events.models import Order, User
from events.order import lookup
from importers.authors.actors import actors
from importers.ledger.models import LegacyName, Source

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
_CERTIFICATE = (
    "req -new -x509 -days 2 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost "
    "-keyout data/server.key -out data/server.crt"
)
_SETTINGS = (
    "-c ssl=on -c listen_addresses=localhost -c fsync=off -c port={port} -c unix_socket_directories={folder}"
)
_HBA = """
local all all trust
host all me samehost trust
hostssl all all samehost scram-sha-256
"""
_TEAM = Path(__file__).resolve().parents[2] / "docs" / "team.md"
_MAPPING = """
source = "shop"
tz = "UTC"
[fields]
legacy_id = "id"
order = "order"
date = "date"
message = "message"
"""


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
    (folder / "data" / "pg_hba.conf").write_text(_HBA)
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


@pytest.fixture
def team_server(
    tls_server: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Runs the commands of a block of the guide for teams, on the server, over TCP and with passwords."""
    url, certificate = tls_server
    port = url.split(":")[-1].partition("/")[0]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "history.csv").write_text("id,order,date,message\n1,1001,2020-01-02,Shipped\n")
    (tmp_path / "mapping.toml").write_text(_MAPPING)
    (tmp_path / "pgpass").write_text("localhost:*:*:shop_owner:secret\nlocalhost:*:*:anna:secret\n")
    (tmp_path / "pgpass").chmod(0o600)
    settings = {"PGPASSFILE": "pgpass", "PGHOST": str(certificate.parents[1]), "PGPORT": port, "PGUSER": "me"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    places = {
        "sudo -u postgres ": f"{_PROGRAMS[-1].parent}/",
        " --pwprompt": "",  # it asks at a terminal
        "db.shop.example": f"localhost:{port}",
        "host:5432": f"localhost:{port}",
        "sslrootcert=system": f"sslrootcert={certificate}",
        "…": "secret",
    }

    def run(block: str) -> None:
        for place, here in places.items():
            block = block.replace(place, here)
        for line in block.splitlines():
            _run_line(line, monkeypatch)

    with psycopg.connect(url, autocommit=True) as admin:
        yield run
        for name in ("shop_log", "name"):
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute('DROP ROLE IF EXISTS "user", anna, events_operator, shop_owner')


def _run_line(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell would, but without starting the program each time."""
    name, _, value = line.removeprefix("export ").partition("=")
    if line.startswith("export "):
        monkeypatch.setenv(name, value.strip("'"))
        return
    command, _, sink = line.partition(" | ")
    printed = ""
    if command.startswith("events "):
        done = CliRunner().invoke(app, shlex.split(os.path.expandvars(command))[1:])
        assert done.exit_code == 0, done.stderr
        command, printed = sink, done.stdout
    if command and not command.startswith(("apt ", "pip ")):
        subprocess.run(
            shlex.split(os.path.expandvars(command)),
            input=printed,
            text=True,
            check=True,
            capture_output=True,
        )


def test_the_recipes_for_teams_work_over_tcp_with_passwords(
    tls_server: tuple[str, Path], team_server: Callable[[str], None]
) -> None:
    prepare, start, hosted, roles, *_ = re.findall(r"```sh\n(.*?)```", _TEAM.read_text("utf-8"), re.S)
    team_server(prepare)
    with psycopg.connect(tls_server[0], autocommit=True) as admin:
        admin.execute(
            "ALTER ROLE shop_owner PASSWORD 'secret'; CREATE ROLE \"user\" LOGIN PASSWORD 'password'"
        )
        admin.execute('CREATE DATABASE name OWNER "user"')
    team_server(start + roles)
    owners = os.environ["EVENTS_DATABASE_URL"]
    annas = owners.replace("shop_owner", "anna")
    team_server(f"export EVENTS_DATABASE_URL='{annas}'\nevents add-note 1001 called --user anna@shop.example")
    with open_connection(annas) as connection:
        assert connection.scalar(text("SELECT count(*) FROM order_events")) == 2
        assert connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) is True
    with (
        pytest.raises(DatabaseUnavailableError, match="password"),
        open_engine(annas.replace("anna@", "anna:wrong@")),
    ):
        pass
    team_server(hosted)


_WORDS = ("Zed", "abe", "_odd", "ödd", "odd", "a-b", "A b", "ab", "éa")
_NAMELESS = ("zoe", "Zoe")


def _fill(session: Session) -> None:
    """People and orders whose names, e-mails and numbers a language sorts otherwise than their characters."""
    session.add(source := Source(name="crm", shop=""))
    session.flush()
    for word in _WORDS:
        session.add(user := User(email=f"{word.replace(' ', '+')}@x.example", name=word))
        session.add(Order(number=f"{word}-1", shop=word, user=user))
        session.add(Order(number="1", shop=word))
        session.add(Order(number=f"g-{word}", user_email=f"{word}@guests.example"))
        session.flush()
        session.add(LegacyName(source_id=source.id, role="author", name=word, user_id=user.id))
    for name in _NAMELESS:
        session.add(Order(number=f"n-{name}", user=User(email=None, name=name)))
    session.commit()


def _sorted_texts(url: str) -> list[Any]:
    """What is sorted, or found in a range of texts, in an empty log that is filled for that."""
    engine = make_engine(parse(url))
    upgrade(engine)
    window, found = PageWindow(page=1, size=50), []
    with engine.connect() as reader, Session(reader) as session:
        _fill(session)
        for sort, reverse in (("email", False), ("email", True), (ORDERS, False)):
            _, rows = customers(reader, window, like="", sort=sort, reverse=reverse)
            found.append([row.who.label for row in rows])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("events.customer_lists.FEW", 0)
            for reverse in (False, True):
                _, rows = customers(reader, window, like="", reverse=reverse)
                found.append([row.who.label for row in rows])
        found.append([row.who.label for row in find(reader, "guests", limit=50).customers])
        found.append([actor.name for actor in actors(session, limit=50, offset=0)[1]])
        for begin in ("a", "Z", "_", "é"):
            found.append((completion._orders(reader, begin), completion._people(reader, begin)))
        for typed in ("1", "Ze-1"):
            with pytest.raises((AmbiguousOrderError, UnknownOrderError)) as raised:
                lookup.find(reader, typed)
            found.append(str(raised.value))
        found.append(people._nearest_people(reader, "_ode@x.example"))
    engine.dispose()
    return found


_SPELLINGS = [
    ("Straße", "STRASSE"), ("STRAẞE", "strasse"), ("İstanbul", "istanbul"), ("ΟΔΟΣ", "οδος"),
    ("ÉMILE", "émile"), ("Żółw", "żÓŁW"), ("ПОСЫЛКА", "посылка"), ("TITLE", "title"),
]  # fmt: skip


@pytest.mark.parametrize(
    "language", ["LOCALE 'C'", "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'"]
)
def test_letters_have_no_case_in_a_database_of_any_language(
    tls_server: tuple[str, Path], tmp_path: Path, language: str
) -> None:
    with psycopg.connect(tls_server[0], autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS cased WITH (FORCE)")
        admin.execute(f"CREATE DATABASE cased TEMPLATE template0 {language}")
    for log in (tls_server[0].replace("/postgres", "/cased"), str(tmp_path / "log.db")):
        engine = make_engine(parse(log))
        upgrade(engine)
        with Session(engine) as session:
            for one, other in (pair for pair in _SPELLINGS for pair in (pair, pair[::-1])):
                if other.isascii() and not one.isascii():
                    continue  # what is typed in plain letters is compared with plain letters
                session.add(User(email=f"{one}@x.example", name=one))
                session.add(Order(number=f"{one}-1"))
                session.flush()
                places = find(session, other, limit=9)
                assert [order.number for order in places.orders] == [f"{one}-1"]
                assert [person.who.name for person in places.customers] == [one]
                if len(one) == len(other):  # ß is no ss in an e-mail
                    assert people.find_customer(session, f"{other}@x.example").name == one
                else:
                    with pytest.raises(UnknownCustomerError):
                        people.find_customer(session, f"{other}@x.example")
                assert people.find_customer(session, other).name == one
                assert session.scalar(select(contains_unaccented(User.name, unaccent(other))))
                session.rollback()
        engine.dispose()


@pytest.mark.parametrize("language", ["tr-TR", "az"])
def test_a_database_whose_language_has_another_small_i_becomes_no_log(
    tls_server: tuple[str, Path], language: str
) -> None:
    """INFO@x.example and info@x.example would be two people."""
    with psycopg.connect(tls_server[0], autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS turkish WITH (FORCE)")
        admin.execute(
            f"CREATE DATABASE turkish TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE '{language}' "
            "LOCALE 'C.UTF-8'"
        )
    url = tls_server[0].replace("/postgres", "/turkish")
    done = CliRunner().invoke(app, ["--database", url, "db", "upgrade"])
    assert done.exit_code == 78
    assert "small letter of I" in done.stderr and "LOCALE 'C.UTF-8'" in done.stderr
    with psycopg.connect(url) as connection:
        assert connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() == (0,)


def test_a_log_in_a_database_whose_language_has_another_small_i_can_only_be_moved(
    tls_server: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a log has it that was made before such databases were refused."""
    with psycopg.connect(tls_server[0], autocommit=True) as admin:
        admin.execute(
            "CREATE DATABASE turkish_log TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR' "
            "LOCALE 'C.UTF-8'"
        )
    url, copy = tls_server[0].replace("/postgres", "/turkish_log"), str(tmp_path / "copy.db")
    with monkeypatch.context() as before:
        before.setattr(postgresql, "check_letters", lambda *_, **__: None)
        assert CliRunner().invoke(app, ["--database", url, "db", "upgrade"]).exit_code == 0
        added = CliRunner().invoke(app, ["--database", url, "customers", "add", "INFO@x.example"])
        assert added.exit_code == 0
    for command in (["customer", "info@x.example"], ["add-note", "info@x.example", "Rang"], ["log"]):
        done = CliRunner().invoke(app, ["--database", url, *command])
        assert (done.exit_code, done.stdout) == (78, "")
        assert "small letter of I" in done.stderr and "db copy 'postgresql://" in done.stderr
    assert CliRunner().invoke(app, ["db", "copy", url, copy]).exit_code == 0
    assert CliRunner().invoke(app, ["--database", copy, "customer", "info@x.example"]).exit_code == 0


def test_texts_are_sorted_in_a_database_of_a_language_as_in_a_file(
    tls_server: tuple[str, Path], tmp_path: Path
) -> None:
    url = tls_server[0].replace("/postgres", "/spoken")
    with psycopg.connect(tls_server[0], autocommit=True) as admin:
        admin.execute("CREATE DATABASE spoken TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
    found, expected = _sorted_texts(url), _sorted_texts(str(tmp_path / "log.db"))
    assert found == expected
    assert expected[0] == sorted(expected[0], key=lambda label: ("@" in label, label.lower()))
