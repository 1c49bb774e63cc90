"""A seal, and the comparison of the log with one, on the screen and as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from cli.render import people, safe
from cli.render.layout import Line, flow
from cli.render.palette import DOT, Ink
from cli.render.people import counted
from cli.render.records import moment

if TYPE_CHECKING:
    from importers.seals.seal import Sealed
    from importers.seals.verify import SealProblem, Verification

_FAULTS = {
    "altered": "{event} was altered: it is not the event that was sealed, and no operation explains it.",
    "missing": "{event} is missing: no recorded operation removed it.",
    "added": "{event} was added among the sealed events: the seal does not have it.",
}


def seal_lines(done: Sealed) -> Iterator[Line]:
    """What was sealed, by batch, and the seal."""
    if done.is_new:
        title = f"Sealed {counted(done.added, 'new event')} {DOT} {counted(done.events, 'event')} in all"
        yield [(f"{title} {DOT} {done.operation}", Ink.STRONG)]
    else:
        yield [(f"No new events since {done.operation}, which sealed {done.events:,}.", Ink.PLAIN)]
    for one in done.batches:
        name = "by hand" if one.batch is None else f"batch {one.batch}"
        yield [(f"  {name:<12}{one.events:>12,}", Ink.PLAIN), (f"  {safe.line(one.file)}", Ink.DIM)]
    yield [("Seal ", Ink.DIM), (done.digest, Ink.STRONG)]


def seal_record(done: Sealed) -> dict[str, Any]:
    """The seal as data."""
    return {
        "seal": done.digest,
        "operation": done.operation,
        "date": moment(done.date),
        "events": done.events,
        "new_events": done.added,
        "batches": [asdict(one) for one in done.batches],
    }


def verification_lines(found: Verification, *, zone: tzinfo, width: int) -> Iterator[Line]:
    """Whether the log fits the seal, what explains differences, and what came later."""
    seal = found.seal
    verdict, ink = ("The log fits", Ink.GOOD) if found.fits else ("The log does not fit", Ink.BAD)
    made = f"made {people.moment(seal.date, zone)} by {safe.line(seal.by)} ({seal.name})"
    explained = _explained(found)
    yield [(f"{verdict} seal {seal.digest}", ink)]
    yield [(f"{made} of {counted(seal.events, 'event')}", Ink.DIM)]
    if since := [f"{sum(counts.values()):,} {name}" for name, counts in explained.items() if counts]:
        yield [(f"Of these, {' and '.join(since)} since, by operations that the log records.", Ink.STRONG)]
    for text in _faults(found):
        yield from flow([(text, Ink.BAD)], width)
    yield []
    yield [(f"  {'unchanged':<12}{found.intact:>12,}", Ink.PLAIN)]
    what = {one.id: one.what for one in found.operations}
    for name, counts in explained.items():
        for operation, events in counts.items():
            because = f"  {operation}: {safe.line(what.get(operation, ''))}"
            yield [(f"  {name:<12}{events:>12,}", Ink.PLAIN), (because, Ink.DIM)]
    if found.newer.total:
        yield [(f"  {'newer':<12}{found.newer.total:>12,}", Ink.PLAIN), (f"  {_newer(found)}", Ink.DIM)]


def verification_record(found: Verification) -> dict[str, Any]:
    """The comparison as data."""
    seal = found.seal
    return {
        "seal": seal.digest,
        "operation": seal.name,
        "date": moment(seal.date),
        "by": seal.by,
        "events": seal.events,
        "fits": found.fits,
        "hashes_fit": found.hashes_fit,
        "first": asdict(found.problems[0]) if found.problems else None,
        "problems": [asdict(one) for one in found.problems],
        **{fault: found.faults.get(fault, 0) for fault in _FAULTS},
        "unchanged": found.intact,
        **_explained(found),
        "newer": {
            "events": found.newer.total,
            "by_hand": found.newer.by_hand,
            "batches": found.newer.batches,
        },
        "operations": [{**asdict(one), "date": moment(one.date)} for one in found.operations],
    }


def next_command(found: Verification) -> str:
    """What to do with the result."""
    if found.fits:
        return "Next: events seal, which covers the newer events too." if found.newer.total else ""
    if not found.problems:
        return "Next: compare with a backup of the log, and events reconcile FILE with each imported file."
    return _look_at(found.problems[0])


def _look_at(problem: SealProblem) -> str:
    if problem.batch is None:
        return "Next: compare with a backup of the log." + (
            "" if problem.fault == "missing" else f" events show {problem.event} shows the event."
        )
    if problem.fault == "missing":
        return (
            f"Next: events batch {problem.batch} names the file it came from; events reconcile FILE compares."
        )
    return f"Next: events show {problem.event} --source shows it beside what was imported."


def _faults(found: Verification) -> Iterator[str]:
    if not found.hashes_fit:
        yield "The hashes that the log keeps for this seal were altered: they no longer lead to it."
    if not found.problems:
        return
    first = found.problems[0]
    yield _FAULTS[first.fault].format(event=first.event)
    total = sum(found.faults.values())
    if total > 1:
        counts = ", ".join(f"{number:,} {fault}" for fault, number in found.faults.items() if number)
        named = ", ".join(one.event for one in found.problems[1:])
        more = " …" if total > len(found.problems) else ""
        yield f"It is the first of {total:,}: {counts}. The others: {named}{more}"


def _explained(found: Verification) -> dict[str, dict[str, int]]:
    kinds = {"reassigned": found.reassigned, "erased": found.erased, "undone": found.undone}
    return {
        name: {f"op{operation}": events for operation, events in sorted(counts.items())}
        for name, counts in kinds.items()
    }


def _newer(found: Verification) -> str:
    parts = [f"{events:,} of batch {batch}" for batch, events in found.newer.batches.items()]
    if found.newer.by_hand:
        parts.append(f"{found.newer.by_hand:,} by hand")
    return f"since the seal: {', '.join(parts)}"
