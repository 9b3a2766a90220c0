"""What stands around the Worker: scripts, workflows, variables of the build, addresses, local files."""

from __future__ import annotations

from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.model import Severity

_A, _M, _N = Severity.AUTOMATIC, Severity.MANUAL, Severity.NOTE

SCRIPTS = table(
    CatalogueEntry(
        "package-scripts", _A, "Scripts in package.json call wrangler pages",
        "wrangler pages dev and wrangler pages deploy do not work with a Worker's configuration.",
        "They become wrangler dev and wrangler deploy; the rest of the file stays as it is.",
    ),
    CatalogueEntry(
        "command-files", _A, "Makefiles, scripts or task files call wrangler pages",
        "wrangler pages dev and wrangler pages deploy do not work with a Worker's configuration.",
        "The calls become those for a Worker; the rest of each file stays as it is.",
    ),
    CatalogueEntry(
        "readme-commands", _A, "The documentation shows wrangler pages commands",
        "Whoever follows it would start or deploy the Pages project.",
        "Lines in code blocks that are exactly such a command are changed.",
    ),
    CatalogueEntry(
        "script-keeps-pages", _M, "A script uses wrangler pages in a way that has no exact counterpart",
        "Changing it blindly could deploy a preview to production, or lose what it sets.",
        "Left as it is: change it by hand.",
    ),
    CatalogueEntry(
        "command-elsewhere", _M, "A file calls wrangler pages where edgewise does not change it",
        "Such a call works on the Pages project, not on the Worker.",
        "Change it by hand: `wrangler dev` for `wrangler pages dev`, `wrangler deploy` for `wrangler pages deploy`.",
    ),
    CatalogueEntry(
        "docs-mention-pages", _N, "The documentation mentions wrangler pages",
        "Whoever follows it would start or deploy the Pages project.",
        "Left as it is, as the place is not a line that is exactly a command.",
    ),
    CatalogueEntry(
        "dev-proxy", _M, "A script puts wrangler pages dev in front of another server",
        "wrangler dev cannot do that. Beside a Worker's configuration, wrangler pages dev still starts, but it serves "
        "the built files instead of what the other server answers.",
        "Start both: the other server for the pages, and `wrangler dev` for the code, with the paths of your "
        "Functions forwarded to port 8787 (in Vite: server.proxy). With Vite, @cloudflare/vite-plugin does both.",
    ),
    CatalogueEntry(
        "dev-bindings", _M, "Only the command line of wrangler pages dev declares these bindings",
        "A Worker's bindings stand in its wrangler file. Which real resources production uses is in the dashboard.",
        "They are written to the wrangler file with the ids that the script gives, which hold for local data only. "
        "Put in the real ids before you deploy: a deployment is refused over an id that does not exist, but an R2 "
        "bucket that does not exist is made, and is empty.",
    ),
    CatalogueEntry(
        "dev-local-data", _N, "Local data of a binding is kept under another id",
        "The script gave the binding an id of its own; wrangler dev takes the one in the wrangler file, and its local "
        "data starts empty.",
        "Nothing changes in production. Fill the local data again, or copy it with `wrangler kv`, `d1` or `r2`.",
    ),
    CatalogueEntry(
        "dev-binding-unreadable", _N, "A script binds a name that code cannot read",
        "--kv, --d1 and --r2 take the name of a binding, not that of the resource, so env has no such property.",
        'The option is dropped. If code reads it as env["NAME"], declare the binding in the wrangler file.',
    ),
    CatalogueEntry(
        "dev-env-file", _M, "A script starts wrangler pages dev with --env-file",
        "There the file only sets variables of wrangler itself. wrangler dev takes the code's variables from it, and "
        "does not read .dev.vars then.",
        "The option is kept. Drop it if the code needs what is in .dev.vars.",
    ),
    CatalogueEntry(
        "dev-port", _N, "The local server listens on another port",
        "wrangler dev takes port 8787 where wrangler pages dev takes 8788.",
        "Nothing in the project counts on 8788. Add --port 8788 to the script if something else does.",
    ),
    CatalogueEntry(
        "dev-port-kept", _N, "The local server stays on port 8788",
        "wrangler dev takes port 8787 where wrangler pages dev takes 8788, and this file counts on 8788.",
        "--port 8788 is added to the script.",
    ),
    CatalogueEntry(
        "deploy-any-branch", _M, "A script deploys whatever branch is checked out",
        "wrangler pages deploy makes a preview of any branch but production's. wrangler deploy always goes live.",
        "Run the script on production's branch only. `wrangler versions upload` puts another branch up without going "
        "live.",
    ),
    CatalogueEntry(
        "deploy-preview-branch", _N, "A script that deploys a preview branch makes a version of the Worker",
        "A Worker has no branches. A version that is not deployed gets an address of its own, and runs with the "
        "bindings of the environment that it is uploaded to.",
        "The call is changed. The Worker must have been deployed once before.",
    ),
    CatalogueEntry(
        "other-pages-project", _N, "A script deploys another Pages project",
        "It names a project or a folder that is not this one, so it is none of this migration's business.",
        "Left as it is.",
    ),
    CatalogueEntry(
        "wrangler-too-old", _M, "The project's wrangler is too old for the new configuration",
        "Running the Worker first on a list of paths needs wrangler 4.20 or newer.",
        "Install it: npm install --save-dev wrangler@4",
    ),
)  # fmt: skip

