"""Masks passwords in whatever is printed, stored or raised: in database URLs and in connection strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

MASK = "***"

_SAFE_OPTIONS = re.compile(
    r"host|hostaddr|port|user|dbname|database|ssl_?mode|sslrootcert|channel_binding|gssencmode|connect_timeout"
    r"|application_name|target_session_attrs|client_encoding|charset|unix_socket|read_timeout|write_timeout"
    r"|mode|uri|cache|immutable|timeout|driver"
)
"""The options of a database's URL that are shown. All others may hold a secret, a new driver's too."""

_NAMES = r"(?:[\w.]*_|ssl|pg)?(?:password|passwd|passfile|passphrase|pwd|pass|secret|token)\d*"
_KNOWN = r"(?:postgres(?:ql)?|mysql|mariadb|sqlite|oracle|mssql)(?:\+\w+)?"
_DATABASE = re.compile(rf"{_KNOWN}\Z|[\w.]+\+\w+\Z", re.IGNORECASE)
_URL = re.compile(rf"((?<![\w+.-])(?:(?:[A-Za-z][\w+.:-]*)?://|{_KNOWN}:/*))(\S*)", re.IGNORECASE)
_WHOLE = re.compile(rf"\s*((?:[A-Za-z][\w+.:-]*)?://|{_KNOWN}:/*)(.*)\Z", re.IGNORECASE | re.DOTALL)
# A password with a blank, up to the last @ of the line. A port is no password.
_WITH_BLANKS = re.compile(r"(://[^\s:/@?\[]*:)(?!\s)(?!\d{1,5}(?:[/?\s,.;:)'\"]|$))(?=\S*\s)(?!\S*@)[^\n]*@")
_PAIR = re.compile(
    rf"(?<![\w-])({_NAMES}\s*=\s*)"
    r"""('(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?|[^\s&;]+?(?=[.,:]*(?:[\s&;]|\Z)))""",
    re.IGNORECASE,
)
# A ? within a password begins no option.
_OPTIONS = re.compile(r"\?(?=[\w%.+-]+=)([^?]*)\Z", re.DOTALL)
# An IPv6 address in brackets has colons of its own.
_ODD_PORT = re.compile(r"(\[[^\]/]*\])|(?<=[^/]):(?!\d*(?:[/?,]|\Z))[^/?,]*")
_SETTING = re.compile(r"(?:^|\s)(\w+)\s*=")
_SETTINGS = frozenset(("host", "hostaddr", "port", "user", "dbname", "password", "passfile", "service"))
_ENDS = ".,;:!)]}>'\"`"


def mask_secrets(text: str) -> str:
    """`text` without the passwords of the URLs and connection strings in it."""
    if "=" not in text and ":" not in text:
        return text
    text = _WITH_BLANKS.sub(rf"\1{MASK}@", text)
    return _PAIR.sub(rf"\1{MASK}", _URL.sub(_masked_match, text))


def mask_url(text: str) -> str:
    """A database's URL, or a path, without its passwords: user, host and harmless options stay."""
    whole = _WHOLE.match(text)
    return _PAIR.sub(rf"\1{MASK}", _masked(*whole.groups()) if whole else mask_secrets(text))


def without_secrets(text: str) -> str:
    """The same without any trace of the passwords, so that it can be used where these come from elsewhere."""
    whole = _WHOLE.match(text)
    if not whole:
        return mask_url(text)
    user, place, options = _parts(whole[2])
    name = re.split(":|%3a", user, maxsplit=1, flags=re.IGNORECASE)[0]
    kept = [pair for pair in _options(whole[1], options) if not pair.endswith(MASK)] if options else []
    return mask_url(f"{whole[1]}{name}{'@' * bool(user)}{place}{'?' * bool(kept)}{'&'.join(kept)}")


def has_secret(text: str) -> bool:
    """Whether a URL holds something that must not be stored."""
    return mask_url(text) != text


def is_connection_string(text: str) -> bool:
    """Whether `text` is written as libpq's `host=… user=…`, or as a server's URL without its slashes."""
    names = set(_SETTING.findall(text))
    without_slashes = re.match(rf"\s*(?!sqlite){_KNOWN}:(?!//)", text, re.IGNORECASE)
    return bool(without_slashes) or "password" in names or len(names & _SETTINGS) > 1


def secrets_of(text: str) -> list[str]:
    """The secrets in a database's URL, longest first, as they are written and as they are meant."""
    whole = _WHOLE.match(text)
    found = set(_secrets(whole[2])) if whole else set()
    forms = {form for one in found for form in (one, unquote(one), unquote_plus(one))}
    return sorted(forms - {""}, key=len, reverse=True)


def has_password(text: str) -> bool:
    """Whether a database's URL has a password that is not empty, as user information or as an option."""
    whole = _WHOLE.match(text)
    if not whole or not _DATABASE.match(whole[1].rstrip(":/")):
        return False
    user, _, options = _parts(whole[2])
    pairs = [pair.partition("=") for pair in re.split("[&;]", options)]
    return bool(user.partition(":")[2]) or any(
        value and re.fullmatch(_NAMES, unquote_plus(name).strip(), re.IGNORECASE) for name, _, value in pairs
    )


def _masked_match(found: re.Match[str]) -> str:
    scheme, rest = found.groups()
    kept = rest.rstrip(_ENDS)
    return _masked(scheme, kept) + rest[len(kept) :]


def _masked(scheme: str, rest: str) -> str:
    user, place, options = _parts(rest)
    name, colon, _ = user.partition(":")
    name, encoded, _ = name.partition("%3A") if "%3A" in name else name.partition("%3a")
    shown = name + (f":{MASK}" if colon or encoded else "") + "@" * (place != rest and bool(user))
    query = "?" + "&".join(_options(scheme, options)) if options else ""
    return scheme + shown + _place(place) + query


def _place(place: str) -> str:
    """Host and path, without what is no port after the host, and without a path that is a setting."""
    host, slash, path = place.partition("/")
    path = MASK if _PAIR.search(unquote(path)) else path
    return _ODD_PORT.sub(lambda found: found[1] or f":{MASK}", host) + slash + path


def _parts(rest: str) -> tuple[str, str, str]:
    """User information, the place, and the options of what follows a URL's scheme.

    A password may hold / and ?, and an @ that should have been encoded: user information ends at the last @.
    """
    options = _OPTIONS.search(rest)
    start = rest[: options.start()] if options else rest
    user, at, place = start.rpartition("@")
    if at and ("/" not in user.partition(":")[0]):
        return user, place, options[1] if options else ""
    return "", start, options[1] if options else ""


def _options(scheme: str, options: str) -> Iterator[str]:
    is_database = _DATABASE.match(scheme.rstrip(":/")) is not None
    for pair in re.split("[&;]", options):
        name, equals, value = pair.partition("=")
        key = unquote_plus(name).strip().lower()
        masked = f"{name}={MASK}" if equals else MASK
        yield pair if _is_harmless(key, value, is_database=is_database) else masked


def _is_harmless(key: str, value: str, *, is_database: bool) -> bool:
    if is_database:
        return (
            _SAFE_OPTIONS.fullmatch(key) is not None
            and "=" not in unquote_plus(value)
            and "@" not in unquote_plus(value)
        )
    return re.fullmatch(_NAMES, key, re.IGNORECASE) is None


def _secrets(rest: str) -> Iterator[str]:
    user, _, options = _parts(rest)
    yield user.partition(":")[2]
    for pair in re.split("[&;]", options):
        name, _, value = pair.partition("=")
        if not _is_harmless(unquote_plus(name).strip().lower(), value, is_database=True):
            yield value
