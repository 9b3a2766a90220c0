"""Which ``wrangler pages`` calls a command line makes in the end, and in which folder.

Scripts call other scripts, change folders, and hand commands to other programs. All of that is read, nothing is
run: ``npm run deploy -- dist``, ``cd site && npx wrangler pages deploy``, ``concurrently "npm:dev:*"``,
``pnpm --filter web deploy``, ``cross-env A=b wrangler pages dev``, ``bash scripts/deploy.sh``.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from edgewise.errors import InputError
from edgewise.project.commands import PagesCall, Word, pages_calls, words
from edgewise.project.folder import inside, read_text
from edgewise.project.model import Origin, Place
from edgewise.project.package_json import Package, load_package
from edgewise.project.workspace import Workspace

MAX_DEPTH = 10
MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun"})
_RUN = frozenset({"run", "run-script", "rum", "urn"})
_RUN_MANY = frozenset({"npm-run-all", "npm-run-all2", "run-s", "run-p", "wsrun"})
_SHELLS = frozenset({"sh", "bash", "zsh", "dash"})
_FOLDER_OPTIONS = frozenset({"--prefix", "--dir", "-C", "--cwd"})
_FILTER_OPTIONS = frozenset({"--filter", "-F", "--workspace", "-w", "--scope"})
_DEFAULT = re.compile(r"\$\{(\w+):?-([^${}]*)\}")
_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


@dataclass(frozen=True)
class FoundCall:
    """A ``wrangler pages`` call and where it stands.

    Attributes:
        call: the call itself. Its offsets belong to the text that it was found in.
        folder: where it runs, relative to the workspace.
        place: the script, workflow line or shell script that holds it, relative to the workspace.
        directory: the folder it names, relative to the workspace; ``None`` when that is not known before it runs.
    """

    call: PagesCall
    folder: str
    place: Place
    origin: Origin
    directory: str | None = None


@dataclass(frozen=True)
class _At:
    """Where reading stands: the folder, what holds the text, and the variables that are known."""

    folder: str
    place: Place
    origin: Origin
    variables: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    bare: bool = False


class CallReader:
    """Reads command lines of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._loaded: dict[str, Package] = {}

    def package(self, folder: str) -> Package:
        """The ``package.json`` in a folder of the workspace; an empty one when it cannot be read."""
        if folder not in self._loaded:
            path = self.workspace.root / folder
            try:
                self._loaded[folder] = load_package(path) if inside(self.workspace.root, folder) else Package()
            except InputError:
                self._loaded[folder] = Package()
        return self._loaded[folder]

    def script(self, folder: str, name: str) -> Iterator[FoundCall]:
        """The calls that a script of the ``package.json`` in ``folder`` makes."""
        yield from self._script(_At(folder, Place(""), Origin.SCRIPT), folder, name, [])

    def command(
        self,
        text: str,
        folder: str,
        place: Place,
        origin: Origin,
        variables: Mapping[str, str] | None = None,
        *,
        bare: bool = False,
    ) -> Iterator[FoundCall]:
        """The calls that a command line makes. ``place`` is that of its first line.

        Args:
            variables: what ``$NAME`` stands for, as far as it is known.
            bare: whether the word ``wrangler`` may be missing, as in Cloudflare's action for GitHub.
        """
        yield from self._text(text, _At(folder, place, origin, variables or {}, bare=bare))

    # ------------------------------------------------------------------ reading

    def _text(self, text: str, at: _At) -> Iterator[FoundCall]:
        if at.depth > MAX_DEPTH:
            return
        text = _filled(text, at.variables)
        folder = at.folder
        for words_of in words(text):
            simple = [word for word in words_of if not word.redirection]
            if not simple:
                continue
            line = at.place.line
            here = replace(at, folder=folder)
            if line is not None and at.origin is not Origin.SCRIPT:
                here = replace(here, place=Place(at.place.file, line + text.count("\n", 0, simple[0].start)))
            plain = [word.text for word in _stripped(simple)]
            if plain[:1] in (["cd"], ["pushd"]) and len(plain) > 1:
                folder = joined(folder, plain[1])
                continue
            yield from self._simple(text, simple, plain, here)

    def _simple(self, text: str, simple: list[Word], plain: list[str], at: _At) -> Iterator[FoundCall]:
        span = text[simple[0].start : simple[-1].end]
        calls = pages_calls(span, bare=at.bare, quoted=False)
        for call in calls:
            folder = joined(at.folder, named) if (named := call.option("cwd")) else at.folder
            where = self._where(plain, folder)
            yield FoundCall(call, where, at.place, at.origin, _directory(where, call.directory))
        if calls or not plain:
            return
        if plain[0] in ("echo", "printf"):
            return
        inner = replace(at, depth=at.depth + 1, bare=False)
        for word in plain[1:]:
            if " " in word and "wrangler" in word:
                yield from self._text(word, inner)
            elif word.startswith("npm:") or (" " in word and word.split(" ", 1)[0] in MANAGERS):
                command = f"npm run {shlex.quote(word[4:])}" if word.startswith("npm:") else word
                yield from self._text(command, inner)
        yield from self._program(plain, inner)

    def _program(self, plain: list[str], at: _At) -> Iterator[FoundCall]:
        program = os.path.basename(plain[0])  # noqa: PTH119 (a word, not a path of this machine)
        if program in MANAGERS:
            yield from self._managed(plain, at)
        elif program in _RUN_MANY:
            for name in plain[1:]:
                if not name.startswith("-"):
                    yield from self._named(at, at.folder, name, [])
        elif program in ("turbo", "lerna", "nx") and len(plain) > 1:
            yield from self._monorepo(plain, at)
        elif program == "node" and plain[1:2] == ["--run"]:
            yield from self._named(at, at.folder, " ".join(plain[2:3]), [])
        elif program in _SHELLS or plain[0].endswith(".sh"):
            name = plain[0] if plain[0].endswith(".sh") else next((w for w in plain[1:] if w.endswith(".sh")), "")
            yield from self._file(name, at)

    def _managed(self, plain: list[str], at: _At) -> Iterator[FoundCall]:
        """``npm run x``, ``pnpm --filter web x``, ``yarn workspace web x`` and their like."""
        manager, rest = plain[0], plain[1:]
        folders = [at.folder]
        while rest:
            name, _, value = rest[0].partition("=")
            if name in _FOLDER_OPTIONS | _FILTER_OPTIONS:
                value, rest = (value, rest[1:]) if value else (" ".join(rest[1:2]), rest[2:])
                folders = (
                    [joined(at.folder, value)]
                    if name in _FOLDER_OPTIONS and not (manager == "npm" and name == "-C")
                    else self._filtered(value, at)
                )
            elif rest[0].startswith("-"):
                rest = rest[1:]
            else:
                break
        if rest[:1] == ["workspace"] and len(rest) > 2:
            folders, rest = self._filtered(rest[1], at), rest[2:]
        if rest and rest[0] in _RUN:
            rest = rest[1:]
        elif rest and (rest[0] in ("exec", "dlx", "x") or (manager == "npm" and rest[0] not in ("start", "test"))):
            return
        while rest and rest[0].startswith("-") and rest[0] != "--":
            rest = rest[1:]
        if not rest:
            return
        arguments = [word for index, word in enumerate(rest[1:]) if not (index == 0 and word == "--")]
        for position, word in enumerate(arguments):
            name, _, value = word.partition("=")
            if manager == "npm" and name in _FILTER_OPTIONS:
                folders = self._filtered(value or " ".join(arguments[position + 1 : position + 2]), at)
        for folder in folders:
            yield from self._named(at, folder, rest[0], arguments)

    def _monorepo(self, plain: list[str], at: _At) -> Iterator[FoundCall]:
        """``turbo run deploy --filter=web``, ``lerna run deploy``, ``nx run web:deploy``, ``nx deploy web``."""
        names = [word for word in plain[1:] if not word.startswith("-")]
        filters = [word.partition("=")[2] for word in plain if word.partition("=")[0] in _FILTER_OPTIONS]
        if names[:1] in (["run"], ["run-many"], ["exec"]):
            names = names[1:]
        if not names:
            return
        if os.path.basename(plain[0]) == "nx":  # noqa: PTH119
            target, _, task = names[0].partition(":")
            name, filters = (task, [target]) if task else (names[0], names[1:2])
        else:
            name = names[0]
        folders = [each for one in filters for each in self._filtered(one, at)]
        for folder in folders or sorted(set(self.workspace.packages.values())):
            yield from self._named(at, folder, name, [])

    def _filtered(self, wanted: str, at: _At) -> list[str]:
        """Folders of the packages that a filter names: by name, by pattern, or by folder."""
        plain = wanted.strip("{}").removesuffix("...").removeprefix("...").removesuffix("^")
        if plain.startswith("."):
            return [joined(at.folder, plain)]
        packages = self.workspace.packages
        if plain in packages:
            return [packages[plain]]
        by_end = [folder for name, folder in packages.items() if name.rpartition("/")[2] == plain]
        by_pattern = [folder for name, folder in packages.items() if fnmatch.fnmatchcase(name, plain)]
        if by_end or by_pattern:
            return by_end or by_pattern
        return [plain] if (self.workspace.root / plain).is_dir() and inside(self.workspace.root, plain) else []

    def _named(self, at: _At, folder: str, name: str, arguments: list[str]) -> Iterator[FoundCall]:
        """The script ``name`` in ``folder``, or all that a pattern such as ``build:*`` fits."""
        if "*" in name:
            pattern = name.replace("**", "*")
            for each in self.package(folder).scripts:
                if fnmatch.fnmatchcase(each, pattern):
                    yield from self._script(at, folder, each, arguments)
            return
        yield from self._script(at, folder, name, arguments)

    def _script(self, at: _At, folder: str, name: str, arguments: list[str]) -> Iterator[FoundCall]:
        package = self.package(folder)
        script = package.scripts.get(name)
        if script is None or at.depth > MAX_DEPTH:
            return
        place = package.place(name)
        text = " ".join([script, *map(shlex.quote, arguments)]) if arguments else script
        file = "package.json" if folder == "." else f"{folder}/package.json"
        yield from self._text(text, _At(folder, Place(file, place.line), Origin.SCRIPT, at.variables, at.depth + 1))

    def _file(self, name: str, at: _At) -> Iterator[FoundCall]:
        """A shell script of the workspace."""
        path = joined(at.folder, name) if name else ""
        text = read_text(self.workspace.root, path) if path and "$" not in name else None
        if text is not None:
            variables = {**at.variables, **assignments(text)}
            yield from self._text(text, _At(at.folder, Place(path, 1), Origin.SHELL, variables, at.depth))

    def _where(self, plain: list[str], folder: str) -> str:
        """The folder that a call runs in when a package manager is told another one (``pnpm --filter web exec``)."""
        if not plain or plain[0] not in MANAGERS:
            return folder
        at = _At(folder, Place(""), Origin.SCRIPT)
        for index, word in enumerate(plain):
            if word == "pages" or word.startswith("wrangler"):
                break
            name, _, value = word.partition("=")
            value = value or " ".join(plain[index + 1 : index + 2])
            if name in _FILTER_OPTIONS or (plain[0] == "yarn" and word == "workspace"):
                return next(iter(self._filtered(value, at)), folder)
            if name in _FOLDER_OPTIONS:
                return joined(folder, value)
        return folder


