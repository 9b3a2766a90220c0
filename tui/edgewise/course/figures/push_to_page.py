"""``push-to-page``: what happens on Pages between a push and a page."""

from __future__ import annotations

from edgewise.course.figures._stations import Station, stations

DRAWING = stations(
    "push-to-page",
    "From a push to a page",
    ("where", "your code"),
    (
        Station("push", ("git host", "no"),
                "You push a commit. Your git host tells Cloudflare: this branch, this commit."),
        Station("wait", ("Cloudflare", "no"),
                "The build waits for its turn. On the free plan one is built at a time."),
        Station("build", ("a fresh machine", "your build"),
                "Your packages are installed and your build command runs. It has 20 min, and leaves a folder."),
        Station("compare", ("a fresh machine", "no"),
                "Each file of the folder gets a hash. What Cloudflare has already is not sent again."),
        Station("upload", ("Cloudflare", "no"),
                "New files are sent. What is in functions/ is compiled into one Worker and goes along."),
        Station("address", ("everywhere", "no"),
                "The deployment gets an address of its own, and stays under it as it is."),
        Station("alias", ("everywhere", "per request"),
                "The name of the branch points to it. For the production branch, your domain does."),
    ),
    ("PLIM", "WSDK", "PPREV"),
)  # fmt: skip
