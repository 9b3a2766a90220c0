"""``edgewise assess``."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.cli.output import Output
from edgewise.cli.project import SYMBOLS, choices, open_project, overrides, project_document
from edgewise.cli.wrapping import wrapped
from edgewise.errors import ExitCode
from edgewise.migration.model import Finding, Severity
from edgewise.project.model import PagesProject, Value
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.bundle import BundleSize
    from edgewise.migration.choices import Choices

HEADINGS = {
    Severity.BLOCKER: "Blockers: settle these first",
    Severity.DECISION: "Decisions: yours to make",
    Severity.MANUAL: "Manual: yours to do",
    Severity.AUTOMATIC: "Automatic: edgewise does it",
    Severity.NOTE: "Notes: good to know",
}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print what stands between the project and Workers; 1 when a blocker stands."""
    if arguments.explain is not None:
        from edgewise.cli.explain import explain

        return explain(arguments.explain, out)
    from edgewise.migration import as_it_was, recorded_choices, status

    if status(Path(arguments.dir)) != "applied":
        project = open_project(arguments)
        return _assess(arguments, project, project.root, choices(arguments), out)
    out.narrate("This project is migrated already; this is how it was before. `edgewise verify` proves the move.")
    root = Path(arguments.dir).resolve()
    with as_it_was(root, overrides(arguments)) as project:
        return _assess(arguments, project, root, recorded_choices(root), out)


def _assess(arguments: argparse.Namespace, project: PagesProject, root: Path, chosen: Choices, out: Output) -> int:
    from edgewise.migration import assess, ready

    findings = assess(project, chosen)
    size = asyncio.run(_measured(arguments, out)) if arguments.bundle and ready(findings) else None
    if size is not None:
        from edgewise.migration.bundle import check_size

        findings = sorted([*findings, *check_size(size)], key=lambda each: list(Severity).index(each.severity))
    is_ready = ready(findings)
    if out.as_json:
        out.document(
            "assess",
            {
                "project": project_document(replace(project, root=root)),
                "findings": [each.document() for each in findings],
                "ready": is_ready,
                "bundle": size.document() if size else None,
            },
        )
    else:
        _print(project, findings, is_ready, out)
        if size is not None:
            out.line(f"  The Worker's code is {size.plain / 1024:,.0f} KiB, {size.compressed / 1024:,.0f} compressed.")
    return int(ExitCode.OK if is_ready else ExitCode.PROBLEMS)


async def _measured(arguments: argparse.Namespace, out: Output) -> BundleSize:
    from edgewise.migration.bundle import measure_bundle
    from edgewise.runtime.toolchain import ensure

    toolchain = await ensure(lambda progress: out.narrate(progress.text))
    out.narrate("Building the Worker in a copy.")
    return await measure_bundle(
        Path(arguments.dir), toolchain, overrides=overrides(arguments), choices=choices(arguments)
    )


def _print(project: PagesProject, findings: Sequence[Finding], is_ready: bool, out: Output) -> None:
    _facts(project, out)
    for severity, heading in HEADINGS.items():
        group = [each for each in findings if each.severity is severity]
        if not group:
            continue
        out.line()
        out.line(heading)
        for finding in group:
            where = f"  ({clean(str(finding.where))})" if finding.where else ""
            out.line(wrapped(f"  {SYMBOLS[severity]} {finding.id:<26} ", finding.title + where))
            if severity in (Severity.BLOCKER, Severity.DECISION, Severity.MANUAL):
                out.line(wrapped(" " * 31, finding.remedy))
    out.line()
    if is_ready:
        out.line("✓ Ready to move. See what would change with `edgewise plan`.")
    else:
        out.line("✗ Not ready. Explain a finding with `edgewise assess --explain ID`.")


def _facts(project: PagesProject, out: Output) -> None:
    counts = [f"{len(project.assets):,} files"]
    if project.functions:
        counts.append(f"{len(project.functions)} function routes")
    if project.redirects:
        counts.append(f"{len(project.redirects)} redirects")
    rows: list[tuple[str, str]] = [
        ("project", _value(project.name)),
        ("output", _value(project.output)),
        ("kind", f"{project.kind}, {', '.join(counts)}"),
        ("config", project.config.path if project.config else "none"),
    ]
    if project.framework:
        version = f" {project.framework.version}" if project.framework.version else ""
        rows.append(("framework", clean(project.framework.title + version)))
    if project.compatibility_date:
        rows.append(("date", _value(project.compatibility_date)))
    for name, text in rows:
        out.line(f"{name:<10} {text}")


def _value(value: Value[str] | None) -> str:
    if value is None:
        return "not known"
    place = f", {clean(str(value.place))}" if value.place else ""
    return f"{clean(value.value)}  ({value.origin}{place})"
