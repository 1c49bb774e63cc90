"""Ways to write a date that differ from others in nothing but their spelling."""

from __future__ import annotations

_DASH = "[\u2010-\u2013\u2212]"

COMPACT = (
    (r"^((?:19|20)\d{2})([01]\d)([0-3]\d)[ T]?([0-2]\d)([0-5]\d)(Z?)$", "${1}-${2}-${3} ${4}:${5}:00${6}"),
    (
        r"^((?:19|20)\d{2})([01]\d)([0-3]\d)[ T]?([0-2]\d)([0-5]\d)([0-5]\d)(\.\d+)?(Z?|[+-]\d{2}:?\d{2})$",
        "${1}-${2}-${3} ${4}:${5}:${6}${7}${8}",
    ),
    (r"^((?:19|20)\d{2})([01]\d)([0-3]\d)$", "${1}-${2}-${3}"),
)
"""Dates without separators, with separators."""

SPELLINGS = (
    (r"[\u00a0\u202f\u2009\u3000]", " "),
    (r"(\d),\s*(\d{1,2}:\d)", "${1} ${2}"),
    (r"(\d)\s*([ap])\.? ?m\.?$", "${1} ${2}m"),
    (r"(\d)\s*([AP])\.? ?M\.?$", "${1} ${2}M"),
    (r"(:\d{2}),(\d{1,9})$", "${1}.${2}"),
    (r"(:\d{2}):(Z?)$", "${1}${2}"),
    (r"(:\d{2}) ?Uhr$", "${1}"),
    (r" m=[+-][\d.]+$", ""),  # Go's monotonic clock
    (r"( [+-]\d{4}) (?:[A-Z]{3,4}|[+-]\d{2,4})$", "${1}"),  # Go and Ruby name the zone, too
    (r"(\d) ?(?:UTC|GMT)$", "${1}+00:00"),
    (
        r"(:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}))\[[A-Za-z][A-Za-z0-9/_+-]*\]$",
        "${1}",
    ),  # Java names the zone, too
    *COMPACT,
    # A day that a sheet wrote with midnight, before the time of another column.
    (r"[ T]0?0:00(?::00)?(?:\.0+)? +(\d{1,2}[:.h]\d{2})", " ${1}"),
    (r"^\[?(\d{1,2}/[A-Za-z]{3}/\d{4}):([^\]]*)\]?$", "${1} ${2}"),  # the access log of a web server
    (r"^(\d{4}-\d{2}-\d{2})-(\d{2})\.(\d{2})\.(\d{2})(\.\d+)?$", "${1} ${2}:${3}:${4}${5}"),  # DB2
    (r"^(?:ISODate|new Date)\(['\"]([^'\"]+)['\"]\)$", "${1}"),  # MongoDB's shell
    (r"^\{(?:ts|d) '([^']+)'\}$", "${1}"),  # ODBC and ColdFusion
    (r"^'(\d[^']*)'$", "${1}"),
    (r"^\"(\d[^\"]*)\"$", "${1}"),
    (r"^'(\d{4}-\d)", "${1}"),  # the mark of a text in a spreadsheet
    # Word processors make dashes of hyphens, and some programs escape the slashes of JSON twice.
    (rf"^(\d{{1,4}}){_DASH}(\d{{1,2}}){_DASH}(\d{{1,4}})", "${1}-${2}-${3}"),
    (r"^(\d{1,4})\\/(\d{1,2})\\/(\d{1,4})", "${1}/${2}/${3}"),
)
"""Differences in spelling that change no meaning, as pattern and replacement for columns."""
