"""An event as a plain record for scripts, and the names of what it has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any

_MEANT: Mapping[str, str] = {
    other: name
    for name, others in {
        "date": "at created created_at datetime happened_at occurred_at time timestamp ts when",
        "message": "body comment content description note text",
        "user": "actor by staff user_email who",
        "type": "code event event_type",
        "kind": "status what",
        "order": "order_id order_number",
        "customer": "customer_email email",
        "amount": "money total value",
        "parameters": "data params payload",
        "to_dict()": "as_dict asdict dict json to_json",
    }.items()
    for other in others.split()
}


class PlainEvent:
    """What every event can be turned into."""

    __slots__ = ()

    def to_dict(self: Any) -> dict[str, Any]:
        """The event as JSON can hold it: the date in ISO format and UTC, people by e-mail or name, the amount
        as text."""
        return {
            "id": self.id,
            "date": self.date.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "type": self.type.name,
            "kind": self.kind.value,
            "state": self.state.value if self.state else None,
            "amount": None if self.amount is None else f"{self.amount:f}",
            "currency": self.currency,
            "shop": self.shop,
            "order": self.order,
            "customer": str(self.customer) if self.customer else None,
            "user": str(self.user) if self.user else None,
            "message": self.message,
            "parameters": dict(self.parameters),
        }

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Raise `AttributeError`, with the name that is meant."""
            meant = f" It has .{_MEANT[name]}." if name in _MEANT else ""
            raise AttributeError(f"An event has no attribute {name!r}.{meant}", name=name, obj=self)
