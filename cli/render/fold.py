"""Folds runs of machine events into one: five e-mails, four changes of status."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from cli.event_view import EventView
from cli.render import safe
from cli.render.layout import clip
from cli.render.people import counted
from cli.render.sentences import title
from events.meaning.part_states import state_of_part
from events.vocabulary.kinds import Kind

LEAST = 3
"""Fewer in a row are shown as they are."""
_NAMED = 6
_LABEL = 30
_LONGEST = 160
"""A machine's message is short; a longer one was written by somebody, and is not folded away."""
_NOUNS = {Kind.MAIL: "e-mail", Kind.STATUS: "status change", Kind.STOCK: "stock change"}


@dataclass(kw_only=True)
class Run:
    """Consecutive events that are shown as one. Keeps labels and a count, not the events."""

    first: EventView
    last: EventView
    kind: Kind
    count: int = 0
    labels: list[str] = field(default_factory=list)

    def add(self, view: EventView) -> None:
        """Add an event to the run: count it, and keep its label if it is among the first."""
        self.count += 1
        self.last = view
        if len(self.labels) < _NAMED:
            self.labels.append(_label(view, self.kind, first=self.count == 1))

    @property
    def sentence(self) -> str:
        """The run in words."""
        between = " → " if self.kind is Kind.STATUS else ", "
        more = f"{between}and {self.count - _NAMED:,} more" if self.count > _NAMED else ""
        return f"{counted(self.count, _NOUNS[self.kind])}: {between.join(self.labels)}{more}"


def folded(events: Iterable[EventView], place: Callable[[EventView], Hashable]) -> Iterator[EventView | Run]:
    """`events` with runs of `LEAST` or more machine events of one kind, in one place, as a `Run` each."""
    waiting: list[EventView] = []
    run: Run | None = None
    key: Hashable = None
    for view in events:
        kind = _machine_kind(view)
        here = (kind, place(view)) if kind else None
        if here != key or kind is None:
            yield from [run] if run else waiting
            waiting, run, key = [], None, here
        if kind is None:
            yield view
        elif run is not None:
            run.add(view)
        else:
            waiting.append(view)
            if len(waiting) == LEAST:
                run = Run(first=waiting[0], last=view, kind=kind)
                for one in waiting:
                    run.add(one)
    yield from [run] if run else waiting


def _machine_kind(view: EventView) -> Kind | None:
    kind = view.meaning.kind
    message = view.entry.message or ""
    if kind not in _NOUNS or len(message) > _LONGEST:
        return None
    if kind is Kind.STATUS and state_of_part(message) is not None:
        return None  # it follows no other: the payment's state stands beside that of the order
    user = view.entry.user
    by_machine = view.entry.type.value == "email_sent" or user is None or user.is_machine
    return kind if by_machine else None


def _label(view: EventView, kind: Kind, *, first: bool) -> str:
    entry, meaning = view.entry, view.meaning
    if kind is Kind.STATUS:
        start = f"{meaning.before} → " if first and meaning.before else ""
        return safe.line(start + (meaning.after or (entry.message or "")[:_LABEL]))
    if entry.type.value == "email_sent":
        return safe.line(entry.parameters.get("email_type", "")).replace("_", " ")
    return clip(title(view)[0], _LABEL)
