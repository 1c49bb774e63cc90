"""Events as one self-contained page: no script, nothing loaded from elsewhere, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import groupby

from cli.event_view import EventView
from cli.render import people
from cli.render.layout import Line
from cli.render.links import address_of
from cli.render.page import Page, PageLayout
from cli.render.palette import Ink
from cli.render.timeline import QUIET_DAYS, badge, meta, sentence_of, sign_of

STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #ffffff; --faint: #5f5f5f; --rule: #d0d0d0;
  --good: #00604a; --bad: #a34700; --info: #005a9c; --note: #870a6c; --legacy: #55558a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #16181a; --faint: #a0a0a0;
  --rule: #3a3d40; --good: #3fcfa6; --bad: #ff9a4d; --info: #6cb8ff; --note: #f0a3d3; --legacy: #b0b0e6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 56rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--rule); }
header p { margin: .15rem 0; }
.state > span { margin-right: 1.2em; white-space: nowrap; font-weight: 600; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 3.6rem 1.6rem 1fr; gap: .1rem .3rem; padding: .3rem 0; }
li > div { grid-column: 3; }
time, .about, .silence, footer { color: var(--faint); }
time { font-variant-numeric: tabular-nums; }
.about, footer { font-size: .85rem; } footer { margin-top: 2rem; }
.kind { font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); } .info { color: var(--info); }
.note { color: var(--note); } .legacy { color: var(--legacy); } .strong, .badge { font-weight: 600; }
a { color: inherit; }
p { margin: 0; unicode-bidi: plaintext; white-space: pre-wrap; }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --faint: #444; --rule: #999;
  --good: #00604a; --bad: #a34700; --info: #005a9c; --note: #870a6c; --legacy: #55558a; }
  body { max-width: none; padding: 0; font-size: 10pt; } li { break-inside: avoid; }
  h2 { break-after: avoid; }
  @page { margin: 18mm 15mm; @bottom-right { content: counter(page) " / " counter(pages);
    font: 8pt sans-serif; color: #444; } } }
"""


def head(title: str, *, style: str) -> str:
    """The start of a page, up to its body: nothing is loaded from elsewhere, and no script runs."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )


def chunks(page: Page) -> Iterator[str]:
    """The page, a day at a time."""
    title = _line([(text, Ink.PLAIN) for text, _ in page.header[0]], page.layout) if page.header else "Events"
    yield f"{head(page.title, style=STYLE)}<header>\n<h1>{title}</h1>\n"
    yield "".join(f"<p>{_line(line)}</p>\n" for line in page.details)
    if page.state:
        yield '<p class="state">' + " ".join(f"<span>{_line(part)}</span>" for part in page.state) + "</p>\n"
    yield "".join(f"<p>{_line(line)}</p>\n" for line in page.extent)
    yield "</header>\n"
    yield from _days(page)
    note = page.note()
    made = page.layout.now.astimezone(page.layout.zone)
    redacted = " E-mails and the names that the log knows are hidden behind pseudonyms." if page.hide else ""
    yield f"<footer><p>{escape(f'{note} ' if note else '')}Made {made:%Y-%m-%d %H:%M}, times in "
    yield f"{escape(str(page.layout.zone))}.{redacted}</p></footer>\n</body>\n</html>\n"


def _days(page: Page) -> Iterator[str]:
    before: date | None = None
    for day, events in groupby(page.events, lambda view: page.layout.local(view).date()):
        quiet = abs((day - before).days) if before and page.layout.silences else 0
        if quiet >= QUIET_DAYS:
            yield f'<p class="silence">{people.span(quiet)} of silence</p>\n'
        before = day
        yield f"<section>\n<h2>{people.day(day)}</h2>\n<ol>\n"
        yield from (_event(view, page.layout) for view in events)
        yield "</ol>\n</section>\n"


def _event(view: EventView, layout: PageLayout) -> str:
    local, (sign, ink) = layout.local(view), sign_of(view)
    said = "".join(f"<p>{_line(line)}</p>" for line in sentence_of(view))
    whose = _line(badge(view, layout.badges), layout).strip()
    kind = f'<span class="{f"kind {ink.value}".strip()}">{view.meaning.display_kind.word}</span>'
    return (
        f'<li id="{view.entry.id}"><time datetime="{local.isoformat()}">{local:%H:%M}</time>'
        f'<span class="{ink.value or "plain"}" aria-hidden="true">{sign}</span>'
        f"<div>{f'{whose} ' if whose else ''}{said}"
        f'<div class="about">{kind} · {_line(meta(view, tagged=False, names_kind=False))}</div></div></li>\n'
    )


def _line(line: Line, layout: PageLayout | None = None) -> str:
    """Safe text, escaped; what its ink says becomes a class, and an order a link if there is a template."""
    return "".join(_span(text, ink, address_of(text, layout.link if layout else "")) for text, ink in line)


def _span(text: str, ink: Ink, address: str) -> str:
    shown = f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)
    return f'<span class="{ink.value}">{shown}</span>' if ink not in (Ink.PLAIN, Ink.DIM) else shown
