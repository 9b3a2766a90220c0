"""``:::roads``: which way of running Next.js on Cloudflare fits a project."""

from __future__ import annotations


def plain_roads() -> str:
    """The guide in words: title first."""
    return "Which road fits your project"
