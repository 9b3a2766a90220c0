"""Every subcommand and option, in one place and without a heavy import."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from edgewise import __version__
from edgewise.cli.demo_port import add_demo
from edgewise.errors import InputError
from edgewise.text import clean

_EPILOG = """\
Without a subcommand the terminal interface opens.

exit codes: 0 ok, 1 problems found or refused, 2 usage or bad input, 3 network or API,
4 authentication, 5 toolchain, 130 interrupted
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose subparsers inherit the formatter and never accept abbreviations."""

    as_json = False
    """Whether a mistake is to be reported as a JSON document."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and end with 2."""
        if self.as_json:
            raise InputError(clean(f"{message}."), code="usage", where=self.prog, fix=f"See `{self.prog} --help`.")
        super().error(message)


class _JsonParser(_Parser):
    """A parser, and its subparsers, for callers that read JSON."""

    as_json = True


def build_parser(*, as_json: bool = False) -> argparse.ArgumentParser:
    """The whole command line. Each subcommand names its handler as ``module:function``.

    Args:
        as_json: raise mistakes as :class:`edgewise.errors.InputError`, ``usage``, instead of printing them.
    """
    parser = (_JsonParser if as_json else _Parser)(
        prog="edgewise",
        description="Learn serverless by running it, see it in your Cloudflare account, "
        "and move Pages projects to Workers with proof.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"edgewise {__version__}")
    parser.add_argument("--theme", metavar="NAME", help="theme for this session")
    parser.set_defaults(handler="edgewise.cli.tui:run", door="home")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    _doors(commands)
    _migration(commands)
    _additions(commands)
    _account(commands)
    _course(commands)
    _machine(commands)
    return parser


def _command(commands: Any, name: str, handler: str, text: str, *, json: bool = True) -> Any:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(handler=handler)
    if json:
        parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _project(parser: Any) -> None:
    parser.add_argument("dir", metavar="DIR", nargs="?", default=".", help="project folder (default: this one)")
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        dest="set",
        help="say what the files do not: name, output, build, compatibility_date (repeatable)",
    )


def _doors(commands: Any) -> None:
    learn = _command(commands, "learn", "edgewise.cli.tui:run", "open the course", json=False)
    learn.add_argument("lesson", metavar="LESSON", nargs="?", help="lesson id to open")
    learn.set_defaults(door="learn")
    account = _command(commands, "account", "edgewise.cli.tui:run", "open the account", json=False)
    account.add_argument("--demo", action="store_true", help="use the demo account whatever credentials exist")
    account.set_defaults(door="account")


def _migration(commands: Any) -> None:
    assess = _command(
        commands, "assess", "edgewise.cli.assess:run", "what stands between this Pages project and Workers"
    )
    _project(assess)
    _choices(assess)
    assess.add_argument(
        "--explain", metavar="ID", nargs="?", const="", help="explain one finding and stop; without an id, list all"
    )
    assess.add_argument("--bundle", action="store_true", help="also build the Worker in a copy and say how large it is")
    plan = _command(commands, "plan", "edgewise.cli.plan:run", "what a migration would change; touches nothing")
    _project(plan)
    plan.add_argument("--diff", action="store_true", help="print the file changes as a unified diff")
    _choices(plan)
    migrate = _command(
        commands, "migrate", "edgewise.cli.migrate:run", "move the project; opens the screen unless --yes"
    )
    _project(migrate)
    _choices(migrate)
    migrate.add_argument("--yes", action="store_true", help="apply the plan without asking")
    migrate.add_argument("--branch", metavar="NAME", help="make this git branch and switch to it first")
    migrate.add_argument("--dry-run", action="store_true", help="show what would change, as `edgewise plan` does")
    migrate.add_argument("--diff", action="store_true", help="with --dry-run: the file changes as a unified diff")
    migrate.set_defaults(door="migrate")
    verify = _command(
        commands,
        "verify",
        "edgewise.cli.verify:run",
        "send the same requests to the old and the new side and compare",
    )
    _project(verify)
    _choices(verify)
    verify.add_argument("--against", metavar="URL", help="compare with this address instead of `wrangler pages dev`")
    verify.add_argument("--new", metavar="URL", help="compare this address instead of `wrangler dev`")
    verify.add_argument(
        "--requests",
        metavar="FILE",
        help="more requests: one `METHOD /path` a line, or a HAR file that a browser recorded",
    )
    verify.add_argument("--all", action="store_true", help="ask for every asset in all forms, however many there are")
    verify.add_argument(
        "--all-methods", action="store_true", help="send addresses requests that may change something there, too"
    )
    verify.add_argument("--seed", metavar="FILE", help="JSON with what KV, D1 and R2 hold on both sides at the start")
    verify.add_argument(
        "--local-state", action="store_true", help="begin with a copy of .wrangler/state, so with your own local data"
    )
    verify.add_argument(
        "--build", action="store_true", help="run the project's build in the working copy of the new side first"
    )
    verify.add_argument("--html", metavar="FILE", help="also write a self-contained HTML report")
    undo = _command(commands, "undo", "edgewise.cli.undo:run", "restore every byte that a migration changed")
    _project(undo)
    undo.add_argument(
        "--keep-mine", action="store_true", help="leave files with a conflict as they are now, and finish the undo"
    )
    undo.add_argument("--last", action="store_true", help="take back the newest addition only, and keep the migration")
    undo.add_argument("--list", action="store_true", help="list the migrations of this computer, as `edgewise history`")
    history = _command(
        commands, "history", "edgewise.cli.history:run", "the migrations made on this computer, and how they stand"
    )
    history.add_argument(
        "history_dir", metavar="DIR", nargs="?", help="only those of this project, with the files they changed"
    )


