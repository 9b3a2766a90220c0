"""Where a file beside the assets must be written so that both the proof and the next build are right.

When a build makes the output directory, what is written there alone is gone with the next build. Frameworks copy a
folder of static files into the output as they are: a file goes into that folder, and into the output as it stands too.
"""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.migration.catalogue import finding
from edgewise.migration.model import Finding
from edgewise.project.frameworks import convention_of, rules_folder
from edgewise.project.model import PagesProject, Place

RULE_FILES = ("_headers", "_redirects")
NOT_FOUND_PAGE = "404.html"


@dataclass(frozen=True)
class Placement:
    """The project-relative paths to write, by the file's name, and what to tell the user about it."""

    paths: dict[str, tuple[str, ...]]
    findings: tuple[Finding, ...] = ()


def in_output(project: PagesProject, name: str) -> str:
    """The project-relative path of a file at the top of the output directory."""
    output = project.output.value if project.output else "."
    return name if output == "." else f"{output}/{name}"


def source_files(project: PagesProject) -> Placement:
    """Where ``.assetsignore``, ``404.html``, ``_headers`` and ``_redirects`` are written."""
    names = (".assetsignore", NOT_FOUND_PAGE, *RULE_FILES)
    if not project.build_product or not project.assets_complete:
        return Placement({name: (in_output(project, name),) for name in names})
    if project.static_source is None:
        where = project.output.place if project.output else None
        told = finding("output-rebuilt", where)
        return Placement({name: (in_output(project, name),) for name in names}, (told,))
    paths: dict[str, tuple[str, ...]] = {}
    findings: list[Finding] = []
    convention = convention_of(project.framework)
    there = project.output_path is not None and project.output_path.is_dir()
    rules = rules_folder(project.framework) or project.static_source
    for name in names:
        folder = rules if name in RULE_FILES else project.static_source
        built, source = in_output(project, name), name if folder == "." else f"{folder}/{name}"
        generated = (project.root / built).is_file() and not (project.root / source).is_file()
        appended = (
            convention is not None and convention.appends and not (name == "_redirects" and project.redirects_invalid)
        )
        if name in RULE_FILES and generated and not appended:
            paths[name] = (built,)
            if name == "_headers" or project.redirects_invalid:
                findings.append(finding("rules-generated", Place(built)))
        else:
            paths[name] = (source, built) if there else (source,)
    return Placement(paths, tuple(findings))
