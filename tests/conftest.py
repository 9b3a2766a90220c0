"""What every test gets: a home of its own, no credentials, UTC."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no reason to fail, and a run is repeatable: HYPOTHESIS_PROFILE=search looks for new examples.
settings.register_profile("edgewise", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "edgewise"))


def _shared_cache() -> Path:
    """The toolchain cache that all runs share, so that wrangler is installed once a machine."""
    given = os.environ.get("EDGEWISE_CACHE")
    if given:
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("edgewise", appauthor=False)


SHARED_CACHE = _shared_cache()
BUILDS = os.environ.get("EDGEWISE_BUILDS") == "1"
"""Whether tests may install and build real framework projects."""


@pytest.fixture(autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME and edgewise home, and an environment without anybody's credentials."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("CLOUDFLARE_", "CF_", "WRANGLER_", "EDGEWISE_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("EDGEWISE_HOME", str(home / "edgewise"))
    monkeypatch.setenv("EDGEWISE_CACHE", str(SHARED_CACHE))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("TZ", "UTC")
    for name in ("NO_COLOR", "COLUMNS", "LINES"):  # the last two are set by pytest-xdist, and beat a terminal's own
        monkeypatch.delenv(name, raising=False)
    time.tzset()
    return home


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-snapshots`` writes what the screens look like now instead of comparing."""
    parser.addoption("--update-snapshots", action="store_true", help="accept how the screens look now")


@pytest.fixture
def update_snapshots(request: pytest.FixtureRequest) -> bool:
    """Whether snapshots are to be written."""
    return bool(request.config.getoption("--update-snapshots"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Set the marks that follow from what a test is.

    Tests of real servers and terminals have deadlines that a busy machine can miss: they get three
    tries. What drives the whole app takes a second or more each, so ``make fast`` leaves it to
    ``make flows``.
    """
    flows = Path(__file__).parent / "tui"
    for item in items:
        if flows in item.path.parents:
            item.add_marker("flow")
        if item.get_closest_marker("wrangler") or item.get_closest_marker("pty"):
            item.add_marker(pytest.mark.flaky(reruns=2))
        if item.get_closest_marker("builds") and not BUILDS:
            item.add_marker(pytest.mark.skip(reason="real builds take minutes: `make builds`"))


SAMPLES = Path(__file__).parent / "samples"
PROJECTS = sorted(path.name for path in SAMPLES.iterdir() if not (path / "course.toml").exists())
"""The samples that are Pages projects; the others are course packs."""


@pytest.fixture
def sample(tmp_path: Path) -> Callable[[str], Path]:
    """Copies a sample project to a folder of the test's own and gives its path."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(SAMPLES / name, tmp_path / name, symlinks=True))

    return copy


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Makes a project from paths and contents, and gives its folder."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return make
