"""The files beside the assets: what is published, which headers and redirects apply, which page answers a miss."""

from __future__ import annotations

from collections.abc import Sequence

from edgewise.migration.asset_headers import merge_headers, untyped_assets
from edgewise.migration.ignore_files import assets_ignore
from edgewise.migration.model import FileEdit, Step
from edgewise.migration.placing import NOT_FOUND_PAGE
from edgewise.migration.rule_edits import clean_headers, clean_redirects
from edgewise.migration.steps.planning import Planning, data_of, text_of


def private_files(plan: Planning, edited: Sequence[str]) -> Step | None:
    """``.assetsignore``.

    Args:
        edited: paths of the files that the other steps write.
    """
    edits = [
        FileEdit(path, before, data_of(assets_ignore(plan.project, edited, text_of(before))))
        for path, before in plan.placed(".assetsignore")
    ]
    return plan.step(
        "assets-ignore",
        "Keep private files out of what is published",
        "Workers publishes whatever this file does not name." + plan.twice(".assetsignore"),
        edits,
        ("private-files", "routes-json-unused", "output-made"),
    )


def empty_page(plan: Planning) -> Step | None:
    """An empty ``404.html``."""
    if not plan.settings.empty_page:
        return None
    edits = [FileEdit(path, None, b"") for path, before in plan.placed(NOT_FOUND_PAGE) if before is None]
    return plan.step(
        "empty-404-page",
        "Answer unknown paths before the code",
        "Without a page for them, Workers runs the code on every path that has no file." + plan.twice(NOT_FOUND_PAGE),
        edits,
        ("empty-404-page",),
    )


def headers(plan: Planning) -> Step | None:
    """``_headers``. In faithful mode the code adds what Pages adds, and the file keeps its meaning."""
    if plan.choices.faithful:
        lines = [
            FileEdit(path, before, data_of(clean_headers(text_of(before) or "")))
            for path, before in plan.placed("_headers")
            if before is not None
        ]
        return plan.step(
            "header-lines",
            "Turn header lines that Pages ignores into comments",
            "The deployment of a Worker is refused because of them." + plan.twice("_headers"),
            lines,
            ("header-lines-invalid",),
        )
    untyped = untyped_assets(plan.project)
    edits = [
        FileEdit(path, before, data_of(merge_headers(plan.rules(text_of(before) or ""), untyped).text))
        for path, before in plan.placed("_headers")
    ]
    return plan.step(
        "asset-headers",
        "Add the headers that Pages sends by itself",
        "Without them, pages on other origins can no longer read these files, and browsers guess types."
        + plan.twice("_headers"),
        edits if plan.project.answers else [],
        ("asset-headers", "header-lines-invalid"),
    )


def redirects(plan: Planning) -> Step | None:
    """``_redirects``."""
    edits: list[FileEdit] = []
    for path, before in plan.placed("_redirects"):
        if before is not None:
            after = clean_redirects(text_of(before) or "")
            edits.append(FileEdit(path, before, data_of(after) if after.strip() else None))
    return plan.step(
        "redirects",
        "Take out redirect lines that Pages ignores",
        "The deployment of a Worker is refused because of them." + plan.twice("_redirects"),
        edits,
        ("spa-redirect-line", "redirect-lines-invalid"),
    )
