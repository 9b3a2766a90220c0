"""How a project is to be moved: what the user decides, with the default for each decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from edgewise.errors import InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.project.model import PagesProject


@dataclass(frozen=True)
class Decision:
    """One question with its answers.

    Attributes:
        key: the field of :class:`Choices` that it sets.
        question: one line.
        options: each answer and what follows from it; the first is the default.
        about: the field of the project that it is about, such as ``functions``. The question arises when that holds
            something; without one it always does.
        when: tells of a project whether the question arises, where no field does.
    """

    key: str
    question: str
    options: Mapping[str, str]
    about: str = ""
    when: Callable[[PagesProject], bool] | None = None

    def arises(self, project: PagesProject) -> bool:
        """Whether this project asks for an answer."""
        if self.when is not None:
            return self.when(project)
        found: object = project
        for name in self.about.split(".") if self.about else ():
            found = getattr(found, name, None)
        return bool(found)


def _has_workers_form(project: PagesProject) -> bool:
    from edgewise.migration.frameworks.forms import offers_workers

    return offers_workers(project)


DECISIONS: tuple[Decision, ...] = (
    Decision(
        "mode",
        "How close must the answers be?",
        {
            "faithful": "Every answer stays as Pages gives it: a small module of the Worker sees to it. Each request "
            "runs the Worker and counts as one, files too.",
            "idiomatic": "Settings only, no code of ours, and files stay free. What differs then (307 for 308, caching "
            "of 404 pages and the like) is declared, request by request.",
        },
    ),
    Decision(
        "functions",
        "What becomes of functions/?",
        {
            "compile": "The folder stays as it is, and Cloudflare's own compiler makes the Worker from it in each "
            "build.",
            "native": "A Worker entry is written that imports the handlers and spells out the routes: yours to own "
            "and change.",
        },
        about="functions",
    ),
    Decision(
        "adapter",
        "What becomes of the framework's adapter?",
        {
            "keep": "The framework goes on building as it does for Pages, and the Worker imports what it builds. "
            "Nothing else changes.",
            "workers": "The framework's configuration is changed to its own form for Workers (for Next.js, to "
            "OpenNext), which its makers develop further. It needs a new build, and some answers may change.",
        },
        when=_has_workers_form,
    ),
    Decision(
        "ci",
        "What becomes of workflows that deploy to Pages?",
        {
            "keep": "They stay as they are, and the change is shown as a patch. Until you make it, they deploy the "
            "Pages project.",
            "rewrite": "They deploy the Worker. It is live as soon as the change reaches production's branch.",
        },
        about="deployments",
    ),
)


@dataclass(frozen=True)
class Choices:
    """The answers. Field names are keys of :data:`DECISIONS`."""

    mode: str = "faithful"
    functions: str = "compile"
    adapter: str = "keep"
    ci: str = "keep"

    @property
    def faithful(self) -> bool:
        """Whether every answer must stay as Pages gives it."""
        return self.mode == "faithful"

    def document(self) -> dict[str, str]:
        """The choices as JSON, as the journal keeps them."""
        return asdict(self)


def choices_from(values: Mapping[str, Any]) -> Choices:
    """The choices in a mapping; what it lacks takes the default, and other keys are left alone.

    Raises:
        InputError: ``choice-unknown`` when a value is none of the decision's options.
    """
    found: dict[str, str] = {}
    for decision in DECISIONS:
        value = values.get(decision.key)
        if value is None:
            continue
        if value not in decision.options:
            raise InputError(
                f"{clean(str(value), 60)} is no choice for {decision.key}.",
                code="choice-unknown",
                where=f"--{decision.key}",
                fix=f"Use one of {', '.join(decision.options)}.",
            )
        found[decision.key] = str(value)
    return Choices(**found)


assert {decision.key for decision in DECISIONS} == {each.name for each in fields(Choices)}
