"""The errors that users see.

An error takes the values it is about and writes its own sentence: what went wrong, where, why, and what to
do next. The classes directly below `EventsError` are families; the command line maps them to exit codes.
"""

from __future__ import annotations

from events.next_commands import command, elsewhere_than_customers


class EventsError(Exception):
    """Base of all errors of this program. Its text is for the user and holds no password of a URL.

    `commands` are what may be run next.
    """

    commands: tuple[str, ...] = ()

    def __init__(self, message: str) -> None:
        from events.url_secrets import mask_secrets

        super().__init__(mask_secrets(message))


class UsageError(EventsError):
    """The request itself is wrong: an unknown type, a blank note, a missing argument."""


class NotFoundError(EventsError):
    """The request is fine, but there is no such order, customer, event or batch."""


class UnreadableDataError(EventsError):
    """Input exists but cannot be read as data, or a stop rule ended the import."""


class InputNotFoundError(EventsError):
    """There is no such input, or it is not a file."""


class DatabaseUnavailableError(EventsError):
    """The database cannot be opened or reached."""


class WriteError(EventsError):
    """The database or an output file cannot be written."""


class BusyError(EventsError):
    """Another process holds a lock, or the server went away; the same command may work in a moment."""


class ConfigError(EventsError):
    """Configuration is wrong, or program and database versions do not fit."""


# --- recording events -------------------------------------------------------------------


class InvalidEventError(UsageError):
    """An event function was given something it cannot record."""

    def __init__(self, *, code: str, problem: str) -> None:
        super().__init__(f"Cannot record {code}: {problem}")


class NotInSessionError(UsageError):
    """The order or customer an event is about belongs to no database session."""

    def __init__(self, *, code: str, entity: str) -> None:
        super().__init__(
            f"Cannot record {code}: the {entity} is in no database session. "
            f"Add it first: session.add(...), then session.flush()."
        )


class UnknownEventTypeError(UsageError):
    """There is no event type of this name."""

    def __init__(self, text: str, *, near: list[str], kind: str = "") -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        hint = f" It is a kind of events, of several types: --kind {kind}." if kind else hint
        super().__init__(f"There is no event type {text!r}.{hint} `events types` lists them all.")


class UnknownKindError(UsageError):
    """There is no kind of this name."""

    def __init__(self, text: str, *, near: list[str]) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"There is no kind of event {text!r}.{hint} `events types` lists them all.")


# --- looking things up ------------------------------------------------------------------


class UnknownOrderError(NotFoundError):
    """There is no order with this number; `may_be_new` where something was to be written of it."""

    def __init__(self, number: str, *, near: list[str], may_be_new: bool = False) -> None:
        hint = f" Nearest: {', '.join(near)}." if near else ""
        elsewhere = f"To search by part of it: {command('find', target=number)}"
        if "@" in number:
            elsewhere = f"To show a customer: {command('customer', target=number)}"
        elif may_be_new:
            elsewhere += f"; to add it: {command('orders', 'add', '--customer', 'EMAIL', target=number)}"
        super().__init__(f"There is no order {number!r}.{hint} {elsewhere}")


class UnknownShopError(NotFoundError):
    """No order belongs to a shop of this name."""

    def __init__(self, name: str, *, shops: list[str]) -> None:
        names = ", ".join(one or "'' (the one without a name)" for one in shops)
        super().__init__(f"There is no shop {name!r}. Shops: {names}.")


class AmbiguousOrderError(NotFoundError):
    """Several shops have an order with this number."""

    def __init__(self, number: str, *, candidates: list[str]) -> None:
        nameless = any(one.startswith("/") for one in candidates)
        which = " The one that begins with / is of the shop without a name." if nameless else ""
        super().__init__(
            f"Several shops have an order {number!r}. Type one of them as it stands here, or give --shop: "
            f"{', '.join(candidates)}.{which}"
        )


class UnknownCustomerError(NotFoundError):
    """There is no customer of this name or e-mail."""

    def __init__(self, text: str, *, near: list[str]) -> None:
        hint = f" Nearest: {', '.join(near)}." if near else ""
        add = f"; to add one: {command('customers', 'add', target=text)}" if "@" in text else ""
        super().__init__(f"There is no customer {text!r}.{hint} {elsewhere_than_customers(text)}{add}")


