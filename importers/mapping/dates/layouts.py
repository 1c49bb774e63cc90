"""Layouts: where the parts of a date stand in texts that differ only in their digits.

The reader of single texts is exact and slow. In texts like `Mi., 4. November 2020, 07:40 Uhr` only digits
change, so a column has few templates (the text with every digit as 0). A layout is learned by reading a few
probes: the template with known, different numbers in place of its digits, of which each must turn up as one
part of the moment. A template whose probes are ambiguous or explained in any other way has no layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from importers.mapping.dates import halves, names, zones
from importers.mapping.dates.text import read_text

PARTS = ("y", "m", "d", "H", "M", "S", "f", "zh", "zm")
"""Year, month, day, hour, minute, second, its decimals, and the hours and minutes of the offset."""

_DIGITS = re.compile("[0-9]+")
_PREFIXES = {"y": "", "m": "-", "d": "-", "H": " ", "M": ":", "S": ":", "f": ".", "zh": "", "zm": ":"}
_ABSENT = {"H": " 0", "M": ":0", "S": ":0"}
_ROTATIONS = (0, 4, 7)
_MOST_GROUPS = 9


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part in ISO 8601: `prefix`, then `length` characters of the text from `start` on."""

    prefix: str = ""
    start: int = 0
    length: int = 0


@dataclass(frozen=True, kw_only=True)
class _Probe:
    """A template with numbers in it, and the moment that it states."""

    numbers: Sequence[str]
    moment: datetime

    def fits(self, part: str, group: int) -> bool:
        """Whether the number of `group` is `part` of the moment."""
        text = self.numbers[group]
        wanted = int(text.ljust(6, "0")[:6]) if part == "f" else int(text)
        return wanted in self._values(part, len(text))

    def _values(self, part: str, digits: int) -> tuple[int, ...]:
        moment = self.moment
        hours, minutes = _offset(moment)
        values = {
            "y": (moment.year if digits == 4 else moment.year - 2000,) if digits in (2, 4) else (),
            "m": (moment.month,),
            "d": (moment.day,),
            "H": (moment.hour, moment.hour - 12),
            "M": (moment.minute,),
            "S": (moment.second,),
            "f": (moment.microsecond,),
            "zh": (hours * 100 + minutes,) if digits == 4 else (hours,),
            "zm": (minutes,),
        }
        return values[part]


@dataclass(frozen=True, kw_only=True)
class _Template:
    """A text with every digit as 0, start and length of its groups of digits, and the arguments of
    `read_text`."""

    text: str
    groups: Sequence[tuple[int, int]]
    orders: Mapping[str, str] | None
    tz: str

    def probe(self, rotation: int, *, twelve: int | None = None) -> _Probe | None:
        """The template with numbers that are valid as any part; the group `twelve` is 12."""
        numbers = list(_numbers([length for _, length in self.groups], rotation))
        if twelve is not None:
            numbers[twelve] = "12"
        left = iter(numbers)
        reading = read_text(_DIGITS.sub(lambda _: next(left), self.text), orders=self.orders, tz=self.tz)
        if not reading.iso:
            return None
        return _Probe(numbers=numbers, moment=datetime.fromisoformat(reading.iso))

    def half(self, hour: int | None, probe: _Probe) -> str:
        """` AM` or ` PM` if the text says so: the hour 12 is 0 in the morning."""
        if hour is None:
            return ""
        if probe.moment.hour != int(probe.numbers[hour]):
            return " PM"
        noon = self.probe(0, twelve=hour)
        return " AM" if noon and noon.moment.hour == 0 else ""


