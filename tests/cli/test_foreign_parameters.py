"""Parameters that another program wrote: any JSON is shown, and nothing that reads the log fails on it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import Opened, Run
from sqlalchemy import text
from sqlalchemy.orm import Session

from cli.event_view import EventView
from cli.render import fold, full, markdown, oneline, records, standing, timeline
from cli.render.page import Badges, Page, PageLayout
from cli.render.sentences import title
from events.database.stored_json import parse_json, to_object
from events.models import Order, User
from events.timeline import TimelineEntry
from events.vocabulary.catalogue import CATALOGUE, member
from events.vocabulary.parameters import describe

TYPES = [(letter, one) for letter, name in (("o", "order"), ("c", "customer")) for one in CATALOGUE[name]]
NOW = datetime(2021, 3, 14, tzinfo=UTC)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def views(draw: st.DrawFn) -> EventView:
    """An event of any type whose parameters are any JSON, often under the names that its schema has."""
    letter, kind = draw(st.sampled_from(TYPES))
    names = st.sampled_from([*describe(kind.parameters), "amount", "message", "lines"])
    stored = draw(st.dictionaries(names | st.text(max_size=8), values, max_size=4) | values)
    entry = TimelineEntry(
        table=letter,
        number=7,
        date=NOW,
        type=member("order" if letter == "o" else "customer", kind.value),
        shop="",
        order="1001",
        customer=None,
        user=None,
        parameters=to_object(parse_json(json.dumps(stored))),
    )
    return EventView(entry=entry, items={1: "Mug"}, currency="EUR")


def page(*events: EventView) -> Page:
    layout = PageLayout(
        width=60, zone=ZoneInfo("UTC"), now=NOW, badges=Badges.SUBJECT, folds=True, silences=True, clips=False
    )
    return Page(events=events, layout=layout, note=lambda: "")


@given(views())
@settings(max_examples=400, deadline=None)
def test_every_renderer_shows_any_parameters_of_any_type(view: EventView) -> None:
    shown = ["\n".join(title(view))]
    for renderer in (timeline, oneline, full):
        shown += ["".join(span for span, _ in line) for line in renderer.lines(page(view))]
    shown += markdown.chunks(page(view))
    shown += [
        str(list(fold.folded([view] * 4, lambda _: 0)))[:0],
        str(standing.line([view], ZoneInfo("UTC"))),
    ]
    shown.append(json.dumps(records.event(view)))
    for line in shown:
        assert line.isprintable() or not (set(line) - {"\n"}) & set(map(chr, range(32))), repr(line)


DOCUMENTS = [
    "null",
    "[]",
    '"text"',
    "12.5",
    "[[1, 2], {}]",
    '{"lines": null}',
    '{"lines": [null, 3, {"quantity": []}]}',
    '{"quantity": "many", "count": "some", "composed_id": {}, "order_line_pk": 9e99}',
    '{"amount": "1E+999999", "payment_id": [], "payment_gateway": 3}',
    '{"amount": {"a": 1}}',
    '{"fulfilled_items": null, "oversold_items": 3}',
    '{"fulfilled_items": [99999999999999999999999, true, null, "x"]}',
    '{"message": ["\\u001b[31mred", "\\ud800"], "email_type": 4}',
    '{"message": "", "\\u001b[31m": 1}',
    '{"count": ' + "9" * 5000 + "}",
    '{"deep": ' + "[" * 400 + "]" * 400 + "}",
]


def insert(session: Session, letter: str, *, date: int, code: str, document: str) -> None:
    """Add an event of order 1001 (`o`) or its customer (`c`) as another program would; `date` in seconds."""
    names, values = {"o": ("", ""), "c": (", customer_id", ", 1")}[letter]
    table = {"o": "order_events", "c": "customer_events"}[letter]
    session.execute(
        text(
            f"INSERT INTO {table} (date, type, parameters, order_id{names})"  # noqa: S608
            f" VALUES (:date, :code, :document, 1{values})"
        ),
        {"date": date * 1_000_000, "code": code, "document": document},
    )


@pytest.fixture
def foreign(opened: Opened) -> int:
    """A log of every type with every one of `DOCUMENTS`; the number of its events."""
    everything = [(letter, kind.value, document) for letter, kind in TYPES for document in DOCUMENTS]
    with opened() as session:
        session.add(Order(number="1001", currency="EUR", user=User(email="jane@example.com")))
        session.flush()
        for date, (letter, code, document) in enumerate(everything, 1_615_000_000):
            insert(session, letter, date=date, code=code, document=document)
        session.commit()
    return len(everything)


@pytest.mark.parametrize(
    "command",
    [
        ("order", "1001"),
        ("customer", "jane@example.com"),
        ("customer", "jane@example.com", "-o", "full"),
        ("log", "--limit", "1000", "-o", "oneline"),
        ("log", "--limit", "1000", "-o", "json"),
        ("log", "--limit", "1000", "-o", "csv"),
        ("log", "--kind", "paid"),
        ("log", "--grep", "many"),
        ("search", "many"),
        ("show", "o7"),
        ("stats",),
        ("stats", "--kind", "paid"),
        ("doctor",),
        ("orders",),
        ("export",),
        ("export", "-o", "markdown"),
        ("export", "-o", "html"),
        ("export", "out.parquet", "-o", "parquet"),
        ("export", "-o", "ocel"),
        ("export", "-o", "saleor"),
    ],
    ids=" ".join,
)
def test_every_command_reads_a_log_of_foreign_parameters(
    run: Run, foreign: int, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result: Any = run(*command)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1), result.output
    if command == ("export",):
        assert len(result.stdout.splitlines()) == foreign


def test_what_does_not_fit_is_shown_after_the_label(run: Run, opened: Opened) -> None:
    assert run("orders", "add", "1").exit_code == 0
    assert run("record", "order", "canceled", "1", "--user", "anna@shop.example").exit_code == 0
    with opened() as session:
        session.execute(
            text("UPDATE order_events SET type = 'restocked_items', parameters = :foreign"),
            {"foreign": '{"quantity": "many"}'},
        )
        session.commit()
    shown = run("log", "-o", "oneline").stdout
    assert """One or more of the order's items was restocked {"quantity": "many"}""" in shown


