"""The people and orders that records name are found in the log, made or missed."""

from __future__ import annotations

import sqlite3

from bringing import HEADER, PLAIN, ROWS, Bring, account, rows

from events.database.session import open_session
from importers.ledger import batches
from importers.mapping.column_mapping import ColumnMapping


def test_people_are_resolved_by_mail_without_case_and_names_stay_within_their_source(
    bring: Bring, database: str
) -> None:
    with open_session(database) as session:
        from events.models import User

        session.add(User(email="Anna@Shop.example", name="Anna", is_staff=True))
        session.commit()
    table = (
        "1,1,2020-01-01,anna@shop.EXAMPLE,a\n2,1,2020-01-01,NEW@x.example,b\n3,1,2020-01-01,new@X.example,c\n"
    )
    report = bring(HEADER + table + "4,1,2020-01-01,17,d\n5,1,2020-01-01,0,e\n")
    assert report.counts.people_made == 2
    bring(HEADER + "1,2,2020-01-01,17,f\n", mapping=ColumnMapping(source="elsewhere"))
    assert rows(database, "SELECT email, name, is_placeholder FROM users ORDER BY id") == [
        ("Anna@Shop.example", "Anna", 0),
        ("NEW@x.example", "", 1),
        (None, "17", 1),
        (None, "17", 1),
    ]
    assert [user for (user,) in rows(database, "SELECT user_id FROM order_events ORDER BY id")] == [
        1,
        2,
        2,
        3,
        None,
        4,
    ]


def test_a_customer_fills_a_stub_order_and_never_takes_one_from_another(bring: Bring, database: str) -> None:
    header = "id,order,date,author,message,customer\n"
    named = ["a,", "b,jane@x.example", "c,joe@x.example", "d,jim@x.example", "e,jane@x.example"]
    table = "".join(f"{number},1,2020-01-01,,{cells}\n" for number, cells in enumerate(named, start=1))
    report = bring(header + table, sets=(*PLAIN, "customer=customer"))
    assert report.counts.customer_conflicts == 1, "orders are counted, not customers"
    more = "".join(f"{number},{number % 2},2020-01-01,,f,k{number}@x.example\n" for number in range(6, 10))
    again = bring(header + table + more, sets=(*PLAIN, "customer=customer"))
    assert again.counts.customer_conflicts == 2, "order 0 is new, and its first customer stays"
    owners = rows(database, "SELECT u.email FROM orders o JOIN users u ON u.id = o.user_id ORDER BY o.id")
    assert owners == [("jane@x.example",), ("k6@x.example",)]


def test_orders_that_are_missing_are_made_or_rejected_as_asked(bring: Bring, database: str) -> None:
    assert bring(HEADER + ROWS).counts.orders_made == 2
    report = bring(
        HEADER + ROWS + "4,1003,2020-01-01,,x\n", mapping=ColumnMapping(source="b"), create_orders=False
    )
    assert account(report.counts) == (4, 3, 0, 0, 0, 1)
    assert [(group.code, group.value) for group in report.groups] == [("E-ORDER", "1003")]
    assert [number for (number,) in rows(database, "SELECT number FROM orders ORDER BY id")] == [
        "1001",
        "1002",
    ]
    assert report.shared_orders == ["1001", "1002"]


def test_orders_shared_with_another_source_are_found_once_for_each_order_not_for_each_event(
    bring: Bring, database: str
) -> None:
    bring(HEADER + ROWS, mapping=ColumnMapping(source="other", tz="UTC"))
    bring(HEADER + "".join(f"{n},BIG,2020-01-01,,Comment {n}\n" for n in range(2000)))
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1

    with open_session(database) as session:
        batch = batches.one_batch(session, 2)
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(look, 1000)
        assert batches.shared_orders(session, batch, most=5) == ([], 0)
    assert looks < 1000, "a thousand steps each, for two thousand events"


def test_a_second_shop_has_its_own_orders_and_ids(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    assert bring(HEADER + ROWS, shop="pl").counts.imported == 3
    assert rows(database, "SELECT shop, number FROM orders ORDER BY id") == [
        ("", "1001"), ("", "1002"), ("pl", "1001"), ("pl", "1002"),
    ]  # fmt: skip


def test_a_customer_given_to_another_batchs_order_is_noted_as_this_batchs_doing(
    bring: Bring, database: str
) -> None:
    bring(HEADER + ROWS)
    named = "id,order,date,author,message,customer\n7,1001,2020-01-01,,x,jane@x.example\n"
    bring(named + "8,1009,2020-01-01,,y,jane@x.example\n", sets=(*PLAIN, "customer=customer"))
    assert rows(database, "SELECT entity_id, batch_id FROM creations WHERE entity = 'customer of'") == [
        (1, 2)
    ]
