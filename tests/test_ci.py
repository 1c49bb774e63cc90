"""The lists of known failures can only shrink, and the guides' commands become scripts that really fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parents[1] / ".ci"
sys.path.insert(0, str(CI))

import console_blocks  # noqa: E402
import known_failures  # noqa: E402

CASES = """text/one: The title.
    command 1: a traceback: a/b: c
dates/two: Another title.
    0 events in the log, not 5: []
5 of 7 cases hold, 2 fail, in 3 s.
"""


def test_a_case_that_fails_without_being_listed_is_reported() -> None:
    wrong = known_failures.compare_cases({"text/one"}, known_failures.failing_cases(CASES))
    assert wrong == ["dates/two fails and is not a known failure: fix it."]


def test_a_listed_case_that_passes_has_to_leave_the_list() -> None:
    listed = {"text/one", "dates/two", "rows/three"}
    wrong = known_failures.compare_cases(listed, known_failures.failing_cases(CASES))
    assert wrong == ["rows/three passes: remove it from the list."]


@pytest.mark.parametrize("output", ["", CASES.replace("2 fail", "3 fail"), CASES.rsplit("\n", 2)[0]])
def test_an_incomplete_run_of_the_cases_is_no_success(output: str) -> None:
    with pytest.raises(SystemExit, match="incomplete"):
        known_failures.failing_cases(output)


def _results(simple: float, wrong: float) -> dict[str, object]:
    below = [f"simple {simple}, has to be >= 9.96"] if simple < 9.96 else []
    below += [f"silently wrong % {wrong}, has to be <= 0.05"] if wrong > 0.05 else []
    return {"pollock": {"simple": simple, "silently wrong %": wrong, "below its bar": below}}


@pytest.mark.parametrize(
    ("simple", "wrong", "sentence"),
    [
        (9.8, 0.4, "simple is 9.8, worse than the 9.9"),
        (9.9, 0.5, "silently wrong % is 0.5, worse than the 0.4"),
        (9.91, 0.4, "simple improved from 9.9 to 9.91: write the new value"),
        (9.9, 0.3, "silently wrong % improved from 0.4 to 0.3: write the new value"),
        (9.96, 0.4, "simple reaches its bar: remove it from the list"),
    ],
)
def test_a_figure_of_a_suite_may_neither_worsen_nor_stay_listed_when_better(
    simple: float, wrong: float, sentence: str
) -> None:
    listed = {"pollock": {"simple": 9.9, "silently wrong %": 0.4}}
    found = known_failures.compare_suites(listed, _results(simple, wrong))
    assert len(found) == 1
    assert sentence in found[0]


def test_a_figure_that_falls_below_its_bar_for_the_first_time_is_reported() -> None:
    (sentence,) = known_failures.compare_suites({"pollock": {"simple": 9.9}}, _results(9.9, 0.06))
    assert sentence.endswith("is not a known failure: fix it.")


def test_an_update_of_the_list_never_adds_or_loosens() -> None:
    listed = {"pollock": {"simple": 9.9}, "json": {"crashes": 10.0}}
    assert known_failures.shrink_suites(listed, _results(9.8, 0.5)) == {"pollock": {"simple": 9.9}}


BLOCKS = """```console
$ echo one && echo two in 0.5 s
one
…
$ false  # exit 1
```

```console
$ false
```

```console
$ printf 'b\\na\\n'
a
b
```
"""


def test_a_guides_commands_have_to_exit_and_print_as_the_guide_shows(tmp_path: Path) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text(BLOCKS, "utf-8")
    console_blocks.main(guide, tmp_path / "blocks")
    scripts = sorted((tmp_path / "blocks").glob("*.sh"))
    assert [subprocess.run(["bash", str(script)], check=False).returncode for script in scripts] == [0, 1, 1]


def test_durations_and_ages_in_a_guide_may_differ() -> None:
    assert console_blocks.find_missing("read · 0.2 s\n5 years ago", "x\nread · 14.9 s\n6 years ago") == []
    assert console_blocks.find_missing("read 3 · 0.2 s", "read 4 · 0.2 s") == ["read 3 · N s"]
