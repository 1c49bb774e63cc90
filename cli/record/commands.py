"""Commands made from event functions: an argument or option for each of the function's parameters.

The table below says how each parameter name is typed on a command line, and `resolve` in `arguments.py`
how what was typed becomes what the function takes. A function with a parameter that is not in it is refused.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting_user import ask_about_slip
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat, check_key
from cli.context import Context, get_context
from cli.record.arguments import SYSTEM, Given, resolve
from cli.record.output import print_written
from cli.render import safe
from cli.words.record_words import LACKS_CURRENCY_OPTION
from events.account import events as account_events
from events.errors import UsageError
from events.order import OrderEvents
from events.order import events as order_events
from events.recording import CUSTOMER
from events.vocabulary.kind_words import in_currency

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.models import CustomerEvent, OrderEvent

_MODULES = {"order": order_events, "customer": account_events}
_NUMBER = Annotated[
    str,
    typer.Argument(
        metavar="NUMBER", autocompletion=completion.orders, help="The order number, or shop/number."
    ),
]
_EMAIL = Annotated[
    str, typer.Argument(metavar="EMAIL", autocompletion=completion.people, help="The customer's e-mail.")
]
_STAFF = Annotated[
    str,
    typer.Argument(
        metavar="EMAIL",
        autocompletion=completion.people,
        help="The acting user, whose history gets the event.",
    ),
]
_ITEM_LINE = typer.Option("--line", metavar="LINE_ID", help="An order line; `events order` shows their ids.")

_KEY = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        metavar="KEY",
        help="Records the event once: a repeated command with the same key prints the first one.",
    ),
]

LACKS_CURRENCY = "lacks_currency"
_LACKS_CURRENCY = Annotated[bool, typer.Option(LACKS_CURRENCY_OPTION, hidden=True)]
"""The message was made of an amount without a currency (`cli.words.record_words`)."""

_PARAMETERS: dict[str, Any] = {
    "order": Annotated[
        str,
        typer.Option(
            "--order",
            metavar="NUMBER",
            autocompletion=completion.orders,
            help="The order number, or shop/number.",
        ),
    ],
    "amount": Annotated[
        str, typer.Option("--amount", metavar="10.00", help="The amount in the order's currency.")
    ],
    "payment_id": Annotated[str, typer.Option("--payment-id", metavar="TEXT", help="The payment's id.")],
    "payment_gateway": Annotated[
        str, typer.Option("--payment-gateway", metavar="TEXT", help="The payment gateway.")
    ],
    "message": Annotated[str, typer.Option("--message", metavar="TEXT", help="The message.")],
    "email_type": Annotated[
        str, typer.Option("--email-type", metavar="KIND", help="The kind of e-mail; see `events types`.")
    ],
    "lines": Annotated[
        list[str], typer.Option("--line", metavar="2:LINE_ID", help="Quantity and order line (repeatable).")
    ],
    "fulfilled_items": Annotated[list[str], _ITEM_LINE],
    "order_line": Annotated[str, _ITEM_LINE],
    "oversold_items": Annotated[
        list[str], typer.Option("--item", metavar="TEXT", help="An item's name (repeatable).")
    ],
    "quantity": Annotated[int, typer.Option("--quantity", help="How many.")],
    "composed_id": Annotated[int, typer.Option("--composed-id", help="The fulfillment's number.")],
    "count": Annotated[int, typer.Option("--count", help="How many.")],
    "date": Annotated[
        str, typer.Option("--date", metavar="DATE", help="When it happened, e.g. 2020-11-04 or yesterday.")
    ],
}


def function(vocabulary: str, code: str) -> Callable[..., OrderEvent | CustomerEvent]:
    """The event function of a code."""
    found: Callable[..., OrderEvent | CustomerEvent] = getattr(_MODULES[vocabulary], f"{code}_event")
    return found


def command(vocabulary: str, code: str) -> Callable[..., None]:
    """A command function, with the signature that its event function asks for."""
    record = function(vocabulary, code)
    wanted = inspect.signature(record).parameters

    def run(
        ctx: typer.Context,
        target: str,
        idempotency_key: str | None,
        user: str | None,
        format: str,
        **given: Any,
    ) -> None:
        from events.notes.adding import retry_after_conflict
        from events.notes.keys import RecordedOnce, find_by_key, record_once

        check_key(idempotency_key)

        lacks_currency = given.pop(LACKS_CURRENCY, False)
        may_refund = "amount" in wanted or (vocabulary, code) == ("order", OrderEvents.OTHER.value)
        context = get_context(ctx)
        with context.session(creates=True) as session:
            typed = Given(
                vocabulary=vocabulary,
                target=target,
                user=user,
                acts_by_default=_acts_by_default(wanted),
                values={name: value for name, value in given.items() if value is not None},
            )

            if user != SYSTEM and not (user is None and typed.acts_by_default):
                ask_about_slip(context, session, user=user)

            def make(typed: Given, *, is_trial: bool = False) -> OrderEvent | CustomerEvent:
                values = resolve(context, session, typed, wanted)
                if lacks_currency:
                    values |= _with_currency(context, session, values, is_trial=is_trial)
                return record(**values)

            is_new = not (idempotency_key and find_by_key(session, idempotency_key))
            if may_refund and is_new and context.can_ask and not context.no_input:
                _ask_about_refund(context, session, lambda: make(replace(typed, user=SYSTEM), is_trial=True))

            def work() -> RecordedOnce:
                session.rollback()
                with context.turn(session):
                    is_known = idempotency_key is not None and find_by_key(session, idempotency_key)
                    # What is there already needs no author: nobody new becomes a user for it.
                    whose = replace(typed, user=SYSTEM) if is_known else typed
                    done = record_once(session, idempotency_key, lambda: make(whose))
                    session.commit()
                return done

            done = retry_after_conflict(work)
            if done.was_there:
                context.info("An event with this key already exists. Nothing was changed.")
            print_written(context, session, done.event, format=format, user=user, again=done.was_there)

    signature = inspect.Signature(_command_parameters(vocabulary, code, wanted))
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {name: value.annotation for name, value in signature.parameters.items()}
    run.__doc__ = record.__doc__
    return run


def _ask_about_refund(
    context: Context, session: Session, make: Callable[[], OrderEvent | CustomerEvent]
) -> None:
    """Ask whether more is to be refunded than was paid. The event is made, looked at and rolled back.

    Raises `UsageError` where it is not.
    """
    from cli.event_view import enrich
    from cli.record.doubts import too_much_refunded
    from events.models import OrderEvent
    from events.timeline import find_entry

    with context.turn(session):
        event = make()
        session.flush()
        found = ""
        if isinstance(event, OrderEvent):
            (view,) = enrich(session, [find_entry(session, f"o{event.id}")])
            found = too_much_refunded(session, event.order, view)
        session.rollback()
    if found and not context.confirm(f"{found} Type y to record it all the same:"):
        raise UsageError("Nothing was changed.")


def _with_currency(
    context: Context, session: Session, values: Mapping[str, Any], *, is_trial: bool
) -> dict[str, Any]:
    """The message with the currency of the order's other money, if that has only one."""
    from cli.record.doubts import only_currency

    message, order = values["message"], values["order"]
    if not in_currency(message, "EUR"):  # it says no amount, or has a currency
        return {}
    currency = order.currency or only_currency(session, order)
    if is_trial:
        pass
    elif currency:
        others = "the order's own" if order.currency else "as of all other money of this order"
        context.info(f"No currency was given: it is {safe.line(currency)}, {others}.")
    else:
        context.info(
            "No currency was given, and nothing shows that of this order: the amount is recorded without "
            "one. It is written behind the amount: 10.00 EUR"
        )
    return {"message": in_currency(message, currency)} if currency else {}


