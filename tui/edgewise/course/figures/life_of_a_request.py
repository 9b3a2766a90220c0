"""``life-of-a-request``: the stations of a request on Workers, whose each is, and what the CPU clock does there."""

from __future__ import annotations

from edgewise.course.figures._stations import Station, stations

_THEIRS, _YOURS = "░ theirs", "█ yours"

DRAWING = stations(
    "life-of-a-request",
    "The stations of a request",
    ("code", "CPU clock"),
    (
        Station("arrives", (_THEIRS, "stands"),
                "The nearest place takes the request, greets the browser and decrypts what it sends."),
        Station("route", (_THEIRS, "stands"),
                "Host and path are looked up: a custom domain, a route or workers.dev says which Worker it is for."),
        Station("files", (_THEIRS, "stands"),
                "Is there a static file for the path? Then it is the answer, unless your code is set to run first."),
        Station("isolate", (_THEIRS, "1 s of its own"),
                "An isolate with your code is found, or a new one is made. What stands outside your handlers runs."),
        Station("fetch()", (_YOURS, "runs"),
                "Your handler is called with the request. From here on the CPU clock is yours."),
        Station("await", (_YOURS, "stands"),
                "It waits for a store or another server. The clock stands, and the isolate serves other requests."),
        Station("answer", (_YOURS, "runs"), "Your handler returns a response. Its body may still be streaming."),
        Station("waitUntil", (_YOURS, "runs"),
                "What was handed to waitUntil may go on for up to 30 s. After that nothing of this call is left."),
    ),
    ("WLIM", "WHOW", "START"),
)  # fmt: skip
