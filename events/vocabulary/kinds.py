"""Kinds and tones of events: what happened in one word, whichever shop or event type it comes from."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from events.errors import UnknownKindError
from events.vocabulary.words import nearest, normalize_word


class Tone(StrEnum):
    """How an event feels to the reader of a timeline; colours and icons follow from it."""

    GOOD = "good"
    BAD = "bad"
    INFO = "info"
    NOTE = "note"
    NEUTRAL = "neutral"
    LEGACY = "legacy"


class Kind(StrEnum):
    """What happened, in one word. Members carry a `label` and a `tone`."""

    label: str
    tone: Tone

    PLACED = "placed", "The order was placed", Tone.GOOD
    AWAITING = "awaiting", "Payment is awaited", Tone.NEUTRAL
    AUTHORIZED = "authorized", "A payment was authorized, not yet taken", Tone.INFO
    PAID = "paid", "Money came in", Tone.GOOD
    FAILED = "failed", "A payment failed", Tone.BAD
    VOIDED = "voided", "An authorized payment was given up", Tone.BAD
    REFUNDED = "refunded", "Money went back", Tone.BAD
    DISPUTED = "disputed", "The customer disputes a payment: dispute or chargeback opened", Tone.BAD
    DISPUTE_WON = "dispute_won", "A dispute ended for the shop", Tone.GOOD
    DISPUTE_LOST = "dispute_lost", "A dispute ended for the customer, who keeps the money", Tone.BAD
    INVOICED = "invoiced", "An invoice was made", Tone.INFO
    PREPARING = "preparing", "The order is being prepared", Tone.NEUTRAL
    SHIPPED = "shipped", "Goods left, or were handed over", Tone.GOOD
    DELIVERED = "delivered", "Goods arrived", Tone.GOOD
    UNDELIVERED = "undelivered", "Goods could not be delivered", Tone.BAD
    RETURNED = "returned", "Goods came back", Tone.BAD
    COMPLETED = "completed", "Nothing is left to do", Tone.GOOD
    CANCELLED = "cancelled", "The order or a part of it was cancelled", Tone.BAD
    HELD = "held", "The order was put on hold, to be checked", Tone.BAD
    STATUS = "status", "The order's status changed", Tone.NEUTRAL
    STOCK = "stock", "Stock went up, down or out", Tone.NEUTRAL
    MAIL = "mail", "An e-mail was sent", Tone.INFO
    NOTE = "note", "Somebody of the shop wrote a note", Tone.NOTE
    CUSTOMER_NOTE = "customer_note", "The customer wrote a note", Tone.NOTE
    EDITED = "edited", "An order or its lines were changed by hand", Tone.NEUTRAL
    ACCOUNT = "account", "Something about a customer's account", Tone.NEUTRAL
    LEGACY = "legacy", "A legacy message of unknown meaning", Tone.LEGACY

    def __new__(cls, word: str, label: str, tone: Tone) -> Self:
        """Build one member from its row."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.label = label
        member.tone = tone
        return member

    @property
    def word(self) -> str:
        """The kind in plain words: `customer note`."""
        return self.value.replace("_", " ")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The kind called `text`, in any case. Raises `UnknownKindError` with the nearest names."""
        wanted = normalize_word(text)
        for kind in cls:
            if wanted == kind.value:
                return kind
        raise UnknownKindError(text, near=nearest(wanted, [kind.value for kind in cls]))
