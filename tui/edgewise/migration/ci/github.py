"""Workflows and actions of GitHub, and of forges that read the same files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edgewise.migration.ci.pages_action import rewrite_pages_action
from edgewise.migration.ci.place import CiPlace, CiRewrite, place_of
from edgewise.migration.ci.triggers import guarded, only_production
from edgewise.migration.ci.wrangler_action import old_version, set_version
from edgewise.migration.scripts import Target, rewrite
from edgewise.migration.scripts.options import dynamic
from edgewise.migration.scripts.target import Pipeline
from edgewise.project import yaml_text
from edgewise.project.folder import tidy
from edgewise.project.yaml_text import Path, YamlValue

PAGES_ACTION = re.compile(r"cloudflare/pages-action@", re.IGNORECASE)
WRANGLER_ACTION = re.compile(r"cloudflare/wrangler-action@v?(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """A step of a workflow.

    Attributes:
        folder: the folder it runs in, relative to the repository; ``None`` when that is not known.
        checked_out: whether a step before it checks out the repository as it is, on the branch that was pushed.
        only_production: whether it runs for pushes to production's branch and nothing else.
        shell: whether its commands are read by a shell of the POSIX kind.
    """

    value: YamlValue
    folder: str | None
    checked_out: bool
    only_production: bool
    shell: bool = False


def rewrite_workflow(text: str, target: Target) -> CiRewrite:
    """A workflow with its deployments made those of the Worker, as far as there is an exact counterpart.

    Raises:
        YamlError: when it does not parse.
    """
    places: list[CiPlace] = []
    for number in range(len(list(steps_of(text, target)))):
        step = list(steps_of(text, target))[number]
        uses = step.value.string("uses") or ""
        here = _here(step, target)
        if PAGES_ACTION.match(uses):
            found = rewrite_pages_action(text, step.value, here, checked_out=step.checked_out)
        elif found_action := WRANGLER_ACTION.match(uses):
            found = _wrangler_action(text, step, here, int(found_action.group(1)))
        else:
            found = _command(text, step, step.value.get("run"), here)
        text = found.text
        places += found.places
    return CiRewrite(text, tuple(places))


def steps_of(text: str, target: Target) -> Iterator[Step]:
    """Every step of a workflow or a composite action, in order."""
    for document in yaml_text.parse(text):
        branch = target.branch or ""
        always = only_production(document, branch)
        top = document.string("defaults", "run", "working-directory")
        jobs = document.get("jobs")
        for _, job in (jobs.pairs if jobs is not None else None) or ():
            folder = job.string("defaults", "run", "working-directory") or top or "."
            windows = "windows" in (job.string("runs-on") or "matrix.windows")
            for step in _steps(job.get("steps"), folder, always or guarded(job, branch), branch, checked_out=False):
                yield replace(step, shell=step.shell and not windows)
        yield from _steps(document.get("runs", "steps"), ".", False, branch, checked_out=True)


def _steps(steps: YamlValue | None, folder: str, always: bool, branch: str, *, checked_out: bool) -> Iterator[Step]:
    for value in (steps.items if steps is not None else None) or ():
        uses = value.string("uses") or ""
        if uses.startswith("actions/checkout@"):
            checked_out = not any(value.get("with", key) is not None for key in ("ref", "path", "repository"))
        where = value.string("working-directory") or folder
        if uses:
            where = value.string("with", "workingDirectory") or "."
        known = None if dynamic(where) or where.startswith(("/", "~")) else tidy(where)
        shell = value.get("run") is not None and (value.string("shell") or "bash") in ("bash", "sh")
        yield Step(value, known, checked_out, always or guarded(value, branch), shell)


def _here(step: Step, target: Target) -> Target:
    pipeline = Pipeline(only_production=step.only_production, expressions=True, shell=step.shell)
    return replace(target, folder=step.folder or ".", pipeline=pipeline)


def _wrangler_action(text: str, step: Step, target: Target, major: int) -> CiRewrite:
    """A step of ``cloudflare/wrangler-action``: the commands it runs, and the wrangler it runs them with."""
    places: list[CiPlace] = []
    before = text
    for key in ("preCommands", "command", "postCommands"):
        found = _command(text, step, step.value.get("with", key), target, bare=key == "command")
        text, step = found.text, _again(found.text, step, target)
        places += found.places
    version = step.value.get("with", "wranglerVersion")
    if text == before or not old_version(version.text if version else None, major):
        return CiRewrite(text, tuple(places))
    changed = set_version(text, step.value) if major >= 3 else None
    if changed is None:
        why = "the action brings a wrangler that is too old: use cloudflare/wrangler-action@v3 with wranglerVersion 4"
        return CiRewrite(before, tuple(replace(place, new="", why=why) for place in places))
    return CiRewrite(changed, (*places, CiPlace(step.value.line, new='wranglerVersion: "4"', id="ci-wrangler-version")))


def _again(text: str, step: Step, target: Target) -> Step:
    """The same step after an edit inside of it."""
    return next((each for each in steps_of(text, target) if each.value.start == step.value.start), step)


def _command(text: str, step: Step, value: YamlValue | None, target: Target, *, bare: bool = False) -> CiRewrite:
    """Commands in one scalar of a step."""
    if value is None or not value.text or "pages" not in value.text:
        return CiRewrite(text)
    found = rewrite(value.text, target, bare=bare)
    if not found.calls:
        return CiRewrite(text)
    line = value.line + value.text.count("\n", 0, max(value.text.find("pages"), 0)) + (value.style in ("|", ">"))
    if step.folder is None:
        return CiRewrite(text, (CiPlace(line, why="the folder that it runs in is not known"),))
    if not step.checked_out:
        why = "the job does not check out the repository, which the Worker's configuration is in"
        return CiRewrite(text, (CiPlace(line, why=why),) if found.text != value.text else ())

    def one(_: Path, each: YamlValue) -> str | None:
        return rewrite(each.text or "", target, bare=bare).text if each.start == value.start else None

    edit = yaml_text.replace_scalars(text, one)
    if edit.refused:
        return CiRewrite(text, (CiPlace(line, why=f"write it as: {found.text.strip()}"),))
    place = place_of(line, value.text, found.text, found.remarks)
    return CiRewrite(edit.text, (place,) if place else ())
