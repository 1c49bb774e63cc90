"""`events plugin check`: authors see every problem of their platform, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Run

FIELDS = '{"order": "a", "date": "b", "message": "c"}'


def module(folder: Path, name: str, table: str, *, more: str = "") -> str:
    """A module with one platform of one table; its import name."""
    text = "from importers.platforms import HistoryTable, Lookup, Platform\n"
    (folder / f"{name}.py").write_text(f'{text}{more}PLATFORM = Platform(title="Acme", records=({table},))\n')
    return name


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def table(fields: str = FIELDS, more: str = "") -> str:
    return f'HistoryTable(table="t", required_columns=("a", "b", "c"), fields={fields}{more})'


@pytest.mark.parametrize(
    ("name", "declared", "problem"),
    [
        ("p_field", table('{"ordr": "a", "date": "b", "message": "c"}'), "'ordr': write 'order'"),
        ("p_no_date", table('{"order": "a", "message": "c"}'), "fields need date: write 'date': 'COLUMN'"),
        ("p_nobody", table('{"date": "b", "message": "c"}'), "fields need order or customer"),
        ("p_tuple", table(more=', row_filter="a = 1"'), "row_filter=('a = 1',)"),
        ("p_text", table(more=", explode=3"), "explode is 3: write a text, explode='…'"),
        ("p_mapping", table(more=", skip=('x',)"), "skip is a tuple: write a mapping, skip={…}"),
        ("p_zone", table(more=", tz='Mars/Base'"), "Mars/Base"),
        ("p_pattern", table(more=", system_author_pattern='a(?=b)'"), "look-around"),
        ("p_labels", table(more=", code_labels=('a', {})"), "write CodeLabels(column=…, labels={…})"),
        ("p_words", table(more=", cell_translations=('a',)"), "write cell_translations={'COLUMN': {…}}"),
        (
            "p_join",
            table(
                '{"order": "o.nr", "date": "b", "message": "c"}',
                ", lookups=(Lookup(name='o', table='o', left_on='a', right_on='id', columns=('no',)),)",
            ),
            "o.nr is not joined: add 'nr' to the columns of the lookup o",
        ),
        ("p_none", "table for table in ()", "records is a generator: write a tuple of tables"),
    ],
)
def test_a_problem_is_reported_with_what_to_write_instead(
    run: Run, tmp_path: Path, name: str, declared: str, problem: str
) -> None:
    module(tmp_path, name, declared)
    if name == "p_none":
        file = tmp_path / f"{name}.py"
        file.write_text(file.read_text().replace(",))", "))"))
    result = run("plugin", "check", name)
    assert (result.exit_code, result.stderr) == (78, "")
    assert f"{name}:PLATFORM: 1 problem\n" in result.stdout
    assert problem in result.stdout


def test_all_problems_are_reported_at_once(run: Run, tmp_path: Path) -> None:
    fields = '{"ordr": "a", "mesage": "c"}'
    result = run("plugin", "check", module(tmp_path, "p_many", table(fields, ", tz='Mars/Base'")))
    assert result.exit_code == 78
    assert [word in result.stdout for word in ("'ordr'", "'mesage'", "Mars/Base")] == [True] * 3


def test_a_valid_module_exits_0_and_is_advised_to_register(run: Run, tmp_path: Path) -> None:
    result = run("plugin", "check", module(tmp_path, "p_good", table()))
    assert result.exit_code == 0
    assert result.stdout.startswith("p_good:PLATFORM: Acme, valid\n")
    assert "pip install -e ." in result.stdout


@pytest.mark.parametrize(
    ("name", "more", "problem"),
    [
        ("p_raises", "raise ValueError('oops')\n", "ValueError: oops"),
        ("p_exits", "import sys; sys.exit(3)\n", "SystemExit"),
        (
            "p_wordless",
            "class E(BaseException):\n    def __str__(self): raise ValueError\nraise E\n",
            "E, whose text cannot be printed",
        ),
    ],
)
def test_a_module_that_cannot_be_loaded_is_a_problem(
    run: Run, tmp_path: Path, name: str, more: str, problem: str
) -> None:
    result = run("plugin", "check", module(tmp_path, name, table(), more=more))
    assert result.exit_code == 78
    assert problem in result.stdout


def test_a_module_that_does_not_exist_is_a_problem(run: Run) -> None:
    result = run("plugin", "check", "no_such_module")
    assert (result.exit_code, "No module named 'no_such_module'" in result.stdout) == (78, True)


def test_one_name_of_a_module_can_be_checked(run: Run, tmp_path: Path) -> None:
    name = module(tmp_path, "p_two", table(), more="OTHER = 3\n")
    assert run("plugin", "check", f"{name}:PLATFORM").exit_code == 0
    assert "OTHER is int: write OTHER = Platform(…)" in run("plugin", "check", f"{name}:OTHER").stdout
    assert "GONE is missing" in run("plugin", "check", f"{name}:GONE").stdout


def test_our_own_platforms_are_valid_without_advice(run: Run) -> None:
    result = run("plugin", "check", "importers.platforms.magento1:PLATFORM")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("oscomerce", "oscommerce"),
        ("magent", "magento1 or magento2"),
        ("ubercrat", "drupal-commerce"),
        ("zzz", ""),
    ],
)
def test_an_unknown_platform_names_the_nearest_and_the_command_that_lists_all(
    run: Run, tmp_path: Path, name: str, near: str
) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    result = run("import", "x.csv", "--from", name)
    text = " ".join(result.stderr.split())
    assert result.exit_code == 2
    assert f"no such platform. {f'Did you mean {near}' if near else 'All of them'}" in text
    assert "`events import --list`" in text and "pip" not in text
