"""What the code of the Functions asks for."""

from __future__ import annotations

from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.model import Severity

_B, _M, _A, _N = Severity.BLOCKER, Severity.MANUAL, Severity.AUTOMATIC, Severity.NOTE

CODE = table(
    CatalogueEntry(
        "functions-compile", _A, "functions/ becomes the Worker's code",
        "A Worker has one entry module instead of a folder of routes.",
        "The build command compiles functions/ with Cloudflare's own compiler; the folder itself stays as it is.",
    ),
    CatalogueEntry(
        "functions-native", _A, "The Worker imports the handlers of functions/ itself",
        "A Worker has one entry module instead of a folder of routes.",
        "An entry is written that imports each handler by name and lists the routes in the order in which Pages tries "
        "them. A small module beside it runs them as Pages does. A new file in functions/ needs a line in the list.",
    ),
    CatalogueEntry(
        "auth-middleware", _B, "Middleware guards files",
        "With files first, every file behind the middleware would be public.",
        "The Worker must run first on all the paths that the middleware covers. Nothing is left to do when the plan "
        "sees to it; otherwise choose the faithful mode, or cover the paths in _routes.json.",
    ),
    CatalogueEntry(
        "function-route-invalid", _B, "A file name makes a route that fails on every request",
        "Pages builds it, and its router then throws: two parameters need text between them, and a catch-all must be "
        "a whole segment.",
        "Rename the file, or remove it.",
    ),
    CatalogueEntry(
        "assets-import", _A, "A Function serves a folder of files through an assets: import",
        "Pages' compiler copies the folder beside the site's own files and makes a handler of it.",
        "The Worker's build does the same, under cdn-cgi/pages-plugins in the output directory: with Pages' compiler, "
        "or, for an entry of your own, with a line of Node and an alias for the import.",
    ),
    CatalogueEntry(
        "assets-import-native", _B, "An assets: import cannot be replaced by an alias",
        "An alias stands for one text of an import everywhere, and this one means two folders, or one that is not "
        "there or whose name is unusual.",
        "Use --functions compile, or write the import in another way.",
    ),
    CatalogueEntry(
        "durable-object-script", _B, "A Durable Object binding names no Worker",
        "A Pages project cannot hold the class, so the binding has never worked there; a Worker without the class "
        "cannot be deployed with it.",
        "Add script_name with the Worker that has the class, or take the binding out.",
    ),
    CatalogueEntry(
        "packages-not-installed", _M, "Functions import packages that are not installed",
        "The build of the Worker fails without them, as the one on Pages does.",
        "Install them before you build or prove the migration.",
    ),
    CatalogueEntry(
        "import-unresolved", _M, "A Function imports a file that is not there",
        "The build of the Worker fails without it. A file that another build step makes must be there first.",
        "Run that step, or correct the import.",
    ),
    CatalogueEntry(
        "node-builtins", _M, "Functions import modules of Node, and no flag turns them on",
        "Without nodejs_compat the build fails, or the Worker does when it starts. On Pages the flag may stand in the "
        "dashboard.",
        'Add "nodejs_compat" to compatibility_flags in the wrangler file.',
    ),
    CatalogueEntry(
        "pages-plugin", _N, "Functions use Pages Plugins",
        "Plugins are ordinary packages for the compiler, and get the same context from a Worker.",
        "Nothing changes. Few of them are still maintained.",
    ),
    CatalogueEntry(
        "code-reads-assets", _M, "Code asks for files by itself",
        "What env.ASSETS answers is what Workers says: 307 where Pages says 308, another cache-control on 404 pages, "
        "no added headers. Code that looks at such things can go another way than on Pages.",
        "Look at the places that call env.ASSETS.fetch, or choose the faithful mode, in which it answers as on Pages.",
    ),
    CatalogueEntry(
        "cache-api", _N, "The code uses the Cache API",
        "It works on your own domain. On a workers.dev address, nothing is kept and every look-up is a miss.",
        "Prove caching on the domain that visitors use.",
    ),
    CatalogueEntry(
        "script-too-large", _B, "The Worker's code is too large",
        "A Worker may have 64 MiB of code, before compression.",
        "Take out large packages, or move data to KV, R2 or the assets.",
    ),
    CatalogueEntry(
        "script-large", _M, "The Worker's code is large",
        "Accounts have held Workers to 3 MiB on the free plan and 10 MiB on a paid one, compressed. Newer limits are "
        "wider, and the deployment says which applies to yours.",
        "Try `wrangler deploy --dry-run`, and take out large packages if the deployment is refused.",
    ),
)  # fmt: skip
