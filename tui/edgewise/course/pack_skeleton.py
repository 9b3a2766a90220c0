"""``edgewise lessons new``: a course pack to begin with, made from ``assets/course-pack``."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from edgewise.errors import EdgewiseError, InputError
from edgewise.store import content
from edgewise.text import clean

_ID, _TITLE = "our-team", "Our team"
"""What stands in the place of the pack's id and title in the template."""
_LONGEST = 60


def write_skeleton(folder: Path, title: str = "") -> list[str]:
    """Write a pack into ``folder``, which must be missing or empty. Its id is made from the folder's name.

    Returns:
        The files that were written, relative to ``folder``.

    Raises:
        InputError: code ``pack-folder``, when there is something already; ``pack-title``.
        EdgewiseError: code ``pack-unwritable``.
    """
    folder = folder.expanduser().absolute()
    pack_id = _slug(folder.name)
    title = clean(title) or pack_id.replace("-", " ").capitalize()
    if len(title) > _LONGEST or any(sign in title for sign in '"\\'):
        raise InputError(
            f'A title has at most {_LONGEST} characters, and no " or \\ in it.',
            code="pack-title",
            fix="Write a shorter one: --title 'Welcome to the team'",
        )
    if os.path.lexists(folder) and not (folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())):
        raise InputError(
            f"{clean(str(folder))} is there already, and not empty.",
            code="pack-folder",
            where=clean(str(folder)),
            fix="Name a folder that does not exist yet.",
        )
    try:
        return _write(folder, pack_id, title)
    except OSError as error:
        raise EdgewiseError(
            f"The pack cannot be written: {clean(error.strerror or str(error))}.",
            code="pack-unwritable",
            where=clean(str(folder)),
        ) from None


def _write(folder: Path, pack_id: str, title: str) -> list[str]:
    """Fill a folder beside ``folder`` and give it its name when it is whole."""
    template = content("assets", "course-pack")
    names = sorted(path.relative_to(template).as_posix() for path in template.rglob("*") if path.is_file())
    folder.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{pack_id}.", dir=folder.parent))
    try:
        staged.chmod(0o755)
        for name in names:
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = (template / name).read_text(encoding="utf-8")
            path.write_text(text.replace(_ID, pack_id).replace(_TITLE, title), encoding="utf-8")
        staged.rename(folder)  # succeeds only where nothing is, or an empty folder
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return names


def _slug(name: str) -> str:
    """An id made from a folder's name."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    return slug or _ID
