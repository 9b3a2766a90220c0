"""How a subcommand speaks: data to stdout, narration to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from edgewise.errors import EdgewiseError, InputError
from edgewise.text import clean


class Output:
    """The two channels of a subcommand.

    A handler gives its result either by :meth:`document` (when ``as_json``) or by :meth:`line`,
    and says what it is doing by :meth:`narrate`.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json

    def document(self, name: str, body: Mapping[str, Any]) -> None:
        """Print the JSON document ``edgewise/<name>/1``."""
        print(json.dumps({"schema": f"edgewise/{name}/1", **body}, indent=2, ensure_ascii=False))

    def line(self, text: str = "") -> None:
        """Print one line of the result."""
        print(text)

    def say(self, text: str) -> None:
        """Print one sentence of the result, in lines that fit where it is a terminal.

        What a person copies, such as a command or a diff, goes through :meth:`line`.
        """
        self.line(_fitted(text, sys.stdout))

    def narrate(self, text: str) -> None:
        """Say on stderr what is going on, in lines that fit where it is a terminal."""
        print(_fitted(text, sys.stderr), file=sys.stderr, flush=True)

    def error(self, error: EdgewiseError) -> None:
        """Report ``error``: a JSON document on stdout when that was asked for, else text on stderr."""
        if self.as_json:
            self.document("error", error.document())
            return
        self.narrate(f"edgewise: {error.message}")
        if error.where:
            self.narrate(f"   where: {error.where}")
        if error.fix:
            self.narrate(f"      do: {error.fix}")


def _fitted(text: str, stream: TextIO) -> str:
    if not stream.isatty():
        return text
    from edgewise.cli.wrapping import fitted

    return fitted(text, stream)


def write_file(path: Path, text: str, code: str = "file-unwritable") -> None:
    """Write a file that the user has named, whole or not at all.

    Raises:
        InputError: with ``code``, when it cannot be written there.
    """
    from edgewise.store import write_atomic

    try:
        write_atomic(path, text)
    except OSError as error:
        raise InputError(
            f"{clean(str(path))} cannot be written: {clean(error.strerror or str(error))}.",
            code=code,
            where=clean(str(path)),
            fix="Name a file in a folder that you may write to.",
        ) from None
