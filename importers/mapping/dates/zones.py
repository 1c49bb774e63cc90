"""Time zone abbreviations and regions after a date: which are certain, and what the others may mean."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSETS = {
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0, "west": 1, "cet": 1, "mez": 1, "met": 1, "wat": 1,
    "cest": 2, "mesz": 2, "mest": 2, "eet": 2, "cat": 2, "sast": 2, "eest": 3, "eat": 3, "pkt": 5, "wib": 7,
    "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "acdt": 10.5, "aedt": 11, "nzst": 12,
    "nzdt": 13,
    # RFC 5322 (e-mail) gives these the North American meaning, and so do the programs that write them.
    "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "nst": -3.5, "ndt": -2.5, "adt": -3,
}  # fmt: skip
"""Hours ahead of UTC. A new abbreviation is one entry, here or among those with several meanings."""

_REGIONS = {"msk": "Europe/Moscow"}
"""Abbreviations of one region whose offset has changed."""

_SEVERAL = {
    "cst": "America/Chicago or Asia/Shanghai",
    "ist": "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem",
    "bst": "Europe/London or Asia/Dhaka",
    "ast": "America/Halifax or Asia/Riyadh",
    "sst": "Pacific/Pago_Pago or Asia/Singapore",
    "gst": "Asia/Dubai or Atlantic/South_Georgia",
    "amt": "America/Manaus or Asia/Yerevan",
    "brt": "America/Sao_Paulo",
    "ect": "America/Guayaquil or Europe",
    "art": "America/Argentina or Africa/Cairo",
}

PATTERN = (
    r"(?:(?P<zone_name>utc|gmt)? ?(?P<sign>[+\-\u2212])(?P<zone_h>\d{1,2}):?(?P<zone_m>\d{2})?"
    r"(?: ?(?:\[[\w/+\-]+\]|\([^()]*\)|[a-z]{3,4}\b))?"
    r"|[(\[]?(?P<region>(?:[a-z]+(?:_[a-z]+)*/)+[a-z]+(?:_[a-z]+)*)[)\]]?"
    rf"|[(\[]?(?P<name>{'|'.join([*_OFFSETS, *_REGIONS, *_SEVERAL])})\b[)\]]?)"
)
"""A zone in folded text."""

_CHANGING = re.compile(rf"[a-z]/[a-z]|\b(?:{'|'.join([*_REGIONS, *_SEVERAL])})\b")

IN_COLUMN = (
    r"(?i)(?:\d[:.]\d{2}\S*?|[ap]\.?m\.?|\dT\d{4,6}) ?[(\[]?"
    rf"(?:[+-]\d{{2}}:?(?:\d{{2}})?|\b(?:z|{'|'.join([*_OFFSETS, *_REGIONS, *_SEVERAL])})|z"
    r"|[a-z]+(?:/[a-z_]+)+)"
    r"(?:\[.*\]| ?\(.*\))?[)\]]?(?: \d{4})?\s*$|^\s*(?:\d{10}(?:\.\d+)?|\d{13}|\d{16})\s*$"
)
"""A value that states its zone, or counts from 1970 in UTC."""


def offset_at(found: re.Match[str], *, local: datetime, tz: str) -> timedelta | None:
    """The offset from UTC that a match of `PATTERN` means at the naive time `local`.

    None where it cannot be known: an abbreviation with several meanings that is not one of `tz` at that time,
    an unknown region, or an impossible offset.
    """
    if found["sign"]:
        return _numeric(found)
    if found["region"]:
        return _in_region(found["region"], local)
    name = found["name"]
    if name in _OFFSETS:
        return timedelta(hours=_OFFSETS[name])
    return _in_region(_REGIONS[name], local) if name in _REGIONS else _of_zone(name, local, tz)


def is_zone(text: str) -> bool:
    """Whether `text` is nothing but a zone that is understood beside any date: `Europe/Berlin`, `+01:00`."""
    found = re.fullmatch(PATTERN, text.strip().lower())
    any_day = datetime(2020, 1, 1)  # noqa: DTZ001 - it is local
    return found is not None and offset_at(found, local=any_day, tz="") is not None


def is_constant(folded: str) -> bool:
    """Whether a zone in `folded` text has one offset at all times: it is no region, nor an abbreviation of
    one."""
    return not _CHANGING.search(folded)


def written(offset: timedelta) -> str:
    """`offset` as in ISO 8601: +01:00."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _numeric(found: re.Match[str]) -> timedelta | None:
    hours, minutes = int(found["zone_h"]), int(found["zone_m"] or 0)
    if hours > 14 or minutes > 59:
        return None
    return timedelta(hours=hours, minutes=minutes) * (1 if found["sign"] == "+" else -1)


def _in_region(folded: str, local: datetime) -> timedelta | None:
    name = "/".join("_".join(map(_title, part.split("_"))) for part in folded.split("/"))
    area, _, place = name.partition("/")
    for spelling in (name, folded.upper(), f"{area.upper()}/{place}"):  # US/Eastern
        try:
            return local.replace(tzinfo=ZoneInfo(spelling)).utcoffset()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _title(word: str) -> str:
    return word if word in ("of", "es", "au") else word.capitalize()


def _of_zone(name: str, local: datetime, tz: str) -> timedelta | None:
    """The offset of `tz` at `local`, if `tz` itself is called `name` then."""
    for fold in (0, 1):
        there = local.replace(tzinfo=ZoneInfo(tz) if tz else UTC, fold=fold)
        if (there.tzname() or "").casefold() == name:
            return there.utcoffset()
    return None
