"""Names that the tests of whole commands share."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.orm import Session
from typer.testing import Result

Run = Callable[..., Result]
Opened = Callable[[], AbstractContextManager[Session]]

HOSTILE = "\x1b[31mred\x1b[0m \x9b2J \x07 [/oops] [red]x[/red] \u202egpj.exe\nsecond line, 日本語"
"""A message that tries to drive the terminal, in every way at once."""
