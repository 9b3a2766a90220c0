"""Continuous-integration files that deploy to Pages: which folder and project they name, and where they run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edgewise.project.folder import read_text
from edgewise.project.model import Origin, Place
from edgewise.project.script_calls import CallReader, FoundCall, joined
from edgewise.project.yaml_tree import YamlNode, parse_yaml

FIXED = (
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "cloudbuild.yaml",
    "buildspec.yml",
    ".drone.yml",
    ".woodpecker.yml",
    ".cirrus.yml",
    "Jenkinsfile",
    ".travis.yml",
    "appveyor.yml",
)
WORKFLOWS = (".github/workflows", ".gitea/workflows", ".forgejo/workflows", ".woodpecker", ".gitlab/ci")
ACTIONS = ".github/actions"
_SHELL_KEYS = frozenset(
    """
    run script scripts command commands bash sh powershell pwsh before_script after_script before_deploy
    deploy after_success install before_install build args entrypoint
    """.split()  # noqa: SIM905
)
"""Keys of the other systems under which shell commands stand."""
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_OR_LITERAL = re.compile(r"\|\|\s*'([^']*)'\s*$")
_QUOTED = re.compile(r"""(["'])((?:(?!\1).)*\bpages\s+(?:deploy|publish)\b(?:(?!\1).)*)\1""")


@dataclass(frozen=True)
class Deployment:
    """One place in a CI file that deploys to Pages.

    Attributes:
        place: the line, relative to the workspace.
        directory: the folder it uploads, relative to the workspace; ``None`` when it is not known.
        folder: where it runs, relative to the workspace: Functions are looked for there.
    """

    place: Place
    directory: str | None
    project: str | None
    folder: str = "."
    branch: str | None = None
    origin: Origin = Origin.CI


def ci_files(root: Path) -> tuple[str, ...]:
    """The CI files of the project or workspace in ``root``, whatever they do."""
    found = [name for name in FIXED if (root / name).is_file()]
    for folder in WORKFLOWS:
        if (root / folder).is_dir():
            names = sorted(each.name for each in (root / folder).iterdir() if each.suffix in (".yml", ".yaml"))
            found += [f"{folder}/{name}" for name in names]
    if (root / ACTIONS).is_dir():
        actions = (each for each in sorted((root / ACTIONS).iterdir()) if each.is_dir())
        candidates = [f"{ACTIONS}/{each.name}/{name}" for each in actions for name in ("action.yml", "action.yaml")]
        found += [name for name in candidates if (root / name).is_file()]
    return tuple(found)


def deployments(reader: CallReader, files: tuple[str, ...]) -> list[Deployment]:
    """Every deployment to Pages that the files hold, in order."""
    found: list[Deployment] = []
    for name in files:
        text = read_text(reader.workspace.root, name) or ""
        if not name.endswith((".yml", ".yaml")):
            found += _plain_text(reader, name, text)
        elif name.startswith((*WORKFLOWS[:3], ACTIONS)):
            found += _workflow(reader, name, parse_yaml(text))
        else:
            found += _pipeline(reader, name, parse_yaml(text))
    return found


def _of_call(found: FoundCall) -> Iterator[Deployment]:
    if found.call.verb == "deploy":
        project, branch = found.call.option("project-name"), found.call.option("branch")
        yield Deployment(found.place, found.directory, _known(project), found.folder, _known(branch), found.origin)


def _known(value: str | None) -> str | None:
    return value if value and "$" not in value else None


# ---------------------------------------------------------------------- GitHub and its like


def _workflow(reader: CallReader, name: str, document: YamlNode) -> Iterator[Deployment]:
    outer = _variables(document, {})
    top = document.string("defaults", "run", "working-directory")
    jobs = document.get("jobs")
    for _, job in (jobs.pairs if jobs else None) or ():
        variables = _variables(job, outer)
        folder = job.string("defaults", "run", "working-directory") or top or "."
        yield from _steps(reader, name, job.get("steps"), variables, folder)
    inputs = document.get("inputs")
    given = {f"inputs.{key}": value.string("default") or "" for key, value in (inputs.pairs if inputs else None) or ()}
    yield from _steps(reader, name, document.get("runs", "steps"), {**outer, **_filled(given)}, ".")


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _steps(
    reader: CallReader, name: str, steps: YamlNode | None, variables: Mapping[str, str], folder: str
) -> Iterator[Deployment]:
    for step in (steps.items if steps else None) or ():
        known = _variables(step, variables)
        used = step.string("uses") or ""
        inputs = {key: value for key, value in _pairs(step.get("with")) if value.text is not None}

        def said(*keys: str, inputs: dict[str, YamlNode] = inputs, known: Mapping[str, str] = known) -> str | None:
            texts = (_evaluated(inputs[key].text or "", known) for key in keys if key in inputs)
            return next((text for text in texts if text), None)

        here = said("workingDirectory", "working-directory") or "."
        if "pages-action" in used or ("directory" in inputs and "projectName" in inputs):
            directory = _known(said("directory"))
            place = Place(name, step.get("uses").line if step.get("uses") else step.line)  # type: ignore[union-attr]
            where = joined(here, directory) if directory and not directory.startswith("/") else None
            yield Deployment(place, where, _known(said("projectName")), here, _known(said("branch")))
        elif "wrangler-action" in used:
            for key in ("preCommands", "command", "postCommands"):
                if key in inputs:
                    yield from _shell(reader, name, inputs[key], known, here, bare=key == "command")
        elif (run := step.get("run")) is not None:
            where = _evaluated(step.string("working-directory") or folder, known)
            yield from _shell(reader, name, run, known, where)


def _pairs(node: YamlNode | None) -> tuple[tuple[str, YamlNode], ...]:
    return (node.pairs if node else None) or ()


def _shell(
    reader: CallReader, name: str, node: YamlNode, variables: Mapping[str, str], folder: str, *, bare: bool = False
) -> Iterator[Deployment]:
    text = _evaluated(node.text or "", variables)
    plain = {key.rpartition(".")[2]: value for key, value in variables.items()}
    for found in reader.command(text, folder, Place(name, node.line), Origin.CI, plain, bare=bare):
        yield from _of_call(found)


def _variables(holder: YamlNode, outer: Mapping[str, str]) -> dict[str, str]:
    """The variables of an ``env:``, over those from outside. Keys are ``env.NAME``, as expressions name them."""
    found = dict(outer)
    for key, value in _pairs(holder.get("env")):
        if value.text:
            found[f"env.{key}"] = _evaluated(value.text, outer)
    return found


def _evaluated(text: str, variables: Mapping[str, str]) -> str:
    """``text`` with the expressions replaced that are known; the others become a shell variable nobody knows."""

    def one(match: re.Match[str]) -> str:
        expression = match.group(1).strip()
        if expression in variables:
            return variables[expression]
        literal = _OR_LITERAL.search(expression)
        return literal.group(1) if literal else "$EXPRESSION"

    return _EXPRESSION.sub(one, text)


# ---------------------------------------------------------------------- the other systems


def _pipeline(reader: CallReader, name: str, document: YamlNode) -> Iterator[Deployment]:
    variables: dict[str, str] = {}
    for path, node in document.walk():
        if path and path[-1] in ("variables", "environment", "env", "global"):
            variables.update({key: value.text for key, value in _pairs(node) if value.text})
    seen: set[int] = set()
    for path, node in document.walk():
        if not path or path[-1] not in _SHELL_KEYS or node.start in seen:
            continue
        lines = [node] if node.text else [item for item in node.items or () if item.text]
        seen.update(each.start for each in (node, *lines))
        if lines:
            folder = variables.get("working_directory", ".")
            place, bare = Place(name, lines[0].line), path[-1] == "command"
            for found in reader.command(_aligned(lines), folder, place, Origin.CI, variables, bare=bare):
                yield from _of_call(found)


def _aligned(lines: list[YamlNode]) -> str:
    """Commands of a list as one text in which each stands on the line that it has in the file."""
    text = ""
    for node in lines:
        missing = node.line - lines[0].line - text.count("\n")
        text += "\n" * max(missing, 1 if text else 0) + (node.text or "")
    return text


def _plain_text(reader: CallReader, name: str, text: str) -> Iterator[Deployment]:
    """A file in some other language: the quoted strings, and the lines as they stand."""
    for number, line in enumerate(text.splitlines(), 1):
        quoted = [match.group(2) for match in _QUOTED.finditer(line)]
        for command in quoted or [line.strip()]:
            for found in reader.command(command, ".", Place(name, number), Origin.CI):
                yield from _of_call(found)
