"""Why a record is rejected: stable codes, each with its reason and its fix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Cause:
    """Why a record is rejected, and how to fix it."""

    reason: str
    fix: str


class Code(StrEnum):
    """Stable: others script against them. `CAUSES` says what each means and what to do."""

    DATE = "E-DATE"
    DATE_EMPTY = "E-DATE-EMPTY"
    DATE_ZERO = "E-DATE-ZERO"
    DATE_1970 = "E-DATE-1970"
    DATE_EARLY = "E-DATE-EARLY"
    DATE_FUTURE = "E-DATE-FUTURE"
    DATE_AMBIGUOUS = "E-DATE-AMBIGUOUS"
    DATE_ZONE = "E-DATE-ZONE"
    SUBJECT = "E-SUBJECT"
    ORDER = "E-ORDER"
    ORDER_NUMBER = "E-ORDER-NUMBER"
    ORDER_LIST = "E-ORDER-LIST"
    DITTO = "E-DITTO"
    CUSTOMER = "E-CUSTOMER"
    MESSAGE = "E-MESSAGE"
    COLUMNS = "E-COLUMNS"
    TABLE = "E-TABLE"
    QUOTE = "E-QUOTE"
    ENCODING = "E-ENCODING"
    JSON = "E-JSON"
    LONG = "E-LONG"
    CONFLICT = "E-CONFLICT"


CAUSES: dict[Code, Cause] = {
    Code.DATE: Cause(
        "the date cannot be read",
        "correct it (2020-11-04 07:40:03 is always understood), or give its format with --date-format",
    ),
    Code.DATE_EMPTY: Cause("the date is empty", "fill it in; every event needs a date"),
    Code.DATE_ZERO: Cause("the date is a database's zero, not a moment", "fill in the date"),
    Code.DATE_1970: Cause(
        "the date is the start of 1970, which programs store for a missing date", "fill in the date"
    ),
    Code.DATE_EARLY: Cause(
        "the date lies before 1900; its year may be of another calendar", "convert it, or correct it"
    ),
    Code.DATE_FUTURE: Cause("the date lies in the future", "correct it, or map another column as the date"),
    Code.DATE_AMBIGUOUS: Cause(
        "the date can be read in more than one way, and no other date of the column decides which",
        "pass the order, such as --date-format '%d/%m/%Y' or --date-format '%m/%d/%Y'; with the time if "
        "there is one: '%d/%m/%Y %H:%M'",
    ),
    Code.DATE_ZONE: Cause(
        "the date's time zone is unknown, or its abbreviation has several meanings",
        "write the offset instead (+01:00), or pass the region whose clock it is: --tz Europe/London",
    ),
    Code.SUBJECT: Cause(
        "neither an order nor a customer is named",
        "fill in one of the two; where it is that of the row above (merged cells), fill it down in the "
        "spreadsheet and export again",
    ),
    Code.ORDER: Cause("the order is not in the database", "add it, or import with --missing-orders create"),
    Code.ORDER_NUMBER: Cause(
        "a spreadsheet rounded the order number (1.23457E+11), made a date of it (1-Nov), or put a formula's "
        "error in its place",
        "export it again with the column as text, or fill in the number",
    ),
    Code.ORDER_LIST: Cause(
        "the cell names several orders", "make a row of its own for each of them, or keep the one it is about"
    ),
    Code.DITTO: Cause(
        "the cell says only that it repeats the one above",
        "fill in what stands there: fill it down in the spreadsheet, and export again",
    ),
    Code.CUSTOMER: Cause(
        "the customer is not in the database",
        "add them, or import with --missing-customers create",
    ),
    Code.MESSAGE: Cause(
        "there is no message",
        "fill it in, or add a template of another column: --set 'message=Status: {COLUMN}'",
    ),
    Code.COLUMNS: Cause(
        "the line has a different number of cells than the header",
        "add or remove cells; quote text with separators",
    ),
    Code.TABLE: Cause(
        "the line belongs to another table in the same file",
        "put each table into a file of its own, under its header",
    ),
    Code.QUOTE: Cause(
        "a cell opens with a quotation mark that is not closed properly", "close it, or double it"
    ),
    Code.ENCODING: Cause(
        "a byte does not fit the encoding",
        "repair it, or pass the encoding of the whole file with --encoding NAME",
    ),
    Code.JSON: Cause("the line is not a JSON object", "repair it: one object in braces per record"),
    Code.LONG: Cause(
        "the record is longer than 16 MiB", "split it, or look for a missing line end before it"
    ),
    Code.CONFLICT: Cause(
        "the same legacy id occurs twice in this input, with different content",
        "give one of them another id, or map another column as legacy_id",
    ),
}
