"""Pages of a large log are found through indexes on both databases, however few of its events are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text
from sqlalchemy.orm import Session

from events import kind_store
from events.customer_lists import customers
from events.filters import EVERYTHING, TABLES, Filters, Subject
from events.find import find as find_anything
from events.kind_filter import select_page
from events.lists import ORDERS, OrderFilter, PageWindow
from events.models import Order, OrderEvent, User
from events.notes.adding import correct_note
from events.order import OrderEvents
from events.order import events as order_events
from events.search import find, parse, prepare
from events.statistics.counted_notes import only_corrections
from events.statistics.event_counts import read_extent
from events.statistics.stats import stats
from events.summaries import store as summary_store
from events.summaries.store.brought import sources_by_order
from events.timeline import TimelineEntry, entries
from events.vocabulary.kinds import Kind

START = datetime(2020, 1, 1, tzinfo=UTC)
EVENTS = 300
Plans = Callable[[Callable[[Connection], Any]], list[str]]


@pytest.fixture
def filled(session: Session, order: Order, anna: User) -> None:
    """Many events that say nothing, and one payment; written at once, which saves most of the time."""
    rows = [
        {
            "order_id": order.id,
            "user_id": anna.id if number == 7 else None,
            "type": OrderEvents.OTHER,
            "date": START + timedelta(hours=number),
            "parameters": {"message": "Captured amount of $20.00 online." if number == 7 else f"Hm {number}"},
        }
        for number in range(EVENTS)
    ]
    session.execute(insert(OrderEvent), rows)
    session.commit()


@pytest.fixture
def plans(reader: Connection) -> Plans:
    """The plans of all queries that some work makes, as the database describes them."""

    def plans(work: Callable[[Connection], Any]) -> list[str]:
        with _recorded(reader) as made:
            work(reader)
        on_server = reader.dialect.name == "postgresql"
        if on_server:  # a small table is read and sorted as a whole where it can be: here, where it has to be
            reader.execute(text("SET LOCAL enable_seqscan = off"))
            reader.execute(text("SET LOCAL enable_sort = off"))
        explain = "EXPLAIN " if on_server else "EXPLAIN QUERY PLAN "
        queries = [one for one in made if one[0].lstrip().startswith("SELECT")]
        return [
            "\n".join(str(row[-1]) for row in reader.exec_driver_sql(explain + query, values))
            for query, values in queries
        ]

    return plans


@contextmanager
def _recorded(reader: Connection) -> Iterator[list[tuple[str, Any]]]:
    made: list[tuple[str, Any]] = []

    def record(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        made.append((statement, values))

    event.listen(reader, "before_cursor_execute", record)
    try:
        yield made
    finally:
        event.remove(reader, "before_cursor_execute", record)


def _whole_scans(plans: Sequence[str], *tables: str) -> list[str]:
    """The plans that read a whole table without an index."""
    starts = tuple(f"{way} {table}" for table in tables for way in ("SCAN", "Seq Scan on"))
    lines = [(plan, line.strip().removeprefix("->").strip()) for plan in plans for line in plan.splitlines()]
    return [plan for plan, line in lines if line.startswith(starts) and "INDEX" not in line]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "filters",
    [Filters(limit=5), Filters(limit=5, authors=frozenset({2})), Filters(limit=5, since=START, text="hm 17")],
    ids=["newest", "author", "text"],
)
def test_a_page_of_the_log_is_read_by_date_or_author(plans: Plans, filters: Filters) -> None:
    found = plans(lambda reader: list(entries(reader, EVERYTHING, filters, newest_first=True)))
    assert found and not _whole_scans(found, "order_events", "customer_events", "users", "orders")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("sought", ["hm 17", "$20.00", "20.00", "é", "message"])
def test_a_rare_text_of_a_large_log_is_looked_for_in_any_order(
    plans: Plans, monkeypatch: pytest.MonkeyPatch, sought: str
) -> None:
    """A server shares this among several processes, but neither with a cursor nor in order of date."""
    pages: list[list[str]] = []

    def read(reader: Connection) -> None:
        filters = Filters(limit=2, text=sought)
        pages.append([one.id for one in entries(reader, EVERYTHING, filters, newest_first=True)])

    plans(read)
    monkeypatch.setattr("events.rare_texts.LARGE", EVENTS - 1)
    monkeypatch.setattr("events.rare_texts.NEAR", EVENTS // 2)
    found = plans(read)
    assert pages[0] == pages[1]
    whole = ("SCAN order_events", "Sort Key: ((id +", "Sort Key: ((order_events.id +")
    lines = [line.strip() for plan in found for line in plan.splitlines()]
    is_rare = sought != "hm 17"
    assert is_rare is any(line.startswith(whole) and "INDEX" not in line for line in lines)


@pytest.mark.usefixtures("filled")
def test_a_search_takes_each_text_apart_once_and_asks_no_empty_table(reader: Connection) -> None:
    list(prepare(reader))
    with _recorded(reader) as made:
        assert find(reader, parse("hm"), Filters(), limit=2, by_rank=True).total == EVENTS - 1
    queries = [query for query, _ in made]
    if reader.dialect.name == "postgresql":
        ranking = [query.count("jsonb_to_tsvector") for query in queries if "ts_rank" in query]
        assert ranking == [2]  # by the index, and for all weights together
    else:
        assert sum("rowid &" in query for query in queries) == 1


@pytest.mark.usefixtures("filled")
def test_whole_events_are_read_only_of_the_kind_that_is_wanted(plans: Plans, reader: Connection) -> None:
    whole: list[str] = []

    def read(filters: Filters, is_newest_first: bool) -> Iterator[_Event]:
        for entry in entries(reader, EVERYTHING, filters, newest_first=is_newest_first):
            whole.append(entry.id)
            yield _Event(entry)

    def work(reader: Connection) -> None:
        page = select_page(
            reader, read, subject=Subject(), filters=Filters(limit=5), kinds=frozenset({Kind.PAID}),
            legacy=None, newest_first=True,
        )  # fmt: skip
        assert [one.entry.message for one in page] == ["Captured amount of $20.00 online."]

    found = plans(work)
    assert len(whole) == 1
    assert not _whole_scans(found, "order_events", "customer_events", "users", "orders")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("kind", [Kind.PAID, Kind.REFUNDED, Kind.LEGACY], ids=["one", "none", "nearly all"])
def test_stored_kinds_name_the_events_to_be_read(
    plans: Plans, reader: Connection, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.kind_filter.FEW", EVENTS // 2)
    list(kind_store.prepare(reader, None, least=0))
    stored = kind_store.load(reader, None)
    whole: list[str] = []

    def read(filters: Filters, is_newest_first: bool) -> Iterator[_Event]:
        for entry in entries(reader, EVERYTHING, filters, newest_first=is_newest_first):
            whole.append(entry.id)
            yield _Event(entry)

    def work(reader: Connection) -> list[_Event]:
        page = select_page(
            reader, read, subject=Subject(), filters=Filters(limit=5), kinds=frozenset({kind}),
            legacy=None, newest_first=True, stored=stored,
        )  # fmt: skip
        return list(page)

    found = plans(work)
    assert len(whole) == {Kind.PAID: 1, Kind.REFUNDED: 0}.get(kind, 5)
    assert not _whole_scans(found, "order_events", "customer_events", "users", "orders")
    assert bool(found) is (kind is not Kind.REFUNDED)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("sort", "status"), [("began", ""), ("last", ""), ("age", ""), ("paid", ""), ("age", "paid")]
)
def test_orders_are_sorted_by_indexes_of_their_summaries(
    plans: Plans, reader: Connection, sort: str, status: str
) -> None:
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))
    window, chosen = PageWindow(page=1, size=5), OrderFilter()
    found = plans(
        lambda reader: summary_store.find_orders(
            reader, window, chosen=chosen, status=status, sort=sort, now=START
        )
    )
    assert len(found) == (3 if status else 2)  # paid orders that are open, and the others
    assert not _whole_scans(found, "order_summaries")
    assert not [plan for plan in found if "TEMP B-TREE" in plan or "Sort" in plan]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("sort", ["added", "last"])
def test_a_server_does_not_look_for_the_few_orders_of_a_month_among_all(
    reader: Connection, sort: str
) -> None:
    """What they are sorted by is an expression that no index has; this log is too small to tempt a server."""
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))
    window, month = PageWindow(page=1, size=5), OrderFilter(since=START, until=START + timedelta(days=1))
    for chosen in (month, OrderFilter()):
        with _recorded(reader) as made:
            summary_store.find_orders(reader, window, chosen=chosen, status="", sort=sort, now=START)
        sorted_by = made[-1][0].partition("ORDER BY")[2]
        assert ("+" in sorted_by) is (chosen is month and reader.dialect.name == "postgresql")


@pytest.mark.usefixtures("filled")
def test_the_first_and_last_events_of_some_orders_are_not_looked_for_among_all(reader: Connection) -> None:
    """A server would look for the lowest id along the index of all ids."""
    theirs = TABLES["o"].c.order_id.between(1, 2)
    with _recorded(reader) as made:
        sources_by_order(reader, [(1, 2**40, 1)], theirs)
    assert "min(order_events.id +" in made[0][0]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("having", [OrderFilter(), OrderFilter(shop="")], ids=["all", "shop"])
@pytest.mark.parametrize("sort", ["orders", "events", "refunded"])
def test_customers_are_sorted_by_stored_sums(
    plans: Plans, reader: Connection, sort: str, having: OrderFilter
) -> None:
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))
    window = PageWindow(page=1, size=5)
    found = plans(
        lambda reader: summary_store.find_customers(
            reader, window, like="", having=having, status="", sort=sort, now=START
        )
    )
    assert found and not _whole_scans(found, "order_events", "order_summaries")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("status", ["", "stuck"])
@pytest.mark.parametrize("sort", ["orders", "events", "age", "paid", "refunded"])
def test_many_equal_customers_are_read_along_the_index_of_emails(
    plans: Plans, reader: Connection, sort: str, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("customer_lists", "summaries.store.ranked_customers"):
        monkeypatch.setattr(f"events.{module}.FEW", 0)
    reader.execute(text("UPDATE orders SET user_id = (SELECT min(id) FROM users)"))
    reader.commit()
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))

    def work(reader: Connection) -> None:
        if reader.dialect.name == "postgresql":  # few users are sorted where they can be
            reader.execute(text("SET LOCAL enable_sort = off"))
        for reverse in (False, True):
            summary_store.find_customers(
                reader, PageWindow(page=1, size=1), like="", having=OrderFilter(), status=status, sort=sort,
                reverse=reverse, now=START,
            )  # fmt: skip

    found = plans(work)
    # Those without an e-mail come first, and are sorted.
    pages = [one for one in found if "uq_users_email" in one and "IS NULL" not in one and "expr>=" not in one]
    assert bool(pages) is (not status)  # nobody is stuck
    assert not [plan for plan in pages if "FOR ORDER BY" in plan or "->  Sort" in plan]
    assert not _whole_scans(found, "customer_standings", "order_summaries")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("sort", ["email", "age", "paid"])
@pytest.mark.parametrize("status", ["", "stuck"])
def test_customers_are_listed_without_adding_up_their_orders(
    plans: Plans, reader: Connection, sort: str, status: str
) -> None:
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))
    window, having = PageWindow(page=1, size=5), OrderFilter()
    found = plans(
        lambda reader: summary_store.find_customers(
            reader, window, like="", having=having, status=status, sort=sort, now=START
        )
    )
    assert found and not _whole_scans(found, "order_events", "order_summaries")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("few", [100, 0], ids=["few", "many"])
@pytest.mark.parametrize("ends", [("since", "until"), ("since",), ("until",)], ids="-".join)
def test_customers_of_a_period_are_found_by_the_summaries_of_their_orders(
    plans: Plans, reader: Connection, ends: tuple[str, ...], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.customer_lists.FEW", few)
    monkeypatch.setattr("events.summaries.store.customers.FEW", few)
    reader.execute(text("UPDATE orders SET user_id = (SELECT min(id) FROM users), created = NULL"))
    reader.commit()
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))
    period = {"since": START - timedelta(days=1), "until": START + timedelta(days=1)}
    having = OrderFilter(**{end: period[end] for end in ends})
    window = PageWindow(page=1, size=5)
    found = plans(
        lambda reader: summary_store.find_customers(
            reader, window, like="", having=having, status="", sort="email", now=START
        )
    )
    assert len(found) >= 2 and not _whole_scans(found, "order_events", "orders", "order_summaries")
    assert not [plan for plan in found if "order_events" in plan]


def test_a_server_counts_customers_by_comparing_whole_tables(reader: Connection) -> None:
    reader.execute(insert(User), [{"name": name, "is_placeholder": name == "a"} for name in "ab"])
    with _recorded(reader) as made:
        customers(reader, PageWindow(page=1, size=5), like="")
    counts = [query for query, _ in made if "count(*)" in query]
    assert len(counts) == (5 if reader.dialect.name == "postgresql" else 2)
    assert sum(" OR " in query for query in counts) == (0 if reader.dialect.name == "postgresql" else 1)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_page_of_many_customers_is_read_along_the_index_of_emails(
    plans: Plans, reader: Connection, reverse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    nameless = [{"name": f"n{number}"} for number in range(3)]
    with_emails = [{"email": f"{'uU'[number % 2]}{number}@x.example"} for number in range(4)]
    for rows in (nameless, with_emails):
        reader.execute(insert(User), rows)
    monkeypatch.setattr("events.customer_lists.FEW", 0)
    pages = [
        [
            row.who.label
            for row in customers(reader, PageWindow(page=page, size=2), like="", reverse=reverse)[1]
        ]
        for page in (1, 2, 3, 4, 5)
    ]
    in_order = [*(one["name"] for one in nameless), *(one["email"] for one in with_emails)]
    assert [one for page in pages for one in page] == (in_order[::-1] if reverse else in_order)
    assert [len(page) for page in pages] == [2, 2, 2, 1, 0]
    _, by_number = customers(reader, PageWindow(page=1, size=7), like="", sort=ORDERS)
    assert [row.who.label for row in by_number] == in_order, "nobody has more orders than others"
    window = PageWindow(page=1, size=5)
    found = plans(lambda reader: list(customers(reader, window, like="", reverse=reverse)[1]))
    starts = ("SCAN users USING INDEX uq_users_email", "Limit")
    (along,) = [one for one in found if one.startswith(starts) and "IS NULL" not in one]
    assert "uq_users_email" in along and "FOR ORDER BY" not in along and "->  Sort" not in along


@pytest.mark.usefixtures("filled")
def test_summaries_that_are_up_to_date_are_found_so_by_the_newest_events(
    plans: Plans, reader: Connection
) -> None:
    assert list(summary_store.refresh(reader, None, lambda: None, least=0))
    found = plans(lambda reader: list(summary_store.refresh(reader, None, lambda: None, least=0)))
    assert found and not _whole_scans(found, "order_events")
    assert not [plan for plan in found if "SCAN order_events" in plan]
    assert not [plan for plan in found if "(order_id<?)" in plan or "Cond: (order_id <" in plan]


@pytest.mark.usefixtures("filled")
def test_all_events_are_counted_and_dated_by_an_index(plans: Plans, reader: Connection) -> None:
    table = TABLES["o"]
    assert read_extent(reader, table, Filters()) == (EVENTS, START, START + timedelta(hours=EVENTS - 1))
    found = plans(lambda reader: read_extent(reader, table, Filters()))
    assert found and not _whole_scans(found, "order_events")


@pytest.mark.usefixtures("filled")
def test_corrections_are_counted_without_reading_other_events(plans: Plans, session: Session) -> None:
    order, anna = session.query(Order).one(), session.query(User).filter_by(is_staff=True).one()
    note = order_events.note_added_event(order=order, user=anna, message="rang")
    correct_note(session, note, user=anna, message="wrote")
    session.commit()

    def work(reader: Connection) -> None:
        assert stats(reader, only_corrections(Filters()), authors=1, with_kinds=False).events == 1

    found = plans(work)
    assert found and not _whole_scans(found, "order_events", "customer_events")
    assert not [plan for plan in found if "SCAN order_events" in plan]


@pytest.mark.usefixtures("filled")
def test_orders_people_and_guests_are_looked_through_once(reader: Connection) -> None:
    with _recorded(reader) as made:
        find_anything(reader, "zzz", limit=5)
    looking = [query for query, _ in made if "LIKE" in query.upper()]
    assert [query.partition("FROM ")[2].split()[0] for query in looking] == ["orders", "users", "orders"]
    assert looking[1].partition("FROM ")[2].upper().count("LIKE") == 2, "e-mails and names, each once"


class _Event:
    def __init__(self, entry: TimelineEntry) -> None:
        from events.meaning.classify import classify

        self.entry = entry
        self.meaning = classify(entry.type.value, entry.parameters, legacy=None, by_customer=False)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("reach", [100_000, 50], ids=["few", "many"])
def test_a_word_is_counted_and_ranked_through_the_text_index(
    plans: Plans, reader: Connection, reach: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.search.REACH", reach)
    for _ in prepare(reader):
        pass
    found = plans(lambda reader: find(reader, parse("hm"), Filters(), limit=5, by_rank=True))
    assert found and not _whole_scans(found, "order_events", "customer_events")
    assert list(islice((plan for plan in found if "unaccented" in plan or "VIRTUAL TABLE" in plan), 1))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("by_rank", [True, False], ids=["best", "newest"])
def test_hits_of_a_common_word_are_not_counted_in_a_large_log_on_a_server(
    plans: Plans, reader: Connection, by_rank: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(prepare(reader))
    # As many hits are ranked: the best are those of a whole word, and of these the newest.
    usual = find(reader, parse("hm 2"), Filters(), limit=5, by_rank=by_rank)
    monkeypatch.setattr("events.search.near.LARGE", EVENTS - 1)
    monkeypatch.setattr("events.search.near.NEARER", EVENTS)
    near = find(reader, parse("hm 2"), Filters(), limit=5, by_rank=by_rank)
    on_server = reader.dialect.name == "postgresql"
    assert [one.id for one in near.entries] == [one.id for one in usual.entries]
    assert (near.total, near.least if on_server else usual.total) == (None if on_server else 111, 111)
    assert find(reader, parse("captured"), Filters(), limit=5, by_rank=by_rank).total == 1, "a rare word"
    filtered = find(reader, parse("hm"), Filters(until=START), limit=5, by_rank=by_rank)
    assert (filtered.total, filtered.unfiltered) == (0, EVENTS - 1), "filters hide hits that are counted"
    found = plans(lambda reader: find(reader, parse("hm"), Filters(), limit=5, by_rank=by_rank))
    assert not on_server or not [plan for plan in found if "unaccented" in plan]
