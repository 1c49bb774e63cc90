"""Charts as inline SVG: no script, no style of their own but classes, readable without colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

Point = tuple[str, int]
"""A name and a number."""

_WIDTH, _HEIGHT, _ROOM = 720, 150, 18
_MOST = 120
"""More columns than these are too narrow, so their months are added up to years."""


def columns(points: Sequence[Point], *, label: str) -> str:
    """Numbers of months (2020-11), by date, as columns; the first, the last and the highest are named."""
    if not points:
        return ""
    points = _with_gaps(points)
    points = _by_year(points) if len(points) > _MOST else points
    most = max(number for _, number in points) or 1
    return (
        f'<svg class="columns" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{''.join(_columns(points, most))}{''.join(_names(points, most))}</svg>"
    )


def _columns(points: Sequence[Point], most: int) -> Iterator[str]:
    step = _WIDTH / len(points)
    for place, (name, number) in enumerate(points):
        height = (_HEIGHT - 2 * _ROOM) * number / most
        y = _HEIGHT - _ROOM - height
        width = max(step - 1, 0.6)
        yield (
            f'<rect x="{place * step:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}">'
            f"<title>{escape(name)}: {number:,}</title></rect>"
        )


def _names(points: Sequence[Point], most: int) -> Iterator[str]:
    step = _WIDTH / len(points)
    yield f'<line x1="0" y1="{_HEIGHT - _ROOM}" x2="{_WIDTH}" y2="{_HEIGHT - _ROOM}"/>'
    yield f'<text x="0" y="{_HEIGHT - 3}">{escape(points[0][0])}</text>'
    if len(points) > 1:
        yield f'<text x="{_WIDTH}" y="{_HEIGHT - 3}" text-anchor="end">{escape(points[-1][0])}</text>'
    place = next(place for place, (_, number) in enumerate(points) if number == most)
    middle = min(max((place + 0.5) * step, 60), _WIDTH - 60)
    highest = f"{escape(points[place][0])}: {most:,}"
    yield f'<text x="{middle:.0f}" y="{_ROOM - 5}" text-anchor="middle">{highest}</text>'


def _with_gaps(points: Sequence[Point]) -> list[Point]:
    """The months from the first to the last, those without a number as 0."""
    known = dict(points)
    first, last = (int(name[:4]) * 12 + int(name[5:]) - 1 for name in (points[0][0], points[-1][0]))
    months = (f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1))
    return [(month, known.get(month, 0)) for month in months]


def _by_year(points: Sequence[Point]) -> list[Point]:
    years: dict[str, int] = {}
    for name, number in points:
        years[name[:4]] = years.get(name[:4], 0) + number
    return list(years.items())


def bar(number: int, most: int) -> str:
    """A number as the length of a bar, beside the number itself."""
    width = 100 * number / most if most else 0
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{max(width, 0.5 if number else 0):.2f}" height="8"/></svg>'
    )
