"""Where the guides are, and whom to ask about problems.

The package's own addresses stand in `[project.urls]` of pyproject.toml, under the labels that package indexes
know. A team that has somebody to ask names them in the setting `support`.
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


def support() -> str:
    """Whom this team asks about problems: the setting `support`; empty where it has none, or where the
    settings cannot be read, which is no reason to show no help."""
    from events import settings
    from events.errors import InvalidSettingError

    try:
        return settings.load(flags={}).support
    except InvalidSettingError:
        return ""
