"""A report in another language is read by the English names and words of its platform."""

from __future__ import annotations

import polars as pl
import pytest

from importers.planning.translated_cells import translated
from importers.platforms import HistoryTable
from importers.platforms.paypal import PLATFORM
from importers.platforms.paypal_languages import CELLS

REPORT = PLATFORM.records[0]
_WORDS = [
    (column, english, word)
    for column, words in CELLS.items()
    for english, others in words.items()
    for word in others
]


def _cells(records: HistoryTable, **columns: str) -> dict[str, str | None]:
    return translated(pl.DataFrame({name: [cell] for name, cell in columns.items()}), records).row(
        0, named=True
    )


@pytest.mark.parametrize(("column", "english", "word"), _WORDS)
def test_a_word_of_a_report_is_read_as_the_english_one(column: str, english: str, word: str) -> None:
    for cell in (word, f" {word.upper()} ", english):
        read = _cells(REPORT, **{"Numéro de transaction": "1", column: cell})
        assert (read[column], read[f"untranslated.{column}"]) == (english, None)


def test_no_word_of_a_report_means_two_things() -> None:
    assert len({(column, word.lower()) for column, _, word in _WORDS}) == len(_WORDS)


def test_a_word_without_a_meaning_stays_and_is_named() -> None:
    read = _cells(REPORT, Transaktionscode="1", Typ="Geschenk", Status="")
    assert read == {
        "Transaction ID": "1",
        "Type": "Geschenk",
        "Status": "",
        "untranslated.Type": "Geschenk",
        "untranslated.Status": None,
    }


def test_a_report_in_english_is_not_translated() -> None:
    read = _cells(REPORT, **{"Transaction ID": "1", "Type": "Gift", "Status": "Abgeschlossen"})
    assert (read["Type"], read["Status"]) == ("Gift", "Abgeschlossen")
    assert read["untranslated.Type"] is read["untranslated.Status"] is None
