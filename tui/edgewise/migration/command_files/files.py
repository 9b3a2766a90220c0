"""Which files with commands a project has, and what becomes of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from edgewise.errors import InputError
from edgewise.migration.build_variables.files import rewrite_variables
from edgewise.migration.command_files.forms import rewrite_form
from edgewise.migration.command_files.kinds import Form, form_of
from edgewise.migration.mentions import Kind, Mention, mentions_in
from edgewise.migration.scripts import Remark, Target
from edgewise.project.boundary import boundary
from edgewise.project.folder import read_bytes
from edgewise.project.model import PagesProject

_DOCUMENTATION = (".md", ".mdx")


@dataclass(frozen=True)
class CommandFile:
    """A file that calls ``wrangler pages``.

    Attributes:
        form: ``None`` for one whose commands are not changed.
        before, after: its bytes; the same when nothing changes.
        remarks: what to say about calls, each with its line.
        left: the line of the first call that is still there, or ``None``.
        default_port: whether a changed call relied on the default port.
        calls_changed: whether a call changes.
    """

    path: str
    form: Form | None
    before: bytes
    after: bytes
    remarks: tuple[tuple[int, Remark], ...] = ()
    left: int | None = None
    default_port: bool = False
    calls_changed: bool = False

    @property
    def documentation(self) -> bool:
        """Whether people read it, and no machine."""
        return self.path.endswith(_DOCUMENTATION)


def command_files(project: PagesProject, mentions: Iterable[Mention], target: Target) -> list[CommandFile]:
    """Every file but ``package.json`` and those of CI that calls ``wrangler pages``, in the order of ``mentions``."""
    return [found for mention in mentions if mention.kind is Kind.COMMAND for found in _file(project, mention, target)]


def _file(project: PagesProject, mention: Mention, target: Target) -> Iterator[CommandFile]:
    path = mention.place.file
    if path == "package.json" or path in project.ci_files or path.startswith(".github/"):
        return
    output = project.output.value if project.output else "."
    if output != "." and path.startswith(f"{output}/"):
        return  # A published file that talks about wrangler.
    form = form_of(path)
    try:
        before = read_bytes(project.root, path)
    except InputError:
        before = None
    if before is None:
        return
    if form is None:
        yield CommandFile(path, None, before, before, left=mention.place.line)
        return
    found = rewrite_form(before.decode("utf-8", "surrogateescape"), form, path, target)
    after = rewrite_variables(found.text.encode("utf-8", "surrogateescape"), path)
    remarks = () if form is Form.MARKDOWN else found.remarks
    changed = found.text.encode("utf-8", "surrogateescape") != before
    left = _left(after, path, remarks)
    yield CommandFile(path, form, before, after, remarks, left, found.default_port, calls_changed=changed)


def workspace_files(project: PagesProject, target: Target) -> list[CommandFile]:
    """Files at the top of the repository around the project whose calls name this project's folder or name.

    Their paths begin with ``../``. Calls in them that mean other projects are none of ours.
    """
    top = boundary(project.root)
    if top == project.root:
        return []
    here = project.root.relative_to(top).as_posix()
    found: list[CommandFile] = []
    for name in _at_the_top(top):
        try:
            before = read_bytes(top, name) or b""
        except InputError:
            continue
        form = form_of(name)
        if form is None or b"wrangler" not in before or b"pages" not in before:
            continue
        text = before.decode("utf-8", "surrogateescape")
        new = rewrite_form(text, form, name, replace(target, folder="."))
        remarks = tuple(each for each in new.remarks if each[1].id != "other-pages-project")
        after = new.text.encode("utf-8", "surrogateescape")
        if after != before or remarks:
            path = os.path.relpath(name, here).replace(os.sep, "/")
            found.append(CommandFile(path, form, before, after, remarks, calls_changed=after != before))
    return found


def _at_the_top(top: Path) -> Iterator[str]:
    for folder in ("", "scripts", ".vscode"):
        if (top / folder).is_dir():
            names = sorted(each.name for each in (top / folder).iterdir() if each.is_file() and not each.is_symlink())
            yield from (f"{folder}/{name}" if folder else name for name in names[:200])


def _left(after: bytes, path: str, remarks: tuple[tuple[int, Remark], ...]) -> int | None:
    """The line of a call that is still there and that nothing has been said about."""
    if any(remark.id in ("script-keeps-pages", "dev-proxy", "other-pages-project") for _, remark in remarks):
        return None
    found = next((each for each in mentions_in(after, path) if each.kind is Kind.COMMAND), None)
    return found.place.line if found else None
