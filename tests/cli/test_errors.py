"""Every error that the program raises says where and what to do, and its code is kebab-case."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import edgewise
from edgewise import errors

PACKAGE = Path(edgewise.__file__).parent
PARTS = ("cli", "migration", "project", "store")
CLASSES = {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, Exception)}
FILES = sorted(path for part in PARTS for path in (PACKAGE / part).rglob("*.py"))


def raised(text: str) -> list[ast.Call]:
    """Every place in ``text`` that makes an error of ours."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in CLASSES]


def lacking(call: ast.Call) -> list[str]:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    found = [name for name in ("code", "where", "fix") if name not in given]
    code = given.get("code")
    if isinstance(code, ast.Constant) and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(code.value)):
        found.append("a kebab-case code")
    return [*found, *(["fix"] if isinstance(given.get("fix"), ast.Constant) and not given["fix"].value else [])]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_errors_are_whole(path: Path) -> None:
    found = {call.lineno: lacking(call) for call in raised(path.read_text("utf-8"))}
    assert {line: lacks for line, lacks in found.items() if lacks} == {}


def test_the_check_can_fail() -> None:
    (call,) = raised('Refused("x", code="Not Good", fix="")')
    assert lacking(call) == ["where", "a kebab-case code", "fix"]
    assert sum(len(raised(path.read_text("utf-8"))) for path in FILES) > 60