def _additions(commands: Any) -> None:
    add = _command(
        commands, "add", "edgewise.cli.add:offer", "give a moved project what Pages could not have; lists what there is"
    )
    add.add_argument("--in", metavar="DIR", dest="dir", default=".", help="project folder (default: this one)")
    add.add_argument("--resume", action="store_true", help="finish an addition that was interrupted")
    kinds = add.add_subparsers(metavar="WHAT", title="what can be added")
    consumer = _addition(kinds, "consumer", "let the Worker take the messages of a queue")
    consumer.add_argument("--queue", metavar="NAME", required=True, help="the queue")
    consumer.add_argument("--status", action="store_true", help="also tell the state of each job, by a Durable Object")
    consumer.add_argument(
        "--dead-letter",
        metavar="NAME",
        default="",
        help="queue for messages that fail for good (default: NAME-dead; none: they are dropped)",
    )
    consumer.add_argument("--retries", metavar="N", type=int, default=3, help="how often a message comes again: 0-100")
    consumer.add_argument("--batch", metavar="N", type=int, default=10, help="messages at once at most: 1-100")
    cron = _addition(kinds, "cron", "run the Worker at fixed times", value="cron", name="CRON")
    cron.epilog = 'CRON: minute, hour, day, month, weekday in UTC, such as "0 6 * * *"'
    workflow = _addition(kinds, "workflow", "a long job in steps that is not lost", value="name", name="NAME")
    workflow.add_argument(
        "--queue", metavar="NAME", default="", help="start an instance for each message of this queue"
    )
    logs = _addition(kinds, "logs", "keep what the Worker logs")
    logs.add_argument(
        "--sampling", metavar="SHARE", type=float, default=1.0, help="share of the requests: 0-1 (default: 1)"
    )
    _addition(kinds, "gradual", "scripts that give a new version to a part of the visitors first")


def _addition(kinds: Any, kind: str, text: str, *, value: str = "", name: str = "") -> Any:
    parser = _command(kinds, kind, "edgewise.cli.add:run", text, json=False)
    # What `edgewise add` itself was told stands unless it is told again.
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document")
    if value:
        parser.add_argument(value, metavar=name)
    parser.add_argument(
        "dir", metavar="DIR", nargs="?", default=argparse.SUPPRESS, help="project folder (default: this one)"
    )
    parser.add_argument("--yes", action="store_true", help="add it without asking")
    parser.add_argument("--dry-run", action="store_true", help="only show what would change")
    parser.add_argument("--diff", action="store_true", help="only show the file changes, as a unified diff")
    parser.add_argument(
        "--try", action="store_true", dest="trial", help="run it in a working copy first, and see it happen"
    )
    if kind in ("consumer", "workflow"):
        parser.add_argument("--message", metavar="JSON", help="with --try: what is sent (default: a job with an id)")
    parser.set_defaults(addition=kind)
    return parser


