"""One record that is damaged, added or removed changes no other stored event, in any text format.

Others may be rejected with it, where it carried or contradicts the evidence, but none is lost unreported.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, assume, currently_in_test_context, event, given, settings
from hypothesis import strategies as st

from events.errors import EventsError
from importers.digest_algorithms import XXH3
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.planning.plan import open_import
from importers.transform import transform

COLUMNS = ("id", "order", "date", "author", "message")
Row = tuple[str, ...]
Event = tuple[object, ...]

TEXTS = (
    "plain note",
    "Größe geändert, bitte prüfen",
    "schöne Grüße an Frau Müller",
    r"saved in C:\new\table",
    'she said "maybe"',
    "two; parts | and, commas",
    "paid on 3/4/2020",
    "für größere Bestellungen übernommen",
    "it's 5 o'clock",
    "100 % ok\\",
)
ODD = (
    r"C:\temp\"",
    r"he said \"no\"",
    "\\N",
    "тест",
    "\u200cx\u200d",
    "2020-13-45",
    "12/31/2020",
    "31.12.2020",
    "1,234.50",
    "a\nb",
    "",
    "Grö\u00dfe \u00c3\u00a4",
)
DATES: dict[str, Callable[[int], str]] = {
    "iso": lambda day: f"2020-05-{day:02} 10:00:00",
    "day first": lambda day: f"{day:02}/05/2020",
    "month first": lambda day: f"05/{day:02}/2020",
    "dotted": lambda day: f"{day}.5.2020",
}


@dataclass(frozen=True, kw_only=True)
class Format:
    """How records are written: `records` gives one text each, which `join` makes a file of."""

    name: str
    record: Callable[[Row], str]
    join: Callable[[list[str]], str]


def _delimited(mark: str) -> Format:
    def record(row: Row) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=mark, lineterminator="\n").writerow(row)
        return out.getvalue()

    return Format(name=f"csv{mark}", record=record, join=lambda rows: "".join([record(COLUMNS), *rows]))


def _object(row: Row) -> str:
    return json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False)


def _values(row: Row) -> str:
    cells = (cell.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") for cell in row)
    return "(" + ",".join(f"'{cell}'" for cell in cells) + ")"


def _copied(row: Row) -> str:
    cells = (cell.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t") for cell in row)
    return "\t".join(cells) + "\n"


def _element(row: Row) -> str:
    cells = (f"<{name}>{escape(cell)}</{name}>" for name, cell in zip(COLUMNS, row, strict=True))
    return f"<note>{''.join(cells)}</note>\n"


FORMATS = (
    Format(
        name="copy",
        record=_copied,
        join=lambda rows: f"COPY notes ({', '.join(COLUMNS)}) FROM stdin;\n{''.join(rows)}\\.\n",
    ),
    Format(name="xml", record=_element, join=lambda rows: f"<notes>\n{''.join(rows)}</notes>\n"),
    *map(_delimited, ",;\t|"),
    Format(name="jsonl", record=lambda row: _object(row) + "\n", join="".join),
    Format(name="json", record=_object, join=lambda rows: "[" + ",\n".join(rows) + "]\n"),
    Format(
        name="sql",
        record=_values,
        join=lambda rows: (
            "INSERT INTO `notes` (`id`, `order`, `date`, `author`, `message`) VALUES\n"
            + ",\n".join(rows)
            + ";\n"
        ),
    ),
)


CUT = 1_000_000
"""Stands for all the records behind the end of a file that is reported to be cut off."""


def stored(
    data: bytes, *, suffix: str = ".txt", no_header: tuple[str, ...] = ()
) -> tuple[dict[str, Event], int] | None:
    """The events of a file by legacy id, and the number of rejected records (`CUT` where the file is reported
    to be truncated after what was read); None where it is refused."""
    mapping = ColumnMapping(source="s", tz="UTC", no_header=no_header)
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        Path(file.name).write_bytes(data)
        events: dict[str, Event] = {}
        rejected = 0
        try:
            with open_import(file.name, mapping, Options(guess=True)) as import_input:
                for chunk in transform(
                    import_input.chunks(), after=0, digest_algorithm=XXH3, expect_new=lambda: False
                ):
                    rejected += len(chunk.rejected)
                    kept = chunk.good.frame.select("identity", "order", "date", "author", "message")
                    events |= {row[0]: row[1:] for row in kept.rows()}
                rejected += CUT if import_input.truncated() else 0
        except EventsError as error:
            if currently_in_test_context():
                event(f"refused: {type(error).__name__}")
            return None
    return events, rejected


@st.composite
def _rows(draw: st.DrawFn) -> list[Row]:
    written = DATES[draw(st.sampled_from(sorted(DATES)))]
    texts = draw(st.lists(st.sampled_from(TEXTS), min_size=10, max_size=16))
    return [
        (str(500 + at), f"R{1000 + at // 2}", written(10 + at), ("anna", "ben")[at % 2], text)
        for at, text in enumerate(texts)
    ]


def _odd_rows() -> st.SearchStrategy[Row]:
    odd = st.sampled_from(ODD)
    usual = st.tuples(st.just("R1"), st.just("2020-05-14 10:00:00"), st.just("anna"), odd)
    strange = st.tuples(odd, odd, odd, odd)
    return st.one_of(usual, strange).map(lambda cells: ("999", *cells))


DAMAGES: dict[str, Callable[[bytes, int], bytes]] = {
    "invalid byte": lambda raw, at: raw[:at] + b"\xff\x81" + raw[at:],
    "stray letter": lambda raw, at: raw[:at] + b"\xe9" + raw[at:],
    "delimiter": lambda raw, at: raw[:at] + b",;\t|" + raw[at:],
    "quote": lambda raw, at: raw[:at] + b'"' + raw[at:],
    "backslash": lambda raw, at: raw[:at] + b"\\" + raw[at:],
    "backslash and quote": lambda raw, at: raw[:at] + b'\\"' + raw[at:],
    "nothing": lambda raw, at: raw,
}
SPILLING = ("quote", "backslash and quote", "backslash")
"""Damage that may join a record with the next ones, which are then rejected with it."""


def _file(
    form: Format, rows: list[Row], encoding: str, change: Callable[[list[bytes]], list[bytes]]
) -> bytes:
    """The file of `rows`, the bytes of whose records went through `change`."""
    raws = change([form.record(row).encode(encoding) for row in rows])
    names = [f"\ue000{at}\ue001" for at in range(len(raws))]
    frame = form.join(names).encode("utf-8")
    for name, raw in zip(names, raws, strict=True):
        frame = frame.replace(name.encode("utf-8"), raw)
    return frame


def check(form: Format, encoding: str, data: st.DataObject) -> None:
    """Draw a file and a change to one record of it, and compare all other events."""
    rows = data.draw(_rows())
    before = stored(_file(form, rows, encoding, lambda raws: raws))
    assume(before is not None and len(before[0]) == len(rows))
    assert before is not None
    target = data.draw(st.integers(0, len(rows) - 1))
    how = data.draw(st.sampled_from([*DAMAGES, "remove", "add"]))
    event(how)
    if how == "remove":
        after = stored(_file(form, rows[:target] + rows[target + 1 :], encoding, lambda raws: raws))
    elif how == "add":
        row = data.draw(_odd_rows())
        assume(not _fails(form.record(row), encoding))
        after = stored(_file(form, [*rows[:target], row, *rows[target:]], encoding, lambda raws: raws))
    else:
        size = len(form.record(rows[target]).encode(encoding))
        at = data.draw(st.integers(0, size - 1))

        def damage(raws: list[bytes]) -> list[bytes]:
            raws[target] = DAMAGES[how](raws[target], at)
            return raws

        after = stored(_file(form, rows, encoding, damage))
    if after is None:
        return
    others = {id: one for id, one in before[0].items() if how == "add" or id != rows[target][0]}
    assert {id: one for id, one in after[0].items() if id in others and one != others[id]} == {}
    lost = others.keys() - after[0].keys()
    assert len(lost) <= after[1] or (how in SPILLING and after[1] > 0), (lost, after[1])


def _fails(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return True
    return False


SETTINGS = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
everywhere = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
encoded = pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])


@pytest.mark.slow
@everywhere
@encoded
@SETTINGS
@given(data=st.data())
def test_one_record_changes_no_other_event(form: Format, encoding: str, data: st.DataObject) -> None:
    check(form, encoding, data)


@pytest.mark.parametrize("damage", [b"\xff\x81", b"\\", b'"', b"x"])
@pytest.mark.parametrize("target", [0, 4])
def test_damage_between_rows_of_a_dump_is_a_reject_and_costs_no_row(damage: bytes, target: int) -> None:
    rows = [(str(500 + at), f"R{at}", f"2020-05-{10 + at}", "anna", "plain") for at in range(8)]

    def damaged(raws: list[bytes]) -> list[bytes]:
        return [damage + raw if at == target else raw for at, raw in enumerate(raws)]

    found = stored(_file(FORMATS[-1], rows, "utf-8", damaged))
    assert found is not None
    assert (sorted(found[0]), found[1]) == ([row[0] for row in rows], 1)
