"""Our reading of ``_redirects`` and ``_headers`` against wrangler's own parsers, on generated files."""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from edgewise.project import parse_headers, parse_redirects
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain, ensure

pytestmark = pytest.mark.wrangler
SCRIPT = Path(__file__).parent / "real_parsers.js"
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))

PIECES = [
    "/a", "/b", "/A", "/", "//", "/*", "/:x", "/:x/:y", ":splat", "*", "/a*", "/index", "/index.html", "/x/index",
    "/é", "/%20", "/%zz", "/a?q=1", "/a#f", "?q", "#", "#c", "/..", "/./a", "/%2e%2E/b", "/a\\b", "/<>\"`{}^|", "/a:b",
    "/:1", "/:a-b", "https://x.example", "https://x.example/a", "https://x.example:8080/a", "http://x.example/a",
    "https:/a", "https:///a", "ftp://a", "mailto:a", "HTTPS://X.example/B", "https://*.example/*", "https://:h.example/a",
    "200", "301", "302", "303", "307", "308", "404", "301!", "0x12d", "3e2", "302.0", "+301", " 301", "Infinity", "a b",
    "X-A: b", "X-A:b", "X-A:", ": b", "X A: b", "! X-A", "!X-A", "! ", "!", "x-a: c", "X-B: :x", "link:https://a/b",
    "Set-Cookie: a=b; c", "Content-Type: text/html", "\u2028", "\ufeff", "\x0b", "\xa0", "ü: ü", "A: \t b \t",
]  # fmt: skip
BLANK = st.sampled_from([" ", "  ", "\t", " \t ", "\xa0", "\u3000", ""])
WORD = st.one_of(
    st.sampled_from(PIECES),
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=3).map("".join),
    st.text(st.sampled_from("/:*#?% .!abAB01é😀\\@&=+;,[]()'\""), max_size=12),
)
LINE = st.one_of(
    st.lists(st.tuples(BLANK, WORD), max_size=4).map(lambda pairs: "".join(blank + word for blank, word in pairs)),
    st.sampled_from(["", "# note", "  ", "/a /b 301", "/x/* /y/:splat", "/p\n  X-A: 1\n  ! X-B", "/" + "a" * 2000]),
)
END = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
TEXT = st.lists(st.tuples(LINE, END), max_size=14).map(lambda pairs: "".join(line + end for line, end in pairs))
TEXTS = st.lists(TEXT, min_size=60, max_size=120)

MANY = [
    "\n".join(f"/s{number} /t" for number in range(2003)) + "\n/d/* /t\n/after /t\n",
    "\n".join(f"/d{number}/* /t" for number in range(103)) + "\n/after /t\n",
    "\n".join(f"/h{number}\n  X-A: {number}" for number in range(103)),
    "\n".join(f"/h{number}" for number in range(103)),
    "/a " + "b" * 1990,
    "/a /b # " + "c" * 1990,
    "/a /" + "😀" * 997,
]


@pytest.fixture(scope="module")
def toolchain() -> Toolchain:
    return asyncio.run(ensure())


def real(toolchain: Toolchain, kind: str, texts: list[str]) -> list[dict[str, Any]]:
    """What wrangler's parser makes of each text."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answers = Path(folder) / "asked.json", Path(folder) / "answers.json"
        asked.write_text(json.dumps([{"kind": kind, "text": text} for text in texts]))
        argv = [str(toolchain.node.path), str(SCRIPT), toolchain.wrangler()[2], str(asked), str(answers)]
        done = asyncio.run(run(argv, cwd=SCRIPT.parent, env=toolchain.environment(), timeout=60))
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(answers.read_text())
    return found


def numbers(invalid: list[dict[str, Any]]) -> list[int]:
    return [each["lineNumber"] for each in invalid if "lineNumber" in each]


@FEW
@given(TEXTS)
@example(MANY)
def test_redirects(toolchain: Toolchain, texts: list[str]) -> None:
    for text, theirs in zip(texts, real(toolchain, "redirects", texts), strict=True):
        rules, invalid = parse_redirects(text)
        mine = [
            {"from": each.source, "to": each.target, "status": each.status, "lineNumber": each.line} for each in rules
        ]
        assert mine == theirs["rules"], text
        assert len(invalid) == len(theirs["invalid"]), text
        assert {*numbers(theirs["invalid"])} <= {each.line for each in invalid}, text


@FEW
@given(TEXTS)
@example(MANY)
def test_headers(toolchain: Toolchain, texts: list[str]) -> None:
    for text, theirs in zip(texts, real(toolchain, "headers", texts), strict=True):
        rules, invalid = parse_headers(text)
        mine = [{"path": each.pattern, "headers": dict(each.set), "unsetHeaders": list(each.unset)} for each in rules]
        assert mine == theirs["rules"], text
        # Theirs skips the lines below a path that is not valid in silence; ours lists them.
        assert len(invalid) >= len(theirs["invalid"]), text
