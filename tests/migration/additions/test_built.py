"""Additions to projects whose Worker comes from a framework's build: OpenNext, Nitro, and builds for Pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from tests.migration.additions.support import CONSUMER, CRON, WORKFLOW, add, files, move
from tests.migration.raising import NUXT, ROUTE, next_project

from edgewise.errors import Refused
from edgewise.migration import Choices, undo
from edgewise.migration.additions import Wanted, plan_addition, try_addition
from edgewise.project.config import effective_document
from edgewise.runtime.toolchain import Toolchain

Write = Callable[[Mapping[str, str | bytes]], Path]
WORKERS = Choices(adapter="workers")
NEXT_ENTRY, NITRO_ENTRY = ".open-next/worker.js", ".output/server/index.mjs"
OPEN_NEXT = """\
//@ts-expect-error: Will be resolved by wrangler build
import { handleImageRequest } from "./cloudflare/images.js";
export { DOQueueHandler } from "./.build/durable-objects/queue.js";
export { DOShardedTagCache } from "./.build/durable-objects/sharded-tag-cache.js";
export { BucketCachePurge } from "./.build/durable-objects/bucket-cache-purge.js";
export default {
    async fetch(request, env, ctx) {
        return new Response("a page");
    },
};
"""
"""The shape of what @opennextjs/cloudflare 1.20 builds."""
UNUSED = cast("Toolchain", None)
"""For trials that must be refused before a tool is run."""


def next_site(write: Write, **more: str) -> Path:
    changed = {"app/route.ts": ROUTE, "tsconfig.json": "{}", **more}
    return move(write(cast("Any", next_project("15.5.2", changed))), WORKERS)


def nuxt_site(write: Write, mode: str = "faithful") -> Path:
    config = "export default defineNuxtConfig({})\n"
    return move(write(cast("Any", {**NUXT, "nuxt.config.ts": config})), Choices(adapter="workers", mode=mode))


def built(root: Path, entry: str, text: str) -> None:
    (root / entry).parent.mkdir(parents=True, exist_ok=True)
    (root / entry).write_text(text)


@pytest.mark.parametrize("ready", [False, True], ids=["before the build", "after the build"])
def test_open_next_gets_an_entry_around_the_generated_one(write: Write, ready: bool) -> None:
    root = next_site(write)
    if ready:
        built(root, NEXT_ENTRY, OPEN_NEXT)
    assert effective_document(root)["main"] == NEXT_ENTRY
    add(root, CONSUMER, CRON, WORKFLOW)
    assert effective_document(root)["main"] == "worker/extended.ts"
    text = (root / "worker/extended.ts").read_text()
    ignored = "// @ts-ignore: it may come from the build\n"
    assert f'{ignored}import entry from "../.open-next/worker.js";' in text
    assert f'{ignored}export * from "../.open-next/worker.js";' in text, "the classes of Durable Objects go on"
    assert "...site," in text
    for part in ("async queue(", "async scheduled(", "export { BuildReport }", "export { JobStatus }"):
        assert part in text
    assert "run_worker_first" not in effective_document(root)["assets"], "OpenNext answers what has no file already"


@pytest.mark.parametrize("ready", [False, True], ids=["before the build", "after the build"])
def test_nitro_gets_an_entry_around_the_generated_one(write: Write, ready: bool) -> None:
    root = nuxt_site(write, "idiomatic")
    if ready:
        built(root, NITRO_ENTRY, "export { x as default } from './chunks/nitro/nitro.mjs';\n")
    assert effective_document(root)["main"] == NITRO_ENTRY
    add(root, CRON)
    document = effective_document(root)
    text = (root / document["main"]).read_text()
    assert f'import entry from "../{NITRO_ENTRY}";' in text
    assert "await site.scheduled?.(controller, env, context);" in text, "Nitro's own tasks go on"


async def test_a_build_that_has_not_run_is_named_with_its_command(write: Write) -> None:
    root = next_site(write)
    found = plan_addition(root, CONSUMER)
    with pytest.raises(Refused) as caught:
        await try_addition(root, found, UNUSED)
    assert caught.value.code == "entry-not-built"
    assert caught.value.where == NEXT_ENTRY
    assert "`npx opennextjs-cloudflare build`" in str(caught.value.fix)
    assert any(NEXT_ENTRY in note and "npx opennextjs-cloudflare build" in note for note in found.notes)
    built(root, NEXT_ENTRY, OPEN_NEXT)
    assert not any(NEXT_ENTRY in note for note in plan_addition(root, CONSUMER).notes)


async def test_the_build_of_nitro_is_the_project_s(write: Write) -> None:
    root = nuxt_site(write)
    with pytest.raises(Refused) as caught:
        await try_addition(root, plan_addition(root, CRON), UNUSED)
    assert caught.value.code == "entry-not-built"
    assert "`npm run build`" in str(caught.value.fix)


def test_a_path_that_a_route_answers_is_not_taken(write: Write) -> None:
    root = next_site(write, **{"app/(desk)/job-status/page.tsx": "export default () => null;\n"})
    (root / "next.config.mjs").write_text('export default { redirects: () => [{ source: "/queue-status/:id" }] };\n')
    module = plan_addition(root, CONSUMER).module
    assert module is not None
    assert module.status == "/status-of-jobs/"


@pytest.mark.parametrize("site", [next_site, nuxt_site])
def test_additions_are_taken_back_and_made_again(write: Write, site: Callable[[Write], Path]) -> None:
    root = site(write)
    states = [files(root)]
    wanted: tuple[Wanted, ...] = (CONSUMER, CRON, WORKFLOW)
    for each in wanted:
        add(root, each)
        states.append(files(root))
    for before in reversed(states[:-1]):
        undo(root, last=True)
        assert files(root) == before
    add(root, *wanted)
    assert files(root) == states[-1]
