"""The live facts on the doors. Plain functions: they run in a thread, after the first paint."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from edgewise.errors import EdgewiseError
from edgewise.services import Services
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.overview import Glimpse

GOOD, WARNING, BAD, QUIET = "$success", "$warning", "$error", "$text-muted"


@dataclass(frozen=True)
class DoorFacts:
    """What a door says about where the user stands: lines of symbol, style and text."""

    lines: tuple[tuple[str, str, str], ...]


def course_facts(services: Services) -> DoorFacts:
    """Progress, and the next lesson."""
    from edgewise.course import load_course
    from edgewise.course.progress import Progress
    from edgewise.course.review import due

    try:
        course = load_course()
    except EdgewiseError as error:
        return DoorFacts((("✗", BAD, clean(error.message)),))
    progress = Progress.load(services.folders)
    written = [entry for entry in course.entries if entry.written]
    done = [entry for entry in written if progress.is_done(entry.id)]
    following = next((entry for entry in written if entry not in done), None)
    first = ("✓", GOOD, f"{len(done)} of {len(written)} lessons done")
    if not done:
        first = ("○", QUIET, f"{len(written)} lessons are waiting")
    asked = len(due(progress, course, datetime.now(UTC)))
    if asked:
        again = f"{asked} {'question' if asked == 1 else 'questions'} to review: press v in Learn."
        return DoorFacts((first, ("▲", WARNING, again)))
    if following is None:
        return DoorFacts((first, ("✓", GOOD, "You have done all there is so far.")))
    return DoorFacts((first, ("▶", "$primary", f"Next: {following.title}, {following.minutes} min")))


def account_facts(services: Services) -> DoorFacts:
    """What was last seen of the account, else which credential is there. The network is not asked."""
    from edgewise.account import credentials

    if services.glimpse is not None:
        return glimpse_facts(services.glimpse)
    if services.demo:
        return DoorFacts((("○", WARNING, "Demo account, as you asked: a company that does not exist."),))
    try:
        credential = credentials.find(os.environ)
    except EdgewiseError as error:
        return DoorFacts((("▲", WARNING, clean(error.message)),))
    if credential is None:
        return DoorFacts(
            (
                ("○", WARNING, "Demo account: no credential was found."),
                ("▶", "$primary", "Set CLOUDFLARE_API_TOKEN to see your own."),
            )
        )
    found = ("✓", GOOD, f"Your account, through {credential.describe()}.")
    return DoorFacts((found, ("▶", "$primary", "Press a to see what it has.")))


def glimpse_facts(seen: Glimpse) -> DoorFacts:
    """Which account it is and what it has, and what is wrong there, as far as that is known."""
    if seen.failure:
        return DoorFacts((("✗", BAD, seen.failure),))
    has = ", ".join(f"{number} {title}" for title, number in seen.counts) or "nothing read yet"
    more = f" and {seen.others} more" if seen.others else ""
    # A demo is always called one.
    first = (
        ("○", WARNING, f"Demo account, {seen.name}: {has}") if seen.demo else ("✓", GOOD, f"{seen.name}{more}: {has}")
    )
    wrong = [f"{seen.failing} {'thing' if seen.failing == 1 else 'things'} failed"] if seen.failing else []
    wrong += [f"{seen.lonely} {'queue' if seen.lonely == 1 else 'queues'} had no consumer"] if seen.lonely else []
    if wrong:
        return DoorFacts((first, ("▲", WARNING, f"When you looked, {' and '.join(wrong)}.")))
    if not seen.certain:
        return DoorFacts((first, ("○", QUIET, "Not everything is known of it.")))
    return DoorFacts((first, ("✓", GOOD, "When you looked, nothing was found that fails.")))


def project_facts(services: Services) -> DoorFacts:
    """The project in the folder, and how ready it is."""
    from edgewise.migration import assess, ready, status
    from edgewise.migration.model import Severity
    from edgewise.project import discover

    name = clean(services.project.name or str(services.project), 40)
    try:
        state = status(services.project)
        if state == "interrupted":
            return DoorFacts((("▲", WARNING, f"{name}: a migration was cut off. Undo it, or go on."),))
        if state == "applied":
            return DoorFacts((("✓", GOOD, f"{name} is migrated."), ("▶", "$primary", "Prove it, or undo it.")))
        project = discover(services.project)
        findings = assess(project)
    except (EdgewiseError, OSError) as error:
        message = error.message if isinstance(error, EdgewiseError) else str(error)
        return DoorFacts((("○", QUIET, clean(message, 70)),))
    if project.output is None and not project.functions and project.config is None:
        below = len(project.elsewhere)
        hint = (
            f"{below} below it: open one there."
            if below
            else "Start edgewise in a project's folder, or open one there."
        )
        return DoorFacts((("○", QUIET, f"No Pages project in {name}."), ("▶", "$primary", hint)))
    blockers, decisions, manual = (
        sum(finding.severity is severity for finding in findings)
        for severity in (Severity.BLOCKER, Severity.DECISION, Severity.MANUAL)
    )
    first = ("●", "$primary", f"{clean(project.name.value, 30)}: a {project.kind} project")
    if not ready(findings):
        plural = "thing stands" if blockers == 1 else "things stand"
        return DoorFacts((first, ("✗", BAD, f"{blockers} {plural} in the way")))
    left = [f"{decisions} to decide"] if decisions else []
    left += [f"{manual} to do by hand"] if manual else []
    if left:
        return DoorFacts((first, ("▲", WARNING, f"Ready to move, with {' and '.join(left)}")))
    return DoorFacts((first, ("✓", GOOD, "Ready to move")))
