"""Which files with commands a project has, and what becomes of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edgewise.errors import InputError
from edgewise.migration.build_variables.files import rewrite_variables
from edgewise.migration.command_files.forms import rewrite_form
from edgewise.migration.command_files.kinds import Form, form_of
from edgewise.migration.mentions import Kind, Mention, mentions_in
from edgewise.migration.scripts import Remark, Target
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


def _left(after: bytes, path: str, remarks: tuple[tuple[int, Remark], ...]) -> int | None:
    """The line of a call that is still there and that nothing has been said about."""
    if any(remark.id in ("script-keeps-pages", "dev-proxy", "other-pages-project") for _, remark in remarks):
        return None
    found = next((each for each in mentions_in(after, path) if each.kind is Kind.COMMAND), None)
    return found.place.line if found else None
