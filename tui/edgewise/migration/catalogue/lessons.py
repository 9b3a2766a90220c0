"""Which lesson of the course explains which kind of finding: one table, so that a new lesson has one place to go to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_BY_LESSON: Mapping[str, tuple[str, ...]] = {
    "the-request-that-would-not-finish": ("long-work",),
    "a-queue-with-a-consumer": ("queue-without-consumer", "pages-keys-refused"),
    "cold-starts": ("script-large", "script-too-large"),
    "the-life-of-a-request": ("node-builtins",),
    "versions-and-gradual-deployments": ("deploy-any-branch", "deploy-preview-branch"),
    "from-a-push-to-a-page": (
        "branch-previews", "empty-404-page", "framework-as-built", "function-route-invalid", "functions-compile",
        "functions-empty", "functions-native", "nested-404-only", "not-found-page", "output-empty", "output-missing",
        "production-values", "routes-json-invalid", "routes-json-unused", "spa-fallback",
    ),
    "pages-against-workers": (
        "asset-headers", "canonical-redirect-status", "custom-domains", "durable-object-script", "early-hints",
        "every-request-counts", "free-plan-fails-closed", "functions-before-assets", "old-assets", "preview-noindex",
        "web-analytics", "worker-first-cost",
    ),
    "what-nextjs-needs": (
        "nextjs-edge-runtime", "nextjs-images", "nextjs-middleware", "nextjs-node-middleware", "nextjs-og",
        "nextjs-request-context", "nextjs-revalidation",
    ),
    "choosing-the-road": (
        "framework-adapter", "framework-no-code", "framework-server-build", "nextjs-by-hand", "nextjs-open-next",
        "nextjs-route", "nextjs-server", "nextjs-too-old", "nextjs-upgrade", "nextjs-ways",
    ),
    "move-the-story": ("ci-deploys-pages", "etag-value", "faithful-entry", "pages-config"),
    "move-yours": (
        "account-differs", "account-preview-secrets", "account-secret", "bindings-undeclared", "dashboard-settings",
        "secrets",
    ),
}  # fmt: skip

LESSONS: Mapping[str, str] = MappingProxyType({each: lesson for lesson, found in _BY_LESSON.items() for each in found})
"""Finding id -> lesson id."""
