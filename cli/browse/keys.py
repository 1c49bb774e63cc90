"""The keys of the full-screen interface, and the kinds of events that some of them choose."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding, BindingType

from events.vocabulary.kinds import Kind

CHOICES: Mapping[str, tuple[str, tuple[Kind, ...]]] = {
    "1": ("all", ()),
    "2": (
        "money",
        (
            Kind.AWAITING,
            Kind.AUTHORIZED,
            Kind.PAID,
            Kind.FAILED,
            Kind.VOIDED,
            Kind.REFUNDED,
            Kind.DISPUTED,
            Kind.DISPUTE_WON,
            Kind.DISPUTE_LOST,
        ),
    ),
    "3": (
        "goods",
        (Kind.PREPARING, Kind.SHIPPED, Kind.DELIVERED, Kind.UNDELIVERED, Kind.RETURNED, Kind.STOCK),
    ),
    "4": ("notes", (Kind.NOTE, Kind.CUSTOMER_NOTE)),
    "5": ("mails", (Kind.MAIL,)),
    "6": ("legacy", (Kind.LEGACY,)),
}
"""Which kinds of events a key leaves on the screen."""

BINDINGS: list[BindingType] = [
    Binding("slash", "search", "Search", key_display="/"),
    Binding("n", "add_note", "Note"),
    Binding("s", "source", "Source"),
    *(Binding(key, f"choose('{key}')", name.capitalize(), show=False) for key, (name, _) in CHOICES.items()),
    Binding("c", "correct", "Correct"),
    Binding("g", "jump", "Date"),
    Binding("y", "copy_id", "Copy id"),
    Binding("o", "open_link", "Link"),
    Binding("v", "unfold", "Unfold", show=False),
    Binding("m", "seek_next", "Next match", show=False),
    Binding("M", "seek_previous", "Previous match", show=False),
    Binding("r", "refresh", "Reload", show=False),
    Binding("question_mark", "keys", "Keys", key_display="?", priority=True),
    Binding("f1", "keys", "Keys", show=False, priority=True),
    Binding("q", "quit", "Quit"),
    Binding("escape", "results", "To what is found"),
    Binding("escape", "leave", "Back", show=False),
    Binding("down", "results", show=False),
]

_HELP = {
    "/": "search; in a timeline: find in it",
    "m M": "next, previous match in the timeline",
    "tab": "next part",
    "enter": "into the timeline",
    "esc": "back",
    "n": "add a note",
    "c": "correct the chosen note",
    "s": "original line of an imported event",
    "g": "go to a date",
    "y": "copy the event's id",
    "o": "open the link in the event, or the order's page",
    "v": "fold or unfold machines' runs",
    "1-6": ", ".join(name for name, _ in CHOICES.values()),
    "r": "reload",
    "? F1": "these keys",
    "q": "quit (ctrl+q anywhere)",
}


def help_text() -> str:
    """All keys with what they do, a line each."""
    return "\n".join(f"{key:<6} {what}" for key, what in _HELP.items())