class UnknownAuthorError(NotFoundError):
    """Nobody in the log has this name or e-mail."""

    def __init__(self, text: str, *, near: list[str]) -> None:
        hint = f" Nearest: {', '.join(near)}." if near else ""
        super().__init__(
            f"There is no author {text!r}.{hint} 'system' is the shop itself; "
            "`events stats` lists who wrote most."
        )


class AmbiguousCustomerError(NotFoundError):
    """Several people have this name, or too many have this part of it."""

    def __init__(self, text: str, *, count: int, is_part: bool = False) -> None:
        who = f"{count} people are called {text!r}"
        if is_part:
            who = f"{count} or more customers have {text!r} in their name or e-mail"
        super().__init__(f"{who}. Give the e-mail, or open an order of theirs with `events order NUMBER`.")


class UnknownEventError(NotFoundError):
    """There is no event with this id."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"There is no event {text!r}. "
            "Ids look like o17 (order) or c17 (customer), as `events log` prints them. "
            f"To look it up: {command('find', target=text)}"
        )


class AlreadyExistsError(UsageError):
    """An order or customer to add exists already."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"There is already {what} {name!r}. Nothing was changed.")


# --- notes --------------------------------------------------------------------------------


class NotANoteError(UsageError):
    """An event to correct is not a note."""

    def __init__(self, event_id: str, *, what: str, order: str = "") -> None:
        add = command("add-note", target=order) if order else "events add-note"
        super().__init__(
            f"{event_id} is {what}, which cannot be corrected: only notes written here can. "
            f"Nothing was changed; add a note instead: {add}"
        )


class AlreadyCorrectedError(UsageError):
    """A note to correct has a correction."""

    def __init__(self, event_id: str, *, by: str) -> None:
        super().__init__(
            f"{event_id} was corrected already, by {by}. Nothing was changed; "
            f"correct the correction: events correct-note {by}"
        )


class UnchangedNoteError(UsageError):
    """A correction has the text of the note it corrects."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"{event_id} has exactly this text already. Nothing was changed.")


class KeyConflictError(UsageError):
    """An idempotency key belongs to another note or event."""

    def __init__(self, key: str, *, event_id: str) -> None:
        super().__init__(
            f"The idempotency key {key!r} made {event_id}, which is another one. "
            "Nothing was changed; a new note or event needs a new key."
        )


class InvalidDateError(UsageError):
    """A text is not a date."""

    def __init__(self, text: str, *, why: str = "") -> None:
        super().__init__(
            f"Cannot read {text!r} as a date.{why} Use 2020-11-04, '2020-11-04 07:40', 2020-11, "
            "'4 November 2020', or words: today, 'yesterday 10:00', 'last week', '2 weeks ago'."
        )


class UnknownZoneError(UsageError):
    """There is no time zone of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no time zone {name!r}. Use a name like Europe/Warsaw, or UTC.")


# --- the database -----------------------------------------------------------------------


class NotADatabaseError(DatabaseUnavailableError):
    """A file is not a database, or is damaged."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} is not a database this program can read. Choose another file with --database."
        )


class SchemaBehindError(ConfigError):
    """The database has an older schema than the program."""

    def __init__(self, *, found: str, needed: str) -> None:
        super().__init__(
            f"The database is at version {found}, this program needs {needed}. Run `events db upgrade`."
        )


class SchemaAheadError(ConfigError):
    """The database has a newer schema than the program."""

    def __init__(self, *, found: str) -> None:
        super().__init__(
            f"The database is at version {found}, which this program does not know. "
            "It was made by a newer one: upgrade the program."
        )


class UnfinishedCopyError(ConfigError):
    """The database is a copy of a log that was interrupted."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where} is an unfinished copy of another log. Next: events db copy FROM {where}")


class ForeignDatabaseError(ConfigError):
    """The database belongs to another program."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} holds tables of another program. "
            f"Choose another {'database' if '://' in where else 'file'} with --database; nothing was changed."
        )


class MissingExtraError(ConfigError):
    """An optional library that a command needs is not installed."""

    def __init__(self, *, what: str, extra: str, library: str) -> None:
        super().__init__(
            f"{what} needs {library}, which is not installed. Install it with: "
            f"pip install 'shop-event-log[{extra}]'"
        )


class InvalidSettingError(ConfigError):
    """A setting has a value that it cannot have."""

    def __init__(self, *, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem} Correct it, or pass the option on the command line.")
