"""Which of the log's events an export's notes are: another note may correct one of them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection

_EXPORTED = re.compile(r"([oc])([0-9]{1,18})")


class ExportedNotes:
    """Pairs of ids, in the export and in the log: 16 bytes for each note."""

    def __init__(self) -> None:
        self._exported, self._in_log = array("q"), array("q")

    def add(self, exported: str, event: int) -> None:
        """Remember which event of the log a note is. Its id is below 0 for a customer's event."""
        number = _number(exported)
        if number is not None:
            self._exported.append(number)
            self._in_log.append(event)

    def events_of(self, exported: Collection[str]) -> dict[str, int]:
        """The log's events that these exported notes are, as far as they are known."""
        wanted = {_number(one): one for one in exported}
        pairs = zip(self._exported, self._in_log, strict=True)
        return {wanted[number]: event for number, event in pairs if number in wanted}


def _number(exported: str) -> int | None:
    """The number of an exported event's id, below 0 for a customer's event; None where it was edited."""
    found = _EXPORTED.fullmatch(exported)
    return None if found is None else int(found[2]) * (1 if found[1] == "o" else -1)
