"""``--demo`` of commands that can speak to a demo account that runs: ``edgewise demo-account`` in another terminal."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Let a command take ``--demo`` alone, or with the port of a demo account that runs."""
    parser.add_argument(
        "--demo",
        metavar="PORT",
        nargs="?",
        type=int,
        const=0,
        help="of the demo account: the one that runs on this port, or a fresh one without it",
    )


def environment_of(port: int) -> dict[str, str]:
    """What leads wrangler, and edgewise, to the demo account on ``port``."""
    from edgewise.account.demo import now
    from edgewise.account.demo.replaced import company

    return {
        "CLOUDFLARE_API_BASE_URL": f"http://127.0.0.1:{port}/client/v4",
        "CLOUDFLARE_API_TOKEN": "demo",
        "CLOUDFLARE_ACCOUNT_ID": company(now).account["id"],
    }


def wrangler_environment(demo: int | None) -> dict[str, str]:
    """What wrangler is to find: the demo account on port ``demo``, else the user's own credential and settings."""
    if demo:
        return environment_of(demo)
    from edgewise.runtime.environment import credentials

    return credentials(os.environ)


def asked(demo: int | None) -> tuple[Mapping[str, str], bool]:
    """The environment to find a credential in, and whether to take a fresh demo account instead."""
    if demo:
        return {**os.environ, **environment_of(demo)}, False
    return os.environ, demo is not None
