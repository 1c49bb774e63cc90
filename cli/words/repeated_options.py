"""Options that take one value and are given several: which one is meant is not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from events.errors import UsageError


def check_repeated(command: Any, words: Sequence[str]) -> list[str]:
    """The words. Raises `UsageError` where `words`, as `command` parses them, give two values to an option
    that takes one, or a switch its two opposite forms. The same value twice is no doubt."""
    options = {
        name: param
        for param in command.params
        if param.param_type_name == "option" and not (param.multiple or param.count)
        for name in (*param.opts, *param.secondary_opts)
    }
    values = {
        name
        for param in command.params
        if param.param_type_name == "option" and not (param.is_flag or param.count)
        for name in (*param.opts, *param.secondary_opts)
    }
    found: dict[str, str] = {}
    rest = list(words)
    while rest and (word := rest.pop(0)) != "--":
        name, equals, value = word.partition("=")
        if not word.startswith("--") and word[:2] in values and len(word) > 2:  # -ojson
            name, equals, value = word[:2], "=", word[2:].removeprefix("=")
        if name in values and not equals and rest:
            value = rest.pop(0)
        param = options.get(name)
        if param is None:
            continue
        is_switch = name not in values
        said = ("" if name in param.opts else "no") if is_switch else value
        before = found.setdefault(param.name, said)
        if before != said and is_switch:
            both = " and ".join((param.opts[0], param.secondary_opts[0]))
            raise UsageError(f"{both} exclude each other. Leave one out.")
        if before != said:
            from events.url_secrets import mask_url

            long = max(param.opts, key=len)
            both = " and ".join(mask_url(one) or "''" for one in (before, said))
            raise UsageError(f"{long} takes one value, and is given two: {both}. Leave one out.")
    return list(words)