def learn_layout(
    template: str, *, orders: Mapping[str, str] | None = None, tz: str = ""
) -> tuple[Piece, ...] | None:
    """The pieces of `template`, in the order of `PARTS`; None if texts like it must be read one at a time.

    `template` has every ASCII digit replaced by 0; `orders` and `tz` are those of `read_text`.
    """
    groups = [(found.start(), found.end() - found.start()) for found in _DIGITS.finditer(template)]
    if not 2 <= len(groups) <= _MOST_GROUPS or _is_read_alone(template):
        return None
    probed = _Template(text=template, groups=groups, orders=orders, tz=tz)
    probes = [probe for rotation in _ROTATIONS if (probe := probed.probe(rotation))]
    roles = _roles(probes, len(groups)) if len(probes) == len(_ROTATIONS) else None
    if roles is None or not _is_complete(roles, probes, template):
        return None
    half = probed.half(roles.get("H"), probes[0])
    return tuple(_pieces(roles, groups, probes[0].moment, half))


def _is_read_alone(template: str) -> bool:
    """Whether texts alike are read differently: folding makes digits of other characters, or a word is a
    weekday of some dates only."""
    folded = names.fold(template)
    words = set(re.findall(r"[^\W\d_]+", folded))
    has_other_digits = len(re.findall("[0-9]", folded)) != template.count("0")
    return has_other_digits or not words.isdisjoint(halves.WEEKDAYS)


def _numbers(lengths: Sequence[int], rotation: int) -> Iterator[str]:
    """Different numbers from 1 to 9 for short groups, and years that are hours and minutes as well."""
    for index, length in enumerate(lengths):
        small = (index + rotation) % _MOST_GROUPS + 1
        year = f"{10 + small % 4}{20 + small}"
        yield str(small).zfill(length) if length < 3 else year if length == 4 else f"{small}23456789"[:length]


def _roles(probes: Sequence[_Probe], groups: int) -> dict[str, int] | None:
    """The group of each part; None unless every group is exactly one part in all probes."""
    found: dict[str, int] = {}
    for group in range(groups):
        parts = [part for part in PARTS if all(probe.fits(part, group) for probe in probes)]
        if len(parts) != 1 or parts[0] in found:
            return None
        found[parts[0]] = group
    return found


def _is_complete(roles: Mapping[str, int], probes: Sequence[_Probe], template: str) -> bool:
    """Whether what has no group is the same in all texts of the template."""
    months = {probe.moment.month for probe in probes}
    offsets = {probe.moment.utcoffset() for probe in probes}
    zone = "zh" in roles or offsets == {None} or zones.is_constant(names.fold(template))
    return {"y", "d"} <= roles.keys() and ("m" in roles or len(months) == 1) and zone


def _pieces(
    roles: Mapping[str, int], groups: Sequence[tuple[int, int]], moment: datetime, half: str
) -> Iterator[Piece]:
    zone = _zone_prefixes(roles, groups, moment)
    for part in PARTS:
        prefix = zone.get(part, _PREFIXES[part])
        prefix = half + prefix if part == "zh" else prefix
        if part in roles:
            start, length = groups[roles[part]]
            yield Piece(prefix=prefix, start=start, length=min(length, 6) if part == "f" else length)
        elif part == "m":
            yield Piece(prefix=f"-{moment.month}")
        else:
            yield Piece(prefix=_ABSENT.get(part, prefix if part in zone or part == "zh" else ""))


def _zone_prefixes(
    roles: Mapping[str, int], groups: Sequence[tuple[int, int]], moment: datetime
) -> dict[str, str]:
    offset = moment.utcoffset()
    if offset is None:
        return {"zh": "", "zm": ""}
    if "zh" not in roles:
        return {"zh": zones.written(offset), "zm": ""}
    sign = "-" if offset < timedelta() else "+"
    digits = groups[roles["zh"]][1]
    minutes = ":" if "zm" in roles else "" if digits == 4 else ":00"
    return {"zh": f"{sign}0" if digits == 1 else sign, "zm": minutes}


def _offset(moment: datetime) -> tuple[int, int]:
    """Hours and minutes from UTC, without the sign; -1 where the moment has no zone."""
    offset = moment.utcoffset()
    if offset is None:
        return -1, -1
    minutes = abs(round(offset.total_seconds())) // 60
    return minutes // 60, minutes % 60
