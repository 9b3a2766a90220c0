"""What npm's failures mean, and what to do about each."""

from __future__ import annotations

import re

from edgewise.errors import ToolchainError
from edgewise.runtime.process import Completed
from edgewise.text import clean

AGAIN = "Try again with `edgewise doctor --install`."

_CODE = re.compile(r"^npm (?:error|ERR!) code (\S+)", re.MULTILINE)
_DETAIL = re.compile(
    r"^npm (?:error|ERR!) (?!(?:code|syscall|errno|path|dest|type|address|port)\b)(\S.*)", re.MULTILINE
)
_OFFLINE = re.compile(
    r"\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT)\b"
)
_CERTIFICATE = re.compile(r"\b(\w*_CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_HAS_EXPIRED)\b")


def npm_error(done: Completed) -> ToolchainError:
    """The error that says why npm ended with a status other than 0."""
    said = f"{done.stderr}\n{done.stdout}"
    code = found[1] if (found := _CODE.search(said)) else ""
    if code == "ENOSPC":
        return ToolchainError(
            "wrangler cannot be installed: the disk is full.",
            code="toolchain-folder",
            fix="Free about 300 MB, or choose another disk with EDGEWISE_CACHE, and try again.",
        )
    if _CERTIFICATE.search(said):
        return ToolchainError(
            "The npm registry's certificate is not trusted here, as behind a proxy that reads along.",
            code="toolchain-certificate",
            fix="Point npm at your organisation's certificate (`npm config set cafile …`), and try again.",
        )
    if _OFFLINE.search(said):
        return ToolchainError(
            "wrangler is not installed yet, and the npm registry cannot be reached.",
            code="toolchain-offline",
            fix="Connect to the network and try again. Behind a proxy or with a mirror, set it in "
            "~/.npmrc (`npm config set proxy …` or `registry …`). This is needed once.",
        )
    reason = clean(found[1], 300) if (found := _DETAIL.search(said)) else f"exit status {done.returncode}"
    return ToolchainError(
        f"npm could not install wrangler: {reason}{f' ({clean(code, 40)})' if code else ''}",
        code="toolchain-install",
        fix=f"{AGAIN} If it stays, run `npm doctor`.",
    )
