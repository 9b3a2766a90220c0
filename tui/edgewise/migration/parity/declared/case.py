"""What a rule looks at when it is asked whether a finding explains a difference."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from edgewise.migration.parity.model import Difference, Request, Response
from edgewise.project.model import HeaderRule, RoutesSpec
from edgewise.project.routes import runs_function

_FUNCTIONAL = 2
_HOST = re.compile(r"^https?://[^/]*")
_VARIABLE = re.compile(r"(\*|:[A-Za-z]\w*)")
_SLASHES = re.compile(r"/{2,}")


@dataclass(frozen=True)
class Facts:
    """What the rules know about the project.

    Attributes:
        rules: its own rules of ``_headers``.
        hidden: assets, relative to the output directory, that Pages serves and the migration holds back.
        routes: where the project's code runs; ``None`` when it has none.
        redirects: paths of its own rules of ``_redirects``.
        faithful: whether the Worker is to answer as Pages: nothing above the last tier is explained then.
        gone: files of the old build that the new one does not have, relative to the output directory.
        came: files that only the new build has, likewise.
    """

    rules: tuple[HeaderRule, ...] = ()
    hidden: frozenset[str] = frozenset()
    routes: RoutesSpec | None = None
    faithful: bool = False
    redirects: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()
    came: frozenset[str] = frozenset()

    def patterns(self, path: str) -> set[str]:
        """The paths of all rules, of ``_headers`` and ``_redirects``, that apply to ``path``."""
        known = {*self.redirects, *(rule.pattern for rule in self.rules)}
        return {pattern for pattern in known if pattern_matches(pattern, path)}

    def runs_code(self, path: str) -> bool:
        """Whether Pages gives a request for ``path`` to the project's code."""
        return self.routes is not None and runs_function(self.routes, path)


@dataclass(frozen=True)
class Case:
    """One exchange.

    Attributes:
        behind: for each pair of answers in which the redirects of this exchange may end, the
            differences between them.
        misses: what each side answers to a made-up path in the same folder; ``None`` when it was not asked.
    """

    request: Request
    old: Response
    new: Response
    behind: tuple[tuple[Difference, ...], ...] = ()
    misses: tuple[Response, Response] | None = None
    facts: Facts = Facts()

    def header(self, name: str) -> tuple[str | None, str | None]:
        """A header of both answers."""
        return self.old.headers.get(name), self.new.headers.get(name)

    def rule_values(self, name: str) -> set[str]:
        """What the project's rules of ``_headers`` for this path say about a header, alone and joined."""
        values = [rule.set[name] for rule in self.facts.rules if name in rule.set and matches(rule, self.request.path)]
        return {*values, ", ".join(values)} - {""}

    @property
    def statuses(self) -> tuple[int, int]:
        """Both statuses."""
        return self.old.status, self.new.status

    @property
    def old_misses(self) -> bool:
        """Whether the old side answers as to a path that is not there."""
        return self.misses is not None and self._same_page(self.old, self.misses[0])

    @property
    def new_misses(self) -> bool:
        """Whether the new side answers as to a path that is not there."""
        return self.misses is not None and self._same_page(self.new, self.misses[1])

    def _same_page(self, answer: Response, other: Response) -> bool:
        if answer.status != other.status:
            return False
        if self.request.method == "HEAD":
            return answer.headers.get("content-type") == other.headers.get("content-type")
        return answer.body == other.body

    @property
    def same_ending(self) -> bool:
        """Whether a redirect leads to an answer that is the same on both sides.

        Headers do not count here: rules of ``_headers`` match the address that was asked for, and the
        two addresses differ.
        """
        return any(all(each.finding or each.tier > _FUNCTIONAL for each in pair) for pair in self.behind)


@dataclass(frozen=True)
class Rule:
    """A finding and the exact condition under which it explains a difference.

    ``explains`` is only asked about a difference whose ``what`` is in ``covers``.

    Attributes:
        always: whether it explains in faithful mode too: a difference that is made on purpose, to keep something
            private, or by a part of Workers in front of all code.
    """

    finding: str
    covers: frozenset[str]
    explains: Callable[[Case, Difference], bool]
    always: bool = False


def matches(rule: HeaderRule, path: str) -> bool:
    """Whether a rule of ``_headers`` applies to ``path``. The host of an absolute pattern is not looked at."""
    return pattern_matches(rule.pattern, path)


def pattern_matches(pattern: str, path: str) -> bool:
    """Whether the path of a rule, of ``_headers`` or ``_redirects``, means ``path``."""
    pattern = _HOST.sub("", pattern) or "/"
    parts = _VARIABLE.split(pattern)
    expression = "".join(
        ".*" if part == "*" else "[^/]+" if part.startswith(":") else re.escape(part) for part in parts
    )
    return re.fullmatch(expression, path) is not None


def query_of(target: str) -> str:
    """``?…`` of a target or location, or nothing."""
    mark = target.find("?")
    return "" if mark < 0 else target[mark:]


def path_of(location: str) -> str:
    """The path of a same-site location; empty for an absolute one."""
    return location.partition("?")[0] if location.startswith("/") else ""


def collapsed(path: str) -> str:
    """``path`` with each run of slashes as one."""
    return _SLASHES.sub("/", path)


def decoded(path: str) -> bytes:
    """``path`` with its escapes resolved once."""
    return unquote_to_bytes(path)
