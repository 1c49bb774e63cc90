"""Taking a person's e-mail and names out of texts, JSON and raw bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from importers.readers.codec_name import record_encoding

FORGOTTEN = "(forgotten)"
"""What stands where a person's e-mail or name stood."""


@dataclass(frozen=True, kw_only=True)
class Scrubber:
    """`everywhere` are needles that can only mean this person: e-mails and names of several words. `near`
    are single words, which are looked for only in what is theirs."""

    emails: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def everywhere(self) -> list[str]:
        """Return the e-mails and the names of several words, e-mails first."""
        return [*self.emails, *(name for name in self.names if _is_telling(name))]

    @property
    def near(self) -> list[str]:
        """Numbers are left out: a parcel's 17 is not the author 17."""
        return [name for name in self.names if not _is_telling(name) and not name.isdecimal()]

    def text(self, text: str, *, is_theirs: bool = False) -> str:
        """Replace the person in `text` with `FORGOTTEN`; single-word names only where it `is_theirs`."""
        return self._pattern(is_theirs).sub(FORGOTTEN, text)

    def value(self, value: Any, *, is_theirs: bool = False) -> Any:
        """A JSON value with all its texts, the keys of objects too, scrubbed."""
        if isinstance(value, str):
            return self.text(value, is_theirs=is_theirs)
        if isinstance(value, list):
            return [self.value(item, is_theirs=is_theirs) for item in value]
        if isinstance(value, dict):
            return {
                self.text(key, is_theirs=is_theirs): self.value(item, is_theirs=is_theirs)
                for key, item in value.items()
            }
        return value

    def raw(self, raw: bytes, encodings: Iterable[str]) -> bytes:
        """Bytes of a file, read in the first of the encodings that names the person or restores the bytes."""
        for encoding in (*encodings, "utf-8", "latin-1"):
            try:
                codec = record_encoding(encoding)
                text = raw.decode(codec)
                scrubbed = self.text(text)
                if scrubbed != text or text.encode(codec) == raw:
                    return scrubbed.encode(codec)
            except (UnicodeError, LookupError):
                continue
        return raw

    def spellings(self) -> list[str]:
        """What to search a column for: each needle as it is, and as JSON may escape it."""
        return list(dict.fromkeys(form for one in self.everywhere for form in (one, json.dumps(one)[1:-1])))

    def _pattern(self, is_theirs: bool) -> re.Pattern[str]:
        return _pattern(self.emails, tuple(self.everywhere[len(self.emails) :] + self.near * is_theirs))


def _pattern(emails: Sequence[str], names: Sequence[str]) -> re.Pattern[str]:
    # An address that is part of a longer one is somebody else's.
    ways = [rf"(?<![\w.+-]){re.escape(email)}(?![\w-])(?!\.\w)" for email in emails]
    ways += [rf"(?<!\w){re.escape(name)}(?!\w)" for name in names]
    return re.compile("|".join(ways), re.IGNORECASE)


def _is_telling(name: str) -> bool:
    return len(name.split()) > 1
