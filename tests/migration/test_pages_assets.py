"""The module pages-assets by itself, in Node, with an ASSETS binding of our own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from edgewise.runtime.node import find_node
from edgewise.store import content

PROGRAM = """
const { pagesAssets } = await import(process.argv[2]);
const asked = [];
const binding = {
  async fetch(request) {
    asked.push(request.url);
    const location = request.url.replace("https://site.example", "").replace("index.html", "");
    return new Response(null, { status: 307, headers: { location } });
  },
};
// Before 2022-10-31 the URL class of Workers joins slashes in paths and writes spaces in queries as plus signs.
const Standard = globalThis.URL;
globalThis.URL = class extends Standard {
  get pathname() { return super.pathname.replace(/[/]+/g, "/"); }
  get search() { return super.search.replaceAll("%20", "+"); }
  toString() { return `${this.origin}${this.pathname}${this.search}`; }
};
const request = new Request(process.argv[3], { redirect: "manual" });
const answer = await pagesAssets(binding).fetch(request);
console.log(JSON.stringify([answer.status, answer.headers.get("location"), asked[0]]));
"""


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/index.html?q=1&r=a%20b", 308, "/?q=1&r=a%20b"),
        ("/docs/index.html?a=%2B+", 308, "/docs/?a=%2B+"),
    ],
)
def test_addresses_stay_as_written_whatever_the_url_class_does(
    tmp_path: Path, path: str, status: int, location: str
) -> None:
    module = tmp_path / "pages-assets.mjs"
    module.write_text(content("assets", "worker", "pages-assets.js").read_text())
    program = tmp_path / "program.mjs"
    program.write_text(PROGRAM)
    command = [str(find_node().path), str(program), str(module), f"https://site.example{path}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == [status, location, f"https://site.example{path}"]