def _acts_by_default(wanted: Any) -> bool:
    """Whether the customer acts where nobody else is named."""
    return wanted["user"].default is CUSTOMER


def _command_parameters(vocabulary: str, code: str, wanted: Any) -> list[inspect.Parameter]:
    made = [_parameter("ctx", typer.Context), _parameter("target", _target(vocabulary, wanted))]
    for name, parameter in wanted.items():
        if name in ("user", "customer") or (name, vocabulary) == ("order", "order"):
            continue
        optional = parameter.default is None
        annotation = _PARAMETERS[name]
        if optional:
            annotation = Annotated[str | None, *annotation.__metadata__]
        made.append(_parameter(name, annotation, default=None if optional else inspect.Parameter.empty))
    if (vocabulary, code) == ("order", OrderEvents.OTHER.value):
        made.append(_parameter(LACKS_CURRENCY, _LACKS_CURRENCY, default=False))
    return [
        *made,
        _parameter("idempotency_key", _KEY, default=None),
        _parameter("user", Author, default=None),
        _parameter("format", OneFormat, default="text"),
    ]


def _target(vocabulary: str, wanted: Any) -> Any:
    if vocabulary == "order":
        return _NUMBER
    return _EMAIL if "customer" in wanted else _STAFF


def _parameter(name: str, annotation: Any, *, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, annotation=annotation, default=default)
