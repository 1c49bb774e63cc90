"""Objects that have a member of one name twice: only the last of them is read, which is to be said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from importers.readers.json.elements import Group

_MEMBER = re.compile(rb'[{,][ \t\r\n]*"(?:[^"\\]|\\.)*"[ \t\r\n]*:')
_NESTED = {dict, list}
_MOST_NAMES = 3


def members_in(values: Iterable[Any]) -> int:
    """How many members the objects in these values have, at any depth."""
    count = 0
    for value in values:
        if type(value) is dict:
            count += len(value) + members_in(value.values())
        elif type(value) is list and not _NESTED.isdisjoint(map(type, value)):
            count += members_in(value)
    return count


class RepeatedMembers:
    """Notes the records of an input that have a member twice."""

    def __init__(self) -> None:
        self._count, self._line = 0, 0
        self._names: dict[str, None] = {}

    def look(self, text: bytes, group: Group, *, members: int) -> None:
        """Look at the records of `group`, which are those in `text`; `members` are left of them now that they
        are decoded."""
        if text.count(b'":') + text.count(b'" :') > members < len(_MEMBER.findall(text)):
            for raw, line in zip(group.raws, group.lines, strict=True):
                self._note(raw, line)

    def remarks(self) -> list[str]:
        """One sentence, where there are any."""
        if not self._count:
            return []
        names = ", ".join(list(self._names)[:_MOST_NAMES])
        records = "1 record has" if self._count == 1 else f"{self._count:,} records have"
        return [
            f"{records} a member of one name twice ({names}), the first on line {self._line:,}: the last of "
            "each was read."
        ]

    def _note(self, raw: bytes, line: int) -> None:
        names = [*_repeated(raw)]
        if names:
            self._count, self._line = self._count + 1, self._line or line
            if len(self._names) < _MOST_NAMES:
                self._names |= dict.fromkeys(names)


def _repeated(raw: bytes) -> Iterator[str]:
    found: list[str] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        kept = dict(members)
        if len(kept) < len(members):
            names = [name for name, _ in members]
            found.extend(name for name in kept if names.count(name) > 1)
        return kept

    try:
        json.loads(raw.decode("utf-8", "replace"), object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return
    yield from found
