"""Platforms of other packages: found by their entry point, and their mistakes told as their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from importers.catalogue import registry
from importers.catalogue.plugin_error import InvalidPlatformError
from importers.errors import InvalidMappingError
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run

PLUGIN = """
from importers.platforms import Platform, HistoryTable

PLATFORM = Platform(
    title="Acme Shop",
    tz="UTC",
    records=(
        HistoryTable(
            table="acme_log",
            required_columns=("nr", "what", "at", "entry"),
            fields={"legacy_id": "entry", "order": "nr", "date": "at", "message": "what"},
        ),
    ),
)
NOT_ONE = {"title": "Acme"}
FIELDS = {"order": "nr", "date": "at", "message": "what"}
ODD = Platform(title="x", records=(HistoryTable(table="t", required_columns=(1, 2), fields=FIELDS),))
CUT_COLUMN = {"a": ("b", "(")}
CUT = Platform(
    title="x",
    records=(HistoryTable(table="t", required_columns=(), fields=FIELDS, extracted_columns=CUT_COLUMN),),
)


class Raising(Platform):
    @property
    def records(self):
        raise RuntimeError("oops")


ONE = {"table": "t", "required_columns": ("nr",), "fields": FIELDS}
AHEAD = Platform(title="x", records=(HistoryTable(**ONE, extracted_columns={"a": ("what", "a(?=b)")}),))
BEHIND = Platform(title="x", records=(HistoryTable(**ONE, row_filter=("what !~ (?<=a)b",)),))
LETTERS = Platform(title="x", records=(HistoryTable(**{**ONE, "required_columns": "nr"}),))
ZONE = Platform(title="x", tz="Mars/Phobos", records=(HistoryTable(**ONE),))
TITLE = Platform(title=3, records=(HistoryTable(**ONE),))
CODE = Platform(title="x", records=(HistoryTable(**ONE, typed={"captured": ()}),))
OLD = Platform(title="x", records=(HistoryTable(**ONE, type="what", types={"old": "no_such"}),))
RAISING = object.__new__(Raising)
WRONG = Platform(title="x", records=(HistoryTable(table="t", required_columns=(), fields={"ordr": "nr"}),))
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package as an installer leaves it, with a good platform, broken ones, and one named like ours."""
    (tmp_path / "acme_events.py").write_text(PLUGIN)
    info = tmp_path / "acme_events-2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-events\nVersion: 2.0\n")
    (info / "entry_points.txt").write_text(
        "[events.importers]\nacme = acme_events:PLATFORM\nacme-not-one = acme_events:NOT_ONE\n"
        "acme-wrong = acme_events:WRONG\nacme-gone = acme_missing:PLATFORM\n"
        "acme-odd = acme_events:ODD\nacme-cut = acme_events:CUT\nacme-raising = acme_events:RAISING\n"
        "magento1 = acme_events:PLATFORM\n"
        + "".join(
            f"acme-{name.lower()} = acme_events:{name}\n"
            for name in ("AHEAD", "BEHIND", "LETTERS", "ZONE", "TITLE", "CODE", "OLD")
        )
    )
    other = tmp_path / "other_acme-1.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other-acme\nVersion: 1.0\n")
    (other / "entry_points.txt").write_text("[events.importers]\nacme = acme_events:WRONG\n")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("installed")
def test_a_plugin_is_listed_without_being_imported() -> None:
    found = registry.list_platforms()
    assert found["acme"].package == "acme-events 2.0"
    assert "acme_events" not in sys.modules or "acme-gone" in found


@pytest.mark.usefixtures("installed")
def test_a_plugin_imports(database: str, tmp_path: Path) -> None:
    file = tmp_path / "acme_log.csv"
    file.write_text("entry,nr,at,what\n1,007,2020-01-02 10:00,Packed\n")
    report = run(
        str(file), ColumnMapping(), Options(platform="acme"), database=database, on_progress=lambda _: None
    )
    assert (report.source, report.counts.imported, report.first_order) == ("acme", 1, "007")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("acme-not-one", "is a dict, not an importers.platforms.Platform"),
        ("acme-wrong", "there is no field 'ordr'"),
        ("acme-gone", "ModuleNotFoundError"),
        ("acme-odd", "required_columns holds 1: write only texts"),
        ("acme-cut", "unterminated subpattern"),
        ("acme-raising", "oops"),
        ("acme-ahead", "the pattern 'a(?=b)': look-around"),
        ("acme-behind", "the pattern '(?<=a)b': look-around"),
        (
            "acme-letters",
            "required_columns is the text 'nr': write a tuple of texts, required_columns=('nr',)",
        ),
        ("acme-zone", "no time zone 'Mars/Phobos'"),
        ("acme-title", "title is 3: write a text"),
        ("acme-code", "no event type 'captured' can be made from a message alone"),
        ("acme-old", "there is no event type 'no_such'"),
    ],
)
def test_a_plugins_mistake_is_reported_as_its_own(name: str, said: str) -> None:
    with pytest.raises(InvalidPlatformError, match=r"acme-events 2\.0 cannot be used") as told:
        registry.find_platform(name)
    assert said in str(told.value)
    assert "fault of that package" in str(told.value)


@pytest.mark.usefixtures("installed")
def test_broken_plugins_do_not_spoil_other_imports(database: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("order,date,message\n7,2020-01-02 10:00,Packed\n")
    options = Options(guess=True)
    report = run(str(file), ColumnMapping(), options, database=database, on_progress=lambda _: None)
    assert report.counts.imported == 1
    assert registry.find_platform("magento1").title.startswith("Magento 1"), (
        "of two with one name, ours counts"
    )


@pytest.mark.usefixtures("installed")
def test_of_two_plugins_with_one_name_the_import_says_which_is_used(database: str, tmp_path: Path) -> None:
    file = tmp_path / "acme_log.csv"
    file.write_text("entry,nr,at,what\n1,007,2020-01-02 10:00,Packed\n")
    options = Options(platform="acme")
    report = run(str(file), ColumnMapping(), options, database=database, on_progress=lambda _: None)
    assert report.remarks[0] == (
        "Several packages have a platform acme: that of acme-events 2.0 is used,"
        " and not that of other-acme 1.0."
    )
    assert registry.list_platforms()["magento1"].shadowed == ("acme-events 2.0",)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wocommerce", "woocommerce"),
        ("woo", "woocommerce"),
        ("Zen Cart", "oscommerce"),
        ("gambio", "oscommerce"),
        ("shopware", "shopware5"),
        ("OXID", "oxid"),
        ("django-oscar", "oscar"),
        ("Magento 2", "magento2"),
    ],
)
def test_a_platform_by_another_name_gets_a_suggestion(typed: str, meant: str) -> None:
    with pytest.raises(InvalidMappingError, match=f"Did you mean {meant}"):
        registry.find_platform(typed)


@pytest.mark.parametrize("typed", ["jtl", "JTL-Wawi", "plentymarkets", "plenty"])
def test_a_system_without_tables_of_its_own_needs_no_platform(typed: str) -> None:
    with pytest.raises(InvalidMappingError, match="leave out --from"):
        registry.find_platform(typed)
