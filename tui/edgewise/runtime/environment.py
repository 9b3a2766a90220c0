"""The environment that wrangler and build commands run in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from edgewise.store import folders

_REMOVED = ("CLOUDFLARE_", "CF_", "WRANGLER_", "MINIFLARE_", "FORCE_COLOR", "CLICOLOR")
"""What begins like this is taken out: credentials, and settings that would change an answer."""

_QUIET = {
    "CI": "1",  # no question is ever asked
    "NO_COLOR": "1",
    "WRANGLER_SEND_METRICS": "false",
    "WRANGLER_SEND_ERROR_REPORTS": "false",
    "WRANGLER_HIDE_BANNER": "true",  # the update check goes with it
    "CLOUDFLARE_CF_FETCH_ENABLED": "false",  # else each start fetches a sample `request.cf`
    "DO_NOT_TRACK": "1",
    "ASTRO_TELEMETRY_DISABLED": "1",
    "NEXT_TELEMETRY_DISABLED": "1",
    "NUXT_TELEMETRY_DISABLED": "1",
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
}


def credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """What of an environment leads wrangler to the user's account: credentials and settings, nothing else."""
    return {name: value for name, value in environ.items() if name.startswith(("CLOUDFLARE_", "CF_", "WRANGLER_"))}


def environment(first_on_path: Sequence[Path], extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment, made quiet and private for wrangler.

    No metrics, no questions, no colour, no banner; wrangler's logs, cache and registry of running
    servers lie in edgewise's cache; ``first_on_path`` stands in front of PATH, so that ``node`` and
    ``wrangler`` in a build command are ours where the project has none of its own.

    Cloudflare credentials are taken out. A caller that needs one puts it in ``extra``, which has the
    last word.
    """
    result = {name: value for name, value in os.environ.items() if not name.startswith(_REMOVED)}
    result.update(_QUIET)
    private = folders().cache / "wrangler"
    result["WRANGLER_LOG_PATH"] = str(private / "logs")
    result["WRANGLER_REGISTRY_PATH"] = str(private / "registry")
    result["WRANGLER_CACHE_DIR"] = str(private / "cache")
    result["PATH"] = os.pathsep.join([*(str(folder) for folder in first_on_path), os.environ.get("PATH", os.defpath)])
    result.update(extra or {})
    return result
