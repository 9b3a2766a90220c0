"""What the toolchain says about itself, and the environment that it runs things in."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.runtime.conftest import script

from edgewise.runtime.environment import environment
from edgewise.runtime.node import Node
from edgewise.runtime.pins import pins
from edgewise.runtime.shims import shims
from edgewise.runtime.toolchain import Toolchain, at, place, version_date
from edgewise.store import content

NODE = Node("24.0.0", Path("/opt/node/bin/node"), ("/opt/node/bin/node", "/opt/npm-cli.js"), "path")


def toolchain(supported: str = "2026-01-09", root: Path = Path("/toolchain")) -> Toolchain:
    """One that is not on disk."""
    return Toolchain(NODE, root, "4.0.0", "1.20260102.0", root / "workerd", supported)


class TestLock:
    """The lock file that ships."""

    locked = json.loads(content("assets", "toolchain", "package-lock.json").read_text())["packages"]

    def test_it_names_no_registry_and_every_sum(self) -> None:
        for name, package in self.locked.items():
            assert "resolved" not in package, name
            assert not name or package["integrity"].startswith("sha512-"), name

    def test_every_system_has_its_programs(self) -> None:
        versions = {self.locked["node_modules/workerd"]["version"]}
        for system in ("darwin-64", "darwin-arm64", "linux-64", "linux-arm64"):
            versions.add(self.locked[f"node_modules/@cloudflare/workerd-{system}"]["version"])
        assert len(versions) == 1
        for system in ("darwin-x64", "darwin-arm64", "linux-x64", "linux-arm64"):
            assert f"node_modules/@esbuild/{system}" in self.locked

    def test_the_pins_are_those_of_the_lock(self) -> None:
        wanted = pins()
        asked = json.loads(content("assets", "toolchain", "package.json").read_text())
        assert asked["dependencies"] == {"wrangler": wanted.wrangler}
        assert wanted.workerd == self.locked["node_modules/workerd"]["version"]
        assert set(wanted.required) <= set(wanted.packages)
        assert sum("/workerd-" in package for package in wanted.packages) == 1
        assert sum("/@esbuild/" in package for package in wanted.packages) == 1


class TestDates:
    """workerd takes no date that is newer than itself, nor one that is still to come."""

    def test_an_older_date_is_kept(self) -> None:
        assert toolchain().clamp_date("2024-09-23") == ("2024-09-23", None)
        assert toolchain().clamp_date("2026-01-09") == ("2026-01-09", None)

    def test_a_newer_one_is_clamped_and_it_says_so(self) -> None:
        date, note = toolchain().clamp_date("2026-01-10")
        assert date == "2026-01-09"
        assert note is not None
        assert "2026-01-10" in note
        assert "2026-01-09" in note

    def test_without_its_own_word_the_version_counts(self) -> None:
        assert toolchain("").newest_date == "2026-01-02"

    def test_never_later_than_today(self) -> None:
        today = datetime.now(UTC).date()
        soon = (today + timedelta(days=9)).isoformat()
        assert toolchain(soon).clamp_date(soon)[0] == today.isoformat()

    @pytest.mark.parametrize("odd", ["", "latest", "2026-1-1", "2026-01-10T00:00"])
    def test_what_is_no_date_is_left_to_wrangler(self, odd: str) -> None:
        assert toolchain().clamp_date(odd) == (odd, None)

    @given(st.dates())
    def test_a_clamped_date_is_never_newer(self, date: object) -> None:
        usable, note = toolchain().clamp_date(str(date))
        assert usable <= "2026-01-09"
        assert (note is None) == (usable == str(date))

    @pytest.mark.parametrize(("version", "date"), [("1.20261023.1", "2026-10-23"), ("odd", "2024-01-01")])
    def test_the_date_in_a_version(self, version: str, date: str) -> None:
        assert version_date(version) == date


class TestEnvironment:
    """Quiet, private, without anybody's credentials."""

    def test_credentials_and_settings_of_others_are_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("CLOUDFLARE_API_TOKEN", "CF_API_TOKEN", "CLOUDFLARE_ENV", "WRANGLER_LOG", "FORCE_COLOR"):
            monkeypatch.setenv(name, "someone's")
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
        found = environment(())
        assert "someone's" not in found.values()
        assert found["HTTPS_PROXY"] == "http://proxy"
        assert (found["WRANGLER_SEND_METRICS"], found["CI"], found["NO_COLOR"]) == ("false", "1", "1")

    def test_a_caller_may_give_what_it_needs(self) -> None:
        found = toolchain(root=Path("/nowhere/x")).environment({"CLOUDFLARE_API_TOKEN": "mine", "CI": "0"})
        assert (found["CLOUDFLARE_API_TOKEN"], found["CI"]) == ("mine", "0")

    def test_wrangler_writes_into_our_cache(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EDGEWISE_CACHE", "/our/cache")
        found = environment(())
        for name in ("WRANGLER_LOG_PATH", "WRANGLER_REGISTRY_PATH", "WRANGLER_CACHE_DIR"):
            assert found[name].startswith("/our/cache/wrangler/")

    def test_path_is_still_there_behind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "/usr/bin:/bin")
        assert environment((Path("/a"), Path("/b")))["PATH"] == "/a:/b:/usr/bin:/bin"


