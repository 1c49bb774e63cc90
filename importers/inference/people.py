"""Who wrote, and whose history it is: what one column says of the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from importers.column_words import simple
from importers.inference.candidates import Candidate, first_and_last
from importers.inference.name_score import EXACT, score
from importers.mapping.column_mapping import ColumnMapping, Template, Value, of_column

_ASKED = frozenset("assigned assignee owner".split())
_ASKING = frozenset("requester requestor".split())
"""Words for who is to answer, and for who asked: a ticket's text is by whoever asked."""


def named_for_customers(given: ColumnMapping, known: Collection[str]) -> set[str]:
    """The column that is named for the author, where it is called as that of customers: it may be both."""
    columns = (name for way in given.fields.get("author", ()) for name in way.columns)
    return {name for name in columns if "customer" not in known and score("customer", name, name) >= EXACT}


def complete_people(
    fields: dict[str, Value], ranked: Mapping[str, Sequence[Candidate]], known: Collection[str]
) -> None:
    """Decide who wrote, and whose history it is, as far as that is not `known`, and by which columns."""
    _with_whole_name(fields, ranked["author"])
    _of_one_person(fields, known)
    for role in {"author", "customer"} & fields.keys() - {*known}:
        fields[role] = _with_names(fields[role], ranked[role])
    _by_who_asked(fields, known)


def _by_who_asked(fields: dict[str, Value], known: Collection[str]) -> None:
    """Make a ticket's text that of its requester, and not of the one whom it was given to."""
    author, customer = ([way.column or "" for way in fields.get(role, ())] for role in ("author", "customer"))
    if "author" not in known and author and customer and _is_ticket(author[0], customer[0]):
        fields["author"] = fields["customer"]


def _of_one_person(fields: dict[str, Value], known: Collection[str]) -> None:
    """Who wrote about an order is not its customer; without orders it is all about this person."""
    if fields.get("author") == fields.get("customer") is not None:
        role = "customer" if "order" in fields else "author"
        if role not in known:
            del fields[role]


def _with_whole_name(fields: dict[str, Value], ranked: Sequence[Candidate]) -> None:
    """Add an author of whom only the first and the last name are known."""
    if "author" not in fields and (name := first_and_last(ranked)):
        fields["author"] = (Template(("", " ", ""), name),)


def _with_names(value: Value, ranked: Sequence[Candidate]) -> Value:
    """E-mails that not everybody has, completed by what else the same person is called by."""
    best = ranked[0]
    whose = simple(best.column).split("_")[0]
    others = [one.column for one in ranked[1:] if simple(one.column) in (f"{whose}_name", whose)]
    return (*value, *of_column(others[0])) if others and not best.filled else value


def _is_ticket(author: str, customer: str) -> bool:
    """Whether the one column is of who is to answer, and the other of who asked."""
    words, others = ({*simple(one).split("_")} for one in (author, customer))
    return not _ASKED.isdisjoint(words) and not _ASKING.isdisjoint(others)
