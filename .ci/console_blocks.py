"""Write each ```console block of a Markdown file as a shell script that runs and checks it.

    console_blocks.py GUIDE.md FOLDER        FOLDER/01.sh, FOLDER/02.sh …, one for each block with commands
    console_blocks.py --compare SHOWN SEEN   exits 1 when a line of SHOWN is not in SEEN, in that order

A line that starts with `$ ` is a command; it has to exit 0, or N where it ends in `# exit N`. A line that
ends in a backslash continues in the next one. The other lines are output that the command has to print, in
this order; a line `…` stands for lines left out. Durations and ages may differ. Commands that only set up
an environment (pip, git, pytest …) are left out, since `.ci/run` has steps of its own for them.
"""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = re.compile(r"^```console[^\n]*\n(.*?)^```", re.M | re.S)
SETUP = re.compile(
    r"(python3? -m (venv|pip|pytest)|(sudo )?(pip|pipx|apt-get|git|cd|pytest)\b|source |\. |\.ci/run)"
)
EXIT = re.compile(r"\s#\s*exit (\d+)\s*$")
VARIES = [(re.compile(r"\d+(\.\d+)? s\b"), "N s"), (re.compile(r"\d+ years? ago"), "N years ago")]


@dataclass
class Command:
    text: str
    shown: list[str] = field(default_factory=list)


def read_commands(block: str) -> list[Command]:
    found: list[Command] = []
    lines = iter(block.splitlines())
    for line in lines:
        if not line.startswith("$ "):
            found[-1].shown += [] if line == "…" else [line]
            continue
        text = line[2:]
        while text.endswith("\\") and (more := next(lines, None)) is not None:
            text += "\n" + more.removeprefix("> ")
        parts = [part for part in text.split(" && ") if not SETUP.match(part)]
        found.append(Command(" && ".join(parts)))
    return [command for command in found if command.text]


def write_script(commands: list[Command], script: Path) -> None:
    """Every status is taken without a condition: inside one, `set -e` has no effect."""
    lines = ["set -euo pipefail"]
    for number, command in enumerate(commands, 1):
        code = EXIT.search(command.text)
        wanted = code[1] if code else "0"
        wrong = f'echo "exit $status, expected {wanted}"; exit 1'
        seen, shown = (script.with_suffix(f".{number}.{kind}") for kind in ("seen", "shown"))
        shown.write_text("\n".join(command.shown), "utf-8")
        lines += ["set +e", f"{{ {command.text}", f"}} >{shlex.quote(str(seen))} 2>&1", "status=$?", "set -e"]
        lines += [f"cat {shlex.quote(str(seen))}", f'[ "$status" -eq {wanted} ] || {{ {wrong}; }}']
        lines += [shlex.join(["python3", str(Path(__file__).resolve()), "--compare", str(shown), str(seen)])]
    script.write_text("\n".join(lines) + "\n", "utf-8")


def find_missing(shown: str, seen: str) -> list[str]:
    """The first line of `shown` that is not in `seen` behind those before it, or nothing."""
    rest = iter(_normalised(seen))
    return [line for line in _normalised(shown) if line not in rest][:1]


def _normalised(text: str) -> list[str]:
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    return [line.rstrip() for line in text.splitlines()]


def main(guide: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, block in enumerate(BLOCK.findall(guide.read_text("utf-8")), 1):
        if commands := read_commands(block):
            write_script(commands, folder / f"{number:02}.sh")


def compare(shown: Path, seen: Path) -> None:
    if missing := find_missing(shown.read_text("utf-8"), seen.read_text("utf-8")):
        sys.exit(f"The guide shows a line that was not printed here: {missing[0]!r}")


if __name__ == "__main__":
    if sys.argv[1] == "--compare":
        compare(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
