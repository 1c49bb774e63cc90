"""Makes the pictures of the README from real output on the sample data: `python -m docs.screens`.

The clock is held still, so that a picture changes only when the program does.
"""

from __future__ import annotations

import asyncio
import io
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from typer.testing import CliRunner

from cli.app import app
from events import clock

HERE = Path(__file__).parent
NOW = datetime(2021, 3, 14, 8, 0, tzinfo=UTC)
COMMANDS = {
    "order": ["order", "000000101"],
    "customer": ["customer", "jane.doe@example.com", "--since", "2020-09-01"],
    "log": ["log", "--limit", "14", "--format", "oneline"],
}
WIDTHS = {"order": 84, "customer": 84, "log": 128}
_NORMAL = [
    (0, 0, 0),
    (205, 49, 49),
    (13, 188, 121),
    (170, 130, 0),
    (36, 114, 200),
    (188, 63, 188),
    (17, 168, 205),
]
THEMES = {
    "dark": TerminalTheme((24, 26, 28), (222, 222, 222), [*_NORMAL, (229, 229, 229)]),
    "light": TerminalTheme((255, 255, 255), (28, 28, 28), [*_NORMAL, (85, 85, 85)]),
}
# The system's own fonts: a picture that loads one from elsewhere tells others who looks at it.
SVG = """<svg class="{unique_id}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg"><style>
.{unique_id}-matrix{{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;
font-size:{char_height}px;line-height:{line_height}px}}
{styles}</style><defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>{lines}</defs>{chrome}
<g transform="translate({terminal_x},{terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""

_FONTS = 'ui-monospace,Menlo,Consolas,"DejaVu Sans Mono"'
_ALIEN = re.compile(r"@font-face \{.*?\}|<!--.*?-->", re.DOTALL)


def main(folder: Path) -> None:
    """Write every picture, dark and light, into `folder`."""
    clock.now = lambda: NOW
    with tempfile.TemporaryDirectory() as temporary:
        database = f"{temporary}/events.db"
        run = _runner(database)
        _import_samples(run)
        for name, arguments in COMMANDS.items():
            for theme in THEMES:
                text = run(theme, WIDTHS[name], *arguments)
                picture = _picture(
                    f"$ events {' '.join(arguments)}\n{text}", f"{name}-{theme}", theme, WIDTHS[name]
                )
                (folder / f"{name}-{theme}.svg").write_text(picture, encoding="utf-8")
        for theme in THEMES:
            (folder / f"browse-{theme}.svg").write_text(_browse(database, theme), encoding="utf-8")


def _runner(database: str) -> Callable[..., str]:
    def run(theme: str, width: int, *arguments: str) -> str:
        looks = {"EVENTS_THEME": theme, "COLUMNS": str(width), "EVENTS_DISPLAY_TZ": "Europe/London"}
        given = ["--database", database, "--color", "always", *arguments]
        return CliRunner().invoke(app, given, env=looks, catch_exceptions=False).stdout

    return run


def _import_samples(run: Callable[..., str]) -> None:
    for mapping in sorted(Path("sample_data").glob("*/mapping.toml")):
        for file in mapping.parent.iterdir():
            if file.suffix in (".csv", ".tsv", ".json", ".gz"):
                run("dark", 80, "import", str(file), "--map", str(mapping))


def _picture(text: str, name: str, theme: str, width: int) -> str:
    console = Console(record=True, width=width, file=io.StringIO(), color_system="256", force_terminal=True)
    console.print(Text.from_ansi(text), soft_wrap=True)
    return console.export_svg(title="", theme=THEMES[theme], code_format=SVG, unique_id=name)


def _browse(database: str, theme: str) -> str:
    from cli.browse.app import Browser
    from cli.context import make_context

    async def look() -> str:
        context = make_context(database=database, display_tz="Europe/London")
        app = Browser(context, find="jane.doe")
        async with app.run_test(size=(104, 30)) as pilot:
            app.theme = f"textual-{theme}"
            for key in (None, "down", "down", "down", "down", "down", "enter"):
                await pilot.pause()
                await app.workers.wait_for_complete()
                if key:
                    await pilot.press(key)
            await pilot.pause(0.5)
            return _ALIEN.sub("", app.export_screenshot(title="events browse")).replace("Fira Code", _FONTS)

    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return asyncio.run(look())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
