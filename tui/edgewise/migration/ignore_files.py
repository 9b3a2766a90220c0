"""``.assetsignore`` and ``.gitignore``: what must not be published, and what git should not see."""

from __future__ import annotations

from collections.abc import Iterable

from edgewise.migration.rule_edits import newline_of
from edgewise.project.model import PagesProject

ALWAYS = (
    "/_worker.js",
    "/_routes.json",
    "/functions",
    "/.wrangler",
    ".DS_Store",
    "node_modules",
    ".git",
    ".dev.vars*",
    ".env*",
)
"""What Pages itself never publishes, and files that hold secrets."""
IN_PROJECT_FOLDER = (
    "/.edgewise",
    "/.github",
    ".gitignore",
    ".npmrc",
    "/wrangler.json",
    "/wrangler.jsonc",
    "/wrangler.toml",
    "/package.json",
    "/package-lock.json",
    "/npm-shrinkwrap.json",
    "/pnpm-lock.yaml",
    "/pnpm-workspace.yaml",
    "/yarn.lock",
    "/bun.lock",
    "/bun.lockb",
    "/tsconfig.json",
)
"""What more must stay private when the project folder itself is served."""
COMMENT = (
    "# Never published. wrangler reads this file when it uploads the assets; the patterns are those of .gitignore."
)


def patterns(project: PagesProject) -> tuple[str, ...]:
    """The lines that ``.assetsignore`` must hold."""
    at_root = project.output is not None and project.output.value == "."
    return ALWAYS + IN_PROJECT_FOLDER if at_root else ALWAYS


def hidden(project: PagesProject, asset: str) -> bool:
    """Whether ``asset`` (relative to the output directory), which Pages serves, is held back by our patterns."""
    last = asset.rpartition("/")[2]
    if last.startswith((".dev.vars", ".env")):
        return True
    if project.output is None or project.output.value != ".":
        return False
    top = asset.partition("/")[0]
    return f"/{top}" in IN_PROJECT_FOLDER or last in (".gitignore", ".npmrc")


def hidden_assets(project: PagesProject) -> list[str]:
    """The assets that Pages serves and the Worker will not."""
    at_root = project.output is not None and project.output.value == "."
    secrets = (".dev.vars", ".env")
    return [
        name for name in project.assets if (at_root or any(part in name for part in secrets)) and hidden(project, name)
    ]


def assets_ignore(project: PagesProject, old: str | None) -> str:
    """The new ``.assetsignore``: ``old``, when there is one, with what it lacks."""
    return add_lines(old, patterns(project), COMMENT)


def git_ignore(old: str | None) -> str:
    """The new ``.gitignore``: ``old`` with the folder of wrangler's state."""
    return add_lines(old, (".wrangler/",), "# wrangler's local state and the compiled Functions")


def add_lines(old: str | None, lines: Iterable[str], comment: str) -> str:
    """``old`` with those of ``lines`` that it does not hold, under ``comment``."""
    old = old or ""
    present = {line.strip() for line in old.splitlines()}
    missing = [line for line in lines if line not in present]
    if not missing:
        return old
    end = newline_of(old)
    start = old if not old or old.endswith("\n") else old + end
    gap = end if start.strip() else ""
    return start + gap + "".join(line + end for line in (comment, *missing))
