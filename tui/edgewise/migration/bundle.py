"""How large the code of the Worker is: a real build of a working copy, as a deployment would upload it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edgewise.errors import ToolchainError
from edgewise.migration.catalogue import finding
from edgewise.migration.choices import Choices
from edgewise.migration.model import Finding
from edgewise.migration.parity.staging.plan import plan_of
from edgewise.migration.parity.staging.sides import Stager
from edgewise.runtime.process import Completed, run
from edgewise.runtime.toolchain import Toolchain

KIB = 1024
MAX_BYTES = 64 * KIB * KIB
"""The largest Worker, before compression. Source: wrangler 4.156, bundle-reporter.ts."""
LARGE_BYTES = 3 * KIB * KIB
"""Compressed. What the free plan took for long; the documentation of Cloudflare is not of one mind today."""
_SECONDS = 180.0
_ERROR = re.compile(r"\[ERROR\] (.+)")
_REPORT = re.compile(r"Total Upload: ([\d.]+) KiB / gzip: ([\d.]+) KiB")


@dataclass(frozen=True)
class BundleSize:
    """Bytes of a Worker's code, all modules together."""

    plain: int
    compressed: int

    def document(self) -> dict[str, int]:
        """The size as JSON."""
        return {"bytes": self.plain, "gzip": self.compressed}


async def measure_bundle(
    root: Path, toolchain: Toolchain, *, overrides: Mapping[str, str], choices: Choices
) -> BundleSize:
    """Migrate a copy of ``root``, if it is not migrated yet, and let wrangler build what it would deploy.

    Raises:
        Refused: ``not-ready`` when a blocker stands.
        ToolchainError: ``bundle-failed`` when the build does.
    """
    with tempfile.TemporaryDirectory(prefix="edgewise-bundle-") as name:
        folder = _real(name)
        stager = Stager(root, folder, toolchain, overrides)
        planned = await plan_of(stager, choices=choices)
        side = await stager.new_side(planned.prepare)
        command = toolchain.wrangler("deploy", "--dry-run", "--outdir", str(folder / "bundle"))
        done = await run(command, cwd=side.root, env=toolchain.environment(), timeout=_SECONDS)
        found = _REPORT.search(done.stdout)
        if done.returncode != 0 or found is None:
            raise ToolchainError(
                f"The Worker cannot be built: {_reason(done)}",
                code="bundle-failed",
                where=side.root.name,
                fix="Correct what it names. `npm install` helps when a package is missing.",
            )
    return BundleSize(*(round(float(each) * KIB) for each in found.groups()))


def _real(name: str) -> Path:
    """Without links: tools report paths in their real form."""
    return Path(os.path.realpath(name))


def _reason(done: Completed) -> str:
    """What the compiler said, without what wrangler says about it."""
    said = dict.fromkeys(_ERROR.findall(f"{done.stdout}\n{done.stderr}"))
    reasons = [each for each in said if not each.startswith(("Build failed", "Running custom build"))]
    return "; ".join(reasons[:3]) or done.tail


def check_size(size: BundleSize) -> Iterator[Finding]:
    """What the size means for a deployment."""
    if size.plain > MAX_BYTES:
        yield finding("script-too-large", None, f"{size.plain / KIB / KIB:.1f} MiB")
    elif size.compressed > LARGE_BYTES:
        yield finding("script-large", None, f"{size.compressed / KIB / KIB:.1f} MiB compressed")
