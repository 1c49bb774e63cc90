"""What can happen to an order: one row per event type."""

from events.vocabulary import parameters as p
from events.vocabulary import sentences as s
from events.vocabulary.event_type import EventType
from events.vocabulary.kinds import Kind, Tone


class OrderEvents(EventType):
    """What can happen to an order. A row: code, label, tone, kind, sentence, parameters.

    To add a type, add one row here and one function `<code>_event` to `events.order.events`.
    """

    DRAFT_CREATED = (
        "draft_created", "A draft order was created by a staff user",
        Tone.NEUTRAL, Kind.EDITED, "Draft order created",
    )  # fmt: skip
    DRAFT_ADDED_PRODUCTS = (
        "draft_added_products", "A staff user added products to a draft order",
        Tone.NEUTRAL, Kind.EDITED, s.say_products("Added to the draft"), p.Lines,
    )  # fmt: skip
    DRAFT_REMOVED_PRODUCTS = (
        "draft_removed_products", "The staff user removed products from a draft order",
        Tone.NEUTRAL, Kind.EDITED, s.say_products("Removed from the draft"), p.Lines,
    )  # fmt: skip
    PLACED = "placed", "An order was placed by a customer", Tone.GOOD, Kind.PLACED, "Order placed"
    PLACED_FROM_DRAFT = (
        "draft_placed", "An order was created from draft by the staff user",
        Tone.GOOD, Kind.PLACED, "Order created from a draft",
    )  # fmt: skip
    OVERSOLD_ITEMS = (
        "oversold_items", "The order was created from draft, but some line items were oversold",
        Tone.BAD, Kind.STOCK, s.say_oversold, p.OversoldItems,
    )  # fmt: skip
    CANCELED = "canceled", "The order was cancelled", Tone.BAD, Kind.CANCELLED, "Order cancelled"
    ORDER_PAID = (
        "order_paid", "The order was fully paid by the customer",
        Tone.GOOD, Kind.PAID, s.say_payment("Order fully paid"), p.PaymentParameters,
    )  # fmt: skip
    MARKED_AS_PAID = (
        "marked_as_paid", "The order was manually marked as fully paid by the staff user",
        Tone.GOOD, Kind.PAID, "Marked as paid by hand",
    )  # fmt: skip
    EMAIL_SENT = (
        "email_sent", "An email was sent to the customer", Tone.INFO, Kind.MAIL, s.say_email, p.Email,
    )  # fmt: skip
    CAPTURED = (
        "captured", "The payment was captured",
        Tone.GOOD, Kind.PAID, s.say_payment("Payment captured"), p.PaymentParameters,
    )  # fmt: skip
    REFUNDED = (
        "refunded", "The payment was refunded",
        Tone.BAD, Kind.REFUNDED, s.say_payment("Payment refunded"), p.PaymentParameters,
    )  # fmt: skip
    VOIDED = (
        "voided", "The payment was voided",
        Tone.BAD, Kind.VOIDED, s.say_payment("Payment voided"), p.PaymentParameters,
    )  # fmt: skip
    PAYMENT_FAILED = (
        "payment_failed", "The payment failed", Tone.BAD, Kind.FAILED, s.say_failure, p.PaymentFailure,
    )  # fmt: skip
    FULFILLMENT_CANCELED = (
        "fulfillment_canceled", "Fulfillment for one or more of the items was canceled",
        Tone.BAD, Kind.CANCELLED, s.say_value("Fulfillment cancelled: no. ", key="composed_id"), p.ComposedId,
    )  # fmt: skip
    RESTOCKED_ITEMS = (
        "restocked_items", "One or more of the order's items was restocked", Tone.NEUTRAL, Kind.STOCK,
        s.say_count("{count} put back in stock", noun="item", key="quantity"), p.Quantity,
    )  # fmt: skip
    FULFILLED_ITEMS = (
        "fulfilled_items", "One or more of the order's items was fulfilled",
        Tone.GOOD, Kind.SHIPPED, s.say_fulfilled, p.FulfilledItems,
    )  # fmt: skip
    NOTE_ADDED = (
        "note_added", "A note was added to the order by a staff member", Tone.NOTE, Kind.NOTE,
        s.say_message, p.Message,
    )  # fmt: skip
    OTHER = (
        "other", "An imported or recorded event, in its own words", Tone.LEGACY, Kind.LEGACY,
        s.say_message, p.Message,
    )  # fmt: skip


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
