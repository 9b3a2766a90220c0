"""What must be settled first, and what edgewise does not move yet."""

from __future__ import annotations

from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.model import Severity

_B = Severity.BLOCKER

BLOCKERS = table(
    CatalogueEntry(
        "functions-do-not-build", _B, "functions/ holds files that Pages refuses to build",
        "The same compiler makes the Worker, and it stops at these files.",
        "Rename or mend the files.",
    ),
    CatalogueEntry(
        "routes-json-invalid", _B, "_routes.json is not valid",
        "Pages refuses it, so it is not known when the Functions are meant to run.",
        "Correct the file, or delete it: Pages derives the rules from functions/ then.",
    ),
    CatalogueEntry(
        "routes-too-many", _B, "_routes.json needs more rules than a Worker may have",
        "run_worker_first takes 100 rules of 100 characters, and matches more literally, so one rule can become two.",
        "Move in faithful mode, where the Worker's entry holds the rules, or join rules in _routes.json.",
    ),
    CatalogueEntry(
        "nested-404-only", _B, "There are 404 pages in folders, and none at the top",
        "Pages answers with the nearest 404 page and with index.html elsewhere. No setting of Workers does both.",
        "Move in faithful mode, which does both, or add a 404.html at the top.",
    ),
    CatalogueEntry(
        "file-too-large", _B, "A file is larger than 25 MiB",
        "Neither Pages nor Workers takes files over 25 MiB.",
        "Make it smaller, or serve it from R2.",
    ),
    CatalogueEntry(
        "too-many-files", _B, "There are more than 100,000 files",
        "A Worker takes 20,000 files on the free plan and 100,000 on a paid one.",
        "Serve part of them from R2.",
    ),
)  # fmt: skip
