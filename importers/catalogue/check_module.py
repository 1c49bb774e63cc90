"""Checks a plugin module: its platforms are loaded and validated, and every problem is collected."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from importers.catalogue.plugin_error import describe_error
from importers.catalogue.registry import list_platforms
from importers.catalogue.validate import find_problems
from importers.platforms import GROUP, Platform


@dataclass(frozen=True, kw_only=True)
class CheckedPlatform:
    """A platform of the module: problems prevent its use, advice does not."""

    target: str
    """Module and name, as an entry point spells them: `acme_events:PLATFORM`."""
    title: str
    problems: tuple[str, ...]
    advice: tuple[str, ...]


def check_module(target: str) -> list[CheckedPlatform]:
    """Load `module` or `module:NAME` and check its platforms; the current folder is searched, too.

    A module that cannot be loaded is returned as one entry with that problem: this raises nothing.
    """
    module, _, name = target.partition(":")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", DeprecationWarning)
        try:
            found = _load(module)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the module may raise anything, SystemExit included
            return [_failed(target, f"{module} cannot be loaded: {describe_error(error)}")]
    old = tuple(dict.fromkeys(str(one.message) for one in caught if _is_ours(one)))
    return list(_checked(module, name, vars(found), old=old))


def _load(module: str) -> Any:
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        return importlib.import_module(module)
    finally:
        sys.path.remove(here)


def _is_ours(one: warnings.WarningMessage) -> bool:
    return issubclass(one.category, DeprecationWarning) and "is now" in str(one.message)


def _failed(target: str, problem: str) -> CheckedPlatform:
    return CheckedPlatform(target=target, title="", problems=(problem,), advice=())


def _checked(
    module: str, name: str, members: dict[str, Any], *, old: tuple[str, ...]
) -> Iterator[CheckedPlatform]:
    names = [name] if name else [key for key, one in members.items() if isinstance(one, Platform)]
    if not names:
        yield _failed(module, f"{module} has no Platform: write PLATFORM = Platform(title=…, records=(…))")
    for key in names:
        one = members.get(key)
        if isinstance(one, Platform):
            yield _check_platform(f"{module}:{key}", one, old=old)
        else:
            kind = type(one).__name__ if key in members else "missing"
            yield _failed(f"{module}:{key}", f"{key} is {kind}: write {key} = Platform(…)")


def _check_platform(target: str, platform: Platform, *, old: tuple[str, ...]) -> CheckedPlatform:
    problems = tuple(find_problems(platform))
    title = platform.title if not problems and isinstance(platform.title, str) else ""
    advice = (*old, *_broad_tables(platform if not problems else None), *_registration(target))
    return CheckedPlatform(target=target, title=title, problems=problems, advice=advice)


def _broad_tables(platform: Platform | None) -> Iterator[str]:
    """Tables that many files of other systems would fit, too."""
    for table in platform.records if platform else ():
        if len(table.required_columns) < 3 and not table.explode:
            yield (
                f"{table.name or table.table}: with fewer than 3 required_columns it is only found by its "
                "name, or confused with other systems: add columns that the table always has"
            )


def _registration(target: str) -> Iterator[str]:
    known = [one.name for one in list_platforms().values() if one.entry.value == target]
    if not known:
        yield (
            f'not registered: write `NAME = "{target}"` under [project.entry-points."{GROUP}"] in '
            "pyproject.toml, and run `pip install -e .` (again after every edit of the entry points)"
        )
