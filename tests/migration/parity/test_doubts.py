"""What a proof did not see is said, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edgewise.errors import Refused
from edgewise.migration.parity.doubts import (
    another_build,
    failing_alike,
    from_caches,
    refuse_a_worker_as_oracle,
    shut_doors,
)
from edgewise.migration.parity.freshness import changed_meanwhile, marks, stale_build
from edgewise.migration.parity.model import Exchange, Kind, Request, Response
from edgewise.project.model import Origin, RoutesSpec, Value


def exchange(target="/", status=200, body=b"x", kind=Kind.ASSET, new=None, **headers) -> Exchange:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Response(status, fields, body)
    return Exchange(Request("GET", target, kind=kind), answer, new or answer)


def test_requests_that_fail_on_both_sides():
    (note,) = failing_alike([exchange("/boom", 500), exchange("/ok")])
    assert "1 request gets a server error" in note and "GET /boom" in note
    assert failing_alike([exchange("/ok"), exchange("/x", 500, new=Response(200, {}, b""))]) == ()


@pytest.mark.parametrize(
    ("status", "headers", "says"), [(401, {}, "401"), (302, {"location": "/login?next=/"}, "/login")]
)
def test_a_guard_that_nobody_got_past(status, headers, says):
    shut = [exchange(f"/{number}", status, **headers) for number in range(9)]
    (note,) = shut_doors([*shut, exchange("/login")])
    assert "9 of 10 files" in note and says in note and "--requests" in note
    assert shut_doors(shut[:3]) == (), "too few to tell"
    assert shut_doors([*shut, *(exchange(f"/open/{number}") for number in range(9))]) == ()


def test_redirects_to_many_places_are_no_guard():
    assert shut_doors([exchange(f"/{number}", 308, location=f"/{number}/") for number in range(9)]) == ()


def moved(path, status, location) -> Exchange:
    return exchange(path, status, b"", Kind.FORM, location=location)


def test_an_old_side_that_redirects_as_workers_do_is_no_oracle(project):
    with pytest.raises(Refused) as caught:
        refuse_a_worker_as_oracle([moved("/about.html", 307, "/about")], project(), "https://a.pages.dev")
    assert caught.value.code == "oracle-not-pages" and "https://a.pages.dev" in caught.value.message


@pytest.mark.parametrize(
    ("exchanges", "facts"),
    [
        ([moved("/about.html", 308, "/about")], {}),
        ([moved("/about.html", 307, "/about"), moved("/a.html", 308, "/a")], {}),  # a rule of _redirects says 307
        ([moved("/about.html", 307, "/login")], {}),  # somebody's own redirect
        ([moved("/about.html", 307, "https://x.example/about")], {}),
        ([exchange("/about.html", kind=Kind.FORM)], {}),
        ([moved("/about.html", 307, "/about")], {"advanced_worker": "_worker.js"}),  # code may do as it likes
        ([moved("/about.html", 307, "/about")], {"routes": RoutesSpec(("/*",), ())}),
    ],
)
def test_other_old_sides_are_taken(project, exchanges, facts):
    refuse_a_worker_as_oracle(exchanges, project(**facts), "wrangler pages dev public")


def test_answers_from_caches_are_said_for_addresses_only():
    cached = [exchange("/a", cf_cache_status="HIT"), exchange("/b", age="12"), exchange("/c", x_cache="Hit from x")]
    fresh = [exchange("/d", cf_cache_status="DYNAMIC"), exchange("/e", age="0"), exchange("/f")]
    (note,) = from_caches([*cached, *fresh], old=True, new=False)
    assert note.startswith("3 answers of the old side came from a cache") and "GET /a" in note
    assert from_caches(cached, old=False, new=False) == () == from_caches(fresh, old=True, new=True)
    assert len(from_caches(cached, old=True, new=True)) == 2


def test_another_build_on_the_old_side(project, tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "public/app.js").write_bytes(b"new")
    (tmp_path / "public/about.html").write_bytes(b"about")
    (tmp_path / "public/index.html").write_bytes(b"see {origin}")
    found = another_build([exchange("/app.js", body=b"old"), exchange("/about", body=b"about")], project(tmp_path))
    assert "1 of 2 files" in found[0] and "/app.js" in found[0]
    same = [exchange("/app.js", body=b"new"), exchange("/", body=b"see {origin}!"), exchange("/other", body=b"x")]
    assert another_build(same, project(tmp_path)) == ()


def put(root: Path, name: str, age: float) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))


@pytest.fixture
def built(tmp_path, project):
    put(tmp_path, "dist/index.html", 60)
    put(tmp_path, "dist/assets/app.js", 50)
    put(tmp_path, "src/app.ts", 100)
    put(tmp_path, "package.json", 100)
    return project(
        tmp_path,
        output=Value("dist", Origin.FRAMEWORK),
        build_product=True,
        build_command=Value("npm run build", Origin.SCRIPT),
    )


def test_a_source_that_is_newer_than_the_build(built):
    assert stale_build(built, built.root) == ()
    put(built.root, "src/app.ts", 10)
    (note,) = stale_build(built, built.root)
    assert "src/app.ts" in note and "dist" in note and "npm run build" in note


@pytest.mark.parametrize(
    "name",
    [
        "node_modules/x/index.js",
        "README.md",
        "wrangler.toml",
        "functions/api.js",
        ".github/workflows/ci.yml",
        "package-lock.json",
        ".env",
        "tests/app.test.ts",
    ],
)
def test_what_no_build_reads_makes_it_not_stale(built, name):
    put(built.root, name, 0)
    assert stale_build(built, built.root) == ()


def test_what_the_migration_changed_makes_it_not_stale(built):
    put(built.root, "package.json", 0)
    assert stale_build(built, built.root)
    assert stale_build(built, built.root, frozenset({"package.json"})) == ()
    put(built.root, "dist/_headers", -100)  # written by the migration into the output
    put(built.root, "src/app.ts", 10)
    assert stale_build(built, built.root, frozenset({"package.json", "dist/_headers"}))


def test_without_a_build_or_an_output_of_its_own_nothing_is_stale(built, project):
    put(built.root, "src/app.ts", 0)
    for facts in ({"build_product": False}, {"output": None}, {"output": Value(".", Origin.INFERRED)}):
        assert stale_build(project(built.root, **({"build_product": True} | facts)), built.root) == ()


def test_files_that_change_meanwhile(tmp_path):
    put(tmp_path, "a.txt", 5)
    put(tmp_path, "node_modules/x", 5)
    before = marks(tmp_path)
    assert changed_meanwhile(before, marks(tmp_path)) == ()
    put(tmp_path, "node_modules/x", 4)
    assert changed_meanwhile(before, marks(tmp_path)) == ()
    put(tmp_path, "a.txt", 4)
    put(tmp_path, "b.txt", 5)
    (note,) = changed_meanwhile(before, marks(tmp_path))
    assert "2 files of the project changed" in note and "a.txt" in note
