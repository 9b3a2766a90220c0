"""Answers that only the local tools give."""

from __future__ import annotations

import pytest

from edgewise.migration.parity.artefacts import artefact, error_page, miss_beside, never_uploaded, stand_in
from edgewise.migration.parity.model import Request, Response

FAILED = Response(502, {}, b"[wrangler] Could not serve static asset: Error: ENOTDIR")


def get(path: str) -> Request:
    return Request("GET", path)


def test_a_failure_of_pages_dev_is_an_artefact(tmp_path):
    assert artefact(get("/data.json/"), FAILED, tmp_path)
    assert artefact(get("/x"), Response(502, {}, b"bad gateway of my function"), tmp_path) is None
    assert artefact(get("/x"), Response(500, {}, FAILED.body), tmp_path) is None


def test_a_file_that_is_never_uploaded_is_an_artefact_only_with_its_own_content(tmp_path):
    (tmp_path / "_routes.json").write_bytes(b"{}")
    assert artefact(get("/_routes.json"), Response(200, {}, b"{}"), tmp_path)
    assert artefact(get("/_routes.json"), Response(200, {}, b"from a function"), tmp_path) is None
    assert artefact(get("/_routes.json"), Response(404, {}, b"{}"), tmp_path) is None
    (tmp_path / "page.json").write_bytes(b"{}")
    assert artefact(get("/page.json"), Response(200, {}, b"{}"), tmp_path) is None


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/_worker.js/index.js", "_worker.js"),
        ("/functions/api/x.js", "functions"),
        ("/a/functions/x.js", None),
        ("/a/node_modules/x/y.js", "node_modules"),
        ("/.git/config", ".git"),
        ("/.gitignore", None),
        ("/%5Fheaders", "_headers"),
        ("/", None),
    ],
)
def test_what_pages_never_uploads(path, part):
    assert never_uploaded(path) == part


def test_the_stand_in_is_a_miss_in_the_same_place():
    assert stand_in(get("/a/data.json/")).target == "/a/edgewise-made-up-file"
    assert stand_in(get("/_worker.js/index.js")).target == "/edgewise-made-up-file"
    assert stand_in(get("/a/node_modules/b/c.js")).target == "/a/edgewise-made-up-file"


def test_the_miss_beside_a_request_lies_in_its_folder():
    for path, missing in (
        ("/", "/edgewise-made-up-file"),
        ("/a", "/edgewise-made-up-file"),
        ("/a/b.html", "/a/edgewise-made-up-file"),
        ("//a//b/index/", "/a/b/edgewise-made-up-file"),
    ):
        assert miss_beside(get(path)) == missing


def test_the_error_page_of_the_tools_is_known():
    page = b"<title>An error has occurred</title> .dumper-dump {}"
    assert error_page(Response(500, {}, page))
    assert not error_page(Response(200, {}, page))
    assert not error_page(Response(500, {}, b"<title>An error has occurred</title>"))
