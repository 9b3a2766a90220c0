"""What a person must decide or do."""

from __future__ import annotations

from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.model import Severity

_D, _M, _N = Severity.DECISION, Severity.MANUAL, Severity.NOTE

WORK = table(
    CatalogueEntry(
        "compatibility-date-unknown", _D, "The compatibility date of the Functions is not known",
        "The dashboard holds it. A newer date can change how the runtime behaves.",
        "Look it up under Settings, Runtime, and say --set compatibility_date=YYYY-MM-DD. Without it, today's is used.",
    ),
    CatalogueEntry(
        "name-inferred", _D, "The project's name is a guess",
        "No wrangler file, script or workflow says how the project is called on Pages.",
        "Say it with --set name=NAME if the Worker should be called otherwise.",
    ),
    CatalogueEntry(
        "dashboard-settings", _M, "The project's settings live in the dashboard",
        "Without a wrangler file, variables, secrets and bindings are not in this folder; a Worker without them fails.",
        "Add them to the new wrangler file; `wrangler pages download config` lists those of the Pages project.",
    ),
    CatalogueEntry(
        "bindings-undeclared", _M, "Functions use bindings that no wrangler file declares",
        "They come from the dashboard or are secrets. A Worker that lacks them fails when the code reaches for them.",
        "Declare bindings and variables in the wrangler file; set secrets with `wrangler secret put NAME`.",
    ),
    CatalogueEntry(
        "output-rebuilt", _M, "The next build would erase files that the Worker needs",
        "The output directory is made by the build, and no folder is known whose files the build copies into it.",
        "Let the build copy .assetsignore, _headers and _redirects into the output.",
    ),
    CatalogueEntry(
        "rules-generated", _M, "The build generates _headers or _redirects",
        "The file stands in the output only, so the next build undoes the change that the Worker needs.",
        "Make the same change where the build takes the file from.",
    ),
    CatalogueEntry(
        "header-rule-host", _M, "Header rules name a host",
        "They apply to that host only, which is not the Worker's.",
        "Add rules for the Worker's hosts if the headers are needed there.",
    ),
    CatalogueEntry(
        "header-rule-overlap", _M, "Header rules overlap in a way that Workers treats differently",
        "Pages lets the first rule that sets a default header replace it; on Workers the value would be added to it.",
        "Check the headers of these paths in the proof, and join the rules.",
    ),
    CatalogueEntry(
        "linked-assets", _M, "The output directory holds symbolic links",
        "Links that lead out of the project are not followed, and Workers does not upload folders that are links.",
        "Replace the links by the files.",
    ),
    CatalogueEntry(
        "queue-without-consumer", _N, "A queue is filled and nothing here empties it",
        "A Pages project can send messages to a queue and cannot receive them. Unless another Worker consumes it, "
        "messages are deleted when they expire.",
        "Once this is a Worker, it can consume the queue itself: see the lesson.",
    ),
    CatalogueEntry(
        "long-work", _N, "A Function goes on working after it has answered",
        "waitUntil gives at most 30 seconds after the answer, on Workers as on Pages.",
        "For longer work, hand it to a queue or a Workflow, which a Worker can run and Pages cannot.",
    ),
)  # fmt: skip
