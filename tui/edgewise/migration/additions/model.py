"""What can be added to a moved project, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, get_type_hints

from edgewise.errors import InputError
from edgewise.migration.journal import FOLDER
from edgewise.migration.model import Plan

CONSUMER, CRON, WORKFLOW, LOGS, GRADUAL = "consumer", "cron", "workflow", "logs", "gradual"
NO_QUEUE = "none"
"""What ``--dead-letter`` says when messages that fail for good are to be dropped."""


@dataclass(frozen=True)
class KindRow:
    """One kind of addition: its title, and the lesson that explains it."""

    title: str
    lesson: str


KINDS: Mapping[str, KindRow] = {
    CONSUMER: KindRow("A consumer for a queue", "a-queue-with-a-consumer"),
    CRON: KindRow("A cron trigger", "one-worker-many-events"),
    WORKFLOW: KindRow("A Workflow for a long job", "the-same-job-as-a-workflow"),
    LOGS: KindRow("Logs that are kept", "what-to-watch"),
    GRADUAL: KindRow("Gradual deployments", "versions-and-gradual-deployments"),
}
STATUS_LESSON = "progress-while-it-works"


@dataclass(frozen=True)
class Wanted:
    """One addition as it was asked for. What a kind does not know keeps its default.

    Attributes:
        queue: of a consumer; of a Workflow the queue whose messages start it, or nothing.
        status: whether a consumer tells the state of its jobs.
        dead_letter: the queue for messages that fail for good, :data:`NO_QUEUE`, or nothing for ``QUEUE-dead``.
        retries: how often a message comes again, 0 to 100.
        batch: messages that come at once at most, 1 to 100.
        cron: a cron expression.
        name: of a Workflow.
        sampling: share of the requests that are logged, 0 to 1.
    """

    kind: str
    queue: str = ""
    status: bool = False
    dead_letter: str = ""
    retries: int = 3
    batch: int = 10
    cron: str = ""
    name: str = ""
    sampling: float = 1.0

    def document(self) -> dict[str, Any]:
        """This as JSON, without what has its default."""
        return {key: value for key, value in asdict(self).items() if key == "kind" or value != _DEFAULTS[key]}

    @property
    def dead_letters(self) -> str | None:
        """The queue for messages that fail for good."""
        if self.dead_letter == NO_QUEUE:
            return None
        return self.dead_letter or f"{self.queue}-dead"

    @property
    def title(self) -> str:
        """What it is called in a list, such as ``consumer report-jobs``."""
        return " ".join(filter(None, (self.kind, self.name or self.cron or self.queue)))

    @property
    def lesson(self) -> str:
        """Id of the lesson that explains it."""
        return KINDS[self.kind].lesson


_DEFAULTS = {each.name: each.default for each in fields(Wanted)}
_TYPES = get_type_hints(Wanted)


def wanted_from(document: object) -> Wanted:
    """The inverse of :meth:`Wanted.document`, for what a journal says.

    Raises:
        InputError: ``journal-broken``, when it is not known.
    """
    if isinstance(document, Mapping) and document.get("kind") in KINDS:
        known = {key: value for key, value in document.items() if key in _TYPES and type(value) is _TYPES[key]}
        if len(known) == len(document):
            return Wanted(**known)
    raise InputError(
        "The journal of an addition says what this edgewise does not know.",
        code="journal-broken",
        where=FOLDER,
        fix="Use the version that made it, or restore the files from git.",
    )


@dataclass(frozen=True)
class Module:
    """The module that edgewise writes around the Worker's entry.

    Attributes:
        path: relative to the root.
        entry: the entry before it, relative to the root; ``None`` for a Worker that had none.
        status: the path below which the states of jobs are answered, such as ``/job-status/``; empty for none.
        top: the module at the top of the project that leads to it, where wrangler uploads modules as they are; else
            empty.
    """

    path: str
    entry: str | None
    status: str = ""
    top: str = ""

    @property
    def main(self) -> str:
        """What the wrangler file names as its main."""
        return self.top or self.path

    @property
    def folder(self) -> str:
        """Where it lies, and all that goes with it."""
        return self.path.rpartition("/")[0]

    @property
    def typescript(self) -> bool:
        """Whether it is TypeScript."""
        return self.path.endswith(".ts")

    @property
    def extension(self) -> str:
        """``ts`` or ``js``."""
        return "ts" if self.typescript else "js"

    def document(self) -> dict[str, Any]:
        """This as JSON."""
        return asdict(self)


def module_from(document: object) -> Module | None:
    """The inverse of :meth:`Module.document`; ``None`` when a journal says nothing of a module."""
    if not isinstance(document, Mapping):
        return None
    path, entry, status = document.get("path"), document.get("entry"), document.get("status", "")
    top = document.get("top", "")
    if not isinstance(path, str) or not (entry is None or isinstance(entry, str)):
        return None
    return Module(path, entry, status, top) if isinstance(status, str) and isinstance(top, str) else None


@dataclass(frozen=True)
class Addition:
    """A plan for one addition.

    Attributes:
        wanted: what was asked for.
        plan: the steps; none when there is nothing to change in files, see ``plan.next`` then.
        module: the module around the entry after it; ``None`` while there is none.
        notes: sentences that a person should know before.
    """

    wanted: Wanted
    plan: Plan
    module: Module | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """What could be added to a project.

    Attributes:
        sense: whether something in the project asks for it.
        why: one sentence.
        command: what does it.
        lesson: id of the lesson that explains it.
        wanted: the addition that ``command`` asks for.
        asks: what a person has to say first, such as ``name``, which ``wanted`` lacks then; empty for nothing.
    """

    kind: str
    title: str
    sense: bool
    why: str
    command: str
    lesson: str
    wanted: Wanted
    asks: str = ""

    def document(self) -> dict[str, Any]:
        """This as JSON. ``command`` says what is wanted."""
        return {key: value for key, value in asdict(self).items() if key not in ("wanted", "asks")}
