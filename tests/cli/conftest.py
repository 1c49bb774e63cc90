"""A shop in a real SQLite file, and the whole program run on it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from running import HOSTILE, Opened, Run, Write
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from cli.app import app
from cli.context import Context
from cli.exit_codes import ExitCode
from cli.render.screen import Screen
from events import clock, settings
from events.account import events as account_events
from events.database.session import open_session
from events.models import Order, OrderEvent, OrderLine, User
from events.order import OrderEvents, OrderEventsEmails
from events.order import events as order_events

if TYPE_CHECKING:
    from browsing import Drive, Steps

START = datetime(2020, 11, 4, 6, 40, 3, tzinfo=UTC)
STORY_START = datetime(2020, 2, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One zone, one width, one login name, whoever runs the tests."""
    for name, value in {"EVENTS_DISPLAY_TZ": "Europe/Warsaw", "COLUMNS": "80", "LOGNAME": "casper"}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def run(database: str) -> Run:
    """Run `events` with these arguments on the test's database."""

    def run(*args: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
        known = {"EVENTS_DATABASE_URL": database} | (env or {})
        result = CliRunner().invoke(app, args, input=stdin, env=known)
        assert result.exit_code != ExitCode.FAULT, result.stderr
        return result

    return run


@pytest.fixture
def opened(database: str) -> Opened:
    """A session on the test's database, when the program is not running."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with open_session(database) as session:
            yield session

    return opened


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> Callable[[], datetime]:
    """A clock that starts in November 2020 and moves on five hours at each look."""
    moment = [START]

    def now() -> datetime:
        moment[0] += timedelta(hours=5, minutes=7)
        return moment[0]

    monkeypatch.setattr(clock, "now", now)
    return now


@pytest.fixture
def shop(opened: Opened, ticking: Callable[[], datetime]) -> None:
    """Jane's order 1001 with a full history, an order in a second shop, and a guest's."""
    with opened() as session:
        jane = User(email="jane@example.com", name="Jane Doe")
        anna = User(email="anna@shop.example", is_staff=True)
        order = Order(number="1001", user=jane, currency="EUR")
        mug = OrderLine(order=order, item_name="Mug, red", quantity=2)
        plate = OrderLine(order=order, item_name="Plate", quantity=1)
        polish = Order(number="1001", shop="pl", user_email="guest@example.com")
        other = Order(number="2002", user_email="guest@example.com")
        session.add_all([jane, anna, order, mug, plate, polish, other])
        session.flush()
        payment: dict[str, Any] = {"amount": Decimal("209.130")}
        payment |= {"payment_id": "ch_1", "payment_gateway": "stripe"}
        account_events.account_created_event(customer=jane)
        order_events.placed_event(order=order)
        order_events.payment_failed_event(order=order, user=None, message="insufficient funds")
        order_events.captured_event(order=order, user=None, **payment)
        order_events.email_sent_event(order=order, user=anna, email_type=OrderEventsEmails.TRACKING_UPDATED)
        order_events.fulfilled_items_event(order=order, user=anna, fulfilled_items=[mug, plate])
        order_events.note_added_event(
            order=order,
            user=anna,
            message="Called twice about the delivery; wants the parcel to be left with the neighbour at "
            "number 12, ground floor, and not at the door.",
        )
        order_events.note_added_event(order=order, user=jane, message=HOSTILE)
        order_events.restocked_items_event(order=other, user=anna, quantity=3)
        account_events.name_assigned_event(customer=jane, user=anna, message="Jane D.")
        session.commit()


@pytest.fixture
def write(opened: Opened) -> Write:
    """Write an order's legacy history: (days after the start, author or None, message)."""

    def write(*events: tuple[float, User | None, str], number: str = "1", user: User | None = None) -> None:
        with opened() as session:
            order = Order(number=number, user=user)
            session.add(order)
            for days, author, message in events:
                session.add(
                    OrderEvent(
                        order=order,
                        type=OrderEvents.OTHER,
                        user=author,
                        date=STORY_START + timedelta(days=days),
                        parameters={"message": message},
                    )
                )
            session.commit()

    return write


@pytest.fixture
def story(write: Write) -> None:
    """Jane's order: placed, three e-mails, paid, a long silence, sent, partly paid back."""
    jane = User(email="jane.doe@example.com", name="Jane Doe")
    anna = User(email="anna@shop.example", name="Anna Larsen", is_staff=True)
    write(
        (0, None, "Order placed: 86.50 GBP, card"),
        (0.01, None, "Order confirmation sent to jane.doe@example.com"),
        (0.02, None, "Invoice e-mail sent"),
        (0.03, None, "Payment reminder sent to JANE.DOE@example.com"),
        (1, None, 'Captured amount of £86.50 online. Transaction ID: "8UF31642"'),
        (1.1, None, 'Captured amount of £86.50 online. Transaction ID: "8UF31642"'),
        (24, anna, "Shipped with DPD, tracking number RM742199501GB."),
        (25, anna, "Called Jane: Anna Larsen told Mrs Doe that <b>bob@example.com</b> pays [the rest]."),
        (30, None, "Refunded £3.95 to the customer."),
        user=jane,
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the files, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def drive(database: str) -> Drive:
    """Run steps in the full-screen interface, in a terminal of 80 columns unless a size is given."""
    from browsing import drive_browser

    here = Context(
        settings=settings.load(flags={"database": database}),
        out=Screen(io.StringIO()),
        err=Screen(io.StringIO()),
        zone=settings.zone("Europe/Warsaw"),
    )

    def drive(steps: Steps, *, size: tuple[int, int] = (80, 24), **options: Any) -> None:
        drive_browser(here, steps, size=size, **options)

    return drive
