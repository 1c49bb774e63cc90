"""An independent model of imports, for state machines: what a log has to contain after each step."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

Key = tuple[object, ...]
Content = tuple[str, ...]
GOOD_DATES = {
    "2020-01-01 10:00:00": 1577872800_000000,
    "2020-01-02": 1577923200_000000,
    "2020-02-03T04:05:06+02:00": 1580695506_000000,
}


@dataclass
class Model:
    """The records of one source by identity: their content, and the batch that imported them."""

    known: dict[Key, tuple[Content, int]] = field(default_factory=dict)

    def bring(self, lines: Iterable[str], batch: int, *, most: int | None = None) -> Counter[str]:
        """Import lines, up to the reject that is one more than `most`; returns how many had which outcome."""
        account: Counter[str] = Counter()
        in_file: dict[Key, Content] = {}
        seen: Counter[Content] = Counter()
        for line in lines:
            fate = self._fate(line, batch, in_file, seen)
            if fate == "rejected" and most is not None and account["rejected"] == most:
                break
            account.update(["read", fate])
        return account

    def undo(self, batch: int) -> None:
        self.known = {key: kept for key, kept in self.known.items() if kept[1] != batch}

    def events(self) -> list[tuple[int, str, int, str]]:
        """Batch, order, moment and message of every event."""
        return sorted(
            (batch, order, GOOD_DATES[date], message)
            for (date, order, _, message), batch in self.known.values()
        )

    def _fate(self, line: str, batch: int, in_file: dict[Key, Content], seen: Counter[Content]) -> str:
        cells = next(csv.reader([line]))
        if len(cells) != 5 or '"x' in line:
            return "rejected"
        identity, order, date, author, message = cells
        if not order or not message or date not in GOOD_DATES:
            return "rejected"
        content = (date, order, "" if author == "0" else author, message)
        if not identity:
            seen.update([content])
        key: Key = (identity,) if identity else (content, seen[content])
        if key in in_file:
            return "duplicate" if in_file[key] == content else "rejected"
        in_file[key] = content
        if key not in self.known:
            self.known[key] = content, batch
            return "imported"
        return "duplicate" if self.known[key][0] == content else "changed"
