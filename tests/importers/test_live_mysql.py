"""A live MySQL or MariaDB server is read as its dump would be; one that does not answer is given up."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pymysql
import pytest
from reading import read_table
from sqlalchemy import Text, column
from sqlalchemy import types as sa_types
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import make_url

from events.errors import ConfigError, DatabaseUnavailableError, UsageError
from importers.readers import live_servers
from importers.readers.opening import open_tables

TABLE = """
CREATE TABLE notes (
  id int PRIMARY KEY, date datetime, took time(3), is_notified bit(1), flags bit(9), changed timestamp NULL,
  amount decimal(9,3), rate double, big bigint unsigned, code int(6) zerofill, kinds set('x','y'), raw blob
);
"""
ROWS = r"""
INSERT INTO notes VALUES
(1,'2020-01-01 10:00:00','-101:02:03.500',{},{},'2020-01-01 10:00:00',
 12.500,1e30,18446744073709551615,000042,'x,y',{}),
(2,'0000-00-00 00:00:00','838:59:59.000',{},{},NULL,-0.001,0.1,0,000000,'',NULL);
"""
IN_DUMPS = {
    "strings of bytes": (r"'\1'".replace(r"\1", "\x01"), "'\x01\x01'", r"'\0'", r"'\0'", r"r'\0a'"[1:]),
    "hexadecimal": ("0x01", "0x0101", "0x00", "0x0000", "0x0061"),
    "bits": ("b'1'", "b'100000001'", "b'0'", "b'0'", "0x0061"),
    "bytes after their character set": (r"_binary '\1'".replace(r"\1", "\x01"), "_binary '\x01\x01'",
                                        r"_binary '\0'", r"_binary '\0\0'", r"_binary '\0a'"),
    "digits after their character set": ("_binary 0x01", "_binary x'0101'", "_binary b'0'", "b''", "0x0061"),
    "digits and words": ("TRUE", "0b100000001", "FALSE", "X'0000'", "x'0061'"),
    "numbers": ("1", "257", "0", "''", "0x0061"),
}  # fmt: skip
"""How mysqldump, mysqldump --hex-blob and phpMyAdmin write the bits and the bytes, and other ways."""
EXPECTED = [
    {
        "id": "1", "date": "2020-01-01 10:00:00", "took": "-101:02:03.500", "is_notified": "1",
        "flags": "257", "changed": "2020-01-01 10:00:00", "amount": "12.500", "rate": "1e30",
        "big": "18446744073709551615", "code": "000042", "kinds": "x,y", "raw": "0x0061",
    },
    {
        "id": "2", "date": "0000-00-00 00:00:00", "took": "838:59:59.000", "is_notified": "0", "flags": "0",
        "changed": None, "amount": "-0.001", "rate": "0.1", "big": "0", "code": "000000", "kinds": "",
        "raw": None,
    },
]  # fmt: skip


@pytest.mark.parametrize("written", IN_DUMPS)
def test_a_dumps_bits_are_numbers_however_they_are_written(tmp_path: Path, written: str) -> None:
    bit, nine, no_bit, no_nine, raw = IN_DUMPS[written]
    dump = tmp_path / "shop.sql"
    dump.write_text("-- MySQL dump 10.13\n" + TABLE + ROWS.format(bit, nine, raw, no_bit, no_nine))
    assert read_table(str(dump), "notes").named == EXPECTED


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (mysql.TIME(fsp=3), "CAST(x AS CHAR)"),
        (mysql.DATETIME(), "CAST(x AS CHAR)"),
        (mysql.DOUBLE(), "CAST(x AS CHAR)"),
        (mysql.SET("a"), "CAST(x AS CHAR)"),
        (mysql.BIT(1), "CAST(x AS UNSIGNED INTEGER)"),
        (mysql.BLOB(), "x"),
        (mysql.VARCHAR(9), "x"),
        (sa_types.NullType(), "x"),
    ],
)
def test_a_live_mysql_server_writes_its_values_itself(kind: Any, expected: str) -> None:
    url = make_url("mysql+pymysql://h/d")
    found = live_servers.selected(live_servers.column_of("x", kind, url), url)
    dialect = mysql.dialect()
    bare = found.element if hasattr(found, "element") else found
    assert str(bare.compile(dialect=dialect)).replace("`", "") == expected
    assert live_servers.selected(column("x", Text), url).name == "x"


@pytest.mark.parametrize("scheme", ["mysql", "mariadb", "postgresql"])
def test_a_silent_server_is_given_up(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_servers, "CONNECT_SECONDS", 0.2)
    wait = "?connect_timeout=1" if scheme == "postgresql" else ""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        url = f"{scheme}://me@127.0.0.1:{server.getsockname()[1]}/shop{wait}"
        with (
            pytest.raises(DatabaseUnavailableError, match=r"does not answer|timeout"),
            open_tables(url) as tables,
        ):
            tables.names()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mysql://me:secret@127.0.0.1:99999/shop", UsageError),
        ("postgresql://me:secret@127.0.0.1:99999/shop", UsageError),
        ("mysql://me:secret@127.0.0.1:1/shop?nonsense=1", DatabaseUnavailableError),
        ("mysql://me:secret@127.0.0.1:1/shop?connect_timeout=soon", DatabaseUnavailableError),
        ("postgresql://me:secret@127.0.0.1:1/shop?nonsense=1", DatabaseUnavailableError),
        ("mysql://me:secret@127.0.0.1:1/shop", DatabaseUnavailableError),
        ("mysql+nonsense://me:secret@127.0.0.1:1/shop", ConfigError),
    ],
)
def test_a_bad_port_or_option_is_one_line_without_the_password(url: str, expected: type[Exception]) -> None:
    with pytest.raises(expected) as raised, open_tables(url) as tables:
        tables.names()
    assert "\n" not in str(raised.value) and "secret" not in str(raised.value)


# --- a real server, where one is installed -----------------------------------------------


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The URL of a MariaDB database with `TABLE`."""
    server = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin")
    if server is None:
        pytest.skip("needs mariadbd (Debian: mariadb-server-core and mariadb-client)")
    base = Path(server).parents[1]
    folder = Path(tempfile.mkdtemp(prefix="events-my-"))
    shutil.chown(folder, "nobody") if os.geteuid() == 0 else None
    common = [
        f"--basedir={base}",
        f"--datadir={folder}/data",
        *(["--user=nobody"] if os.geteuid() == 0 else []),
    ]
    common.append(f"--lc-messages-dir={base}/share/mysql")
    install = [str(base / "bin" / "mariadb-install-db"), "--no-defaults", "--skip-test-db", *common]
    install.append("--auth-root-authentication-method=normal")
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = [
        server,
        "--no-defaults",
        *common,
        f"--socket={folder}/s",
        f"--port={port}",
        "--bind-address=127.0.0.1",
    ]
    with subprocess.Popen(started, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            _fill(port)
            yield f"mysql://root@127.0.0.1:{port}/shop"
        finally:
            running.terminate()
    shutil.rmtree(folder)


HARD = """
CREATE TABLE hard (
  id bigint unsigned PRIMARY KEY, day date, clock time, fine time(6), moment datetime(6),
  stamp timestamp(3) NULL, one bit(1), eight bit(8), many bit(64), doc json, state enum('new','it''s','ä'),
  words varchar(40), old varchar(40) CHARACTER SET latin1, y year, n smallint zerofill, f float, d double,
  b varbinary(9), t mediumtext, p point, made int GENERATED ALWAYS AS (n + 1) VIRTUAL, `spa ced` char(5)
) CHARACTER SET utf8mb4
"""
HARD_NAMES = (
    "id, day, clock, fine, moment, stamp, one, eight, many, doc, state, words, old, "
    "y, n, f, d, b, t, p, `spa ced`"
)
HARD_ROWS = (
    r"""18446744073709551615, '0000-00-00', '-00:00:01', '-838:59:59.999999', '2020-01-01 10:00:00.123456',
    '2020-07-01 12:00:00.125', 1, 255, 9223372036854775809, '{"a": 1.50, "b": "ä\\n"}', 'it''s', '😀 Größe',
    'GrÃ¶ÃŸe', 2020, 7, 0.1, 1.7976931348623157e308, x'00ff5c27', 'a\r\nb\t\0c', POINT(1, 2), 'x'""",
    """1, '2020-02-00', '00:00:00', '24:00:00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', 0, 0, 0, 'null',
    'ä', '', 'é', 1901, 0, -0, 1e-7, '', '', NULL, ''""",
    "2" + ", NULL" * 20,
    r"""3, '9999-12-31', '100:00:00', '00:00:00.5', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999',
    1, 2, 1, '[1, 2]', 'new', 'x''y"z\\', '€', 2155, 65535, 3.4e38, 0.30000000000000004, 'abc',
    REPEAT('long ', 3000), NULL, '  ab '""",
)
"""What is hard to write in a dump, or to read: ends of ranges, zeros in dates, bytes, wrong letters."""


def _fill(port: int) -> None:
    for attempt in range(100):
        try:
            connection = pymysql.connect(host="127.0.0.1", port=port, user="root", autocommit=True)
            break
        except pymysql.OperationalError:
            if attempt == 99:
                raise
            time.sleep(0.1)
    with connection, connection.cursor() as cursor:
        rows = ROWS.format(*("b'1'", "b'100000001'", "0x0061", "b'0'", "b'0'"))
        for statement in (
            "CREATE DATABASE shop",
            "USE shop",
            "SET sql_mode = '', time_zone = '+00:00'",
            TABLE,
            rows,
            HARD,
            *(f"INSERT INTO hard ({HARD_NAMES}) VALUES ({row})" for row in HARD_ROWS),  # noqa: S608
        ):
            cursor.execute(statement)


@pytest.mark.parametrize("written", ["app:{}@127.0.0.1:{}/shop", "app@127.0.0.1:{1}/shop?password={0}"])
def test_a_password_in_letters_of_any_language_is_sent_as_mysqls_programs_do(shop: str, written: str) -> None:
    password = "Łódź p@ss"  # noqa: S105
    port = make_url(shop).port or 0
    with pymysql.connect(host="127.0.0.1", port=port, user="root", charset="utf8mb4") as connection:
        connection.cursor().execute(f"CREATE OR REPLACE USER app@localhost IDENTIFIED BY '{password}'")
        connection.cursor().execute("GRANT SELECT ON shop.* TO app@localhost")
    with open_tables("mysql://" + written.format(quote(password), port)) as tables:
        assert "hard" in tables.names()


def test_a_live_server_gives_what_its_dump_gives_whatever_its_zone(shop: str) -> None:
    assert read_table(shop, "notes").named == EXPECTED


@pytest.mark.parametrize("more", ["", "--hex-blob", "--skip-extended-insert --complete-insert"])
def test_a_live_server_gives_what_its_own_dump_gives(shop: str, tmp_path: Path, more: str) -> None:
    url, dump = make_url(shop), tmp_path / "shop.sql"
    command = [
        "mariadb-dump",
        "--no-defaults",
        "-uroot",
        f"-h{url.host}",
        f"-P{url.port}",
        *more.split(),
        "shop",
    ]
    with dump.open("wb") as out:
        subprocess.run(command, check=True, stdout=out)
    for name in ("notes", "hard"):
        live, dumped = (read_table(place, name).named for place in (shop, str(dump)))
        assert len(live) == len(dumped) > 1
        for one in live:
            (other,) = (row for row in dumped if row["id"] == one["id"])
            shown = {column: other.get(column) for column in one}
            # Such a list names no column that the database makes of others.
            assert {**one, "made": None} == {**shown, "made": None}
