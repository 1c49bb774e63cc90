"""The result of a reconciliation as text, as data, and as a page for sign-off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from cli.render import bars, safe
from cli.render.layout import Line, clip, flow, pad, width_of
from cli.render.markdown_report import row, section
from cli.render.palette import ARROW, DASH, DOT, Ink
from cli.render.safe import markdown_cell as cell
from events.next_commands import command

if TYPE_CHECKING:
    from importers.reconcile.findings import Difference, OrderDifferences
    from importers.reconcile.result import Reconciliation

ORDERS, EACH = 20, 5
"""How many orders, and how many differences of each order, the screen names."""

_BAR = 30
_ROOM, _LEAD = 40, 12
"""The columns for each of two texts that differ, and how much they may have in common before it is cut."""

_NOTHING = "No record was read from the file, so nothing is proved about it."
_LABELS = {
    "read": "records in the file",
    "present": "in the log, unchanged",
    "forgotten": "in the log, with a person erased",
    "repeated": "repeated in the file",
    "repaired": "invalid in the file, imported by a retry",
    "skipped": "skipped by the mapping",
    "changed": "in the log with other content",
    "missing": "not in the log",
    "rejected": "invalid, not in the log",
    "extra": "in the log from this file, but no longer in it",
    "elsewhere": "other records, which other files of this source brought",
}
_MONTHS = "| month | file | log | difference |\n|:--|--:|--:|--:|\n"
_ELSEWHERE = "| batch | file | records |\n|--:|:--|--:|\n"
_DIFFERENCES = "| order | line | | record | event | file | log |\n|:--|--:|:--|:--|:--|:--|:--|\n"
_BAD = ("changed", "missing", "rejected", "extra")


def as_record(done: Reconciliation) -> dict[str, Any]:
    """Everything, as one document."""
    return {**done.summary(), "differences": [asdict(one) for one in done.findings.differences()]}


def records(done: Reconciliation) -> Iterator[dict[str, Any]]:
    """Each difference, and the summary at the end."""
    for one in done.findings.differences():
        yield {"record": "difference", "file": done.file, **asdict(one)}
    yield {"record": "summary", **done.summary()}


def lines(done: Reconciliation, *, width: int) -> Iterator[Line]:
    """The verdict, the account, the months, and the orders that differ."""
    yield from flow(_top(done), width)
    yield from flow([(_how(done), Ink.DIM)], width)
    yield []
    yield from _account(done)
    yield []
    if done.proves_nothing:
        yield from flow([(_NOTHING, Ink.ERROR)], width)
    elif done.complete:
        yield from flow([("All of the file is in the log.", Ink.GOOD)], width)
    else:
        text = f"Orders with differences: {done.orders_differing:,} of {done.orders:,}."
        yield from flow([("Not all of the file is in the log. ", Ink.ERROR), (text, Ink.PLAIN)], width)
    yield from _months(done, width)
    yield from _orders(done, width)


def next_command(done: Reconciliation) -> str:
    """The command to run after a reconciliation."""
    tally = done.tally
    if tally.missing:
        again = command("import", target=done.file)
        return f"Next: {again}, with the same options; it adds the missing records."
    if tally.rejected and done.batch:
        from importers.ledger.user_files import rejects_command

        return f"Next: {safe.line(rejects_command(done.batch, input_path=done.file))}"
    return "Next: add --report FILE.md to write a report for sign-off."


def markdown(done: Reconciliation) -> Iterator[str]:
    """A report to sign off: the verdict, the account, months, orders and every difference."""
    verdict = "All of the file is in the log." if done.complete else "**Not all of the file is in the log.**"
    verdict = f"**{_NOTHING}**" if done.proves_nothing else verdict
    yield f"# Reconciliation of {cell(done.file)}\n\n{verdict}\n\n{cell(_how(done))}\n\n"
    yield f"- source: {cell(done.source)}, shop: {cell(done.shop or '(default)')}\n"
    yield f"- sha-256 of the unpacked file: `{done.digest}`\n"
    yield f"- orders: {done.orders:,}, of which {done.orders_differing:,} differ\n\n"
    yield "| records | count | |\n|:--|--:|:--|\n"
    for name, number in asdict(done.tally).items():
        yield f"| {name} | {number:,} | {_LABELS[name]} |\n"
    months = (
        row(month, f"{file:,}", f"{log:,}", f"{log - file:+,}") for month, file, log in done.findings.months()
    )
    yield from section("By month", months, head=_MONTHS)
    elsewhere = (row(one.batch, one.file, f"{one.count:,}") for one in done.elsewhere)
    yield from section("Other records, which other files of this source brought", elsewhere, head=_ELSEWHERE)
    yield from section("Differences", map(_difference_row, done.findings.differences()), head=_DIFFERENCES)
    yield "\n## Signed off\n\n| name | date | signature |\n|:--|:--|:--|\n| | | |\n"


def _difference_row(difference: Difference) -> str:
    in_file = "; ".join(f"{one.field}: {_text(one.source)}" for one in difference.altered)
    in_log = "; ".join(f"{one.field}: {_text(one.log)}" for one in difference.altered)
    return row(
        difference.order,
        difference.line or "",
        _kind(difference),
        _named(difference),
        difference.event,
        in_file or difference.code,
        in_log,
    )


def _top(done: Reconciliation) -> Line:
    shop = safe.line(done.shop) if done.shop else "(default)"
    return [
        (f"Reconciled {safe.line(done.file)}", Ink.STRONG),
        (f" {DOT} source {safe.line(done.source)} {DOT} shop {shop} {DOT} {done.seconds:.1f} s", Ink.PLAIN),
    ]


def _how(done: Reconciliation) -> str:
    if done.batch is None:
        return "Read with the given options."
    if done.unchanged:
        return f"Read with the settings of batch {done.batch}; the file is unchanged since."
    return f"Read with the settings of batch {done.batch}; the file has changed since."


def _account(done: Reconciliation) -> Iterator[Line]:
    for name, number in asdict(done.tally).items():
        bad = name in _BAD or (name == "elsewhere" and done.whole)
        if not number and name not in ("read", "present", "changed", "missing"):
            continue
        ink = Ink.BAD if bad and number else Ink.GOOD if name == "present" and number else Ink.PLAIN
        yield [
            (f"  {name:<10}", Ink.PLAIN),
            (f"{number:>12,}", ink if number else Ink.DIM),
            (f"  {_LABELS[name]}", Ink.DIM),
        ]


def _months(done: Reconciliation, width: int) -> Iterator[Line]:
    """Bars of what the file has; months in which the log has another number are marked."""
    months = done.findings.months()
    if not months:
        return
    most = max(max(source, log) for _, source, log in months)
    yield []
    yield [("By month, file against log", Ink.STRONG)]
    room = max(min(_BAR, width - 50), 5)
    for month, source, log in months:
        numbers: Line = [(f"  {month}  ", Ink.PLAIN), (pad(bars.bar(source, most, room), room), Ink.INFO)]
        numbers.append((f"  {source:>10,}  ", Ink.PLAIN))
        numbers.append((f"{log:>10,}", Ink.PLAIN if source == log else Ink.BAD))
        if source != log:
            numbers.append((f"  {log - source:+,}", Ink.BAD))
        yield numbers


def _orders(done: Reconciliation, width: int) -> Iterator[Line]:
    if not done.orders_differing:
        return
    yield []
    yield [("Differences, by order", Ink.STRONG)]
    for number, order in enumerate(done.findings.by_order()):
        if number == ORDERS:
            yield [("  and more; --report FILE.md or --format jsonl lists all", Ink.DIM)]
            return
        yield from flow(_order(order), width)
        for difference in done.findings.differences(order.order, most=EACH):
            for part in flow(_difference(difference), max(width - 4, 20)):
                yield [("    ", Ink.PLAIN), *part]
        total = sum(order.counts.values())
        if total > EACH:
            yield [(f"    and {total - EACH:,} more", Ink.DIM)]


def _order(order: OrderDifferences) -> Line:
    counts = ", ".join(f"{number:,} {kind}" for kind, number in order.counts.items() if number)
    return [
        (f"  {safe.line(order.order) if order.order else '(no order)'}", Ink.BADGE),
        (f"  {counts}", Ink.PLAIN),
    ]


def _difference(difference: Difference) -> Line:
    where = f"line {difference.line:,}: " if difference.line else ""
    line: Line = [(where, Ink.DIM), (_kind(difference), Ink.BAD)]
    line.append((f" {safe.line(_named(difference))}" if _named(difference) else "", Ink.PLAIN))
    if difference.event:
        line.append((f" {DOT} {difference.event}", Ink.PLAIN))
    if difference.code:
        line.append((f" {DOT} {difference.code}", Ink.PLAIN))
    for one in difference.altered:
        was, now = _apart(safe.line(_text(one.source)), safe.line(_text(one.log)))
        line.append((f" {DOT} {one.field}: {was} {ARROW} {now}", Ink.PLAIN))
    return line


def _apart(one: str, other: str) -> tuple[str, str]:
    """Both texts, cut to what the screen has room for; long ones from the word in which they first differ."""
    if max(width_of(one), width_of(other)) > _ROOM:
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
        start = one.rfind(" ", 0, shared) + 1
        if start > _LEAD:
            one, other = f"…{one[start:]}", f"…{other[start:]}"
    return clip(one, _ROOM), clip(other, _ROOM)


def _kind(difference: Difference) -> str:
    return "altered in the log" if difference.by_log else difference.kind


def _named(difference: Difference) -> str:
    return f"{difference.identity} {DASH} {difference.part}" if difference.part else difference.identity


def _text(text: str | None) -> str:
    return DASH if text is None else text
