"""The timeline filters: one definition, given as options to every command that prints events."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import completion
from cli.arguments.options import mask_name
from events import moments
from events.errors import UsageError
from events.meaning.kind_names import kind_named
from events.vocabulary.catalogue import parse_type
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.filters import ExtraCondition, Filters, Key, Subject
    from events.tables import Reader

_TYPE = typer.Option(
    "--type",
    metavar="TYPE",
    autocompletion=completion.types,
    help="Filter by event type (repeatable).",
)
_KIND = typer.Option(
    "--kind",
    metavar="KIND",
    autocompletion=completion.kinds,
    help="Filter by kind (paid, shipped, note …), including legacy events (repeatable).",
)
_SINCE = typer.Option(
    metavar="DATE", help="Start date, inclusive: 2020-11-04, yesterday, 'last week', '2 weeks ago'."
)
_UNTIL = typer.Option(metavar="DATE", help="End date, inclusive; a day, week or month includes all of it.")
_USER = typer.Option(
    "--user",
    metavar="EMAIL|NAME",
    autocompletion=completion.people,
    help="Filter by author, also by part of a name or e-mail; 'system' is nobody (repeatable).",
)
_GREP = typer.Option(
    "--grep", metavar="TEXT", help="Case-insensitive text match in the message or any parameter."
)
_LEGACY = typer.Option("--legacy/--no-legacy", help="Only imported events, or only events recorded here.")
_BATCH = typer.Option(
    "--batch",
    metavar="ID",
    autocompletion=completion.batches,
    help="Only events of this import batch.",
)
_SOURCE = typer.Option(
    "--source", metavar="NAME", callback=mask_name, help="Only events that imports of this source brought."
)
_BEFORE = typer.Option("--before", metavar="EVENT_ID", help="Only events before this one, e.g. o17.")
_AFTER = typer.Option(
    "--after",
    metavar="EVENT_ID",
    help="Only events dated after this one. `events log --once` prints what arrived since the last run.",
)
_LIMIT = typer.Option(
    "--limit", min=1, metavar="N", help="Show at most N events: the newest, or with --after the next."
)
_REVERSE = typer.Option(
    "--reverse",
    "-r",
    help="The same events the other way round: newest first for an order or a customer, else oldest first.",
)
_ORDER = typer.Option(
    "--order", metavar="NUMBER", autocompletion=completion.orders, help="Only this order's events."
)
_CUSTOMER = typer.Option(
    "--customer",
    metavar="EMAIL|NAME",
    autocompletion=completion.people,
    help="Only this customer's events and those of their orders, also by part of a name or e-mail.",
)
_SHOP = typer.Option("--shop", metavar="NAME", callback=mask_name, help="Only events of this shop's orders.")
_SYSTEM = typer.Option("--system/--no-system", help="Only events of the system, or only those of people.")
_CONTEXT = typer.Option(
    "--context", "-C", min=0, metavar="N", help="Also show N events before and after each that passes."
)
_ELAPSED = typer.Option("--elapsed", help="Show the time since the event before.")
_REDACT = typer.Option(
    "--redact",
    help="Replace e-mails and known names with pseudonyms. Not replaced: names that occur only in messages, "
    "single names in lower case, phone numbers, postal addresses. Check the output before sharing it.",
)


@dataclass(frozen=True, kw_only=True)
class FilterArgs:
    """The filters as they were typed."""

    type: list[str] | None = None
    kind: list[str] | None = None
    since: str | None = None
    until: str | None = None
    user: list[str] | None = None
    grep: str | None = None
    legacy: bool | None = None
    batch: int | None = None
    source: str | None = None
    before: str | None = None
    after: str | None = None
    limit: int | None = None
    reverse: bool = False
    redact: bool = False
    order: str | None = None
    customer: str | None = None
    shop: str | None = None
    system: bool | None = None
    context: int = 0
    elapsed: bool = False

    def kinds(self) -> frozenset[Kind]:
        """The kinds asked for; empty is any. Raises `UnknownKindError`."""
        return frozenset(map(kind_named, _listed(self.kind)))

    def filters(self, zone: tzinfo, reader: Reader) -> Filters:
        """The filters in force, dates read in `zone`.

        Raises `UnknownEventTypeError`, `InvalidDateError`, `UsageError` for dates the wrong way round, and
        `NotFoundError` for an author, a batch, a source, a shop or an event that is not there.
        """
        from events.filters import Filters, by_system, of_shop, with_condition, with_subjects

        since = moments.since(self.since, zone) if self.since else None
        until = moments.until(self.until, zone) if self.until else None
        if since and until and since >= until:
            raise UsageError(
                f"--since {self.since} is not before --until {self.until}: nothing matches. Exchange them."
            )
        filters = Filters(
            types=frozenset(parse_type(text) for text in _listed(self.type)),
            since=since,
            until=until,
            authors=self._authors(reader),
            text=self.grep or "",
            extra_condition=self._imported_condition(reader),
            before=_place(reader, self.before),
            after=_place(reader, self.after),
            limit=self.limit,
        )
        filters = with_subjects(filters, self._subjects(reader))
        if self.source is not None:
            from importers.ledger.of_source import find_source, source_condition

            found, is_page = find_source(reader, self.source), self.limit is not None
            filters = with_condition(filters, source_condition(reader, found, is_page=is_page))
        if self.shop is not None:
            from events.lists import check_shop

            check_shop(reader, self.shop)
            filters = of_shop(filters, self.shop)
        return filters if self.system is None else by_system(filters, is_by_system=self.system)

    def begins(self, zone: tzinfo, reader: Reader) -> datetime | None:
        """The moment from which events are wanted; None if it does not matter."""
        place = _place(reader, self.after)
        known = [moments.since(self.since, zone)] if self.since else []
        return max([*known, *([place[0]] if place else [])], default=None)

    @property
    def number(self) -> str | None:
        """The number of the order asked for, with its shop where that was given."""
        if self.order is None or not self.shop or "/" in self.order:
            return self.order
        return f"{self.shop}/{self.order}"

    def _subjects(self, reader: Reader) -> list[Subject]:
        """Whose events were asked for; empty for everybody's. Raises what the look-ups raise."""
        from events.account.people import find_customers
        from events.filters import Subject, of_customer
        from events.order.lookup import find_but_for_zeros

        if self.order is not None and self.customer is not None:
            raise UsageError("Choose --order or --customer, not both.")
        if self.order is not None:
            return [Subject(order_id=find_but_for_zeros(reader, self.number or "").id)]
        people = () if self.customer is None else find_customers(reader, self.customer)
        return list(map(of_customer, people))

    def _authors(self, reader: Reader) -> frozenset[int | None] | None:
        """The ids of all authors asked for; None for anybody's events."""
        from cli.arguments.authors import authors_called

        found = [authors_called(reader, name) for name in self.user or () if name]
        return frozenset().union(*found) if found else None

    def _imported_condition(self, reader: Reader) -> ExtraCondition | None:
        if self.legacy is None and self.batch is None:
            return None
        from importers.ledger.provenance import check_batch, imported_condition, is_large

        if self.batch is None and self.legacy is False:
            from importers.ledger.recorded_here import recorded_here

            return recorded_here(reader)
        if self.batch is None:
            return imported_condition(imported=self.legacy, batch=None)
        check_batch(reader, self.batch)
        # A page is read in the order of events; counts and whole timelines gather the batch's events first.
        pages_large = self.limit is not None and is_large(reader, self.batch)
        return imported_condition(imported=self.legacy, batch=self.batch, is_large=pages_large)


