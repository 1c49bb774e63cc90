"""A shop's own rules for `events doctor`: which step must follow another, or must not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from events import clock
from events.database.types import from_microseconds, to_microseconds
from events.doctor.checks import CHECKS, OrderCheck
from events.errors import ConfigError, InputNotFoundError, UnknownKindError
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.summaries.order_summary import OrderSummary

_DAY = 86_400_000_000
_EXAMPLE = "name, sentence, after, and either expect (with within_days, if wanted) or forbid"


class InvalidRuleError(ConfigError):
    """A file of rules cannot be used."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem} A [[rules]] table has {_EXAMPLE}. Nothing was checked.")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """After `after`, `expect` must follow within `within_days` (at any time if None), or `forbid` must
    not."""

    name: str
    sentence: str
    after: Kind
    expect: Kind | None = None
    forbid: Kind | None = None
    within_days: int | None = None

    def broken_by(self, summary: OrderSummary) -> str | None:
        """How an order breaks the rule, or None."""
        start = summary.first.get(self.after)
        if start is None:
            return None
        if self.forbid is not None:
            return self._forbidden(summary, start)
        return self._missing(summary, start)

    def _forbidden(self, summary: OrderSummary, start: int) -> str | None:
        kind = self.forbid or self.after
        dates = [event.date for event in summary.steps.get(kind, ())] or [summary.first.get(kind, start)]
        late = next((date for date in dates if date > start), None)
        return f"{self.after.word} {_day(start)}, {kind.word} {_day(late)}" if late else None

    def _missing(self, summary: OrderSummary, start: int) -> str | None:
        kind = self.expect or self.after
        end = summary.first.get(kind)
        waited = ((end if end is not None else to_microseconds(clock.now())) - start) // _DAY
        is_in_time = waited <= self.within_days if self.within_days is not None else end is not None
        if is_in_time:
            return None
        what = f"{kind.word} {_day(end)}" if end is not None else f"not yet {kind.word}"
        return f"{self.after.word} {_day(start)}, {what}, {waited:,} days"


def _day(moment: int) -> str:
    return f"{from_microseconds(moment):%Y-%m-%d}"


def load_rules(path: str) -> list[OrderCheck]:
    """The rules of a TOML file, as checks. Raises `InputNotFoundError`, or `InvalidRuleError`."""
    try:
        values = tomllib.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise InputNotFoundError(f"Cannot read {path}: {error.strerror}. Nothing was checked.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRuleError(path, f"is not valid TOML ({error}).") from None
    tables = values.get("rules")
    if not isinstance(tables, list) or not tables or {*values} != {"rules"}:
        raise InvalidRuleError(path, "it holds no [[rules]].")
    rules = [_rule(path, number, table) for number, table in enumerate(tables, start=1)]
    names = [rule.name for rule in rules]
    if taken := next((name for name in names if names.count(name) > 1 or name in CHECKS), ""):
        raise InvalidRuleError(path, f"there are two checks called {taken!r}.")
    return [OrderCheck(name=rule.name, sentence=rule.sentence, finder=rule.broken_by) for rule in rules]


def _rule(path: str, number: int, table: Any) -> Rule:
    where = f"rule {number}"
    known = {field.name for field in fields(Rule)}
    if not isinstance(table, dict) or not {"name", "after"} <= {*table} <= known:
        raise InvalidRuleError(path, f"{where} has keys that are missing or unknown.")
    if ("expect" in table) is ("forbid" in table):
        raise InvalidRuleError(path, f"{where} needs either expect or forbid.")
    days = table.get("within_days")
    if days is not None and (type(days) is not int or days < 0 or "forbid" in table):
        raise InvalidRuleError(path, f"{where}: within_days is a number of days, for expect.")
    try:
        kinds = {key: Kind.parse(str(table[key])) for key in ("after", "expect", "forbid") if key in table}
    except UnknownKindError as error:
        raise InvalidRuleError(path, f"{where}: {error}") from None
    name = str(table["name"])
    return Rule(name=name, sentence=str(table.get("sentence", name)), within_days=days, **kinds)
