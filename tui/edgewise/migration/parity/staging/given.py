"""What production gives the code of a Pages project and no wrangler file says, as options of `wrangler pages dev`."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edgewise.migration.build_variables import pages_variables, run_time_variables
from edgewise.migration.scripts.bindings import add_tables, dev_arguments, dev_bindings
from edgewise.migration.usage import read_usage
from edgewise.project.model import PagesProject


@dataclass(frozen=True)
class Given:
    """Options for the old side, the configuration that they amount to, and notes about them."""

    arguments: tuple[str, ...]
    document: Mapping[str, Any]
    notes: tuple[str, ...] = ()


def given_to_code(project: PagesProject, document: Mapping[str, Any]) -> Given:
    """Bindings that the project's own dev script declares, and variables of Pages with production's values.

    `wrangler pages dev` sets these variables from the copy's git folder, which is not the project's.

    Args:
        document: the configuration that the old side runs with.
    """
    whole = copy.deepcopy(dict(document))
    add_tables(whole, dev_bindings(project))
    arguments = list(dev_arguments(project))
    held = document.get("vars")
    variables = pages_variables(project, run_time_variables(read_usage(project))) if _runs_code(project) else {}
    values = {name: value for name, value in variables.items() if not isinstance(held, dict) or name not in held}
    for name, value in values.items():
        arguments += ["--binding", f"{name}={value}"]
    notes = [f"Both sides have {', '.join(values)} as production has them."] if values else []
    return Given(tuple(arguments), whole, tuple(notes))


def _runs_code(project: PagesProject) -> bool:
    return bool(project.functions or project.advanced_worker)
