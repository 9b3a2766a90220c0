"""Assessing a big project, against ``git status`` in it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measure import Comparison, interleave
from tests.bench.starting import program

FILES = 10_000
_FUNCTIONS = 200


def assess(rounds: int) -> list[Comparison]:
    """Within a running edgewise, and as a command from exec."""
    with tempfile.TemporaryDirectory(prefix="edgewise-bench-") as name:
        root = Path(name)
        _generate(root)
        git = ["git", "-C", name, "status", "--porcelain"]
        command = [*program(), "assess", name, "--json"]

        def inside() -> float:
            from edgewise.migration import assess as find
            from edgewise.project import discover

            begin = time.perf_counter()
            findings = find(discover(root))
            seconds = time.perf_counter() - begin
            assert findings, "a project like this has findings"
            return seconds * 1000

        def clock(arguments: list[str]) -> float:
            begin = time.perf_counter()
            done = subprocess.run(arguments, capture_output=True, check=False)
            if done.returncode not in (0, 1):
                raise RuntimeError(done.stderr.decode(errors="replace"))
            return (time.perf_counter() - begin) * 1000

        title = f"assess {FILES:,} files"
        names = ("assess", "git status")
        ours, theirs = interleave(inside, lambda: clock(git), rounds)
        within = Comparison(f"{title}, in the app", ours, theirs, "ms", 3, names)
        ours, theirs = interleave(lambda: clock(command), lambda: clock(git), rounds)
        whole = Comparison(f"{title}, from exec", ours, theirs, "ms", 3, names, "Starting Python is part of it.")
        return [within, whole]


def _generate(root: Path) -> None:
    """A Pages project with :data:`FILES` files, committed: pages, pictures and Functions."""
    (root / "wrangler.jsonc").write_text(
        json.dumps({"name": "big", "pages_build_output_dir": "public", "compatibility_date": "2026-01-01"})
    )
    (root / "package.json").write_text(json.dumps({"name": "big", "scripts": {"dev": "wrangler pages dev"}}))
    (root / "public").mkdir()
    (root / "public/_headers").write_text("/static/*\n  Cache-Control: public, max-age=31536000\n")
    (root / "public/_redirects").write_text("".join(f"/old/{n} /posts/{n} 301\n" for n in range(100)))
    for number in range(_FUNCTIONS):
        file = root / f"functions/api/area{number % 20}/item{number}.js"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"export const onRequestGet = () => Response.json({{ item: {number} }});\n")
    for number in range(FILES - _FUNCTIONS - 4):
        file = root / f"public/posts/{number % 100}/{number}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<!doctype html><title>{number}</title><p>Post {number}, and what it says.</p>\n")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "All of it")):
        git = ("git", "-C", str(root), "-c", "user.name=bench", "-c", "user.email=bench@example.com", *arguments)
        subprocess.run(git, check=True, stdout=sys.stderr)
