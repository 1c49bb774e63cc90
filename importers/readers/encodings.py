"""Which encoding a text is in: UTF-8 where it fits, else the code page that makes words of its letters."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable

from importers.readers.streams import HEAD_BYTES

WESTERN = "cp1252"
_CODE_PAGES = (WESTERN, "cp1250", "iso8859-2", "cp1251", "cp1254", "mac-roman", "cp850", "koi8-r")
"""Likeliest first: where two read a text equally well, the first is taken."""

_LETTERS = tuple(
    frozenset(letters + letters.upper()) - frozenset(map(chr, range(128)))
    for letters in (
        "äöüß", "éèêëàâùûüôîïçœæ", "áéíóúñüºª", "ãõáâàéêíóôúüç", "àèéìòùî", "ëéïöüè", "æøåéöä", "þðáéíóúýæö",
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "çğıöşüâîİ",
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
    )
)  # fmt: skip
"""The letters beyond ASCII of languages that shops write in."""

_CYRILLIC = _LETTERS[-1]
_SIGNS = frozenset("“”„‘’‚«»‹›–—…•·€£$©®™°§²³½¼¾×±µ¿¡")  # noqa: RUF001 - these very signs
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_DAMAGE = re.compile(rb"[\xfe\xff]")
"""Bytes that hardly any Western text has."""

_HIGH = re.compile(rb"[\x80-\xff]")
_EASTERN = {
    "cp932": re.compile(r"[\u3041-\u30fc]"),
    "euc_jp": re.compile(r"[\u3041-\u30fc]"),
    "cp949": re.compile(r"[\uac00-\ud7a3]"),
    "gb18030": re.compile(r"[\u4e00-\u9fff\u3000-\u3002\uff01-\uff1f]"),
}
"""Encodings of two bytes a character, each with the characters that such texts are full of."""

_SURELY = {"cp932": 0.1, "euc_jp": 0.1, "cp949": 0.95, "gb18030": 0.9}
_HALVES = re.compile(r"[\uff61-\uff9f]")
"""What Western letters look like in Japan."""

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_RUN = re.compile(r"[^\W\d_]?[^\x00-\x7f]+[^\W\d_]?")
_GOOD = 0.8
"""A code page reads a text well when so many of its characters make sense."""


def guess_encoding(head: bytes) -> str:
    """utf-8 wherever it fits or only damage speaks against it, else a code page."""
    try:
        # A character may be cut in two where the head ends, but not where the input does.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD_BYTES)
        return "utf-8"
    except UnicodeDecodeError:
        whole = len(_UTF8_SEQUENCE.findall(head))
        broken = len(_HIGH.findall(_UTF8_SEQUENCE.sub(b"", head)))
    if whole >= broken:
        return "utf-8"
    eastern = next((name for name in _EASTERN if _is_eastern(head, name)), None)
    if eastern:
        return eastern
    fits = {name: fit for name in _CODE_PAGES if (fit := _fit(head, name)) is not None}
    best = max(fits, key=lambda name: fits[name], default="utf-8")
    if fits.get(best, 0.0) >= _GOOD:
        return best
    return WESTERN if WESTERN in fits and not whole and not _DAMAGE.search(head) else "utf-8"


def is_utf8(pieces: Iterable[bytes]) -> bool:
    """Whether the bytes are UTF-8, and say so by characters beyond ASCII."""
    decoder, beyond = codecs.getincrementaldecoder("utf-8")(), False
    try:
        for piece in pieces:
            beyond |= not decoder.decode(piece).isascii()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return beyond


def _is_eastern(head: bytes, encoding: str) -> bool:
    strictly = "gb2312" if encoding == "gb18030" else encoding  # which takes almost anything
    try:
        text = codecs.getincrementaldecoder(strictly)().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return False
    foreign = len(_FOREIGN.findall(text))
    told, halves = len(_EASTERN[encoding].findall(text)), len(_HALVES.findall(text))
    return told >= max(8, _SURELY[encoding] * foreign) and halves < foreign / 4


def _fit(head: bytes, encoding: str) -> float | None:
    """The share of characters beyond ASCII that are letters of one language, or signs that stand in no
    word; None where the text is none in this encoding."""
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError:
        return None
    letters: Counter[str] = Counter()
    signs = total = 0
    for run, times in Counter(_RUN.findall(text)).items():
        alone = len(run) < 4 or run[0].isascii() != run[-1].isascii()
        for place, character in enumerate(run):
            if character.isascii():
                continue
            total += times
            inside = 0 < place < len(run) - 1 and run[place - 1].isalpha() and run[place + 1].isalpha()
            small_before = place > 0 and run[place - 1].islower()
            if character.isalpha() and not (character.isupper() and small_before):
                if alone and character in _CYRILLIC:  # these make words of their own
                    continue
                letters[character] += times
            elif character in _SIGNS and (not inside or character == "’"):  # noqa: RUF001
                signs += times
    best = max(sum(letters[one] for one in language) for language in _LETTERS)
    if not best and encoding != WESTERN:  # signs alone are no evidence
        return 0.0
    return (best + signs) / max(total, 1)
