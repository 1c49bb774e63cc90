"""A retry that cannot be right is refused, says what to do instead, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import HEADER, Bring, everything, rows
from repairing import REPAIRED, ROWS, Retry, retrying

from cli.render.retry import lines as lines_of
from importers.mapping.column_mapping import ColumnMapping
from importers.retry.reject_pairs import StillOpenError
from importers.retry.repaired_file import EncodingMismatchError
from importers.retry.retry import NothingToRetryError, UnfinishedBatchError, retry


@pytest.fixture
def again(database: str, tmp_path: Path) -> Retry:
    return retrying(database, tmp_path)


def test_an_import_that_did_not_end_is_to_be_finished_first(
    bring: Bring, again: Retry, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(HEADER + ROWS, max_errors=0)
    with pytest.raises(UnfinishedBatchError, match="Run its import again first"):
        again(HEADER + REPAIRED)


def test_without_a_file_it_is_the_one_that_the_rejects_were_written_to(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    bring(HEADER + ROWS)
    with pytest.raises(NothingToRetryError, match="name the file with its repaired records"):
        retry(1, "", database=database)
    bring(HEADER + ROWS, rejects_file=str(tmp_path / "r.csv"), mapping=ColumnMapping(source="b"))
    (tmp_path / "r.csv").write_text(HEADER + REPAIRED)
    assert retry(2, "", database=database).complete


def test_a_mark_that_is_still_open_does_not_swallow_the_next_reject(
    bring: Bring, again: Retry, database: str
) -> None:
    one, other = '1,1,2020-01-01,,"open\n', '2,1,2020-01-01,,x"\n'
    bring(HEADER + one + '3,1,2020-01-01,,"fine"\n' + "4,1,bad,,y\n")
    before = everything(database)
    with pytest.raises(StillOpenError, match="Line 2 of the repaired file"):
        again(HEADER + one + other)
    assert everything(database) == before


CODE_PAGE = ColumnMapping(source="test", tz="UTC", encoding="cp1250")


@pytest.mark.parametrize("message", ["za\u017c\u00f3\u0142\u0107", "plain"])
@pytest.mark.parametrize("saved", ["utf-8", "utf-8-sig", "cp1250"])
def test_what_an_editor_made_utf8_of_a_code_page_is_read_as_that(
    bring: Bring, database: str, tmp_path: Path, message: str, saved: str
) -> None:
    unchanged = "3,1001,never,,g\u0119\u015bl\u0105\n"
    lines = f"1,1001,2020-01-01,,g\u0119\u015bl\u0105 ja\u017a\u0144\n2,1001,bad,,{message}\n{unchanged}"
    bring((HEADER + lines).encode("cp1250"), mapping=CODE_PAGE)
    file = tmp_path / "mended.csv"
    file.write_text(f"{HEADER}2,1001,2020-01-02,,{message} \u017c\n{unchanged}", encoding=saved)
    done = retry(1, str(file), database=database)
    assert (done.file, done.utf8_instead_of) == (str(file), "" if saved == "cp1250" else "cp1250")
    assert (done.tally.imported, done.tally.rejected, done.matched.unchanged) == (1, 1, 1)
    report = "".join(text for line in lines_of(done, width=200) for text, _ in line)
    assert ("Read as UTF-8" in report) == (saved != "cp1250")
    found = rows(database, "SELECT json_extract(parameters, '$.message') FROM order_events WHERE id = 2")
    assert found == [(f"{message} \u017c",)]
    assert retry(1, str(file), database=database).nothing_new


def test_a_letter_that_the_code_page_of_the_rejects_lacks_is_refused(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    lines = "1,1001,2020-01-01,,g\u0119\u015bl\u0105 ja\u017a\u0144\n2,1001,bad,,plain\n"
    bring((HEADER + lines).encode("cp1250"), mapping=CODE_PAGE)
    file, before = tmp_path / "mended.csv", everything(database)
    file.write_text(f"{HEADER}2,1001,2020-01-02,,plain \u0436\n", encoding="utf-8")
    with pytest.raises(EncodingMismatchError, match="cp1250, which has no '\u0436'"):
        retry(1, str(file), database=database)
    assert everything(database) == before
