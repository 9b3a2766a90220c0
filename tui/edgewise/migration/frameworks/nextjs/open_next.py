"""The files beside the sources that OpenNext needs, as its own ``migrate`` writes them (1.20.17)."""

from __future__ import annotations

from edgewise.migration.frameworks.nextjs.rewriting import HELPER, OPEN_NEXT
from edgewise.migration.frameworks.nextjs.routes import Feature, Use
from edgewise.project.model import PagesProject

CONFIG = "open-next.config.ts"
IGNORED = (".open-next/",)
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
