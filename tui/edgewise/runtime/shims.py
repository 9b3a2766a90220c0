"""A folder for PATH in which ``node``, ``npm``, ``npx`` and ``wrangler`` are the ones edgewise uses.

Build commands of projects call them by name. The folder of the Node in the Python package cannot
serve for that: the ``npm`` and ``npx`` in it are flattened links that do not run.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

_NPX = """\
#!/bin/sh
# `npx wrangler` would fetch a wrangler where the project has none. Use the installed one then.
for word do
  case $word in
    -y | --yes | --no | --no-install | --) continue ;;
    wrangler | wrangler@4 | wrangler@4.* | wrangler@latest) ;;
    *) break ;;
  esac
  folder=$PWD
  while [ ! -e "$folder/node_modules/.bin/wrangler" ]; do
    if [ -z "$folder" ]; then
      while [ "$1" != "$word" ]; do shift; done
      shift
      exec WRANGLER "$@"
    fi
    folder=${folder%/*}
  done
  break
done
exec NPX "$@"
"""


@lru_cache(maxsize=8)
def shims(node: Path, npm: tuple[str, ...], cli: Path, folder: Path) -> Path | None:
    """A folder below ``folder`` with the four commands, made when it is not there.

    Args:
        node: the Node program.
        npm: the command that runs npm.
        cli: wrangler's program, a JavaScript file.

    Returns:
        ``None`` when it cannot be made, as in a read-only cache.
    """
    scripts = _scripts(node, npm, cli)
    digest = hashlib.sha256(repr(sorted(scripts.items())).encode()).hexdigest()[:12]
    place = folder / f"bin-{digest}"
    if all(os.access(place / name, os.X_OK) for name in scripts):
        return place
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _make(scripts, place)
    except OSError:
        return None


def _scripts(node: Path, npm: tuple[str, ...], cli: Path) -> dict[str, str]:
    wrangler = shlex.join((str(node), "--no-warnings", str(cli)))
    scripts = {
        "node": f'#!/bin/sh\nexec {shlex.quote(str(node))} "$@"\n',
        "wrangler": f'#!/bin/sh\nexec {wrangler} "$@"\n',
    }
    if npm:
        npx = shlex.join((*npm[:-1], npm[-1].replace("npm-cli.js", "npx-cli.js")))
        scripts["npm"] = f'#!/bin/sh\nexec {shlex.join(npm)} "$@"\n'
        scripts["npx"] = _NPX.replace("exec WRANGLER", f"exec {wrangler}").replace("exec NPX", f"exec {npx}")
    return scripts


def _make(scripts: dict[str, str], place: Path) -> Path:
    """Write into a temporary folder and rename it, so that two processes at once do no harm."""
    temporary = Path(tempfile.mkdtemp(prefix=".bin-", dir=place.parent))
    try:
        for name, text in scripts.items():
            file = temporary / name
            file.write_text(text)
            file.chmod(0o755)
        temporary.chmod(0o755)
        if place.exists():
            shutil.rmtree(place, ignore_errors=True)
        with contextlib.suppress(OSError):  # Another process was faster, with the same content.
            temporary.rename(place)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return place
