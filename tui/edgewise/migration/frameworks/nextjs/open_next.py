"""The files beside the sources that OpenNext needs, as its own ``migrate`` writes them (1.20.17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.migration.frameworks.nextjs.rewriting import HELPER, OPEN_NEXT
from edgewise.migration.frameworks.nextjs.routes import Feature, Use
from edgewise.project.model import PagesProject

CONFIG = "open-next.config.ts"
IGNORED = (".open-next/",)
FLAGS = ("nodejs_compat", "global_fetch_strictly_public")
OLDEST_DATE = "2025-05-05"
"""Since then the runtime has FinalizationRegistry, which Next.js uses."""
STATIC, IMMUTABLE = "/_next/static/*", "Cache-Control: public,max-age=31536000,immutable"
"""The rule that next-on-pages adds to ``_headers`` with each build."""
SELF = "WORKER_SELF_REFERENCE"
BUCKET = "NEXT_INC_CACHE_R2_BUCKET"
_STATIC_CACHE = "overrides/incremental-cache/static-assets-incremental-cache"
_R2_CACHE = "overrides/incremental-cache/r2-incremental-cache"


def revalidates(uses: tuple[Use, ...]) -> bool:
    """Whether pages or data are renewed after the build, so that the cache must be one that can be written."""
    return any(use.feature is Feature.REVALIDATION for use in uses)


def config_text(uses: tuple[Use, ...], *, build: str | None = None) -> str:
    """``open-next.config.ts``.

    Args:
        build: the command that builds Next.js, where ``npm run build`` is not it.
    """
    renewed = revalidates(uses)
    about = "Pages and data that are renewed are kept in R2." if renewed else "Pages are kept as they were built."
    name, module = ("r2IncrementalCache", _R2_CACHE) if renewed else ("staticAssetsIncrementalCache", _STATIC_CACHE)
    options = [f"incrementalCache: {name}", *(["queue: memoryQueue"] if renewed else [])]
    lines = [
        f'import {{ defineCloudflareConfig }} from "{OPEN_NEXT}";',
        f'import {name} from "{OPEN_NEXT}/{module}";',
        *([f'import memoryQueue from "{OPEN_NEXT}/overrides/queue/memory-queue";'] if renewed else []),
        "",
        f"// {about}",
    ]
    call = f"defineCloudflareConfig({{ {', '.join(options)} }})"
    lines.append(f'export default {{ ...{call}, buildCommand: "{build}" }};' if build else f"export default {call};")
    return "\n".join([*lines, ""])


def document(old: Mapping[str, Any], renewed: bool) -> dict[str, Any]:
    """The wrangler file with OpenNext's flags and bindings.

    Args:
        old: the file without them.
        renewed: whether pages are kept in R2.
    """
    found = dict(old)
    found["compatibility_date"] = max(str(found.get("compatibility_date", "")), OLDEST_DATE)
    flags = [str(flag) for flag in found.get("compatibility_flags", [])]
    found["compatibility_flags"] = list(dict.fromkeys([*flags, *FLAGS]))
    name = str(found.get("name", ""))
    found["services"] = _with(found.get("services"), {"binding": SELF, "service": name})
    if renewed:
        found["r2_buckets"] = _with(
            found.get("r2_buckets"), {"binding": BUCKET, "bucket_name": f"{name}-opennext-cache"}
        )
    return found


def resources(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Commands that make what the wrangler file names and the account may lack."""
    rows = document.get("r2_buckets")
    names = [each.get("bucket_name") for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
    ours = [name for name in names if isinstance(name, str) and name.endswith("-opennext-cache")]
    return tuple(f"npx wrangler r2 bucket create {name}" for name in ours)


def _with(rows: Any, row: Mapping[str, str]) -> list[Any]:
    """The rows of a binding's table with one more, unless its binding is there."""
    held = list(rows) if isinstance(rows, list) else []
    there = any(isinstance(each, dict) and each.get("binding") == row["binding"] for each in held)
    return held if there else [*held, dict(row)]


def build_command(project: PagesProject) -> str | None:
    """The command that builds Next.js, where the script ``build`` does something else."""
    script = project.scripts.get("build", "")
    return None if "next build" in script and "next-on-pages" not in script else "npx next build"


def helper_name(project: PagesProject) -> str:
    """The path of the stand-in for ``getOptionalRequestContext``."""
    return f"{HELPER}.{'ts' if (project.root / 'tsconfig.json').is_file() else 'js'}"


HELPER_TEXT = f"""\
import {{ getCloudflareContext }} from "{OPEN_NEXT}";

/** The context of the request, or undefined where there is none, as while pages are built. */
export function getOptionalRequestContext() {{
  try {{
    return getCloudflareContext();
  }} catch {{
    return undefined;
  }}
}}
"""


def wants_helper(uses: tuple[Use, ...]) -> bool:
    """Whether a source file takes ``getOptionalRequestContext``."""
    return any(use.feature is Feature.OPTIONAL_CONTEXT for use in uses)
