"""What the doctor found, check by check, each finding with the command to look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cli.render import people, safe
from cli.render.layout import WIDEST, Line, flow, width_of
from cli.render.palette import ICONS, Ink
from events.vocabulary.kinds import Tone

if TYPE_CHECKING:
    from events.doctor.examination import Examined, Finding
    from events.doctor.facts import Fact

COLUMNS = ("check", "shop", "order", "event", "details", "command")


def document(found: list[Examined]) -> dict[str, Any]:
    """Every check with its sentence, how much it found, and the findings that were asked for."""
    return {
        "found": sum(one.count for one in found),
        "checks": [
            {
                "check": one.check.name,
                "sentence": one.check.sentence,
                "found": one.count,
                "facts": [
                    {"source": fact.source, "count": fact.count, "orders": fact.orders} for fact in one.facts
                ],
                "findings": [_record(finding) for finding in one.findings],
            }
            for one in found
        ],
    }


def records(found: list[Examined]) -> Iterator[dict[str, Any]]:
    """Each finding with the check that found it."""
    for one in found:
        yield from ({"check": one.check.name, **_record(finding)} for finding in one.findings)


def _record(finding: Finding) -> dict[str, Any]:
    return {
        "shop": finding.shop,
        "order": finding.order,
        "event": finding.event,
        "details": finding.details,
        "command": finding.command,
    }


def verdict(found: list[Examined]) -> str:
    """A sentence on how many checks ran and how many findings they have."""
    total = sum(one.count for one in found)
    if not total:
        return f"{people.counted(len(found), 'check')}, nothing found."
    shown = sum(len(one.findings) for one in found)
    more = f"; {shown:,} shown, --limit shows more" if shown < total else ""
    return f"{people.counted(len(found), 'check')}, {people.counted(total, 'finding')}{more}."


def lines(found: list[Examined], *, width: int) -> Iterator[Line]:
    """The checks one below the other, and the verdict."""
    width = min(width, WIDEST)
    names = [safe.line(one.check.name) for one in found]
    widest = max(map(len, names))
    for one, name in zip(found, names, strict=True):
        sign, ink = ICONS[Tone.BAD if one.count else Tone.GOOD]
        head: Line = [(f"{sign} ", ink), (f"{name:<{widest}}  ", Ink.STRONG)]
        summary: Line = [(f"{one.count:,}  ", ink), (safe.line(one.check.sentence), Ink.PLAIN)]
        yield from flow([*head, *(summary if one.count else [("none", Ink.DIM)])], width)
        for fact in one.facts:
            yield from flow([("    ", Ink.PLAIN), (_fact(fact), Ink.DIM)], width)
        for finding in one.findings:
            yield from _finding(finding, width)
        if one.count > len(one.findings):
            yield [(f"    and {one.count - len(one.findings):,} more; --limit shows them", Ink.DIM)]
    yield []
    yield [(verdict(found), Ink.DIM)]


def _fact(fact: Fact) -> str:
    which = "all" if fact.count == fact.orders else f"{fact.count:,} of"
    orders = people.counted(fact.orders, "order")
    return f"{which} {orders} of {safe.line(fact.source)}: this is how the source kept its history."


def _finding(finding: Finding, width: int) -> Iterator[Line]:
    """What and where, the command at the right where there is room, below where there is none."""
    about = people.badge(finding.shop, finding.order) if finding.order is not None else ""
    place = " ".join(filter(None, (about, finding.event)))
    what: Line = [(f"    {place}", Ink.BADGE), (f"  {safe.line(finding.details)}", Ink.PLAIN)]
    command = safe.line(finding.command)
    used = sum(width_of(text) for text, _ in what)
    room = width - used - width_of(command)
    if room >= 2:
        yield [*what, (" " * room, Ink.PLAIN), (command, Ink.PLAIN)]
        return
    yield from flow(what, width)
    yield from flow([("      ", Ink.PLAIN), (command, Ink.PLAIN)], width)
