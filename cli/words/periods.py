"""Options that name a period in one word: `--on 2020-02`, `--last-week`, `--days 7`."""

from __future__ import annotations

PERIODS = frozenset({"--date", "--day", "--during", "--in", "--month", "--on", "--year"})
"""Options that stand for --since and --until with the same value."""

WORDS = {
    f"--{which}-{unit}": f"{which} {unit}" for which in ("last", "this") for unit in ("week", "month", "year")
} | {"--yesterday": "yesterday"}
"""Options that stand for --since and --until with these words."""

_AGES = {"--hours": "hours", "--days": "days", "--weeks": "weeks", "--months": "months"}
"""Options whose number says how long ago the period began."""


def options_for(name: str, value: str, rest: list[str], own: dict[str, bool]) -> list[str] | None:
    """The options that a period stands for, its value taken from `rest` where it has none; None where it is
    no period, or the command has no periods."""
    if name in own or "--until" not in own:
        return None
    if words := WORDS.get(name):
        return [f"--since={words}", f"--until={words}"]
    if name not in PERIODS and name not in _AGES:
        return None
    value = value or (rest.pop(0) if rest else "")
    return (
        [f"--since={value} {_AGES[name]} ago"] if name in _AGES else [f"--since={value}", f"--until={value}"]
    )
