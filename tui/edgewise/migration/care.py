"""Before anything is written: what git could give back, what it could not, and whether this is a bad moment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edgewise.errors import Refused
from edgewise.migration.git import Answer, git
from edgewise.migration.model import Plan
from edgewise.text import clean

_UNFINISHED = {
    "MERGE_HEAD": ("a merge", "git merge --continue", "git merge --abort"),
    "rebase-merge": ("a rebase", "git rebase --continue", "git rebase --abort"),
    "rebase-apply": ("a rebase or git am", "git rebase --continue", "git rebase --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --continue", "git revert --abort"),
    "BISECT_LOG": ("a bisection", "git bisect good or bad", "git bisect reset"),
}
"""What lies in git's folder while something is not finished, and how one goes on or back."""


@dataclass(frozen=True)
class Precautions:
    """How the files that a plan changes are kept.

    Attributes:
        unsaved: those that exist and whose present content git could not give back: not committed, not tracked, or
            ignored. A copy of each is made before they are changed.
        uncommitted: those of them that git tracks and that have changes which are not committed.
        branch: the branch that is checked out; ``None`` without one.
        git: why git is no help here, as the end of a sentence; ``None`` when it is.
    """

    unsaved: tuple[str, ...] = ()
    uncommitted: tuple[str, ...] = ()
    branch: str | None = None
    git: str | None = None


NONE = Precautions()
"""For folders that nobody would miss, such as a working copy."""


def precautions(root: Path, plan: Plan) -> Precautions:
    """Find out how the files that ``plan`` changes are kept. Changes nothing.

    Raises:
        Refused: ``git-busy``, in the middle of a merge or the like.
    """
    existing = tuple(dict.fromkeys(edit.path for edit in plan.edits if edit.before is not None))
    found = git(root, "rev-parse", "--is-inside-work-tree", "--show-toplevel", "--absolute-git-dir")
    lines = os.fsdecode(found.out).split("\n")
    if not found.ok or len(lines) < 3:
        return Precautions(existing, git=_no_help(found))
    top, private = Path(lines[1]), Path(lines[2])
    _check_quiet(private)
    head = git(root, "symbolic-ref", "--quiet", "--short", "HEAD")
    branch = os.fsdecode(head.out).strip() if head.ok else None
    if not existing:
        return Precautions(branch=branch)
    names = {path: _name(root, top, path) for path in existing}
    wanted = [f"{os.path.relpath(top, root)}/{name}" for name in names.values() if name is not None]
    if not wanted:
        return Precautions(existing, branch=branch)
    listed = git(root, "ls-files", "-v", "-z", "--full-name", paths=wanted)
    status = git(root, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no", paths=wanted)
    if not listed.ok or not status.ok:
        return Precautions(existing, branch=branch, git=_no_help(status if listed.ok else listed))
    tracked = _tracked(listed)
    changed = {os.fsdecode(each[3:]): each[:2] for each in status.out.split(b"\0") if each}
    _check_merged(changed)
    clean_ones = {name for name, kept in tracked.items() if kept and name not in changed}
    return Precautions(
        tuple(path for path in existing if names[path] not in clean_ones),
        tuple(path for path in existing if names[path] in tracked and names[path] not in clean_ones),
        branch,
    )


def warnings(found: Precautions) -> list[str]:
    """What the user should hear before the yes, in sentences."""
    told = []
    if found.uncommitted:
        told.append(f"Not committed, and about to change: {_some(found.uncommitted)}.")
    others = [path for path in found.unsaved if path not in found.uncommitted]
    if found.git is not None:
        told.append(f"Git cannot help here: {found.git}.")
    elif others:
        told.append(f"Not in git, and about to change: {_some(others)}.")
    return told


def new_branch(root: Path, name: str, found: Precautions) -> None:
    """Make the branch ``name`` and switch to it. The files and git's index stay as they are.

    Nothing happens when it is checked out already.

    Raises:
        Refused: ``branch-impossible`` without git, ``branch-exists``, ``branch-name`` or ``branch-failed``.
    """
    if found.git is not None:
        raise Refused(
            f"There can be no branch: {found.git}.",
            code="branch-impossible",
            where=clean(str(root)),
            fix="Leave --branch out: copies of the changed files are kept.",
        )
    if name == found.branch:
        return
    reference = f"refs/heads/{name}"
    if not git(root, "check-ref-format", reference).ok or name.startswith("-"):
        raise Refused(
            f"{clean(name, 60)} cannot be the name of a branch.",
            code="branch-name",
            where="--branch",
            fix="Use letters, digits and dashes, such as --branch pages-to-workers.",
        )
    if git(root, "show-ref", "--verify", "--quiet", reference).ok:
        raise Refused(
            f"There is a branch {clean(name, 60)} already.",
            code="branch-exists",
            where=clean(name, 60),
            fix="Give another name, or switch to that branch first.",
        )
    unborn = not git(root, "rev-parse", "--verify", "--quiet", "HEAD").ok
    made = Answer(0) if unborn else git(root, "branch", "--no-track", name)
    switched = git(root, "symbolic-ref", "-m", f"edgewise: moving to {name}", "HEAD", reference) if made.ok else made
    if not switched.ok:
        raise Refused(
            f"Git does not make the branch {clean(name, 60)}: {clean(switched.error, 200)}.",
            code="branch-failed",
            where=clean(str(root)),
            fix="Make the branch yourself, then leave --branch out.",
        )


def _no_help(answer: Answer) -> str:
    if answer.code is None:
        return answer.error
    if "dubious ownership" in answer.error:
        return "it refuses, because the repository belongs to another user (see safe.directory in its manual)"
    if "not a git repository" in answer.error:
        return "this folder is in no repository"
    if "must be run in a work tree" in answer.error:
        return "this folder is in a repository without a work tree"
    first = (answer.error.splitlines() or ["it gave no reason"])[0]
    return f"it says {clean(first, 160)}"


def _check_quiet(private: Path) -> None:
    for name, (what, forward, back) in _UNFINISHED.items():
        if (private / name).exists():
            raise Refused(
                f"The repository is in the middle of {what}.",
                code="git-busy",
                where=clean(str(private / name)),
                fix=f"Finish it ({forward}) or go back ({back}) first.",
            )


def _check_merged(changed: dict[str, bytes]) -> None:
    for name, state in changed.items():
        if b"U" in state or state in (b"AA", b"DD"):
            raise Refused(
                f"{clean(name)} has conflicts that are not settled.",
                code="git-busy",
                where=clean(name),
                fix="Settle them, git add the file, and try again.",
            )


def _tracked(answer: Answer) -> dict[str, bool]:
    """Names that git tracks, and whether it looks at the file at all: it can be told to take it as unchanged."""
    lines = [os.fsdecode(each) for each in answer.out.split(b"\0") if each]
    return {line[2:]: line[0] == "H" for line in lines}


def _name(root: Path, top: Path, path: str) -> str | None:
    """The file as git names it, from the top of the work tree; ``None`` when it lies elsewhere."""
    real = os.path.relpath(os.path.realpath(root / path), os.path.realpath(top))
    return None if real.startswith("../") else real


def _some(paths: Sequence[str]) -> str:
    shown = ", ".join(clean(path, 80) for path in paths[:4])
    return shown if len(paths) <= 4 else f"{shown} and {len(paths) - 4} more"
