"""Takes forgotten people out of records on their way into the log, or to be compared with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from importers.erasure import spellings
from importers.erasure.keep_out import KeepOut
from importers.erasure.scrub import FORGOTTEN, Scrubber

if TYPE_CHECKING:
    import polars as pl

    from importers.ledger.rejects import Rejected

KEPT_OUT = "kept_out"
"""The column that marks records which held a forgotten person."""

_ROLES = ("author", "customer")
_SCRUBBED = ("order", "customer_order", "shop", "kind", "message", "raw_date", "raw_author", "raw_message")
_JSON = ("parameters", "extra")
_TEXTS = ("identity", *_ROLES, *_SCRUBBED, *_JSON)

_ADDRESS = r"[^\s@<>(),;:\"\[\]\\]+@[\w.-]+"
_AT = r"(?i)%(25)*40|=40|&(amp;)*(#0*64|#x0*40|commat)\b|\\(u00|x)40"
_WORDS = re.compile(_ADDRESS.replace("@[", "(?:@[") + ")?")
"""Addresses, and words that are none: a long one is read once, not again from each of its characters."""
_STARTS = re.compile(r"(?<![\w.+-])[\w.+-]")
_ENDS = re.compile(r"(?<=[^\W_])(?![^\W\d_])")
_REMEMBERED = 200_000


class KeptRecords:
    """Finds forgotten people by the digests of a log, in records of one source."""

    def __init__(self, keep_out: KeepOut, *, source: int) -> None:
        self._keep_out, self._source = keep_out, source
        self._known: dict[str, tuple[str, ...]] = {}

    def records(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` without forgotten people, and with a column `kept_out` that is true where one stood.

        An author or customer becomes null, an identity its digest, other texts lose what names the person; an
        `extra` that names them goes, since what else it says of them cannot be separated.
        """
        import polars as pl

        texts = frame.select(pl.concat_str(_TEXTS, separator="\x1f", ignore_nulls=True)).to_series()
        escaped = texts.filter(texts.str.contains(_AT)).to_list()
        plain = texts.str.extract_all(_ADDRESS).explode().drop_nulls().unique().to_list()
        emails = self._emails([*plain, *(one for text in escaped for one in _addresses(text))])
        names = {role: self._names(frame[role], role) for role in _ROLES}
        if not emails and not any(names.values()):
            return frame.with_columns(pl.lit(False).alias(KEPT_OUT))
        named = [pl.col(role).is_in(found) for role, found in names.items()]
        cases = [form for email in emails for form in (email, email.upper())]
        found = texts.str.contains_any(cases or ["\x00"], ascii_case_insensitive=True)
        wanted = frame.select(
            pl.any_horizontal(*named).fill_null(False) | found | texts.str.contains(_AT)
        ).to_series()
        every = tuple(sorted({one for found in names.values() for one in found}))
        scrubber = Scrubber(emails=tuple(emails), names=every)
        return self._changed(frame, wanted, scrubber)

    def rejects(self, rejected: Sequence[Rejected]) -> list[Rejected]:
        """The rejects without forgotten people, and marked where one stood."""
        return [self._reject(one) for one in rejected]

    def _reject(self, one: Rejected) -> Rejected:
        texts = one.raw.decode("utf-8", "replace"), one.value, one.reason
        emails = self._emails(found for text in texts for found in _addresses(text))
        scrubber = Scrubber(emails=tuple(emails), names=())
        if not emails or scrubber.text("\n".join(texts)) == "\n".join(texts):
            return one
        value, reason = scrubber.text(one.value), scrubber.text(one.reason)
        return replace(one, raw=scrubber.raw(one.raw, ["utf-8"]), value=value, reason=reason, kept_out=True)

    def _changed(self, frame: pl.DataFrame, wanted: pl.Series, scrubber: Scrubber) -> pl.DataFrame:
        import polars as pl

        numbered = frame.with_row_index("_place").with_columns(pl.lit(False).alias(KEPT_OUT))
        rows = [self._row(row, scrubber) for row in numbered.filter(wanted).iter_rows(named=True)]
        changed = pl.DataFrame(rows, schema=numbered.schema, orient="row")
        return pl.concat([numbered.filter(~wanted), changed]).sort("_place").drop("_place")

    def _row(self, row: dict[str, Any], scrubber: Scrubber) -> dict[str, Any]:
        is_theirs = {role: _is_theirs(row[role], scrubber) for role in _ROLES}
        new = {**row, **{role: None for role in _ROLES if is_theirs[role]}}
        for name in _SCRUBBED:
            new[name] = row[name] and scrubber.text(row[name], is_theirs=any(is_theirs.values()))
        if is_theirs["author"] and (row["raw_author"] or "").strip() in scrubber.names:
            new["raw_author"] = FORGOTTEN
        new["identity"] = self._keep_out.identity(row["identity"], scrubber)
        new["parameters"] = _scrubbed_json(row["parameters"], scrubber)
        is_own = row["order"] is None and is_theirs["customer"]
        if is_own or _scrubbed_json(row["extra"], scrubber) != row["extra"]:
            new["extra"] = None
        return {**new, KEPT_OUT: new != row}

    def _emails(self, addresses: Iterable[str]) -> list[str]:
        """The e-mails of forgotten people within these texts, in lower case."""
        found: dict[str, None] = {}
        for address in addresses:
            if address not in self._known:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                parts = dict.fromkeys(part.lower() for part in _parts(address))
                self._known[address] = tuple(part for part in parts if self._keep_out.has_email(part))
            found |= dict.fromkeys(self._known[address])
        return list(found)

    def _names(self, column: pl.Series, role: str) -> list[str]:
        different = column.drop_nulls().unique().to_list()
        return [name for name in different if self._keep_out.has_name(name, source=self._source, role=role)]


def _addresses(text: str) -> list[str]:
    """What looks like an e-mail in a text, in any spelling."""
    return [found for plain in spellings.unescaped(text) for found in _WORDS.findall(plain) if "@" in found]


def _parts(address: str) -> Iterable[str]:
    """Every e-mail that may begin and end within a longer text."""
    local, _, domain = address.rpartition("@")
    starts = {0, *(found.start() for found in _STARTS.finditer(local))}
    ends = {len(domain), *(found.start() for found in _ENDS.finditer(domain))}
    return (f"{local[start:]}@{domain[:end]}" for start in starts for end in ends)


def _is_theirs(name: str | None, scrubber: Scrubber) -> bool:
    return name is not None and (name in scrubber.names or scrubber.text(name) != name)


def _scrubbed_json(document: str | None, scrubber: Scrubber) -> str | None:
    if not document or scrubber.text(document) == document:
        return document
    value = scrubber.value(json.loads(document, strict=False))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
