"""Where a framework's own configuration says that it builds to. Read from syntax trees, never run.

Each reader gets the project folder and gives the folder, relative to it, with the place that names it. What is
worked out at run time (a function's result, a variable of the environment) is not known to it and gives ``None``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from edgewise.project import jsonc
from edgewise.project.code_values import CodeObject, config_object, default_export, joined_path
from edgewise.project.commands import words
from edgewise.project.folder import read_text, tidy
from edgewise.project.jsonc_parse import JsoncError
from edgewise.project.model import Origin, Place, Value
from edgewise.project.package_json import Package
from edgewise.project.yaml_tree import parse_yaml

Found = Value[str] | None
_SCRIPTS = ("js", "mjs", "cjs", "ts", "mts", "cts")


def built_folder(root: Path, framework: str, package: Package) -> Found:
    """The folder that ``framework`` builds to by the project's own word, ``None`` when it does not say."""
    told = _told_by_script(framework, package)
    reader = _READERS.get(framework)
    configured = reader(root) if reader is not None else None
    return told or configured


def public_folder(root: Path, framework: str) -> str | None:
    """The folder that the build copies verbatim, when the configuration names one."""
    if framework not in ("astro", "vite", "sveltekit", "react-router", "remix", "qwik", "solidstart", "analog"):
        return None
    names = ("astro.config",) if framework == "astro" else ("vite.config",)
    for _, config in _configs(root, names):
        if found := config.path("publicDir"):
            base = config.path("root") or "."
            return tidy(f"{base}/{found}" if framework != "astro" else found)
    return None


# ---------------------------------------------------------------------- options on the command line

_OPTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "vite": ("vite", ("outDir",)),
    "astro": ("astro", ("outDir",)),
    "eleventy": ("eleventy", ("output",)),
    "docusaurus": ("docusaurus", ("out-dir",)),
    "hugo": ("hugo", ("destination", "d")),
    "parcel": ("parcel", ("dist-dir", "out-dir", "d")),
    "vitepress": ("vitepress", ("outDir",)),
    "jekyll": ("jekyll", ("destination", "d")),
    "angular": ("ng", ("output-path",)),
    "mkdocs": ("mkdocs", ("site-dir", "d")),
    "vue-cli": ("vue-cli-service", ("dest",)),
}


def _told_by_script(framework: str, package: Package) -> Found:
    """``vite build --outDir x`` and its like in a build script."""
    program, options = _OPTIONS.get(framework, ("", ()))
    if not program:
        return None
    names = sorted(package.scripts, key=lambda name: (name != "build", not name.startswith("build")))
    for name in (each for each in names if "build" in each or "deploy" in each):
        for simple in words(package.scripts[name]):
            texts = [word.text for word in simple]
            if program not in texts:
                continue
            for option in options:
                if (value := _option(texts, option)) and "$" not in value:
                    return Value(tidy(value), Origin.FRAMEWORK, package.place(name))
            if framework == "vitepress" and (folder := _argument(texts, "build")):
                return Value(tidy(f"{folder}/.vitepress/dist"), Origin.FRAMEWORK, package.place(name))
    return None


def _option(texts: list[str], name: str) -> str | None:
    dashed = f"-{name}" if len(name) == 1 else f"--{name}"
    for index, text in enumerate(texts):
        if text == dashed and index + 1 < len(texts):
            return texts[index + 1]
        if text.startswith(f"{dashed}="):
            return text.partition("=")[2]
    return None


def _argument(texts: list[str], after: str) -> str | None:
    place = texts.index(after) + 1 if after in texts else len(texts)
    return texts[place] if place < len(texts) and not texts[place].startswith("-") else None


# ---------------------------------------------------------------------- configurations in code


def _configs(root: Path, stems: tuple[str, ...]) -> Iterator[tuple[str, CodeObject]]:
    """The objects that configuration modules export, with the files' names."""
    for stem in stems:
        for extension in _SCRIPTS:
            name = f"{stem}.{extension}"
            text = read_text(root, name) if (root / name).is_file() else None
            if text is not None and (found := config_object(text, name)) is not None:
                yield name, found


def _from_code(root: Path, stems: tuple[str, ...], *paths: str) -> Found:
    for name, config in _configs(root, stems):
        for path in paths:
            if (value := config.path(path)) is not None:
                return Value(tidy(value), Origin.FRAMEWORK, Place(name, config.line(path)))
    return None


def _vite(root: Path) -> Found:
    for name, config in _configs(root, ("vite.config",)):
        outer = config.path("root") or "."
        value = config.path("build.outDir")
        if value is not None or outer != ".":
            line = config.line("build.outDir") or config.line("root")
            base = "." if config.called("build.outDir") else outer
            return Value(tidy(joined_path(base, value or "dist")), Origin.FRAMEWORK, Place(name, line))
    return None


def _svelte(root: Path) -> Found:
    for name, config in _configs(root, ("svelte.config",)):
        adapter = config.call("kit.adapter")
        if adapter is not None and (value := adapter.path("pages")) is not None:
            return Value(tidy(value), Origin.FRAMEWORK, Place(name, adapter.line("pages")))
    return None


def _next(root: Path) -> Found:
    for name, config in _configs(root, ("next.config",)):
        if config.path("output") == "export" and (value := config.path("distDir")) is not None:
            return Value(tidy(value), Origin.FRAMEWORK, Place(name, config.line("distDir")))
    return None


