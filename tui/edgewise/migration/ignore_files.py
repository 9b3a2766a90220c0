"""``.assetsignore`` and ``.gitignore``: what must not be published, and what git should not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from edgewise.migration.rule_edits import newline_of
from edgewise.project.ignored import ignore_spec
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
IN_PROJECT_FOLDER = ("/.edgewise", ".npmrc", "/wrangler.json", "/wrangler.jsonc", "/wrangler.toml")
"""What more must stay private when the project folder itself is served."""
BESIDE_ASSETS = frozenset({"_headers", "_redirects", "404.html", ".assetsignore"})
"""Files of the site itself that a migration may write."""
COMMENT = (
    "# Never published. wrangler reads this file when it uploads the assets; the patterns are those of .gitignore."
)


def patterns(project: PagesProject, edited: Iterable[str]) -> tuple[str, ...]:
    """The lines that ``.assetsignore`` must hold.

    Args:
        edited: paths of the files that the migration writes. Where the project folder itself is served, those that are
            about the Worker are no part of the site.
    """
    if not _at_root(project):
        return ALWAYS
    own = (f"/{path.partition('/')[0]}" if path not in project.assets else f"/{path}" for path in edited)
    return tuple(dict.fromkeys((*ALWAYS, *IN_PROJECT_FOLDER, *(each for each in own if each[1:] not in BESIDE_ASSETS))))


def hidden(project: PagesProject, asset: str, edited: Collection[str] = ()) -> bool:
    """Whether ``asset`` (relative to the output directory), which Pages serves, is held back by our patterns."""
    last = asset.rpartition("/")[2]
    if last.startswith((".dev.vars", ".env")):
        return True
    if not _at_root(project):
        return False
    edit = asset in edited and asset not in BESIDE_ASSETS
    return edit or f"/{asset.partition('/')[0]}" in IN_PROJECT_FOLDER or last == ".npmrc"


def hidden_assets(project: PagesProject, edited: Collection[str] = ()) -> list[str]:
    """The assets that Pages serves and the Worker will not."""
    secrets = (".dev.vars", ".env")
    return [
        name
        for name in project.assets
        if (_at_root(project) or any(part in name for part in secrets)) and hidden(project, name, edited)
    ]


def _at_root(project: PagesProject) -> bool:
    return project.output is not None and project.output.value == "."


def assets_ignore(project: PagesProject, edited: Iterable[str], old: str | None) -> str:
    """The new ``.assetsignore``: ``old``, when there is one, with what it lacks."""
    return add_lines(old, patterns(project, edited), COMMENT)


def git_ignore(old: str | None) -> str:
    """The new ``.gitignore``: ``old`` with the folder of wrangler's state."""
    return add_lines(old, (".wrangler/",), "# wrangler's local state and the compiled Functions")


TOOL_IGNORES = (".dockerignore", ".eslintignore", ".prettierignore", ".stylelintignore")
"""Ignore files of tools that look into folders which git ignores. Their patterns are those of .gitignore, but for
docker's, which are read from the top."""


def lacks_state(text: str) -> bool:
    """Whether an ignore file does not name the folder of wrangler's state."""
    return not ignore_spec(text.splitlines()).match_file(".wrangler/state")


def tool_ignore(old: str) -> str:
    """An ignore file of another tool with the folder of wrangler's state."""
    return add_lines(old, (".wrangler",), "# wrangler's local state and the compiled Functions")


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