def _choices(parser: Any) -> None:
    parser.add_argument(
        "--from-account",
        action="store_true",
        help="also read the project's settings from the account: bindings, variables, names of secrets, build",
    )
    parser.add_argument("--demo", action="store_true", help="with --from-account: read the demo account")
    parser.add_argument(
        "--mode",
        choices=("faithful", "idiomatic"),
        help="faithful (default): every answer as on Pages; idiomatic: settings only, what differs is declared",
    )
    parser.add_argument(
        "--functions",
        choices=("compile", "native"),
        help="compile (default): functions/ stays and is compiled in each build; native: a Worker entry of your own",
    )
    parser.add_argument(
        "--adapter",
        choices=("keep", "workers"),
        help="keep (default): a framework's build for Pages is moved as it is; workers: its form for Workers",
    )
    parser.add_argument(
        "--ci",
        choices=("keep", "rewrite"),
        help="keep (default): workflows that deploy to Pages stay; rewrite: they deploy the Worker",
    )


def _account(commands: Any) -> None:
    snapshot = _command(commands, "snapshot", "edgewise.cli.account:snapshot", "the account in one document")
    snapshot.add_argument("--demo", action="store_true", help="of the demo account")
    snapshot.add_argument(
        "--sanitised",
        action="store_true",
        help="replace names, ids, addresses and values by pseudonyms, for a bug report",
    )
    _logs(commands)
    _cutover(commands)
    _secrets(commands)
    _wrangler(commands)
    _usage(commands)
    permissions = _command(
        commands, "permissions", "edgewise.cli.permissions:run", "what the credential may do, and what to tick"
    )
    permissions.epilog = (
        "ends with 1 when something that edgewise reads in the account is refused\n\n"
        "EDGEWISE_DEMO_TOKEN=demo-pages-only with --demo shows it for a token that may do less;\n"
        "`edgewise demo-account` lists those tokens"
    )
    permissions.add_argument("--demo", action="store_true", help="of the demo account")
    permissions.add_argument(
        "--no-asking", action="store_true", help="do not find out by trying: no request for each unknown permission"
    )
    demo = _command(
        commands,
        "demo-account",
        "edgewise.cli.account:serve_demo",
        "the demo account over loopback HTTP",
        json=False,
    )
    demo.add_argument("--port", metavar="N", type=int, default=8780, help="port on 127.0.0.1, 0 for a free one")
    demo.add_argument(
        "--serve", metavar="N", type=int, help="serve what is deployed to it, by Host, on this port; 0 for a free one"
    )
    demo.add_argument(
        "--pages",
        metavar="NAME=FOLDER",
        action="append",
        default=[],
        help="with --serve: the folder that stands for a Pages project of the account; may be repeated",
    )
    demo.add_argument(
        "--fault",
        metavar="WHAT",
        action="append",
        default=[],
        help="a trouble of its API: 429@0.1 (one in ten), 500@/queues, 403@/workers/domains#3 (after three requests), "
        "500@/queues#x2 (twice), conflict, upload@0.8, domain-pending, challenge, web-page …; may be repeated",
    )
    demo.add_argument("--latency", metavar="TIME", help="how long each answer takes, such as 300ms")
    demo.add_argument("--cut", metavar="SHARE", help="share of the answers that break off in the middle, such as 0.05")
    demo.add_argument("--limit", metavar="N", help="requests in five minutes after which it answers 429")
    demo.add_argument("--seed", metavar="N", help="decides which requests the faults strike (default: 0)")


def _side(commands: Any, name: str, text: str) -> Any:
    """A command that does something in the account, and needs a yes for it."""
    parser = _command(commands, name, f"edgewise.cli.{name}:run", text)
    parser.add_argument("dir", metavar="DIR", nargs="?", default=".", help="the project's folder (default: here)")
    parser.add_argument("--project", metavar="NAME", help="the Pages project, if it is called otherwise")
    parser.add_argument("--worker", metavar="NAME", help="the Worker, if it is called otherwise than the project")
    parser.add_argument("--yes", action="store_true", help="do it; without it, what would be done is shown")
    parser.add_argument("--dry-run", action="store_true", help="show what would be done (the default)")
    parser.add_argument("--verbose", action="store_true", help="also print what wrangler says")
    add_demo(parser)
    return parser


