"""From an assessed project to a plan: ordered steps, each a few file changes with a reason."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from edgewise.errors import InputError, Refused
from edgewise.migration.assessment import ready
from edgewise.migration.asset_headers import merge_headers, untyped_assets
from edgewise.migration.config_edit import NEW_NAME, edit_config, new_config
from edgewise.migration.diff import edit_diff
from edgewise.migration.ignore_files import assets_ignore, git_ignore
from edgewise.migration.model import FileEdit, Finding, Plan, Severity, Step
from edgewise.migration.placing import NOT_FOUND_PAGE, source_files
from edgewise.migration.rule_edits import clean_redirects
from edgewise.migration.scripts import rewrite_scripts
from edgewise.migration.settings import WorkerSettings, worker_settings
from edgewise.migration.worker_document import worker_document
from edgewise.project.folder import read_bytes
from edgewise.project.model import Origin, PagesProject

BOM = b"\xef\xbb\xbf"
STRATEGIES = ("compile",)


def make_plan(project: PagesProject, findings: Sequence[Finding], functions: str = "compile") -> Plan:
    """The steps that make ``project`` a Worker. Reads files, changes none.

    Args:
        findings: what :func:`edgewise.migration.assess` said about this project.
        functions: how ``functions/`` becomes a Worker; only ``compile`` for now.

    Raises:
        Refused: ``not-ready``, when a blocker stands.
        InputError: when the strategy is not known.
    """
    if functions not in STRATEGIES:
        raise InputError(
            f"The strategy {functions} is not available yet.",
            code="strategy-unknown",
            fix=f"Use --functions {STRATEGIES[0]}.",
        )
    if not ready(findings):
        blockers = [each for each in findings if each.severity is Severity.BLOCKER]
        raise Refused(
            f"The project cannot be moved yet: {blockers[0].title}.",
            code="not-ready",
            where=str(blockers[0].where) if blockers[0].where else None,
            fix=blockers[0].remedy,
        )
    planner = _Planner(project, findings, worker_settings(project))
    steps = (
        planner.config(),
        planner.private_files(),
        planner.empty_page(),
        planner.headers(),
        planner.redirects(),
        planner.scripts(),
        planner.gitignore(),
    )
    return Plan(tuple(step for step in steps if step is not None), functions, _next(project, planner.settings))


def _next(project: PagesProject, settings: WorkerSettings) -> tuple[str, ...]:
    """What to run after applying. With environments, wrangler wants to be told that the top level is meant."""
    deploy = "npx wrangler deploy"
    commands = ["edgewise verify", f'{deploy} --env=""' if "env" in worker_document(project, settings) else deploy]
    if project.build_command and project.build_product:
        commands.insert(1, project.build_command.value)
    return tuple(commands)


class _Planner:
    """Makes the steps for one project. Each returns ``None`` when there is nothing to do."""

    def __init__(self, project: PagesProject, findings: Sequence[Finding], settings: WorkerSettings) -> None:
        self.project = project
        self.found = {each.id for each in findings}
        self.settings = settings
        self.placement = source_files(project)

    def config(self) -> Step | None:
        """The wrangler file."""
        config = self.project.config
        document = worker_document(self.project, self.settings)
        if config is not None:
            before = self._bytes(config.path)
            text = edit_config(config, document, self.settings).encode()
            after = BOM + text if before and before.startswith(BOM) else text
            edit = FileEdit(config.path, before, after)
        else:
            schema = "wrangler" in self.project.dependencies
            text = new_config(document, self.settings, schema=schema, origin=self._date_origin()).encode()
            edit = FileEdit(NEW_NAME, None, text)
        return self._step(
            "worker-config",
            "Describe a Worker in the wrangler file",
            "wrangler deploys a Worker from this file. It serves the same folder, answers unknown paths as Pages does, "
            "and runs the Functions on the same paths."
            if self.settings.main
            else "wrangler deploys a Worker from this file. It serves the same folder and answers unknown paths as "
            "Pages does.",
            [edit],
            (
                "pages-config",
                "production-values",
                "functions-compile",
                "functions-before-assets",
                "auth-middleware",
                "not-found-page",
                "spa-fallback",
            ),
        )

    def private_files(self) -> Step | None:
        """``.assetsignore``."""
        edits = [
            FileEdit(path, before, _data(assets_ignore(self.project, _text(before))))
            for path, before in self._placed(".assetsignore")
        ]
        return self._step(
            "assets-ignore",
            "Keep private files out of what is published",
            "Workers publishes whatever this file does not name." + self._twice(".assetsignore"),
            edits,
            ("private-files", "routes-json-unused"),
        )

    def empty_page(self) -> Step | None:
        """An empty ``404.html``."""
        if not self.settings.empty_page:
            return None
        edits = [FileEdit(path, None, b"") for path, before in self._placed(NOT_FOUND_PAGE) if before is None]
        return self._step(
            "empty-404-page",
            "Answer unknown paths before the code",
            "Without a page for them, Workers runs the code on every path that has no file."
            + self._twice(NOT_FOUND_PAGE),
            edits,
            ("empty-404-page",),
        )

    def headers(self) -> Step | None:
        """``_headers``."""
        untyped = untyped_assets(self.project)
        edits = [
            FileEdit(path, before, _data(merge_headers(_text(before) or "", untyped).text))
            for path, before in self._placed("_headers")
        ]
        return self._step(
            "asset-headers",
            "Add the headers that Pages sends by itself",
            "Without them, pages on other origins can no longer read these files, and browsers guess types."
            + self._twice("_headers"),
            edits if self.project.assets else [],
            ("asset-headers", "header-lines-invalid"),
        )

    def redirects(self) -> Step | None:
        """``_redirects``."""
        edits: list[FileEdit] = []
        for path, before in self._placed("_redirects"):
            if before is not None:
                after = clean_redirects(_text(before) or "")
                edits.append(
                    FileEdit(path, before, after.encode("utf-8", "surrogateescape") if after.strip() else None)
                )
        return self._step(
            "redirects",
            "Take out redirect lines that Pages ignores",
            "The deployment of a Worker is refused because of them." + self._twice("_redirects"),
            edits,
            ("spa-redirect-line", "redirect-lines-invalid"),
        )

    def scripts(self) -> Step | None:
        """``package.json``."""
        before = self._bytes("package.json")
        if before is None:
            return None
        bom = BOM if before.startswith(BOM) else b""
        result = rewrite_scripts(before.removeprefix(BOM).decode("utf-8", "surrogateescape"))
        after = bom + _data(result.text)
        return self._step(
            "package-scripts",
            "Let scripts start and deploy the Worker",
            "wrangler pages dev and wrangler pages deploy refuse a Worker's configuration.",
            [FileEdit("package.json", before, after)],
            ("package-scripts",),
        )

    def gitignore(self) -> Step | None:
        """``.gitignore``."""
        if "tool-state-ignored" not in self.found:
            return None
        before = self._bytes(".gitignore")
        after = _data(git_ignore(_text(before)))
        return self._step(
            "git-ignore",
            "Keep wrangler's state out of git",
            "The compiled Functions and local data lie in .wrangler/.",
            [FileEdit(".gitignore", before, after)],
            ("tool-state-ignored",),
        )

    def _step(
        self, identity: str, title: str, why: str, edits: Iterable[FileEdit], settles: Sequence[str]
    ) -> Step | None:
        real = tuple(edit for edit in edits if edit.before != edit.after)
        if not real:
            return None
        return Step(
            id=identity,
            title=title,
            why=why,
            edits=real,
            settles=tuple(each for each in settles if each in self.found),
            commands=tuple(_command(edit) for edit in real),
        )

    def _placed(self, name: str) -> list[tuple[str, bytes | None]]:
        return [(path, self._bytes(path)) for path in self.placement.paths[name]]

    def _bytes(self, path: str) -> bytes | None:
        return read_bytes(self.project.root, path)

    def _twice(self, name: str) -> str:
        """A sentence for when a file is written into a source folder and into the output."""
        paths = self.placement.paths[name]
        if len(paths) == 1:
            return ""
        source, built = paths
        return f" It goes into {source}, which the next build copies, and into {built}, which is served now."

    def _date_origin(self) -> str:
        date = self.project.compatibility_date
        if date is None:
            return "The dashboard knows the date that the Pages project has." if self.settings.main else ""
        if date.origin is Origin.SCRIPT and date.place:
            return f"From {date.place.file}."
        return ""


def _command(edit: FileEdit) -> str:
    """A shell command that makes the same change."""
    if edit.after is None:
        return f"rm {shlex.quote(edit.path)}"
    if edit.after == b"":
        return f": > {shlex.quote(edit.path)}"
    if edit.before is None:
        text = edit.after.decode("utf-8", "replace")
        return f"cat > {shlex.quote(edit.path)} <<'END'\n{text}{'' if text.endswith(chr(10)) else chr(10)}END"
    return f"git apply <<'END'\n{edit_diff(edit)}END"


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "surrogateescape")


def _data(text: str) -> bytes:
    """The inverse of :func:`_text`: bytes that are not UTF-8 survive."""
    return text.encode("utf-8", "surrogateescape")
