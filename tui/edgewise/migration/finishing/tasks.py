"""What a person does after the cutover, with the exact values: builds, workflows, hooks, the beacon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from edgewise.account.resources.values import at
from edgewise.migration.finishing.model import Facts, Task
from edgewise.migration.finishing.naming import naming
from edgewise.text import clean

_CONFIGS = ("production", "preview")
_EVERYTHING = ((), ("*",))


def tasks(facts: Facts, until: str = "") -> tuple[Task, ...]:
    """What is left to do by hand. Values of variables and secrets are never among it, only names.

    Args:
        until: until when the Pages project is the way back, as an ISO date; empty where nothing says it.
    """
    return (*_tasks(facts), *naming(facts, until))


def _tasks(facts: Facts) -> Iterator[Task]:
    worker, source = clean(facts.cutover.worker, 60), at(facts.project, "source.config")
    if facts.workflows:
        named = tuple(clean(each, 200) for each in facts.workflows)
        yield Task(
            "workflows",
            "Let these workflows deploy the Worker",
            (*named, "They deploy to Pages, or run a script that does. `edgewise migrate --ci rewrite` changes them."),
        )
    if source:
        lines = tuple(_builds(facts))
        if facts.workflows:
            lines = ("Only where no workflow deploys it: else every push is deployed twice.", *lines)
        yield Task("builds", f"Build and deploy {worker} from the repository, by Workers Builds", lines)
    elif not facts.workflows:
        yield Task(
            "uploads",
            "Change whatever runs `wrangler pages deploy`",
            ("The project was uploaded, and no workflow of this repository does it. It is `npx wrangler deploy` now.",),
        )
    if facts.hooked:
        yield Task(
            "hooks",
            "Make the deploy hooks anew",
            (
                "A deploy hook has started some of the last deployments. Its address builds the Pages project.",
                f"Make one for a branch: {worker} → Settings → Builds → Deploy Hooks. Give it to whoever calls.",
            ),
        )
    if token := at(facts.project, "build_config.web_analytics_token"):
        yield _beacon(clean(str(token), 80))


def _builds(facts: Facts) -> Iterator[str]:
    project = facts.project
    owner, repository = (at(project, f"source.config.{each}") for each in ("owner", "repo_name"))
    branch = at(project, "source.config.production_branch") or at(project, "production_branch")
    previews = facts.previews or at(project, "source.config.preview_deployment_setting")
    output = _text(at(project, "build_config.destination_dir"))
    yield f"Dashboard: {clean(facts.cutover.worker, 60)} → Settings → Builds → Connect"
    yield f"Repository: {_text(owner)}/{_text(repository)} ({_text(at(project, 'source.type'))})"
    yield f"Production branch: {_text(branch)}"
    if facts.builds:
        yield f"Build command: none. The wrangler file has wrangler run `{clean(facts.builds, 200)}` when it deploys."
        yield f"  On Pages it was: {_text(at(project, 'build_config.build_command'))}"
    else:
        yield f"Build command: {_text(at(project, 'build_config.build_command'))}"
    yield "Deploy command: npx wrangler deploy"
    yield f"Preview command: {_command_for(previews)}"
    yield f"Root directory: {_text(at(project, 'build_config.root_dir'), '/')}"
    yield f"Output: {output}. It is in the wrangler file, as assets.directory."
    yield f"Build cache: {'on' if at(project, 'build_config.build_caching') else 'off'}"
    if previews == "custom":
        yield from _branches(project)
    yield from _paths(project)
    yield from _variables(project)


def _text(value: Any, nothing: str = "none") -> str:
    return clean(str(value), 300) if value else nothing


def _command_for(previews: Any) -> str:
    """By the default of Workers Builds. [developers.cloudflare.com/workers/ci-cd/builds/configuration, 2026-09-22]"""
    if previews == "none":
        return "none: switch builds for non-production branches off"
    return "npx wrangler preview"


def _branches(project: Mapping[str, Any]) -> Iterator[str]:
    wanted, left = (_listed(at(project, f"source.config.preview_branch_{each}")) for each in ("includes", "excludes"))
    yield f"Previews of branches: {', '.join(wanted) or 'none'}; without: {', '.join(left) or 'none'}"
    yield "  Workers Builds has one switch for all of them. Where that is too much, end early in the preview command."


def _paths(project: Mapping[str, Any]) -> Iterator[str]:
    wanted, left = (_listed(at(project, f"source.config.path_{each}")) for each in ("includes", "excludes"))
    if wanted not in _EVERYTHING or left:
        yield f"Build watch paths: include {', '.join(wanted) or '*'}; exclude {', '.join(left) or 'none'}"


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(clean(str(each), 100) for each in value) if isinstance(value, list) else ()


def _variables(project: Mapping[str, Any]) -> Iterator[str]:
    """Pages has one set for builds and for running code. Which of them a build reads is not known from here."""
    kinds: dict[str, set[str]] = {"plain_text": set(), "secret_text": set()}
    for config in _CONFIGS:
        variables = at(project, f"deployment_configs.{config}.env_vars")
        for name, value in variables.items() if isinstance(variables, Mapping) else ():
            kinds.setdefault(str(at(value, "type")), set()).add(clean(str(name), 60))
    for kind, what in (("plain_text", "Build variables"), ("secret_text", "Build secrets")):
        if names := sorted(kinds[kind]):
            yield f"{what}, those that the build reads: {', '.join(names)}"


def _beacon(token: str) -> Task:
    """The element is Pages' own. [workers-sdk: packages/pages-shared/asset-server/handler.ts]"""
    element = (
        "<script defer src='https://static.cloudflareinsights.com/beacon.min.js' "
        f'data-cf-beacon=\'{{"token": "{token}"}}\'></script>'
    )
    lines = ("Pages put it into every page by itself, and a Worker does not. Put it before </body>:", element)
    return Task("beacon", "Put the Web Analytics beacon into your pages", lines)
