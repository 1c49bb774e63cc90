"""An interface's answer that says that it is one page of several is reported as one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bringing import bring_into

_NOTES = [{"id": one, "order": "A1", "date": "2020-01-01 10:00:00", "message": "Rang"} for one in (1, 2, 3)]
_EDGES = [{"node": one} for one in _NOTES]


def _said(database: str, file: Path, *documents: Any) -> list[str]:
    file.write_text("\n".join(map(json.dumps, documents)))
    report = bring_into(database, file, sets=(), guess=True)
    assert report.counts.imported == 3
    return [one for one in report.remarks if "one page of several" in one]


@pytest.mark.parametrize(
    "answer",
    [
        {"notes": {"edges": _EDGES, "pageInfo": {"hasNextPage": True}}},
        {"pageInfo": {"hasNextPage": True}, "edges": _EDGES},
        {"totalSize": 3, "done": False, "records": _NOTES},
        {"total_count": 30, "data": _NOTES},
        {"data": _NOTES, "page": 1, "total": 30},
        {"data": _NOTES, "links": {"self": "x", "next": "https://shop.example/notes?page=2"}},
        {"@odata.context": "x", "value": _NOTES, "@odata.nextLink": "https://shop.example/x"},
    ],
)
def test_an_answer_that_goes_on_is_reported(database: str, tmp_path: Path, answer: dict[str, Any]) -> None:
    (said,) = _said(database, tmp_path / "notes.json", answer)
    assert said.endswith("and it holds 3): import the other pages, too.")


@pytest.mark.parametrize(
    "documents",
    [
        [{"notes": {"edges": _EDGES, "pageInfo": {"hasNextPage": False, "endCursor": "abc"}}}],
        [{"totalSize": 3, "done": True, "records": _NOTES}],
        [{"total": 120, "notes": _NOTES}],
        [{"total_count": 3, "data": _NOTES, "links": {"next": None}}],
        [{"data": [one], "has_more": one is not _NOTES[-1]} for one in _NOTES],
        [[{**one, "has_more": True, "total_count": 9} for one in _NOTES]],
    ],
)
def test_whole_answers_are_not(database: str, tmp_path: Path, documents: list[Any]) -> None:
    assert not _said(database, tmp_path / "notes.json", *documents)


def test_all_pages_in_one_folder_are_whole(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for page, one in enumerate(_NOTES):
        (folder / f"{page}.json").write_text(json.dumps({"data": [one], "has_more": page < 2}))
    report = bring_into(database, folder, sets=(), guess=True)
    assert report.counts.imported == 3
    assert not [one for one in report.remarks if "one page of several" in one]
