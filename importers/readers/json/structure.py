"""What a JSON document is made of: lists of records, envelopes around them, objects that are such a list."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'\s*(?:([\[{])|([\]}])|("(?:[^"\\]++|\\.)*+")\s*(:?)|[^\s"\[\]{}]++)', re.DOTALL)

DEPTH = 8
"""Envelopes are not nested deeper."""

KEYED = re.compile(
    r"""\{\s*"(?:[#A-Z]{0,6}[-_ ]?\d[\d-]*|[0-9a-f-]{16,}|-[\w-]{19})"\s*:\s*(?:\{|\[\s*[\]{])"""
)
"""An object whose members are not called by words, but by numbers or ids: they are its items."""

PAGE = re.compile(
    r'\[\s*\{\s*(?:"\w{0,40}(?:page|count|total)\w{0,40}"\s*:\s*\d+\s*,\s*)*"\w+"\s*:\s*\[\s*\{'
)
"""A list of envelopes, each with a list of its own."""

_ABOUT = re.compile(
    r"page|paging|total|count|size|limit|offset|more|next|prev|cursor|links?$|meta|success$|ok$",
    re.IGNORECASE,
)
"""Names of members that describe an answer, and not of a record."""

_FINE = ("ok", "success", "200")

_RECORDS_IDS = ("entity_id", "increment_id")
"""Members that envelopes do not have. `id` may be that of an answer: it counts where it comes first, or where
the object has a date, too."""

_DATE = re.compile(r"^(?:date|created|placed|ordered|processed)|(?:_at|At|_on|On|_date|Date|_gmt)$")


def items_in(text: str, start: int) -> tuple[int, int] | None:
    """Where the first list of objects in the object at `start` begins, else its only record, and how many
    objects deep; depth 0 if there is none of both, None if `text` ends too early to decide."""
    at, passing = start, 0  # how many brackets deep in what is not looked into
    plain: list[bool] = []
    """For each object around: whether it has a value of its own, and is no envelope."""
    inner: list[tuple[int, int]] = []
    while (found := _TOKEN.match(text, at)) and found.end() < len(text):
        at, (opens, closes, _, colon) = found.end(), found.groups()
        if passing:
            passing += bool(opens) - bool(closes)
        elif opens == "[":
            first = _TOKEN.match(text, at)
            if first and first.group(1) == "{":
                return found.start(1), len(plain)
            passing = 1
        elif opens and len(plain) >= DEPTH:
            passing = 1
        elif opens and plain and KEYED.match(text, found.start(1)):
            return found.start(1), len(plain)
        elif opens and is_record(text, found.start(1)):
            inner.append((found.start(1), len(plain)))
            passing = 1
        elif opens:
            plain.append(False)
        elif closes:
            if plain.pop() and inner and inner[-1][1] > len(plain):
                inner = []
        elif not colon and found.group().strip(" \t\r\n:,"):
            plain[-1] = True
        if not plain and not passing:
            return inner[0] if len(inner) == 1 and inner[0][1] else (start, 0)
    return None


def is_empty_answer(value: object) -> bool:
    """Whether a decoded object is an envelope around no record: an empty list, beside nothing but pages,
    counts and a status."""
    if not isinstance(value, dict) or [] not in value.values():
        return False
    others = {name: str(one).lower() for name, one in value.items() if one != []}
    return all(_ABOUT.search(name) or (name == "status" and one in _FINE) for name, one in others.items())


def is_record(text: str, start: int) -> bool:
    """Whether the object at `start` begins with an id, or has one that only records have, or a date, too."""
    at, depth, place, has_id, has_date = start, 0, 0, False, False
    while found := _TOKEN.match(text, at):
        at, (opens, closes, name, colon) = found.end(), found.groups()
        depth += bool(opens) - bool(closes)
        if not depth:
            return False
        if depth == 1 and colon:
            member = name[1:-1]
            if member in _RECORDS_IDS or (not place and member == "id"):
                return True
            has_id, has_date = has_id or member == "id", has_date or _DATE.search(member) is not None
            if has_id and has_date:
                return True
            place += 1
    return False
