"""What was found, and what was not, when the project was read."""

from __future__ import annotations

from edgewise.migration.catalogue.entry import CatalogueEntry, table
from edgewise.migration.model import Severity

_B, _D, _M, _A, _N = Severity.BLOCKER, Severity.DECISION, Severity.MANUAL, Severity.AUTOMATIC, Severity.NOTE

READING = table(
    CatalogueEntry(
        "output-unknown", _B, "Nothing says which folder is served",
        "Neither a wrangler file nor a script, a workflow, Terraform or a framework names the build output directory.",
        "Say it with --set output=FOLDER, or add pages_build_output_dir to a wrangler file.",
    ),
    CatalogueEntry(
        "project-elsewhere", _B, "The Pages project is not in this folder",
        "Nothing here is served by Pages, but folders below look like Pages projects. Functions and the wrangler file "
        "are looked for in the project's own folder.",
        "Start edgewise in that folder, or name it on the command line.",
    ),
    CatalogueEntry(
        "projects-below", _N, "Folders below look like Pages projects of their own",
        "This folder is taken for the project because pages lie in it. That may not be the site that is live.",
        "Start edgewise in the other folder if that is the one.",
    ),
    CatalogueEntry(
        "output-guessed", _D, "The folder that is served is a guess",
        "Nothing names the build output directory. Files in it decide what is served and how unknown paths are "
        "answered.",
        "Compare with Settings, Build in the dashboard, and say --set output=FOLDER if it is another one.",
    ),
    CatalogueEntry(
        "output-named-twice", _D, "Several folders are named as the one that is served",
        "A script, a workflow or a configuration names another folder than the one that is taken. What deploys counts "
        "more than what only tries out.",
        "Say --set output=FOLDER if it is the other one.",
    ),
    CatalogueEntry(
        "output-missing", _B, "The build output directory does not exist yet",
        "The files that Pages serves decide how unknown paths are answered, so the plan cannot be made without them.",
        "Build the site, then assess again.",
    ),
    CatalogueEntry(
        "output-empty", _B, "The build output directory holds no files",
        "There is nothing to serve, which usually means that the build has not run or writes somewhere else.",
        "Build the site, or name another folder with --set output=FOLDER.",
    ),
    CatalogueEntry(
        "output-made", _A, "The folder with the files is empty or missing",
        "Pages runs the Functions all the same. A Worker cannot be deployed without the folder, and git keeps no empty "
        "ones.",
        "The .assetsignore that is written there makes the folder stay.",
    ),
    CatalogueEntry(
        "output-outside-project", _B, "The build output directory lies outside the repository",
        "edgewise writes in the project's folder and its repository only, and the assets need files of their own.",
        "Move the output, or make the folder that holds both a repository or a workspace.",
    ),
    CatalogueEntry(
        "output-beside-project", _N, "The build output directory lies beside the project",
        "The assets need files of their own beside them, so edgewise writes there too.",
        "Nothing to do. Undo restores these files as well.",
    ),
    CatalogueEntry(
        "already-a-worker", _B, "The wrangler file describes a Worker, not a Pages project",
        "It has main or assets, and nothing says that this folder is deployed to Pages.",
        "If it is on Pages all the same, name its folder with --set output=FOLDER: what belongs to the Worker is then "
        "taken out.",
    ),
    CatalogueEntry(
        "config-of-another-worker", _B, "The wrangler file describes a Worker that is deployed too",
        "wrangler reads one file in a folder. A script here deploys it as a Worker of its own, which the move would "
        "replace.",
        "Move that Worker into a folder of its own, or give its file another name and its scripts --config NAME.",
    ),
    CatalogueEntry(
        "config-hidden", _B, "wrangler reads another file than the one with pages_build_output_dir",
        "wrangler takes the first of wrangler.json, wrangler.jsonc and wrangler.toml, whatever the others say, so the "
        "settings of the Pages project have no effect.",
        "Delete the file that is not used.",
    ),
    CatalogueEntry(
        "mixed-config", _A, "The wrangler file mixes Pages and Workers settings",
        "Pages does not act on these keys, and a Worker would: it would take its code, its files or its addresses from "
        "them.",
        "They are taken out, and what Pages acts on stays. The old side of the proof runs without them too.",
    ),
    CatalogueEntry(
        "config-not-read", _M, "Pages does not read the wrangler file",
        "It has no pages_build_output_dir, so the live settings are those in the dashboard, and only "
        "`wrangler pages dev` uses the file.",
        "The values of the file are taken over. Compare them with the dashboard, or read them with --from-account.",
    ),
    CatalogueEntry(
        "config-redirected", _A, "A build tool points wrangler to a configuration that it generated",
        ".wrangler/deploy/config.json makes wrangler read the generated Pages configuration instead of the project's "
        "file, also when it deploys the Worker.",
        "The redirection is removed. If the next build brings it back, set the build's preset from Pages to Workers.",
    ),
    CatalogueEntry(
        "several-configs", _M, "There are several wrangler files",
        "wrangler takes the first of wrangler.json, wrangler.jsonc and wrangler.toml, whatever the others say.",
        "Delete the ones that are not used.",
    ),
    CatalogueEntry(
        "pages-keys-refused", _M, "The wrangler file holds settings that Pages refuses",
        "Pages has never acted on them, and a Worker would: a consumer or a schedule without a handler fails.",
        "They are taken out. Add them again once the code has the handlers, which a Worker can have.",
    ),
    CatalogueEntry(
        "account-settings", _A, "The settings come from the account",
        "No wrangler file that Pages reads is here, so they are those of the dashboard.",
        "Production's are written to the top level of the wrangler file, those of previews under env.preview.",
    ),
    CatalogueEntry(
        "account-differs", _M, "The account says other than the wrangler file",
        "Pages takes the file as the truth with the next deployment, so its values are used. What only the account has "
        "was set there by hand, or the file has changed since the last deployment.",
        "Check these settings, and add to the file what the Worker needs.",
    ),
    CatalogueEntry(
        "account-replaces-file", _M, "The account says other than the wrangler file, which Pages does not read",
        "The live project runs with the account's values. The file has no pages_build_output_dir, so it only counts "
        "for `wrangler pages dev`.",
        "The account's values are taken. Check these settings.",
    ),
    CatalogueEntry(
        "account-secret", _M, "A secret must be set on the Worker",
        "Secrets do not move from a Pages project to a Worker, and nobody can read them back.",
        "Set it with `npx wrangler secret put NAME` once the Worker is deployed.",
    ),
    CatalogueEntry(
        "account-preview-secrets", _M, "Previews have secrets of their own",
        "Secrets do not move from a Pages project to a Worker, and nobody can read them back.",
        "Set each with `npx wrangler secret put NAME --env preview`.",
    ),
    CatalogueEntry(
        "account-untold", _M, "The account holds settings that could not be read as ones of a wrangler file",
        "They are of a kind that edgewise does not know, more than a wrangler file can hold, or point to what "
        "the credential cannot see.",
        "Look them up in the dashboard, and add them to the wrangler file by hand.",
    ),
    CatalogueEntry(
        "account-latest-date", _D, "The project follows the newest compatibility date",
        "Pages gave each deployment the newest date. A Worker has the one in its wrangler file.",
        "The date that the account shows is written. Say --set compatibility_date=YYYY-MM-DD for another.",
    ),
    CatalogueEntry(
        "lfs-pointer", _M, "Files in the output are pointers of Git LFS",
        "git has left a small text in place of each file, and that text would be published.",
        "Run `git lfs pull`, build the site again, and assess again.",
    ),
    CatalogueEntry(
        "case-clash", _N, "Names differ only in upper and lower case",
        "Both products serve both files. A checkout on macOS or Windows holds only one of them, so a deployment from "
        "there loses the other.",
        "Rename one of them, or deploy from Linux only.",
    ),
)  # fmt: skip
