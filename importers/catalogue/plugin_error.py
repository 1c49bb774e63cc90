"""Errors of platform packages: what they raise is reported with the package's name, whatever it is."""

from __future__ import annotations

from events.errors import ConfigError

_LONGEST = 300
"""Characters of a foreign error's text that are reported."""


class InvalidPlatformError(ConfigError):
    """A platform cannot be loaded, or its declaration is invalid; its author has to fix it."""

    def __init__(self, *, name: str, package: str, problem: str) -> None:
        super().__init__(
            f"The platform {name} of {package} cannot be used: {problem}. This is a fault of that package, "
            "not of your data: report it to its authors. Authors: `events plugin check MODULE` lists all "
            "problems."
        )
        self.name, self.package, self.problem = name, package, problem


def describe_error(error: BaseException) -> str:
    """An exception of foreign code in words, even where its own text raises."""
    name = type(error).__name__
    if isinstance(error, SystemExit):
        return "it ends the program while it is loaded (SystemExit)"
    try:
        text = str(error).strip()
    except KeyboardInterrupt:
        raise
    except BaseException:  # another package's __str__ may raise anything
        return f"{name}, whose text cannot be printed"
    return f"{name}: {text[:_LONGEST]}".rstrip(": .")