def _listed(words: list[str] | None) -> Iterator[str]:
    """The words of an option that may be repeated, or have several words between commas."""
    yield from (part for word in words or () for part in (word.split(",") if word.strip(",") else [word]))


def _place(reader: Reader, event_id: str | None) -> Key | None:
    from events.timeline import find_entry

    return find_entry(reader, event_id).key if event_id is not None else None


def _options(
    *,
    type: Annotated[list[str] | None, _TYPE] = None,
    kind: Annotated[list[str] | None, _KIND] = None,
    since: Annotated[str | None, _SINCE] = None,
    until: Annotated[str | None, _UNTIL] = None,
    user: Annotated[list[str] | None, _USER] = None,
    grep: Annotated[str | None, _GREP] = None,
    legacy: Annotated[bool | None, _LEGACY] = None,
    batch: Annotated[int | None, _BATCH] = None,
    source: Annotated[str | None, _SOURCE] = None,
    before: Annotated[str | None, _BEFORE] = None,
    after: Annotated[str | None, _AFTER] = None,
    limit: Annotated[int | None, _LIMIT] = None,
    reverse: Annotated[bool, _REVERSE] = False,
    redact: Annotated[bool, _REDACT] = False,
    order: Annotated[str | None, _ORDER] = None,
    customer: Annotated[str | None, _CUSTOMER] = None,
    shop: Annotated[str | None, _SHOP] = None,
    system: Annotated[bool | None, _SYSTEM] = None,
    context: Annotated[int, _CONTEXT] = 0,
    elapsed: Annotated[bool, _ELAPSED] = False,
) -> None:
    """The options as the command line reads them; `FilterArgs` holds what they were given."""


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` all filters as options; it receives them as one `asked`."""
    return narrowed(*_but("context", "elapsed"))(command)


def filtered_for_all(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that prints timelines of the whole log all filters, and what timelines show."""
    return narrowed(*_but())(command)


def filtered_for_one(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that prints the timeline of one order or customer the filters that are left."""
    return narrowed(*_but("order", "customer", "shop"))(command)


def _but(*names: str) -> list[str]:
    return [name for name in inspect.signature(_options).parameters if name not in names]


def narrowed(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command some of the filters as options; it receives them as one `asked`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        return _given(command, names)

    return decorate


def _given(command: Callable[..., None], names: tuple[str, ...]) -> Callable[..., None]:
    own = inspect.signature(command, eval_str=True)
    known = inspect.signature(_options, eval_str=True).parameters
    shared = {name: known[name] for name in names}

    @wraps(command)
    def wrapper(**given: Any) -> None:
        asked = FilterArgs(**{name: given.pop(name, option.default) for name, option in shared.items()})
        command(asked=asked, **given)

    parameters = [parameter for name, parameter in own.parameters.items() if name != "asked"]
    kept = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    options = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in shared.values()]
    signature = own.replace(parameters=[*kept, *options])
    wrapper.__signature__ = signature  # type: ignore[attr-defined]
    wrapper.__annotations__ = {name: value.annotation for name, value in signature.parameters.items()}
    del wrapper.__wrapped__
    return wrapper
