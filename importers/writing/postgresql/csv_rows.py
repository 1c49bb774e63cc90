"""Columns as the CSV that PostgreSQL's COPY reads."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import polars as pl

REPLACEMENT = "\ufffd"
"""Stands for what a text of PostgreSQL cannot hold."""

_DOUBTFUL = r"\\u(0000|[dD][89a-fA-F])"
"""Escapes in JSON that may name a NUL or half of a surrogate pair."""


def as_csv(rows: pl.DataFrame) -> bytes:
    """The rows without a header: null is an empty field, and the empty text is quoted.

    Binary columns are written in hexadecimal. U+0000, which no text in PostgreSQL can hold, becomes U+FFFD.
    """
    binary = [name for name, kind in rows.schema.items() if kind == pl.Binary]
    hexadecimal = [(pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in binary]
    text = rows.with_columns(hexadecimal).write_csv(include_header=False, quote_style="non_numeric")
    return text.replace("\0", REPLACEMENT).encode()


def storable(texts: Sequence[str]) -> Sequence[str]:
    """Texts as PostgreSQL can hold them: U+0000 becomes U+FFFD."""
    return (
        [text.replace("\0", REPLACEMENT) for text in texts] if any("\0" in text for text in texts) else texts
    )


def moments(micros: pl.Expr) -> pl.Expr:
    """Microseconds since 1970 as the texts of timestamps in UTC."""
    return pl.from_epoch(micros, "us").dt.to_string("%Y-%m-%d %H:%M:%S%.6f+00")


def documents(column: pl.Series) -> pl.Series:
    """JSON texts as `jsonb` accepts them: NUL and halves of surrogate pairs become U+FFFD."""
    doubtful = column.str.contains(_DOUBTFUL)
    if not doubtful.any():
        return column
    texts = column.to_list()
    for place in doubtful.arg_true().to_list():
        texts[place] = json.dumps(_clean(json.loads(texts[place])), ensure_ascii=False)
    return pl.Series(column.name, texts, dtype=pl.String)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub("[\0\ud800-\udfff]", REPLACEMENT, value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(one) for name, one in value.items()}
    return value
