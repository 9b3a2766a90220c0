"""Whether the project as a whole can be moved: its output, its configuration, its framework."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.catalogue import finding
from edgewise.migration.model import Finding
from edgewise.project.config import place_of
from edgewise.project.folder import inside
from edgewise.project.model import Config, Origin, PagesProject, Place
from edgewise.text import clean

PAGES_KEYS = frozenset(
    """
    pages_build_output_dir name compatibility_date compatibility_flags send_metrics no_bundle limits placement vars
    durable_objects kv_namespaces queues r2_buckets d1_databases vectorize hyperdrive services
    analytics_engine_datasets ai version_metadata dev mtls_certificates browser upload_source_maps env $schema
    """.split()  # noqa: SIM905
)
"""What a Pages project's wrangler file may hold (wrangler's own list)."""


def check_output(project: PagesProject) -> Iterator[Finding]:
    """The output directory: known, inside, there, and with something in it."""
    if project.output is None:
        yield finding("output-unknown")
        return
    named = clean(project.output.value)
    if inside(project.root, project.output.value) is None or project.output.value.startswith(".."):
        yield finding("output-outside-project", project.output.place, named)
    elif not project.assets_complete:
        how = f"{named} (run {clean(project.build_command.value)})" if project.build_command else named
        yield finding("output-missing", project.output.place, how)
    elif not project.assets and not project.functions and not project.advanced_worker:
        yield finding("output-empty", project.output.place, named)


def check_config(project: PagesProject) -> Iterator[Finding]:
    """The wrangler file: that it is one of a Pages project, and what it says about environments."""
    config = project.config
    if len(project.configs) > 1:
        yield finding("several-configs", Place(project.configs[0]), ", ".join(project.configs))
    if config is None:
        return
    pages = "pages_build_output_dir" in config.document
    foreign = [key for key in ("main", "assets") if key in config.document]
    if foreign and pages:
        yield finding("mixed-config", place_of(config, [foreign[0]]), " and ".join(foreign))
    elif foreign and (project.output is None or project.output.origin is not Origin.OPTION):
        yield finding("already-a-worker", place_of(config, [foreign[0]]))
    else:
        yield finding("pages-config", Place(config.path))
        yield from _environments(config)
    yield from _refused_keys(config, {"main", "assets"})


def _environments(config: Config) -> Iterator[Finding]:
    environments = config.document.get("env")
    if isinstance(environments, dict) and isinstance(environments.get("production"), dict):
        yield finding("production-values", place_of(config, ["env", "production"]))


def _refused_keys(config: Config, known: set[str]) -> Iterator[Finding]:
    keys = [key for key in config.document if key not in PAGES_KEYS and key not in known]
    for key in keys:
        yield finding("pages-keys-refused", place_of(config, [key]), clean(key, 60))
    queues = config.document.get("queues")
    if isinstance(queues, dict) and queues.get("consumers"):
        yield finding("pages-keys-refused", place_of(config, ["queues", "consumers"]), "queues.consumers")
