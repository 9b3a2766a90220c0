"""``edgewise add``: what Pages could not have, for a project that was moved."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgewise.cli.output import Output
from edgewise.errors import ExitCode, InputError, Refused
from edgewise.store import folders
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.additions import Added, Addition, Trial, TrialEvent, Wanted

_OPTIONS = ("queue", "status", "dead_letter", "retries", "batch", "cron", "name", "sampling")
_SIGNS = {"doing": "·", "seen": "▶", "log": " "}
_YES = ("y", "yes")


def offer(arguments: argparse.Namespace, out: Output) -> int:
    """List what can be added to the project, and what makes sense there; with --resume, finish what was begun."""
    from edgewise.migration.additions import offers

    root = Path(arguments.dir)
    if arguments.resume:
        return _told(_resume(root, out), None, None, out, resumed=True)
    found = offers(root)
    if out.as_json:
        out.document("add-list", {"offers": [each.document() for each in found]})
        return int(ExitCode.OK)
    for each in found:
        out.line(f"{'▶' if each.sense else '○'} {each.title}")
        out.say(f"    {each.why}")
        out.line(f"    {each.command}")
        out.line(f"    lesson: {each.lesson}")
    out.line()
    out.say("▶ makes sense in this project. Each command shows what it changes, and asks before it does.")
    return int(ExitCode.OK)


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Show what an addition changes, and add it when the answer is yes. 1 when a trial fails, or without a yes."""
    from edgewise.migration.additions import Wanted, interrupted_addition, plan_addition
    from edgewise.migration.additions.situation import wanted_of

    if arguments.resume:
        raise InputError(
            "What was begun is finished before something else is added.",
            code="option-alone",
            where="--resume",
            fix="Run `edgewise add --resume` alone.",
        )
    root = Path(arguments.dir).resolve()
    given = {key: getattr(arguments, key) for key in _OPTIONS if hasattr(arguments, key)}
    wanted = Wanted(arguments.addition, **given)
    looking = arguments.dry_run or arguments.diff
    begun = interrupted_addition(root)
    if begun is not None and arguments.yes and not looking and wanted_of(begun[1]) == wanted and not begun[1].undoing:
        out.narrate("Finishing the addition that was interrupted.")
        return _told(_resume(root, out), None, None, out, resumed=True)
    addition: Addition | None = None
    if not (arguments.trial and not arguments.yes and wanted in _added(root)):
        addition = plan_addition(root, wanted)
    asks = not looking and not arguments.yes and not arguments.trial and addition is not None
    if addition is not None and not out.as_json and (not arguments.yes or looking or not addition.plan.edits):
        _show(addition, arguments, out)
    trial = _try(root, addition or wanted, _message(arguments), out) if arguments.trial else None
    if trial is not None and not trial.happened:
        return _told(None, addition, trial, out)
    agreed = arguments.yes or (asks and not out.as_json and bool(addition and addition.plan.edits) and _agreed(out))
    if looking or not agreed or addition is None:
        return _told(None, addition, trial, out)
    if not addition.plan.edits:
        return _told(None, addition, trial, out)
    return _told(_apply(root, addition, out), addition, trial, out)


def _added(root: Path) -> tuple[Wanted, ...]:
    from edgewise.migration.additions.situation import situation

    return situation(root).added


def _show(addition: Addition, arguments: argparse.Namespace, out: Output) -> None:
    from edgewise.cli.plan import print_diff, print_steps
    from edgewise.migration.diff import plan_diff

    if arguments.diff or not (arguments.dry_run or arguments.trial):
        print_diff(plan_diff(addition.plan), out)
    if arguments.diff:
        return
    print_steps(addition.plan, out)
    for note in addition.notes:
        out.say(f"▲ {clean(note, 200)}")
    if not addition.plan.edits:
        out.line("No file is changed for this. Run:")
        for command in addition.plan.next:
            out.line(f"    {clean(command)}")
    out.say(f"The lesson {addition.wanted.lesson} explains it: `edgewise learn {addition.wanted.lesson}`")


