"""Which platforms there are, from installed packages' metadata, and loading one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points

from events.errors import ConfigError
from events.vocabulary.words import nearest
from importers.errors import InvalidMappingError
from importers.platforms import GROUP, Platform

_OURS = "importers.platforms."


class InvalidPlatformError(ConfigError):
    """The fault of whoever wrote the platform."""

    def __init__(self, known: PlatformEntry, *, problem: str) -> None:
        whose = "This is a fault of that package, not of your data: tell its makers."
        super().__init__(f"The platform {known.name} of {known.package} cannot be used: {problem}. {whose}")


@dataclass(frozen=True, kw_only=True)
class PlatformEntry:
    """A platform's name, and the package it comes with. `rivals` are packages that have one of that name,
    too, which is not used."""

    name: str
    package: str
    entry: EntryPoint
    rivals: tuple[str, ...] = ()

    def rivalry(self) -> str:
        """What to know of the rivals, in a sentence; empty where there are none."""
        others = " and ".join(self.rivals)
        whose = f"that of {self.package} is used, and not that of {others}"
        return f"Several packages have a platform {self.name}: {whose}." if others else ""


def known() -> dict[str, PlatformEntry]:
    """All platforms by name; none is imported for it. Of those with one name ours counts, else the first by
    its package's name."""
    found: dict[str, list[PlatformEntry]] = {}
    packages: dict[int, str] = {}  # naming one reads all of its metadata, and it may have many platforms
    for entry in entry_points(group=GROUP):
        if id(entry.dist) not in packages:
            packages[id(entry.dist)] = _package(entry)
        one = PlatformEntry(name=entry.name, package=packages[id(entry.dist)], entry=entry)
        found.setdefault(entry.name, []).append(one)
    return {name: _first(found[name]) for name in sorted(found)}


def _first(rivals: list[PlatformEntry]) -> PlatformEntry:
    first, *rest = sorted(rivals, key=lambda one: (not one.entry.value.startswith(_OURS), one.package))
    others = dict.fromkeys(one.package for one in rest if one.package != first.package)
    return replace(first, rivals=tuple(others))


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown package"


def find(name: str) -> Platform:
    """The platform called `name`. Raises `InvalidMappingError`, or `InvalidPlatformError` for one that is
    broken."""
    names = known()
    if name not in names:
        near = nearest(name, list(names))
        hint = f" Did you mean {near[0]}?" if near else ""
        raise InvalidMappingError(
            f"--from {name}", problem=f"no such platform.{hint} `events import --list` names them."
        )
    return load(names[name])


def load(one: PlatformEntry) -> Platform:
    """Import a platform and look it over. Raises `InvalidPlatformError` for whatever is wrong with it."""
    from importers.catalogue.validate import check

    try:
        platform = one.entry.load()
    except Exception as error:  # another package's code
        raise InvalidPlatformError(one, problem=f"{type(error).__name__}: {error}") from error
    if not isinstance(platform, Platform):
        raise InvalidPlatformError(
            one,
            problem=f"{one.entry.value} is a {type(platform).__name__}, not an importers.platforms.Platform",
        )
    try:
        check(platform)
    except Exception as error:  # a declaration of another package, of any shape
        raise InvalidPlatformError(one, problem=str(error).rstrip(".") or type(error).__name__) from error
    return platform


def all_loadable() -> Iterator[tuple[str, Platform]]:
    """Every platform that can be used, for finding out which one an input is of."""
    for name, one in known().items():
        try:
            yield name, load(one)
        except InvalidPlatformError:
            continue  # it says so itself when it is asked for by name
