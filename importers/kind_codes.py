"""Classifies an import's messages for a log that stores kinds, in the thread that reads ahead."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from importers.record_frame import KIND_CODE
from importers.whole_columns import with_whole

if TYPE_CHECKING:
    from importers.transform import TransformedChunk

NEW = 250
"""Templates classified for each chunk, so that free text does not hold up an import: who reads it by kind
first classifies the rest."""

FREE_TEXT = 0.8
"""Where a larger share of a chunk's messages is not classified, its text is free."""

SKIPPED = 7
"""How many chunks after one of free text are not classified: who reads the log by kind does that."""

_MOST = 50_000
"""Templates that are remembered."""


def with_kinds(chunks: Generator[TransformedChunk], *, after: int | None) -> Generator[TransformedChunk]:
    """The chunks, with the codes of their messages' kinds where they hold records above number `after`, if
    that is given: to load all that understands messages takes a tenth of a second."""
    with closing(chunks):
        codes = None
        for chunk in chunks:
            if after is None or chunk.chunk.last_record <= after:
                yield chunk
                continue
            codes = codes or TemplateCodes()
            yield _classified(chunk, codes) if _is_plain(chunk) else chunk


def _is_plain(chunk: TransformedChunk) -> bool:
    """Whether all is said by messages, and most of it may be new."""
    given = chunk.records.select("type", "parameters").null_count().row(0)
    return chunk.good.new is not None and set(given) == {chunk.records.height}


def _classified(chunk: TransformedChunk, codes: TemplateCodes) -> TransformedChunk:
    import polars as pl

    frame = chunk.good.frame
    found = codes.of(frame["message"].cast(pl.Binary).to_list(), frame["kind"].to_list())
    if found is None:
        return chunk
    column = pl.Series(KIND_CODE, found, dtype=pl.UInt8)
    return replace(chunk, good=chunk.good.with_frame(with_whole(frame, column)))


class TemplateCodes:
    """Codes of messages. Classifies each template once, and at most `most_new` new templates of a chunk."""

    def __init__(self, most_new: int = NEW) -> None:
        self._most_new = most_new
        self._known: dict[tuple[bytes, str | None], int] = {}
        self._skipped = 0

    def of(self, messages: Sequence[bytes], words: Sequence[str | None]) -> list[int] | None:
        """The codes of legacy messages in UTF-8, each with the word of its record: 0 where one would take
        time; None after messages most of which were like no others."""
        from events.meaning.kind_codes import all_masked

        if self._skipped:
            self._skipped -= 1
            return None
        found = list(map(self._known.get, zip(all_masked(messages), words, strict=True)))
        if None in found:
            self._add_new(found, messages, words)
        return cast("list[int]", found)

    def _add_new(
        self, found: list[int | None], messages: Sequence[bytes], words: Sequence[str | None]
    ) -> None:
        """Put in the codes of messages whose templates were not known."""
        from events.meaning.kind_codes import masked_bytes

        places = [place for place, code in enumerate(found) if code is None]
        keys = [(masked_bytes(messages[place]), words[place]) for place in places]
        new = dict.fromkeys(keys, 0)
        for key in [*new][: self._most_new]:
            new[key] = self._classified(*key)
        for place, key in zip(places, keys, strict=True):
            found[place] = new[key]
        if found.count(0) > len(found) * FREE_TEXT:
            self._skipped = SKIPPED

    def _classified(self, template: bytes, word: str | None) -> int:
        """The code of a template that is new, which is remembered. A message's kind does not depend on which
        digits it has, so a template means what its messages mean."""
        from events.meaning.classify import OTHER
        from events.meaning.kind_codes import SHORT, stored_code

        text = template.decode()
        code = stored_code(OTHER, text, word)
        if len(text) <= SHORT and len(self._known) < _MOST:
            self._known[template, word] = code
        return code
