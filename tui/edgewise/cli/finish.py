"""``edgewise finish``: what comes after the cutover; with --clean-up, old Pages deployments go."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from edgewise.cli.account_side import (
    Silent,
    conclude,
    following,
    hooks_of,
    need_yes,
    opened,
    operation_document,
    print_operation,
    result_document,
)
from edgewise.cli.output import Output
from edgewise.errors import ExitCode, InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.account_side import AccountSide
    from edgewise.migration.finishing.model import CleanUp, Finish
    from edgewise.migration.operations.carrying import Result

_SIGNS = {"ready": "▶", "done": "✓", "blocked": "✗", "unknown": "○"}
_LONGEST = 3650
_SHOWN = 10


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print what finishing would do; with --yes, do it. Exit 1 when the cutover is not done, or it stopped.

    Raises:
        InputError: there is no such project in the folder or in the account.
        Refused: ``not-cut-over``, ``early``, ``nothing-to-do``, ``run-open``.
        AuthError, NetworkError: the account cannot be read.
    """
    from edgewise.cli.stopping import stopping

    need_yes(arguments, "finish")
    _check(arguments)
    with stopping() as stop:
        planned, cleaning, result = asyncio.run(_finish(arguments, out, stop))
    if out.as_json:
        out.document("finish", _document(planned, cleaning, result))
    elif result is None and planned is not None:
        _print(planned, arguments, out)
    elif result is None and cleaning is not None:
        _print_cleaning(cleaning, out)
    if result is None:
        fine = planned.ready if planned is not None else cleaning is not None and not cleaning.obstacles
        return int(ExitCode.OK if fine else ExitCode.PROBLEMS)
    silent = Silent() if out.as_json else out
    if arguments.clean_up:
        return _conclude_cleaning(arguments, cleaning, result, silent)
    code = conclude(arguments, result, silent, done=_done(planned, arguments), stage="finish")
    if result.state == "done" and planned is not None:
        _print_tasks(planned, silent)
    return code


def _check(arguments: argparse.Namespace) -> None:
    days = arguments.keep_days
    if days is not None and not 0 <= days <= _LONGEST:
        raise InputError(
            f"A project cannot be kept for {days} days.",
            code="keep-days-odd",
            where="--keep-days",
            fix=f"Give days from 0 to {_LONGEST}.",
        )


async def _finish(
    arguments: argparse.Namespace, out: Output, stop: Callable[[], bool]
) -> tuple[Finish | None, CleanUp | None, Result | None]:
    async with opened(arguments, hooks_of(arguments, out, stop)) as side:
        if arguments.clean_up:
            return None, *await _clean_up(side, arguments)
        planned = await side.finish_plan(arguments.keep_days, redirects=not arguments.no_redirect)
        if not arguments.yes:
            return planned, None, None
        runs = await side.runs()
        if runs and runs[-1].open and runs[-1].about.stage == "finish":
            out.narrate("Going on with what was begun.")
            return planned, None, await side.finish()
        return planned, None, await side.finish(planned)


async def _clean_up(side: AccountSide, arguments: argparse.Namespace) -> tuple[CleanUp, Result | None]:
    planned = await side.clean_up_plan()
    return planned, await side.clean_up(planned, arguments.accept) if arguments.yes else None


# ---------------------------------------------------------------------- words


def _done(planned: Finish | None, arguments: argparse.Namespace) -> str:
    until = f" It is the way back until {planned.keep_until}." if planned is not None and planned.keep_until else ""
    return f"Finished. The Pages project stands.{until} To go back: `{following(arguments, 'rollback --yes')}`"


def _print(planned: Finish, arguments: argparse.Namespace, out: Output) -> None:
    out.line(f"After the cutover of {clean(planned.project, 60)} to the Worker {clean(planned.worker, 60)}")
    if not planned.worker_there:
        first = following(arguments, "ship")
        out.say(f"✗ The account has no such Worker, or it could not be read. First: `{first}`")
    for host in planned.hosts:
        out.line(f"{_SIGNS[host.standing]} {host.name}: {host.standing}")
    if planned.keep_until and not any("until" in each.details for each in planned.operations):
        out.say(f"○ The Pages project is the way back until {planned.keep_until}.")
    if planned.operations:
        out.line()
    for number, operation in enumerate(planned.operations, 1):
        print_operation(number, operation, out)
    if planned.notes:
        out.line()
    for note in planned.notes:
        out.say(f"○ {note}")
    _print_tasks(planned, out)
    out.narrate(_next(planned, arguments))


