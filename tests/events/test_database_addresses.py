"""Which database a path or a URL names, and that no failure shows its password or its data."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from events.database.engine import parse, shown, sqlite_path
from events.database.session import open_engine, open_session
from events.errors import DatabaseUnavailableError, InvalidSettingError
from events.models import Order

SECRET = "hunter2-Kennwort"  # noqa: S105


# --- addresses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("/tmp/a b/x.db", "sqlite:////tmp/a b/x.db"),  # noqa: S108
        ("x.db", "sqlite:///x.db"),
        ("odd?name#%41.db", None),
        ("sqlite:///x.db", "sqlite:///x.db"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@%2Frun%2Fpg:5433/d", "postgresql+psycopg://u@/d?host=%2Frun%2Fpg&port=5433"),
        ("postgresql://u@/d?host=/run/pg", "postgresql+psycopg://u@/d?host=%2Frun%2Fpg"),
    ],
)
def test_a_path_or_a_url_names_a_database(given: str, url: str | None) -> None:
    parsed = parse(given)
    assert parsed.database == given if url is None else parsed.render_as_string(hide_password=False) == url


def test_a_tilde_is_the_home(home: Path) -> None:
    assert sqlite_path(parse("~/x.db")) == str(home / "x.db")


@pytest.mark.parametrize(
    "given",
    [
        "://",
        "mysql://u:p@h/d",
        "nonsense://x",
        f"postgresql://u@h:{SECRET}/d",
        f"postgresql+nonsense://u:{SECRET}@h/d",
        "sqlite+nonsense:///x.db",
        "postgresql://u@h:99999/d",
        "~nobody-of-that-name/x.db",
    ],
)
def test_what_is_no_database_is_reported(given: str) -> None:
    with pytest.raises(InvalidSettingError) as told, open_engine(given):
        pass
    assert SECRET not in str(told.value)


def test_a_password_is_never_shown() -> None:
    for given in (f"postgresql://u:{SECRET}@h:5432/d", f"postgresql://u@h/d?password={SECRET}"):
        assert SECRET not in shown(parse(given))
        assert "h" in shown(parse(given))
    assert shown(parse("/data/events.db")) == "/data/events.db"


@pytest.mark.parametrize("given", ["postgres://u@/d?host=/run/pg", "postgresql://u@%2frun%2fpg/d"])
def test_a_socket_is_shown_in_full(given: str) -> None:
    assert shown(parse(given)) == "postgresql://u@/d?host=/run/pg"


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://u:{SECRET}@127.0.0.1:1/d",
        f"postgresql://u@127.0.0.1:1/d?password={SECRET}",
        f"postgresql://u:{SECRET}@no-such-host.invalid/d",
        f"postgresql://u:{SECRET}@127.0.0.1:1/d?nonsense=1",
    ],
)
def test_a_server_out_of_reach_is_named_without_its_password(address: str) -> None:
    with pytest.raises((DatabaseUnavailableError, InvalidSettingError)) as told, open_session(address):
        pass
    error: BaseException | None = told.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__ or error.__context__


def test_errors_never_print_customers_data(file: Path) -> None:
    with open_session(str(file)) as session:
        session.add_all([Order(number=SECRET), Order(number=SECRET)])
        with pytest.raises(IntegrityError) as told:
            session.flush()
        assert SECRET not in str(told.value)
