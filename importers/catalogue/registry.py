"""The installed platforms: listed from package metadata, loaded one at a time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from weakref import WeakValueDictionary

from events.vocabulary.words import nearest
from importers.catalogue.plugin_error import InvalidPlatformError, describe_error
from importers.errors import InvalidMappingError
from importers.platforms import GROUP, Platform

_OURS = "importers.platforms."

_NO_PLATFORM = frozenset(
    "none no csv tsv json jsonl xlsx generic plain columns default other unknown custom".split()
)
"""What people type for a file of no platform."""

READ_BY_COLUMNS = ("JTL-Wawi", "plentymarkets")
"""Systems whose exports have no tables to be known by: the names of their columns say what they hold."""
_VALID: WeakValueDictionary[int, Platform] = WeakValueDictionary()
"""The platforms that were validated, by their `id`."""


@dataclass(frozen=True, kw_only=True)
class PlatformEntry:
    """A platform's name and the package (name and version) that provides it.

    `shadowed` names the packages that have a platform of the same name, which is not used.
    """

    name: str
    package: str
    entry: EntryPoint
    shadowed: tuple[str, ...] = ()

    @property
    def is_ours(self) -> bool:
        """Whether the platform comes with this program."""
        return self.entry.value.startswith(_OURS)

    def shadow_note(self) -> str:
        """A sentence that names the packages whose platform is not used; empty where there are none."""
        others = " and ".join(self.shadowed)
        used = f"that of {self.package} is used, and not that of {others}"
        return f"Several packages have a platform {self.name}: {used}." if others else ""


@dataclass(frozen=True, kw_only=True)
class LoadedPlatforms:
    """All platforms that could be loaded, by name, and an error for each that could not."""

    platforms: dict[str, Platform]
    broken: tuple[InvalidPlatformError, ...]

    def broken_note(self) -> str:
        """A sentence that names what could not be loaded; empty where there is nothing."""
        listed = "; ".join(f"{one.name} of {one.package} ({one.problem})" for one in self.broken)
        many = "These platforms" if len(self.broken) > 1 else "A platform"
        note = f"{many} could not be loaded, so nothing was recognised as theirs: {listed}."
        return note if listed else ""


def list_platforms() -> dict[str, PlatformEntry]:
    """All platforms by name, without importing any.

    Of several with one name, ours is used, else that of the first package by name.
    """
    return dict(_list_platforms(tuple((folder, _changed_at(folder)) for folder in sys.path)))


def _changed_at(folder: str) -> int | None:
    try:
        return Path(folder or ".").stat().st_mtime_ns
    except OSError:
        return None


@lru_cache(maxsize=1)
def _list_platforms(_installed: tuple[tuple[str, int | None], ...]) -> dict[str, PlatformEntry]:
    """Reads the metadata of every installed package, so it does so once for each state of `sys.path`."""
    found: dict[str, list[PlatformEntry]] = {}
    packages: dict[int, str] = {}  # reading a package's metadata is slow, and it may have many platforms
    for entry in entry_points(group=GROUP):
        if id(entry.dist) not in packages:
            packages[id(entry.dist)] = _package_of(entry)
        one = PlatformEntry(name=entry.name, package=packages[id(entry.dist)], entry=entry)
        found.setdefault(entry.name, []).append(one)
    return {name: _choose(found[name]) for name in sorted(found)}


def _choose(entries: list[PlatformEntry]) -> PlatformEntry:
    used, *rest = sorted(entries, key=lambda one: (not one.is_ours, one.package))
    others = dict.fromkeys(one.package for one in rest if one.package != used.package)
    return replace(used, shadowed=tuple(others))


def _package_of(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown package"


def find_platform(name: str) -> Platform:
    """Load the platform called `name`.

    Raises `InvalidMappingError` where there is none, and `InvalidPlatformError` for one that is broken.
    """
    known = list_platforms()
    if name not in known:
        if any(_plain(one).startswith(_plain(name)) for one in READ_BY_COLUMNS if _plain(name)):
            raise InvalidMappingError(
                f"--from {name}",
                problem="its exports are read by the names of their columns: leave out --from. "
                "`events map FILE` shows what is recognised.",
            )
        if _plain(name) in _NO_PLATFORM:
            raise InvalidMappingError(
                f"--from {name}",
                problem="that is no platform. To read a file by the names of its columns, whatever it looks "
                "like, name one of them instead: --set order=COLUMN. `events map FILE` shows what it finds.",
            )
        near = _similar(name, known)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise InvalidMappingError(
            f"--from {name}",
            problem=f"there is no such platform. {hint}All of them: `events import --list`. Without --from, "
            "a file is recognised by its columns.",
        )
    return load_platform(known[name])


def _similar(name: str, known: Mapping[str, PlatformEntry]) -> list[str]:
    """Up to three platforms that `name` is the beginning of, or that read a system with a similar name, the
    likeliest first."""
    called = {entry: entry for entry in known}
    for entry in known.values():
        with contextlib.suppress(InvalidPlatformError):
            called |= {_plain(system): entry.name for system in load_platform(entry).systems}
    begins = [entry for system, entry in called.items() if system.startswith(_plain(name)) and _plain(name)]
    near = begins or [called[system] for system in nearest(_plain(name), list(called))]
    return list(dict.fromkeys(near))[:3]


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def load_platform(one: PlatformEntry) -> Platform:
    """Import and validate a platform. Raises `InvalidPlatformError`, whatever its code raises."""
    try:
        platform = load_entry(one.entry)
        # Ours are validated by the tests: it would take a tenth of the start of an import.
        is_valid = one.is_ours or _VALID.get(id(platform)) is platform
        problem = "" if is_valid else _first_problem(platform)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # another package's code may raise anything, SystemExit included
        raise InvalidPlatformError(
            name=one.name, package=one.package, problem=describe_error(error)
        ) from error
    if problem:
        raise InvalidPlatformError(name=one.name, package=one.package, problem=problem)
    _VALID[id(platform)] = platform
    return platform


def _first_problem(platform: Platform) -> str:
    from importers.catalogue.validate import find_problems

    return next(find_problems(platform), "")


def load_entry(entry: EntryPoint) -> Platform:
    """Import what an entry point names; what it prints goes to standard error.

    Raises `TypeError` where that is not a `Platform`, and whatever its module raises.
    """
    with contextlib.redirect_stdout(sys.stderr):
        found = entry.load()
    if not isinstance(found, Platform):
        raise TypeError(f"{entry.value} is a {type(found).__name__}, not an importers.platforms.Platform")
    return found


def load_all_platforms() -> LoadedPlatforms:
    """Load every platform, to find out which one an input is of. One that is broken stops nothing."""
    platforms: dict[str, Platform] = {}
    broken: list[InvalidPlatformError] = []
    for name, one in list_platforms().items():
        try:
            platforms[name] = load_platform(one)
        except InvalidPlatformError as error:
            broken.append(error)
    return LoadedPlatforms(platforms=platforms, broken=tuple(broken))
