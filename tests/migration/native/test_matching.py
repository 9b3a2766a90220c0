"""The matching of paths against the library that Pages itself uses."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgewise.runtime.toolchain import ensure
from edgewise.store.content import content

pytestmark = pytest.mark.wrangler

NAMES = st.sampled_from(["id", "a", "B", "path", "x_1"])
TEXT = st.text(st.sampled_from("abAB-._~1+$()^|{}[]\\é@!=&, "), min_size=1, max_size=4)
SEGMENT = st.one_of(
    TEXT,
    NAMES.map(":{}".format),
    NAMES.map(":{}*".format),
    st.tuples(TEXT, NAMES).map(lambda both: f"{both[0]}:{both[1]}"),
    st.tuples(NAMES, TEXT).map(lambda both: f":{both[0]}{both[1]}"),
    st.tuples(NAMES, TEXT, NAMES).map(lambda all_: f":{all_[0]}{all_[1]}:{all_[2]}"),
)
PATTERN = st.lists(SEGMENT, max_size=4).map(lambda parts: "/" + "/".join(parts))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, str]:
    """A pattern, and a path that is often one that it matches."""
    pattern = draw(PATTERN)
    filled = ""
    for part in pattern.split(":"):
        if not filled:
            filled = part
            continue
        name = next(each for each in ("path", "x_1", "id", "a", "B") if part.startswith(each))
        value = st.sampled_from(["1", "one", "a-b", "%2F", "a/b", "", "é", "a.b", "%41"])
        filled += draw(value) + part.removeprefix(name).removeprefix("*")
    path = draw(st.one_of(st.just(filled), st.lists(TEXT, max_size=4).map(lambda parts: "/" + "/".join(parts))))
    change = draw(st.sampled_from(["", "/", "//", "/more", "x", "/a/b/c"]))
    path = draw(st.sampled_from([path, path.upper(), path.swapcase()])) + change
    return pattern, path


@pytest.fixture(scope="module")
def compare() -> Iterator[Any]:
    toolchain = asyncio.run(ensure())
    script = Path(__file__).with_name("matching.mjs")
    router = content("assets", "worker", "pages-functions.ts")
    command = [str(toolchain.node.path), "--no-warnings", str(script), str(router), str(toolchain.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(pattern: str, path: str) -> Any:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps({"pattern": pattern, "path": path}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()  # type: ignore[union-attr]


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_paths_match_as_in_pages(compare, case):
    found = compare(*case)
    assert found["ours"] == found["theirs"]


@pytest.mark.parametrize(
    ("pattern", "path", "exact", "below"),
    [
        ("/", "/", {}, {}),
        ("/", "/other", None, {}),
        ("/api", "/API/", {}, {}),
        ("/api", "/apis", None, None),
        ("/api", "/api/x", None, {}),
        ("/users/:id", "/users/%C3%A9%2F1", {"id": "%C3%A9%2F1"}, {"id": "%C3%A9%2F1"}),
        ("/users/:id", "/users/", None, None),
        ("/files/:path*", "/files", {}, {}),
        ("/files/:path*", "/files/a/b/", {"path": ["a", "b"]}, {"path": ["a", "b"]}),
        ("/v.1", "/vx1", None, None),
        ("/:a-:b", "/x-y-z", {"a": "x-y", "b": "z"}, {"a": "x-y", "b": "z"}),
        ("/a]", "/a]b", None, {}),
        ("/a]", "/a]/", {}, {}),
    ],
)
def test_known_cases(compare, pattern, path, exact, below):
    found = compare(pattern, path)
    assert found["ours"] == found["theirs"]
    assert [each and each["params"] for each in found["ours"]] == [exact, below]
