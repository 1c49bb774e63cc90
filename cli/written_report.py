"""Writing a report of a reconciliation to a file, which only its owner may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import formats, reconciling
from events.errors import CannotWrite

if TYPE_CHECKING:
    from importers.reconcile import Reconciliation


def write(path: str, done: Reconciliation) -> None:
    """As Markdown or JSON, by the name's end; the file takes the old one's place when it is whole.

    Raises `CannotWrite`.
    """
    from importers.rejects import replacing

    try:
        with replacing(path) as file:
            if path.endswith(".json"):
                file.write((formats.document(reconciling.as_record(done), indent=2) + "\n").encode())
            else:
                file.writelines(part.encode() for part in reconciling.markdown(done))
    except OSError as error:
        raise CannotWrite(f"Cannot write {path}: {error.strerror}. Choose another place.") from None
