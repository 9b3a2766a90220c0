"""The command line that does the same as what is on the screen."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from edgewise.migration.model import Finding
from edgewise.screens.migrate.assess.decisions import arising
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.stages import Stage

Line = tuple[str, str]
"""A command and what it does, in a few words."""


def equivalents(
    stage: Stage,
    look: Look,
    finding: Finding | None = None,
    *,
    here: Path | None = None,
    against: str | None = None,
    demo: bool = False,
) -> list[Line]:
    """The commands for a stage, the one that does the same first.

    Args:
        finding: the one under the cursor.
        here: the current folder; it is left out of the commands.
        against: the live site that a proof compares with.
        demo: whether it is the demo account that was asked.
    """
    place = [] if look.root == (here or Path.cwd()) else [str(look.root)]
    said = list(_said(look, demo=demo))
    return [
        (_joined(verb, place, options, said if flags else ()), what)
        for verb, options, flags, what in _of(stage, look, finding, against)
    ]


_EVERYWHERE: Sequence[str] = ("",)
"""Instead of options: the command is about all folders."""
_Line = tuple[str, Sequence[str], bool, str]
"""Verb, options, whether it takes what the user said, and what it does."""


def _of(stage: Stage, look: Look, finding: Finding | None, against: str | None) -> Iterator[_Line]:
    if stage is Stage.HISTORY:
        yield "history", _EVERYWHERE, False, "the migrations made on this computer"
        yield from _back(look)
    elif stage in _AFTERWARDS:
        yield from ((verb, options, False, what) for verb, options, what in _AFTERWARDS[stage])
    elif look.status is not None and stage is Stage.PLAN:
        yield "history", (), False, "what was changed, file by file"
        yield from _back(look)
    elif stage is Stage.INSPECT:
        yield "assess", ("--json",), True, "every value with its origin, and the findings"
    elif stage is Stage.ASSESS:
        yield "assess", (), True, "these findings; ends with 1 when one is in the way"
        if finding is not None:
            yield "assess", ("--explain", finding.id), False, "what this finding means"
    elif stage is Stage.PLAN:
        yield "plan", ("--diff",), True, "this diff; git apply takes it"
        yield "plan", ("--json",), True, "the plan as a document"
    elif stage is Stage.PROVE:
        site = ("--against", against) if against else ()
        yield "verify", site, True, "this proof; ends with 1 when it is not proved"
        yield "verify", (*site, "--html", "report.html"), True, "and a report to keep"
        if against is None:
            yield "verify", ("--against", "https://NAME.pages.dev"), True, "compare with the live site"
    elif stage is Stage.APPLY and look.status is None:
        yield "migrate", ("--yes",), True, "apply this plan without asking"
    else:
        yield from _back(look)


_AFTERWARDS: Mapping[Stage, Sequence[tuple[str, Sequence[str], str]]] = {
    Stage.ADD: (
        ("add", (), "what can be added; each with the command that adds it"),
        ("undo", ("--last",), "take back what was added last"),
    ),
    Stage.SHIP: (
        ("ship", (), "what uploading it needs; --yes does it, and sends nobody there"),
        ("ship", ("--yes", "--anew"), "leave what was begun, and upload the files as they are"),
    ),
    Stage.CUT_OVER: (
        ("cutover", (), "how visitors go to it; --yes does it, host by host"),
        ("rollback", (), "what would be taken back; --yes does it"),
        ("cutover", ("--card", "way-back.txt"), "write the way back, to print it"),
    ),
    Stage.FINISH: (
        ("finish", (), "what comes after the cutover; --yes does it"),
        ("finish", ("--clean-up",), "which old deployments could go; --yes deletes them"),
    ),
}
"""The commands of the stages of a moved project. They take no answers about the move."""


def _back(look: Look) -> Iterator[_Line]:
    """What ends a migration that was begun, one way or the other."""
    record = look.record
    undoing = record is not None and record.undoing
    if look.status == "interrupted" and not undoing:
        yield "migrate", ("--yes",), False, "finish what was begun"
    if look.status is not None:
        yield "undo", (), False, "give back every byte"
    if record is not None and undoing and record.conflicts:
        yield "undo", ("--keep-mine",), False, "keep your versions and finish"


def _said(look: Look, *, demo: bool) -> Iterator[str]:
    """The choices that arise for this project, and what the user said."""
    for decision in arising(look.project):
        yield from (f"--{decision.key}", str(getattr(look.asked.choices, decision.key)))
    if look.asked.dashboard is not None:
        yield from ("--from-account", "--demo") if demo else ("--from-account",)
    for key, value in look.asked.overrides.items():
        yield from ("--set", f"{key}={value}")


def _joined(verb: str, place: Sequence[str], options: Sequence[str], said: Sequence[str]) -> str:
    if options is _EVERYWHERE:
        return shlex.join(["edgewise", verb])
    if "--explain" in options:
        place = ()
    elif verb == "add":
        place = [part for each in place for part in ("--in", each)]
    return shlex.join(["edgewise", verb, *place, *options, *said])
