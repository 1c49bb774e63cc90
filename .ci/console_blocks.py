"""Write each ```console block of a Markdown file as a shell script.

    console_blocks.py GUIDE.md FOLDER      FOLDER/01.sh, FOLDER/02.sh …, one for each block with commands

A line that starts with `$ ` is a command; it has to exit 0, or N where it ends in `# exit N`. A line that
ends in a backslash goes on in the next one. All other lines are output. Commands that only set up an
environment (pip, git, pytest …) are left out, since `.ci/run` has steps of its own for them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

BLOCK = re.compile(r"^```console[^\n]*\n(.*?)^```", re.M | re.S)
SETUP = re.compile(
    r"(python3? -m (venv|pip|pytest)|(sudo )?(pip|pipx|apt-get|git|cd|pytest)\b|source |\. |\.ci/run)"
)
EXIT = re.compile(r"\s#\s*exit (\d+)\s*$")


def find_commands(block: str) -> Iterator[str]:
    lines = iter(block.splitlines())
    for line in lines:
        if not line.startswith("$ "):
            continue
        command = line[2:]
        while command.endswith("\\") and (more := next(lines, None)) is not None:
            command += "\n" + more.removeprefix("> ")
        parts = [part for part in command.split(" && ") if not SETUP.match(part)]
        if parts:
            yield " && ".join(parts)


def write_script(commands: list[str]) -> str:
    """Every status is taken without a condition: inside one, `set -e` has no effect."""
    lines = ["set -euo pipefail"]
    for command in commands:
        code = EXIT.search(command)
        wanted = code[1] if code else "0"
        wrong = f'echo "exit $status, expected {wanted}"; exit 1'
        lines += ["set +e", command, "status=$?", "set -e", f'[ "$status" -eq {wanted} ] || {{ {wrong}; }}']
    return "\n".join(lines) + "\n"


def main(guide: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, block in enumerate(BLOCK.findall(guide.read_text("utf-8")), 1):
        if commands := list(find_commands(block)):
            (folder / f"{number:02}.sh").write_text(write_script(commands), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
