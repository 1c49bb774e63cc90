"""The web addresses of the package's metadata: where its guides are, and where to report problems.

They stand in `[project.urls]` of pyproject.toml, under the labels that package indexes know.
"""

from __future__ import annotations

PACKAGE = "shop-event-log"
_LABELS = {"documentation": "Documentation", "issues": "Problems"}


def web_addresses() -> dict[str, str]:
    """The addresses by what they are for, `Documentation` and `Problems`; those missing there are left
    out."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        rows = metadata(PACKAGE).get_all("Project-URL") or []
    except PackageNotFoundError:
        return {}
    found = {label.strip().casefold(): url.strip() for label, _, url in (row.partition(",") for row in rows)}
    return {title: found[label] for label, title in _LABELS.items() if found.get(label)}