def _next(planned: Finish, arguments: argparse.Namespace) -> str:
    if not planned.ready:
        return f"Nothing was changed. The cutover comes first: `{following(arguments, 'cutover')}`"
    if planned.operations:
        return "Nothing was changed. --yes does what is numbered."
    later = following(arguments, "finish --clean-up")
    return f"edgewise has nothing left to do here. Later, `{later}` deletes old Pages deployments."


def _print_tasks(planned: Finish, out: Output) -> None:
    if planned.tasks:
        out.line()
        out.line("Yours to do")
    for task in planned.tasks:
        out.say(f"  ○ {task.title}")
        for line in task.lines:
            out.line(f"      {line}")


def _print_cleaning(found: CleanUp, out: Output) -> None:
    project = clean(found.project, 60)
    out.line(f"The Pages project {project} has {found.deployments} deployments: {found.goes} can go.")
    reasons: dict[str, int] = {}
    for reason in found.stays.values():
        reasons[reason] = reasons.get(reason, 0) + 1
    ordered = sorted(reasons.items(), key=lambda each: -each[1])
    for reason, count in ordered[:_SHOWN]:
        stay = "stays because" if count == 1 else "stay, each because"
        out.say(f"  ✓ {count} {stay} {clean(reason, 120)}")
    if len(ordered) > _SHOWN:
        out.line(f"  ✓ {sum(count for _, count in ordered[_SHOWN:])} more stay for reasons of this kind")
    for text in found.obstacles.values():
        out.say(f"✗ {text[:1].upper()}{text[1:]}.")
    out.say("▲ A deployment that is deleted cannot be brought back. Nothing that serves is deleted.")
    if "not-cut-over" in found.obstacles:
        out.narrate("Nothing was changed. The cutover comes first.")
        return
    early = " --accept early does it sooner." if "early" in found.obstacles else ""
    out.narrate(
        "Nothing was changed. --yes deletes those that can go, after you have typed the project's name. "
        f"Without a terminal, say --accept clean-up.{early}"
    )


def _conclude_cleaning(arguments: argparse.Namespace, cleaning: CleanUp | None, result: Result, out: Output) -> int:
    project = arguments.project or (cleaning.project if cleaning else "")
    learned = next((each for run in result.runs[-1:] for each in run.learned.values()), {})
    code = conclude(arguments, result, out, done=f"{learned.get('text', 'Done')}.", stage="finish --clean-up")
    if result.state == "done":
        _say_how_to_delete(clean(project, 60), int(learned.get("left", 0)), out)
    return code


def _say_how_to_delete(project: str, left: int, out: Output) -> None:
    from edgewise.migration.finishing.cleaning import MOST

    out.say("  The project itself stays, and with it the address below pages.dev. edgewise never deletes it. You can:")
    out.line(f"  $ wrangler pages project delete {project}")
    if left <= MOST:
        out.say(f"  That works with {left} deployments. With more than about {MOST} the API refuses (code 8000076).")
    else:
        out.say(f"  The API may refuse (code 8000076): {left} are left, and about {MOST} are the most it takes.")


# ---------------------------------------------------------------------- the document


def _document(planned: Finish | None, cleaning: CleanUp | None, result: Result | None) -> dict[str, Any]:
    return {
        "state": "planned",
        "stopped_at": None,
        "error": None,
        "run": [],
        "plan": None if planned is None else _plan_document(planned),
        "clean_up": None if cleaning is None else _cleaning_document(cleaning, result),
        **(result_document(result) if result else {}),
    }


def _plan_document(planned: Finish) -> dict[str, Any]:
    return {
        "project": planned.project,
        "worker": planned.worker,
        "worker_there": planned.worker_there,
        "ready": planned.ready,
        "hosts": [{"name": each.name, "standing": each.standing} for each in planned.hosts],
        "keep_until": planned.keep_until,
        "operations": [operation_document(each) for each in planned.operations],
        "tasks": [{"id": each.id, "title": each.title, "lines": list(each.lines)} for each in planned.tasks],
        "notes": list(planned.notes),
    }


def _cleaning_document(found: CleanUp, result: Result | None) -> dict[str, Any]:
    learned = next((each for run in result.runs[-1:] for each in run.learned.values()), {}) if result else {}
    return {
        "project": found.project,
        "deployments": found.deployments,
        "goes": found.goes,
        "stays": [{"id": name, "reason": clean(reason, 120)} for name, reason in found.stays.items()],
        "obstacles": [{"id": name, "text": text} for name, text in found.obstacles.items()],
        "deleted": learned.get("deleted"),
        "left": learned.get("left"),
    }
