"""What the frame says: the rail's marks, the state at the right of the title, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from edgewise.migration.model import Severity
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.stages import ACCOUNT, AFTERWARDS, Mark, Stage, bad, doubtful, good
from edgewise.screens.migrate.words import plural

if TYPE_CHECKING:
    from edgewise.migration.operations.journal import Run


def marks(look: Look, report: ParityReport | None, runs: Sequence[Run] = ()) -> Mapping[Stage, Mark]:
    """How each stage stands.

    Args:
        runs: what was done in the account that is looked at, oldest first.
    """
    if look.error is not None:
        return {Stage.INSPECT: bad("cannot be read")}
    if not look.known:
        return {Stage.INSPECT: Mark(note="no project")}
    found: dict[Stage, Mark] = {Stage.INSPECT: good(), Stage.ASSESS: _assessed(look), Stage.PLAN: _planned(look)}
    if look.status == "interrupted":
        found[Stage.APPLY] = doubtful("cut off")
    elif look.migrated:
        found[Stage.APPLY] = good("applied")
    elif not look.writable:
        found[Stage.APPLY] = bad("read-only")
    if report is not None:
        found[Stage.PROVE] = good("proved") if report.proved else bad(f"{_undeclared(report):,} undeclared")
    if look.added:
        found[Stage.ADD] = doubtful("cut off") if look.adding else good(f"{len(look.added)} added")
    for stage in ACCOUNT:
        run = next((each for each in reversed(runs) if each.about.stage == RUNS[stage]), None)
        if run is not None:
            found[stage] = _done(stage, run)
    return found


RUNS = {Stage.SHIP: "ship", Stage.CUT_OVER: "cutover", Stage.FINISH: "finish"}
"""What the journal of the account calls the runs of a stage."""
_DONE = {Stage.SHIP: "proved", Stage.CUT_OVER: "to the Worker", Stage.FINISH: "done"}


def _done(stage: Stage, run: Run) -> Mark:
    """How a stage of the account stands, by the journal."""
    if run.failed and not run.undone:
        return bad("not proved" if stage is Stage.SHIP else "stopped")
    if run.closed or run.turned:
        return doubtful("half taken back") if run.to_take_back and not run.closed else Mark(note="taken back")
    return doubtful("to go on with") if run.open else good(_DONE[stage])


def _undeclared(report: ParityReport) -> int:
    return report.undeclared + len(report.state)


def _assessed(look: Look) -> Mark:
    blockers, decisions = look.count(Severity.BLOCKER), look.count(Severity.DECISION)
    if blockers and not look.migrated:
        return bad(f"{blockers} in the way")
    return doubtful(f"{decisions} to decide") if decisions and not look.migrated else good()


def _planned(look: Look) -> Mark:
    if not look.edits:
        return good() if look.status else Mark()
    return good(plural(len(look.edits), "file"))


def status(look: Look) -> tuple[str, str]:
    """The state at the right of the title bar, with its style."""
    if look.status == "interrupted":
        return "▲ cut off", "$text-warning"
    if look.migrated:
        return "✓ migrated", "$text-success"
    return ("○ not migrated", "$text-muted") if look.project is not None else ("", "")


def next_step(stage: Stage, look: Look, report: ParityReport | None) -> str:
    """One sentence: what to do now."""
    if look.error is not None:
        return "Correct it and press g to look again, or o to open another folder."
    if not look.known:
        return "Press o to open the folder of a Pages project."
    if stage is Stage.HISTORY:
        if look.status is None:
            return "enter opens a folder; a migrated one can be undone there. escape goes back."
        return "Press u to undo the migration of this folder, escape to go back."
    if look.status == "interrupted" and stage is not Stage.PROVE:
        return _cut_off_step(look)
    if stage in AFTERWARDS and not look.migrated:
        return "First the files are moved: press 4."
    steps = {
        Stage.INSPECT: _inspect_step,
        Stage.ASSESS: _assess_step,
        Stage.PLAN: _plan_step,
        Stage.APPLY: _apply_step,
    }
    return steps[stage](look) if stage in steps else _prove_step(look, report)


def _cut_off_step(look: Look) -> str:
    record = look.record
    if record is None or not record.undoing:
        return "Press a to finish what was begun, or u to undo it."
    return "Press m to keep your versions, or u to try again." if record.conflicts else "Press u to finish the undo."


def _inspect_step(look: Look) -> str:
    if look.migrated:
        return "The project is migrated. n goes on, u undoes it."
    if look.project is not None and look.project.output is None:
        return "Say which folder is served: press enter on Output."
    return "Is this right? enter changes a value, n goes on to the findings."


def _assess_step(look: Look) -> str:
    if look.migrated:
        return "The project is migrated. Press n to go on."
    if look.count(Severity.BLOCKER):
        return "Settle what is in the way, then press g to look again. ? says how."
    return "Nothing is in the way. enter opens a line, n goes on to the plan."


def _plan_step(look: Look) -> str:
    if look.migrated:
        return "This is what was changed. enter shows a file's whole diff."
    if look.plan is None:
        return "There is no plan yet. Press 2 to see what is in the way."
    return "Read the changes; enter shows a whole diff. Nothing is written yet."


def _apply_step(look: Look) -> str:
    if look.migrated:
        return "Press n to prove it, or u to undo it."
    if not look.writable:
        return "This folder is read-only. Make it writable and press g, or prove it (5)."
    return "Press a to apply the plan." if look.ready else "Go back to the findings (2): something is in the way."


def _prove_step(look: Look, report: ParityReport | None) -> str:
    if report is None:
        blocked = look.plan is None and not look.migrated
        return "Go back to the findings (2): something is in the way." if blocked else "Press r to run the proof."
    if not report.proved:
        return "Look at the undeclared differences. r runs the proof again."
    if look.migrated:
        return "Proved. n goes on, in the end to your account. w keeps the report."
    return "Proved, in a copy. Press 4 to apply the plan for good."
