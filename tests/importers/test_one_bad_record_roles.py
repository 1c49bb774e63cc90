"""One record that is damaged, added or removed changes no other event where its file leaves a choice.

Which lines are the header, which of two columns is the order, the message, the date or the id, in which order
dates are written, and in which encoding: others may be rejected, or the file refused, but none is read in
another way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import pytest
from test_one_bad_record import Event, stored

Record = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A file: `start` stands above the records, `record` writes one of them; `suffix` is the file's."""

    name: str
    records: tuple[Record, ...]
    start: str = ""
    mark: str = ","
    suffix: str = ".csv"
    encoding: str = "utf-8"
    no_header: bool = False

    def data(self, records: tuple[Record, ...], *, raw: dict[int, bytes] | None = None) -> bytes:
        """The bytes of the file with `records`; `raw` replaces some of them."""
        own = [self._record(one).encode(self.encoding, "replace") for one in records]
        lines = [(raw or {}).get(at, line) for at, line in enumerate(own)]
        names = "" if self.no_header or self.suffix == ".yaml" else self.mark.join(self.records[0]) + "\n"
        return (self.start + names).encode(self.encoding) + b"".join(lines)

    def _record(self, one: Record) -> str:
        if self.suffix == ".yaml":
            cells = [f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in one.items()]
            return "- " + "  ".join(cells)
        return self.mark.join(_cell(value, self.mark) for value in one.values()) + "\n"


def _cell(value: str, mark: str) -> str:
    return f'"{value}"' if mark in value else value


def _made(make: Callable[[int], Record]) -> tuple[Record, ...]:
    return tuple(make(at) for at in range(12))


def _day(at: int) -> str:
    return f"2020-05-{10 + at} 10:{at:02}:00"


def _usual(at: int, **others: str) -> Record:
    own = {"id": str(500 + at), "order": f"R{1000 + at // 2}", "date": _day(at)}
    return own | others | {"message": f"Kunde hat wegen Lieferung {at} angerufen"}


USUAL = _made(_usual)
WORDS = ("Größe geändert", "schöne Grüße an Frau Müller", "für größere Menge übernommen")
KINDS = (
    Kind(name="title", records=USUAL, start="Export of all notes\n"),
    Kind(name="title and blank line", records=USUAL, start="Export of all notes\nShop: Berlin\n\n"),
    Kind(name="title of blanks", records=USUAL, start="Export;;;\n;;;\n", mark=";"),
    Kind(name="no header", records=USUAL, no_header=True),
    Kind(name="yaml", records=USUAL, suffix=".yaml"),
    Kind(name="two orders", records=_made(lambda at: _usual(at, order_id=str(70 + at // 2)))),
    Kind(name="two numbers", records=_made(lambda at: {"id": str(at), "Order No": f"R{at}"} | _usual(at))),
    Kind(name="two messages", records=_made(lambda at: _usual(at, description=f"was {at} sagt der Kunde"))),
    Kind(name="two dates", records=_made(lambda at: _usual(at, updated_at=f"2020-06-{10 + at} 11:00:00"))),
    Kind(
        name="dates that complete each other",
        records=_made(
            lambda at: _usual(at, date="" if at % 3 else _day(at), changed=_day(at) if at % 3 else "")
        ),
    ),
    Kind(name="two ids", records=_made(lambda at: _usual(at, note_id=str(9000 + at)))),
    Kind(name="blank ids", records=_made(lambda at: _usual(at) | {"id": str(500 + at) if at % 6 else ""})),
    Kind(name="days first", records=_made(lambda at: _usual(at) | {"date": f"{8 + at:02}/05/2020"})),
    Kind(
        name="one day decides",
        records=_made(
            lambda at: _usual(at) | {"date": "13/05/2020" if at == 6 else f"0{1 + at % 9}/05/2020"}
        ),
    ),
    Kind(name="author and customer", records=_made(lambda at: _usual(at, author="anna", user="b@x.example"))),
    Kind(name="status", records=_made(lambda at: _usual(at, status=("new", "paid")[at % 2]))),
    Kind(
        name="western",
        records=_made(lambda at: _usual(at) | {"message": f"{WORDS[at % 3]} {at}"}),
        encoding="cp1252",
    ),
    Kind(name="one umlaut", records=(*USUAL[:-1], USUAL[-1] | {"message": "Grüße"}), encoding="cp1252"),
)
_EVERY = 13
"""Each kind goes through every 13th of the changes, beginning with another one, for time's sake."""

VALUES = (
    "",
    "n/a",
    "0",
    "R1000",
    "2021-01-02",
    "05/13/2020",
    "12.50",
    "anna@shop.example",
    "said, twice; yes",
    "id",
)


def _changes(kind: Kind) -> Iterator[tuple[str, set[int], bytes]]:
    """A name for each change, the records that it may change, and the file."""
    records = kind.records
    for at in (0, 5, 11):
        yield f"without {at}", {at}, kind.data(records[:at] + records[at + 1 :])
        yield f"twice {at}", {at}, kind.data((*records[: at + 1], records[at], *records[at + 1 :]))
        yield f"other bytes in {at}", {at}, kind.data(records, raw={at: b"\xff\x98\xe9" + b"x" * 9 + b"\n"})
        for value in VALUES:
            everywhere = dict.fromkeys(records[at], value)
            yield f"all {value!r} in {at}", {at}, kind.data((*records[:at], everywhere, *records[at + 1 :]))
    for name in records[0]:
        for number, value in enumerate(VALUES):
            at = (0, 5, 11)[number % 3]
            changed = records[at] | {name: value}
            yield f"{name}={value!r} in {at}", {at}, kind.data((*records[:at], changed, *records[at + 1 :]))


def _others(events: dict[str, Event], kind: Kind, places: set[int]) -> dict[str, Event]:
    """The events of all records but those in `places`, whose messages or ids name them."""
    marks = {kind.records[place]["message"] for place in places}
    return {identity: one for identity, one in events.items() if not marks & {*map(_said, one)}}


def _said(value: object) -> str:
    """A message without the status that is shown before it."""
    return str(value).removeprefix("new: ").removeprefix("paid: ")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_one_record_changes_no_other_event_where_there_is_a_choice(kind: Kind) -> None:
    names = tuple(kind.records[0]) if kind.no_header else ()
    before = stored(kind.data(kind.records), suffix=kind.suffix, no_header=names)
    if before is None:  # refused, and so it stays, or is asked for: nothing is stored
        return
    start = KINDS.index(kind)
    for change, places, data in islice(_changes(kind), start % _EVERY, None, _EVERY):
        after = stored(data, suffix=kind.suffix, no_header=names)
        if after is None:
            continue
        others = _others(before[0], kind, places)
        assert {key: one for key, one in after[0].items() if key in others and one != others[key]} == {}, (
            change
        )
        lost = others.keys() - after[0].keys()
        assert len(lost) <= after[1], (change, sorted(lost), after)
