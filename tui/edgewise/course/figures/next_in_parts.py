"""``next-in-parts``: what a Next.js application needs while it runs, on a server and on Workers."""

from __future__ import annotations

from edgewise.course.figures._stations import Station, stations

DRAWING = stations(
    "next-in-parts",
    "Next.js, taken apart",
    ("server", "Workers"),
    (
        Station("files", ("disk", "assets"),
                "What the build wrote once: scripts, styles, images, pages that never change."),
        Station("pages, APIs", ("Node.js", "a Worker"),
                "Server components and route handlers. They need Node.js, or something that looks like it."),
        Station("middleware", ("Node.js", "a Worker"),
                "Code before each page. In Next.js it has a runtime of its own, which not every adapter has."),
        Station("kept pages", ("disk", "R2 or KV"),
                "Pages that are rendered once and kept for a while. On Workers there is no disk to keep them on."),
        Station("renewal", ("Node.js", "an object"),
                "When a kept page is too old, somebody renders it anew, once. That needs a queue of work."),
        Station("tags", ("memory", "D1, object"),
                "revalidateTag makes pages old at once. Somebody has to remember which, in one place for all."),
        Station("images", ("sharp", "Images"),
                "Next.js makes images smaller when they are asked for. On Workers a binding does it."),
    ),
    ("ONXD",),
)  # fmt: skip