def _directory(folder: str, named: str | None) -> str | None:
    if not named or "$" in named or named.startswith("/") or any(mark in named for mark in "*?`{"):
        return None
    return joined(folder, named)


def assignments(text: str) -> dict[str, str]:
    """Variables that a shell script sets to plain words, the first value of each."""
    found: dict[str, str] = {}
    for name, value in re.findall(r"^\s*(?:export\s+|readonly\s+)?([A-Za-z_]\w*)=(.*)$", text, re.MULTILINE):
        plain = next(iter(words(value)), [])
        if len(plain) == 1 and "$" not in plain[0].text:
            found.setdefault(name, plain[0].text)
    return found


def _filled(text: str, variables: Mapping[str, str]) -> str:
    """``text`` with the variables that are known, and the defaults of the others."""
    text = _VARIABLE.sub(lambda match: variables.get(match.group(1) or match.group(2), match.group()), text)
    return _DEFAULT.sub(lambda match: variables.get(match.group(1), match.group(2)), text)


def _stripped(simple: list[Word]) -> list[Word]:
    """A simple command without what only sets variables for it: ``A=b``, ``env A=b``, ``cross-env A=b``."""
    rest = list(simple)
    while rest:
        if _ASSIGNMENT.match(rest[0].text) or rest[0].text in ("env", "cross-env", "cross-env-shell", "exec", "time"):
            rest = rest[1:]
        elif rest[0].text in ("dotenv", "dotenvx", "doppler", "op", "infisical", "npx", "bunx") and "--" in [
            word.text for word in rest
        ]:
            rest = rest[[word.text for word in rest].index("--") + 1 :]
        else:
            break
    return rest


def joined(folder: str, path: str) -> str:
    """``path`` below ``folder``, in one spelling. Absolute paths and variables stay what they are."""
    return os.path.normpath(os.path.join(folder, path.replace("\\", "/"))).replace(os.sep, "/")  # noqa: PTH118
