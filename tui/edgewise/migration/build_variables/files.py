"""Files that read the variables in a build."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from edgewise.errors import InputError
from edgewise.migration.build_variables.code import rewrite_code
from edgewise.migration.build_variables.names import COUNTERPARTS
from edgewise.migration.build_variables.shell import rewrite_shell
from edgewise.migration.code_edits import tree_of
from edgewise.migration.mentions import Kind, Mention
from edgewise.project import jsonc
from edgewise.project.folder import read_bytes
from edgewise.project.jsonc_parse import JsoncError
from edgewise.project.model import PagesProject
from edgewise.project.package_json import NAME
from edgewise.project.syntax import syntax_root

BUILD_FOLDERS = frozenset({"scripts", "script", "tools", "bin", "build", "config", ".vitepress", "_data"})
"""Folders whose code runs in a build, wherever they are."""
_CONFIG = re.compile(r"(?:[\w.-]+\.config|\.eleventy|gatsby-[\w-]+|gulpfile|Gruntfile|webpack\.[\w.-]+)\.[cm]?[jt]s")
_SHELL = (".sh", ".bash")
_NO_CODE = (".md", ".mdx", ".d.ts")


@dataclass(frozen=True)
class VariableFile:
    """A file that reads variables of Pages.

    Attributes:
        mentions: where, one for each variable.
        before, after: its bytes; the same when nothing changes.
    """

    path: str
    mentions: tuple[Mention, ...]
    before: bytes
    after: bytes

    def left(self, mention: Mention) -> bool:
        """Whether a use of the variable has no counterpart beside it, and so is to be dealt with by hand."""
        old, new = mention.word, COUNTERPARTS.get(mention.word)
        if new is None:
            return True
        before = self.before.decode("utf-8", "replace")
        if self.before == self.after:
            return new not in before
        after = self.after.decode("utf-8", "replace")
        return uses(before, old, self.path) > uses(after, new, self.path) - uses(before, new, self.path)


def variable_files(
    project: PagesProject, mentions: Iterable[Mention], taken: Collection[str] = ()
) -> list[VariableFile]:
    """Every file that reads variables of Pages and is no documentation, in the order of ``mentions``.

    Args:
        taken: files that other steps change, which are only listed.
    """
    by_file: dict[str, list[Mention]] = {}
    for mention in mentions:
        path = mention.place.file
        if mention.kind is Kind.VARIABLE and not path.endswith(_NO_CODE) and path not in project.configs:
            by_file.setdefault(path, []).append(mention)
    return [found for path, told in by_file.items() for found in _file(project, path, tuple(told), path in taken)]


def _file(project: PagesProject, path: str, told: tuple[Mention, ...], taken: bool) -> Iterator[VariableFile]:
    try:
        before = read_bytes(project.root, path)
    except InputError:
        before = None
    if before is not None:
        after = before if taken else rewrite_variables(before, path)
        yield VariableFile(path, told, before, after)


def rewrite_variables(data: bytes, path: str) -> bytes:
    """The bytes of a file, reading the new variables first if its code runs in a build."""
    text = data.decode("utf-8", "surrogateescape")
    if path.endswith(_SHELL):
        text = rewrite_shell(text)
    elif path == NAME:
        text = rewrite_package(text)
    elif runs_in_build(path):
        text = rewrite_code(text, PurePosixPath(path).suffix)
    return text.encode("utf-8", "surrogateescape")


def rewrite_package(text: str) -> str:
    """A ``package.json`` whose scripts read the new variables first."""
    try:
        document = jsonc.loads(text.removeprefix("\ufeff")) if text.strip() else {}
    except JsoncError:
        return text
    scripts = document.get("scripts") if isinstance(document, dict) else None
    bom = text[: len(text) - len(text.removeprefix("\ufeff"))]
    text = text.removeprefix("\ufeff")
    for name, script in scripts.items() if isinstance(scripts, dict) else ():
        if isinstance(script, str) and (new := rewrite_shell(script)) != script:
            text = jsonc.set_string(text, ["scripts", name], new)
    return bom + text


def uses(text: str, name: str, path: str) -> int:
    """How often a file names a variable, comments aside."""
    suffix = PurePosixPath(path).suffix
    if suffix in _SHELL:
        return len(syntax_root(text, "bash").find_all(kind="variable_name", regex=f"^{name}$"))
    tree = tree_of(text, suffix)
    if tree is None:
        return len(re.findall(rf"\b{name}\b", text))
    kinds = ("property_identifier", "identifier", "string_fragment", "shorthand_property_identifier_pattern")
    return len(tree.find_all(any=[{"kind": kind, "regex": f"^{name}$"} for kind in kinds]))


def runs_in_build(path: str) -> bool:
    """Whether a file of JavaScript or TypeScript is run by the build and never reaches a browser or the Worker."""
    parts = PurePosixPath(path).parts
    return _CONFIG.fullmatch(parts[-1]) is not None or not BUILD_FOLDERS.isdisjoint(parts[:-1])
