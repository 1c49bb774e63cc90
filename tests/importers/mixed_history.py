"""A history with everything in it, to be imported into a file and into a server alike."""

from __future__ import annotations

import random
from pathlib import Path

from bringing import PLAIN

COUNT = 800
FEW = 400
CHUNK = 4_000
SETS = (*PLAIN, "customer=customer")
TITLES = "id,order,date,author,message,customer\n"


def history(path: Path, *, seed: int = 11, first: int = 1, count: int = COUNT, orders: int = 0) -> Path:
    """A history with everything in it: rejects, people, records without ids, twins, odd texts."""
    dice = random.Random(seed)  # noqa: S311
    with path.open("w") as out:
        out.write(TITLES)
        for number in range(first, first + count):
            author = dice.choice(
                ["", "anna@shop.example", "Anna@Shop.example", "j.smith", f"u{number % 17}@x.example"]
            )
            customer = dice.choice(["", "", "jane@x.example", "C-17"])
            date = "0000-00-00" if number % 23 == 0 else f"2020-01-{number % 28 + 1:02} 10:00:00"
            identity, order = "" if number % 5 == 0 else number, dice.randrange(orders or count // 4)
            message = dice.choice(
                ['"say ""hi"", ok"', "Größe → ok", '"two\nlines"', r"back\slash \N \.", f"Note {number % 50}"]
            )
            out.write(f"{identity},{order},{date},{author},{message},{customer}\n")
    return path


def plain_history(path: Path, *, count: int) -> Path:
    """So many records, four of each order, that a seal needs several blocks for them."""
    authors = ("anna@shop.example", "j.smith", "")
    lines = (
        f"{number},{number // 4},2020-01-{number % 28 + 1:02} 10:00:00,{authors[number % 3]},Note {number},\n"
        for number in range(100_001, 100_001 + count)
    )
    path.write_text(TITLES + "".join(lines), "utf-8")
    return path


ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First,jane@x.example
2,1001,bad,j.smith,Second,
3,1002,worse,,Third,
,1002,2020-01-04,,"Fourth
of two lines",
5,,2020-01-05,,About Jane,jane@x.example
6,1003,never,,Sixth,
"""
