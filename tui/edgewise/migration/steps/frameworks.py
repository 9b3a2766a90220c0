"""Frameworks: their configuration, and everything that takes Next.js to OpenNext."""

from __future__ import annotations

from edgewise.migration.frameworks.forms import adapter_edits, to_open_next
from edgewise.migration.frameworks.keeping import kept_build
from edgewise.migration.frameworks.nextjs import open_next
from edgewise.migration.frameworks.nextjs.triage import rewrites
from edgewise.migration.model import FileEdit, Step
from edgewise.migration.steps.planning import Planning


def build_kept(plan: Planning) -> Step | None:
    """The configuration that keeps a build as it is on Pages."""
    if "framework-build-kept" not in plan.found:
        return None
    return plan.step(
        "framework-build",
        "Keep the framework's build as it is on Pages",
        "Otherwise the next build would look at the Worker's configuration and leave something else.",
        kept_build(plan.project, plan.settings.folder).edits,
        ("framework-build-kept",),
    )


def adapter(plan: Planning) -> Step | None:
    """The preset for Workers."""
    if "framework-adapter" not in plan.found:
        return None
    return plan.step(
        "framework-adapter",
        "Let the framework build for Workers",
        "Its preset decides what the build leaves and where.",
        adapter_edits(plan.project).edits,
        ("framework-adapter",),
    )


def next_sources(plan: Planning) -> Step | None:
    """Sources and ``next.config`` for OpenNext."""
    if not to_open_next(plan.project, plan.choices):
        return None
    return plan.step(
        "nextjs-sources",
        "Take next-on-pages out of the sources",
        "Routes run on Node, and bindings come from OpenNext.",
        rewrites(plan.project).edits,
        ("nextjs-edge-runtime", "nextjs-request-context", "nextjs-dev-platform"),
    )


def next_files(plan: Planning) -> Step | None:
    """OpenNext's own files."""
    if not to_open_next(plan.project, plan.choices):
        return None
    uses = rewrites(plan.project).uses
    texts = {open_next.CONFIG: open_next.config_text(uses, build=open_next.build_command(plan.project))}
    if open_next.wants_helper(uses):
        texts[open_next.helper_name(plan.project)] = open_next.HELPER_TEXT
    return plan.step(
        "nextjs-open-next",
        "Configure OpenNext",
        "It builds Next.js for Workers, by its own configuration.",
        [FileEdit(name, before, text.encode()) for name, text in texts.items() if (before := plan.bytes(name)) is None],
        ("nextjs-open-next",),
    )
