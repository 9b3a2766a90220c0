"""Frameworks that run code: how their builds are moved, and what Next.js needs."""

from __future__ import annotations

from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.model import Severity

_B, _D, _M = Severity.BLOCKER, Severity.DECISION, Severity.MANUAL
_A, _N = Severity.AUTOMATIC, Severity.NOTE

FRAMEWORKS = table(
    CatalogueEntry(
        "framework-as-built", _A, "The framework's build leaves code that Pages runs",
        "It lies beside the files in the output directory, and every request that _routes.json names goes to it.",
        "The Worker imports it as the build leaves it. The adapter stays, and each build works as before.",
    ),
    CatalogueEntry(
        "framework-build-kept", _A, "The next build would leave something else",
        "The adapter looks at the wrangler file or at the machine it runs on, and would build for Workers in its own "
        "way, over what the Worker imports.",
        "Its configuration is told to build as it does for Pages.",
    ),
    CatalogueEntry(
        "framework-build-open", _B, "The next build would leave something else, and its configuration cannot be edited",
        "The adapter looks at the wrangler file or at the machine it runs on. The place where this is set is written "
        "in a way that edgewise does not follow.",
        "Set what the title names yourself, then assess again.",
    ),
    CatalogueEntry(
        "framework-workers-form", _D, "The framework has a form of its own for Workers",
        "As built, the project stays with its adapter for Pages, which frameworks develop no further. The form for "
        "Workers changes its configuration and needs a new build.",
        "Nothing to do: as built is the default. Say --adapter workers to change the form instead.",
    ),
    CatalogueEntry(
        "framework-workers-by-hand", _N, "The framework has a form for Workers that its own tool makes",
        "As built, the project stays with its adapter for Pages, which frameworks develop no further.",
        "Nothing to do now. Change it when you next upgrade the framework, and prove it again.",
    ),
    CatalogueEntry(
        "framework-adapter", _A, "The framework builds for Pages",
        "Its preset or adapter decides what the build leaves and where.",
        "It is changed to its form for Workers in the framework's own configuration. Build before you start the "
        "Worker.",
    ),
    CatalogueEntry(
        "framework-adapter-open", _B, "The framework's configuration cannot be edited",
        "The place where the preset is set is written in a way that edgewise does not follow.",
        "Set what the title names yourself, or keep the build as it is with --adapter keep.",
    ),
    CatalogueEntry(
        "framework-builds-worker", _B, "The framework builds a Worker already",
        "This version of its adapter does not build for Pages any more, so there is no Pages project to move.",
        "Deploy what it builds with `wrangler deploy`, and remove pages_build_output_dir from the wrangler file.",
    ),
    CatalogueEntry(
        "framework-no-code", _D, "The framework has an adapter for Cloudflare, and the output holds no code",
        "If pages are rendered on the server, the output directory is not what Pages has: built for another place, or "
        "by an older configuration.",
        "Build again if so. If every page is built beforehand, all is well, and the project is moved as a static one.",
    ),
    CatalogueEntry(
        "framework-server-build", _N, "A Function imports what the framework builds",
        "The Worker is compiled from functions/ after the framework's own build, and fails without it.",
        "Run the build before `wrangler dev` and `wrangler deploy`, as on Pages.",
    ),
    CatalogueEntry(
        "framework-rebuilt", _N, "The project is built anew",
        "Built files are named by their content, and builds write numbers of their own into pages.",
        "Nothing to do. Visitors fetch the new files with the new pages.",
        explains="paths of built files that the old build alone has, and in pages the names of built files and the "
        "numbers of the build",
    ),
    CatalogueEntry(
        "nextjs-server", _B, "Next.js with server code and no adapter",
        "Without an adapter its server code does not run on Pages, so there is no running project to move.",
        'Build it for Pages first, or make a static site of it with output: "export", or begin on Workers with '
        "`npx @opennextjs/cloudflare migrate`.",
    ),
    CatalogueEntry(
        "nextjs-ways", _D, "Next.js is built with next-on-pages",
        "It is not maintained since 2025-09-04 and takes Next.js up to 15.5.2. There are four ways. As built: the "
        "Worker imports its output, every answer stays, and Next.js stays where it is. OpenNext: routes run on Node, "
        "ISR and all of Next.js work, and some answers change. vinext: Next.js rebuilt on Vite, made for new "
        'projects and still a beta. Static export: if no route needs a server, output: "export" needs no adapter.',
        "As built is the default and takes minutes. Say --adapter workers for OpenNext; the plan shows each rewrite.",
    ),
    CatalogueEntry(
        "nextjs-route", _N, "What a route uses that depends on the adapter",
        "With OpenNext it is rewritten or behaves differently.",
        "Nothing changes as long as the project is kept as built.",
    ),
    CatalogueEntry(
        "nextjs-open-next", _A, "Next.js takes OpenNext for its adapter",
        "next-on-pages goes away, with its commands and packages.",
        "OpenNext's configuration, scripts, packages and ignored folders are written as its own tool does.",
    ),
    CatalogueEntry(
        "nextjs-edge-runtime", _A, "A route asks for the edge runtime",
        "next-on-pages demands it, and OpenNext does not have it: the build stops there.",
        "The line is removed, so that the route runs on Node.",
    ),
    CatalogueEntry(
        "nextjs-request-context", _A, "Code gets its bindings from next-on-pages",
        "getRequestContext belongs to the adapter that goes away.",
        "It becomes getCloudflareContext, which gives the same env, ctx and cf.",
    ),
    CatalogueEntry(
        "nextjs-dev-platform", _A, "next dev gets its bindings from next-on-pages",
        "setupDevPlatform belongs to the adapter that goes away.",
        "It becomes initOpenNextCloudflareForDev in the same place.",
    ),
    CatalogueEntry(
        "nextjs-by-hand", _M, "A file uses next-on-pages in a way that cannot be rewritten safely",
        "The package goes away, and the build stops at this file.",
        "Change it by hand: getRequestContext is getCloudflareContext of @opennextjs/cloudflare, and a handler of your "
        "own imports .open-next/worker.js.",
    ),
    CatalogueEntry(
        "nextjs-upgrade", _A, "Next.js needs a newer release of its version",
        "OpenNext supports the newest releases of Next.js 15 and 16 only.",
        "The version in package.json is raised within the same major version.",
    ),
    CatalogueEntry(
        "nextjs-too-old", _B, "This major version of Next.js has no OpenNext",
        "OpenNext supports Next.js 15 and 16.",
        "Upgrade first with `npx @next/codemod upgrade 15`, or keep the project as built with --adapter keep.",
    ),
    CatalogueEntry(
        "nextjs-node-middleware", _B, "Middleware runs on Node",
        "OpenNext runs middleware at the edge only.",
        "Let it run at the edge (remove its runtime, or write middleware.ts instead of proxy.ts), or use --adapter "
        "keep.",
    ),
    CatalogueEntry(
        "nextjs-middleware", _N, "There is middleware",
        "It runs before the routes with OpenNext as with next-on-pages, and not before files, which Workers serves "
        "first.",
        "Check what it does for files below public/.",
    ),
    CatalogueEntry(
        "nextjs-images", _M, "Images are optimised",
        "next-on-pages sends the original. OpenNext resizes if the Worker has an Images binding, and sends the "
        "original too otherwise.",
        'Add "images": {"binding": "IMAGES"} to the wrangler file to have them resized; it is billed by use.',
    ),
    CatalogueEntry(
        "nextjs-revalidation", _M, "Pages or data are revalidated",
        "next-on-pages never renews a page; OpenNext does, and keeps what it renders in a cache of its own.",
        "The plan sets up an R2 bucket for it. For revalidateTag and revalidatePath add a tag cache, as the guide of "
        "OpenNext says.",
    ),
    CatalogueEntry(
        "nextjs-og", _N, "Images are drawn with next/og",
        "It works with OpenNext, on Node, and makes the Worker about one megabyte larger.",
        "Nothing to do.",
    ),
    CatalogueEntry(
        "nextjs-answers", _N, "OpenNext answers a little differently than next-on-pages",
        "Both run the same routes. They add different headers, and next-on-pages also serves its own inner files.",
        "Nothing to do for most sites.",
        explains="headers that the adapters add by themselves; addresses of pages with .html, of _next/image, 404, "
        "500 and of the data that Next.js loads for its own links",
    ),
)  # fmt: skip
