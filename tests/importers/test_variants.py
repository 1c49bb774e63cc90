"""Exports as other versions, plugins and tools of a system write them: see `variants.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from variants import Variant, import_variant, load_variants, read_events

from importers.inference.platforms import recognise
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run
from importers.readers.opening import open_tables

VARIANTS = load_variants()


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_variant_gives_the_events_it_contains(variant: Variant, database: str) -> None:
    counts = import_variant(variant, database, named=True).counts
    assert read_events(database) == variant.events
    assert (counts.imported, counts.duplicate) == (len(variant.events), variant.duplicates)
    assert counts.read == counts.imported + counts.duplicate + variant.skipped


@pytest.mark.parametrize(
    "variant", [one for one in VARIANTS if one.recognised], ids=lambda variant: variant.name
)
def test_a_variants_platform_is_recognised_without_from(variant: Variant, database: str) -> None:
    report = import_variant(variant, database, named=False)
    assert (report.source, report.counts.imported) == (variant.platform, len(variant.events))


NAMED = [one for one in VARIANTS if one.file.suffix in (".csv", ".json", ".jsonl")]


@pytest.mark.parametrize("variant", NAMED, ids=lambda variant: variant.name)
def test_the_name_of_a_file_does_not_decide_what_it_is_of(variant: Variant, tmp_path: Path) -> None:
    renamed = tmp_path / f"x{variant.file.suffix}"
    renamed.write_bytes(variant.file.read_bytes())
    own, other = (_recognised(file) for file in (variant.file, renamed))
    assert other == own


def _recognised(file: Path) -> tuple[list[str], bool]:
    with open_tables(str(file)) as tables:
        found = recognise(tables)
        return [one.platform for one in found.found], found.certain() is not None


def test_yaml_builds_nothing_and_unfolds_nothing(database: str, tmp_path: Path) -> None:
    """Tags that would run something, and aliases, make a reject of their item; the others are read."""
    good = "- model: order.ordernote\n  pk: {}\n  fields: {{date: 2020-10-01, content: {}, order: 7}}\n"
    bad = "- model: order.ordernote\n  pk: 2\n  fields:\n    a: &a [x, x]\n    b: [*a, *a]\n    order: 7\n"
    worse = good.format(3, "!!python/object/apply:os.system [exit]")
    file = tmp_path / "dump.yaml"
    file.write_text(good.format(1, "fine") + bad + worse)
    chosen = Options(platform="saleor")
    report = run(str(file), ColumnMapping(), chosen, database=database, on_progress=lambda _: None)
    assert report.counts.imported == 1
    assert report.counts.accounted == report.counts.read
