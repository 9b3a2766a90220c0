"""Packages: their names in imports, and which file of a package its importers get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BUILTINS = frozenset(
    """
    _http_agent _http_client _http_common _http_incoming _http_outgoing _http_server _stream_duplex
    _stream_passthrough _stream_readable _stream_transform _stream_writable _tls_common _tls_wrap assert async_hooks
    buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2
    https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder
    sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib
    """.split()  # noqa: SIM905
)
"""Modules of Node that can be imported without a prefix."""
CONDITIONS = ("workerd", "worker", "browser", "import", "module", "default", "require")
"""Conditions of ``exports`` in the order in which they are preferred here; wrangler's own list comes first."""


def package_name(target: str) -> str:
    """The package of an import: ``@scope/name/deep`` belongs to ``@scope/name``."""
    parts = target.split("/")
    return "/".join(parts[: 2 if target.startswith("@") else 1])


def package_entry(folder: Path, below: str) -> str | None:
    """The file that importers of a package get, relative to its folder; ``None`` when its manifest is unreadable.

    Args:
        below: what follows the package's name in the import; empty for the package itself.
    """
    try:
        manifest = json.loads((folder / "package.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict):
        return None
    if "exports" in manifest:
        return next(_exported(manifest["exports"], f"./{below}" if below else "."), below or None)
    if below:
        return below
    return next((each for key in ("module", "main") if isinstance(each := manifest.get(key), str)), "index")


def _exported(exports: Any, subpath: str) -> Iterator[str]:
    if isinstance(exports, dict) and any(key.startswith(".") for key in exports):
        if subpath in exports:
            yield from targets(exports[subpath])
        for pattern, value in exports.items():
            before, star, after = pattern.partition("*")
            if star and subpath.startswith(before) and subpath.endswith(after):
                middle = subpath[len(before) : len(subpath) - len(after)]
                yield from (target.replace("*", middle) for target in targets(value))
    elif subpath == ".":
        yield from targets(exports)


def targets(value: Any) -> Iterator[str]:
    """The files that a value of ``exports`` or ``imports`` names, the preferred one first."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from targets(each)
    elif isinstance(value, dict):
        for condition in CONDITIONS:
            yield from targets(value.get(condition))
