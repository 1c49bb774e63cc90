"""Identified neutral records on their way from the transform to a writer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from importers.whole_columns import same_in_all, with_whole

if TYPE_CHECKING:
    import polars as pl

    from importers.new_records import NewRecords

KEY = ("source_table", "identity", "part", "occurrence")
"""The columns that identify a record within its source."""

KIND_CODE = "kind_code"
"""The column with the code of the kind of a record's message, where that was classified."""

LARGEST = (1 << 63) - 1
"""The largest legacy id that is stored as a number."""


@dataclass(frozen=True, kw_only=True)
class RecordFrame:
    """Identified neutral records in source order, numbered by `i`; `is_first` marks those whose key no
    earlier one has. `key_number` and `key_name` are what the ledger has of their identities.

    If all may be new, what only `new` records need is computed here, in the reader's thread, since the writer
    is the bottleneck. Otherwise that is None.
    """

    frame: pl.DataFrame
    new: NewRecords | None = None

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, *, expect_new: bool = True) -> RecordFrame:
        """Number `frame`; with `expect_new`, also prepare what only new records need."""
        import polars as pl

        from importers.new_records import NewRecords

        frame = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("i"), **split_identities())
        # Records of one key have one number, so where numbers only rise, all keys differ.
        numbers = frame["key_number"]
        if (numbers[1:] > numbers[:-1]).all():
            frame = with_whole(frame, same_in_all("is_first", True, pl.Boolean(), height=frame.height))
        else:
            frame = frame.with_columns(pl.struct(KEY).is_first_distinct().alias("is_first"))
        if not expect_new:
            return cls(frame=frame)
        new = NewRecords.from_frame(frame)
        return cls(frame=new.frame, new=new)

    def with_frame(self, frame: pl.DataFrame) -> RecordFrame:
        """The same records in a frame that has further columns."""
        return RecordFrame(frame=frame, new=self.new and replace(self.new, frame=frame))


def split_identity(identity: str, occurrence: int) -> tuple[int, str]:
    """The number and name that the ledger has for an identity. A whole number above 0 is a number, as long as
    it is written as one is: `007`, `+7` and `-7` are names."""
    is_whole = not occurrence and identity.isascii() and identity.isdigit() and identity[0] != "0"
    if is_whole and len(identity) <= len(str(LARGEST)) and int(identity) <= LARGEST:
        return int(identity), ""
    return occurrence, identity


def split_identities() -> dict[str, pl.Expr]:
    """As `split_identity`, the columns `key_number` and `key_name` of records."""
    import polars as pl

    whole = pl.col("identity").cast(pl.Int64, strict=False)
    # What is read as a number above 0 starts with its first digit, unless that is a 0 or a sign.
    is_whole = (whole > 0) & (pl.col("identity") >= "1") & (pl.col("occurrence") == 0)
    is_whole = is_whole.fill_null(False)
    return {
        "key_number": pl.when(is_whole).then(whole).otherwise("occurrence"),
        "key_name": pl.when(is_whole).then(pl.lit("")).otherwise("identity"),
    }
