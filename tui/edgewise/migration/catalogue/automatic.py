"""What the plan settles by itself."""

from __future__ import annotations

from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.model import Severity

_A, _N = Severity.AUTOMATIC, Severity.NOTE

AUTOMATIC = table(
    CatalogueEntry(
        "pages-config", _A, "The configuration must describe a Worker",
        "wrangler deploys a Worker from main and assets, and a Pages project from pages_build_output_dir.",
        "The wrangler file is rewritten in its own format, comments kept; without one, wrangler.jsonc is created.",
    ),
    CatalogueEntry(
        "production-values", _A, "Production has settings of its own",
        "On Pages the top level of the file holds what previews share. A Worker is deployed from the top level.",
        "Production's values move to the top level, and what previews had is kept under env.preview.",
    ),
    CatalogueEntry(
        "advanced-mode", _A, "The project runs a _worker.js (advanced mode)",
        "A _worker.js takes over all requests, and functions/ is ignored beside it. Workers would publish it as a "
        "file.",
        "The Worker runs it as it stands, on the same paths as before, and it is not published.",
    ),
    CatalogueEntry(
        "faithful-entry", _A, "A module of the Worker keeps the answers as they are",
        "Workers redirects with 307 where Pages says 308, lets 404 pages be cached, knows one kind of not-found answer "
        "a site, names some file types otherwise and adds fewer headers.",
        "worker/pages-assets takes each file from Workers and answers as Pages does. Leave it out with --mode "
        "idiomatic.",
    ),
    CatalogueEntry(
        "functions-before-assets", _A, "Functions answer before files",
        "Workers look for a file first, and browsers' navigations may never reach the code. A file with the path of a "
        "Function would win.",
        "run_worker_first lists exactly the paths on which Pages runs the Functions.",
    ),
    CatalogueEntry(
        "not-found-page", _A, "Unknown paths get the 404 page",
        "Pages finds 404.html by itself. Workers answers with an empty 404 unless told otherwise.",
        'not_found_handling is set to "404-page".',
    ),
    CatalogueEntry(
        "spa-fallback", _A, "Unknown paths get index.html",
        "Without a 404 page, Pages answers every unknown path with index.html. Workers answers with an empty 404.",
        'not_found_handling is set to "single-page-application".',
    ),
    CatalogueEntry(
        "empty-404-page", _A, "Paths without a file would reach the code",
        "There is neither a 404 page nor an index.html, so Workers hands every path that has no file to the code, also "
        "those on which Pages never runs it: paths that _routes.json leaves out, or /API for /api.",
        "An empty 404.html answers them first. Write something into it if visitors can see it.",
        explains="content-type and x-content-type-options of empty answers with status 404, and /404 and /404.html "
        "themselves",
    ),
    CatalogueEntry(
        "asset-headers", _A, "Pages adds headers to every file",
        "access-control-allow-origin, referrer-policy and x-content-type-options come from Pages itself and would be "
        "gone: pages on other origins could no longer read the files.",
        "They are added to _headers, merged into the rule for /* if there is one.",
    ),
    CatalogueEntry(
        "private-files", _A, "Private files must stay out of what is published",
        "Pages leaves out _worker.js, _routes.json, functions/, node_modules and .git by itself. Workers publishes "
        "whatever .assetsignore does not name, and in a project folder that is manifests and local secrets too.",
        "An .assetsignore is written that names them.",
        explains="files of tools and manifests, which Pages publishes when the output is the project folder, answer as "
        "unknown paths do",
    ),
    CatalogueEntry(
        "spa-redirect-line", _A, "A line in _redirects sends everything to index.html",
        "Pages ignores it with a warning. A Worker cannot be deployed with it.",
        "The line is removed; not_found_handling does what it meant.",
    ),
    CatalogueEntry(
        "redirect-lines-invalid", _A, "_redirects has lines that are no rules",
        "Pages ignores them. The deployment of a Worker is refused because of them.",
        "They are turned into comments, which changes no answer.",
    ),
    CatalogueEntry(
        "header-lines-invalid", _A, "_headers has lines that are no rules",
        "Pages ignores them. The deployment of a Worker is refused because of them.",
        "They are turned into comments, which changes no answer.",
    ),
    CatalogueEntry(
        "functions-empty", _N, "functions/ holds no handler",
        "No file there exports onRequest or one of its kind, so Pages runs no code.",
        "The project is moved as a static one.",
    ),
    CatalogueEntry(
        "routes-json-unused", _N, "_routes.json stands beside no Functions",
        "It has no meaning without code.",
        "It is not published.",
    ),
    CatalogueEntry(
        "worker-first-cost", _N, "Every request runs the Worker",
        "Middleware at the top covers all paths, so each file counts as a request to the Worker, as it does on Pages.",
        "Nothing changes. Narrow the middleware to the folders that need it to make files free again.",
    ),
    CatalogueEntry(
        "every-request-counts", Severity.DECISION, "Every request runs the Worker and counts as one",
        "On Pages, paths without code are free. In faithful mode each file runs the Worker: on the free plan 100,000 "
        "requests a day are included, on the paid plan 10 million a month and then $0.30 a million.",
        "Choose --mode idiomatic to keep files free, with differences that are declared.",
    ),
    CatalogueEntry(
        "free-plan-fails-closed", _N, "On the free plan, paths with code stop when the daily allowance is used up",
        "A Pages project may be set to fall back to its files then; a Worker answers 429 on paths that run it first.",
        "The list of such paths is kept as narrow as on Pages.",
    ),
    CatalogueEntry(
        "early-hints", _N, "Link headers no longer become Early Hints",
        "Pages turns Link headers with preload or preconnect into 103 answers. Workers does not.",
        "The headers stay; browsers read them with the page.",
    ),
)  # fmt: skip
