"""`events record shipped 1001`: events recorded by the word of a kind, and words in another order."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cli.words import hints
from events import moments
from events.errors import UsageError
from events.next_commands import joined
from events.vocabulary import typed_amounts
from events.vocabulary.kind_words import is_recordable, recorded_as, type_values, values_of
from events.vocabulary.kinds import Kind
from events.vocabulary.words import kind_called, normalize_word

OTHER = "other"
"""The type that takes a date, and any text."""

LACKS_CURRENCY_OPTION = "--lacks-currency"
"""Says of an event in words that its amount came without a currency: the order's may be meant."""

_VALUES = {
    "--amount": "amount",
    "--carrier": "carrier",
    "--comment": "message",
    "--composed-id": "composed_id",
    "--currency": "currency",
    "--at": "date",
    "--date": "date",
    "--on": "date",
    "--when": "date",
    "--email-type": "email_type",
    "--line": "fulfilled_items",
    "--message": "message",
    "--note": "message",
    "--reason": "message",
    "--text": "message",
    "-m": "message",
    "--payment-gateway": "payment_gateway",
    "--payment-id": "payment_id",
    "--quantity": "quantity",
    "--tracking": "tracking",
    "--tracking-code": "tracking_code",
    "--tracking-number": "tracking_number",
}
"""The options that say what happened, and the values that they give."""


def of_any(words: list[str]) -> list[str]:
    """`record shipped 1001` is about an order, what names an e-mail about a customer. Raises `UsageError`
    where nothing that can be recorded is named."""
    if not words or words[0].startswith("-"):
        return words
    vocabulary = "customer" if any("@" in word for word in words[:2]) else "order"
    if not any(is_recordable(vocabulary, word) for word in words[:2]):
        raise UsageError(_in_our_words(vocabulary, words) or hints.RECORD)
    meant = of_vocabulary(vocabulary, words, means_kind=True)
    help_asked = [word for word in words if word in ("-h", "--help")]
    if help_asked and meant[0] == OTHER and OTHER not in words:  # no type's own options are those of a kind
        return help_asked
    return [vocabulary, *meant]


def _in_our_words(vocabulary: str, words: list[str]) -> str:
    """What to type for `record storniert 1001`, whose word is the name of a status in another language; empty
    where neither word is one."""
    from events.meaning import status_names  # only an error needs the names of all languages

    for word in words[:2]:
        kind = status_names.STATES.get(status_names.bare(word))
        if kind and is_recordable(vocabulary, kind.value):
            others = [other for other in words if other != word] or ["NUMBER"]
            again = joined(["events", "record", kind.value, *others])
            return f"{word!r} is {kind.word}. To record that: {again}"
    return ""


def of_vocabulary(vocabulary: str, words: list[str], *, means_kind: bool = False) -> list[str]:
    """The words behind `record order`: `shipped 1001`, with what they say, as a type with its options.

    Behind the order stands what it was about: `refund 1001 5.00 GBP`, `note 1001 "Jane rang"`. Where it
    `means_kind`, a word that is a type as well (`refunded`) needs not all that the type needs.
    """
    if len(words) > 1 and not is_recordable(vocabulary, words[0]) and is_recordable(vocabulary, words[1]):
        words = [words[1], words[0], *words[2:]]
    if not words:
        return words
    given, options, others = _sorted(words[1:])
    takes = values_of(vocabulary, words[0])
    said, others = _behind(others, takes=takes)
    said = {name: value for name, value in said.items() if name not in given}
    if "date" in takes and "date" not in given and moments.is_day_or_moment(said.get("message", "")):
        said["date"] = said.pop("message")  # `delivered 1001 yesterday`
    if "amount" in said:
        beside = {"currency": given["currency"]} if "currency" in given else {}
        said = {
            name: value
            for name, value in typed_amounts.taken_apart(said | beside).items()
            if name not in beside
        }
    given |= said
    if "amount" in given:
        given = typed_amounts.taken_apart(given)
    meant = recorded_as(vocabulary, words[0], given, means_kind=means_kind)
    if meant is None or meant.values == given:
        code = meant.code if meant else words[0]
        _check(vocabulary, words[0], code, others, given)
        now = (
            ["--date=now"]
            if (vocabulary, normalize_word(code)) == ("order", OTHER) and "date" not in given
            else []
        )
        return [code, *others, *options, *(f"{_option(name)}={value}" for name, value in said.items()), *now]
    values = {"date": "now", **meant.values}
    lacks_currency = [LACKS_CURRENCY_OPTION] if "amount" in given and "currency" not in given else []
    return [meant.code, *others, *(f"--{name}={value}" for name, value in values.items()), *lacks_currency]


