"""What the frame says: the rail's marks, the state at the right of the title, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from edgewise.migration.model import Severity
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.look import Look
from edgewise.screens.migrate.stages import Mark, Stage, bad, doubtful, good


def marks(look: Look, report: ParityReport | None) -> Mapping[Stage, Mark]:
    """How each stage stands."""
    if look.error is not None:
        return {Stage.INSPECT: bad("cannot be read")}
    if look.status is None and look.project is None:
        return {Stage.INSPECT: Mark(note="no project")}
    found: dict[Stage, Mark] = {Stage.INSPECT: good(), Stage.ASSESS: _assessed(look), Stage.PLAN: _planned(look)}
    if look.status == "interrupted":
        found[Stage.APPLY] = doubtful("cut off")
    elif look.migrated:
        found[Stage.APPLY] = good("applied")
    if report is not None:
        found[Stage.PROVE] = good("proved") if report.proved else bad(f"{report.undeclared} undeclared")
    return found


def _assessed(look: Look) -> Mark:
    blockers, decisions = look.count(Severity.BLOCKER), look.count(Severity.DECISION)
    if blockers:
        return bad(f"{blockers} in the way")
    return doubtful(f"{decisions} to decide") if decisions else good()


def _planned(look: Look) -> Mark:
    if look.plan is None and not look.edits:
        return good() if look.status else Mark()
    number = len(look.edits)
    return good(f"{number} {'file' if number == 1 else 'files'}")


def status(look: Look) -> tuple[str, str]:
    """The state at the right of the title bar, with its style."""
    if look.status == "interrupted":
        return "▲ cut off", "$warning"
    if look.migrated:
        return "✓ migrated", "$success"
    return ("○ not migrated", "$text-muted") if look.project is not None else ("", "")


def next_step(stage: Stage, look: Look, report: ParityReport | None) -> str:
    """One sentence: what to do now."""
    if look.error is not None:
        return "Correct it and press g to look again, or o to open another folder."
    if look.project is None and look.status is None:
        return "Press o to open the folder of a Pages project."
    if look.status == "interrupted" and stage is not Stage.PROVE:
        return "Press u to undo what was begun."
    if stage is Stage.INSPECT:
        return "See whether this is right. n goes on to the findings."
    if stage is Stage.ASSESS:
        return _assess_step(look)
    if stage is Stage.PLAN:
        return (
            "This is what was changed." if look.migrated else "Read the changes. Nothing is written before you apply."
        )
    if stage is Stage.APPLY:
        return _apply_step(look)
    return _prove_step(look, report)


def _assess_step(look: Look) -> str:
    if look.migrated:
        return "The project is migrated. Press n to go on."
    if look.count(Severity.BLOCKER):
        return "Settle what is in the way, then press g to look again. ? says how."
    return "Nothing is in the way. ? explains a line, n goes on to the plan."


def _apply_step(look: Look) -> str:
    if look.migrated:
        return "Press n to prove it, or u to undo it."
    return "Press a to apply the plan." if look.ready else "Go back to the findings: something is in the way."


def _prove_step(look: Look, report: ParityReport | None) -> str:
    if report is None:
        return "Press r to run the proof."
    if not report.proved:
        return "Look at the undeclared differences. r runs the proof again."
    if look.migrated:
        return "Proved. Press w to keep the report as a web page."
    return "Proved, in a copy. Press 4 to apply the plan for good."


def command_text(command: str) -> Content:
    """The dialog's text around an equivalent command."""
    text = Content("\n  ") + Content.styled(command, "bold $primary") + Content("\n\n")
    return text + Content.styled(
        "It was sent to your clipboard; some terminals do not allow that. Add --json for a document that "
        "programs can read.",
        "$text-muted",
    )


def migrated_text(look: Look) -> Content:
    """Inspect, when the folder was migrated in an earlier session."""
    if look.status == "interrupted":
        return Content.styled("▲ A migration of this folder was cut off.", "bold $warning") + Content(
            "\n\nOpen Apply (4) to undo it. Then the project can be inspected again."
        )
    text = Content.styled("✓ This project is migrated.", "bold $success")
    return text + Content("\n\nPlan (3) shows what was changed, Prove (5) shows that it answers as before.")
