"""Which folder Pages serves: every source that names one, the surest first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgewise.project.boundary import reachable
from edgewise.project.build_settings import built_folder
from edgewise.project.config import place_of, string
from edgewise.project.folder import read_text, tidy
from edgewise.project.model import Origin, Place, Value
from edgewise.project.script_calls import FoundCall
from edgewise.project.sources import Sources

GUESSES = ("public", "dist", "build", "out", "_site", "site", "www", "docs", "static", "html", "web", "src")
"""Folders that are looked into when nothing names the output directory."""
MARKS = ("_worker.js", "_redirects", "_headers", "_routes.json", "404.html")
"""Files that only the served folder has, or what is copied into it."""
_README = re.compile(
    r"(?:output|publish|build)\s+(?:directory|dir|folder)\W{1,16}?[`\"'*]*\s*([\w./-]+)[`\"'*]*", re.IGNORECASE
)


def find_output(sources: Sources) -> tuple[Value[str] | None, tuple[Value[str], ...]]:
    """The output directory, and the others that something names.

    Relative to the project; it need not exist, and may lead outside the workspace when the user or the wrangler
    file says so.
    """
    found: dict[str, Value[str]] = {}
    for candidate in _named(sources):
        found.setdefault(candidate.value, candidate)
    if not found:
        guess = _guessed(sources)
        return guess, ()
    first, *others = found.values()
    return first, tuple(others)


def _named(sources: Sources) -> Iterator[Value[str]]:
    if given := sources.overrides.get("output"):
        yield Value(tidy(given), Origin.OPTION)
    yield from _configured(sources)
    told = sources.dashboard
    if told and told.output and told.from_git:
        yield Value(tidy(told.output), Origin.DASHBOARD)
    calls = [call for call in sources.calls if call.directory and _possible(sources, call.directory)]
    yield from (_of_call(sources, each) for each in calls if each.call.verb == "deploy")
    for deployment in sources.deployments:
        if deployment.directory and _possible(sources, deployment.directory):
            yield Value(tidy(deployment.directory), Origin.CI, deployment.place)
    for resource in sources.resources:
        if named := resource.values.get("build_config.destination_dir", "").strip("/"):
            yield Value(tidy(named), Origin.TERRAFORM, resource.place("build_config.destination_dir"))
    if told and told.output:
        yield Value(tidy(told.output), Origin.DASHBOARD)
    yield from (_of_call(sources, each) for each in calls if each.call.verb == "dev")
    yield from _told_by_framework(sources)


def _configured(sources: Sources) -> Iterator[Value[str]]:
    if (redirected := sources.redirected) and (named := string(redirected.document, "pages_build_output_dir")):
        yield Value(tidy(f"{redirected.folder}/{named}"), Origin.CONFIG, Place(redirected.path))
    ordered = sorted(sources.configs, key=lambda config: config is not sources.config)
    for config in ordered:
        if named := string(config.document, "pages_build_output_dir"):
            yield Value(tidy(named), Origin.CONFIG, place_of(config, ["pages_build_output_dir"]))


def _of_call(sources: Sources, found: FoundCall) -> Value[str]:
    return Value(found.directory or ".", found.origin, found.place)


def _possible(sources: Sources, directory: str) -> bool:
    return reachable(sources.root, directory) is not None


def _told_by_framework(sources: Sources) -> Iterator[Value[str]]:
    convention = sources.convention
    if convention is None:
        yield from _readme(sources, ())
        return
    told = built_folder(sources.root, convention.id, sources.package)
    if told is not None and _possible(sources, told.value):
        yield told
    yield from _readme(sources, convention.outputs)
    built = next((name for name in convention.outputs if (sources.root / name).is_dir()), None)
    if built is not None:
        yield Value(built, Origin.FRAMEWORK)
    elif told is None and not _unbuilt(sources):
        yield Value(convention.outputs[0], Origin.FRAMEWORK)


def _unbuilt(sources: Sources) -> bool:
    """Whether the framework's packages are there and yet it does not build the site: a folder with pages is, and
    no script builds another."""
    scripts = " ".join(sources.package.scripts)
    if "build" in scripts or "generate" in scripts:
        return False
    return any((sources.root / name / "index.html").is_file() for name in GUESSES)


def _readme(sources: Sources, conventional: tuple[str, ...]) -> Iterator[Value[str]]:
    """The folder that a README names for Cloudflare Pages, when there is one of that name."""
    for name in ("README.md", "readme.md", "Readme.md", "README", "docs/DEPLOY.md", "DEPLOY.md", "DEPLOYMENT.md"):
        text = read_text(sources.root, name) if (sources.root / name).is_file() else None
        if text is None or "pages" not in text.lower():
            continue
        for match in _README.finditer(text):
            folder = tidy(match.group(1).strip("/") or ".")
            there = folder != "." and (sources.root / folder).is_dir()
            if (there or folder in conventional) and _possible(sources, folder):
                yield Value(folder, Origin.README, Place(name, text.count("\n", 0, match.start()) + 1))
        return


def _guessed(sources: Sources) -> Value[str] | None:
    """What is left when nothing names a folder: one that looks served, and else Pages' own default, the root."""
    root = sources.root
    for name in (*GUESSES, "."):
        if (root / name / "index.html").is_file():
            return Value(name, Origin.INFERRED)
    for name in GUESSES:
        if any((root / name / mark).exists() for mark in MARKS):
            return Value(name, Origin.INFERRED)
    pages = next(root.glob("*.html"), None) is not None
    code = (root / "functions").is_dir() or (root / "_worker.js").exists()
    if code:
        for name in GUESSES[:-1]:
            if _has_files(sources, name):
                return Value(name, Origin.INFERRED)
    return Value(".", Origin.INFERRED) if pages or code else None


def _has_files(sources: Sources, name: str) -> bool:
    folder = sources.root / name
    return folder.is_dir() and any(each.is_file() for each in folder.iterdir())
