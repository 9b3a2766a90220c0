"""How the project was read: its output directory, its wrangler file, and where else it may be."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.model import Finding
from edgewise.project.boundary import leaves, reachable
from edgewise.project.config import DEPLOY, place_of
from edgewise.project.model import Config, Origin, PagesProject, Place, Value
from edgewise.project.pages_keys import deploys_a_worker
from edgewise.text import clean

_SAYS_LIVE = frozenset({Origin.CONFIG, Origin.SCRIPT, Origin.CI, Origin.SHELL, Origin.TERRAFORM, Origin.DASHBOARD})
_EVIDENCE = _SAYS_LIVE - {Origin.CONFIG} | {Origin.OPTION}
"""Where a Pages project shows itself, even if the wrangler file describes something else."""


def check_output(project: PagesProject) -> Iterator[Finding]:
    """The output directory: known for sure, within reach, there, and with something in it."""
    output = project.output
    below = clean(", ".join(project.elsewhere[:6]), 200)
    if output is None:
        yield finding("project-elsewhere", None, below) if below else finding("output-unknown")
        return
    named = clean(output.value)
    if reachable(project.root, output.value) is None:
        yield finding("output-outside-project", output.place, named)
        return
    if leaves(output.value):
        yield finding("output-beside-project", output.place, named)
    if below:
        yield finding("projects-below", None, below)
    if output.origin in (Origin.INFERRED, Origin.README):
        yield finding("output-guessed", output.place, named)
    yield from _rivals(project, output)
    yield from _content(project, named)


def _rivals(project: PagesProject, output: Value[str]) -> Iterator[Finding]:
    """Folders that something else names with the same right."""
    if output.origin in (Origin.OPTION, Origin.CONFIG):
        return
    rivals = [each for each in project.output_candidates if each.origin in _SAYS_LIVE]
    if rivals:
        others = ", ".join(f"{each.value} ({each.place})" if each.place else each.value for each in rivals[:4])
        yield finding("output-named-twice", output.place, clean(f"{output.value} is taken, and not {others}", 200))


def _content(project: PagesProject, named: str) -> Iterator[Finding]:
    place = project.output.place if project.output else None
    code = bool(project.functions or project.advanced_worker)
    if not project.assets_complete:
        if code and project.build_command is None:
            yield finding("output-made", place, named)
            return
        how = f"{named} (run {clean(project.build_command.value)})" if project.build_command else named
        yield finding("output-missing", place, how)
    elif not project.assets:
        yield finding("output-made" if code else "output-empty", place, named)


def check_names(project: PagesProject) -> Iterator[Finding]:
    """Files that are not what they seem, and names that not every computer can tell apart."""
    output = project.output.value if project.output else "."
    if pointers := project.assets_pointers:
        shown = ", ".join(pointers[:4]) + (" …" if len(pointers) > 4 else "")
        yield finding("lfs-pointer", Place(clean(f"{output}/{pointers[0]}")), clean(shown, 200))
    if len({name.casefold() for name in project.assets}) == len(project.assets):
        return
    seen: dict[str, str] = {}
    for name in project.assets:
        if (other := seen.setdefault(name.casefold(), name)) != name:
            yield finding("case-clash", Place(clean(f"{output}/{name}")), clean(f"{other} and {name}", 200))
            return


def check_config(project: PagesProject) -> Iterator[Finding]:
    """The wrangler file: that it is one of a Pages project, and what in it is not."""
    config = project.config
    if project.redirected is not None:
        yield finding("config-redirected", Place(DEPLOY), clean(project.redirected))
    if len(project.configs) > 1:
        yield finding("several-configs", Place(project.configs[0]), ", ".join(project.configs))
    if config is None:
        return
    if project.configs and config.path != project.configs[0]:
        yield finding("config-hidden", Place(project.configs[0]), f"{project.configs[0]}, not {config.path}")
        return
    pages = "pages_build_output_dir" in config.document
    foreign = [key for key in ("main", "assets") if key in config.document]
    if foreign and not pages:
        place = place_of(config, [foreign[0]])
        if not _is_pages(project):
            yield finding("already-a-worker", place)
            return
        if deploys_a_worker(project.scripts.values()):
            yield finding("config-of-another-worker", place)
            return
    yield finding("pages-config", Place(config.path))
    if not pages and project.redirected is None:
        yield finding("config-not-read", Place(config.path))
    yield from _environments(config)
    yield from _unused(project)


def _is_pages(project: PagesProject) -> bool:
    """Whether anything but the wrangler file says that the folder is on Pages."""
    evident = project.output is not None and project.output.origin in _EVIDENCE
    return evident or bool(project.functions) or project.advanced_worker is not None


def _environments(config: Config) -> Iterator[Finding]:
    environments = config.document.get("env")
    if isinstance(environments, dict) and isinstance(environments.get("production"), dict):
        yield finding("production-values", place_of(config, ["env", "production"]))


def _unused(project: PagesProject) -> Iterator[Finding]:
    """Keys that Pages does not act on: together those of serving, one by one those that need code."""
    serving = [each for each in project.unused_settings if each.serving]
    if serving:
        yield finding("mixed-config", serving[0].place, clean(", ".join(each.key for each in serving), 120))
    for each in project.unused_settings:
        if not each.serving:
            yield finding("pages-keys-refused", each.place, clean(each.key, 60))
