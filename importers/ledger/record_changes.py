"""Changes what the ledger keeps of records, as an erasure does: the view `records` cannot be written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from importers.ledger.record_models import RecordDetail
from importers.ledger.run_changes import rename_in_run
from importers.record_frame import split_identity

_AT_A_TIME = 500
_DETAILS = tuple(column.name for column in RecordDetail.__table__.columns)[1:]
# Of content that was met several times, the number stays.
_RENAME = text(
    """
    UPDATE record_keys SET name = :identity, number = CASE WHEN name = '' THEN 0 ELSE number END
    WHERE id = :id AND CASE WHEN name = '' AND number > 0 THEN CAST(number AS TEXT) ELSE name END <> :identity
    """
)


def change_records(session: Session, changes: Sequence[Mapping[str, Any]]) -> None:
    """Set the `identity` and details of records, each given with its `id`; those not named stay."""
    for start in range(0, len(changes), _AT_A_TIME):
        some = changes[start : start + _AT_A_TIME]
        details = [{name: value for name, value in one.items() if name in ("id", *_DETAILS)} for one in some]
        session.execute(
            text(f"UPDATE record_details SET {_assigned(details[0])} WHERE id = :id"),  # noqa: S608 - our own names
            details,
        )
        session.execute(_RENAME, [{"id": one["id"], "identity": one["identity"]} for one in some])
        for one in some:
            if one["id"] > 0 and split_identity(one["identity"], 0)[1]:
                rename_in_run(session, one["id"], one["identity"])


def _assigned(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = :{name}" for name in values if name != "id")
