"""Seconds of CPU for a million different dates, one row per format.

    python benchmarks/date_speed.py [DATES]

They are reckoned from DATES dates; of few, what a format takes once counts most, as compiling a pattern.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import polars as pl

from importers.mapping.dates.parser import DateParser

MILLION = 1_000_000
SECONDS = 600_000_000
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


def german(moment: datetime) -> str:
    return moment.strftime(f"%d. {MONTHS[moment.month - 1]} %Y, %H:%M:%S Uhr")


def like(pattern: str) -> Callable[[datetime], str]:
    return lambda moment: moment.strftime(pattern)


FORMATS = {
    "ISO 8601": like("%Y-%m-%d %H:%M:%S"),
    "with T and Z": like("%Y-%m-%dT%H:%M:%SZ"),
    "dotted": like("%d.%m.%Y %H:%M:%S"),
    "with comma and Uhr": like("%d.%m.%Y, %H:%M:%S Uhr"),
    "American": like("%m/%d/%Y %I:%M:%S %p"),
    "e-mail's": like("%a, %d %b %Y %H:%M:%S +0000"),
    "English month's name": like("%d %B %Y %H:%M:%S"),
    "German month's name": german,
    "without separators": like("%Y%m%dT%H%M%SZ"),
    "seconds since 1970": like("%s"),
}


def main(dates: int) -> None:
    chance = random.Random(1)  # noqa: S311
    start = datetime(2005, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(seconds=later) for later in chance.sample(range(SECONDS), dates)]
    for name, write in FORMATS.items():
        texts = pl.Series(list(map(write, moments)))
        began = time.process_time()
        read = DateParser(tz="UTC", orders=[("/", "M/D")]).parse(texts)
        seconds = (time.process_time() - began) * MILLION / dates
        print(f"{name:22} {seconds:5.2f} s, {read.micros.null_count()} unread")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dates", type=int, nargs="?", default=MILLION)
    main(parser.parse_args().dates)
