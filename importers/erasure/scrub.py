"""Taking a person's e-mail and names out of texts, JSON and raw bytes, however they are spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from events.errors import UsageError
from importers.erasure import spellings
from importers.readers.codec_name import record_encoding

FORGOTTEN = "(forgotten)"
"""What stands where a person's e-mail or name stood."""

_BETWEEN = rf"(?:[\s+_{spellings.INVISIBLE}]|<[^<>]{{1,40}}>)+"
"""What may stand between the words of a name: any white space, `+` and `_` as in links, a tag like `<br>`."""

_HIDDEN = f"[{spellings.INVISIBLE}]*+"
"""What may stand between the letters of a word, since nobody sees it."""

_COMMA = rf"[\s{spellings.INVISIBLE}]*+,[\s{spellings.INVISIBLE}]*+"
_LONG_NUMBER = re.compile(r"\+?\d{5,}")
_LEAST_DIGITS = 5
_LEAST_LETTERS = 3
_FIRST_IDEOGRAPH = "\u2e80"
"""From here on, a character says as much as two letters."""

_NOTHING = r"(?!)"
_LABEL = r"(?:[^\W_]|-)"
_END = rf"(?![^\W\d_]+(?![\w-]))(?!{_LABEL}*(?:\.{_LABEL}+)*\.[^\W\d_]{{2,}}(?![^\W_]))"
"""What follows an address that ends there: neither letters nor the labels of a longer domain. No top-level
domain has a hyphen or a digit: the address in the number `jane@mail.example-1` ends before the hyphen."""
_HOST_END = r"(?![\w-])(?!\.\w)"


@dataclass(frozen=True, kw_only=True)
class Scrubber:
    """`everywhere` are needles that can only mean this person: e-mails, names of several words, `numbers`.
    `near` are single words, which are looked for only in their own records. `also` are the names that were
    given with the request."""

    emails: tuple[str, ...]
    names: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def everywhere(self) -> list[str]:
        """Return the e-mails, the names of several words, and the numbers."""
        return [*self.emails, *self.full_names, *self.numbers]

    @property
    def full_names(self) -> list[str]:
        """Return the names of several words."""
        return [name for name in self.names if _is_telling(name)]

    @property
    def numbers(self) -> list[str]:
        """Return the long numbers that were given, such as a phone's: they mean as much as several words."""
        return [text for text in self.also if _LONG_NUMBER.fullmatch(text)]

    @property
    def near(self) -> list[str]:
        """Names that are numbers are left out: a parcel's 17 is not the author 17."""
        return [name for name in self.names if not _is_telling(name) and not name.isdecimal()]

    @cached_property
    def anchors(self) -> list[str]:
        """Return texts of which a text that names the person `everywhere`, unescaped, contains one."""
        emails = [form for email in self.emails for form in (email, *_of_domain(email))]
        words = [max(words_of(name), key=len) for name in self.full_names]
        return list(dict.fromkeys(form for word in (*emails, *words, *self.numbers) for form in _forms(word)))

    def text(self, text: str, *, is_theirs: bool = False) -> str:
        """Replace the person in `text` with `FORGOTTEN`; single-word names only where it `is_theirs`."""
        return spellings.replace(self._pattern(is_theirs), FORGOTTEN, text)

    def is_named_by(self, text: str) -> bool:
        """Whether `text` is the person's e-mail or full name, and nothing else."""
        return self.text(text.strip()) == FORGOTTEN

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

    def _pattern(self, is_theirs: bool) -> re.Pattern[str]:
        return _pattern(self.emails, tuple(self.full_names + self.numbers + self.near * is_theirs))


def check_texts(texts: Iterable[str]) -> None:
    """Raises `UsageError` for a text that is too short to say of whom it is."""
    for text in texts:
        said = [char for char in text if char.isalnum()]
        size = len(said) + sum(char >= _FIRST_IDEOGRAPH for char in said)
        if size < _LEAST_LETTERS:
            least = f"at least {_LEAST_LETTERS} letters or digits"
        elif len(said) < _LEAST_DIGITS and "".join(said).isdecimal():
            least = f"a number of at least {_LEAST_DIGITS} digits, or the words around it too"
        else:
            continue
        raise UsageError(f"--also {text!r} is too short to erase. Give {least}. Nothing was changed.")


@lru_cache(maxsize=64)
def _pattern(emails: Sequence[str], names: Sequence[str]) -> re.Pattern[str]:
    # An address that is part of a longer one is somebody else's.
    ways = [
        rf"(?<![\w.+-]){_loose(form)}{_END if '.' in form.partition('@')[2] else _HOST_END}"
        for email in emails
        for form in (*_forms(email), *_of_domain(email))
    ]
    ways += [
        rf"(?<!\w){way}(?!\w)" for name in names for form in _forms(name) for way in _orders(words_of(form))
    ]
    return re.compile("|".join(dict.fromkeys(ways)) or _NOTHING, re.IGNORECASE)


def _forms(text: str) -> Iterator[str]:
    """`text`, also with its accents in one character and in two, and in capitals, where that differs by more
    than the case of its letters: STRASSE."""
    if text.isascii():
        yield text
        return
    for form in dict.fromkeys((text, *(unicodedata.normalize(form, text) for form in ("NFC", "NFD")))):
        yield form
        yield form.upper()


def _of_domain(email: str) -> Iterator[str]:
    """The address with its domain as the Internet spells it, or as people do."""
    local, _, domain = email.rpartition("@")
    try:
        other = domain.encode("ascii").decode("idna") if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return
    if other.casefold() != domain.casefold():
        yield f"{local}@{other}"


def words_of(name: str) -> list[str]:
    """The words of a name in the order of speech: those of `Doe, Jane` are Jane and Doe."""
    surname, comma, given = name.partition(",")
    return [*given.split(), *surname.split()] if comma and given.strip() else name.split()


def _orders(words: Sequence[str]) -> Iterator[str]:
    """Patterns of a name: as it is spoken, with the surname first, and with a surname in capitals first."""
    yield _spaced(words)
    for at in range(1, len(words)):
        given, surname = words[:at], words[at:]
        yield _spaced(surname) + _COMMA + _spaced(given)
        if not " ".join(given).isupper():
            yield f"(?-i:{_spaced([word.upper() for word in surname])}{_BETWEEN}{_spaced(given)})"


def _spaced(words: Sequence[str]) -> str:
    return _BETWEEN.join(map(_loose, words))


def _loose(text: str) -> str:
    return _HIDDEN.join(map(re.escape, text))


def _is_telling(name: str) -> bool:
    return len(words_of(name)) > 1
