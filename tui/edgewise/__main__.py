"""``python -m edgewise``, and the ``edgewise`` command."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line. ``--version`` answers before anything else is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from edgewise import __version__

        print(f"edgewise {__version__}")
        return 0
    from edgewise.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
