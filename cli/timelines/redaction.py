"""Redaction: replaces people by pseudonyms; one person has the same pseudonym throughout an output.

All e-mail addresses are replaced, known or not. Names are replaced if the log knows them: as a user's name,
or as the words before the @ of an address. For people who take no part in the output only full names are
replaced, because in a large log every word is part of somebody's name. Names that occur only in messages
stay, and so do parts of names in lower case, which may be ordinary words (`will`, `post`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from cli.event_view import EventView
from cli.render.layout import Line

if TYPE_CHECKING:
    from events.account.people import Person
    from events.filters import Subject
    from events.tables import Reader

_EMAIL = re.compile(r"[\w.+'=-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[^\W\d_]+")
_TWICE = re.compile(r"(\b(?:Customer|Staff|Person) \d+) <\1>")
_SHORTEST = 3
"""Shorter words of a name are not hidden by themselves: `Al` and `Li` are everywhere."""
_NOBODY = frozenset((
    "admin", "contact", "customer", "hello", "info", "mail", "noreply", "office", "payments", "post", "reply",
    "sales", "service", "shop", "support", "system", "team", "the", "webmaster", "warehouse",
    "magento", "prestashop", "shopify", "woocommerce",
))  # fmt: skip
"""Words that occur in place of names but are not names."""


class Redactor:
    """Pseudonyms for the people of one output, numbered in order of appearance."""

    def __init__(self, people: Iterable[tuple[Person, str]] = (), others: Iterable[Person] = ()) -> None:
        """`people`: the people of the output, each with a role (Customer, Staff or Person).

        `others`: everybody else whom the log knows.
        """
        self._by_key: dict[str, str] = {}
        self._names: dict[tuple[str, ...], str] = {}
        self._counts: dict[str, int] = {}
        self._longest = 1
        for person, part in people:
            self._meet(person, part)
        self._others = {words: other for other in others if len(words := _words(other.name)) > 1}
        self._longest = max((self._longest, *map(len, self._others)))

    def person(self, person: Person | None) -> Person | None:
        """The person under a pseudonym; names of machines stay."""
        if person is None or _is_nobody(person):
            return person
        return replace(person, email=None, name=self._meet(person, "Person"), is_placeholder=False)

    def text(self, text: str) -> str:
        """`text` with the addresses and names in it replaced."""
        text = self.addresses(normalize("NFC", text))
        return _TWICE.sub(r"\1", "".join(self._without_names(text)))

    def addresses(self, text: str) -> str:
        """`text` with only the addresses in it replaced: an order number or a shop's name, whose words are no
        names of people."""
        return _EMAIL.sub(lambda found: self._of_email(found[0]), text)

    def line(self, line: Line) -> Line:
        """A rendered line with its texts redacted."""
        return [(self.text(text), ink) for text, ink in line]

    def event(self, view: EventView) -> EventView:
        """The event with its people, texts and legacy record redacted."""
        entry, source = view.entry, view.source
        hidden = replace(
            entry,
            shop=self.addresses(entry.shop),
            order=None if entry.order is None else self.addresses(entry.order),
            customer=self.person(entry.customer),
            user=self.person(entry.user),
            parameters=self._value(dict(entry.parameters)),
        )
        if source is not None:
            source = replace(
                source,
                source=self.addresses(source.source),
                shop=self.addresses(source.shop),
                kind=None if source.kind is None else self.addresses(source.kind),
                file=self.text(source.file),
                path=self.text(source.path),
                legacy_id=self._value(source.legacy_id),
                raw_author=self._value(source.raw_author),
                raw_message=self._value(source.raw_message),
                extra=self._value(source.extra),
            )
        items = {line: self.text(name) for line, name in view.items.items()}
        return replace(view, entry=hidden, source=source, items=items)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, Mapping):
            return {key: self._value(item) for key, item in value.items()}
        return value

    def _meet(self, person: Person, part: str, *, learns: bool = True) -> str:
        keys = [key for key in (person.email, person.name, f"user {person.id}" if person.id else "") if key]
        keys = [normalize("NFC", key).casefold() for key in keys]
        known = next((self._by_key[key] for key in keys if key in self._by_key), None)
        pseudonym = known or self._next(part)
        for key in keys:
            self._by_key.setdefault(key, pseudonym)
        if known is None and learns and not _is_nobody(person):
            self._learn(person, pseudonym)
        return pseudonym

    def _next(self, part: str) -> str:
        self._counts[part] = self._counts.get(part, 0) + 1
        return f"{part} {self._counts[part]}"

    def _learn(self, person: Person, pseudonym: str) -> None:
        name, before_at = _words(person.name), _words((person.email or "").partition("@")[0])
        for several in (name, before_at):
            if len(several) > 1:
                self._names.setdefault(several, pseudonym)
                self._longest = max(self._longest, len(several))
        for word in {*name, *before_at}:
            if len(word) >= _SHORTEST and word not in _NOBODY:
                # Two people share the name: hide it without choosing one of them.
                taken = self._names.get((word,), pseudonym)
                self._names[(word,)] = pseudonym if taken == pseudonym else "[name]"

    def _of_email(self, email: str) -> str:
        """The pseudonym of an address; for `to=jane@shop.example`, of the known address that it ends with."""
        key = email.casefold().replace("%40", "@")
        before, _, end = key.rpartition("=")
        if key not in self._by_key and end in self._by_key:
            return email[: len(before) + 1] + self._by_key[end]
        if key not in self._by_key:
            self._by_key[key] = self._next("Person")
        return self._by_key[key]

    def _without_names(self, text: str) -> Iterator[str]:
        words = list(_WORD.finditer(text))
        at = number = 0
        while number < len(words):
            size, pseudonym = self._name_at(text, words, number)
            if size:
                yield text[at : words[number].start()]
                yield pseudonym
                at = words[number + size - 1].end()
            number += size or 1
        yield text[at:]

    def _name_at(self, text: str, words: list[re.Match[str]], number: int) -> tuple[int, str]:
        """How many words from there form a name, and its pseudonym; a single word must be capitalised."""
        for size in range(min(self._longest, len(words) - number), 0, -1):
            part = words[number : number + size]
            if size == 1 and not part[0][0][0].isupper():
                continue
            if size > 1 and "\n" in text[part[0].start() : part[-1].end()]:
                continue
            name = tuple(word[0].casefold() for word in part)
            if size == 1 and name not in self._names:  # Annas Paket
                name = (name[0].removesuffix("s"),)
            if name not in self._names and name in self._others and not _is_nobody(self._others[name]):
                self._names[name] = self._meet(self._others[name], "Person", learns=False)
            if name in self._names:
                return size, self._names[name]
        return 0, ""


def redactor(reader: Reader, subject: Subject) -> Redactor:
    """A redactor that knows the people of a subject's events and everybody's full name."""
    from events.filters import EVERYTHING

    return Redactor(_people(reader, subject), () if subject == EVERYTHING else _everybody(reader))


def _people(reader: Reader, subject: Subject) -> Iterator[tuple[Person, str]]:
    from events.filters import EVERYTHING, Filters
    from events.timeline import entries

    if subject == EVERYTHING:
        for who in _everybody(reader):
            yield who, "Staff" if who.is_staff else "Person"
        return
    met: dict[int | str, tuple[Person, str]] = {}
    for entry in entries(reader, subject, Filters()):
        if entry.customer is not None:
            met[entry.customer.id or entry.customer.label] = (entry.customer, "Customer")
        if entry.user is not None:
            met.setdefault(entry.user.id or entry.user.label, (entry.user, "Staff"))
    yield from met.values()


def _everybody(reader: Reader) -> Iterator[Person]:
    from sqlalchemy import select

    from events.account.people import columns, from_columns
    from events.tables import users

    for row in reader.execute(select(*columns(users)).order_by(users.c.id)):
        if who := from_columns(tuple(row)):
            yield who


def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(normalize("NFC", name).casefold()))


def _is_nobody(person: Person) -> bool:
    """Whether this is a machine: it has no address, and no word of its name is a person's name."""
    words = _words(person.name)
    return person.email is None and bool(words) and all(word in _NOBODY for word in words)
