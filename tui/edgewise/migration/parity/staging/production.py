"""The configuration that production runs with, for a server that only reads the top level.

`wrangler pages dev` obeys settings that a Pages project cannot have: with ``assets`` in its configuration it
answers as a Worker does, with ``build`` it runs commands. Production refuses or ignores them, so the old side
runs without them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgewise.migration.worker_document import NOT_INHERITED
from edgewise.project.model import Config
from edgewise.text import clean

CONFIG_NAMES = ("wrangler.json", "wrangler.jsonc", "wrangler.toml")

ALLOWED = frozenset(NOT_INHERITED) | {
    "pages_build_output_dir",
    "name",
    "compatibility_date",
    "compatibility_flags",
    "send_metrics",
    "no_bundle",
    "limits",
    "placement",
    "dev",
    "upload_source_maps",
    "$schema",
}
"""Every key that a Pages project may have (`validation-pages.ts` of wrangler), and the editor's ``$schema``."""


@dataclass(frozen=True)
class OracleDocument:
    """What the old side's configuration says.

    Attributes:
        document: production's values at the top level, nothing but what Pages knows.
        production: whether values of ``env.production`` were put on top.
        dropped: keys that Pages does not know, in the order of the file.
    """

    document: Mapping[str, Any]
    production: bool
    dropped: tuple[str, ...]


def oracle_document(document: Mapping[str, Any]) -> OracleDocument:
    """``document`` as production sees it."""
    flat = production_document(document)
    dropped = [key for key in flat if key not in ALLOWED]
    kept = {key: value for key, value in flat.items() if key in ALLOWED}
    queues = kept.get("queues")
    if isinstance(queues, Mapping) and "consumers" in queues:
        dropped.append("queues.consumers")
        kept["queues"] = {key: value for key, value in queues.items() if key != "consumers"}
    plain = {key: value for key, value in document.items() if key != "env"}
    return OracleDocument(kept, flat != plain, tuple(dropped))


def production_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """``document`` as production sees it: ``env.production`` laid over the top level, no environments."""
    environments = document.get("env")
    production = environments.get("production") if isinstance(environments, Mapping) else None
    plain = {key: value for key, value in document.items() if key != "env"}
    if not isinstance(production, Mapping):
        return plain
    kept = {key: value for key, value in plain.items() if key not in NOT_INHERITED}
    return {**kept, **production}


def write_oracle_document(root: Path, config: Config) -> OracleDocument:
    """Rewrite the wrangler file of a working copy so that `wrangler pages dev` runs as production does."""
    oracle = oracle_document(config.document)
    generated = config.path not in CONFIG_NAMES  # and not in the copy: build tools' state is left out
    if generated or dict(oracle.document) != dict(config.document):
        for name in CONFIG_NAMES:
            (root / name).unlink(missing_ok=True)
        (root / "wrangler.json").write_text(json.dumps(oracle.document, indent=2, default=str))
    return oracle


def oracle_notes(oracle: OracleDocument, config: Config) -> tuple[str, ...]:
    """What a reader should know about the difference between the file and what the old side ran with."""
    notes = []
    if oracle.production:
        notes.append("The old side runs with the values of production, the new side with those at the top level.")
    if oracle.dropped:
        keys = ", ".join(clean(key, 40) for key in oracle.dropped)
        notes.append(
            f"{clean(config.path)} holds settings that a Pages project does not have ({keys}). With them "
            "`wrangler pages dev` would not answer as Pages, so the old side runs without them."
        )
    return tuple(notes)
