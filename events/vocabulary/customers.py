"""What can happen to a customer: one row per event type."""

from events.vocabulary import parameters as p
from events.vocabulary import sentences as s
from events.vocabulary.event_type import EventType
from events.vocabulary.kinds import Kind, Tone


class CustomerEvents(EventType):
    """What can happen to a customer. A row: code, label, tone, kind, sentence, parameters.

    To add a type, add one row here and one function `<code>_event` to `events.account.events`.
    `OTHER` is an extension of this program: Saleor has no place for legacy customer history.
    """

    ACCOUNT_CREATED = (
        "account_created", "The customer's account was created",
        Tone.GOOD, Kind.ACCOUNT, "Account created",
    )  # fmt: skip
    PASSWORD_RESET_LINK_SENT = (
        "password_reset_link_sent", "The password reset email was sent",
        Tone.INFO, Kind.ACCOUNT, "Password reset link sent",
    )  # fmt: skip
    PASSWORD_RESET = (
        "password_reset", "The customer reset (changed) their password",
        Tone.INFO, Kind.ACCOUNT, "Password changed",
    )  # fmt: skip
    PLACED_ORDER = (
        "placed_order", "The customer placed an order", Tone.GOOD, Kind.PLACED, s.say_placed_order,
    )  # fmt: skip
    NOTE_ADDED_TO_ORDER = (
        "note_added_to_order", "The customer added a note to one of their orders",
        Tone.NOTE, Kind.CUSTOMER_NOTE, s.say_note_to_order, p.Message,
    )  # fmt: skip
    DIGITAL_LINK_DOWNLOADED = (
        "digital_link_downloaded",
        "The customer or another user (anonymous) downloaded an ordered digital good",
        Tone.INFO, Kind.DELIVERED, s.say_download, p.OrderLinePk,
    )  # fmt: skip
    CUSTOMER_DELETED = (
        "customer_deleted", "The staff user deleted one or more customers", Tone.BAD, Kind.ACCOUNT,
        s.say_count("Deleted {count}", noun="customer", key="count"), p.DeletedCount,
    )  # fmt: skip
    EMAIL_ASSIGNED = (
        "email_assigned", "The staff user assigned a new email address to a customer",
        Tone.NEUTRAL, Kind.ACCOUNT, s.say_value("E-mail address changed to "), p.Message,
    )  # fmt: skip
    NAME_ASSIGNED = (
        "name_assigned", "The staff user assigned a new full name to a customer",
        Tone.NEUTRAL, Kind.ACCOUNT, s.say_value("Name changed to "), p.Message,
    )  # fmt: skip
    NOTE_ADDED = (
        "note_added", "The staff user added a note to a customer", Tone.NOTE, Kind.NOTE,
        s.say_message, p.Message,
    )  # fmt: skip
    OTHER = (
        "other", "An imported or recorded event, in its own words", Tone.LEGACY, Kind.LEGACY,
        s.say_message, p.Message,
    )  # fmt: skip
