"""Frameworks by the packages and files that give them away: where they build to, and what they copy verbatim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edgewise.project.boundary import boundary
from edgewise.project.model import Framework


@dataclass(frozen=True)
class Convention:
    """One framework.

    Attributes:
        packages: any of these in ``package.json`` means it is in use.
        files: or any of these files.
        outputs: folders that it builds to for Pages, the likeliest first.
        static: the folder whose files the build copies as they are; empty when there is none.
        build: the build command when ``package.json`` has no ``build`` script.
        adapters: packages that make it run code on Cloudflare.
        rules: the folder from which the build takes ``_headers`` and ``_redirects``, where that is another one, and
            the major version of the adapter since which it does.
        appends: whether the build adds rules of its own to those files.
    """

    id: str
    title: str
    packages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ("dist",)
    static: str = "public"
    build: str = ""
    adapters: tuple[str, ...] = ()
    rules: tuple[str, int] | None = None
    appends: bool = False


CONVENTIONS: tuple[Convention, ...] = (
    Convention(
        "next",
        "Next.js",
        ("next",),
        outputs=("out", ".vercel/output/static"),
        build="next build",
        adapters=("@cloudflare/next-on-pages", "@opennextjs/cloudflare", "vinext"),
        appends=True,
    ),
    Convention("astro", "Astro", ("astro",), build="astro build", adapters=("@astrojs/cloudflare",)),
    Convention(
        "sveltekit",
        "SvelteKit",
        ("@sveltejs/kit",),
        outputs=(".svelte-kit/cloudflare", "build"),
        static="static",
        build="vite build",
        adapters=("@sveltejs/adapter-cloudflare", "@sveltejs/adapter-cloudflare-workers"),
        rules=(".", 6),
        appends=True,
    ),
    Convention("nuxt", "Nuxt", ("nuxt", "nuxt3"), outputs=("dist", ".output/public"), build="nuxt build", appends=True),
    Convention(
        "react-router",
        "React Router",
        ("@react-router/dev",),
        outputs=("build/client",),
        build="react-router build",
        adapters=("@react-router/cloudflare",),
    ),
    Convention(
        "remix",
        "Remix",
        ("@remix-run/dev",),
        outputs=("build/client", "public"),
        build="remix vite:build",
        adapters=("@remix-run/cloudflare-pages", "@remix-run/cloudflare"),
    ),
    Convention(
        "solidstart",
        "SolidStart",
        ("@solidjs/start", "solid-start"),
        adapters=("solid-start-cloudflare-pages",),
        appends=True,
    ),
    Convention("tanstack-start", "TanStack Start", ("@tanstack/react-start", "@tanstack/solid-start"), appends=True),
    Convention("qwik", "Qwik", ("@builder.io/qwik-city", "@qwik.dev/router")),
    Convention("analog", "Analog", ("@analogjs/platform",), outputs=("dist/analog/public",), appends=True),
    Convention("angular", "Angular", ("@angular/core",), outputs=("dist/cloudflare", "dist/browser", "dist")),
    Convention("docusaurus", "Docusaurus", ("@docusaurus/core",), outputs=("build",), static="static"),
    Convention(
        "vitepress",
        "VitePress",
        ("vitepress",),
        outputs=("docs/.vitepress/dist", ".vitepress/dist"),
        static="docs/public",
    ),
    Convention("gatsby", "Gatsby", ("gatsby",), outputs=("public",), static="static", build="gatsby build"),
    Convention("eleventy", "Eleventy", ("@11ty/eleventy",), outputs=("_site",), static="", build="eleventy"),
    Convention("create-react-app", "Create React App", ("react-scripts",), outputs=("build",)),
    Convention("vue-cli", "Vue CLI", ("@vue/cli-service",)),
    Convention("parcel", "Parcel", ("parcel",), static=""),
    Convention("hono", "Hono", ("@hono/vite-build", "@hono/vite-cloudflare-pages"), build="vite build"),
    Convention("vite", "Vite", ("vite",), build="vite build"),
    Convention(
        "hugo",
        "Hugo",
        files=("hugo.toml", "hugo.yaml", "hugo.json"),
        outputs=("public",),
        static="static",
        build="hugo",
    ),
    Convention("jekyll", "Jekyll", files=("_config.yml",), outputs=("_site",), static="", build="jekyll build"),
    Convention("mkdocs", "MkDocs", files=("mkdocs.yml",), outputs=("site",), static="docs", build="mkdocs build"),
)

BUILT = frozenset({"dist", "build", "out", "_site", ".output/public", "build/client"})
"""Folder names that nobody writes by hand."""


def find_framework(root: Path, dependencies: Mapping[str, str]) -> tuple[Framework | None, Convention | None]:
    """The framework in use, with its convention; the more specific one where several match."""
    for convention in CONVENTIONS:
        package = next((name for name in convention.packages if name in dependencies), None)
        if package is None and not _has_files(root, convention):
            continue
        adapter = next((name for name in convention.adapters if name in dependencies), None)
        version = _version(root, package, dependencies.get(package or "", ""))
        adapter_version = _version(root, adapter, dependencies.get(adapter or "", ""))
        return Framework(convention.id, convention.title, version, adapter, adapter_version), convention
    return None, None


def _has_files(root: Path, convention: Convention) -> bool:
    """Whether the framework's own files are there. Hugo's older configuration has a name that others use too."""
    if any((root / name).is_file() for name in convention.files):
        return True
    if convention.id != "hugo" or not (root / "content").is_dir():
        return False
    configured = any(
        (root / name).exists() for name in ("config.toml", "config.yaml", "config.json", "config/_default")
    )
    return configured and any((root / name).is_dir() for name in ("themes", "layouts", "archetypes"))


def _version(root: Path, package: str | None, wanted: str) -> str | None:
    """The installed version, here or at the top of the workspace, else what can be read from the wanted range."""
    if package is None:
        return None
    import json

    top = boundary(root)
    for folder in (each for each in (root, *root.parents) if each.is_relative_to(top)):
        try:
            manifest = json.loads((folder / "node_modules" / package / "package.json").read_bytes())
            if isinstance(manifest.get("version"), str):
                return str(manifest["version"])
        except (OSError, ValueError, AttributeError, RecursionError):
            continue
    found = re.search(r"\d+(?:\.\d+){0,2}", wanted)
    return found.group() if found else None


def major(version: str | None) -> int | None:
    """The first number of a version, or ``None``."""
    found = re.match(r"\d+", version or "")
    return int(found.group()) if found else None


def convention_of(framework: Framework | None) -> Convention | None:
    """The convention of a framework that was found."""
    return next((each for each in CONVENTIONS if framework is not None and each.id == framework.id), None)


def rules_folder(framework: Framework | None) -> str | None:
    """The folder from which the build takes ``_headers`` and ``_redirects``; ``None`` when it is the static one."""
    convention = convention_of(framework)
    if convention is None or convention.rules is None or framework is None or framework.adapter is None:
        return None
    folder, since = convention.rules
    version = major(framework.adapter_version)
    return folder if version is None or version >= since else None


def static_folder(root: Path, convention: Convention | None) -> str | None:
    """The folder whose files the build copies into the output as they are, when it exists."""
    if convention is None or not convention.static:
        return None
    for name in dict.fromkeys((convention.static, "public", "static")):
        if name not in convention.outputs and (root / name).is_dir():
            return name
    return None
