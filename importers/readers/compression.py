"""Unpacking gzip, bzip2, xz and zstd as a stream; what it needs of memory does not grow with the file."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

XZ_MEMORY = 256 * 1024 * 1024
"""The largest dictionary an xz file may ask for; its own tool's strongest setting needs a quarter."""

_STEP = 256 * 1024
_MAGIC = {
    "gzip": b"\x1f\x8b",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\x00",
    "zstd": b"\x28\xb5\x2f\xfd",
}
MAGIC_BYTES = 6


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class DamagedError(Exception):
    """Packed data is cut off or damaged; the message names the compression and the library's complaint."""

    def __init__(self, kind: str, problem: object) -> None:
        super().__init__(f"the {kind} data is cut off or damaged ({problem}). Get the file again.")


def kind_of(start: bytes) -> str:
    """gzip, bzip2, xz or zstd, by the first bytes; empty for none of them."""
    return next((kind for kind, magic in _MAGIC.items() if start.startswith(magic)), "")


class UnpackedStream(io.BufferedReader):
    """Unpacked bytes, as far as the packed data goes."""

    def __init__(self, raw: _Packed, kind: str) -> None:
        super().__init__(raw, _STEP)
        self._packed_raw, self._kind = raw, kind

    @property
    def cut_off(self) -> str:
        """What is wrong with the end of the packed data, once it was reached; empty if it is whole."""
        return f"the {self._kind} data is cut off" if self._packed_raw.is_cut_off else ""


def unpacked(packed: BinaryIO, kind: str) -> UnpackedStream:
    """The unpacked bytes of `packed`, which is of `kind`; of data that is cut off, those up to there. Reading
    raises `DamagedError` where the data is damaged."""
    if kind == "gzip":
        return UnpackedStream(_Gzip(packed), kind)
    make: dict[str, Callable[[], _Decompressor]] = {
        "bzip2": bz2.BZ2Decompressor,
        "xz": lambda: lzma.LZMADecompressor(memlimit=XZ_MEMORY),
        "zstd": _zstd,
    }
    return UnpackedStream(_Unpacked(packed, kind, make[kind]), kind)


def _zstd() -> _Decompressor:
    try:
        from compression.zstd import ZstdDecompressor  # type: ignore[import-not-found, unused-ignore]
    except ImportError:  # before Python 3.14
        from backports.zstd import ZstdDecompressor
    return cast(_Decompressor, ZstdDecompressor())


class _Packed(io.RawIOBase):
    is_cut_off = False
    """Whether the packed data ended too early."""

    def readable(self) -> bool:
        return True


class _Gzip(_Packed):
    def __init__(self, packed: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=packed)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._file.read1(len(buffer))
        except EOFError:
            self.is_cut_off, data = True, b""
        except (zlib.error, gzip.BadGzipFile) as error:
            raise DamagedError("gzip", error) from None
        buffer[: len(data)] = data
        return len(data)


class _Unpacked(_Packed):
    """One or several packed streams, one after the other, unpacked step by step."""

    def __init__(self, packed: BinaryIO, kind: str, make: Callable[[], _Decompressor]) -> None:
        self._packed, self._kind, self._make = packed, kind, make
        self._decompressor = make()
        self._pending = b""

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            try:
                data = self._some(len(buffer))
            except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
                raise DamagedError(self._kind, error) from None
            except Exception as error:  # each library's own error
                if type(error).__name__ != "ZstdError":
                    raise
                raise DamagedError(self._kind, error) from None
            if data is None:
                return 0
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _some(self, most: int) -> bytes | None:
        """The next unpacked bytes, possibly none yet; None at the end."""
        if self._decompressor.eof:
            rest = (self._decompressor.unused_data or b"") or self._packed.read(_STEP)
            while rest and not rest.strip(b"\x00"):
                rest = self._packed.read(_STEP)
            if not rest:
                return None
            self._decompressor, self._pending = self._make(), rest
        elif self._decompressor.needs_input and not self._pending:
            self._pending = self._packed.read(_STEP)
            if not self._pending:
                self.is_cut_off = True
                return None
        data, self._pending = self._pending, b""
        return self._decompressor.decompress(data, most)
