"""``wrangler pages deploy`` as ``wrangler deploy``, or as what makes a preview."""

from __future__ import annotations

import re

from edgewise.migration.scripts.options import dynamic, joined, quoted, written
from edgewise.migration.scripts.target import Remark, Target, Translation, elsewhere, left
from edgewise.project.commands import PagesCall

_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{|\}\}).)*)\}\}", re.DOTALL)
_VARIABLE = re.compile(r"\$\w+|\$\{\w+\}")

KEPT = frozenset({"upload-source-maps", "env-file", "profile"})
"""Options that ``wrangler deploy`` has too, with the same meaning."""
DROPPED = frozenset(
    "project-name commit-hash commit-message commit-dirty skip-caching bundle install-skills force".split()  # noqa: SIM905
)
"""Options that name the Pages project, or describe the commit to its dashboard."""


def translate_deploy(call: PagesCall, target: Target, quote: str = "'") -> Translation:
    """The counterpart of a call of ``wrangler pages deploy``."""
    if other := elsewhere(call, target):
        return left(other, "other-pages-project")
    options, unknown = kept_options(call, quote)
    if unknown:
        return left(f"--{unknown} has no counterpart in wrangler deploy")
    if target.cwd != ".":
        options = [f"--cwd {quoted(target.cwd, quote)}", *options]
    branch = next((option for option in call.options if option.name == "branch"), None)
    value = branch.value or "" if branch else ""
    if branch is None and target.pipeline is None:
        return Translation(joined(["deploy", *options]), (Remark("deploy-any-branch"),))
    if branch is None or dynamic(value):
        verb = _for_branches(value, target)
        if verb is not None:
            return Translation(joined([verb, *options]))
        return left(
            f"it deploys {f'the branch {value}' if branch else 'the branch that is checked out'}: "
            f"`wrangler deploy` for {target.branch or 'production'}, `wrangler {target.preview}` for others"
        )
    if not value:
        return left("--branch names none")
    if target.is_production(value):
        return Translation(joined(["deploy", *options]))
    preview = preview_words(target, value)
    return Translation(joined([preview, *options]), (Remark("deploy-preview-branch", f"{value}: wrangler {preview}"),))


def _for_branches(value: str, target: Target) -> str | None:
    """Words that go live for production's branch and make a preview for any other; ``None`` if there are none.

    Without ``--branch``, wrangler takes the branch that git has checked out. GitHub's checkout action checks out
    branches by name and pull requests and tags by commit, so that only a push to the branch itself goes live.

    Args:
        value: of ``--branch``, empty without the option.
    """
    pipeline, branch = target.pipeline, target.branch
    if pipeline is None or branch is None or not re.fullmatch(r"[\w./-]+", branch):
        return None
    if pipeline.only_production and pipeline.expressions:
        return "deploy"
    expression = _EXPRESSION.fullmatch(value)
    if pipeline.expressions and (expression or not value):
        test = _is(expression.group(1).strip(), branch) if expression else f"github.ref == 'refs/heads/{branch}'"
        return f"${{{{ {test} && 'deploy' || '{target.preview}' }}}}"
    if pipeline.shell and _VARIABLE.fullmatch(value):
        return f'$([ "{value}" = "{branch}" ] && echo "deploy" || echo "{target.preview}")'
    return None


def _is(expression: str, branch: str) -> str:
    """An expression of GitHub that says whether another one is the name of ``branch``."""
    whole = expression if re.fullmatch(r"[\w.-]+", expression) else f"({expression})"
    return f"{whole} == '{branch}'"


def kept_options(call: PagesCall, quote: str = "'") -> tuple[list[str], str]:
    """The options that stay, as written, and the name of the first that has no counterpart."""
    kept: list[str] = []
    for option in call.options:
        if option.name in KEPT:
            kept.append(written(option, quote))
        elif option.name not in DROPPED and option.name != "branch":
            return [], option.name
    return kept, ""


def preview_words(target: Target, branch: str) -> str:
    """What makes a preview of ``branch``, with a name of its own where that is possible."""
    longest = min(40, 62 - len(target.name or ""))  # alias and Worker share a part of the host name: 63 characters
    alias = re.sub(r"[^a-z0-9]+", "-", branch.lower()).strip("-")[: max(longest, 0)].strip("-")
    if target.preview == "versions upload" and alias[:1].isalpha():
        return f"versions upload --preview-alias {alias}"
    if target.preview == "preview" and alias:
        return f"preview --name {quoted(alias)}"
    return target.preview
