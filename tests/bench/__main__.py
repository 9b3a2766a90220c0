"""``python -m tests.bench [NAME...]``: measure and print. Asserts nothing."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable
from importlib import metadata

from tests.bench.account import tables
from tests.bench.assessing import assess
from tests.bench.lab import lab
from tests.bench.lesson import lesson
from tests.bench.log import log
from tests.bench.measure import HEAD, Comparison
from tests.bench.proving import proof
from tests.bench.snapshot_cost import snapshot
from tests.bench.starting import memory, paint, version

BENCHES: dict[str, Callable[[int], Comparison | list[Comparison]]] = {
    "version": version,
    "paint": paint,
    "memory": memory,
    "lesson": lesson,
    "lab": lab,
    "assess": assess,
    "proof": proof,
    "log": log,
    "snapshot": snapshot,
    "tables": tables,
}


def main() -> int:
    """Measure what was asked for, in turn."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"which ones (default: all): {', '.join(BENCHES)}")
    parser.add_argument("--rounds", type=int, default=15, help="samples of each side (default: 15)")
    parser.add_argument("--markdown", action="store_true", help="also print a Markdown table")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(BENCHES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    print(f"Python {platform.python_version()}, Textual {metadata.version('textual')}, {platform.platform()}")
    print("Medians of interleaved samples of one run; smaller is better.\n")
    found: list[Comparison] = []
    failed = False
    for name in arguments.names or BENCHES:
        try:
            result = BENCHES[name](arguments.rounds)
        except (RuntimeError, ImportError, OSError) as error:
            print(f"✗ {name}: {error}", file=sys.stderr)
            failed = True
            continue
        for comparison in result if isinstance(result, list) else [result]:
            found.append(comparison)
            print("\n".join(comparison.lines()), flush=True)
    if arguments.markdown:
        print("\n".join(["", HEAD, *(comparison.row() for comparison in found)]))
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
