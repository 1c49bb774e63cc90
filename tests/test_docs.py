"""The README and the guides: links lead somewhere, lists are complete, and the Python program runs.

Their commands are run by `.ci/run`. `EVENTS_UPDATE_GOLDEN=1` writes the generated list of platforms anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import events
from cli.exit_codes import ExitCode
from importers.catalogue import registry

ROOT = Path(__file__).resolve().parents[1]
GUIDES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
UPDATE = bool(os.environ.get("EVENTS_UPDATE_GOLDEN"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)|(?:src|srcset)=\"([^\"]+)\"")
PLATFORMS_HEAD = """# Platforms

`events import FILE --from NAME` imports the history of these systems. Each page says how to get the export
out of the old system, which command imports it, and what becomes of each column.
[An overview](../sample_data/PLATFORMS.md) has what all of them share. `events import --list` prints this
list, with the platforms of other installed packages.

| name | system |
|---|---|
"""


def test_the_readme_has_at_most_120_lines() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 120


def test_the_readme_starts_a_team_with_the_commands_of_its_guide() -> None:
    readme, guide = ((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/team.md"))
    (recipe,) = re.findall(r"```sh\n(.*?)```", readme, re.S)
    assert [line for line in recipe.splitlines() if line.partition(" #")[0].rstrip() not in guide] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_link_of_a_guide_leads_to_a_file(guide: Path) -> None:
    links = [link or image for link, image in LINK.findall(guide.read_text("utf-8"))]
    assert [link for link in links if not (guide.parent / link).exists()] == []


def test_the_readme_links_to_every_guide() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [guide.name for guide in GUIDES[2:] if f"docs/{guide.name}" not in text] == []


def test_the_list_of_platforms_is_the_one_that_the_program_has() -> None:
    file = ROOT / "docs" / "platforms.md"
    ours = [
        one
        for one in registry.list_platforms().values()
        if one.entry.value.startswith("importers.platforms.")
    ]
    rows = [
        f"| [`{one.name}`](platforms/{one.name}.md) | {registry.load_platform(one).title} |\n" for one in ours
    ]
    wanted = PLATFORMS_HEAD + "".join(rows)
    if UPDATE:
        file.write_text(wanted, "utf-8")
    assert file.read_text("utf-8") == wanted, (
        "docs/platforms.md does not list the platforms: run this test with EVENTS_UPDATE_GOLDEN=1"
    )


def test_every_exit_code_is_explained() -> None:
    rows = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "exit-codes.md").read_text("utf-8"), re.M)
    assert [int(code) for code in rows] == sorted(ExitCode)


PATH = re.compile(
    r"(?<![\w/.])(?:(?:cli|events|importers|tests)/[\w/.]*\w+\.py|(?:cli|events|importers)/(?:\w+/)+|\.ci/run)"
)


def test_every_path_that_the_architecture_names_exists() -> None:
    paths = set(PATH.findall((ROOT / "docs" / "architecture.md").read_text("utf-8")))
    assert len(paths) > 30
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def test_the_guides_python_programs_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for program in re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text("utf-8"), re.S):
        exec(compile(program, "python.md", "exec"), names)  # noqa: S102 - our own documentation
    first, *shown = capsys.readouterr().out.splitlines()
    (said,) = re.findall(r"# (shipped .*)", (ROOT / "docs" / "python.md").read_text("utf-8"))
    moment = r"\d{4}-\d\d-\d\d \d\d:\d\d"
    assert re.sub(moment, "", first) == re.sub(moment, "", said)
    assert shown[0] == "['PLACED', 'CAPTURED', 'OTHER', 'NOTE_ADDED']"
    assert shown[1] == "6 events of Jane, of 6"
    assert shown[2:4] == ["25", "1001 shipped {'EUR': Decimal('25')} jane@example.com"]
    assert "There is no currency 'euros and cents'. Nearest: EUR." in shown[-2]
    assert "There is no order '9999'" in shown[-1]
    with events.open("other.db") as log:
        assert [str(event.type) for event in log.order("1001")] == ["placed", "note_added", "email_sent"]


def test_a_log_is_also_opened_without_a_block(tmp_path: Path) -> None:
    log = events.open(tmp_path / "plain.db")
    log.add_order("1001")
    with pytest.raises(TypeError, match="order='1001'"):
        log.add_note("Jane rang.", "1001", user="anna@shop.example")
    log.add_note("Jane rang.", order="1001", user="anna@shop.example")
    assert [event.message for event in log.order("1001")] == ["Jane rang."]
    log.close()
    with events.open(tmp_path / "plain.db") as again:
        assert len(again.order("1001")) == 1


def test_the_public_names_are_loaded_when_they_are_used() -> None:
    code = "import events, sys; assert events.__version__; dir(events); print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert [name for name in events.__all__ if getattr(events, name, None) is None] == []
    with pytest.raises(AttributeError):
        getattr(events, "nothing")  # noqa: B009
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == events.__version__
