"""What a mapping says of cells, as expressions over an input's columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from importers.mapping.column_mapping import ColumnMapping, Template, Value
from importers.mapping.conditions import Condition, When

NULLS = ("", "NULL", "null", "\\N")
"""How database exports spell a missing value."""

ABSENT = (
    *(*NULLS, "nan", "NaN", "NaT", "<NA>", "None", "(null)", "[null]", "<null>", "undefined"),
    *("N/A", "n/a", "-", "--", "\u2013", "\u2014"),
)
"""How programs and people spell a missing value in any column."""

NAMELESS = (
    *(*ABSENT, "Null", "NAN", "none", "NONE", "nil", "(NULL)", "[NULL]", "<NULL>"),
    *("(none)", "(blank)", "(empty)", "{}", "[]", "n.a.", "N.A.", "---"),
)
"""How they spell it where a name, number or id would stand; `none` may be a status."""

SHEET_ERRORS = (
    *("#N/A", "#N/A!", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#ERROR!", "#SPILL!"),
    *("#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#N/D", "#NOM?", "#VALEUR!", "#NOMBRE!", "#NUL!", "#RIF!"),
    *("#\u00a1REF!", "#\u00a1VALOR!", "#\u00bfNOMBRE?", "#\u00a1NUM!", "#\u00a1DIV/0!", "#VALOR!", "#NOME?"),
    *("#VALORE!", "#ADR!", "#ARG!", "#NAZWA?", "#LICZBA!", "#N.D.", "#N/B", "#NAAM?", "#VERW!", "#WAARDE!"),
    *("#GETAL!", "#DEEL/0!", "Err:502", "Err:504", "Err:508"),
    *(
        "#\u041d/\u0414",
        "#\u0417\u041d\u0410\u0427!",
        "#\u0421\u0421\u042b\u041b\u041a\u0410!",
        "#\u0418\u041c\u042f?",
    ),
    *("#\u0414\u0415\u041b/0!", "#\u0427\u0418\u0421\u041b\u041e!", "#\u041f\u0423\u0421\u0422\u041e!"),
    *("#I/T", "#SAKNAS!", "#REFERENS!", "#V\u00c4RDEFEL!", "#NAMN?", "#V\u00c6RDI!", "#NAVN?", "#VERDI!"),
    *("#PUUTTUU!", "#VIITTAUS!", "#ARVO!", "#NIMI?", "#YOK", "#BA\u015eV!", "#DE\u011eER!", "#AD?"),
    *(
        "#HI\u00c1NYZIK",
        "#HIV!",
        "#\u00c9RT\u00c9K!",
        "#N\u00c9V?",
        "#NEN\u00cd_K_DISPOZICI",
        "#ODKAZ!",
        "#HODNOTA!",
    ),
)
"""What a spreadsheet writes for a formula without a result: the same in every row whose look-up failed."""

NOBODY = (*NAMELESS, *SHEET_ERRORS, "0")
"""How they spell the system where a person would stand."""


_MAIL = r"[^@\s<>()]+@[^@\s<>()]+"
MAILBOX = rf"^\s*(?:[^<>@]*<\s*(?:mailto:)?({_MAIL})\s*>|mailto:({_MAIL})|({_MAIL})\s+\([^()]*\))\s*$"
"""An e-mail as mail programs write it: `Anna Meier <anna@shop.example>`, `anna@shop.example (Anna)`."""


_AROUND = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002"
    "\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    "\u200b\u2060\ufeff\xad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""What is no part of a name where it stands around it: white space, and characters of no width, which make
two orders of one that look alike."""


def name_of(value: Value | None, *, absent: Sequence[str] = ABSENT, whole: Collection[str] = ()) -> pl.Expr:
    """A name, number or id: without what is `_AROUND` it, null where it is one of `absent`. Columns that are
    `whole` hold nothing but whole numbers, which are none of these."""
    text = text_of(value)
    if not value or (len(value) == 1 and value[0].column in whole):
        return text
    text = text.str.strip_chars(_AROUND)
    return pl.when(~text.is_in(absent)).then(text)


