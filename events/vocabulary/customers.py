"""What can happen to a customer: one row per event type."""

from events.vocabulary import parameters as p
from events.vocabulary.event_type import EventType, Tone


class CustomerEvents(EventType):
    """What can happen to a customer.

    `OTHER` is an extension of this program: Saleor has no place for legacy customer history.
    """

    ACCOUNT_CREATED = "account_created", "The customer's account was created", Tone.GOOD
    PASSWORD_RESET_LINK_SENT = (
        "password_reset_link_sent", "The password reset email was sent", Tone.INFO,
    )  # fmt: skip
    PASSWORD_RESET = "password_reset", "The customer reset (changed) their password", Tone.INFO
    PLACED_ORDER = "placed_order", "The customer placed an order", Tone.GOOD
    NOTE_ADDED_TO_ORDER = (
        "note_added_to_order", "The customer added a note to one of their orders", Tone.NOTE, p.Message,
    )  # fmt: skip
    DIGITAL_LINK_DOWNLOADED = (
        "digital_link_downloaded",
        "The customer or another user (anonymous) downloaded an ordered digital good",
        Tone.INFO, p.OrderLinePk,
    )  # fmt: skip
    CUSTOMER_DELETED = (
        "customer_deleted", "The staff user deleted one or more customers", Tone.BAD, p.DeletedCount,
    )  # fmt: skip
    EMAIL_ASSIGNED = (
        "email_assigned", "The staff user assigned a new email address to a customer",
        Tone.NEUTRAL, p.Message,
    )  # fmt: skip
    NAME_ASSIGNED = (
        "name_assigned", "The staff user assigned a new full name to a customer", Tone.NEUTRAL, p.Message,
    )  # fmt: skip
    NOTE_ADDED = "note_added", "The staff user added a note to a customer", Tone.NOTE, p.Message
    OTHER = "other", "A legacy customer record, kept at re-import", Tone.LEGACY, p.Message
