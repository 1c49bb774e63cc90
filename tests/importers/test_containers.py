"""The same thirty records, in every container of a file of text, are the same table."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd
from formats import FORMATS
from reading import read_table


def zipped(folder: Path, file: Path) -> Path:
    with zipfile.ZipFile(folder / "notes.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, file.name)
    return folder / "notes.zip"


def tarred(folder: Path, file: Path) -> Path:
    with tarfile.open(folder / "notes.tar.gz", "w:gz") as archive:
        archive.add(file, file.name)
    return folder / "notes.tar.gz"


def in_directory(folder: Path, file: Path) -> Path:
    (folder / "export").mkdir()
    return file.rename(folder / "export" / file.name).parent


def packed(pack: Callable[[bytes], bytes], suffix: str) -> Callable[[Path, Path], Path]:
    def write(folder: Path, file: Path) -> Path:
        target = folder / f"{file.name}.{suffix}"
        target.write_bytes(pack(file.read_bytes()))
        return target

    return write


CONTAINERS: dict[str, Callable[[Path, Path], Path]] = {
    "zip": zipped,
    "tar": tarred,
    "directory": in_directory,
    "gzip": packed(gzip.compress, "gz"),
    "bzip2": packed(bz2.compress, "bz2"),
    "xz": packed(lzma.compress, "xz"),
    "zstd": packed(zstd.compress, "zst"),
}
HELD = ("csv, comma", "csv, backslashes", "json lines", "json array", "sql, mysql", "xml")


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", HELD)
def test_a_container_changes_nothing_about_its_text(tmp_path: Path, name: str, container: str) -> None:
    form = FORMATS[name]
    file = form.write(tmp_path).file
    alone = read_table(file)
    held = read_table(CONTAINERS[container](tmp_path, file))
    assert (held.columns, held.rows, held.lines, held.raws, held.ends) == (
        alone.columns, alone.rows, alone.lines, alone.raws, alone.ends
    )  # fmt: skip
