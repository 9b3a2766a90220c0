"""Reading files of a project without ever leaving its folder."""

from __future__ import annotations

import os
from pathlib import Path

from edgewise.errors import InputError
from edgewise.text import clean

MAX_TEXT = 8_000_000
"""Bytes. A configuration or rule file beyond this is not one."""


def inside(root: Path, relative: str) -> Path | None:
    """The absolute path of ``relative`` below ``root``, or ``None`` when it leads outside.

    Both ``..`` and symbolic links are followed to find out. The path need not exist.
    """
    if relative.startswith("/") or "\0" in relative:
        return None
    path = root / relative
    real = os.path.realpath(path)
    # A path without links has a root without links, and looking at links is what costs time here.
    plain = os.path.abspath(path)  # noqa: PTH100
    real_root = os.path.abspath(root) if real == plain else os.path.realpath(root)  # noqa: PTH100
    if real != real_root and not real.startswith(real_root.rstrip(os.sep) + os.sep):
        return None
    return path


def read_bytes(root: Path, relative: str) -> bytes | None:
    """The content of a regular file below ``root``; ``None`` when there is none or it leads outside.

    Raises:
        InputError: when it cannot be read or is absurdly large.
    """
    path = inside(root, relative)
    if path is None or not path.is_file():
        return None
    try:
        if path.stat().st_size > MAX_TEXT:
            raise InputError(
                f"{clean(relative)} is too large to be read.",
                code="file-too-large",
                where=clean(relative),
                fix="Make it smaller than 8 MB.",
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{clean(relative)} cannot be read: {error.strerror}.",
            code="file-unreadable",
            where=clean(relative),
            fix="Make the file readable.",
        ) from None


def read_text(root: Path, relative: str) -> str | None:
    """The text of a file below ``root``, bytes that are not UTF-8 replaced, as Cloudflare's tools read it."""
    data = read_bytes(root, relative)
    return None if data is None else data.decode("utf-8", "replace")


def tidy(relative: str) -> str:
    """A path from a configuration in one spelling: ``./public/`` becomes ``public``, ``./`` becomes ``.``."""
    return os.path.normpath(relative.strip().replace("\\", "/") or ".").replace(os.sep, "/")
