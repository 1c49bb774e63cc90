"""What an event means, whichever shop it comes from: the same few kinds for typed and for legacy events.

A typed event has the kind of its type. A legacy message is read for the shapes that shops write
(`events.message_patterns`), and never altered: it stays OTHER, and only gets the icon, colour and filter of
what it says. What is not sure stays `legacy`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from events import message_patterns
from events.amounts import exact, stored
from events.vocabulary.kinds import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What one event means. A change of status is of kind STATUS; `state` is what the new status means.

    `money` is the amount as it is written, `amount` its exact value where the writing leaves no doubt,
    and `currency` the code or sign beside it.
    """

    kind: Kind
    state: Kind | None = None
    money: str = ""
    amount: Decimal | None = None
    currency: str = ""
    carrier: str = ""
    tracking: str = ""
    transaction: str = ""
    before: str = ""
    after: str = ""

    @property
    def seen(self) -> Kind:
        """The kind whose icon and colour it gets: what a new status means, where that is known."""
        return self.state or self.kind

    def is_a(self, kinds: frozenset[Kind]) -> bool:
        """Whether it passes a filter for these kinds."""
        return self.kind in kinds or self.state in kinds


_NOTHING = Meaning(kind=Kind.LEGACY)

TYPES: Mapping[str, Kind] = {
    "draft_created": Kind.EDITED,
    "draft_added_products": Kind.EDITED,
    "draft_removed_products": Kind.EDITED,
    "placed": Kind.PLACED,
    "draft_placed": Kind.PLACED,
    "oversold_items": Kind.STOCK,
    "canceled": Kind.CANCELLED,
    "order_paid": Kind.PAID,
    "marked_as_paid": Kind.PAID,
    "email_sent": Kind.MAIL,
    "captured": Kind.PAID,
    "refunded": Kind.REFUNDED,
    "voided": Kind.VOIDED,
    "payment_failed": Kind.FAILED,
    "fulfillment_canceled": Kind.CANCELLED,
    "restocked_items": Kind.STOCK,
    "fulfilled_items": Kind.SHIPPED,
    "note_added": Kind.NOTE,
    "account_created": Kind.ACCOUNT,
    "password_reset_link_sent": Kind.ACCOUNT,
    "password_reset": Kind.ACCOUNT,
    "placed_order": Kind.PLACED,
    "note_added_to_order": Kind.CUSTOMER_NOTE,
    "digital_link_downloaded": Kind.DELIVERED,
    "customer_deleted": Kind.ACCOUNT,
    "email_assigned": Kind.ACCOUNT,
    "name_assigned": Kind.ACCOUNT,
}
"""The kind of each type of event. OTHER is not here: its message is read."""

OTHER = "other"


def types_of(kinds: frozenset[Kind]) -> frozenset[str]:
    """The codes of all types of event that can be of these kinds; OTHER can be of any."""
    wanted = kinds | ({Kind.NOTE} if Kind.CUSTOMER_NOTE in kinds else frozenset())
    return frozenset(code for code, kind in TYPES.items() if kind in wanted) | {OTHER}


def classify(code: str, parameters: Mapping[str, Any], *, legacy: str | None, by_customer: bool) -> Meaning:
    """What an event of type `code` means. `legacy` is the legacy record's own status or type, and
    `by_customer` tells that the customer acted."""
    if code == OTHER:
        text = parameters.get("message")
        return classify_text(text if isinstance(text, str) else "", legacy)
    kind = TYPES.get(code, Kind.LEGACY)
    if kind is Kind.NOTE and by_customer:
        kind = Kind.CUSTOMER_NOTE
    given = parameters.get("amount")
    if given is None:
        return _TYPED[kind]
    transaction = str(parameters.get("payment_id") or "")
    return Meaning(kind=kind, money=str(given), amount=stored(given), transaction=transaction)


_TYPED = {kind: Meaning(kind=kind) for kind in Kind}


