"""What can happen to an order: one row per event type."""

from events.vocabulary import parameters as p
from events.vocabulary.event_type import EventType, Tone


class OrderEvents(EventType):
    """What can happen to an order."""

    DRAFT_CREATED = "draft_created", "A draft order was created by a staff user"
    DRAFT_ADDED_PRODUCTS = (
        "draft_added_products", "A staff user added products to a draft order", Tone.NEUTRAL, p.Lines,
    )  # fmt: skip
    DRAFT_REMOVED_PRODUCTS = (
        "draft_removed_products", "The staff user removed products from a draft order", Tone.NEUTRAL, p.Lines,
    )  # fmt: skip
    PLACED = "placed", "An order was placed by a customer", Tone.GOOD
    PLACED_FROM_DRAFT = "draft_placed", "An order was created from draft by the staff user", Tone.GOOD
    OVERSOLD_ITEMS = (
        "oversold_items", "The order was created from draft, but some line items were oversold",
        Tone.BAD, p.OversoldItems,
    )  # fmt: skip
    CANCELED = "canceled", "The order was cancelled", Tone.BAD
    ORDER_PAID = "order_paid", "The order was fully paid by the customer", Tone.GOOD, p.Payment
    MARKED_AS_PAID = (
        "marked_as_paid", "The order was manually marked as fully paid by the staff user", Tone.GOOD,
    )  # fmt: skip
    EMAIL_SENT = "email_sent", "An email was sent to the customer", Tone.INFO, p.Email
    CAPTURED = "captured", "The payment was captured", Tone.GOOD, p.Payment
    REFUNDED = "refunded", "The payment was refunded", Tone.BAD, p.Payment
    VOIDED = "voided", "The payment was voided", Tone.BAD, p.Payment
    PAYMENT_FAILED = "payment_failed", "The payment failed", Tone.BAD, p.PaymentFailure
    FULFILLMENT_CANCELED = (
        "fulfillment_canceled", "Fulfillment for one or more of the items was canceled",
        Tone.BAD, p.ComposedId,
    )  # fmt: skip
    RESTOCKED_ITEMS = (
        "restocked_items", "One or more of the order's items was restocked", Tone.NEUTRAL, p.Quantity,
    )  # fmt: skip
    FULFILLED_ITEMS = (
        "fulfilled_items", "One or more of the order's items was fulfilled", Tone.GOOD, p.FulfilledItems,
    )  # fmt: skip
    NOTE_ADDED = (
        "note_added", "A note was added to the order by a staff member", Tone.NOTE, p.Message,
    )  # fmt: skip
    OTHER = "other", "Status used during re-importing of legacy events", Tone.LEGACY, p.Message


class OrderEventsEmails(EventType):
    """Which e-mail an `email_sent` event is about."""

    PAYMENT = "payment_confirmation", "The order was fully paid", Tone.INFO
    SHIPPING = "shipping_confirmation", "The order was shipped", Tone.INFO
    TRACKING_UPDATED = "tracking_updated", "The shipping tracking number was updated", Tone.INFO
    ORDER = "order_confirmation", "The order was placed", Tone.INFO
    FULFILLMENT = (
        "fulfillment_confirmation",
        "One or more of the order's items was fulfilled (either physical or digital)", Tone.INFO,
    )  # fmt: skip
    DIGITAL_LINKS = "digital_links", "The links to the order's digital goods were sent", Tone.INFO
