"""Rejects that remain after a retry: at the positions of the old ones, and reported like them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from importers.ledger import rejects
from importers.reject_codes import Code
from importers.writing.protocol import Outcome


def moved(
    reject: rejects.Rejected, places: dict[tuple[int, str], int], lines: dict[int, int]
) -> rejects.Rejected:
    """Return the reject at the old one's record and line, which `places` and `lines` map it to."""
    record = places[reject.record, reject.part]
    return replace(reject, record=record, line=lines[record])


def still_in_conflict(outcome: Outcome, old: list[rejects.Rejected]) -> Outcome:
    """Reject again what differs from the log and was rejected because its input had two versions of it: the
    other version is not in the repaired file, so the writer cannot know of it."""
    twice = [(one.record, one.part) for one in old if one.code == Code.CONFLICT.value]
    if not twice or not outcome.changed.height:
        return outcome
    keys = pl.DataFrame(twice, schema={"record": pl.Int64, "part": pl.String}, orient="row")
    key = ["record", "part"]
    again = outcome.changed.join(keys, on=key, how="semi", maintain_order="left").with_columns(
        pl.lit(Code.CONFLICT.value).alias("code"), pl.lit("").alias("column"), value=pl.col("identity")
    )
    changed = outcome.changed.join(keys, on=key, how="anti", maintain_order="left")
    return replace(
        outcome, changed=changed, refused=pl.concat([outcome.refused, again.select(outcome.refused.columns)])
    )


def reported_alike(still: list[rejects.Rejected], old: list[rejects.Rejected]) -> list[rejects.Rejected]:
    """The same, those that only differ from an old one in their last line end as the old one."""
    known = {replace(reject, raw=reject.raw.rstrip(b"\r\n")): reject for reject in old}
    return [known.get(replace(one, raw=one.raw.rstrip(b"\r\n")), one) for one in still]
