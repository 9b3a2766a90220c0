"""The road of the reader's own Next.js project, read from its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edgewise.course.simulators import simulation
from edgewise.screens.learn.own_project import own_values
from edgewise.widgets.simulator import SimulatorView
from tests.conftest import SAMPLES
from tests.tui.looks import settle, text_of
from tests.tui.test_learn_blocks import reading


def site(root: Path, next_version: str, files: dict[str, str]) -> Path:
    """A small Next.js project."""
    package = f'{{"dependencies": {{"next": "{next_version}", "@cloudflare/next-on-pages": "1.13.16"}}}}'
    for name, text in {"package.json": package, "next.config.mjs": "export default {};\n", **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def road(values: dict[str, object]) -> str:
    """What is advised first."""
    found = simulation("which-road")
    return found.run(found.values(values)).measures[0].text  # type: ignore[arg-type]


def test_the_storys_site_is_an_export(tmp_path: Path) -> None:
    values, said = own_values("which-road", Path(shutil.copytree(SAMPLES / "nextjs-story", tmp_path / "story")))
    assert values["server"] == "no"
    assert values["major"] == 15.0
    assert "static export" in said
    assert road(values) == "static export"


def test_a_site_on_next_on_pages_may_stay(tmp_path: Path) -> None:
    page = 'export const runtime = "edge";\nexport const revalidate = 60;\nexport default () => null;\n'
    middleware = "export function middleware() {}\n"
    root = site(tmp_path / "s", "15.2.0", {"app/page.tsx": page, "middleware.ts": middleware})
    values, said = own_values("which-road", root)
    wanted = {"server": "yes", "edge": "yes", "node": "no", "on_pages": "yes", "middleware": "edge"}
    assert wanted.items() <= values.items()
    assert "next-on-pages" in said
    assert road({**values, "kept": "no"}) in ("OpenNext", "stay for now")


@pytest.mark.parametrize("name", ["static-404", "nowhere"])
def test_what_is_no_nextjs_project_sets_nothing(tmp_path: Path, name: str) -> None:
    if name != "nowhere":
        shutil.copytree(SAMPLES / name, tmp_path / name)
    values, said = own_values("which-road", tmp_path / name)
    assert values == {}
    assert f"no Next.js project in {name}" in said


async def test_f_fills_the_simulator_in(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SAMPLES / "nextjs-story", tmp_path / "story"))
    async with reading(root, "choosing-the-road", "four-roads", size=(120, 40)) as (app, pilot):
        view = app.screen.query_one(SimulatorView)
        view.focus()
        await pilot.press("f")
        await settle(pilot)
        assert view.values["server"] == "no"
        assert "Read from story" in text_of(app)
