"""Assessing a project: every finding, worst first."""

from __future__ import annotations

from collections.abc import Sequence

from edgewise.migration.checks import (
    assets,
    ci,
    code,
    dashboard,
    frameworks,
    functions,
    local_files,
    mentioned,
    platform,
    reading,
    rules,
    scripts,
    values,
    worker,
)
from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.forms import formed, overruled
from edgewise.migration.model import Finding, Severity
from edgewise.migration.surroundings import Surroundings
from edgewise.migration.usage import Usage, read_usage
from edgewise.project.model import PagesProject

_ORDER = list(Severity)
DEFAULT = Choices()


def assess(found: PagesProject, choices: Choices = DEFAULT) -> list[Finding]:
    """What stands between this Pages project and Workers, and what the move will do by itself.

    Reads the project's files; never runs or changes anything. Findings come worst first, and in the order of the
    checks within a severity.

    Args:
        choices: how it is to be moved; some findings hold for one way only.
    """
    _, choices = formed(found, choices)
    usage = read_usage(found) if found.functions or found.advanced_worker else Usage()
    around = Surroundings(found, choices)
    findings = [
        *reading.check_output(found),
        *reading.check_names(found),
        *reading.check_config(found),
        *dashboard.check_dashboard(found),
        *frameworks.check_framework(found, choices),
        *functions.check_functions(found, choices),
        *worker.check_worker(found, usage, choices),
        *functions.check_bindings(found, usage),
        *code.check_code(found, usage, choices),
        *code.check_durable_objects(found.config),
        *rules.check_redirects(found),
        *rules.check_headers(found, choices),
        *rules.check_routes(found),
        *assets.check_assets(found),
        *assets.check_not_found(found, choices),
        *assets.check_differences(found, choices),
        *values.check_values(found),
        *local_files.check_local_files(found, usage.bindings),
        *scripts.check_scripts(around),
        *ci.check_workflows(around),
        *mentioned.check_mentioned(around, usage),
        *platform.check_platform(found),
    ]
    without = overruled(found, choices)
    told = dict.fromkeys(each for each in findings if each.id not in without)
    return sorted(told, key=lambda each: _ORDER.index(each.severity))


def ready(findings: Sequence[Finding]) -> bool:
    """Whether nothing blocks the migration."""
    return not any(each.severity is Severity.BLOCKER for each in findings)
