"""The paths of orders and their waits: coverage first, then each with orders to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cli.render import people, safe
from cli.render.bars import percent, spark
from cli.render.layout import Line, flow
from cli.render.palette import ARROW, DOT, RULE, Ink, icon
from events.next_commands import look_at_order

if TYPE_CHECKING:
    from events.order_paths import OrderName, OrderPath, OrderWait, PathsFound, WaitsFound, WaitsOfYear

WIDEST = 120
PATH_COLUMNS = ("steps", "orders", "share", "median_days", "refunded", "examples")
WAIT_COLUMNS = ("from", "to", "year", "started", "orders", "median_days", "p90_days", "examples")
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
        yield from flow([(count, Ink.STRONG), *_steps(path)], width)
        parts = [f"median {people.lapse(path.median)}"] if len(path.steps) > 1 else []
        parts += [f"{money} back"] if (money := _money(path)) else []
        parts.append(_opens(path.examples))
        yield from _indented(f" {DOT} ".join(parts), width)


def _steps(path: OrderPath) -> Line:
    if not path.steps:
        return [("other paths", Ink.DIM)]
    line: Line = []
    for kind in path.steps:
        sign, ink = icon(kind)
        line += [(f" {RULE} ", Ink.DIM)] if line else []
        line.append((f"{sign} {kind.word}", ink))
    return line


def _money(path: OrderPath) -> str:
    sums = (f"{_plain(amount)} {code}".rstrip() for code, amount in sorted(path.refunded.items()))
    return safe.line(" + ".join(sums))


def _plain(amount: Decimal) -> str:
    return f"{amount:,f}"


def _opens(names: Sequence[OrderName]) -> str:
    """The command that opens the first order, and the numbers of the others."""
    numbers = [f"{name.shop}/{name.number}" if name.shop else name.number for name in names]
    if not names:
        return ""
    first = look_at_order(names[0].number, shop=names[0].shop)
    return safe.line(", ".join([first, *numbers[1:]]))


def _indented(text: str, width: int) -> Iterator[Line]:
    for line in flow([(text, Ink.DIM)], max(width - 17, 20)):
        yield [(" " * 17, Ink.PLAIN), *line]


def wait_lines(found: WaitsFound, *, width: int) -> Iterator[Line]:
    """The waits, each with its coverage, its years and the orders that waited longest."""
    width = min(width, WIDEST)
    yield [(people.counted(found.orders, "order"), Ink.STRONG)]
    for wait in found.waits:
        yield []
        yield from _wait(wait, width)
    if not found.waits:
        yield [("No order has two of the steps placed, paid, shipped, delivered, refunded.", Ink.PLAIN)]


def _wait(wait: OrderWait, width: int) -> Iterator[Line]:
    title = f"{wait.start.word} {ARROW} {wait.end.word}"
    share = percent(wait.orders, wait.started)
    covered = f"{wait.orders:,} of {wait.started:,} {wait.start.word} orders ({share})"
    yield from flow([(title, Ink.STRONG), (f"  {covered}", Ink.DIM)], width)
    facts = f"  median {people.lapse(wait.median)} {DOT} p90 {people.lapse(wait.p90)} {DOT} {_years(wait)}"
    yield from flow([(facts, Ink.PLAIN)], width)
    for year in wait.years if len(wait.years) > 1 else ():
        spans = f"{people.lapse(year.median):>12}{people.lapse(year.p90):>12}"
        yield [(f"  {year.year} {year.orders:>7,}{spans}", Ink.DIM)]
    yield from flow([("  longest: ", Ink.DIM), (_opens(wait.slowest), Ink.DIM)], width)


def _years(wait: OrderWait) -> str:
    """The medians of the years as heights, between the first year and the last."""
    most = max(year.median for year in wait.years) or 1
    heights = "".join(spark(max(round(1000 * year.median / most), 1), 1000) for year in wait.years)
    first, last = wait.years[0].year, wait.years[-1].year
    return f"{heights} {first}" if first == last else f"{first} {heights} {last}"


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
            "refunded": _money(path) or None,
            "examples": ", ".join(_numbers(path.examples)),
        }


def wait_records(found: WaitsFound) -> Iterator[dict[str, Any]]:
    """The waits as plain values: for each pair a row of all years, whose `year` is empty, and one a year."""
    for wait in found.waits:
        whole = _span(wait, year=None, span=wait)
        yield {**whole, "started": wait.started, "examples": ", ".join(_numbers(wait.slowest))}
        yield from (_span(wait, year=one.year, span=one) for one in wait.years)


def _span(wait: OrderWait, *, year: int | None, span: OrderWait | WaitsOfYear) -> dict[str, Any]:
    return {
        "from": wait.start.value,
        "to": wait.end.value,
        "year": year,
        "started": None,
        "orders": span.orders,
        "median_days": _days(span.median),
        "p90_days": _days(span.p90),
        "examples": None,
    }


def _numbers(names: Sequence[OrderName]) -> list[str]:
    return [f"{name.shop}/{name.number}" if name.shop else name.number for name in names]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _days(seconds: float) -> float:
    return round(seconds / _DAY, 3)
