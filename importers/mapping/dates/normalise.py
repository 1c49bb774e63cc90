"""Dates without what differs between programs and says nothing, so that few shapes read them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_ODD = (
    r"[,\[\u00a0\u202f年]|^\d{1,2}\. \d|Uhr$|[ap]\.? ?m\.?$|^(19|20)\d{6}|\d[ T]\d{1,2}[.h]\d{2}|"
    r"[ T]0?0:00(:00)? +\d"
)
"""Most dates have nothing of this, and are left alone."""

_UTC = r"(\d|[AP]M) ?(UTC|GMT)$"
_REWRITTEN = (
    (r"[\u00a0\u202f]", " "),
    (r"(\d{2}|\d{4}),\s*(\d{1,2}:)", "${1} ${2}"),
    (r"^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", "${1}.${2}.${3}"),
    (r"(?i)(\d)\s*([ap])\.? ?m\.?$", "${1} ${2}M"),
    (r"(:\d{2}),(\d{1,6})$", "${1}.${2}"),
    (r"\s*Uhr$|\[[^\]]*\]$", ""),
    (r"^(\d{5}),(\d+)$", "${1}.${2}"),
    (r"^(\d{4})年(\d{1,2})月(\d{1,2})日\s*", "${1}-${2}-${3} "),
    (r"(\d[ T]\d{1,2})[.h](\d{2})(?:\.(\d{2}))?$", "${1}:${2}:${3}"),
    (r"^((?:19|20)\d{2})([01]\d)([0-3]\d)[ T]?([0-2]\d)([0-5]\d)([0-5]\d)?", "${1}-${2}-${3} ${4}:${5}:${6}"),
    (r"^((?:19|20)\d{2})([01]\d)([0-3]\d)$", "${1}-${2}-${3}"),
    (r"(:\d{2}):(Z?)$", "${1}${2}"),
    # A day that a sheet wrote with a time of its own, before the time that another column tells.
    (r"[ T]0?0:00(?::00)? +(\d{1,2}:)", " ${1}"),
)


def usual(texts: pl.Series) -> pl.Series:
    """Without commas and wide spaces before the time, dots in it, `Uhr`; figures that follow one another
    apart."""
    texts = texts.str.strip_chars().str.replace(_UTC, "${1}+00:00")
    odd = texts.str.contains(_ODD).fill_null(False)
    if not odd.any():
        return texts
    rows = odd.arg_true()
    plain = texts.gather(rows)
    for pattern, replacement in _REWRITTEN:
        plain = plain.str.replace_all(pattern, replacement)
    return texts.scatter(rows, plain.str.strip_chars())
