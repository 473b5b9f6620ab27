"""Mutate a run a thousand times, sum it up again each time, and count what verification sees.

    python tests/benchmarks/bench_mutations.py RUN [COUNT] [SEED]

prints a table of kinds and how many of each were named, caught, missed, and every one that was not named.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.gisplan.verify.mutations import Answer, Held


def main(folder: Path, count: int, seed: int) -> None:
    """Print the table."""
    start = time.process_time()
    with tempfile.TemporaryDirectory() as draft:
        held = Held(folder, Path(draft))
        found: Counter[tuple[str, str]] = Counter()
        for mutation in held.mutations(count, seed):
            answer = held.judged(mutation)
            held.restore()
            word = _word(answer)
            found[_place(mutation.file), word] += 1
            if word != "named":
                print(f"{word}: {mutation} | {answer.fault[:200]}", flush=True)
    words = ("named", "caught", "missed", "traceback")
    print("| place |", " | ".join(words), "|")
    for place in sorted({place for place, _ in found}):
        print(f"| {place} |", " | ".join(str(found[place, word]) for word in words), "|")
    every = {word: sum(found[key] for key in found if key[1] == word) for word in words}
    print("| all |", " | ".join(str(every[word]) for word in words), "|")
    print(f"{time.process_time() - start:.0f} s of CPU")


def _place(file: str) -> str:
    return "CSV tables" if file.endswith(".csv") else "pages" if file.endswith(".html") else file


def _word(answer: Answer) -> str:
    if answer.traceback:
        return "traceback"
    return "named" if answer.named else "caught" if answer.fault else "missed"


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(text) for text in [*sys.argv[2:4], "1000", "1"][:2]))
