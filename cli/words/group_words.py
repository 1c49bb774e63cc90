"""What events, orders and customers are counted by, in the words that people use."""

from __future__ import annotations

from itertools import pairwise, takewhile

from cli.words import option_synonyms, periods, synonyms
from events.errors import UsageError

_COUNTS = ("count", "stats")
_STATES = frozenset({"state", "states", "status", "statuses"})


def count_orders(name: str, words: list[str]) -> list[str] | None:
    """The command line for `stats orders --by month` and `stats --by customer`, which are asked for orders
    and customers. None for all others.

    Raises `UsageError` where only some of a customer's are to be counted.
    """
    if name == "orders" and words[:1] in (["by"], ["per"]) and words[1:]:
        words = ["--by", *words[1:]]
    own = words[: words.index("--")] if "--" in words else words
    groups = [after for word, after in pairwise(own) if word in ("--by", "--group-by")]
    groups += [word.partition("=")[2] for word in own if word.startswith(("--by=", "--group-by="))]
    if name not in ("orders", *_COUNTS):
        return None
    is_of_orders = name == "orders" or words[:1] == ["orders"]
    if groups in (["customer"], ["customers"]):
        _check_all_counted(own, "orders" if is_of_orders else "events")
        taken = {"orders", "--by", "--group-by", f"--by={groups[0]}", f"--group-by={groups[0]}", groups[0]}
        others = [word for word in words if word not in taken]
        return ["customers", "--sort", "orders" if is_of_orders else "events", *others]
    if name in _COUNTS and len(groups) == 1 and groups[0].lower() in _STATES:
        is_of_orders, words = True, ["orders", *words[is_of_orders:]]
    if name in _COUNTS and is_of_orders:
        return ["orders", *([] if groups else ["--by", "year"]), *words[1:]]
    return None


_CHOOSING = frozenset(("--batch", "--grep", "--had", "--kind", "--shop", "--since", "--status", "--until"))
"""Options that choose some of the orders or events."""


def _check_all_counted(words: list[str], noun: str) -> None:
    kinds = [word for word in takewhile(lambda word: not word.startswith("-"), words) if word != "orders"]
    for kind, said in (("paid", "paid"), ("refunded", "got back")):
        if kinds == [kind]:
            raise UsageError(f"What each customer {said}: events customers --sort {kind}")
    for name in (*kinds, *(word.partition("=")[0] for word in words)):
        others = {other[0] for other in option_synonyms.OPTIONS.get(name, ()) if other}
        chooses = name in _CHOOSING | periods.PERIODS
        if name in kinds or chooses or (others & _CHOOSING and "--like" not in others):
            raise UsageError(
                f"All {noun} of a customer are counted, so {name} cannot choose some of them: "
                f"events customers --sort {noun}. Those of a period, one by one: "
                f"events {'orders' if noun == 'orders' else 'log'} --since DATE --until DATE --format csv"
            )


_AMOUNTS = frozenset({"amount", "amounts", "money", "total", "totals", "value"})
"""What is added up, behind --sum."""


def latest(name: str, words: list[str]) -> list[str] | None:
    """The command line of `tail 20`, where the small number says how many events, and of `batches 1`, where
    it says which; None for another."""
    is_number = bool(words) and words[0].isdecimal() and len(words[0]) <= len("999")
    if name in ("batches", "imports") and is_number:
        return ["batch", *words]
    return ["log", "--limit", *words] if name in synonyms.COUNTED and is_number else None


def summed(name: str, words: list[str]) -> list[str] | None:
    """The command line for `revenue --by month`, `stats sales`, `log --total` and `stats --sum amount`, which
    ask for sums of money. None for all others."""
    own = words[: words.index("--")] if "--" in words else words
    options = {word.partition("=")[0] for word in own} & option_synonyms.SUM_OPTIONS
    if name in ("log", *_COUNTS) and own and own[0] in synonyms.SUMS:
        words = words[1:]
    elif name not in synonyms.SUMS and not (name in ("log", *_COUNTS) and options):
        return None
    found: list[str] = []
    for at, word in enumerate(words):
        if word.partition("=")[0] in option_synonyms.SUM_OPTIONS:
            continue
        if word in _AMOUNTS and at and words[at - 1] in option_synonyms.SUM_OPTIONS:
            continue
        found.append(word)
    if found[:1] in (["by"], ["per"]) and found[1:]:
        found = ["--by", *found[1:]]
    line = ["stats", *found, "--sum"]
    return None if (name, [*found, "--sum"]) == ("stats", words) else line


