"""Digests of records' content are stored for ever, so that how they are made may never change."""

from __future__ import annotations

import polars as pl
import pytest

from importers.digest_algorithms import BLAKE2B, XXH3
from importers.identity import content_digests

RECORD = {
    "source_table": "notes",
    "part": "",
    "order": "1001",
    "customer": None,
    "customer_order": None,
    "shop": None,
    "date": 1_577_959_200_000_000,
    "author": "anna@shop.example",
    "message": "Größe gewechselt\nund bestätigt",
    "kind": None,
}


def digest(algorithm: str, **changed: object) -> int:
    frame = pl.DataFrame([RECORD | changed], schema_overrides=dict.fromkeys(("customer", "kind"), pl.String))
    return int(content_digests(frame, algorithm=algorithm).item())


@pytest.mark.parametrize(
    ("algorithm", "stored"), [(BLAKE2B, 6895585321406989742), (XXH3, 3451376094727530868)]
)
def test_a_record_has_the_digest_that_logs_have_of_it(algorithm: str, stored: int) -> None:
    assert digest(algorithm) == stored


@pytest.mark.parametrize("algorithm", [BLAKE2B, XXH3])
def test_only_line_ends_may_differ_in_the_same_content(algorithm: str) -> None:
    message = str(RECORD["message"])
    assert digest(algorithm, message=message.replace("\n", "\r\n")) == digest(algorithm)
    assert digest(algorithm, message=message + " ") != digest(algorithm)
    assert digest(algorithm, order="1002") != digest(algorithm)
