"""The paths of orders and their waits: coverage first, then each with orders to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cli.render import people, standing
from cli.render.bars import bar, percent, spark
from cli.render.layout import WIDEST, Line, flow, flow_parts, indented, span_width
from cli.render.order_examples import fitting, opens, order_numbers
from cli.render.palette import ARROW, DOT, RULE, Ink, icon
from events.next_commands import joined

if TYPE_CHECKING:
    from events.statistics.order_paths import (
        OrderPath,
        OrderWait,
        Pair,
        PathsFound,
        WaitsFound,
        WaitsOfPeriod,
    )
    from events.statistics.unrecorded_steps import StepWithoutEvent

_BAR, _WIDE, _SHORT, _SPAN = 10, 60, 15, 12
"""A bar beside a path, the width from which there is one, the least room for a step, and that of a time."""
PATH_COLUMNS = ("steps", "orders", "share", "median_days", "refunded", "examples")
_HEIGHTS = 24
"""The most periods whose medians are drawn as heights."""
_DAY = 86_400


def path_lines(found: PathsFound, *, width: int) -> Iterator[Line]:
    """The paths, the most frequent first."""
    width = min(width, WIDEST)
    share = percent(found.with_steps, found.orders) if found.orders else "none"
    head = f"{people.counted(found.orders, 'order')}, {share} with a known step"
    different = people.counted(found.different, "path")
    yield from flow([(head, Ink.STRONG), (f" {DOT} {different}, {len(found.paths)} shown", Ink.DIM)], width)
    for path in found.paths:
        yield []
        count = f"{path.orders:>7,}  {percent(path.orders, found.with_steps):>6}  "
        length = bar(path.orders, found.paths[0].orders, _BAR) if width >= _WIDE else ""
        drawn: Line = [(f"{length:<{_BAR}}  ", Ink.INFO)] if width >= _WIDE else []
        yield from _stepped([(count, Ink.STRONG), *drawn], path, width)
        took = f"{'median' if path.orders > 1 else 'took'} {people.lapse(path.median)}"
        parts = [took] if len(path.steps) > 1 else []
        parts += [f"{money} back"] if (money := standing.sums(path.refunded)) else []
        parts.append(opens(path.examples))
        yield from indented([(f" {DOT} ".join(parts), Ink.PLAIN)], by=17, width=width)


def _stepped(before: Line, path: OrderPath, width: int) -> Iterator[Line]:
    """The steps of a path behind its numbers; what has no room is continued below its first step."""
    start = span_width(before)
    lines = flow_parts(_steps(path), (f" {RULE} ", Ink.DIM), max(width - start, _SHORT))
    for at, line in enumerate(lines):
        yield [*(before if at == 0 else [(" " * start, Ink.PLAIN)]), *line]


def _steps(path: OrderPath) -> list[Line]:
    signs = ((icon(kind), kind.word) for kind in path.steps)
    return [[(f"{sign} {word}", ink)] for (sign, ink), word in signs] or [[("other paths", Ink.DIM)]]


def wait_lines(
    found: WaitsFound, asked: Sequence[Pair], *, by: str, shop: str | None = None, width: int
) -> Iterator[Line]:
    """The waits that were asked for, each with its coverage, its periods and the orders that waited longest.
    `by` is what the periods are: year, month or weekday; `shop` is whose orders they are, None of any."""
    width = min(width, WIDEST)
    yield [(people.counted(found.orders, "order"), Ink.STRONG)]
    for lacking in found.without_event:
        yield from flow([(without_event(lacking, shop), Ink.DIM)], width)
    for wait in found.waits:
        yield []
        yield from _wait(wait, by, width)
    if not found.waits:
        steps = " or ".join(f"from {start.word} to {end.word}" for start, end in asked)
        yield from flow([(f"No order went {steps}.", Ink.PLAIN)], width)


def without_event(lacking: StepWithoutEvent, shop: str | None) -> str:
    """How many orders, all of the shop if there is one, are in no wait with a step that has no event, and
    which these are."""
    were, orders = ("was", "order") if lacking.orders == 1 else ("were", "orders")
    step, later = lacking.step.word, lacking.later.word
    steps = ["--had", lacking.later.value, "--never", lacking.step.value]
    shows = joined(["events", "orders", *steps, *([] if shop is None else ["--shop", shop])])
    return (
        f"{lacking.orders:,} {orders} {were} {later} and never recorded as {step}: in no wait with {step} "
        f"({shows})"
    )


def _wait(wait: OrderWait, by: str, width: int) -> Iterator[Line]:
    title = f"{wait.start.word} {ARROW} {wait.end.word}"
    share = percent(wait.orders, wait.started)
    covered = f"{wait.orders:,} of {wait.started:,} {wait.start.word} orders ({share})"
    yield from flow([(title, Ink.STRONG), (f"  {covered}", Ink.DIM)], width)
    facts = [
        f"median {people.lapse(wait.median)}",
        f"average {people.lapse(wait.average)}",
        f"90% within {people.lapse(wait.p90)}",
        *_heights(wait, by),
    ]
    parts: list[Line] = [[(fact, Ink.PLAIN)] for fact in facts]
    for line in flow_parts(parts, (f" {DOT} ", Ink.PLAIN), max(width - 2, _SHORT)):
        yield [("  ", Ink.PLAIN), *line]
    if len(wait.periods) > 1:
        yield from _periods(wait, by, width)
    yield from indented([(f"longest: {opens(wait.slowest)}", Ink.PLAIN)], by=2, width=width)


def _periods(wait: OrderWait, by: str, width: int) -> Iterator[Line]:
    """A line for each period: its orders, and how long they waited."""
    names = max(len(by), *(len(one.name) for one in wait.periods))
    is_wide = width >= _WIDE  # without the average and the longest below that
    spans = ("median", "average", "90% within") if is_wide else ("median", "90% within")
    longest = (people.lapse(time) for one in wait.periods for time in (one.median, one.average, one.p90))
    room = max(_SPAN, *(len(text) + (2 if is_wide else 1) for text in longest))
    head = f"  {by:<{names}} {'orders':>7}" + "".join(f"{name:>{room}}" for name in spans)
    yield [(f"{head}  longest" if is_wide else head, Ink.DIM)]
    for one in wait.periods:
        times = (one.median, one.average, one.p90) if is_wide else (one.median, one.p90)
        line = f"  {one.name:<{names}} {one.orders:>7,}" + "".join(
            f"{people.lapse(time):>{room}}" for time in times
        )
        orders = fitting(order_numbers(one.slowest), width - len(line) - 2) if is_wide else ""
        yield [(f"{line}  {orders}".rstrip(), Ink.PLAIN)]


def _heights(wait: OrderWait, by: str) -> list[str]:
    """The medians of the periods as heights, between the first and the last, where these are few."""
    if len(wait.periods) > _HEIGHTS:
        return []
    most = max(one.median for one in wait.periods) or 1
    heights = "".join(spark(max(round(1000 * one.median / most), 1), 1000) for one in wait.periods)
    first, last = wait.periods[0].name, wait.periods[-1].name
    return [f"{heights} {first}" if first == last else f"medians by {by} {first} {heights} {last}"]


def path_records(found: PathsFound) -> Iterator[dict[str, Any]]:
    """The paths as plain values; coverage comes first, as a row without steps."""
    yield {
        "steps": None,
        "orders": found.orders,
        "share": _share(found.with_steps, found.orders),
        "median_days": None,
        "refunded": None,
        "examples": None,
    }
    for path in found.paths:
        yield {
            "steps": " > ".join(path.steps) or "other",
            "orders": path.orders,
            "share": _share(path.orders, found.with_steps),
            "median_days": _days(path.median),
            "refunded": standing.sums(path.refunded) or None,
            "examples": ", ".join(order_numbers(path.examples)),
        }


def wait_columns(by: str) -> tuple[str, ...]:
    """The columns of `wait_records`, with that of the periods."""
    times = ("median_days", "average_days", "p90_days")
    return ("from", "to", by, "started", "orders", *times, "examples")


def wait_records(found: WaitsFound, *, by: str) -> Iterator[dict[str, Any]]:
    """The waits as plain values; coverage comes first, as a row of all orders without steps. For each pair a
    row of all its orders, whose year, month or weekday (`by`) is empty, and one a period.

    `started` is a pair's own coverage: the orders that had the first step.
    """
    yield {**dict.fromkeys(wait_columns(by)), "orders": found.orders}
    for wait in found.waits:
        yield {**_span(wait, {by: None}, wait), "started": wait.started}
        for one in wait.periods:
            yield _span(wait, {by: int(one.name) if by == "year" else one.name}, one)


def _span(wait: OrderWait, period: dict[str, Any], span: OrderWait | WaitsOfPeriod) -> dict[str, Any]:
    return {
        "from": wait.start.value,
        "to": wait.end.value,
        **period,
        "started": None,
        "orders": span.orders,
        "median_days": _days(span.median),
        "average_days": _days(span.average),
        "p90_days": _days(span.p90),
        "examples": ", ".join(order_numbers(span.slowest)),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _days(seconds: float) -> float:
    return round(seconds / _DAY, 3)
