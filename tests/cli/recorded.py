"""How an event of each type is recorded by hand, on an order with two lines, 2 × Mug, red and 1 × Plate."""

from __future__ import annotations

from typing import Any

PAYMENT = ["--amount", "209.130", "--payment-id", "p1", "--payment-gateway", "g"]
PAID = {"amount": "209.130", "payment_id": "p1", "payment_gateway": "g"}
LINES = {
    "lines": [
        {"quantity": 2, "line_pk": 1, "item_name": "Mug, red"},
        {"quantity": 1, "line_pk": 2, "item_name": "Plate"},
    ]
}
PAIRS = ["--line", "2:1", "--line", "1:2"]
ORDER: dict[str, tuple[list[str], dict[str, Any]]] = {
    "draft_created": ([], {}),
    "draft_added_products": (PAIRS, LINES),
    "draft_removed_products": (PAIRS, LINES),
    "placed": ([], {}),
    "draft_placed": ([], {}),
    "oversold_items": (["--item", "Mug", "--item", "Plate"], {"oversold_items": ["Mug", "Plate"]}),
    "canceled": ([], {}),
    "order_paid": (PAYMENT, PAID),
    "marked_as_paid": ([], {}),
    "email_sent": (
        ["--email-type", "TRACKING_UPDATED"],
        {"email": "jane@example.com", "email_type": "tracking_updated"},
    ),
    "captured": (PAYMENT, PAID),
    "refunded": (PAYMENT, PAID),
    "voided": (PAYMENT, PAID),
    "payment_failed": (["--message", "no funds"], {"message": "no funds"}),
    "fulfillment_canceled": (["--composed-id", "7"], {"composed_id": 7}),
    "restocked_items": (["--quantity", "3"], {"quantity": 3}),
    "fulfilled_items": (["--line", "1", "--line", "2"], {"fulfilled_items": [1, 2]}),
    "note_added": (["--message", "hello world!"], {"message": "hello world!"}),
    "other": (["--message", "old", "--date", "2019-01-02T03:04:05Z"], {"message": "old"}),
}
"""The options of `events record order CODE`, and the parameters that they make. Every type has a row."""

CUSTOMER: dict[str, tuple[list[str], dict[str, Any]]] = {
    "account_created": ([], {}),
    "password_reset_link_sent": ([], {}),
    "password_reset": ([], {}),
    "placed_order": (["--order", "/1001"], {}),
    "note_added_to_order": (["--order", "/1001", "--message", "mine"], {"message": "mine"}),
    "digital_link_downloaded": (["--line", "1"], {"order_line_pk": 1}),
    "customer_deleted": (["--count", "2"], {"count": 2}),
    "email_assigned": (["--message", "new@example.com"], {"message": "new@example.com"}),
    "name_assigned": (["--message", "Jane D."], {"message": "Jane D."}),
    "note_added": (["--message", "VIP"], {"message": "VIP"}),
    "other": (["--message", "old", "--date", "2019-01-02"], {"message": "old"}),
}
"""The same of `events record customer CODE`."""
