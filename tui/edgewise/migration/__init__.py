"""From a Pages project to a Worker: assess, plan, apply with a journal, undo, prove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edgewise.migration.applying import Applied, apply, check_fresh, resume
    from edgewise.migration.assessment import assess, ready
    from edgewise.migration.care import Precautions, precautions
    from edgewise.migration.catalogue import FINDINGS, CatalogueEntry
    from edgewise.migration.choices import DECISIONS, Choices, choices_from
    from edgewise.migration.diff import plan_diff
    from edgewise.migration.ignore_files import hidden_assets
    from edgewise.migration.journal import asked_account, originals, recorded_choices, recorded_overrides, status
    from edgewise.migration.looking_back import as_it_was
    from edgewise.migration.planning import make_plan
    from edgewise.migration.undoing import Undone, undo

__all__ = [
    "DECISIONS",
    "FINDINGS",
    "Applied",
    "CatalogueEntry",
    "Choices",
    "Precautions",
    "Undone",
    "apply",
    "as_it_was",
    "asked_account",
    "assess",
    "check_fresh",
    "choices_from",
    "hidden_assets",
    "make_plan",
    "originals",
    "plan_diff",
    "precautions",
    "ready",
    "recorded_choices",
    "recorded_overrides",
    "resume",
    "status",
    "undo",
]

_HOMES = {
    "FINDINGS": "catalogue",
    "CatalogueEntry": "catalogue",
    "DECISIONS": "choices",
    "Choices": "choices",
    "choices_from": "choices",
    "Applied": "applying",
    "apply": "applying",
    "check_fresh": "applying",
    "resume": "applying",
    "assess": "assessment",
    "ready": "assessment",
    "plan_diff": "diff",
    "hidden_assets": "ignore_files",
    "asked_account": "journal",
    "originals": "journal",
    "recorded_choices": "journal",
    "recorded_overrides": "journal",
    "status": "journal",
    "as_it_was": "looking_back",
    "make_plan": "planning",
    "Precautions": "care",
    "precautions": "care",
    "Undone": "undoing",
    "undo": "undoing",
}


def __getattr__(name: str) -> Any:
    """Import an exported name when it is first asked for: the models alone must stay cheap to import."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"edgewise.migration.{_HOMES[name]}"), name)
