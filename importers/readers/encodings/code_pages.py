"""Choosing a code page: chardet ranks the candidates, our own judgement of words decides between them.

chardet is used here only. It never sees ASCII or valid UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from importers.readers.encodings.alphabets import language_share
from importers.readers.encodings.decision import EncodingDecision
from importers.readers.encodings.plausibility import plausibility
from importers.readers.encodings.runs import phrases_beyond_ascii, words_beyond_ascii

CANDIDATES = (
    "cp1252", "iso8859-15", "iso8859-1", "cp850", "cp437", "cp858", "mac-roman", "cp865", "cp861",
    "cp1250", "iso8859-2", "cp852", "mac-latin2", "cp1251", "iso8859-5", "cp866", "cp855", "koi8-r", "koi8-u",
    "mac-cyrillic", "cp1253", "iso8859-7", "cp737", "cp1254", "iso8859-9", "cp857", "cp1255", "iso8859-8",
    "cp862", "cp1256", "iso8859-6", "cp720", "cp864", "cp1257", "iso8859-13", "cp775", "cp1258", "cp874",
    "big5", "big5hkscs", "gb18030", "cp949", "cp932", "euc_jp",
    "iso8859-4", "iso8859-10", "iso8859-16", "iso8859-3", "iso8859-14", "cp860", "cp863", "hp-roman8",
    "mac-iceland", "mac-turkish", "mac-greek", "cp869", "cp1125", "kz1048", "ptcp154", "johab",
)  # fmt: skip
"""Of several that give the same text, the first is taken."""

_VERY_RARE = CANDIDATES[CANDIDATES.index("iso8859-4") :]
_RARE = {
    **dict.fromkeys(_VERY_RARE, 0.3),
    "mac-latin2": 0.4, "cp775": 0.4, "cp861": 0.4, "cp865": 0.8, "cp737": 0.8, "cp720": 0.8, "cp864": 0.6,
    "cp862": 0.8, "cp855": 0.7, "mac-cyrillic": 0.8, "cp1258": 0.5,
}  # fmt: skip
_CHARDET_NAMES = {"big5": "big5hkscs", "euc_jp": "euc_jis_2004"}
"""Where chardet's name is that of a superset."""

_BASE = 0.003
"""Added to chardet's confidence, which may be zero for both where only signs differ."""

_PLAUSIBLE = 0.8
_RIVAL = 0.1
"""A reading that is this many times as likely as the best one is compared with it word by word."""

_NEEDED = {1: 3.0, 2: 2.5, 3: 2.0, 4: 1.7}
_NEEDED_BEYOND = 1.4
"""How many times likelier the best reading must be, by the number of words in which two readings differ."""

_FEW_WORDS = 4
_NEEDED_OF_FEW = 12.0
_NEEDED_OF_ONE = 100.0
"""The same where the whole input has few words with characters beyond ASCII, or only one."""

_USUAL = "cp1252"
"""By far the most frequent code page: one word is evidence enough for it."""

_COMMAS = str.maketrans("ŞşŢţ", "ȘșȚț")
"""Romanian letters with the cedilla of cp1250 and with the comma of iso-8859-16: the same bytes."""

_EXAMPLE, _BEFORE = 60, 40
"""How many characters of a line are shown, and how many of them before what differs."""

_SHOWN = 4
"""No more readings than this are named where none is certain."""

_SAMPLE_BYTES = 16 * 1024
# Bytes that no encoding of two bytes a character uses as a second one separate phrases.
_CONTROL = re.compile("[\x80-\x9f]")
_DAMAGED = 0.2
"""Up to this share of phrases may be undecodable in an encoding that is still considered."""


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """A candidate's reading of the sampled phrases.

    `score` is only comparable within one sample. `fit` is how well the text reads, however rare the encoding
    is: chardet's confidence, signs and letters.
    """

    encoding: str
    phrases: tuple[bytes, ...]
    text: str
    score: float
    fit: tuple[float, float, float]

    def reads_better_than(self, other: _Reading) -> bool:
        """Whether the text reads better in some respect, and in none worse."""
        return self.fit != other.fit and all(one >= two for one, two in zip(self.fit, other.fit, strict=True))


def choose_code_page(lines: Sequence[bytes]) -> EncodingDecision:
    """The code page of `lines`, each of which has bytes beyond ASCII; without a name where none fits."""
    sample = _sampled(lines)
    readings = sorted(_readings(sample), key=lambda one: -one.score)
    if not readings:
        return EncodingDecision(encoding="", lines=len(lines))
    best, *others = readings
    compared = {one.encoding: _margin(best, one) for one in others if one.score >= _RIVAL * best.score}
    margins = {name: found for name, found in compared.items() if found[0] != float("inf")}
    rival = min(margins, key=lambda name: margins[name][0] / margins[name][1], default="")
    better = {one.encoding for one in others if one.encoding in margins and one.reads_better_than(best)}
    better |= {one.encoding for one in others if one.encoding in margins and _differ_in_commas(best, one)}
    uncertain = [name for name, (margin, needed) in margins.items() if margin < needed or name in better]
    return EncodingDecision(
        encoding=best.encoding,
        lines=len(lines),
        fitting=sum(_fits(line, best.encoding) for line in lines),
        margin=margins[rival][0] if rival else 0.0,
        runner_up=rival,
        rivals=_examples(lines, [best.encoding, *uncertain][:_SHOWN]) if uncertain else (),
    )


