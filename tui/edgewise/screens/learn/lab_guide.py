"""What to do next in a lab, and how far it is."""

from __future__ import annotations

from edgewise.course.labs.model import Spec
from edgewise.course.labs.run import State

Status = tuple[tuple[str, str], ...]


def next_step(state: State, *, editing: bool, untouched: bool, problem: bool) -> str:
    """One line: what to do now."""
    if problem:
        return "Press r to try again, or esc to go back to the lesson."
    match state.phase:
        case "installing":
            return "Installing what runs your Worker, this once. Press s to cancel."
        case "starting":
            return f"{state.progress} …"
        case "reloading":
            return "wrangler reloads your Worker …"
        case "checking":
            return "Sending requests to your Worker …"
        case "broken":
            return "Correct the error and save: ctrl+s. The checks run again by themselves."
        case _:
            pass
    if state.passed and editing:
        return "All checks pass. Press esc to leave the text, then 1 to read why."
    if state.passed:
        return "Done. Press v to see the solution, or esc to go back to the lesson."
    if editing:
        return "ctrl+s saves and checks. esc stops editing."
    if state.report is not None:
        return "Press i to edit, h for a hint. Each save runs the checks again."
    if untouched:
        return "Read the task. Press r to see what fails, i to edit."
    return "Press r to run the checks, i to edit."


def status(spec: Spec, state: State) -> Status:
    """How many checks pass, and whether the Worker runs."""
    parts: list[tuple[str, str]] = []
    passed = sum(result.ok for result in state.results)
    if state.results:
        whole = passed == len(spec.checks)
        parts.append((f"{'✓' if whole else '▲'} {passed} of {len(spec.checks)}", "$success" if whole else "$warning"))
    match state.phase:
        case "stopped":
            parts.append(("○ not running", "$text-muted"))
        case "broken":
            parts.append(("✗ cannot run", "$error"))
        case "ready":
            parts.append(("▶ running", "$success"))
        case phase:
            parts.append((f"▶ {phase}", "$primary"))
    return tuple(parts)