def _cutover(commands: Any) -> None:
    ship = _side(commands, "ship", "upload the Worker, send nobody to it, and prove it against the live site")
    ship.add_argument("--anew", action="store_true", help="with --yes: upload anew, whatever was begun before")
    source = ship.add_mutually_exclusive_group()
    source.add_argument(
        "--secrets-from-env", action="store_true", help="values of missing secrets from the environment"
    )
    source.add_argument("--secrets-file", metavar="FILE", help="values of missing secrets from a file, - for stdin")
    cutover = _side(commands, "cutover", "send visitors to the Worker, host by host, watched, with the way back")
    cutover.add_argument("--card", metavar="FILE", help="write the way back as a card to keep")
    cutover.add_argument("--unproved", action="store_true", help="with --yes: although the version was not compared")
    cutover.add_argument("--keep", action="store_true", help="when answers differ, stop there and take nothing back")
    finish = _side(
        commands, "finish", "after the cutover: stop Pages' deployments, redirect pages.dev, say what is left"
    )
    finish.add_argument(
        "--keep-days", metavar="N", type=int, help="how long the Pages project is kept as the way back (default: 30)"
    )
    finish.add_argument("--no-redirect", action="store_true", help="leave the address below pages.dev as it is")
    finish.add_argument(
        "--clean-up", action="store_true", help="later: delete old Pages deployments, never one that serves"
    )
    finish.add_argument(
        "--accept",
        metavar="WORD",
        action="append",
        default=[],
        help="with --clean-up: clean-up, to say yes without typing; early, before the project was kept so long",
    )
    rollback = _side(commands, "rollback", "take back what was done in the account, the last first")
    rollback.add_argument(
        "--wait",
        metavar="SECONDS",
        type=float,
        default=120.0,
        help="how long Pages may take to be ready for a host again, which the Worker answers meanwhile (default: 120)",
    )
    for parser in (cutover, rollback):
        parser.add_argument(
            "--host", metavar="HOST", action="append", default=[], help="only this host (repeatable; default: all)"
        )
    cutover.add_argument(
        "--accept",
        metavar="ID",
        action="append",
        default=[],
        help="yes to an operation that is not simply taken back, such as domain (repeatable)",
    )
    cutover.add_argument(
        "--watch", metavar="SECONDS", type=float, default=60.0, help="how long each step is watched (default: 60)"
    )


def _secrets(commands: Any) -> None:
    secrets = _command(
        commands, "secrets", "edgewise.cli.secrets:run", "which secrets of a Pages project its Worker lacks; set them"
    )
    secrets.add_argument("dir", metavar="DIR", nargs="?", default=".", help="the project's folder (default: here)")
    secrets.add_argument("--project", metavar="NAME", help="the Pages project, if it is called otherwise")
    secrets.add_argument("--worker", metavar="NAME", help="the Worker, if it is called otherwise than the project")
    secrets.add_argument("--set", action="store_true", help="set what is missing: asks for each value without echo")
    source = secrets.add_mutually_exclusive_group()
    source.add_argument("--from-env", action="store_true", help="with --set: values from environment variables")
    source.add_argument("--file", metavar="FILE", help="with --set: values from a file, or - for standard input")
    add_demo(secrets)


def _wrangler(commands: Any) -> None:
    wrangler = _command(
        commands,
        "wrangler",
        "edgewise.cli.wrangler:run",
        "run the wrangler that edgewise installs, with whatever follows",
        json=False,
    )
    wrangler.add_argument("--demo", metavar="PORT", type=int, help="speak to the demo account on this port")
    wrangler.add_argument("arguments", metavar="...", nargs=argparse.REMAINDER, help="what wrangler is to do")


def _logs(commands: Any) -> None:
    logs = _command(commands, "logs", "edgewise.cli.logs:run", "the live log of a Worker or a Pages deployment")
    logs.add_argument("name", metavar="NAME", nargs="?", help="a Worker; with --pages a deployment, if not the newest")
    logs.add_argument("--pages", metavar="PROJECT", help="watch a Pages project")
    logs.add_argument("--demo", action="store_true", help="of the demo account")
    logs.add_argument(
        "--status",
        choices=("ok", "error", "canceled", "exceeded", "4xx", "5xx"),
        help="only runs that ended so, or were answered so",
    )
    logs.add_argument("--method", metavar="METHOD", action="append", default=[], help="only this one (repeatable)")
    logs.add_argument("--search", metavar="WORDS", help="only events that hold all these words")
    logs.add_argument("--level", choices=("debug", "log", "info", "warn", "error"), help="only events that logged so")
    logs.add_argument("--sampling", metavar="SHARE", type=float, help="ask for a share of the events, such as 0.1")
    logs.add_argument("--header", metavar="NAME[:VALUE]", help="only requests with this header")
    logs.add_argument("--ip", metavar="ADDRESS", action="append", default=[], help="only from this client (repeatable)")
    logs.add_argument("--version-id", metavar="ID", help="only this version of the Worker")
    logs.add_argument("--count", metavar="N", type=int, help="end after so many")