def _sampled(lines: Sequence[bytes]) -> list[bytes]:
    """Distinct phrases of a bounded size: first those that bring a byte not seen so far, then the others."""
    distinct = dict.fromkeys(phrase.strip() for line in lines for phrase in phrases_beyond_ascii(line))
    new = list(_with_new_bytes(distinct))
    taken, size = [], 0
    for phrase in dict.fromkeys((*new, *distinct)):
        if size < _SAMPLE_BYTES:
            taken.append(phrase[:_SAMPLE_BYTES])
            size += len(phrase)
    return taken


def _with_new_bytes(phrases: Iterable[bytes]) -> Iterator[bytes]:
    seen: set[int] = set()
    for phrase in phrases:
        if not seen.issuperset(phrase):
            seen.update(phrase)
            yield phrase


def _readings(phrases: list[bytes]) -> Iterator[_Reading]:
    """Plausible readings, each text once, under the first name that gives it."""
    by_phrases: dict[tuple[bytes, ...], list[str]] = {}
    for name in CANDIDATES:
        decodable = tuple(one for one in phrases if _decoded(one, name) is not None)
        if len(phrases) - len(decodable) <= len(phrases) * _DAMAGED or len(decodable) == len(phrases) > 0:
            by_phrases.setdefault(decodable, []).append(name)
    seen: set[str] = set()
    for decodable, names in by_phrases.items():
        confidences = _confidences(b"\n".join(decodable), names)
        for name in names:
            text = b"\n".join(decodable).decode(name)
            fit = (confidences[name], plausibility(text), language_share(text))
            if text not in seen and (score := _score(text, name, fit)):
                seen.add(text)
                kept = len(decodable) / len(phrases)
                yield _Reading(encoding=name, phrases=decodable, text=text, score=score * kept**8, fit=fit)


def _confidences(data: bytes, names: Sequence[str]) -> dict[str, float]:
    """chardet's confidence in each of `names`: 0.0 for those it rules out."""
    import chardet

    found = chardet.detect_all(
        data,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=[*(_CHARDET_NAMES.get(name, name) for name in names), "utf-8"],
        no_match_encoding="utf-8",  # which it is not
    )
    known = {str(one["encoding"]): float(one["confidence"]) for one in found}
    return {name: known.get(_CHARDET_NAMES.get(name, name), 0.0) for name in names}


def _score(text: str, name: str, fit: tuple[float, float, float]) -> float:
    """How likely a reading is; 0.0 for one that is not plausible."""
    confidence, sound, language = fit
    if sound < _PLAUSIBLE or language < _PLAUSIBLE or _CONTROL.search(text):
        return 0.0
    return (confidence + _BASE) * sound**6 * language**4 * _RARE.get(name, 1.0)


def _margin(best: _Reading, other: _Reading) -> tuple[float, float]:
    """How many times likelier the best reading is than another, and how many times it has to be.

    The whole text counts, and again the words that the two read differently.
    """
    others = frozenset(other.phrases)
    common = [one for one in best.phrases if one in others]
    words = sorted({word for one in common for word in words_beyond_ascii(one)})
    differ = [word for word in words if _decoded(word, best.encoding) != _decoded(word, other.encoding)]
    if not differ:  # the other one reads less, and nothing else
        return float("inf"), 1.0
    first, second = _compared(differ, best.encoding, other.encoding)
    return (best.score / other.score) ** 2 * first / second, _needed(
        best, words=len(words), differ=len(differ)
    )


def _differ_in_commas(best: _Reading, other: _Reading) -> bool:
    """Whether nothing but the marks below Romanian letters distinguishes two readings."""
    return best.text.translate(_COMMAS) == other.text.translate(_COMMAS)


def _needed(best: _Reading, *, words: int, differ: int) -> float:
    if words > _FEW_WORDS:
        return _NEEDED.get(differ, _NEEDED_BEYOND)
    return _NEEDED_OF_ONE if words == 1 and best.encoding != _USUAL else _NEEDED_OF_FEW


def _compared(words: Sequence[bytes], first: str, second: str) -> tuple[float, float]:
    """The scores of two readings of `words`, judged by the characters in which they differ."""
    data = b"\n".join(words)
    confidences = _confidences(data, (first, second))
    texts = [data.decode(name, "replace") for name in (first, second)]
    places = None
    if len(texts[0]) == len(texts[1]):
        places = {at for at, (one, other) in enumerate(zip(*texts, strict=True)) if one != other}
    scores = [
        (confidences[name] + _BASE)
        * max(plausibility(text, places=places), 0.01) ** 3
        * max(language_share(text), 0.01)
        * _RARE.get(name, 1.0)
        for name, text in zip((first, second), texts, strict=True)
    ]
    return scores[0], scores[1]


def _examples(lines: Sequence[bytes], names: Sequence[str]) -> list[tuple[str, str]]:
    """The line that most of the encodings read differently, as each of them does, from shortly before the
    first letter that differs."""
    line = max(lines[:1000], key=lambda one: len({one.decode(name, "replace") for name in names}))
    texts = [line.decode(name, "replace") for name in names]
    differ = (at for at, letters in enumerate(zip(*texts, strict=False)) if len({*letters}) > 1)
    start = max(0, next(differ, 0) - _BEFORE)
    return [(name, text[start : start + _EXAMPLE]) for name, text in zip(names, texts, strict=True)]


def _fits(line: bytes, encoding: str) -> bool:
    text = _decoded(line, encoding)
    return text is not None and plausibility(text) >= 0.5


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
