"""The README and the guides: links lead somewhere, lists are complete, and the Python program runs.

Their commands are run by `.ci/run`. `EVENTS_UPDATE_GOLDEN=1` writes the generated list of platforms anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from events.database.session import open_session
from events.models import OrderEvent
from importers.catalogue import registry

ROOT = Path(__file__).resolve().parents[1]
GUIDES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
UPDATE = bool(os.environ.get("EVENTS_UPDATE_GOLDEN"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)|(?:src|srcset)=\"([^\"]+)\"")
PLATFORMS_HEAD = """# Platforms

`events import FILE --from NAME` imports the history of these systems. Each page says how to get the export
out of the old system, which command imports it, and what becomes of each column.
[An overview](../sample_data/PLATFORMS.md) compares them. `events import --list` prints this list, with the
platforms of other installed packages.

| name | system |
|---|---|
"""


def test_the_readme_has_at_most_120_lines() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 120


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
    assert file.read_text("utf-8") == wanted, "run this test with EVENTS_UPDATE_GOLDEN=1"


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


def test_the_guides_python_program_writes_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    *_, program = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text("utf-8"), re.S)
    exec(compile(program, "python.md", "exec"), {})  # noqa: S102 - our own documentation
    with open_session("shop.db") as session:
        types = [str(event.type) for event in session.query(OrderEvent).order_by(OrderEvent.id)]
    assert types == ["placed", "note_added"]
