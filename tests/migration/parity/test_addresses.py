"""Two sites that run elsewhere, compared without any server of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.errors import InputError, NetworkError, Refused
from edgewise.migration.parity import Request, verify
from edgewise.migration.parity.model import Kind
from edgewise.runtime.toolchain import Node, Toolchain

NO_TOOLS = Toolchain(Node("v0", Path("/nowhere"), (), "path"), Path("/nowhere"), "0", "1.20260101.0")
PAGES = {"/": b"<!doctype html>start", "/about": b"<!doctype html>about"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("edgewise.migration.parity.remote.PAUSE", 0.0)
    monkeypatch.setattr("edgewise.migration.parity.prove.PAUSE", 0.0)


@pytest.fixture
def site(tmp_path) -> Path:
    root = tmp_path / "site"
    for path, body in PAGES.items():
        file = root / "public" / ("index.html" if path == "/" else f"{path[1:]}.html")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    return root


def served(status: int = 308, **headers: str):
    """A site with those two pages that redirects to their right addresses with ``status``."""
    fields = [("Content-Type", "text/html"), *((name.replace("_", "-"), value) for name, value in headers.items())]

    def answer(seen):
        path = seen.target.partition("?")[0]
        if path in PAGES:
            return 200, fields, PAGES[path]
        if path in ("/about.html", "/about/", "/index.html"):
            return status, [*fields, ("Location", "/about" if "about" in path else "/")], b""
        return 404, fields, b"not here"

    return answer


async def test_two_sites_that_agree_are_proved_and_read_only(serve, site):
    async with serve(served()) as old, serve(served()) as new:
        extra = [Request("GET", "/mine", secret=(("cookie", "session=s3cr3t"),))]
        report = await verify(site, toolchain=NO_TOOLS, against=old.url, new=new.url, extra=extra)
        assert report.proved and report.notes == (f"The new side is what answers at {new.url}.",)
        assert {seen.method for seen in (*old.seen, *new.seen)} == {"GET", "HEAD", "OPTIONS"}
        assert [each.headers["cookie"] for each in old.seen if each.target == "/mine"] == ["session=s3cr3t"] * 2
        assert {seen.headers["host"] for seen in old.seen} == {old.url.partition("://")[2]}
        assert "s3cr3t" not in repr(report)
        reasons = {reason for _, reason in report.left_out}
        assert any("--all-methods" in reason for reason in reasons) and any("for itself" in each for each in reasons)
        old.seen.clear()
        report = await verify(site, toolchain=NO_TOOLS, against=old.url, new=new.url, all_methods=True)
        assert {"POST", "PUT", "DELETE"} <= {seen.method for seen in old.seen}


async def test_a_difference_between_two_sites_is_found(serve, site):
    async with serve(served()) as old, serve(served(302)) as new:
        report = await verify(site, toolchain=NO_TOOLS, against=old.url, new=new.url)
    assert not report.proved
    assert {each.request.path for each in report.exchanges if each.undeclared} == {
        "/about.html",
        "/about/",
        "/index.html",
    }


async def test_a_worker_is_no_old_side(serve, site):
    async with serve(served(307)) as old, serve(served(307)) as new:
        with pytest.raises(Refused) as caught:
            await verify(site, toolchain=NO_TOOLS, against=old.url, new=new.url)
    assert caught.value.code == "oracle-not-pages" and old.url in caught.value.message


async def test_caches_and_other_builds_are_said(serve, site):
    async with serve(served(Age="60")) as old, serve(served(cf_cache_status="HIT")) as new:
        (site / "public/about.html").write_text("a newer page")
        report = await verify(site, toolchain=NO_TOOLS, against=old.url, new=new.url)
    assert sum("came from a cache" in warning for warning in report.warnings) == 2
    assert any("another build lies there" in warning and "/about" in warning for warning in report.warnings)


async def test_files_that_change_meanwhile_are_said(serve, site):
    plain = served()

    def changing(seen):
        (site / "public/about.html").write_text("changed")
        return plain(seen)

    async with serve(changing) as old, serve(served()) as new:
        report = await verify(site, toolchain=NO_TOOLS, against=old.url, new=new.url)
    assert any("public/about.html" in warning and "while the proof ran" in warning for warning in report.warnings)


async def test_one_address_for_both_sides_and_addresses_without_anybody_are_refused(serve, site):
    async with serve() as server:
        with pytest.raises(InputError) as caught:
            await verify(site, toolchain=NO_TOOLS, against=server.url, new=f"{server.url}/")
        assert caught.value.code == "same-address"
        gone = server.url
    async with serve() as server:
        with pytest.raises(NetworkError) as nobody:
            await verify(site, toolchain=NO_TOOLS, against=server.url, new=gone)
    assert nobody.value.code == "no-answer" and "new side" in nobody.value.message


async def test_the_kinds_of_requests_are_told(serve, site):
    async with serve(served()) as old, serve(served()) as new:
        extra = [Request("GET", "/mine")]
        report = await verify(site, toolchain=NO_TOOLS, against=old.url, new=new.url, extra=extra)
    assert report.kinds[Kind.USER] == 2, "as a plain request and as a navigation"
    assert {Kind.ASSET, Kind.FORM, Kind.MISS, Kind.PRIVATE} <= set(report.kinds)
    assert report.tiers == dict.fromkeys(range(1, 5), len(report.exchanges))
