"""Columns of a record's own id are known by their names, in the languages of shops; those of rows are not."""

from __future__ import annotations

import pytest

from importers.inference.name_score import named


@pytest.mark.parametrize(
    "name",
    [
        "Note No", "Note #", "Notiz-Nr", "Kommentarnummer", "Eintrag-Nr.", "Ereignis-ID", "id_commentaire",
        "comment_number", "Notitie nr", "Nº nota", "history_id", "EntryNo", "message_key", "id_evento",
    ],
)  # fmt: skip
def test_a_word_for_a_note_with_one_for_its_number_names_an_id(name: str) -> None:
    assert named("legacy_id", name) >= 0.8


@pytest.mark.parametrize(
    "name", ["Row No", "record number", "note", "number_of_notes", "Notes count", "Nr", "order_no"]
)
def test_numbers_of_rows_and_of_other_things_are_no_ids(name: str) -> None:
    assert named("legacy_id", name) == 0.0
