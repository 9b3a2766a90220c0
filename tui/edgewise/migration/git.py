"""Asking git, and nothing that could surprise anybody: no hooks, no pager, no prompt, no lock, no network."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 60.0
"""A status of the largest repositories takes a few."""
_PLACES = frozenset(
    """
    GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_NAMESPACE
    GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_EXTERNAL_DIFF GIT_TRACE GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS
    GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS
    """.split()  # noqa: SIM905
)
"""Variables that would make git look elsewhere, as they are set inside a hook, or read paths as patterns."""
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "--no-pager", "--literal-pathspecs")


@dataclass(frozen=True)
class Answer:
    """What git said. ``code`` is ``None`` when it could not be asked; ``error`` says why then."""

    code: int | None
    out: bytes = b""
    error: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 0


def git(folder: Path, *arguments: str, paths: Sequence[str] = ()) -> Answer:
    """Run git in ``folder``.

    Args:
        paths: come after a ``--`` and are names, not patterns.
    """
    argv = ["git", *_SAFE, *arguments, *(("--", *paths) if paths else ())]
    environment = {name: value for name, value in os.environ.items() if name not in _PLACES}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            argv,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except FileNotFoundError:
        return Answer(None, error="git is not installed")
    except subprocess.TimeoutExpired:
        return Answer(None, error=f"git did not answer within {SECONDS:.0f} seconds")
    except OSError as error:
        return Answer(None, error=f"git cannot be run: {error.strerror}")
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())
