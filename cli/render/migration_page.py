"""The report on a migration as one page, to be signed off: no script, light and dark, ready to print."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape
from typing import TYPE_CHECKING, Any

from cli.render import charts, html, people, safe
from cli.render.stats_records import StatsView
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.statistics.order_paths import WaitsFound
    from importers.ledger.batches import BatchView

_STYLE = """
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { text-align: left; padding: .2rem .5rem .2rem 0; vertical-align: top; white-space: nowrap; }
th { color: var(--faint); font-weight: 400; } thead th { border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } td.name { min-width: 7.2rem; white-space: normal; }
td.wide { width: 40%; min-width: 5rem; }
svg { fill: var(--info); } svg.columns { width: 100%; height: auto; }
svg text { fill: var(--faint); font: 12px system-ui, sans-serif; } svg line { stroke: var(--rule); }
svg.bar { width: 100%; height: .7rem; }
@media (max-width: 600px) { svg.columns text { font-size: 18px; } }
.verdict { font-size: 1.15rem; font-weight: 600; }
code { font-size: .85rem; } .sign td { border-bottom: 1px solid var(--rule); height: 2.6rem; }
@media print { tr, svg { break-inside: avoid; } svg { print-color-adjust: exact; }
  .scroll { overflow: visible; } table { font-size: 8pt; } th, td { padding-right: .35rem; }
  td.name { min-width: 3rem; } svg.columns text { font-size: 14px; } }
"""


@dataclass(frozen=True, kw_only=True)
class Migration:
    """What the page shows. `present` has the number of events in the log by batch."""

    database: str
    batches: Sequence[BatchView]
    digests: dict[int, str]
    present: dict[int, int]
    counted: StatsView
    waits: WaitsFound
    now: datetime
    zone: tzinfo


def document(found: Migration) -> dict[str, Any]:
    """What is signed: every batch's account and file, and the numbers of events by kind and month."""
    stats = found.counted.stats
    return {
        "events": stats.events,
        "months": {month.name: month.events for month in stats.months},
        "kinds": {kind.name: kind.events for kind in sorted(stats.kinds, key=lambda kind: kind.name)},
        "batches": [
            {
                "id": batch.id,
                "status": batch.status,
                "source": batch.source,
                "shop": batch.shop,
                "file": batch.file,
                "sha256": found.digests.get(batch.id, ""),
                "in_log": found.present.get(batch.id, 0),
                **batch.counts,
            }
            for batch in found.batches
        ],
    }


