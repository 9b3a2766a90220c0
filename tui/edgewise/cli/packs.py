"""``edgewise lessons new | add | packs | update | remove``: course packs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgewise.cli.output import Output
from edgewise.course.packs import contents
from edgewise.errors import ExitCode
from edgewise.store import folders
from edgewise.store.packs import Unread, kept
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.course.pack_getting import Gotten


def new(arguments: argparse.Namespace, out: Output) -> int:
    """Write a course pack to begin with."""
    from edgewise.course.pack_skeleton import write_skeleton

    files = write_skeleton(Path(arguments.folder), arguments.title)
    if out.as_json:
        out.document("lessons-new", {"folder": clean(arguments.folder), "files": files})
        return ExitCode.OK
    for name in files:
        out.line(f"✓ {clean(arguments.folder)}/{name}")
    out.narrate(f"Next: edgewise lessons check {clean(arguments.folder)} --labs")
    return ExitCode.OK


def add(arguments: argparse.Namespace, out: Output) -> int:
    """Add a course pack; exit 1, with the list, when something is wrong with it."""
    from edgewise.course import pack_getting

    return _told(pack_getting.add(folders(), arguments.source, arguments.ref), "added", out)


def update(arguments: argparse.Namespace, out: Output) -> int:
    """Fetch a pack again; exit 1 when something is wrong with it. The old one stays then."""
    from edgewise.course import pack_getting

    return _told(pack_getting.update(folders(), arguments.id), "updated", out)


def remove(arguments: argparse.Namespace, out: Output) -> int:
    """Take a pack away."""
    from edgewise.course import pack_getting

    pack_getting.remove(folders(), arguments.id)
    if out.as_json:
        out.document("lessons-pack", {**_EMPTY, "id": arguments.id, "done": "removed"})
        return ExitCode.OK
    out.line(f"✓ {arguments.id} is removed. Your progress in it and your copies of its labs are kept.")
    return ExitCode.OK


def packs(arguments: argparse.Namespace, out: Output) -> int:
    """List the packs that were added; exit 1 when one of them cannot be read."""
    from edgewise.course import load_course

    course, company = load_course(), _company()
    rows = []
    for found in kept(folders()):
        pack = found if isinstance(found, Unread) else contents(found)
        used = next((each for each in course.packs if each.id == found.id), None)
        wrong = pack.problem if isinstance(pack, Unread) else None
        if wrong is None and used is None:
            wrong = next((each for each in course.problems if f" {found.id} " in each), "It is left out.")
        rows.append(
            {
                "id": found.id,
                "title": None if isinstance(pack, Unread) else pack.title,
                "source": None if isinstance(found, Unread) else found.source,
                "ref": None if isinstance(found, Unread) else found.ref or None,
                "commit": None if isinstance(found, Unread) else found.commit or None,
                "added": None if isinstance(found, Unread) else found.added,
                "chapters": 0 if isinstance(pack, Unread) else len(pack.chapters),
                "lessons": 0 if isinstance(pack, Unread) else len(pack.entries),
                "demo_account": found.id == company,
                "problem": wrong,
            }
        )
    status = ExitCode.PROBLEMS if any(row["problem"] for row in rows) else ExitCode.OK
    if out.as_json:
        out.document("lessons-packs", {"packs": rows})
        return status
    for row in rows:
        title = f": {row['title']}" if row["title"] else ""
        out.line(f"{'✗' if row['problem'] else '✓'} {row['id']}{title}")
        if row["problem"]:
            out.line(f"    {row['problem']}")
        if row["source"]:
            commit = f", commit {str(row['commit'])[:12]}" if row["commit"] else ""
            ref = f" at {row['ref']}" if row["ref"] else ""
            if row["demo_account"]:
                out.line("    the demo account shows its company")
            count = f"{row['lessons']} lesson{'' if row['lessons'] == 1 else 's'}"
            out.line(f"    {count}, from {row['source']}{ref}{commit}")
    if not rows:
        out.line("No course pack was added yet: edgewise lessons add FOLDER")
    return status


def _company() -> str:
    """The id of the pack whose company the demo account shows; empty for none."""
    from edgewise.account.demo.replaced import pack_with_company

    found = pack_with_company()
    return found.id if found is not None else ""


_EMPTY: dict[str, Any] = {
    "id": None,
    "title": None,
    "done": None,
    "source": None,
    "ref": None,
    "commit": None,
    "problems": [],
}


def _told(gotten: Gotten, done: str, out: Output) -> int:
    pack = gotten.pack
    if out.as_json:
        problems = [
            {"code": each.code, "message": each.message, "where": each.where, "fix": each.fix}
            for each in gotten.problems
        ]
        body = {**_EMPTY, "title": gotten.title or None, "done": done if pack else "refused", "problems": problems}
        if pack is not None:
            body |= {"id": pack.id, "source": pack.source, "ref": pack.ref or None, "commit": pack.commit or None}
        out.document("lessons-pack", body)
    elif pack is not None:
        commit = f", commit {pack.commit[:12]}" if pack.commit else ""
        out.line(f"✓ {pack.id} is {done}: {gotten.title}{commit}")
        out.narrate("Its labs run code of its authors on this computer. See the lessons with edgewise lessons list.")
        if _company() == pack.id:
            out.narrate("It brings a company of its own: the demo account shows that one now.")
    else:
        for each in gotten.problems:
            out.line(f"✗ {each.where or 'pack'}: {each.message} [{each.code}]")
            if each.fix:
                out.line(f"    {each.fix}")
        count = len(gotten.problems)
        out.line(f"{'1 problem' if count == 1 else f'{count} problems'}. Nothing was {done}.")
    return ExitCode.OK if pack is not None else ExitCode.PROBLEMS
