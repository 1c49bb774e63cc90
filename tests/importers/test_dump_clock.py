"""A dump writes TIMESTAMP columns by the clock that it sets; another that read them is named."""

from __future__ import annotations

import pytest
from bringing import Bring

from importers.mapping.column_mapping import ColumnMapping

_DUMP = """-- MySQL dump 10.13
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='{clock}' */;
CREATE TABLE `notes` (`id` int, `order` text, `date` {kind} NULL, `author` text, `message` text);
INSERT INTO `notes` VALUES (1,'1001','2020-11-02 08:40:03','anna','Rang back');
-- Dump completed on 2020-12-01
"""


@pytest.mark.parametrize(
    ("clock", "kind", "tz", "option"),
    [
        ("+00:00", "timestamp", "Europe/Berlin", "--tz UTC"),
        ("+02:00", "timestamp(6)", "", "--tz Etc/GMT-2"),
        ("-03:30", "TIMESTAMP", "UTC", "the --tz that has these times"),
        ("+00:00", "datetime", "Europe/Berlin", ""),
        ("+00:00", "timestamp", "", ""),
        ("+02:00", "timestamp", "Etc/GMT-2", ""),
    ],
)
def test_another_clock_is_named_with_the_option_for_it(
    bring: Bring, clock: str, kind: str, tz: str, option: str
) -> None:
    mapping = ColumnMapping(source="test", tz=tz)
    report = bring(_DUMP.format(clock=clock, kind=kind), name="dump.sql", mapping=mapping)
    said = [one for one in report.remarks if "TIMESTAMP" in one]
    assert len(said) == bool(option)
    assert all(option in one and clock in one for one in said)
