"""What a log should hold, told independently: a dictionary, and a loop over lines."""

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
    """The records of one source, by their identity: what they say, and which batch brought them."""

    known: dict[Key, tuple[Content, int]] = field(default_factory=dict)

    def bring(self, lines: Iterable[str], batch: int, *, most: int | None = None) -> Counter[str]:
        """Take lines in, up to the reject that is one more than `most`; gives the account."""
        account: Counter[str] = Counter()
        told: dict[Key, Content] = {}
        seen: Counter[Content] = Counter()
        for line in lines:
            fate = self._fate(line, batch, told, seen)
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

    def _fate(self, line: str, batch: int, told: dict[Key, Content], seen: Counter[Content]) -> str:
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
        if key in told:
            return "duplicate" if told[key] == content else "rejected"
        told[key] = content
        if key not in self.known:
            self.known[key] = content, batch
            return "imported"
        return "duplicate" if self.known[key][0] == content else "changed"
