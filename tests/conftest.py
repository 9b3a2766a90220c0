"""What every test gets: a home of its own, no credentials, UTC."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest


def _shared_cache() -> Path:
    """The toolchain cache that all runs share, so that wrangler is installed once a machine."""
    given = os.environ.get("EDGEWISE_CACHE")
    if given:
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("edgewise", appauthor=False)


SHARED_CACHE = _shared_cache()


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
    monkeypatch.delenv("NO_COLOR", raising=False)
    time.tzset()
    return home


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-snapshots`` writes what the screens look like now instead of comparing."""
    parser.addoption("--update-snapshots", action="store_true", help="accept how the screens look now")


@pytest.fixture
def update_snapshots(request: pytest.FixtureRequest) -> bool:
    """Whether snapshots are to be written."""
    return bool(request.config.getoption("--update-snapshots"))
