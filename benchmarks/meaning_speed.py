"""How long legacy messages take to be understood, beside reading as many from JSON.

python benchmarks/meaning_speed.py [ROUNDS]
"""

from __future__ import annotations

import argparse
import sys

from measure import Runner, side_by_side

MESSAGES = """
import json
texts = [f'Captured amount of £{n}.50 online. Transaction ID: "{n}"' for n in range(10_000)]
texts += [f"Jane asked about parcel {n}, told her that it is on its way." for n in range(10_000)]
stored = [json.dumps({"message": text}) for text in texts]
"""
READ = MESSAGES + "for text in stored: json.loads(text)"
UNDERSTAND = (
    MESSAGES + "from events.meaning.classify import classify_text\nfor text in texts: classify_text(text)"
)


def main(rounds: int) -> None:
    side_by_side(
        [
            Runner("20,000 different messages from JSON", [sys.executable, "-c", READ]),
            Runner("20,000 different messages understood", [sys.executable, "-c", UNDERSTAND]),
        ],
        rounds=rounds,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    main(parser.parse_args().rounds)
