"""Records belong to what the data declares: cases called 0, edits of orders, labels in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import bring_into, rows

from importers.mapping.html_text import plain
from importers.report import ImportReport

ORDERS = (
    "SELECT number, json_extract(parameters, '$.message') "
    "FROM order_events JOIN orders ON orders.id = order_id ORDER BY date"
)
TRACE = '<trace><string key="concept:name" value="{}"/><event><string key="concept:name" value="register"/>'
DATE = '<date key="time:timestamp" value="2020-01-0{}T10:00:00Z"/></event></trace>'


def _bring(database: str, file: Path, text: str, *, platform: str, **options: str) -> ImportReport:
    file.write_text(text, "utf-8")
    return bring_into(database, file, sets=(), platform=platform, **options)


@pytest.mark.parametrize(
    ("name", "platform", "text"),
    [
        ("log.xes", "xes", f"<log>{TRACE.format(0)}{DATE.format(1)}{TRACE.format(1)}{DATE.format(2)}</log>"),
        ("log.csv", "xes", "Case ID,Activity,Timestamp\n0,register,2020-01-01\n1,register,2020-01-02\n"),
        (
            "log.jsonocel",
            "ocel",
            '{"ocel:events": {"e": {"ocel:activity": "register", "ocel:timestamp": "2020-01-01", '
            '"ocel:omap": ["0"]}, "f": {"ocel:activity": "register", "ocel:timestamp": "2020-01-02", '
            '"ocel:omap": ["1"]}}, '
            '"ocel:objects": {"0": {"ocel:type": "order"}, "1": {"ocel:type": "order"}}}',
        ),
    ],
)
def test_a_case_or_object_called_0_is_one(
    name: str, platform: str, text: str, database: str, tmp_path: Path
) -> None:
    _bring(database, tmp_path / name, text, platform=platform)
    assert rows(database, ORDERS) == [("0", "register"), ("1", "register")]


OPENCART = """
CREATE TABLE `{0}order_history` (`order_history_id` int, `order_id` int, `order_status_id` int, `notify` int,
  `comment` text, `date_added` datetime);
INSERT INTO `{0}order_history` VALUES (1,37,1,0,'','2018-03-28 18:51:48'),(2,37,0,0,'','2018-03-29 10:26:39'),
  (3,38,0,0,'','2018-03-30 10:00:00'),(4,39,0,0,'','2018-03-31 10:00:00'),(5,39,5,0,'','2018-03-31 11:00:00');
CREATE TABLE `{0}{1}` (`order_status_id` int, `language_id` int, `name` varchar(32));
INSERT INTO `{0}{1}` VALUES (1,1,'Pending'),(1,2,'Pendiente'),(5,1,'Complete'),(5,2,'Completo');
CREATE TABLE `{0}{2}` (`order_id` int, `email` varchar(96));
INSERT INTO `{0}{2}` VALUES (37,'jane@shop.example'),(38,'bo@shop.example'),(39,'cy@shop.example');
CREATE TABLE `{0}{3}` (`language_id` int, `name` varchar(32), `code` varchar(5));
INSERT INTO `{0}{3}` VALUES (1,'English','en-gb'),(2,'Español','es');
-- Dump completed on 2018-04-01
"""
NAMES = {
    "OpenCart": ("oc_", "order_status", "order", "language"),
    "AbanteCart": ("abc_", "order_statuses", "orders", "languages"),
}


@pytest.mark.parametrize("system", NAMES)
def test_status_0_of_an_order_that_was_placed_is_an_edit(system: str, database: str, tmp_path: Path) -> None:
    """Also where the edit comes first. Status 0 alone is an abandoned checkout."""
    report = _bring(database, tmp_path / "s.sql", OPENCART.format(*NAMES[system]), platform="opencart")
    assert rows(database, ORDERS) == [
        ("37", "Status: Pending"),
        ("37", "Order edited"),
        ("39", "Order edited"),
        ("39", "Status: Complete"),
    ]
    assert dict(report.counts.skips) == {"an abandoned checkout (status 0)": 1}
    assert rows(database, "SELECT count(*) FROM users WHERE email = 'jane@shop.example'") == [(1,)]


@pytest.mark.parametrize(
    ("language", "label", "remark"),
    [
        ("", "Status: Pending", "order_status are in language 1 (English). Other languages: 2 (Español)"),
        ("2", "Status: Pendiente", "language 2 (Español). Other languages: 1 (English)"),
        ("español", "Status: Pendiente", "language 2 (Español). Other languages: 1 (English)"),
        ("es", "Status: Pendiente", "language 2 (Español). Other languages: 1 (English)"),
        ("7", "Status: Pending", "order_status has no labels in language 7: those in 1 (English) are used"),
    ],
)
def test_the_language_of_labels_is_reported_with_the_others(
    language: str, label: str, remark: str, database: str, tmp_path: Path
) -> None:
    text = OPENCART.format(*NAMES["OpenCart"])
    report = _bring(database, tmp_path / "s.sql", text, platform="opencart", language=language)
    assert rows(database, ORDERS)[0] == ("37", label)
    (found,) = [one for one in report.remarks if "language" in one]
    assert remark in found
    assert "--language" in found or language == "7"


def test_labels_in_one_language_need_no_remark(database: str, tmp_path: Path) -> None:
    text = (
        OPENCART.format(*NAMES["OpenCart"]).replace(",(1,2,'Pendiente')", "").replace(",(5,2,'Completo')", "")
    )
    report = _bring(database, tmp_path / "s.sql", text, platform="opencart")
    assert not [one for one in report.remarks if "language" in one]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>10&nbsp;kg &amp; more</p>", "10\u00a0kg & more"),
        ("10&#160;kg<br>20&#xA0;kg", "10\u00a0kg\n20\u00a0kg"),
        ("10&amp;nbsp;kg", "10\u00a0kg"),
        ("<p>one</p><p>&nbsp;</p><p>two</p>", "one\n\ntwo"),
        ("<p>&nbsp;</p>", ""),
    ],
)
def test_a_no_break_space_of_html_stays_one(html: str, text: str) -> None:
    """An empty paragraph that an editor filled with one is empty all the same."""
    assert plain(html) == text
