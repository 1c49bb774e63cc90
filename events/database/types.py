"""Column types: moments and event codes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from events.errors import UnreadableDataError
from events.vocabulary import catalogue
from events.vocabulary.event_type import AnyType

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SHOWN = 40

# PostgreSQL wants 64-bit keys spelled out; SQLite only counts ids by itself for INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC. Integers, so nothing is rounded."""
    return (moment - EPOCH) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    """The UTC moment of a number of microseconds since 1970. Raises `ForeignDateError` for anything else."""
    try:
        return EPOCH + timedelta(microseconds=count)
    except (TypeError, OverflowError):
        raise ForeignDateError(count) from None


class ForeignDateError(UnreadableDataError):
    """Another program wrote a date that is no moment."""

    def __init__(self, value: object) -> None:
        super().__init__(
            f"The log has a date that is no moment: {str(value)[:_SHOWN]!r}. Another program wrote it: dates "
            "are whole microseconds since 1970 in UTC. `events db check` names the rows."
        )


class FileName(TypeDecorator[str]):
    r"""The name or path of a file, any bytes of which may not be UTF-8: those are stored as `\xff`.

    Python keeps them as surrogates, which no database takes.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The name to store."""
        if value is None or (value.isascii() and "\\x" not in value):
            return value
        return _SURROGATE.sub(lambda odd: f"\\x{ord(odd[0]) - 0xDC00:02x}", _LIKE_BYTE.sub(r"\\x5c", value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The name as Python has it, ready to be opened."""
        if value is None or "\\x" not in value:
            return value
        return _STORED_BYTE.sub(lambda byte: _character(int(byte[1], 16)), value)


_SURROGATE = re.compile("[\udc80-\udcff]")
_LIKE_BYTE = re.compile(r"\\(?=x(?:[89a-f][0-9a-f]|5c))")
_STORED_BYTE = re.compile(r"\\x([89a-f][0-9a-f]|5c)")


def _character(byte: int) -> str:
    return "\\" if byte == ord("\\") else chr(0xDC00 + byte)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, to the microsecond.

    PostgreSQL keeps a timestamp with time zone. Elsewhere it is a count of microseconds since 1970:
    it sorts, compares and indexes as a number, in a third of the room that text would take.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Whole microseconds in SQLite, a timestamp with time zone elsewhere."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """The value to store. Raises `ValueError` for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; dates are aware everywhere in this program.")
        return value.astimezone(UTC) if dialect.name == "postgresql" else to_microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The stored moment, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else from_microseconds(value)


class _Document(TypeDecorator[dict[str, Any]]):
    """A JSON object; PostgreSQL keeps it as jsonb."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON())
        # Here, since it loads the dialect and asyncio: a tenth of the time that `events order` takes.
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())


Document = _Document()


class EventCode(TypeDecorator[AnyType]):
    """The code of an event type; gives back the member, or an `UnknownType` that reads like one."""

    impl = String(64)
    cache_ok = True

    def __init__(self, vocabulary: str) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The code of an event type."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> AnyType | None:
        """The event type of a stored code; an unknown code gets a stand-in."""
        return None if value is None else catalogue.member(self.vocabulary, value)
