"""Workflows that run a script of ``package.json`` which deploys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from edgewise.migration.ci.place import CiPlace
from edgewise.migration.scripts import Target
from edgewise.migration.scripts.target import elsewhere
from edgewise.project import yaml_text
from edgewise.project.commands import pages_calls
from edgewise.project.model import PagesProject
from edgewise.project.shell import words
from edgewise.project.yaml_text import YamlError

MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun"})


def runs_of(project: PagesProject, text: str, target: Target) -> Iterator[CiPlace]:
    """The places of a YAML text at which a script is run that deploys this project."""
    deploying = deploying_scripts(project.scripts, target)
    if not deploying:
        return
    try:
        documents = yaml_text.parse(text)
    except YamlError:
        return
    for _, value in yaml_text.scalars(documents):
        for name in scripts_run(value.text or ""):
            if name in deploying:
                line = value.line + (value.style in ("|", ">"))
                yield CiPlace(line, why=name, id="ci-runs-script")


def deploying_scripts(scripts: Mapping[str, str], target: Target) -> set[str]:
    """Names of the scripts that deploy this project to Pages, by themselves or by running another."""
    found = {
        name
        for name, script in scripts.items()
        if any(not elsewhere(call, target) for call in pages_calls(script, verbs=("deploy",)))
    }
    while more := {name for name, script in scripts.items() if name not in found and found & set(scripts_run(script))}:
        found |= more
    return found


def scripts_run(text: str) -> Iterator[str]:
    """Names of the scripts that commands run: ``npm run x``, ``pnpm x``, ``yarn run x``, ``bun run x``."""
    if not any(manager in text for manager in MANAGERS):
        return
    for simple in words(text):
        rest = [word.text for word in simple if not word.redirection]
        while rest and rest[0] not in MANAGERS and "=" in rest[0]:
            rest = rest[1:]
        if not rest or rest[0] not in MANAGERS:
            continue
        names = [word for word in rest[1:] if not word.startswith("-")]
        if names[:1] in (["run"], ["run-script"]):
            names = names[1:]
        elif rest[0] == "npm":
            continue
        yield from names[:1]
