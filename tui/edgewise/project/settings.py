"""The settings that the live project runs with, as a wrangler file says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.project.model import Config, UnusedSetting
from edgewise.project.pages_keys import PAGES_KEYS, pages_settings
from edgewise.project.sources import Sources

_LOCAL = frozenset({"$schema", "dev", "send_metrics", "upload_source_maps", "no_bundle"})
"""Keys that Pages knows and no account holds."""


def find_settings(sources: Sources) -> tuple[Mapping[str, Any], tuple[UnusedSetting, ...]]:
    """What Pages acts on, and the keys of the wrangler file that it does not act on.

    A file counts when it has ``pages_build_output_dir``: Pages takes everything from it then. From any other file,
    the account's settings take over whatever they can say, when they are known.
    """
    document: Mapping[str, Any] = {}
    unused: tuple[UnusedSetting, ...] = ()
    if sources.config is not None:
        document, unused = pages_settings(sources.config)
    elif sources.redirected is not None:
        document, unused = pages_settings(Config(sources.redirected.path, "json", sources.redirected.document, ""))
    if sources.dashboard is None or sources.file_counts:
        return document, unused
    kept = {key: value for key, value in document.items() if key not in PAGES_KEYS or key in _LOCAL}
    told = {key: value for key, value in sources.dashboard.document.items() if key != "pages_build_output_dir"}
    return {**kept, **told}, unused
