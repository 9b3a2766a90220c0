"""Real framework projects, from their build for Pages to a Worker that is built again: nothing but real tools.

Each application is installed and built once. What is proved is that the Worker answers as Pages did, and that it still
does after the next build, which is where a move that ignores the framework breaks.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.conftest import SHARED_CACHE

from edgewise.migration import Choices, apply, assess, make_plan, ready, undo
from edgewise.migration.additions import Wanted, apply_addition, plan_addition, try_addition
from edgewise.migration.frameworks.forms import NEXT_BUILD, NEXT_CACHE
from edgewise.migration.parity import ParityReport, groups, verify
from edgewise.migration.parity.model import Request
from edgewise.project import discover
from edgewise.project.exports import exported_names
from edgewise.runtime.process import Completed, run
from edgewise.runtime.toolchain import Toolchain, ensure

pytestmark = pytest.mark.builds

APPS = Path(__file__).parents[2] / "apps"
SECONDS = 900.0
INSTALL = "npm install --no-audit --no-fund --loglevel=error"
PAGES: Mapping[str, tuple[str, str]] = {
    "astro": (INSTALL, "npm run build"),
    "sveltekit": (INSTALL, "npm run build"),
    "nextjs": (f"{INSTALL} --legacy-peer-deps", "npm run pages:build"),
    "nuxt": (INSTALL, "npm run build"),
}
"""How each application is installed, and built for Pages."""
ASKED: Mapping[str, tuple[str, ...]] = {
    "astro": ("GET /?name=Ann", "GET /api/berths?pier=3", "POST /api/berths", "GET /about/", "GET /nowhere"),
    "sveltekit": ("GET /?port=Faro", "GET /api/tides?port=Faro", "POST /api/tides", "GET /about", "GET /nowhere"),
    "nextjs": ("GET /keepers/Ann", "GET /api/lamps?lamp=2", "POST /api/lamps", "GET /about", "GET /nowhere"),
}
"""Requests for what only the code knows."""

App = Callable[[str], Path]


@pytest.fixture(scope="module")
def toolchain() -> Toolchain:
    return asyncio.run(ensure())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, toolchain: Toolchain) -> Iterator[App]:
    """Gives a copy of an application that is installed and built for Pages."""
    home = tmp_path_factory.mktemp("builds")

    def give(name: str) -> Path:
        root = home / name
        if not root.exists():
            shutil.copytree(APPS / name, root)
            for command in PAGES[name]:
                shell(toolchain, root, command)
        return root

    yield give
    shutil.rmtree(home, ignore_errors=True)


def shell(toolchain: Toolchain, root: Path, command: str) -> Completed:
    """Run a command line in a process group of its own, and end whatever it leaves running."""
    extra = {"npm_config_cache": str(SHARED_CACHE / "npm"), "NODE_OPTIONS": ""}
    done = asyncio.run(run(["sh", "-c", command], cwd=root, env=toolchain.environment(extra), timeout=SECONDS))
    assert done.returncode == 0, f"{command}\n{done.tail}"
    return done


def proof(toolchain: Toolchain, root: Path, name: str, choices: Choices) -> ParityReport:
    asked = [Request(*line.split(" "), why="the application's own") for line in ASKED[name]]
    report = asyncio.run(verify(root, toolchain=toolchain, choices=choices, extra=asked))
    causes = [f"{group.title}: {group.exchanges[0].request.label()}" for group in groups(report.exchanges)]
    assert report.undeclared == 0, "\n".join(causes)
    assert report.proved
    assert len(report.exchanges) > 100
    return report


@pytest.mark.parametrize(
    ("name", "mode"),
    [("astro", "faithful"), ("sveltekit", "faithful"), ("sveltekit", "idiomatic"), ("nextjs", "faithful")],
)
def test_as_built_and_built_again(built: App, toolchain: Toolchain, name: str, mode: str) -> None:
    root = built(name)
    choices = Choices(mode=mode)
    before = sources(root)
    project = discover(root)
    findings = assess(project, choices)
    assert ready(findings), [each for each in findings if each.severity == "blocker"]
    proof(toolchain, root, name, choices)
    apply(project, make_plan(project, findings, choices))
    try:
        migrated = sources(root)
        shell(toolchain, root, PAGES[name][1])
        assert sources(root) == migrated, "the next build writes over nothing of the Worker"
        assert not (root / ".wrangler/deploy/config.json").exists(), "no other configuration wins"
        proof(toolchain, root, name, choices)
    finally:
        undo(root)
    assert sources(root) == before


def test_next_js_moves_to_open_next(built: App, toolchain: Toolchain) -> None:
    root = built("nextjs")
    before = sources(root)
    choices = Choices(adapter="workers")
    project = discover(root)
    findings = assess(project, choices)
    assert ready(findings)
    plan = make_plan(project, findings, choices)
    apply(project, plan)
    try:
        assert plan.next[:3] == ("npm install", NEXT_BUILD, NEXT_CACHE)
        for command in plan.next[:3]:
            shell(toolchain, root, command)
        report = proof(toolchain, root, "nextjs", choices)
        own = [each for each in report.exchanges if each.request.why == "the application's own"]
        assert len(own) >= len(ASKED["nextjs"]), "some are asked as a navigation too"
        assert all(each.old.status == each.new.status for each in own)
        lamp = next(each for each in own if "lamp=2" in each.request.target)
        assert lamp.old.body == lamp.new.body == b'{"lamp":"2","greeting":"ahoy"}'
        takes_additions(toolchain, root)
    finally:
        undo(root)
    assert sources(root) == before


def takes_additions(toolchain: Toolchain, root: Path) -> None:
    """A message is consumed, a time fires, and what OpenNext exports is still exported, before and after a build."""
    migrated = sources(root)
    consumer, cron = Wanted("consumer", queue="lamp-jobs", status=True), Wanted("cron", cron="0 6 * * *")
    for wanted in (consumer, cron):
        addition = plan_addition(root, wanted)
        trial = asyncio.run(try_addition(root, addition, toolchain))
        assert trial.happened, trial
        apply_addition(root, addition)
    shell(toolchain, root, NEXT_BUILD)
    again = asyncio.run(try_addition(root, consumer, toolchain))
    assert again.happened, again
    out = root / ".wrangler/bundle"
    command = toolchain.wrangler("deploy", "--dry-run", "--outdir", str(out))
    done = asyncio.run(run(command, cwd=root, env=toolchain.environment(), timeout=SECONDS))
    assert done.returncode == 0, done.tail
    (bundle,) = out.glob("*.js")
    exported = dict(exported_names(bundle.read_text(), ".js"))
    assert {"default", "JobStatus", "DOQueueHandler", "DOShardedTagCache", "BucketCachePurge"} <= set(exported)
    for _ in range(2):
        undo(root, last=True)
    assert sources(root) == migrated


@pytest.mark.xfail(strict=True, reason="four answers differ and nothing declares them; the cause is not known yet")
def test_nuxt_takes_the_preset_for_workers_in_the_proof_itself(built: App, toolchain: Toolchain) -> None:
    root = built("nuxt")
    before = sources(root)
    asked = [Request("GET", "/api/moorings?buoy=7", why="the application's own")]
    choices = Choices(adapter="workers")
    report = asyncio.run(verify(root, toolchain=toolchain, choices=choices, extra=asked, build=True))
    assert report.undeclared == 0
    own = next(each for each in report.exchanges if "buoy=7" in each.request.target)
    assert own.old.body == own.new.body
    assert b'"greeting"' in own.new.body
    assert sources(root) == before, "the build ran in a working copy"


def sources(root: Path) -> dict[str, bytes]:
    """What git would see of the project, without lock files and what OpenNext builds, whoever ignores that."""
    lines = (root / ".gitignore").read_text().split()
    ignored = {line.rstrip("/") for line in lines} | {".edgewise", ".open-next"}
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in ignored and path.name != "package-lock.json"
    }