_SORTINGS = {
    **dict.fromkeys(("amount", "money", "revenue", "spent", "total"), "paid"),
    **dict.fromkeys(("refund", "refunds"), "refunded"),
    **dict.fromkeys(("activity", "busiest"), "events"),
    **dict.fromkeys(("created", "placed", "start"), "began"),
    **dict.fromkeys(("date", "newest", "recent", "updated"), "last"),
    **dict.fromkeys(("number", "count"), "orders"),
    **dict.fromkeys(("longest", "slowest", "waiting"), "age"),
}
"""What lists are sorted by, by other names."""


_SORT_OPTIONS = frozenset(("--sort", "--sort-by", "--order-by"))
_ORDER_SORTINGS = ("age", "began", "last", "paid", "refunded")
_CUSTOMER_SORTINGS = ("age", "events", "orders", "paid", "refunded")
_DATED = {
    **dict.fromkeys(("newest", "latest"), "--newest"),
    **dict.fromkeys(("oldest", "earliest"), "--oldest"),
}
"""Sortings by date, as the options that say the same."""
_BY_DATE = frozenset({*_DATED.values(), "--oldest-first", "--newest-first", "--latest-first"})


def by_date(words: list[str]) -> list[str]:
    """`log --sort oldest` means `log --oldest`."""
    found: list[str] = []
    rest = list(words)
    while rest:
        name, equals, value = (word := rest.pop(0)).partition("=")
        value = value if equals else " ".join(rest[:1])
        if name in _SORT_OPTIONS and value in _DATED:
            found.append(_DATED[value])
            rest = rest if equals else rest[1:]
        else:
            found.append(word)
    return found


def sorted_orders(words: list[str]) -> list[str]:
    """`orders --sort total` means what was paid, and `orders by month` the months."""
    return with_sorting(with_order_group(words), *_ORDER_SORTINGS)


def sorted_customers(words: list[str]) -> list[str]:
    """`customers --sort total` means what they paid."""
    return with_sorting(words, *_CUSTOMER_SORTINGS)


def with_sorting(words: list[str], *known: str) -> list[str]:
    """`customers --sort total` means what they paid; `known` are the list's own sortings."""
    if "began" in known and (dated := by_date(words)) != words:
        words = [*dated, "--sort", "began"]
    found = list(words)
    names = {word.partition("=")[0] for word in words}
    if not names & {"--by", *_SORT_OPTIONS}:
        if "began" in known and names & _BY_DATE:  # not when added
            found += ["--sort", "began"]
        elif "--top" in names:  # the best are at the top
            found += ["--sort", "paid"]
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in _SORT_OPTIONS and (equals or at + 1 < len(words)):
            value = value if equals else words[at + 1]
            meant = _SORTINGS.get(value.lower(), value)
            if value not in known and meant in known:
                found[at + (0 if equals else 1)] = f"{name}={meant}" if equals else meant
    return found


def with_order_group(words: list[str]) -> list[str]:
    """`orders per month` and `orders --by status` mean a group of orders."""
    if words[:1] and words[0] in ("by", "per") and words[1:]:
        words = ["--by", *words[1:]]
    found = with_group(words)
    for at, word in enumerate(found):
        before, _, value = word.rpartition("=")
        if value in ("statu", "status") and (before or " ".join(found[max(at - 1, 0) : at])) == "--by":
            found[at] = f"{before}=state" if before else "state"
    return found


def with_group(words: list[str]) -> list[str]:
    """`stats --by user` means the authors, and `--by months` the months."""
    found = list(words)
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--by" and (equals or at + 1 < len(words)):
            value = (value if equals else words[at + 1]).lower().removesuffix("s")
            group = synonyms.GROUPS.get(value, value)
            found[at : at + (1 if equals else 2)] = [f"--by={group}"] if equals else ["--by", group]
    return found


def without_between(words: list[str]) -> list[str]:
    """`waits from paid to shipped`, and `waits --from paid --to shipped`, mean two steps."""
    found = list(words)
    for at, word in enumerate(words[:-1]):
        if word.lstrip("-") in ("from", "to") and not any(map(str.isdigit, words[at + 1])):
            found[at] = ""
    return [word for word in found if word and word not in _AVERAGES]


_AVERAGES = frozenset({"--average", "--avg", "--mean", "--median"})
"""What `waits` shows anyway."""
