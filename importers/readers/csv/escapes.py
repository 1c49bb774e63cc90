"""Whether a backslash escapes in a delimited text, as in what MySQL writes for SELECT … INTO OUTFILE.

The decision never hangs on one record: where one more or one fewer would turn it, and records that fit both
readings would come out differently, the text is refused and the user asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from importers.errors import AmbiguousEscapesError
from importers.evidence import Decision
from importers.readers.csv.stdlib import Strict

_ENOUGH = 4
"""A reading with this many more records than the other is proven, whatever becomes of one of them."""

_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class EscapeEvidence:
    """Numbers of sampled records. `needed` can be read only with escapes, `nulls` hold a cell `\\N`,
    `refuted` can be read only without escapes, `doubled` double their quotation marks, and `undecided` come
    out differently either way, such as `both`: the line, and a cell without and with escapes."""

    sampled: int
    needed: int
    nulls: int
    refuted: int
    doubled: int
    undecided: int
    both: tuple[int, str, str] = (0, "", "")

    @property
    def against(self) -> int:
        """How many records speak against escapes."""
        return self.refuted + self.doubled

    def decision(self, *, escaped: bool) -> Decision:
        """What was decided, as evidence."""
        plain, escapes = self.sampled - self.needed, self.sampled - self.refuted
        if escaped:
            names, fits, rival = ("backslash escapes", "plain backslashes fit"), escapes, plain
        else:
            names, fits, rival = ("plain backslashes", "backslash escapes needed by"), plain, self.needed
        return Decision(
            subject="escapes",
            chosen=names[0],
            fits=fits,
            sampled=self.sampled,
            rejected=names[1],
            rival_fits=rival,
        )


def weigh_escapes(plain: Sequence[Strict], escaped: Sequence[Strict], *, tabs: bool) -> EscapeEvidence:
    """Compare the two readings of one sample, record by record. `tabs`: the delimiter is a tab, between which
    a quotation mark is text to whoever escapes."""
    without, within = _fitting(plain), _fitting(escaped)
    needed = {span for span in within.keys() - without.keys() if b"\\" in within[span].raw}
    nulls = {span for span, one in within.items() if None in (one.cells or ())}
    refuted = {span for span in without.keys() - within.keys() if b"\\" in without[span].raw}
    doubled = {span for span, one in without.items() if not tabs and _doubles(one)}
    undecided = [span for span in without if span not in nulls and _differs(without[span], within.get(span))]
    unlike = [*undecided, *(nulls & without.keys())]
    both = next((_both(without[span], within[span]) for span in unlike), (0, "", ""))
    return EscapeEvidence(
        sampled=len([one for one in plain if one.cells != []]),
        needed=len(needed),
        nulls=len(nulls - needed),
        refuted=len(refuted),
        doubled=len(doubled - refuted),
        undecided=len(undecided),
        both=both,
    )


def decide_escapes(found: EscapeEvidence, *, name: str) -> bool:
    """Whether backslashes escape. Raises `AmbiguousEscapesError` where the evidence is not enough for records
    that would come out differently."""
    wanted, against = found.needed + found.nulls, found.against
    if not found.undecided and not (found.nulls and against):
        return found.needed > against or found.nulls > 0
    if wanted >= _ENOUGH and wanted >= _ENOUGH * against:
        return True
    if (found.needed <= 1 and not found.nulls) or against >= _ENOUGH * wanted:
        return False
    line, without, within = found.both
    raise AmbiguousEscapesError(name, line=line, plain=without, escaped=within)


def _fitting(records: Iterable[Strict]) -> dict[tuple[int, int], Strict]:
    """The records as wide as most are, by where in the sample they start and end."""
    found, at = [], 0
    for one in records:
        found.append(((at, at + len(one.raw)), one))
        at += len(one.raw)
    widths = Counter(len(one.cells) for _, one in found if one.cells and len(one.cells) > 1)
    width = max(widths, key=lambda width: widths[width], default=1)  # of several, that of the first record
    return {span: one for span, one in found if one.cells and len(one.cells) == width}


def _doubles(record: Strict) -> bool:
    return b'""' in record.raw and any('"' in (cell or "") for cell in record.cells or ())


def _differs(plain: Strict, escaped: Strict | None) -> bool:
    return escaped is not None and b"\\" in plain.raw and list(plain.cells or ()) != list(escaped.cells or ())


def _both(plain: Strict, escaped: Strict) -> tuple[int, str, str]:
    """The line, from 1, and the first cell that differs, as each reading has it."""
    pairs = zip(plain.cells or (), escaped.cells or (), strict=True)
    without, within = next((str(one), str(other)) for one, other in pairs if one != other)
    at = next((at for at, (one, other) in enumerate(zip(without, within, strict=False)) if one != other), 0)
    start = max(0, at - _SHOWN // 2)
    return plain.first_line + 1, without[start : start + _SHOWN], within[start : start + _SHOWN]
