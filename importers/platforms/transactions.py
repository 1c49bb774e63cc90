"""Transactions as shops list them, each with a kind (sale, capture, refund …), a state and an amount: what
they say of money, shared by platforms.

A transaction that came about says paid or refunded and has its amount beside it, so that the shop's own
message about the same payment adds nothing to it. One of another state keeps the words of the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_PAID = "(?i)^(sale|capture|purchase)$"
_GIVEN_BACK = "(?i)^refund$"
_RESERVED = "(?i)^authori[sz]ation$"
_NOT_YET = (
    "(?i)^(failure|failed|error|pending|processing|awaiting[ _]response|declined|denied|refused|rejected|"
    "cancell?ed|voided|expired|incomplete|unknown)$"
)
_IS_NAME = "{} ~ ^\\w{{3,64}}$"
"""An id that distinguishes two transactions of one amount; a number of one or two digits does not."""
_FAILED = "(?i)^(failure|failed|error|declined)$"


@dataclass(frozen=True, kw_only=True)
class Transactions:
    """The columns of a list of transactions; any may be missing, but `kind` and `amount`."""

    id: str
    kind: str
    status: str
    amount: str
    currency: str
    gateway: str

    def copied_columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns that `messages` and `amounts` name, for `HistoryTable.copied_columns`."""
        done = f"{self.status} !~ {_NOT_YET}"
        paid, back = (f"{self.kind} ~ {_PAID}", done), (f"{self.kind} ~ {_GIVEN_BACK}", done)
        return {
            "paid_by": (self.id, *paid, _IS_NAME.format(self.id)),
            "paid_through": (self.gateway, *paid),
            "paid_as": (self.kind, *paid),
            "paid_amount": (self.amount, *paid),
            "refunded_by": (self.id, *back, _IS_NAME.format(self.id)),
            "refunded_through": (self.gateway, *back),
            "refunded_as": (self.kind, *back),
            "refunded_amount": (self.amount, *back),
            "reserved_amount": (self.amount, f"{self.kind} ~ {_RESERVED}", done),
            "failed_amount": (self.amount, f"{self.kind} ~ {_PAID}", f"{self.status} ~ {_FAILED}"),
        }

    def listed(self) -> tuple[str, ...]:
        """The message in the words of the list, of what is known: `sale, success: 79.60 USD, paypal`."""
        amount, way = f"{{{self.amount}}} {{{self.currency}}}", f"{{{self.gateway}}}"
        plain = (f"{{{self.kind}}}, {{{self.status}}}: {amount}", f"{{{self.kind}}}: {amount}")
        return tuple(text for one in plain for text in (f"{one}, {way}", one))

    def messages(self, *others: str) -> tuple[str, ...]:
        """The message of what came about; `others` are those of all else."""
        way = f"{{{self.gateway}}}"
        return (
            *("Paid: {paid_through}, transaction {paid_by}", "Paid, transaction {paid_by}"),
            *("Paid: {paid_through}", "Paid: {paid_as}"),
            *(
                "Refunded: {refunded_through}, transaction {refunded_by}",
                "Refunded, transaction {refunded_by}",
            ),
            *("Refunded: {refunded_through}", "Refunded: {refunded_as}"),
            f"Authorized: {{reserved_amount}} {{{self.currency}}}, {way}",
            f"Authorized: {{reserved_amount}} {{{self.currency}}}",
            f"Payment failed: {{failed_amount}} {{{self.currency}}}, {way}",
            f"Payment failed: {{failed_amount}} {{{self.currency}}}",
            *others,
        )

    def amounts(self) -> Mapping[str, str | tuple[str, ...]]:
        """The fields of the amount beside the message."""
        return {"amount": ("paid_amount", "refunded_amount"), "currency": self.currency}
