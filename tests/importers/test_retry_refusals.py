"""A retry that cannot be right is refused, says what to do instead, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import HEADER, Bring, everything, rows
from repairing import REPAIRED, ROWS, Retry, retrying

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


@pytest.mark.parametrize("message", ["za\u017c\u00f3\u0142\u0107", "plain"])
def test_what_an_editor_made_utf8_of_a_code_page_is_refused(
    bring: Bring, database: str, tmp_path: Path, message: str
) -> None:
    lines = f"1,1001,2020-01-01,,g\u0119\u015bl\u0105 ja\u017a\u0144\n2,1001,bad,,{message}\n"
    bring(
        (HEADER + lines).encode("cp1250"), mapping=ColumnMapping(source="test", tz="UTC", encoding="cp1250")
    )
    file, before = tmp_path / "mended.csv", everything(database)
    mended = f"{HEADER}2,1001,2020-01-02,,{message} \u017c\n"
    for encoding in ("utf-8", "utf-8-sig"):
        file.write_text(mended, encoding=encoding)
        with pytest.raises(EncodingMismatchError, match="save it as cp1250 again"):
            retry(1, str(file), database=database)
    assert everything(database) == before
    file.write_text(mended, encoding="cp1250")
    assert retry(1, str(file), database=database).complete
    found = rows(database, "SELECT json_extract(parameters, '$.message') FROM order_events WHERE id = 2")
    assert found == [(f"{message} \u017c",)]