@pytest.mark.parametrize("date", ["2020-01-01 10:00:00", 9223372036854775807, -9223372036854775807])
def test_a_date_that_is_no_moment_is_named_and_found(run: Run, sqlite_database: str, date: str | int) -> None:
    run("orders", "add", "1")
    run("record", "order", "canceled", "1", "--user", "anna@shop.example")
    with closing(sqlite3.connect(sqlite_database)) as log:
        log.execute("UPDATE order_events SET date = ?", (date,))
        log.commit()
    shown, checked = run("order", "1"), run("db", "check")
    assert (shown.exit_code, checked.exit_code) == (65, 1)
    assert f"'{date}'" in shown.stderr
    assert "events db check" in shown.stderr
    assert "1 in order_events with a date that is no moment, the first of them row 1" in checked.stdout


@pytest.mark.parametrize("date", ["2020-01-01 10:00:00", 9223372036854775807, -9223372036854775807])
def test_a_file_is_not_compared_with_dates_that_are_no_moments(
    run: Run, sqlite_database: str, tmp_path: Path, date: str | int
) -> None:
    (file := tmp_path / "a.csv").write_text("id,order,date,message\n1,1,2020-01-01,a\n2,1,2020-01-02,b\n")
    assert run("import", str(file)).exit_code == 0
    with closing(sqlite3.connect(sqlite_database)) as log:
        log.execute("UPDATE order_events SET date = ? WHERE id = 2", (date,))
        log.commit()
    compared = run("reconcile", str(file))
    assert (compared.exit_code, f"'{date}'" in compared.stderr) == (65, True), compared.output


def test_parameters_that_are_no_json_are_no_broken_database(run: Run, sqlite_database: str) -> None:
    run("orders", "add", "1")
    run("record", "order", "canceled", "1", "--user", "anna@shop.example")
    with closing(sqlite3.connect(sqlite_database)) as log:
        log.execute("UPDATE order_events SET parameters = '{oops'")
        log.commit()
    searched, checked = run("search", "oops"), run("db", "check")
    assert (searched.exit_code, checked.exit_code) == (65, 1)
    assert "parameters are no JSON: another program wrote them" in " ".join(searched.stderr.split())
    assert "1 in order_events with parameters that are no JSON, the first of them row 1" in checked.stdout