def _agreed(out: Output) -> bool:
    """Whether the user says yes, in a terminal.

    Raises:
        Refused: ``yes-missing``, when there is nobody to ask.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused(
            "Nothing is changed without a yes.",
            code="yes-missing",
            where="--yes",
            fix="Add --yes to add it, or --dry-run to see it only.",
        )
    try:
        return input("Add this? [y/N] ").strip().lower() in _YES
    except EOFError:
        return False


def _message(arguments: argparse.Namespace) -> Any:
    """What is sent in a trial; ``None`` for the default.

    Raises:
        InputError: ``message-syntax``.
    """
    text = getattr(arguments, "message", None)
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(
            "The message is not JSON.",
            code="message-syntax",
            where="--message",
            fix="""Write it as '{"id": "1"}', in quotes for the shell.""",
        ) from None


def _try(root: Path, addition: Addition | Wanted, message: Any, out: Output) -> Trial:
    from edgewise.migration.additions import try_addition
    from edgewise.runtime.toolchain import ensure

    def tell(event: TrialEvent) -> None:
        out.narrate(f"  {_SIGNS[event.kind]} {clean(event.text, 200)}")

    async def go() -> Trial:
        return await try_addition(root, addition, await ensure(), tell, message=message)

    return asyncio.run(go())


def _apply(root: Path, addition: Addition, out: Output) -> Added:
    from edgewise.cli.stopping import stopping
    from edgewise.migration.additions import apply_addition
    from edgewise.migration.index import update

    with stopping() as stop:
        try:
            return apply_addition(root, addition, _progress(out), stop=stop)
        finally:
            update(folders(), root)


def _resume(root: Path, out: Output) -> Added:
    from edgewise.cli.stopping import stopping
    from edgewise.migration.additions import resume_addition

    with stopping() as stop:
        return resume_addition(root, _progress(out), stop=stop)


def _progress(out: Output) -> Any:
    return lambda done, total, path: out.narrate(f"  ✓ {done}/{total} {clean(path)}")


def _told(
    added: Added | None, addition: Addition | None, trial: Trial | None, out: Output, *, resumed: bool = False
) -> int:
    """Say what was done, or that nothing was."""
    failed = trial is not None and not trial.happened
    if out.as_json:
        out.document("add", add_document(added, addition, trial, resumed=resumed))
        return int(ExitCode.PROBLEMS if failed else ExitCode.OK)
    if failed:
        out.line("✗ It did not happen as it should. Nothing has been changed.")
    elif trial is not None:
        out.line("✓ It happened, in a working copy.")
    if added is not None:
        out.say(f"✓ Added: {clean(added.wanted.title, 80)}. `edgewise undo --last` takes it back, byte for byte.")
        out.line(f"  Lesson: {added.wanted.lesson}")
        if added.next:
            out.line("  Next:")
            for command in added.next:
                out.line(f"    {clean(command)}")
    elif not failed and addition is not None and addition.plan.edits:
        out.line("Nothing has been changed. --yes adds it.")
    return int(ExitCode.PROBLEMS if failed else ExitCode.OK)


def add_document(
    added: Added | None, addition: Addition | None, trial: Trial | None, *, resumed: bool = False
) -> dict[str, Any]:
    """What an addition changes or has changed, as JSON."""
    from edgewise.cli.plan import step_document

    wanted = added.wanted if added else addition.wanted if addition else None
    following = added.next if added else addition.plan.next if addition else ()
    return {
        "wanted": None if wanted is None else wanted.document(),
        "lesson": None if wanted is None else wanted.lesson,
        "steps": [step_document(step) for step in addition.plan.steps] if addition else [],
        "notes": [clean(note) for note in addition.notes] if addition else [],
        "next": [clean(command) for command in following],
        "trial": None if trial is None else trial.document(),
        "added": added is not None,
        "resumed": resumed,
        "files": [clean(path) for path in added.files] if added else [],
        "journal": clean(str(added.journal)) if added else None,
    }