def _eleventy(root: Path) -> Found:
    stems = (".eleventy", "eleventy.config")
    if (found := _from_code(root, stems, "dir.output")) is not None:
        return found
    for stem in stems:
        for extension in _SCRIPTS[:3]:
            name = f"{stem}.{extension}"
            text = read_text(root, name) if (root / name).is_file() else None
            if text and (called := default_export(text, name).argument("setOutputDirectory")) is not None:
                return Value(tidy(called[0]), Origin.FRAMEWORK, Place(name, called[1]))
    return None


def _vitepress(root: Path) -> Found:
    for base in ("docs", ".", "doc", "website", "src"):
        prefix = "" if base == "." else f"{base}/"
        stem = f"{prefix}.vitepress/config"
        for name, config in _configs(root, (stem, f"{stem}/index")):
            if (value := config.path("outDir")) is not None:
                return Value(tidy(joined_path(base, value)), Origin.FRAMEWORK, Place(name, config.line("outDir")))
            return Value(tidy(f"{prefix}.vitepress/dist"), Origin.FRAMEWORK, Place(name))
    return None


def _vue(root: Path) -> Found:
    return _from_code(root, ("vue.config",), "outputDir")


def _astro(root: Path) -> Found:
    return _from_code(root, ("astro.config",), "outDir")


def _nuxt(root: Path) -> Found:
    return _from_code(root, ("nuxt.config",), "nitro.output.publicDir")


def _react_router(root: Path) -> Found:
    found = _from_code(root, ("react-router.config",), "buildDirectory")
    return None if found is None else Value(f"{found.value}/client", found.origin, found.place)


# ---------------------------------------------------------------------- configurations that are data


def _hugo(root: Path) -> Found:
    for stem in ("hugo", "config", "config/_default/hugo", "config/_default/config"):
        for extension in ("toml", "yaml", "yml", "json"):
            name = f"{stem}.{extension}"
            value, line = _data(root, name, "publishDir", "publishdir")
            if value is not None:
                return Value(tidy(value), Origin.FRAMEWORK, Place(name, line))
    return None


def _jekyll(root: Path) -> Found:
    value, line = _data(root, "_config.yml", "destination")
    return None if value is None else Value(tidy(value), Origin.FRAMEWORK, Place("_config.yml", line))


def _mkdocs(root: Path) -> Found:
    value, line = _data(root, "mkdocs.yml", "site_dir")
    return None if value is None else Value(tidy(value), Origin.FRAMEWORK, Place("mkdocs.yml", line))


def _data(root: Path, name: str, *keys: str) -> tuple[str | None, int | None]:
    """A top-level string of a TOML, YAML or JSON file, and its line."""
    text = read_text(root, name) if (root / name).is_file() else None
    if text is None:
        return None, None
    if name.endswith((".yaml", ".yml")):
        document = parse_yaml(text)
        for key in keys:
            if (node := document.get(key)) is not None and node.text:
                return node.text, node.line
        return None, None
    try:
        data: Any = tomllib.loads(text) if name.endswith(".toml") else jsonc.loads(text)
    except (tomllib.TOMLDecodeError, JsoncError, RecursionError):
        return None, None
    for key in keys:
        value = data.get(key) if isinstance(data, dict) else None
        if isinstance(value, str) and value:
            found = re.search(rf"^\s*[\"']?{key}[\"']?\s*[=:]", text, re.MULTILINE)
            return value, text.count("\n", 0, found.start()) + 1 if found else None
    return None, None


def _angular(root: Path) -> Found:
    name = "angular.json"
    text = read_text(root, name) if (root / name).is_file() else None
    try:
        document = jsonc.loads(text) if text else None
    except JsoncError:
        return None
    projects = document.get("projects") if isinstance(document, dict) else None
    if not isinstance(projects, dict) or not isinstance(document, dict):
        return None
    wanted = document.get("defaultProject")
    for key, project in sorted(projects.items(), key=lambda pair: pair[0] != wanted):
        build = _dig(project, "architect", "build") or _dig(project, "targets", "build")
        output = _dig(build, "options", "outputPath")
        place = Place(name, jsonc.line_at(text or "", ["projects", key]))
        builder = str(_dig(build, "builder") or "")
        if isinstance(output, dict) and isinstance(base := output.get("base"), str):
            return Value(tidy(f"{base}/{output.get('browser', 'browser')}"), Origin.FRAMEWORK, place)
        if isinstance(output, str):
            modern = builder.endswith(":application")
            return Value(tidy(f"{output}/browser" if modern else output), Origin.FRAMEWORK, place)
        if builder.endswith(":application"):
            return Value(f"dist/{key}/browser", Origin.FRAMEWORK, place)
    return None


def _dig(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


_READERS: Mapping[str, Callable[[Path], Found]] = {
    "vite": _vite,
    "astro": _astro,
    "sveltekit": _svelte,
    "next": _next,
    "eleventy": _eleventy,
    "vitepress": _vitepress,
    "vue-cli": _vue,
    "nuxt": _nuxt,
    "react-router": _react_router,
    "hugo": _hugo,
    "jekyll": _jekyll,
    "mkdocs": _mkdocs,
    "angular": _angular,
}
