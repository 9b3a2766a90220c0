"""For which branches a GitHub workflow runs."""

from __future__ import annotations

import re

from edgewise.project.yaml_text import YamlValue

_ON_DEFAULT_BRANCH = frozenset({"schedule", "repository_dispatch", "workflow_run"})
"""Events for which GitHub checks out the default branch."""


def only_production(workflow: YamlValue, branch: str) -> bool:
    """Whether a workflow runs for pushes to ``branch`` and nothing else that may have another branch."""
    events = workflow.get("on")
    if events is None or events.pairs is None:
        return False
    names = {name.text for name, _ in events.pairs}
    if not names or not names <= _ON_DEFAULT_BRANCH | {"push"}:
        return False
    push = events.get("push")
    if "push" not in names or push is None:
        return "push" not in names
    return push.get("tags") is None and texts(push.get("branches")) == [branch]


def guarded(holder: YamlValue, branch: str) -> bool:
    """Whether the ``if`` of a job or step lets nothing but a push to ``branch`` pass."""
    condition = (holder.string("if") or "").strip().removeprefix("${{").removesuffix("}}")
    if "||" in condition or "!" in condition.replace("!=", "  "):
        return False
    parts = [re.sub(r"[()\s]", "", part).replace('"', "'") for part in condition.split("&&")]
    return f"github.ref=='refs/heads/{branch}'" in parts or (
        f"github.ref_name=='{branch}'" in parts and "github.event_name=='push'" in parts
    )


def texts(value: YamlValue | None) -> list[str]:
    """The texts of a sequence, or of a single scalar."""
    if value is None:
        return []
    return [item.text or "" for item in value.items] if value.items is not None else [value.text or ""]
