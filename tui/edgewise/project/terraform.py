"""``cloudflare_pages_project`` in Terraform files: what it says about the build. Read from syntax trees, never run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.project.folder import read_text
from edgewise.project.model import Place
from edgewise.project.syntax import syntax_root

if TYPE_CHECKING:
    from ast_grep_py import SgNode

RESOURCE = "cloudflare_pages_project"
FOLDERS = ("", "terraform", "infra", "infrastructure", "iac", "tf", "deploy", "ops", "cloudflare")
"""Where Terraform files are looked for, with their sub-folders."""
MAX_FILES = 200
MAX_DEPTH = 4
_SKIPPED = frozenset({"node_modules", ".terraform", ".git"})


@dataclass(frozen=True)
class PagesResource:
    """One resource.

    Attributes:
        values: literal strings by dotted path, such as ``build_config.destination_dir``; anything that is not
            a literal is left out.
        lines: the line of each value.
    """

    file: str
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def place(self, key: str) -> Place:
        """Where ``key`` stands."""
        return Place(self.file, self.lines.get(key))


def pages_resources(root: Path) -> list[PagesResource]:
    """Every Pages project that Terraform files in the usual folders below ``root`` describe."""
    found: list[PagesResource] = []
    for name in _files(root):
        text = read_text(root, name) or ""
        if RESOURCE in text:
            found += _resources(name, text)
    return found


def _files(root: Path) -> list[str]:
    found: list[str] = []
    for folder in FOLDERS:
        if not folder:
            found += sorted(each.name for each in root.glob("*.tf"))
            continue
        for place, folders, names in os.walk(root / folder):
            deep = Path(place).relative_to(root).parts[MAX_DEPTH:]
            folders[:] = [] if deep else sorted(each for each in folders if each not in _SKIPPED)
            found += [
                (Path(place) / each).relative_to(root).as_posix() for each in sorted(names) if each.endswith(".tf")
            ]
            if len(found) > MAX_FILES:
                return found[:MAX_FILES]
    return found


def _resources(name: str, text: str) -> Iterator[PagesResource]:
    tree = syntax_root(text, "hcl")
    for block in tree.find_all(kind="block"):
        labels = [_literal(child) for child in block.children() if child.kind() == "string_lit"]
        if not labels or labels[0] != RESOURCE:
            continue
        resource = PagesResource(name)
        for path, value, line in _attributes(block, ""):
            if path not in resource.values:
                resource.values[path] = value
                resource.lines[path] = line
        yield resource


def _attributes(block: SgNode, prefix: str) -> Iterator[tuple[str, str, int]]:
    """Every literal string of a block with its dotted path; nested blocks and objects alike."""
    for child in block.children():
        kind = child.kind()
        if kind == "body":
            yield from _attributes(child, prefix)
        elif kind == "block" and (name := _identifier(child)):
            yield from _attributes(child, f"{prefix}{name}.")
        elif kind == "attribute" and (name := _identifier(child)):
            for value in (each for each in child.children() if each.kind() == "expression"):
                yield from _expression(value, f"{prefix}{name}")


def _expression(node: SgNode, path: str) -> Iterator[tuple[str, str, int]]:
    for child in node.children():
        if child.kind() == "literal_value":
            for literal in (each for each in child.children() if each.kind() == "string_lit"):
                if (text := _literal(literal)) is not None:
                    yield path, text, child.range().start.line + 1
        elif child.kind() == "collection_value":
            for holder in (each for each in child.children() if each.kind() == "object"):
                for element in (each for each in holder.children() if each.kind() == "object_elem"):
                    yield from _element(element, path)


def _element(element: SgNode, path: str) -> Iterator[tuple[str, str, int]]:
    parts = [each for each in element.children() if each.kind() == "expression"]
    if len(parts) == 2:
        yield from _expression(parts[1], f"{path}.{parts[0].text().strip(chr(34))}")


def _identifier(node: SgNode) -> str | None:
    return next((each.text() for each in node.children() if each.kind() == "identifier"), None)


def _literal(node: SgNode) -> str | None:
    parts = [each for each in node.children() if each.kind() == "template_literal"]
    return "".join(each.text() for each in parts) if parts else ""
