"""What to look at before the plan is applied: one line each, with a sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edgewise.errors import EdgewiseError
from edgewise.migration.care import Precautions, warnings
from edgewise.migration.model import Severity
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.words import plural
from edgewise.text import clean


@dataclass(frozen=True)
class Check:
    """One thing that is well, or not yet."""

    sign: str
    style: str
    text: str


def good(text: str) -> Check:
    """It is well."""
    return Check("✓", "$text-success", text)


def doubtful(text: str) -> Check:
    """It needs a look."""
    return Check("▲", "$text-warning", text)


def bad(text: str) -> Check:
    """It is in the way."""
    return Check("✗", "$text-error", text)


def open_(text: str) -> Check:
    """It was not done."""
    return Check("○", "$text-muted", text)


@dataclass(frozen=True)
class Care:
    """How the files that a plan changes are kept, or why that cannot be said."""

    found: Precautions | None = None
    problem: EdgewiseError | None = None


def checks(look: Look, report: ParityReport | None, care: Care) -> tuple[Check, ...]:
    """What stands between a plan and a yes."""
    return (*_folder(look), *_git(care), *_proof(report), *_open_ends(look), _journal())


def _git(care: Care) -> Iterator[Check]:
    if care.problem is not None:
        yield bad(f"{care.problem.message} {care.problem.fix or ''}".strip())
    elif care.found is None:
        yield open_("Asking git about these files …")
    else:
        yield from _kept(care.found)


def _kept(found: Precautions) -> Iterator[Check]:
    for warning in warnings(found):
        yield doubtful(warning)
    if found.unsaved:
        number = plural(len(found.unsaved), "such file")
        yield good(f"A copy of {number} goes into .edgewise/backup first.")
    elif found.git is None:
        where = f" The branch is {clean(found.branch, 60)}." if found.branch else ""
        yield good(f"Git has every file that changes.{where}")


def _folder(look: Look) -> Iterator[Check]:
    if not look.writable:
        yield bad(
            "This folder is read-only, so nothing can be applied here. The proof (5) works all the same, in a copy."
        )


def _proof(report: ParityReport | None) -> Iterator[Check]:
    if report is None:
        yield open_("Not proved yet. You can prove the plan first (5): that works in a copy and changes nothing here.")
    elif report.proved:
        yield good(f"Proved in a copy: {plural(len(report.exchanges), 'request')}, nothing undeclared.")
    else:
        yield doubtful(f"The proof found {plural(report.undeclared, 'undeclared difference')}.")


def _open_ends(look: Look) -> Iterator[Check]:
    decide, manual = look.count(Severity.DECISION), look.count(Severity.MANUAL)
    if decide:
        yield doubtful(
            f"{plural(decide, 'finding asks', 'findings ask')} for your decision. The plan has an answer for each."
        )
    if manual:
        yield doubtful(f"{plural(manual, 'thing is', 'things are')} left for you to do by hand, before or after.")


def _journal() -> Check:
    return good("Undo gives back every byte: the old ones go into a journal in .edgewise/ before each change.")
