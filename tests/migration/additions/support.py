"""Moved projects, and things that are added to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.migration.trees import Tree, tree

from edgewise.migration import Choices, apply, assess, make_plan
from edgewise.migration.additions import Added, Wanted, apply_addition, plan_addition
from edgewise.project import discover

CONSUMER = Wanted("consumer", queue="report-jobs", status=True)
CRON = Wanted("cron", cron="0 6 * * *")
WORKFLOW = Wanted("workflow", name="build-report", queue="report-jobs")
LOGS = Wanted("logs")
GRADUAL = Wanted("gradual")
ALL = (CONSUMER, CRON, WORKFLOW, LOGS, GRADUAL)
STRATEGIES = [
    Choices(mode=mode, functions=functions) for mode in ("faithful", "idiomatic") for functions in ("compile", "native")
]


def words(choices: Choices) -> str:
    return f"{choices.mode}-{choices.functions}"


def move(root: Path, choices: Choices | None = None) -> Path:
    """Migrate the project in ``root``."""
    project = discover(root)
    chosen = choices or Choices()
    apply(project, make_plan(project, assess(project, chosen), chosen))
    return root


def add(root: Path, *all_wanted: Wanted) -> list[Added]:
    """Add one thing after the other."""
    return [apply_addition(root, plan_addition(root, wanted)) for wanted in all_wanted]


def files(root: Path, without: Sequence[str] = (".edgewise",)) -> Tree:
    """The project without edgewise's own folder."""
    return {name: each for name, each in tree(root).items() if name.split("/")[0] not in without}