class TestInstalled:
    """Reading an install: whole, or not there."""

    def test_nothing_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EDGEWISE_CACHE", str(tmp_path))
        assert at(NODE) is None

    @pytest.mark.parametrize("marker", [b"", b"[]", b"{}", b"\xff", b'{"schema": "edgewise/toolchain/0"}'])
    def test_a_marker_that_is_not_ours(self, marker: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EDGEWISE_CACHE", str(tmp_path))
        root = place(NODE, pins())
        root.mkdir(parents=True)
        (root / "edgewise-toolchain.json").write_bytes(marker)
        assert at(NODE) is None

    def test_another_lock_or_node_generation_is_another_place(self) -> None:
        newer = Node("26.0.0", NODE.path, NODE.npm, "path")
        assert place(newer, pins()) != place(NODE, pins())
        assert re.fullmatch(r"[\w.-]+", place(NODE, pins()).name)


class TestShims:
    """The commands that build scripts call by name."""

    @pytest.fixture
    def ours(self, tmp_path: Path) -> Path:
        """A folder of shims around programs that say what they were asked."""
        node = script(tmp_path / "my node/node", 'echo "node $*"')
        npm = (str(node), str(tmp_path / "npm-cli.js"))
        folder = shims(node, npm, tmp_path / "cli.js", tmp_path / "cache")
        assert folder is not None
        return folder

    def ask(self, ours: Path, cwd: Path, *command: str) -> str:
        """What ``command`` prints when ``ours`` is first on PATH."""
        done = subprocess.run(
            command,
            cwd=cwd,
            env={"PATH": f"{ours}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        return done.stdout.strip()

    def test_each_runs_with_our_node(self, ours: Path, tmp_path: Path) -> None:
        assert self.ask(ours, tmp_path, "node", "a b") == "node a b"
        assert self.ask(ours, tmp_path, "npm", "ci") == f"node {tmp_path}/npm-cli.js ci"
        assert self.ask(ours, tmp_path, "npx", "vite") == f"node {tmp_path}/npx-cli.js vite"
        assert self.ask(ours, tmp_path, "wrangler", "dev") == f"node --no-warnings {tmp_path}/cli.js dev"

    @pytest.mark.parametrize(
        "words", [("wrangler",), ("--yes", "wrangler@latest"), ("-y", "--", "wrangler@4.1.2"), ("wrangler@4",)]
    )
    def test_npx_wrangler_is_ours_where_the_project_has_none(
        self, words: tuple[str, ...], ours: Path, tmp_path: Path
    ) -> None:
        said = self.ask(ours, tmp_path, "npx", *words, "pages", "a b")
        assert said == f"node --no-warnings {tmp_path}/cli.js pages a b"

    def test_npx_wrangler_is_the_projects_where_it_has_one(self, ours: Path, tmp_path: Path) -> None:
        (tmp_path / "project/node_modules/.bin").mkdir(parents=True)
        (tmp_path / "project/node_modules/.bin/wrangler").write_text("")
        deep = tmp_path / "project/packages/site"
        deep.mkdir(parents=True)
        assert self.ask(ours, deep, "npx", "wrangler", "dev") == f"node {tmp_path}/npx-cli.js wrangler dev"

    @pytest.mark.parametrize("words", [("wrangler@3",), ("--package", "wrangler"), ("create-x", "wrangler"), ()])
    def test_npx_of_anything_else_is_npxs(self, words: tuple[str, ...], ours: Path, tmp_path: Path) -> None:
        assert self.ask(ours, tmp_path, "npx", *words) == " ".join(("node", f"{tmp_path}/npx-cli.js", *words))

    def test_a_cache_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        assert shims(Path("/n"), (), Path("/c"), tmp_path / "file" / "cache") is None
