"""How the screens look, as text at three sizes, and Home as a picture in both of our themes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edgewise.app import EdgewiseApp
from edgewise.services import Services
from tests.conftest import SAMPLES
from tests.tui.looks import SIZES, assert_looks, press, settle, svg_of
from tests.tui.migrating import Script, no_toolchain, opened


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder whose name is always the same."""
    return Path(shutil.copytree(SAMPLES / "functions-blog", tmp_path / "site"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "door", "keys"),
    [
        ("home", "home", ()),
        ("home-help", "home", ("f1",)),
        ("learn-contents", "learn", ()),
        ("learn-figure", "learn", ("enter", "n", "n")),
        ("migrate-inspect", "migrate", ()),
        ("migrate-assess", "migrate", ("2",)),
        ("migrate-choose", "migrate", ("2", "enter")),
        ("migrate-plan", "migrate", ("3",)),
        ("migrate-apply", "migrate", ("4",)),
        ("migrate-prove", "migrate", ("5",)),
    ],
)
async def test_a_screen_looks_as_it_did(
    name: str, door: str, keys: tuple[str, ...], size: tuple[int, int], project: Path, update_snapshots: bool
) -> None:
    app = EdgewiseApp(Services.load(project=project), door=door)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert_looks(f"{name}-{size[0]}.txt", await press(pilot, *keys), update=update_snapshots)


@pytest.mark.parametrize("theme", ["edgewise-dark", "edgewise-light"])
async def test_home_is_drawn_as_it_was(theme: str, project: Path, update_snapshots: bool) -> None:
    app = EdgewiseApp(Services.load(project=project), theme=theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert_looks(f"home-{theme}.svg", svg_of(app), update=update_snapshots)


@pytest.mark.parametrize("size", SIZES)
async def test_a_finished_proof_looks_as_it_did(
    size: tuple[int, int], project: Path, update_snapshots: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script()
    script.halt.set()
    monkeypatch.setattr("edgewise.migration.parity.run.verify", script.verify)
    monkeypatch.setattr("edgewise.runtime.toolchain.ensure", no_toolchain)
    async with opened(project, size) as pilot:
        seen = await press(pilot, "5", "r", "right", "down")
        assert_looks(f"migrate-proof-{size[0]}.txt", seen, update=update_snapshots)