def subject_of(value: Value | None, mapping: ColumnMapping, *, whole: Collection[str] = ()) -> pl.Expr:
    """The same of an order or a customer."""
    if mapping.exact and not mapping.zero_is_none:
        return name_of(value, absent=NULLS, whole=whole)
    if not mapping.zero_is_none or not value:
        return name_of(value, absent=NAMELESS, whole=whole)
    names = [name_of((way,)) for way in value]
    return pl.coalesce(pl.when(name != "0").then(name) for name in names)


def email_of(person: pl.Expr) -> pl.Expr:
    """A person by the e-mail alone, where there is one in the way mail programs write it."""
    return person.str.replace(MAILBOX, "${1}${2}${3}")


def customer_of(value: Value | None, mapping: ColumnMapping) -> pl.Expr:
    """The same of a customer, who is not called as a spreadsheet's errors are."""
    name = subject_of(value, mapping)
    return name if mapping.exact or not value else pl.when(~name.is_in(SHEET_ERRORS)).then(email_of(name))


def date_of(value: Value | None) -> pl.Expr:
    """A date's text; a database's zero is none where there is another way to know."""
    if not value or len(value) == 1:
        return text_of(value)
    zero = "^0{1,4}[-/.]0{1,2}[-/.]0{1,4}"
    whole = [_whole(way) for way in value[:-1]]
    ways = [pl.when(~way.str.contains(zero)).then(way) for way in whole]
    return pl.coalesce(*(filled(way) for way in ways), filled(text_of((value[-1],))), text_of(value))


def _whole(way: Template) -> pl.Expr:
    """What a template makes where all of its columns are filled."""
    present = (filled(pl.col(name)).is_not_null() for name in way.columns)
    return pl.when(pl.all_horizontal(True, *present)).then(_rendered(way))


def filled(text: pl.Expr) -> pl.Expr:
    """Turn empty texts and the spellings of null into null."""
    return pl.when(~text.str.strip_chars().is_in(NULLS)).then(text)


def text_of(value: Value | None) -> pl.Expr:
    """The first alternative whose columns are all filled; else what the last one makes of those that are."""
    if not value:
        return pl.lit(None, pl.String)
    if len(value) == 1 and value[0].column is not None:
        return pl.col(value[0].column)
    ways = [_whole(way) for way in value]
    last = value[-1]
    some = pl.any_horizontal(False, *(filled(pl.col(name)).is_not_null() for name in last.columns))
    # What a template puts between its columns makes no sense at an end that stayed empty.
    ways.append(pl.when(some).then(_rendered(last).str.strip_chars(" :,;|-\u2013\t")))
    return pl.coalesce(ways)


def _rendered(way: Template) -> pl.Expr:
    pieces: list[pl.Expr] = [pl.lit(way.texts[0])]
    for column, text in zip(way.columns, way.texts[1:], strict=True):
        pieces += [filled(pl.col(column)).fill_null(""), pl.lit(text)]
    return pl.concat_str(pieces)


def holds(condition: Condition) -> pl.Expr:
    """Return whether each row meets `condition`; a null cell counts as an empty text."""
    cell = pl.col(condition.column).fill_null("")
    value = pl.lit(condition.value)
    if condition.other:
        cell, value = (filled(pl.col(name)).fill_null("").str.strip_chars() for name in condition.columns)
    empty = cell.str.strip_chars().is_in(NULLS)
    tests = {
        "=": cell == value,
        "!=": cell != value,
        "~": cell.str.contains(condition.value),
        "!~": ~cell.str.contains(condition.value),
        "is empty": empty,
        "is not empty": ~empty,
    }
    return tests[condition.op]


def skip_reason(mapping: ColumnMapping) -> pl.Expr:
    """Why a record is no history, null where it is."""
    unwanted = [
        pl.when(~holds(wanted)).then(pl.lit(f"not: {wanted.column} {wanted.op} {wanted.value}".rstrip()))
        for wanted in mapping.where
    ]
    return pl.coalesce(first_of(mapping.skips), *unwanted)


def first_of(cases: Sequence[When]) -> pl.Expr:
    """The name of the first case whose conditions all hold, else null."""
    ways = [
        pl.when(pl.all_horizontal(True, *map(holds, case.conditions))).then(pl.lit(case.name))
        for case in cases
    ]
    return pl.coalesce(*ways, pl.lit(None, pl.String))
