"""Settings of batches in one readable JSON document, and a key of its own for resuming an import.

Before, `mapping` mixed the mapping with the dialect and the options, and `mapping_digest` was 48 hex digits,
`+` or `-` for missing orders, `~` for missing customers, and the format.
"""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BATCHES = sa.table(
    "batches",
    sa.column("id", sa.BigInteger()),
    sa.column("settings", DOCUMENT),
    sa.column("resume_key", sa.String()),
    sa.column("notes", DOCUMENT),
)
DIGEST_LENGTH = 48
DEFAULTS: dict[str, Any] = {
    "source": "default",
    "tz": "",
    "date_formats": [],
    "fields": {},
    "events": [],
    "where": [],
    "html": False,
    "format": "",
    "encoding": "",
    "delimiter": "",
    "input_table": "",
    "platform": "",
    "table_prefix": "",
    "language": "",
    "tables": [],
    "joined": False,
    "missing_customers": "create",
    "by_content": False,
}
DERIVED = ("joined", "by_content")


def upgrade() -> None:
    """Replace the mapping of a batch by its settings and resume key."""
    op.execute("ALTER TABLE batches RENAME COLUMN mapping TO settings")
    op.execute("ALTER TABLE batches RENAME COLUMN mapping_digest TO resume_key")
    connection = op.get_bind()
    for row in connection.execute(sa.select(BATCHES)).all():
        settings = _settings(row.settings or {}, row.resume_key)
        values = {"settings": _readable(settings), "resume_key": _resume_key(settings)}
        values["notes"] = _renamed_notes(row.notes or {})
        connection.execute(sa.update(BATCHES).where(BATCHES.c.id == row.id).values(values))


def _settings(old: dict[str, Any], digest: str) -> dict[str, Any]:
    """The settings, without those that are defaults, and without what only a platform declares."""
    found = {name: old[name] for name, value in DEFAULTS.items() if old.get(name, value) != value}
    if old.get("typed") is True:  # a list there is of a platform's rules
        found["typed"] = True
    if digest[DIGEST_LENGTH : DIGEST_LENGTH + 1] == "-":
        found["missing_orders"] = "reject"
    return found


def _resume_key(settings: dict[str, Any]) -> str:
    kept = {name: value for name, value in settings.items() if name not in DERIVED}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _readable(settings: dict[str, Any]) -> dict[str, Any]:
    """With fields that stand for one column as that column's name."""
    if "fields" not in settings:
        return settings
    fields = {name: [_text(one) for one in value] for name, value in settings["fields"].items()}
    return settings | {"fields": fields}


def _text(template: dict[str, Any]) -> Any:
    columns = template["columns"]
    if template["texts"] != ["", ""] or not columns[0].strip() or set("{}'") & set(columns[0]):
        return template
    return columns[0]


def _renamed_notes(notes: dict[str, Any]) -> dict[str, Any]:
    names = {"halfway": "partial_chunk"}
    return {names.get(name, name): note for name, note in notes.items()}
