"""Which roads a Next.js application can take on Cloudflare: one table of rules, with what speaks against each.

Facts: next-on-pages 1.13.16 [NOP], OpenNext for Cloudflare 1.20.2 [ONX, ONXD], Cloudflare's page on Next.js of
2026-08-25 [NEXTCF].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fits = Literal["yes", "with care", "no"]
Middleware = Literal["none", "edge", "node"]

STATIC, OPENNEXT, VINEXT, STAY = "static export", "OpenNext", "vinext", "stay for now"


@dataclass(frozen=True)
class App:
    """What matters of an application.

    Attributes:
        major: of Next.js.
        server: whether anything is rendered or answered for a request.
        edge: whether routes say ``runtime = "edge"``.
        node: whether server code uses Node.js itself, or packages that do.
        kept: whether pages are kept and renewed (ISR, ``revalidate``).
        middleware: with which runtime.
        images: whether ``next/image`` makes images smaller.
        beta: whether a beta will do.
        more: whether it needs what Pages has not: a queue consumer, a cron, an object.
        on_pages: whether it runs on Pages with next-on-pages today.
    """

    major: int = 15
    server: bool = True
    edge: bool = False
    node: bool = True
    kept: bool = False
    middleware: Middleware = "none"
    images: bool = False
    beta: bool = False
    more: bool = False
    on_pages: bool = False


@dataclass(frozen=True)
class Road:
    """One road: whether it can be taken, and the first thing that speaks against it or has to be done."""

    name: str
    fits: Fits
    because: str
    all: tuple[str, ...] = ()


def roads(app: App) -> tuple[Road, ...]:
    """The four roads for ``app``, from the simplest."""
    return (
        _road(
            STATIC,
            (
                (app.server, "no", "no server code at all"),
                (app.middleware != "none", "no", "no middleware"),
                (app.kept, "no", "nothing renews a page"),
                (app.images, "with care", "images stay as they are"),
            ),
        ),
        _road(
            OPENNEXT,
            (
                (app.middleware == "node", "no", "no Node middleware"),
                (app.major < 15, "with care", "Next.js 15 first"),
                (app.edge, "with care", "take runtime = edge out"),
                (app.kept, "with care", "wants R2 and a queue"),
                (app.images, "with care", "wants the Images binding"),
            ),
        ),
        _road(
            VINEXT,
            (
                (app.major < 16, "no", "Next.js 16 only"),
                (not app.beta, "no", "a beta"),
                (True, "with care", "a beta: try it all"),
            ),
        ),
        _road(
            STAY,
            (
                (not app.on_pages and app.server, "no", "a road out, not in"),
                (app.more, "no", "Pages cannot have that"),
                (app.major > 15, "no", "ends with Next.js 15"),
                (app.node and app.server, "no", "edge only, no Node.js"),
                (app.on_pages, "with care", "deprecated since 2025"),
            ),
        ),
    )


def best(found: tuple[Road, ...]) -> Road | None:
    """The road to try first: the simplest that can be taken, one without cares before one with."""
    able = [road for road in found if road.fits != "no"]
    return next((road for road in able if road.fits == "yes"), able[0] if able else None)


def _road(name: str, doubts: tuple[tuple[bool, Fits, str], ...]) -> Road:
    raised = sorted(((fits, text) for applies, fits, text in doubts if applies), key=lambda doubt: doubt[0] != "no")
    if not raised:
        return Road(name, "yes", "nothing against it")
    return Road(name, raised[0][0], raised[0][1], tuple(text for _, text in raised))
