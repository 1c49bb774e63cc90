"""What the templates of Drupal Commerce's log say, in words of ours."""

from importers.platforms import Values

AMOUNT = "{params.amount.number} {params.amount.currencyCode}"


def _payment(said: str, *more: str) -> tuple[str, ...]:
    """What became of a payment, with as much of the rest as is known."""
    rest = (
        "{params.gateway} ({params.remote_id})",
        "{params.gateway}",
        "{params.remote_id}",
        "{params.state}",
    )
    return tuple(f"{said}: {way}" for way in (*(f"{AMOUNT}, {one}" for one in (*more, *rest)), AMOUNT))


LOG = f"Payment {{params.remote_id}}: {AMOUNT}, {{params.state}}"
LABELS: Values = {
    "cart_entity_added": "Added to the cart: {params.purchased_entity_label}",
    "cart_item_removed": "Removed from the cart: {params.purchased_entity_label}",
    "checkout_complete": "'Checkout completed'",
    "order_created_admin": "'Order created by staff'",
    "order_placed": "'Order placed'",
    "order_validated": "'Order validated'",
    "order_fulfilled": "'Order fulfilled'",
    "order_canceled": "'Order canceled'",
    "order_assigned": ("Order assigned to {params.user}", "'Order assigned'"),
    "order_state_updated": ("{params.transition_label}: {params.from_state} \u2192 {params.to_state}",),
    "order_mail": "E-mail {params.id} sent to {params.to_email}",
    "order_mail_failure": "E-mail {params.id} could not be sent to {params.to_email}",
    "mail_order_receipt": "Order receipt sent to {params.to_email}",
    "mail_order_receipt_failure": "Order receipt could not be sent to {params.to_email}",
    "payment_log": (LOG, LOG.replace("remote_id", "id")),
    "payment_added": _payment("Payment added"),
    "payment_authorized": _payment("Payment authorized"),
    "payment_manual_received": _payment("Payment received"),
    "payment_completed": _payment("Payment captured"),
    "payment_updated": _payment("Payment updated", "{params.state} ({params.remote_id})"),
    "payment_deleted": _payment("Payment deleted"),
    "payment_failed": _payment("Payment failed", "{params.gateway}: {params.error_message}"),
}
