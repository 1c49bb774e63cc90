"""How events are shown: kinds, folds, silences, the state of an order, formats, themes, and hidden people."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Opened, Run

from cli.render import html, markdown, people
from cli.render.layout import width_of
from cli.render.palette import ASCII, THEMES, Ink, fits
from cli.timelines.redaction import Redactor
from events.account.people import Person
from events.models import Order, OrderEvent, OrderLine, User
from events.order import OrderEvents
from events.order.events import fulfilled_items_event
from events.order.lookup import find_order
from events.vocabulary.kinds import Kind

START = datetime(2020, 2, 10, 9, 0, tzinfo=UTC)
Write = Callable[..., None]


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
                        date=START + timedelta(days=days),
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


@pytest.mark.usefixtures("story", "still")
def test_the_header_says_where_the_order_stands(run: Run) -> None:
    """A payment that is told twice, under one transaction, counts once."""
    lines = run("order", "1", env={"COLUMNS": "140"}).stdout.splitlines()
    assert lines[1] == (
        "✓ placed 2020-02-10 · ✓ paid 86.50 GBP 2020-02-11 · ➤ shipped 2020-03-05 RM742199501GB · "
        "↶ refunded 3.95 GBP 2020-03-11"
    )


@pytest.mark.usefixtures("story")
def test_runs_of_machine_events_are_folded_and_v_opens_them(run: Run) -> None:
    text = run("order", "1").stdout
    assert "✉ 3 e-mails: Order confirmation sent to ja…, Invoice e-mail sent," in text
    assert "o2–o4" in text
    assert "-v shows them" in text
    opened = run("-v", "order", "1").stdout
    assert "e-mails:" not in opened
    assert "✉ Invoice e-mail sent" in opened
    assert "✉ Invoice e-mail sent" in run("order", "1", "--kind", "mail").stdout


def test_changes_of_status_fold_into_their_path(run: Run, write: Write) -> None:
    write(
        (0, None, "Order status changed from Pending payment to Processing."),
        (0.01, None, "Order status changed from Processing to On hold."),
        (0.02, None, "Status: Completed"),
        (0.03, User(name="Mia", is_placeholder=True), "Order status changed from Completed to Processing."),
        (1, None, "Status: Complete"),
        (1.1, None, "Status: Complete"),
    )
    text = run("order", "1", env={"COLUMNS": "120"}).stdout
    assert "• 3 status changes: Pending payment → Processing → On hold → Completed" in text
    assert "changed from Completed to Processing." in text
    assert text.count("✓ Status: Complete") == 2


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("name", ["text", "full"])
def test_wide_and_right_to_left_text_wraps_within_the_screen(
    run: Run, write: Write, width: int, name: str
) -> None:
    write(
        (0, None, "השולחן הגיע שבור, הלקוחה מבקשת החזר כספי מלא עד סוף השבוע " * 2),
        (1, None, "商品が壊れていました。" * 12),
        (2, None, "Gift wrap 🎁 ❤️ " * 10 + "x" * 300),
    )
    lines = run("order", "1", "--format", name, env={"COLUMNS": str(width)}).stdout.splitlines()
    assert max(map(width_of, lines)) <= width
    shown = "".join("".join(lines).split())
    assert shown.count("商") == 12
    assert shown.count("השולחן") == 2


@pytest.mark.usefixtures("story")
def test_a_long_silence_is_named_but_not_where_filters_may_have_made_it(run: Run) -> None:
    assert "⋯ 23 days of silence" not in run("order", "1", "--kind", "paid", "--kind", "shipped").stdout
    assert "⋯ 3 weeks of silence" in run("order", "1").stdout
    assert "⋯ 3 weeks of silence" in run("order", "1", "--reverse").stdout


@pytest.mark.usefixtures("story", "still")
def test_days_say_how_long_ago_they_were(run: Run) -> None:
    assert "── Monday 10 February 2020 · 13 months ago ──" in run("order", "1").stdout


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (-1, "tomorrow"), (13, "13 days ago"), (14, "2 weeks ago"),
     (60, "8 weeks ago"), (61, "2 months ago"), (800, "2 years ago"), (-30, "in 4 weeks")],
)  # fmt: skip
def test_how_long_ago_is_told_in_one_unit(days: int, words: str) -> None:
    today = START.date()
    assert people.ago(today - timedelta(days=days), today) == words


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--kind", "paid"], ["o5", "o6"]),
        (["--kind", "PAID", "--kind", "refunded"], ["o5", "o6", "o9"]),
        (["--kind", "paid", "--limit", "1"], ["o6"]),
        (["--kind", "mail", "--limit", "2", "--reverse"], ["o4", "o3"]),
        (["--kind", "legacy"], ["o8"]),
        (["--kind", "paid", "--type", "captured"], []),
    ],
)
def test_kinds_filter_legacy_events_by_what_they_mean(run: Run, options: list[str], kept: list[str]) -> None:
    result = run("order", "1", *options, "-o", "jsonl")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [event["id"] for event in events] == kept
    wanted = {option.lower() for option in options}
    assert all(event["type"] == "OTHER" and {event["kind"], event["state"]} & wanted for event in events)
    exported = run("export", "--order", "1", *options)
    assert exported.stdout == result.stdout


@pytest.mark.usefixtures("story")
def test_kinds_that_hide_something_say_so(run: Run) -> None:
    assert "2 of 9 events shown, 7 hidden." in run("order", "1", "--kind", "paid").stderr
    assert "The filters hide all 9 events." in run("order", "1", "--kind", "voided").stderr
    unknown = run("order", "1", "--kind", "refund")
    assert (unknown.exit_code, "Did you mean refunded" in unknown.stderr) == (2, True)


@pytest.mark.usefixtures("shop")
def test_kinds_cover_typed_events_too(run: Run) -> None:
    lines = run(
        "customer", "jane@example.com", "--kind", "customer-note", "-o", "oneline"
    ).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["c3", "o7"]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("command", [["order", "/1001"], ["customer", "jane@example.com"], ["log"]])
@pytest.mark.parametrize("name", ["oneline", "full", "markdown", "html"])
def test_no_format_obeys_what_a_message_says(run: Run, command: list[str], name: str) -> None:
    result = run(*command, "--format", name)
    assert result.exit_code == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.stdout)
    assert "u202egpj" in result.stdout


@pytest.mark.usefixtures("shop")
def test_oneline_is_one_line_for_each_event_with_its_kind(run: Run) -> None:
    lines = run("order", "/1001", "--format", "oneline").stdout.splitlines()
    assert len(lines) == 7
    assert lines[2] == (
        "o3     2020-11-05 04:08  ✓ paid        Payment captured 209.130 EUR via stripe (ch_1)  · system"
    )
    assert lines[-1].endswith("⏎ second line, 日本語  · jane@example.com")


@pytest.mark.usefixtures("story")
def test_full_shows_what_was_understood(run: Run) -> None:
    text = run("order", "1", "--format", "full", "--kind", "paid").stdout
    assert "kind      paid; £86.50; transaction 8UF31642" in text
    assert "o5 OTHER" in text


@pytest.mark.usefixtures("story")
def test_markdown_gives_messages_no_power(run: Run) -> None:
    text = run("order", "1", "--format", "markdown").stdout
    assert text.startswith("# Order \\#1 · Jane Doe \\<jane.doe@example.com\\>\n")
    assert "\\<b\\>bob@example.com\\</b\\> pays \\[the rest\\]." in text
    assert "\n## Monday 10 February 2020\n" in text


class Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.usefixtures("story")
def test_html_is_a_page_of_its_own_that_loads_and_runs_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "case.html"
    result = run("export", "--order", "1", "--format", "html", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    text = file.read_text(encoding="utf-8")
    page = Tags()
    page.feed(text)
    assert page.open == []
    assert not page.names & {"script", "img", "link", "a", "href", "src", "onclick", "b", "style-src"}
    assert "url(" not in text
    assert "@media print" in text
    assert "prefers-color-scheme: dark" in text
    assert "<b>bob@example.com</b> pays [the rest]." in "".join(page.text)
    assert file.stat().st_mode & 0o777 == 0o600


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_only_text_in_html_and_markdown(text: str) -> None:
    from cli.render import safe

    shown = safe.line(text)
    page = Tags()
    page.feed(html._line([(shown, Ink.PLAIN)]))
    page.close()
    assert (page.names, "".join(page.text)) == (set(), shown)
    assert not re.search(r"(?<!\\)(?:\\\\)*[<*`\[]", markdown._escaped(shown))


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("name", ["text", "oneline", "full", "json", "jsonl", "csv", "markdown", "html"])
def test_redacting_hides_people_in_every_format(run: Run, name: str) -> None:
    text = run("-v", "order", "1", "--redact", "--format", name).stdout
    assert not re.search(r"jane|doe|anna|larsen|bob|@", text.split("</style>")[-1], re.IGNORECASE)
    assert "Customer 1" in text
    assert "Staff 1" in text


@pytest.mark.usefixtures("story")
def test_one_person_has_one_pseudonym_in_an_output(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--redact", "-o", "csv", "--order", "1").stdout)))
    assert rows[1]["message"] == "Order confirmation sent to Customer 1"
    assert rows[3]["message"] == "Payment reminder sent to Customer 1"
    assert rows[6]["user"] == "Staff 1"
    assert rows[7]["message"] == (
        "Called Customer 1: Staff 1 told Mrs Customer 1 that <b>Person 1</b> pays [the rest]."
    )
    assert "Order #1 · Customer 1\n" in run("order", "1", "--redact").stdout
    assert "jane" not in run("log", "--redact").stdout


def test_of_those_who_have_no_part_in_it_whole_names_are_hidden() -> None:
    redactor = Redactor([(Person(id=1, name="Jane Doe"), "Customer")], [Person(id=2, name="Maria Rossi")])
    assert redactor.text("Maria Rossi asked for Jane; a villa Rossi, and again maria  rossi") == (
        "Person 1 asked for Customer 1; a villa Rossi, and again Person 1"
    )


def test_words_that_are_names_only_by_accident_stay() -> None:
    known = [(Person(id=1, name="Will Post"), "Customer"), (Person(id=2, email="info@shop.example"), "Staff")]
    redactor = Redactor(known)
    assert redactor.text("Will asked; he will send it by post, info follows") == (
        "Customer 1 asked; he will send it by post, info follows"
    )
    machine = Person(id=3, name="WooCommerce", is_placeholder=True)
    assert redactor.person(machine) is machine


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Jane's parcel, Janes Paket", "Customer 1's parcel, Customer 1 Paket"),
        ("Frau Lüdenscheidt", "Frau Customer 1"),
        ("Jane Mu\u0308ller-Lu\u0308denscheidt", "Customer 1"),
        ("Anna O\u2019Brien and Anna O'Brien", "Staff 1 and Staff 1"),
        ("jane_doe, jane.doe (at) example.com", "Customer 1, Customer 1 (at) example.com"),
        ("https://shop.example/?to=jane.doe%40example.com", "https://shop.example/?to=Customer 1"),
        ("bounce+kim=mail.example@out.example", "Person 1"),
    ],
)
def test_people_are_hidden_however_a_message_spells_them(text: str, hidden: str) -> None:
    jane = Person(id=1, email="jane.doe@example.com", name="Jane Müller-Lüdenscheidt")
    anna = Person(id=2, email="a@shop.example", name="Anna O'Brien")
    assert Redactor([(jane, "Customer"), (anna, "Staff")]).text(text) == hidden


def test_redacting_reaches_items_files_and_legacy_ids(run: Run, opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "Jane_Doe.csv"
    file.write_text("id,no,at,text\nJane.Doe-7,1,2020-11-04,Parcel\n", encoding="utf-8")
    sets = ("--set=legacy_id=id", "--set=order=no", "--set=date=at", "--set=message=text")
    assert run("import", str(file), "--source", "crm", "--tz", "UTC", *sets).exit_code == 0
    with opened() as session:
        order = find_order(session, "1")
        order.user = User(email="jane@example.com", name="Jane Doe")
        line = OrderLine(order=order, item_name="Mug engraved 'Jane'", quantity=1)
        session.add(line)
        session.flush()
        fulfilled_items_event(order=order, user=None, fulfilled_items=[line])
        session.commit()
    text = "".join(run("-v", "order", "1", "--redact", "-o", name).stdout for name in ("full", "jsonl"))
    assert "jane" not in text.lower()
    assert "Customer 1.csv" in text
    assert "Mug engraved 'Customer 1'" in text


def test_two_people_of_one_name_are_hidden_without_saying_which() -> None:
    known = [(Person(id=1, name="Jane Doe"), "Customer"), (Person(id=2, name="Jane Roe"), "Customer")]
    assert Redactor(known).text("Jane Roe or Jane?") == "Customer 2 or [name]?"


@pytest.mark.usefixtures("story")
def test_a_page_says_that_people_are_hidden_where_they_are(run: Run) -> None:
    says = "hidden behind pseudonyms"
    assert says in run("order", "1", "-o", "html", "--redact").stdout
    assert says not in run("order", "1", "-o", "html").stdout


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_redacting_leaves_no_address_in_any_text(text: str) -> None:
    assert "jane@example.com" not in Redactor().text(f"{text} jane@example.com {text}")


@pytest.mark.usefixtures("story", "still")
def test_themes_change_colours_and_nothing_else(run: Run) -> None:
    def shown(theme: str) -> str:
        return run("--color", "always", "order", "1", env={"EVENTS_THEME": theme}).stdout

    plain = {re.sub(r"\x1b\[[\d;]*m", "", shown(theme)) for theme in THEMES}
    assert len(plain) == 1
    assert len({shown(theme) for theme in THEMES}) == len(THEMES)
    wrong = run("order", "/1001", env={"EVENTS_THEME": "pink"})
    assert (wrong.exit_code, "not one of terminal, dark, light, mono" in wrong.stderr) == (78, True)


@pytest.mark.usefixtures("shop")
def test_signs_can_be_ascii_column_for_column(run: Run) -> None:
    text = run("order", "/1001", env={"EVENTS_SIGNS": "ascii"}).stdout
    assert "-- Wednesday 4 November 2020 - 2 days ago ---" in text
    assert " 17:54  + Order placed  - jane@example.com" in text
    assert all(len(sign) == 1 for sign in ASCII.values() if isinstance(sign, str))
    assert not fits("ascii")
    assert not fits("latin-1")
    assert fits("utf-8")


def test_every_kind_is_told_by_icon_and_word_not_by_colour_alone() -> None:
    from cli.render.palette import icon

    for kind in Kind:
        sign, _ = icon(kind)
        assert width_of(sign) == 1
        assert kind.word
    assert (
        len({icon(kind)[0] for kind in (Kind.PAID, Kind.FAILED, Kind.NOTE, Kind.LEGACY, Kind.REFUNDED)}) == 5
    )


def _luminance(number: int) -> float:
    """Relative luminance of one of the 256 colours. Source: WCAG 2.2; xterm's colour cube and grey ramp."""
    if number >= 232:
        rgb = [8 + 10 * (number - 232)] * 3
    else:
        steps = (0, 95, 135, 175, 215, 255)
        rgb = [steps[(number - 16) // size % 6] for size in (36, 6, 1)]
    linear = [(c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("theme", "paper"), [("dark", 235), ("light", 231)])
def test_every_colour_of_a_theme_is_readable_on_its_background(theme: str, paper: int) -> None:
    for ink, style in THEMES[theme].items():
        found = re.search(r"38;5;(\d+)", style)
        if found:
            pair = sorted((_luminance(int(found[1])), _luminance(paper)))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (theme, ink)