def _check(vocabulary: str, word: str, code: str, others: list[str], given: Mapping[str, str]) -> None:
    """Raises `UsageError` where a type lacks what was given, or an amount, with what to type instead."""
    target = others[:1]
    if not target or target[0].startswith("-") or normalize_word(code) == OTHER:
        return
    holds = type_values(vocabulary, code)
    if "date" in given and holds is not None:
        again = ["events", "record", vocabulary, OTHER, *target, "--message", "TEXT", "--date", given["date"]]
        raise UsageError(
            f"{code} is recorded with the time at which you record it. What happened at another time is "
            f"recorded in words: {joined(again)}"
        )
    if holds is not None and "amount" in holds and "amount" not in given:
        again = ["events", "record", word, *target, "10.00", "EUR", "--date", "yesterday"]
        wrong = next((other for other in others[1:] if other[1:2].isdecimal()), given.get("message"))
        problem = f"{wrong!r} is no amount" if wrong else "Missing option '--amount'"
        raise UsageError(f"{problem}. For example: {joined(again)}")


def as_note(words: list[str]) -> list[str] | None:
    """The command line of `add-note` for a note about another time: `record note 1001 TEXT --date yesterday`.
    None for everything else."""
    words = [word for word in words[:1] if word not in ("order", "customer")] + words[1:]
    given, _, others = _sorted(words[1:])
    if kind_called(words[0] if words else "") != Kind.NOTE or "date" not in given or not others:
        return None
    target, *rest = others
    message = [given["message"]] if "message" in given else []
    return ["add-note", target, *message, *rest, f"--date={given['date']}"]


_ORDINARY_WORDS = frozenset("all bob cad cop cup dem gel mad mop pen ron sit sos top try".split())
"""Currency codes that are words in small letters: `5 all three mugs` is no amount in ALL."""


def _behind(others: list[str], *, takes: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """What stands behind the order, up to an option: an amount with its currency, one text; and the rest."""
    end = next((at for at, word in enumerate(others) if word.startswith("-")), len(others))
    named, rest = others[1:end], others[end:]
    said: dict[str, str] = {}
    is_text = len(named) > 2 and named[1] in _ORDINARY_WORDS
    if "amount" in takes and len(named) > 1 and not is_text and typed_amounts.is_amount(" ".join(named[:2])):
        said["amount"] = " ".join(named[:2])
        del named[:2]
    elif "amount" in takes and named and typed_amounts.is_amount(named[0]):
        said["amount"] = named.pop(0)
    if "message" in takes and named:
        said["message"] = " ".join(named)
        named.clear()
    return said, [*others[:1], *named, *rest]


def _sorted(words: list[str]) -> tuple[dict[str, str], list[str], list[str]]:
    """The values that options give, these options by their own names, and the other words."""
    given: dict[str, str] = {}
    options: list[str] = []
    others: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if name in _VALUES and (equals or rest):
            given[_VALUES[name]] = value if equals else rest.pop(0)
            name, value = _option(_VALUES[name]), given[_VALUES[name]]
            options += [f"{name}={value}"] if equals else [name, value]
        else:
            others.append(word)
    return given, options, others


def _option(value: str) -> str:
    return "--line" if value == "fulfilled_items" else f"--{value.replace('_', '-')}"