def _usage(commands: Any) -> None:
    usage = _command(commands, "usage", "edgewise.cli.usage:run", "the account's limits and cost, or a resource's use")
    usage.add_argument("name", metavar="NAME", nargs="?", help="a Worker, or what --kind says; without: the account")
    usage.add_argument(
        "--kind",
        choices=("worker", "pages", "queue", "kv", "d1", "r2", "durable-object", "workflow"),
        default="worker",
        help="what NAME is (default: worker)",
    )
    usage.add_argument("--range", choices=("1h", "6h", "24h", "7d", "30d"), default="24h", help="default: 24h")
    usage.add_argument("--assume", choices=("free", "paid"), help="reckon with this plan when the account does not say")
    usage.add_argument("--plain", action="store_true", help="words instead of charts (also the default in a pipe)")
    usage.add_argument("--demo", action="store_true", help="of the demo account")


def _course(commands: Any) -> None:
    lessons = commands.add_parser(
        "lessons", help="list, print and check lessons", description="list, print and check lessons"
    )
    verbs = lessons.add_subparsers(metavar="VERB", required=True)
    _command(verbs, "list", "edgewise.cli.lessons:list_lessons", "every lesson, and which are done")
    show = _command(verbs, "show", "edgewise.cli.lessons:show", "print one lesson")
    show.add_argument("id", metavar="ID", help="lesson id")
    show.add_argument("--plain", action="store_true", help="readable text without colour (also the default in a pipe)")
    check = _command(verbs, "check", "edgewise.cli.lessons:check", "check a course for mistakes")
    check.add_argument("dir", metavar="DIR", nargs="?", help="course folder (default: the built-in course)")
    check.add_argument("--labs", action="store_true", help="also run every lab: the start must fail, the solution pass")
    check.add_argument("--write-ids", action="store_true", help="add ids that are new to ids.toml, if all is well")
    _command(verbs, "progress", "edgewise.cli.lessons:progress", "what is done and what is due for review")
    search = _command(verbs, "search", "edgewise.cli.lessons:find", "find words in the whole course")
    search.add_argument("words", metavar="WORD", nargs="+", help="all of them have to stand there")
    certificate = _command(
        verbs, "certificate", "edgewise.cli.lessons:certificate", "a page that says what you have done, as SVG or HTML"
    )
    certificate.add_argument("file", metavar="FILE", help="where to write it; .svg or .html")
    certificate.add_argument("--name", default="", help="whose it is")
    certificate.add_argument("--format", choices=("svg", "html"), help="if the file's name does not say")
    certificate.add_argument("--force", action="store_true", help="replace a file that is there")
    _command(verbs, "review", "edgewise.cli.lessons:review", "answer the questions that are due again")
    _packs(verbs)


def _packs(verbs: Any) -> None:
    new = _command(verbs, "new", "edgewise.cli.packs:new", "begin a course pack of your own")
    new.add_argument("folder", metavar="FOLDER", help="where to write it; must not hold anything yet")
    new.add_argument("--title", metavar="T", default="", help="its title (default: made from the folder's name)")
    add = _command(verbs, "add", "edgewise.cli.packs:add", "add a course pack to the course")
    add.add_argument("source", metavar="FOLDER|GIT-URL", help="a folder, https://…, ssh://… or git@host:path")
    add.add_argument("--ref", metavar="REF", default="", help="a branch or tag of a git repository")
    _command(verbs, "packs", "edgewise.cli.packs:packs", "the course packs that were added")
    for name, what in (("update", "fetch a course pack again"), ("remove", "take a course pack away")):
        verb = _command(verbs, name, f"edgewise.cli.packs:{name}", what)
        verb.add_argument("id", metavar="ID", help="see edgewise lessons packs")


def _machine(commands: Any) -> None:
    doctor = _command(commands, "doctor", "edgewise.cli.doctor:run", "check Node, wrangler, folders and credentials")
    doctor.add_argument("--install", action="store_true", help="install the pinned wrangler when it is missing")
    _command(commands, "paths", "edgewise.cli.paths:run", "the folders edgewise uses")
