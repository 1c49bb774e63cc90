"""Compare the output of a shared suite with the committed list of its known failures.

    known_failures.py cases  OUTPUT [--update]     OUTPUT: what `cases/run` printed
    known_failures.py suites OUTPUT [--update]     OUTPUT: what `suites/run all --json OUTPUT` wrote

The lists in `known-failures/` can only shrink. A failure that is not listed fails. A listed failure that is
gone is printed, to be removed from the list; it does not fail, since some depend on how busy the machine is.
`--update` removes what is gone; it never adds. Exits 1 when something has become worse, 0 otherwise.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

LISTS = Path(__file__).resolve().parent / "known-failures"
CASE = re.compile(r"^([\w.-]+/[\w.-]+): ", re.M)
SUMMARY = re.compile(r"^(\d+) of (\d+) cases hold, (\d+) fail", re.M)
BELOW = re.compile(r"^(?P<figure>.+) \S+, has to be (?P<sign>[<>]=) \S+$")

Figures = dict[str, dict[str, float]]


def failing_cases(output: str) -> set[str]:
    """The names of the cases that `cases/run` reported as failed. Exits when the output is incomplete."""
    names = set(CASE.findall(output))
    summary = SUMMARY.search(output)
    if summary is None or int(summary[3]) != len(names):
        sys.exit(f"The output of cases/run is incomplete: {len(names)} failures, {summary and summary[0]}")
    return names


def compare_cases(listed: set[str], failing: set[str]) -> list[str]:
    """One sentence for each case where the list and the run disagree."""
    new = [f"{name} fails and is not a known failure: fix it." for name in sorted(failing - listed)]
    return new + [f"{name} passes: remove it from the list." for name in sorted(listed - failing)]


def figures_below_bar(results: dict[str, Any]) -> dict[str, dict[str, tuple[str, float]]]:
    """suite → figure → (the sign of its bar, its value), for the figures that miss their bar."""
    found: dict[str, dict[str, tuple[str, float]]] = {}
    for suite, figures in results.items():
        for sentence in figures["below its bar"]:
            match = BELOW.match(sentence)
            if match is None:
                sys.exit(f"{suite}: cannot read {sentence!r}.")
            found.setdefault(suite, {})[match["figure"]] = match["sign"], figures[match["figure"]]
    return found


def compare_suites(listed: Figures, results: dict[str, Any]) -> list[str]:
    """One sentence for each figure where the list and the run disagree."""
    below = figures_below_bar(results)
    wrong = []
    for suite in sorted({*listed, *below}):
        known = listed.get(suite, {})
        now = below.get(suite, {})
        wrong += [
            f"{suite}: {name} reaches its bar: remove it from the list."
            for name in sorted(known.keys() - now)
        ]
        for name, (sign, value) in sorted(now.items()):
            wrong += _compare_figure(f"{suite}: {name}", known.get(name), sign, value)
    return wrong


def _compare_figure(name: str, limit: float | None, sign: str, value: float) -> list[str]:
    if limit is None:
        return [f"{name} is {value}, below its bar, and is not a known failure: fix it."]
    if value == limit:
        return []
    if (value > limit) == (sign == ">="):
        return [f"{name} improved from {limit} to {value}: write the new value into the list."]
    return [f"{name} is {value}, worse than the {limit} in the list: fix it."]


def shrink_suites(listed: Figures, results: dict[str, Any]) -> Figures:
    """The list without the figures that reach their bar, and with better values; never with worse ones."""
    below = figures_below_bar(results)
    return {
        suite: {
            name: (max if below[suite][name][0] == ">=" else min)(value, below[suite][name][1])
            for name, value in figures.items()
            if name in below.get(suite, {})
        }
        for suite, figures in listed.items()
        if suite in below
    }


def check_cases(output: Path, *, update: bool) -> list[str]:
    file = LISTS / "cases.txt"
    listed = set(file.read_text("utf-8").split())
    failing = failing_cases(output.read_text("utf-8"))
    if update:
        listed &= failing
        file.write_text("".join(f"{name}\n" for name in sorted(listed)), "utf-8")
    return compare_cases(listed, failing)


def check_suites(output: Path, *, update: bool) -> list[str]:
    file = LISTS / "suites.json"
    listed: Figures = json.loads(file.read_text("utf-8"))
    results = json.loads(output.read_text("utf-8"))
    if update:
        listed = shrink_suites(listed, results)
        file.write_text(json.dumps(listed, indent=2) + "\n", "utf-8")
    return compare_suites(listed, results)


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("kind", choices=["cases", "suites"])
    arguments.add_argument("output", type=Path)
    arguments.add_argument("--update", action="store_true")
    given = arguments.parse_args()
    check = check_cases if given.kind == "cases" else check_suites
    wrong = check(given.output, update=given.update)
    print("\n".join(wrong) or f"The {given.kind} fail where the list says so, and nowhere else.")
    return any(sentence.endswith("fix it.") for sentence in wrong)


if __name__ == "__main__":
    sys.exit(main())
