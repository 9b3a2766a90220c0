"""The configuration that production runs with, for a server that only reads the top level."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edgewise.errors import Refused
from edgewise.project.model import Config, PagesProject

NOT_INHERITED = frozenset(
    {
        "vars",
        "durable_objects",
        "kv_namespaces",
        "d1_databases",
        "r2_buckets",
        "queues",
        "services",
        "vectorize",
        "hyperdrive",
        "analytics_engine_datasets",
        "ai",
        "mtls_certificates",
        "browser",
        "version_metadata",
    }
)
"""Keys that an environment does not take over from the top level."""


def production_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """``document`` as production sees it: ``env.production`` laid over the top level, no environments."""
    environments = document.get("env")
    production = environments.get("production") if isinstance(environments, Mapping) else None
    plain = {key: value for key, value in document.items() if key != "env"}
    if not isinstance(production, Mapping):
        return plain
    kept = {key: value for key, value in plain.items() if key not in NOT_INHERITED}
    return {**kept, **production}


def put_production_on_top(root: Path, config: Config) -> bool:
    """Rewrite the wrangler file of a working copy so that `wrangler pages dev` runs with production's values.

    Returns:
        Whether there was anything to rewrite.
    """
    flat = production_document(config.document)
    if flat == dict(config.document):
        return False
    (root / config.path).unlink()
    (root / "wrangler.json").write_text(json.dumps(flat, indent=2, default=str))
    return True


def refuse_worker_configuration(project: PagesProject) -> None:
    """Raise when the wrangler file would make `wrangler pages dev` answer as Workers do.

    Raises:
        Refused: ``oracle-not-pages``.
    """
    document = project.config.document if project.config else {}
    found = [key for key in ("assets", "main", "site") if key in document]
    if not found or project.config is None:
        return
    keys = " and ".join(f'"{key}"' for key in found)
    raise Refused(
        f"{project.config.path} of the old project holds {keys}, which belongs to Workers. With it "
        "`wrangler pages dev` does not answer as Pages, so nothing can be proved against it.",
        code="oracle-not-pages",
        where=project.config.path,
        fix=f"Take {keys} out of the Pages configuration, or compare with the live site: --against URL.",
    )