WORKFLOWS = table(
    CatalogueEntry(
        "ci-deploys-pages", _M, "A workflow deploys to Pages",
        "It would go on updating the Pages project, now without the settings that stood in the wrangler file, and the "
        "Worker would stay as it is.",
        "Left as it is, because the Worker would be live with the next push. Change it when you are ready, or "
        "migrate with --ci rewrite.",
    ),
    CatalogueEntry(
        "ci-rewritten", _A, "Workflows deploy to Pages",
        "They would go on updating the Pages project, and the Worker would stay as it is.",
        "They deploy the Worker from production's branch, and upload a version from others. With the next push to "
        "production's branch the Worker is live.",
    ),
    CatalogueEntry(
        "ci-runs-script", _M, "A workflow runs a script that deploys",
        "The script deploys the Worker now, from every branch and pull request that the workflow runs for.",
        "See that the workflow runs it on production's branch only; elsewhere let it run `wrangler versions upload`.",
    ),
    CatalogueEntry(
        "ci-wrangler-version", _M, "A workflow pins a wrangler that is too old",
        "The Worker's configuration needs wrangler 4.",
        "Set the version to 4.",
    ),
    CatalogueEntry(
        "terraform-pages", _M, "Terraform describes the Pages project",
        "The next `terraform apply` puts the Pages project, its domains and its settings back as they were.",
        "Keep the resource until the traffic has moved. Then describe the Worker's domain or routes instead "
        "(cloudflare_workers_custom_domain, cloudflare_workers_route), let wrangler deploy the code, and take the "
        "Pages resources out.",
    ),
    CatalogueEntry(
        "deploy-hooks", _M, "Something calls a deploy hook of the Pages project",
        "The hook builds the Pages project, not the Worker.",
        "Make a deploy hook for the Worker (Settings, Builds) and call that instead. Its address is a secret.",
    ),
)  # fmt: skip

VARIABLES = table(
    CatalogueEntry(
        "cf-pages-variables", _M, "Code or scripts read CF_PAGES variables",
        "Pages sets CF_PAGES, CF_PAGES_BRANCH, CF_PAGES_COMMIT_SHA and CF_PAGES_URL during a build. Workers Builds "
        "sets WORKERS_CI, WORKERS_CI_BRANCH and WORKERS_CI_COMMIT_SHA instead, so these are empty there.",
        "Read the new ones as well; CF_PAGES_URL has no counterpart, so put the site's address there.",
    ),
    CatalogueEntry(
        "cf-pages-build", _A, "The build reads CF_PAGES variables",
        "Workers Builds sets WORKERS_CI, WORKERS_CI_BRANCH and WORKERS_CI_COMMIT_SHA instead.",
        "They are read first, and the old ones when they are not set, so that both products build alike.",
    ),
    CatalogueEntry(
        "cf-pages-run-time", _A, "The running code reads CF_PAGES variables",
        "Pages gives them to Functions; a Worker has none of them.",
        "Those that are constant in production become variables in the wrangler file.",
    ),
    CatalogueEntry(
        "cf-pages-commit", _M, "The running code reads the commit that it was built from",
        "CF_PAGES_COMMIT_SHA changes with each deployment, so a wrangler file cannot hold it. It is set to zeros, as "
        "wrangler pages dev does outside of git.",
        "Deploy with `wrangler deploy --var CF_PAGES_COMMIT_SHA:$(git rev-parse HEAD)`.",
    ),
    CatalogueEntry(
        "cf-pages-url", _M, "The running code reads the address of its deployment",
        "CF_PAGES_URL is set to the Pages project's own address, which goes away with the project.",
        "Change the variable in the wrangler file to the Worker's address when it is live.",
    ),
)  # fmt: skip

