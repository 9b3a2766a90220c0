"""Opening a file in the learner's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported


def edit_outside(app: App[Any], path: Path, editor: str) -> str | None:
    """Leave the screen to an editor until it ends: ``editor``, else ``$VISUAL``, else ``$EDITOR``.

    Returns:
        ``None``, or one sentence that says why it did not work.
    """
    command = editor or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        return "No editor is set. Set $VISUAL or $EDITOR, or edit here with i."
    try:
        with app.suspend():
            status = subprocess.run([*words, str(path)], check=False).returncode
    except SuspendNotSupported:
        return "Another editor cannot be opened from this kind of terminal. Edit here with i."
    except OSError as error:
        return f"{words[0]} cannot be started: {error.strerror}."
    return None if status == 0 else f"{words[0]} ended with status {status}."
