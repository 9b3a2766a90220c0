"""Rewriting the commands of a file, by its form. What is no command stays as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from edgewise.migration.command_files.code_strings import rewrite_strings
from edgewise.migration.command_files.kinds import Form
from edgewise.migration.scripts import Remark, Rewrite, Target, rewrite
from edgewise.project import jsonc, yaml_text
from edgewise.project.jsonc_parse import JsoncError
from edgewise.project.yaml_text import YamlError, YamlValue

_CONTINUED = re.compile(r"(?:[^\n]*\\\r?\n)*[^\n]*\n?")
_FENCE = re.compile(r"^(?:ba|z|k)?sh$|^shell(?:script)?$|^console$|^terminal$|^shell-session$|^$|^text$|^bash\b")
_PROMPT = re.compile(r"^(\s*(?:[$>#%] +)?)(.*?)(\s*)$", re.DOTALL)
_RUNNERS = frozenset(
    {"npx", "bunx", "pnpx", "pnpm", "yarn", "bun", "npm", "wrangler", "dlx", "exec", "x", "--", "--yes", "-y"}
)


@dataclass(frozen=True)
class Found:
    """A text with its commands rewritten, and what to say about calls, each with its line."""

    text: str
    remarks: tuple[tuple[int, Remark], ...] = ()
    default_port: bool = False


def rewrite_form(text: str, form: Form, path: str, target: Target) -> Found:
    """Rewrite the calls of ``wrangler pages`` in a file of the given form."""
    if form is Form.LINES:
        return _joined([(piece, True) for piece in _CONTINUED.findall(text)], target)
    if form is Form.SHELL:
        return _joined([(text, True)], target)
    if form is Form.YAML:
        return _yaml(text, target)
    if form is Form.JSON:
        return _json(text, target)
    if form is Form.MARKDOWN:
        return _joined(_markdown(text), target)
    return _code(text, path, target)


def _code(text: str, path: str, target: Target) -> Found:
    """Strings of code in which a command starts."""
    remarks: list[tuple[int, Remark]] = []
    ports: list[bool] = []

    def one(value: str, line: int) -> str:
        found = rewrite(value, target, quote='"')
        remarks.extend((line, remark) for remark in found.remarks)
        ports.append(found.default_port)
        return found.text

    return Found(rewrite_strings(text, PurePosixPath(path).suffix, one), tuple(remarks), any(ports))


def _joined(pieces: list[tuple[str, bool]], target: Target) -> Found:
    """Rewrite those of the pieces of a text that are commands."""
    new: list[str] = []
    remarks: list[tuple[int, Remark]] = []
    port = False
    line = 1
    for piece, command in pieces:
        found = rewrite(piece, target) if command else Rewrite(piece)
        remarks += ((line + piece.count("\n", 0, each.offset), each) for each in found.remarks)
        port = port or found.default_port
        new.append(found.text)
        line += piece.count("\n")
    return Found("".join(new), tuple(remarks), port)


def _yaml(text: str, target: Target) -> Found:
    remarks: list[tuple[int, Remark]] = []
    ports: list[bool] = []

    def one(_: yaml_text.Path, value: YamlValue) -> str | None:
        if not value.text or "wrangler" not in value.text:
            return None
        found = rewrite(value.text, target)
        remarks.extend((value.line, remark) for remark in found.remarks)
        ports.append(found.default_port)
        return found.text

    try:
        edit = yaml_text.replace_scalars(text, one)
    except YamlError:
        return Found(text)
    return Found(edit.text, tuple(dict.fromkeys(remarks)), any(ports))


def _json(text: str, target: Target) -> Found:
    try:
        strings = list(_strings(jsonc.loads(text), ()))
    except JsoncError:
        return Found(text)
    remarks: list[tuple[int, Remark]] = []
    port = False
    for path, value in strings:
        if "wrangler" not in value:
            continue
        line = jsonc.line_at(text, path) or 1
        found = rewrite(value, target)
        remarks += ((line, remark) for remark in found.remarks)
        if found.text != value:
            text = jsonc.set_string(text, path, found.text)
            port = port or found.default_port
    return Found(text, tuple(remarks), port)


def _strings(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _strings(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _strings(each, (*path, index))
    elif isinstance(value, str):
        yield path, value


def _markdown(text: str) -> list[tuple[str, bool]]:
    """Pieces of a Markdown text; those are commands that are a whole line of a code block, but for a prompt."""
    lines = text.splitlines(keepends=True)
    blocks = set(_code_lines(text))
    pieces: list[tuple[str, bool]] = []
    for number, line in enumerate(lines):
        match = _PROMPT.match(line)
        assert match is not None
        prompt, command, end = match.groups()
        if number in blocks and is_command(command):
            pieces += [(prompt, False), (command, True), (end, False)]
        else:
            pieces.append((line, False))
    return pieces


def _code_lines(text: str) -> Iterator[int]:
    """Numbers, from 0, of the lines inside of code blocks that may hold commands."""
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "fence" and token.map and _FENCE.match(token.info.strip()):
            yield from range(token.map[0] + 1, token.map[1])


def is_command(line: str) -> bool:
    """Whether a line is a call of wrangler and nothing else before it but what runs packages."""
    before, found, _ = line.partition("wrangler")
    return bool(found) and all(word in _RUNNERS or "=" in word for word in before.split())
