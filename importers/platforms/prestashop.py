"""PrestaShop: status changes, customer service threads and order messages, all in the shop's local time.

Employee 0 is the shop in a status change, and the customer in a thread.
"""

from importers.platforms import Lookup, Platform, Records


def _order(on: str) -> tuple[Lookup, ...]:
    """The order's reference and its customer's e-mail, and who of the staff it was."""
    return (
        Lookup(name="order", table="orders", key="id_order", on=on, columns=("reference", "id_customer")),
        Lookup(
            name="customer",
            table="customer",
            key="id_customer",
            on=("order.id_customer", "thread.id_customer", "id_customer"),
            columns=("email",),
        ),
        Lookup(
            name="employee",
            table="employee",
            key="id_employee",
            on="id_employee",
            columns=("email", "firstname", "lastname"),
        ),
    )


STAFF = ("employee.email", "{employee.firstname} {employee.lastname}")
BY_STAFF = {"staff": ("id_employee", "id_employee != 0")}

PLATFORM = Platform(
    title="PrestaShop",
    records=(
        Records(
            table="order_history",
            needs=("id_order_history", "id_order", "id_order_state", "date_add"),
            lookups=(
                *_order("id_order"),
                Lookup(
                    name="state",
                    table="order_state_lang",
                    key="id_order_state",
                    on="id_order_state",
                    columns=("name",),
                    language="id_lang",
                ),
            ),
            fields={
                "legacy_id": "id_order_history",
                "order": ("order.reference", "reference", "id_order"),
                "customer": ("customer.email", "email"),
                "date": "date_add",
                "author": (*STAFF, "id_employee"),
                "kind": "id_order_state",
                "message": ("Status: {state.name}", "Status: {name}", "Status: {id_order_state}"),
            },
        ),
        Records(
            table="customer_message",
            needs=("id_customer_message", "id_customer_thread", "message", "date_add"),
            given=BY_STAFF,
            lookups=(
                Lookup(
                    name="thread",
                    table="customer_thread",
                    key="id_customer_thread",
                    on="id_customer_thread",
                    columns=("id_order", "id_customer", "email"),
                ),
                *_order("thread.id_order"),
            ),
            fields={
                "legacy_id": "id_customer_message",
                "order": ("order.reference", "thread.id_order"),
                "customer": ("customer.email", "thread.email", "thread.id_customer"),
                "date": "date_add",
                "author": (*STAFF, "staff", "customer.email", "thread.email"),
                "message": "message",
            },
            html=True,
            shown="private = 0",
            typed={"note_added": ("private = 1",)},
        ),
        Records(
            table="message",
            needs=("id_message", "id_order", "id_customer", "message", "date_add"),
            given=BY_STAFF,
            lookups=_order("id_order"),
            fields={
                "legacy_id": "id_message",
                "order": ("order.reference", "id_order"),
                "customer": ("customer.email", "id_customer"),
                "date": "date_add",
                "author": (*STAFF, "staff", "customer.email"),
                "message": "message",
            },
            html=True,
            shown="private = 0",
            typed={"note_added": ("private = 1",)},
        ),
    ),
)
