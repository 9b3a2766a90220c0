"""Whether git ignores a path, told from ``.gitignore`` files alone."""

from __future__ import annotations

from pathlib import Path


def git_ignored(root: Path, relative: str) -> bool:
    """Whether ``relative`` (a folder below ``root``) is ignored by the ``.gitignore`` files above it.

    Looks upwards from ``root`` to the folder that holds ``.git``; without a repository, at ``root`` alone.
    """
    folders = [root]
    above = [root, *root.parents]
    for count, folder in enumerate(above, 1):
        if (folder / ".git").exists():
            folders = above[:count]
            break
    for folder in folders:
        verdict = _verdict(folder, root, relative)
        if verdict is not None:
            return verdict
    return False


def _verdict(folder: Path, root: Path, relative: str) -> bool | None:
    try:
        lines = (folder / ".gitignore").read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(lines)
    path = (root / relative).relative_to(folder).as_posix().rstrip("/") + "/"
    return spec.check_file(path).include