@lru_cache(maxsize=4096)
def classify_text(message: str, legacy: str | None = None) -> Meaning:
    """What a legacy message means. Its own words decide; the legacy record's status or type, which in many
    shops is only what the order was in when the line was written, decides nothing but notes."""
    text = message.strip()
    found = _shaped(text) or _status(text)
    if found is not None:
        return found
    kind = message_patterns.CODES.get(legacy.casefold()) if legacy else None
    return _TYPED[kind] if kind else _NOTHING


_LONGEST_STATUS = 60


def _status(text: str) -> Meaning | None:
    """A message that is a status and nothing else, or the name of a status and a comment."""
    plain = message_patterns.STATUS_WORD.sub("", text, count=1)
    label, colon, rest = (part.strip() for part in plain.partition(":"))
    state = message_patterns.STATES.get(_bare_status(label), _NOTHING.kind)
    if colon and rest and state is not Kind.LEGACY:
        return _commented(rest, state) if state else None
    if state is not Kind.LEGACY:
        return Meaning(kind=Kind.STATUS, state=state, after=label.strip(" ."))
    if plain != text and len(plain) <= _LONGEST_STATUS and "\n" not in plain:
        return Meaning(kind=Kind.STATUS, after=plain.strip(" ."))
    return None


def _bare_status(label: str) -> str:
    return label.strip(" .!").casefold().replace("_", " ")


def _commented(rest: str, state: Kind) -> Meaning:
    """A status with a comment: what the status means, with what the comment knows of it."""
    said = _shaped(rest)
    if said is not None and said.kind is state:
        return said
    look = {Kind.SHIPPED: message_patterns.tracking, Kind.REFUNDED: message_patterns.refund}.get(state)
    found = look().search(rest) if look else None
    return _meaning(state, found.groupdict()) if found else _TYPED[state]


_WORDS = re.compile(r"[^\W_]+")
_LOOKED_AT = 400
"""How much of a message is looked at for the word that a shape turns on."""
_REST = re.compile(r"[^.\n]*")
_CERTAIN = {
    Kind.PLACED, Kind.AUTHORIZED, Kind.PAID, Kind.REFUNDED, Kind.INVOICED, Kind.SHIPPED, Kind.DELIVERED,
    Kind.RETURNED, Kind.CANCELLED, Kind.STOCK, Kind.MAIL,
}  # fmt: skip
"""What is said of these is not believed where the rest of the sentence doubts it."""


def _shaped(text: str) -> Meaning | None:
    """A message in one of the shapes, the first of the table that fits."""
    places = message_patterns.by_word()
    words = set(_WORDS.findall(text[:_LOOKED_AT].casefold())) & places.keys()
    for number in sorted({number for word in words for number in places[word]}):
        if found := message_patterns.pattern(number).search(text):
            kind = message_patterns.PATTERNS[number].kind
            if kind in _CERTAIN and _doubtful(text, found.end()):
                return None
            return _meaning(kind, found.groupdict())
    return None


def _doubtful(text: str, end: int) -> bool:
    """Whether the rest of the sentence, up to its reason, takes back what its beginning says."""
    rest = _REST.match(text, end)
    doubt = message_patterns.DOUBT.search(rest[0]) if rest else None
    return (
        rest is not None
        and doubt is not None
        and not message_patterns.REASON.search(rest[0], 0, doubt.start())
    )


_QUOTES = " .\"'„“”«»"


def _meaning(kind: Kind, said: dict[str, str | None]) -> Meaning:
    money = said.get("money") or said.get("bmoney") or ""
    after = (said.get("after") or "").strip(_QUOTES)
    return Meaning(
        kind=kind,
        state=message_patterns.STATES.get(_bare_status(after)) if kind is Kind.STATUS else None,
        money=money,
        amount=exact(money) if money else None,
        currency=message_patterns.currency_in(money),
        carrier=(said.get("carrier") or "").strip(" ,"),
        tracking=said.get("tracking") or said.get("btracking") or "",
        transaction=said.get("transaction") or "",
        before=(said.get("before") or "").strip(_QUOTES),
        after=after,
    )