def digest(found: Migration) -> str:
    """The SHA-256 of `document`, in 64 hex digits: equal as long as nothing of it changes."""
    text = json.dumps(document(found), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def chunks(found: Migration) -> Iterator[str]:
    """The page, a section at a time."""
    yield html.head("The migration of the order history", style=html.STYLE + _STYLE)
    yield from _summary(found)
    yield from _accounts(found)
    yield from _rejects(found.batches)
    yield from _months(found)
    yield from _kinds(found)
    yield from _waits(found.waits)
    yield from _authors(found)
    yield from _signature(found)
    yield "</body>\n</html>\n"


def _summary(found: Migration) -> Iterator[str]:
    stats = found.counted.stats
    span = f", {stats.first:%Y-%m-%d} to {stats.last:%Y-%m-%d}" if stats.first and stats.last else ""
    batches = [batch for batch in found.batches if batch.status != "undone"]
    rejected = sum(batch.counts["rejected"] for batch in batches)
    lost = [batch for batch in batches if found.present.get(batch.id, 0) < batch.counts["imported"]]
    undone = [batch for batch in batches if batch.status != "done"]
    incomplete = {batch.id for batch in [*lost, *undone]}
    verdict = "Every record of every import is accounted for."
    if incomplete:
        verdict = f"{people.counted(len(incomplete), 'import')} not complete: see below."
    events, imports = people.counted(stats.events, "event"), people.counted(len(batches), "import")
    yield f"<header><h1>The migration of the order history</h1><p>{events}{span}, from {imports}; "
    yield f"{people.counted(rejected, 'record')} rejected.</p></header>\n"
    yield f'<p class="verdict {"bad" if incomplete else "good"}">{verdict}</p>\n'


def _accounts(found: Migration) -> Iterator[str]:
    names = ("read", "imported", "duplicate", "changed", "skipped", "rejected")
    rows = [
        [
            _cell(str(batch.id), "n"),
            _cell(f"{batch.source}{f' ({batch.shop})' if batch.shop else ''}", "name"),
            _cell(batch.file, "name"),
            _cell(batch.status),
            *(_number(batch.counts[name]) for name in names),
            _number(found.present.get(batch.id, 0)),
        ]
        for batch in found.batches
    ]
    yield "<h2>What became of every record</h2>\n"
    yield _table(("#n", "source", "file", "status", *(f"{name}#n" for name in names), "in the log#n"), rows)
    yield '<p class="about">Read = imported + duplicate + changed + skipped + rejected. '
    yield "<code>events reconcile FILE</code> proves a file against the log, record by record.</p>\n"


def _rejects(batches: Iterable[BatchView]) -> Iterator[str]:
    rows = [
        [
            _cell(str(batch.id), "n"),
            _cell(group.code),
            _cell(f"{group.reason}; {group.fix}", "name"),
            _number(group.count),
        ]
        for batch in batches
        for group in batch.groups
    ]
    if rows:
        yield "<h2>Rejected records, by cause</h2>\n"
        yield _table(("batch#n", "code", "cause", "records#n"), rows)


def _months(found: Migration) -> Iterator[str]:
    points = [(month.name, month.events) for month in found.counted.stats.months]
    yield "<h2>Events by month</h2>\n"
    yield charts.columns(points, label="The number of events in each month, in UTC") + "\n"
    rows = [
        [_cell(f"{name}{f' ({shop})' if shop else ''}", "name"), _number(number)]
        for name, shop, number in found.counted.sources
    ]
    if found.counted.recorded:
        rows.append([_cell("recorded here", "name"), _number(found.counted.recorded)])
    yield _table(("source", "events#n"), rows)


def _kinds(found: Migration) -> Iterator[str]:
    kinds = found.counted.stats.kinds
    unknown = sum(kind.events for kind in kinds if kind.name == Kind.LEGACY)
    yield "<h2>What was understood</h2>\n"
    known = found.counted.stats.events - unknown
    yield f"<p>{known:,} events have a known meaning; {unknown:,} keep their text only.</p>\n"
    yield _bars([(Kind.parse(kind.name).word, kind.events) for kind in kinds])


def _waits(found: WaitsFound) -> Iterator[str]:
    rows = [
        [
            _cell(f"{wait.start.word} to {wait.end.word}", "name"),
            _number(wait.orders),
            _cell(people.lapse(wait.median), "n"),
            _cell(people.lapse(wait.p90), "n"),
        ]
        for wait in found.waits
    ]
    if rows:
        yield "<h2>How long orders took</h2>\n"
        yield _table(("", "orders#n", "median#n", "90 % within#n"), rows)


def _authors(found: Migration) -> Iterator[str]:
    stats = found.counted.stats
    yield "<h2>Who acted</h2>\n"
    yield _bars([(one.who.label if one.who else "the shop itself", one.events) for one in stats.authors])
    if stats.all_authors > len(stats.authors):
        yield f'<p class="about">The {len(stats.authors)} most active of {stats.all_authors:,}.</p>\n'


def _signature(found: Migration) -> Iterator[str]:
    local = found.now.astimezone(found.zone)
    yield "<h2>Sign-off</h2>\n<p>SHA-256 of the accounts, files and counts above: "
    yield f"<code>{digest(found)}</code></p>\n"
    yield '<table class="sign"><tr><td>Accepted by</td><td></td><td>Date</td><td></td></tr></table>\n'
    yield f"<footer><p>Made {local:%Y-%m-%d %H:%M} {escape(str(found.zone))} from {_safe(found.database)}. "
    yield "Months and dates are in UTC.</p></footer>\n"


def _bars(points: Sequence[charts.Point]) -> str:
    most = max((number for _, number in points), default=0)
    rows = [
        [_cell(name, "name"), _number(number), f'<td class="wide">{charts.bar(number, most)}</td>']
        for name, number in points
    ]
    return _table(("", "events#n", ""), rows)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table that scrolls within itself on a phone. `#n` marks the titles of numbers."""
    heads = "".join(map(_title, titles))
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows)
    head = f"<thead><tr>{heads}</tr></thead>"
    return f'<div class="scroll"><table>{head}\n<tbody>{body}</tbody></table></div>\n'


def _title(text: str) -> str:
    kind = ' class="n"' if text.endswith("#n") else ""
    return f"<th{kind}>{text.removesuffix('#n')}</th>"


def _cell(text: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f"<td{attribute}>{_safe(text)}</td>"


def _number(number: int) -> str:
    return f'<td class="n">{number:,}</td>'


def _safe(text: str) -> str:
    return escape(safe.line(text))