ADDRESSES = table(
    CatalogueEntry(
        "pages-dev-links", _M, "Files name a pages.dev address",
        "The address goes away with the Pages project, and nothing redirects it.",
        "Replace it by your own domain or the Worker's address.",
    ),
    CatalogueEntry(
        "pages-dev-origin", _M, "A rule that lets others in names a pages.dev address",
        "The Worker answers under another host. Browsers send that host as Origin and sign-in services send people "
        "back to it, so what allows pages.dev only refuses them.",
        "Add the Worker's host beside it, here and where the sign-in service or the API keeps its own list.",
    ),
    CatalogueEntry(
        "pages-dev-code", _M, "The running code names a pages.dev host",
        "The Worker answers under another host, so what the code does for pages.dev (keep search engines out, "
        "redirect, set cookies, send mail) it no longer does, or does for an address that goes away.",
        "Name the Worker's host as well, or better ask a variable. edgewise does not change the code.",
    ),
    CatalogueEntry(
        "pages-dev-others", _N, "Files name pages.dev addresses of other projects",
        "They stay as long as those projects do.",
        "Nothing to do, unless one of them is this project under an older name.",
    ),
    CatalogueEntry(
        "pages-dev-alias", _M, "Files name the address of a branch",
        "Pages answers on BRANCH.PROJECT.pages.dev. A Worker has an address for each version, and aliases that are "
        "named when a version is uploaded (--preview-alias).",
        "Replace it by the alias of a version, or by the address of a Worker of its own for that branch.",
    ),
)  # fmt: skip

LOCAL_FILES = table(
    CatalogueEntry(
        "tool-state-ignored", _A, "git does not ignore .wrangler",
        "The compiled Functions and local data would show up as changes.",
        ".wrangler/ is added to .gitignore.",
    ),
    CatalogueEntry(
        "tool-files-ignored", _A, "Other tools do not ignore .wrangler",
        "The compiled Functions and local data would be linted, formatted, or copied into images.",
        ".wrangler/ is added to the ignore files that the project has.",
    ),
    CatalogueEntry(
        "secrets", _M, "Local secrets exist that the Worker needs too",
        "Secrets do not move from a Pages project to a Worker, and nobody can read them back.",
        "Set each one on the Worker with `wrangler secret put NAME`. `wrangler dev` reads the file as before.",
    ),
    CatalogueEntry(
        "secrets-in-git", _M, "A file with secrets is not ignored by git",
        "Whoever can read the repository can read them.",
        "Add the file to .gitignore, remove it from the repository, and replace the secrets.",
    ),
    CatalogueEntry(
        "secrets-in-image", _M, "A file with secrets is copied into container images",
        "The Dockerfile copies the whole folder, and .dockerignore does not leave the file out.",
        "Add the file to .dockerignore.",
    ),
    CatalogueEntry(
        "env-file-per-environment", _N, "There are local variables for an environment",
        "wrangler pages dev never reads them. wrangler dev reads .dev.vars.NAME and .env.NAME when it is started "
        "with --env NAME, and .dev.vars.NAME then takes the place of .dev.vars.",
        "Nothing changes without --env.",
    ),
)  # fmt: skip

PLATFORM = table(
    CatalogueEntry(
        "custom-domains", _N, "A Worker takes only domains of zones at Cloudflare",
        "Pages also answers on sub-domains whose zone is elsewhere, by a CNAME to pages.dev. A Worker cannot.",
        "If a domain of the project is such a one, move its zone to Cloudflare first, or leave it on Pages.",
    ),
    CatalogueEntry(
        "web-analytics", _N, "Web Analytics is no longer added to pages",
        "When it is switched on for a Pages project, Pages puts its script into each page. Workers does not.",
        "If you use it, paste the script from the dashboard (Analytics, Web Analytics) into your pages.",
    ),
    CatalogueEntry(
        "preview-noindex", _N, "Previews may be found by search engines",
        "Pages sends X-Robots-Tag: noindex with files on preview addresses. A Worker sends it nowhere.",
        "Put previews behind Access, which is one switch for a Worker's preview addresses, or send the header "
        "yourself.",
    ),
    CatalogueEntry(
        "old-assets", _N, "Files of earlier deployments are gone at once",
        "Pages goes on serving files of earlier deployments for up to a week, so that a page that was open during a "
        "deployment still finds its scripts. A Worker serves the files of its own version only.",
        "Let the app load anew when a script is missing; bundlers have an event for it.",
    ),
    CatalogueEntry(
        "branch-previews", _N, "Branches are not deployed by themselves",
        "Pages with a connected repository builds each branch and gives it an address. The Worker is not connected.",
        "Connect the repository to the Worker (Settings, Builds), switch on builds of other branches, and switch off "
        "those of the Pages project once the Worker is live.",
    ),
)  # fmt: skip

SURROUNDINGS = table(
    *SCRIPTS.values(),
    *WORKFLOWS.values(),
    *VARIABLES.values(),
    *ADDRESSES.values(),
    *LOCAL_FILES.values(),
    *PLATFORM.values(),
)
