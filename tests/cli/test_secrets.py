"""A password in a database's URL is never printed, stored or raised, however it is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from running import Run
from sqlalchemy import make_url

from events.database.session import open_session
from events.errors import EventsError
from events.url_secrets import has_secret, mask_secrets, mask_url
from importers.readers import live_servers
from importers.readers.opening import open_tables

SECRET = "s3cretpw"  # noqa: S105
AT = "127.0.0.1:1"
SPELLINGS = [
    f"postgresql://u:{SECRET}@{AT}/x",
    f"postgres://u:{SECRET}@{AT}/x",
    f"POSTGRESQL://u:{SECRET}@{AT}/x",
    f"postgresql+psycopg://u:{SECRET}@{AT}/x",
    f"postgresql://:{SECRET}@{AT}/x",
    f"postgresql://u:a%40{SECRET}@{AT}/x",
    f"postgresql://u:a@{SECRET}@{AT}/x",
    f"postgresql://u:a/{SECRET}@{AT}/x",
    f"postgresql://u:a?{SECRET}@{AT}/x",
    f"postgresql://u:a?b={SECRET}@{AT}/x",
    f"postgresql://u:a {SECRET}@{AT}/x",
    f"postgresql://u:12345/{SECRET}@{AT}/x",
    f"postgresql://u%3A{SECRET}@{AT}/x",
    f"postgresql://u@127.0.0.1:{SECRET}/x",
    f"postgresql://u:{SECRET}@[::1]:1/x",
    f"postgresql://u:{SECRET}@127.0.0.1:1,127.0.0.2:1/x",
    f"postgresql://{AT}/x?user=u&password={SECRET}",
    f"postgresql://{AT}/x?user=u&PASSWORD={SECRET}",
    f"postgresql://{AT}/x?user=u&pass%77ord={SECRET}",
    f"postgresql://{AT}/x?user=u;password={SECRET}",
    f"postgresql://{AT}/x?password=a%20{SECRET}",
    f"postgresql://{AT}/x?sslpassword={SECRET}",
    f"postgresql://{AT}/x?passfile=/{SECRET}",
    f"postgresql://{AT}/x?oauth_client_secret={SECRET}",
    f"postgresql://{AT}/x?options=-c%20a.b%3D{SECRET}",
    f"postgresql://{AT}/x?dbname=password%3D{SECRET}",
    f"postgresql:///x?host=127.0.0.1&port=1&password={SECRET}",
    f"postgresql://u@{AT}/password={SECRET}",
    f"postgresql:u:{SECRET}@{AT}/x",
    f"postgresql:/u:{SECRET}@{AT}/x",
    f"jdbc:postgresql://{AT}/x?user=u&password={SECRET}",
    f"mysql://u:{SECRET}@{AT}/x",
    f"mysql+pymysql://{AT}/x?user=u&passwd={SECRET}",
    f"mariadb://u:{SECRET}@{AT}/x",
    f"mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BPWD%3D{SECRET}",
    f"oddbase://u:{SECRET}@{AT}/x",
    f"https://u:{SECRET}@shop.example/x",
    f"://u:{SECRET}@{AT}/x",
    f"host=127.0.0.1 port=1 user=u password={SECRET} dbname=x",
    f"host=127.0.0.1 port=1 password = 'a {SECRET}'",
    f"password={SECRET}",
]
AS_ARGUMENT = [
    ("import", "{}"),
    ("import", "{}", "--dry-run"),
    ("import", "{}", "--format", "json", "--verbose"),
    ("map", "{}"),
    ("reconcile", "{}"),
    ("where", "{}:2"),
    ("retry", "1", "{}"),
    ("export", "{}"),
    ("import", "notes.csv", "--rejects", "{}"),
    ("import", "notes.csv", "--report", "{}.md"),
    ("import", "notes.csv", "--map", "{}"),
    ("add-note", "--from-file", "{}", "--user", "bea"),
    ("log", "--follow", "--cursor-file", "{}"),
    ("log", "{}"),
]
READERS = ("map", "reconcile", "where", "retry")
AS_LOG = [
    ("log",),
    ("--verbose", "log"),
    ("log", "--follow"),
    ("orders",),
    ("search", "x"),
    ("doctor",),
    ("stats",),
    ("batches",),
    ("add-note", "1", "hi", "--user", "bea"),
    ("db", "info"),
    ("db", "check"),
    ("db", "upgrade"),
    ("forget", "jane@shop.example"),
    ("export", "-"),
    ("import", "notes.csv"),
    ("import", "notes.csv", "--dry-run"),
    ("undo", "1"),
    ("demo", "--format", "x"),
]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.csv").write_text("order,date,message\n1,2020-11-04,hello\n")


def _texts(error: BaseException | None) -> str:
    chain = []
    while error is not None:
        chain.append(str(error))
        error = error.__cause__ or error.__context__
    return "\n".join(chain)


@pytest.mark.parametrize("url", SPELLINGS)
def test_no_spelling_of_a_password_is_shown(url: str) -> None:
    assert SECRET not in mask_url(url)
    assert has_secret(url)
    assert SECRET not in mask_secrets(f"Cannot read {url}: refused. Nearest: jane@shop.example.")
    assert SECRET not in str(EventsError(f"{url} cannot be used."))


@pytest.mark.parametrize(
    "text",
    [
        "/a b/notes.csv",
        "C:\\shop\\notes.csv",
        "postgresql://u@h:5432/d?sslmode=require&host=/run",
        "postgresql://[::1]:5432/d",
        "sqlite:////data/x.db",
        "https://shop.example/?order=5&id=7",
        "See https://shop.example: mail bob@example.com",
        "Say which: events import x.csv --set order=no --set author=who. At 10:30 from jane@shop.example",
    ],
)
def test_what_holds_no_password_is_shown_as_it_is(text: str) -> None:
    assert mask_url(text) == mask_secrets(text) == text


def _check(run: Run, arguments: tuple[str, ...], folder: Path) -> None:
    result = run(*arguments, env={"COLUMNS": "400"})
    assert SECRET not in result.stdout + result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code not in (0, 143), result.stdout
    for file in folder.rglob("*"):
        assert SECRET not in file.name
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()


@pytest.mark.parametrize("arguments", AS_ARGUMENT, ids=" ".join)
def test_a_command_given_a_url_never_prints_or_stores_its_password(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    run("import", "notes.csv")
    # A file may be called password=x: only what cannot be a file's name is refused as an output.
    spellings = SPELLINGS if arguments in (("import", "{}"), ("map", "{}")) else SPELLINGS[::2]
    for url in [one for one in spellings if "://" in one or arguments[0] in READERS]:
        _check(run, tuple(word.replace("{}", url) for word in arguments), tmp_path)


@pytest.mark.parametrize("arguments", AS_LOG, ids=" ".join)
def test_no_command_prints_the_password_of_its_log(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    for url in SPELLINGS if arguments == ("log",) else SPELLINGS[::4]:
        _check(run, ("--database", url, *arguments), tmp_path)


@pytest.mark.parametrize("url", SPELLINGS)
def test_no_error_holds_a_password_nor_what_caused_it(url: str) -> None:
    with pytest.raises(EventsError) as raised, open_tables(url) as tables:
        tables.names()
    assert SECRET not in _texts(raised.value)
    with pytest.raises(EventsError) as raised, open_session(url):
        pass
    assert SECRET not in _texts(raised.value)


def test_an_imported_database_is_named_without_its_password(run: Run, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.sqlite")) as shop:
        shop.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, number, date, message)")
        shop.execute("INSERT INTO notes VALUES (1, '1', '2020-11-04', 'hello')")
        shop.commit()
    url = f"sqlite:///shop.sqlite?password={SECRET}"
    result = run("import", url, "--set", "order=number")
    assert result.exit_code == 0
    for arguments in (
        ("where", f"{url}:1"),
        ("where", f"{url}:1", "--format", "json"),
        ("where", f"{url}x:1"),
        ("map", url),
        ("map", url, "draft.toml"),
        ("map", url, "--format", "json"),
        ("reconcile", url, "--report", "proof.md"),
        ("reconcile", url, "--format", "json"),
    ):
        again = run(*arguments)
        assert SECRET not in again.stdout + again.stderr, arguments
        assert again.exit_code == 0 or "x:1" in arguments[1], again.stderr
    _check(run, ("batch", "7"), tmp_path)


def test_a_source_or_shop_given_as_a_url_is_stored_without_its_password(
    run: Run, tmp_path: Path, database: str
) -> None:
    file, url = tmp_path / "n.csv", f"postgresql://u:{SECRET}@{AT}/shop"
    file.write_text("id,order,date,author,message\n1,7,2020-01-01,anna,sent\n")
    fields = [f"--set={name}={name}" for name in ("order", "date", "author", "message")]
    done = run("import", str(file), "--source", url, "--shop", url, *fields)
    assert done.exit_code == 0
    assert SECRET not in done.output
    mapping = tmp_path / "m.toml"
    mapping.write_text(f'source = "{url}2"\n[fields]\norder = "order"\ndate = "date"\nmessage = "message"\n')
    assert run("import", str(file), "--map", str(mapping)).exit_code == 0
    assert "/shop/7" in run("orders", "--shop", url).stdout
    assert run("actors", "assign", "anna", "anna@shop.example", "--source", url).exit_code == 0
    assert run("reconcile", str(file), "--source", url, "--shop", url).exit_code == 0
    for beside in Path(database).parent.glob(f"{Path(database).name}*"):
        assert SECRET.encode() not in beside.read_bytes()


def test_a_password_among_the_arguments_is_warned_of(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (
        ["map", f"mysql://u:{SECRET}@{AT}/x"],
        [f"--database=postgresql://u:{SECRET}@{AT}/x", "log"],
    ):
        assert "can see a password among the arguments" in run(*words).stderr
    for words in (
        ["map", f"mysql://u@{AT}/x"],
        ["search", f"see https://u:{SECRET}@{AT}/x"],
        ["search", "https://parcels.example/?id=1&pass=2"],
        ["map", f"postgresql://u@{AT}/x?options=-csearch_path%3Devents"],
    ):
        assert "can see a password" not in run(*words).stderr


def test_a_mysql_password_is_read_from_the_file_that_mysql_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "my.cnf"
    monkeypatch.setattr(live_servers, "OPTION_FILE", file)
    url = live_servers.normalize(make_url(f"mysql://u@{AT}/x"))
    assert "password" not in live_servers.connect_args(url)
    file.write_text(f'[mysqldump]\nquick\n[client]\npassword="{SECRET}"\n')
    assert live_servers.connect_args(url)["password"] == SECRET.encode()
    assert live_servers.connect_args(url.set(password="other"))["password"] == b"other"  # noqa: S106
    file.write_text("!includedir /etc/mysql\n")
    assert "password" not in live_servers.connect_args(url)
