"""A mapping says which columns mean what, and says clearly what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from importers.errors import IncompleteMappingError, InvalidMappingError, NoSuchInputError, UnknownColumnError
from importers.mapping.apply import MappingApplier
from importers.mapping.column_mapping import ColumnMapping, Template
from importers.mapping.mapping_file import load
from importers.mapping.sets import with_sets
from importers.readers.chunks import Chunk


def shaped(mapping: ColumnMapping, **columns: list[str | None]) -> pl.DataFrame:
    frame = pl.DataFrame({name: pl.Series(cells, dtype=pl.String) for name, cells in columns.items()})
    numbers = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True)
    chunk = Chunk(
        frame=frame, records=numbers, lines=numbers + 1, originals=lambda rows: [], first_record=1,
        last_record=frame.height, last_line=frame.height + 1, end=0, prefix="",
    )  # fmt: skip
    return MappingApplier(mapping.fitted(frame.columns)).shape(chunk).frame


def test_a_list_of_one_order_is_that_order() -> None:
    orders = ['["A1"]', "['A2']", "[ 3 ]", "[A4]", '["A\\"5"]', "#6"]
    read = shaped(
        with_sets(ColumnMapping(), ["message=order"]),
        order=orders,
        date=["2020-01-01 10:00:00"] * len(orders),
    )
    assert read["order"].to_list() == ["A1", "A2", "3", "[A4]", '["A\\"5"]', "#6"]


def test_subjects_of_many_records_are_found_where_none_are_skipped() -> None:
    """Polars splits a predicate that has one value among its threads, from 20,000 rows on."""
    frame = pl.DataFrame({"order": ["1"] * 20_001, "customer": ["a@x.example"] * 20_001})
    numbers = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True)
    chunk = Chunk(
        frame=frame, records=numbers, lines=numbers, originals=lambda rows: [], first_record=1,
        last_record=frame.height, last_line=frame.height, end=0, prefix="",
    )  # fmt: skip
    mapping = with_sets(ColumnMapping(), ["date=order", "message=order"]).fitted(frame.columns)
    assert MappingApplier(mapping).subjects(chunk).height == frame.height


def messages(*sets: str, **columns: list[str | None]) -> list[str | None]:
    count = len(next(iter(columns.values())))
    dated = {"order": ["1"] * count, "date": ["2020-01-01 00:00:00"] * count}
    return shaped(with_sets(ColumnMapping(), sets), **dated, **columns)["message"].to_list()


def test_a_bare_word_is_a_column_a_quoted_one_a_text_and_braces_make_a_template() -> None:
    assert Template.parse("a b", where="") == Template(("", ""), ("a b",))
    assert Template.parse("'Order placed'", where="") == Template(("Order placed",), ())
    assert Template.parse("{a}: {{x}} {b:c}!", where="") == Template(("", ": {x} ", "!"), ("a", "b:c"))


@pytest.mark.parametrize("text", ["{a", "a}", "{a}}", "{{a}", " "])
def test_a_template_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(InvalidMappingError):
        Template.parse(text, where="--set")


def test_a_message_column_is_kept_verbatim_and_an_empty_one_is_missing() -> None:
    assert messages("message=m", m=["  two\n lines ", "", "  ", None, "NULL", "\\N"]) == [
        "  two\n lines ", None, None, None, None, None,
    ]  # fmt: skip


def test_the_first_alternative_whose_columns_are_filled_is_taken() -> None:
    found = messages("message={s}: {m}", "message={s}", s=["paid", "paid", ""], m=["ok", "", "x"])
    assert found == ["paid: ok", "paid", None]


def test_a_lone_template_makes_what_it_can_without_dangling_separators() -> None:
    assert messages("message={s}: {m}", s=["paid", "paid", "", ""], m=["ok", "", "x", ""]) == [
        "paid: ok", "paid", "x", None,
    ]  # fmt: skip


def test_names_are_trimmed_and_the_systems_spellings_of_nobody_are_nobody() -> None:
    mapping = with_sets(ColumnMapping(), ["message='x'"])
    count = 5
    frame = shaped(
        mapping,
        order=[" 007 ", "#1", "0", "a-1", "1"],
        author=["anna", "0", "NULL", "", " bob "],
        date=["2020-01-01"] * count,
    )
    assert frame["order"].to_list() == ["007", "#1", "0", "a-1", "1"]
    assert frame["author"].to_list() == ["anna", None, None, None, "bob"]
    assert frame["raw_author"].to_list() == [None, "0", "NULL", None, " bob "]


@pytest.mark.parametrize("absent", ["nan", "<NA>", "None", "undefined", "(null)", "N/A", " - "])
def test_what_programs_write_for_a_missing_name_is_no_order_and_nobody(absent: str) -> None:
    cells = [absent, "Nan", "7"]
    mapping = with_sets(ColumnMapping(), ["message=m"])
    frame = shaped(mapping, order=cells, customer=cells, author=cells, date=["2020-01-01"] * 3, m=cells)
    for name in ("order", "customer", "author"):
        assert frame[name].to_list() == [None, "Nan", "7"]
    assert frame["message"].to_list() == cells, "a message is what it is"


@pytest.mark.parametrize(
    "error",
    [
        "#N/A",
        "#REF!",
        "#WERT!",
        "#\u00bfNOMBRE?",
        "Err:502",
        "#\u041d/\u0414",
        "#I/T",
        "#NENÍ_K_DISPOZICI",
        "#HIÁNYZIK",
    ],
)
def test_a_spreadsheets_error_is_nobody_and_no_order(error: str) -> None:
    cells = [error, "7"]
    mapping = with_sets(ColumnMapping(), ["message=m"])
    frame = shaped(mapping, order=cells, customer=cells, author=cells, date=["2020-01-01"] * 2, m=cells)
    assert frame["customer"].to_list() == frame["author"].to_list() == [None, "7"]
    assert frame["code"].to_list() == ["E-ORDER-NUMBER", None]
    assert frame["raw_author"].to_list() == [error, None]


@pytest.mark.parametrize("mark", ['"', "''", "- „ -", "〃", "ditto", "Dto.", "IDEM", "siehe oben", "同上"])
def test_a_cell_that_repeats_the_one_above_names_nobody_and_no_order(mark: str) -> None:
    orders, people, notes = ["1", mark, "3", "4"], ["ed", "ed", mark, "ed"], ["Sent", "Rang", "Rang", mark]
    mapping = with_sets(ColumnMapping(), ["message=m"])
    frame = shaped(mapping, order=orders, author=people, date=["2020-01-01"] * 4, m=notes)
    assert frame["code"].to_list() == [None, "E-DITTO", "E-DITTO", None], "a message is kept as it is"
    assert frame["column"].to_list()[1:3] == ["order", "author"]
    assert frame["value"].to_list()[1:3] == [mark, mark]


def test_initials_of_a_person_and_quotation_marks_around_nothing_repeat_nothing() -> None:
    mapping = with_sets(ColumnMapping(), ["message=m"])
    frame = shaped(mapping, order=["1"] * 2, author=["s.o.", '""'], date=["2020-01-01"] * 2, m=["do.", "a"])
    assert frame["code"].to_list() == [None, None]


def test_a_wide_row_makes_an_event_for_each_date_it_has(tmp_path: Path) -> None:
    file = tmp_path / "wide.toml"
    file.write_text(
        """
        source = "olist"
        date_format = "%m/%d/%Y %H:%M"
        tz = "America/Sao_Paulo"
        where = ["status != unavailable"]
        [fields]
        order = "id"
        [[events]]
        part = "placed"
        date = "placed_at"
        message = "'Order placed'"
        [[events]]
        part = "paid"
        date = "paid_at"
        message = "Payment of {total}"
        """.replace('message = "Payment', 'message = "Payment')
    )
    frame = shaped(
        load(str(file)),
        id=["1", "2", "3"],
        status=["ok", "ok", "unavailable"],
        placed_at=["1/2/2020 10:00", "1/3/2020 10:00", "1/4/2020 10:00"],
        paid_at=["1/2/2020 11:00", "", ""],
        total=["9.90", "1.00", "1.00"],
    )
    assert frame.select("record", "part", "message", "skipped").rows() == [
        (1, "placed", "Order placed", False),
        (1, "paid", "Payment of 9.90", False),
        (2, "placed", "Order placed", False),
        (3, "placed", "Order placed", True),
    ]


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("s = a", ["a"]),
        ("s != a", ["", "b c"]),
        ("s ~ ^b", ["b c"]),
        ("s !~ ^b", ["a", ""]),
        ("s is empty", [""]),
        ("s is not empty", ["a", "b c"]),
    ],
)
def test_a_condition_keeps_the_records_it_is_true_of(tmp_path: Path, condition: str, kept: list[str]) -> None:
    file = tmp_path / "m.toml"
    file.write_text(f'where = "{condition}"\n[fields]\nmessage = "\'x\'"\nkind = "s"\n')
    frame = shaped(load(str(file)), order=["1"] * 3, date=["2020-01-01"] * 3, s=["a", "", "b c"])
    assert [kind or "" for kind in frame.filter(~pl.col("skipped"))["kind"]] == kept


def test_what_no_field_holds_is_kept_as_extra() -> None:
    mapping = with_sets(ColumnMapping(), ["message={a}: {b}", "author=mail", "author=name"])
    columns = {"a": ["1"], "b": ["2"], "mail": ["x@y.z"], "name": ["Anna"], "other": ["é"]}
    frame = shaped(mapping, order=["1"], date=["2020-01-01"], customer=["C@d.e"], **columns)
    assert frame["extra"].to_list() == ['{"customer":"C@d.e","a":"1","b":"2","name":"Anna","other":"é"}']


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fields = 3", r"\[fields\] is a table"),
        ('[fields]\nordr = "x"', "no key 'ordr'. Did you mean order"),
        ('zone = "x"', "no key 'zone'"),
        ('tz = "Mars/Base"', "no time zone 'Mars/Base'"),
        ('[[events]]\ndate = "x"', "needs a part"),
        ('where = "a ~ ("', "not a regular expression"),
        ('where = "nothing"', "not a condition"),
        ("source = 3", "must be text in quotation marks"),
        ("= broken", "not valid TOML"),
    ],
)
def test_a_bad_mapping_file_is_reported_with_the_key(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(text)
    with pytest.raises(Exception, match=told):
        load(str(file))


def test_a_missing_mapping_file_is_reported() -> None:
    with pytest.raises(NoSuchInputError, match="no such file"):
        load("nowhere.toml")


def test_a_column_that_is_not_there_is_reported_with_the_nearest() -> None:
    with pytest.raises(
        UnknownColumnError, match=r"no column 'ordr' \(wanted for order\). Did you mean 'order_no'"
    ):
        with_sets(ColumnMapping(), ["order=ordr"]).fitted(["order_no", "created"])


def test_what_nothing_fills_is_reported() -> None:
    with pytest.raises(IncompleteMappingError, match="order or customer and the message"):
        with_sets(ColumnMapping(), ["date=d"]).fitted(["d"])


@pytest.mark.parametrize("text", ["order", "ordre=x", "=x"])
def test_a_set_that_names_no_field_is_refused(text: str) -> None:
    with pytest.raises(InvalidMappingError, match="write it as field=column"):
        with_sets(ColumnMapping(), [text])


def test_a_word_for_no_name_may_be_a_status() -> None:
    mapping = with_sets(ColumnMapping(), ["message='x'", "kind=status", "order=order", "customer=customer"])
    words = ["none", "nil", "{}", "N/A", "open"]
    frame = shaped(mapping, order=words, customer=["a@b.example"] * 5, status=words, date=["2020-01-01"] * 5)
    assert frame["kind"].to_list() == ["none", "nil", "{}", None, "open"]
    assert frame["order"].to_list() == [None] * 4 + ["open"]
