"""Which wrangler edgewise runs: the pinned versions that ship in ``assets/toolchain``."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from edgewise.store import content

_CPU = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True)
class Pins:
    """The lock file, as far as edgewise needs to know it."""

    folder: Path
    """Holds ``package.json`` and ``package-lock.json``."""
    wrangler: str
    workerd: str
    """Such as ``1.20261023.1``: the date in it is the day it was made."""
    packages: tuple[str, ...]
    """The folders (``node_modules/…``) that npm installs on this computer."""
    required: tuple[str, ...]
    """Those among them without which nothing runs."""
    digest: str
    """Changes with every change of the lock file."""

    @property
    def workerd_program(self) -> str:
        """The workerd program's path below the install; empty where Cloudflare makes none."""
        for package in self.packages:
            if package.startswith("node_modules/@cloudflare/workerd-"):
                return f"{package}/bin/workerd"
        return ""


@cache
def pins(folder: Path | None = None) -> Pins:
    """The pins in ``folder``, by default those that ship with edgewise."""
    folder = folder or content("assets", "toolchain")
    raw = (folder / "package-lock.json").read_bytes()
    locked: Mapping[str, Mapping[str, Any]] = json.loads(raw)["packages"]
    packages = tuple(sorted(_for_this_computer(locked)))
    return Pins(
        folder=folder,
        wrangler=locked["node_modules/wrangler"]["version"],
        workerd=locked["node_modules/workerd"]["version"],
        packages=packages,
        required=tuple(name for name in packages if _is_required(name, locked[name])),
        digest=hashlib.sha256(raw + (folder / "package.json").read_bytes()).hexdigest()[:12],
    )


def computer() -> tuple[str, str]:
    """This computer as npm names it: ``("linux", "x64")``."""
    machine = platform.machine().lower()
    return sys.platform, _CPU.get(machine, machine)


def _for_this_computer(locked: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    system, cpu = computer()
    libc = _libc() if system == "linux" else ""
    for name, package in locked.items():
        if not name:
            continue
        fits = system in package.get("os", [system]) and cpu in package.get("cpu", [cpu])
        # npm decides by itself about optional packages that name no system: never count on those.
        counted = not package.get("optional") or "os" in package
        if fits and counted and libc in package.get("libc", [libc]):
            yield name


def _is_required(name: str, package: Mapping[str, Any]) -> bool:
    programs = ("node_modules/@cloudflare/workerd-", "node_modules/@esbuild/")
    return not package.get("optional") or name.startswith(programs)


def _libc() -> str:
    return "musl" if any(Path("/lib").glob("ld-musl-*")) else "glibc"
