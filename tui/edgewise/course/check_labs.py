"""Running labs for the checker: the start must fail, the solution must pass."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from edgewise.course.check import Problem
from edgewise.course.labs.model import Report, Spec
from edgewise.course.labs.run import LabRun, State
from edgewise.course.labs.spec import load_spec
from edgewise.course.labs.workspace import Workspace
from edgewise.course.model import Lab
from edgewise.errors import InputError
from edgewise.store import Folders
from edgewise.text import clean


async def lab_problems(labs: Sequence[Lab], on_progress: Callable[[str], None]) -> list[Problem]:
    """Run every lab twice, with its start files and with its solution.

    Raises:
        ToolchainError: when wrangler cannot be installed or started.
    """
    problems: list[Problem] = []
    for lab in labs:
        try:
            spec = load_spec(lab)
        except InputError:
            continue  # reported with its lesson
        if any(not (folder / name).is_file() for folder in (spec.start, spec.solution) for name in spec.editable):
            continue
        on_progress(f"{spec.id}: its start must fail")
        _, start = await try_lab(spec, solved=False)
        toml = clean(str(spec.start / "lab.toml"))
        if start is not None and start.ok:
            message = f"The lab {spec.id} passes before the learner did anything."
            problems.append(Problem("lab-start-passes", message, toml, "Add a check of what the learner must do."))
        on_progress(f"{spec.id}: its solution must pass")
        state, solved = await try_lab(spec, solved=True)
        if solved is None:
            why = state.fault.message if state.fault else "it did not run"
            message = f"The solution of the lab {spec.id} cannot run: {why}"
            problems.append(Problem("lab-solution-broken", message, state.fault.where if state.fault else toml))
            continue
        titles = {check.id: check.title for check in spec.checks}
        for result in solved.results:
            if not result.ok:
                message = (
                    f"The solution of the lab {spec.id} fails “{titles[result.check]}”: "
                    f"expected {result.expected}, got {result.got}."
                )
                problems.append(Problem("lab-solution-fails", message, toml))
    return problems


async def try_lab(spec: Spec, *, solved: bool, changes: dict[str, str] | None = None) -> tuple[State, Report | None]:
    """Run a lab's checks once in a folder of its own: its start files, its solution, or those with
    ``changes`` (file name to text) on top.

    Returns:
        The last state, and the report; ``None`` when the Worker cannot run.
    """
    with tempfile.TemporaryDirectory(prefix="edgewise-check-") as name:
        place = Path(name)
        workspace = Workspace(spec, Folders(place, place, place, place))
        files = {file: workspace.solution(file) for file in spec.editable} if solved else {}
        for file, text in (files | (changes or {})).items():
            workspace.write(file, text)
        async with LabRun(workspace) as run:
            report = await run.check()
            return run.state, report
