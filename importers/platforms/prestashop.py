"""PrestaShop: status changes, customer service threads and order messages, all in the shop's local time.

Employee 0 is the shop in a status change, and the customer in a thread.
"""

from importers.platforms import HistoryTable, Lookup, Platform

STAFF = ("employee.email", "{employee.firstname} {employee.lastname}")


def _lookup(name: str, table: str, *columns: str, on: str | tuple[str, ...], language: str = "") -> Lookup:
    """A row of another table by its id, which has the same name everywhere but in the webservice, where the
    table's name is that of many."""
    tables = (table, table if table.endswith("s") else f"{table}s")
    return Lookup(
        name=name, table=tables, right_on=f"id_{name}|id", left_on=on, columns=columns, language=language
    )


def _order(on: str) -> tuple[Lookup, ...]:
    """The order's reference and its customer's e-mail, and who of the staff it was."""
    buyer = ("order.id_customer", "customer_thread.id_customer", "id_customer")
    return (
        _lookup("order", "orders", "reference", "id_customer", on=on),
        _lookup("customer", "customer", "email", on=buyer),
        _lookup("employee", "employee", "email", "firstname", "lastname", on="id_employee"),
    )


def _messages(table: str, *needs: str, lookups: tuple[Lookup, ...] = (), of: str = "") -> HistoryTable:
    """What customers and the staff wrote to one another, or the staff for itself. `of` names the lookup
    that names the order and the customer, where the table itself does not."""
    emails = ("customer.email", f"{of}email") if of else ("customer.email",)
    return HistoryTable(
        table=(table, f"{table}s"),
        required_columns=(f"id_{table}", *needs, "message", "date_add"),
        column_aliases={f"id_{table}": "id"},
        copied_columns={"staff": ("id_employee", "id_employee != 0")},
        lookups=(*lookups, *_order(f"{of}id_order")),
        fields={
            "legacy_id": f"id_{table}",
            "order": ("order.reference", f"{of}id_order"),
            "customer": (*emails, f"{of}id_customer"),
            "date": "date_add",
            "author": (*STAFF, "staff", *emails),
            "message": "message",
        },
        html=True,
        visible_when="private = 0",
        typed={"note_added": ("private = 1",)},
    )


THREAD = _lookup(
    "customer_thread", "customer_thread", "id_order", "id_customer", "email", on="id_customer_thread"
)
STATE = Lookup(
    name="state",
    table="order_states",
    right_on="id",
    left_on="id_order_state",
    columns=("name",),
    where=("name !~ ^\\[",),  # in several languages, it is a list
)
STATES = ("order_state.name", "name", "state.name", "id_order_state")
LABELS = (
    "ostate_name",
    "state_name",
    "order_state",
    "état",
    "etat",
    "statut",
    "status",
    "estado",
    "stato",
    "zustand",
)
"""What a column is called that somebody's query put beside the id of the state."""
HISTORY = HistoryTable(
    table=("order_history", "order_histories"),
    required_columns=("id_order_history", "id_order", "id_order_state|name", "date_add"),
    column_aliases={"id_order_history": "id", "name": LABELS},
    lookups=(
        *_order("id_order"),
        _lookup("order_state", "order_state_lang", "name", on="id_order_state", language="id_lang"),
        STATE,
    ),
    fields={
        "legacy_id": "id_order_history",
        "order": ("order.reference", "reference", "id_order"),
        "customer": ("customer.email", "email", "order.id_customer"),
        "date": "date_add",
        "author": (*STAFF, "{employee_firstname} {employee_lastname}", "id_employee"),
        "kind": "id_order_state",
        "message": (
            *(f"Status: {{{name}}}: {{message}}" for name in STATES),
            *(f"Status: {{{name}}}" for name in STATES),
        ),
    },
)
THREADS = _messages("customer_message", "id_customer_thread", lookups=(THREAD,), of="customer_thread.")
MESSAGES = _messages("message", "id_order", "id_customer")

PLATFORM = Platform(title="PrestaShop", records=(HISTORY, THREADS, MESSAGES))
