"""Fetching a course pack with git: the newest commit only, and nothing of the repository is run.

No hooks, no submodules, no prompt, no other protocol than the one that was asked for. What git brings is data for
:mod:`~edgewise.course.pack_files` to look at.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from edgewise.course.pack_files import MOST_BYTES
from edgewise.errors import InputError, NetworkError, ToolchainError
from edgewise.text import clean

SECONDS = 300.0
_MOST = 4 * MOST_BYTES
"""Bytes of a clone, with what git keeps for itself."""
_SCP = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?!//)[^\s:]+")
_REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+-]*")
_SCHEMES = ("https", "ssh", "file")
_KEPT = ("GIT_SSH", "GIT_SSL_", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH")
"""Variables of git that stay: how this user reaches servers. The others would make it look elsewhere."""
_SAFE = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.askPass=",
    "protocol.ext.allow=never",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
)


def is_git(source: str) -> bool:
    """Whether ``source`` names a git repository elsewhere, rather than a folder here."""
    return "://" in source or "::" in source or (_SCP.fullmatch(source) is not None and not Path(source).exists())


def clone(url: str, ref: str, target: Path) -> str:
    """Fetch the newest commit of ``url`` into the new folder ``target``.

    Args:
        ref: a branch or a tag; empty for the default branch.

    Returns:
        The commit's id.

    Raises:
        InputError: ``pack-url`` or ``pack-ref``, for what git should not be asked.
        NetworkError: ``pack-fetch``, when git cannot fetch it, or not in time, or it is too large.
        ToolchainError: ``git-missing``.
    """
    scheme = _allowed(url)
    if ref and (not _REF.fullmatch(ref) or ".." in ref):
        raise InputError(f'"{clean(ref, 80)}" is not a branch or a tag.', code="pack-ref", fix="Write its plain name.")
    options = ["--depth", "1", "--single-branch", "--no-tags", "--no-recurse-submodules", "--template=", "--quiet"]
    _run(["clone", *options, *(["--branch", ref] if ref else []), "--", url, str(target)], url, scheme, target)
    return clean(_run(["-C", str(target), "rev-parse", "HEAD"], url, scheme, target), 64)


def _allowed(url: str) -> str:
    """The scheme of ``url``.

    Raises:
        InputError: it is none that git may be asked for.
    """
    shown = clean(url, 200)
    if url.startswith("-") or "::" in url or clean(url) != url or " " in url:
        raise InputError(f"{shown} is not a git URL.", code="pack-url", fix="Write https://…, or git@host:path.")
    if "://" not in url:
        return "ssh"
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise InputError(
            f"edgewise does not fetch packs over {clean(parts.scheme, 20)}.",
            code="pack-url",
            where=clean(url.rpartition("@")[2], 200),
            fix="Use https://, ssh:// or git@host:path, or clone it yourself and add the folder.",
        )
    if parts.password is not None or (parts.scheme == "https" and parts.username is not None):
        raise InputError(
            "The URL holds a name or a password.",
            code="pack-url",
            where=clean(url.rpartition("@")[2], 200),
            fix="Take it out: git knows your credentials by its credential helper.",
        )
    host = parts.netloc.rpartition("@")[2]
    wrong = bool(host) if parts.scheme == "file" else not host
    if wrong or parts.netloc.startswith("-") or host.startswith("-"):
        raise InputError(f"{shown} is not a git URL.", code="pack-url", fix="Write https://…, or git@host:path.")
    return parts.scheme


def _environment(scheme: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}
    # Users may have told git to use SSH for what is written as https.
    allowed = "file" if scheme == "file" else "https:ssh"
    kept.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
    return kept | {
        "GIT_ALLOW_PROTOCOL": allowed,
        "GIT_ASKPASS": "",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "SSH_ASKPASS": "",
    }


def _run(arguments: list[str], url: str, scheme: str, target: Path) -> str:
    """What git prints. It is ended when it takes too long, or brings too much."""
    program = shutil.which("git")
    if program is None:
        raise ToolchainError("git is not installed.", code="git-missing", fix="Install git, or add a folder.")
    argv = [program, *(word for option in _SAFE for word in ("-c", option)), *arguments]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            argv, env=_environment(scheme), stdin=subprocess.DEVNULL, stdout=out, stderr=said, start_new_session=True
        )
        try:
            wrong = _watch(process, target)
        finally:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        said.seek(0)
        lines = said.read(20_000).decode("utf-8", "replace").strip().splitlines()
        if not wrong and process.returncode != 0:
            wrong = _reason(lines)
        if wrong:
            raise NetworkError(
                f"git could not fetch the pack: {wrong}.",
                code="pack-fetch",
                where=clean(url, 200),
                fix="Try git clone with the same URL. edgewise lets git ask no questions.",
            )
        out.seek(0)
        return out.read(1000).decode("utf-8", "replace").strip()


def _reason(lines: list[str]) -> str:
    """What git said, and before it what ssh said."""
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines or ["it gave no reason"]
    told = [lines[0]] if lines and not lines[0].startswith(("fatal:", "error:", "warning:")) else []
    told.append(fatal[-1].removeprefix("fatal: "))
    return "; ".join(clean(line, 200).rstrip(".") for line in dict.fromkeys(told))


def _watch(process: subprocess.Popen[bytes], target: Path) -> str:
    """Wait for ``process``. Returns why it must not go on; empty when it ended by itself."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            if time.monotonic() > end:
                return f"it took more than {SECONDS:.0f} seconds"
        if _larger(target):
            return f"it is larger than {_MOST // 1_000_000} MB"
        if process.returncode is not None:
            return ""


def _larger(folder: Path) -> bool:
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(here, name)).st_size  # noqa: PTH118
        if total > _MOST:
            return True
    return False
