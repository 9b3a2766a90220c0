"""What a kind of resource is: one declared value that panels, snapshots and commands all read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.pagination import SINGLE, Plan
from edgewise.account.resources.formats import FORMATS, Cell
from edgewise.account.resources.rows import Row, Scope, Value, evaluate
from edgewise.account.resources.values import at, text

__all__ = [
    "PLACE",
    "Action",
    "Column",
    "Drill",
    "Follow",
    "Insight",
    "Item",
    "Kind",
    "Row",
    "Scope",
    "Section",
    "Value",
    "View",
    "evaluate",
    "fill_command",
]

PLACE = re.compile(r"\{(\w+)\}")
"""A name to fill in, in paths, addresses and commands."""

_OPTIONAL = re.compile(r"\[([^\[\]]*\{\w+\}[^\[\]]*)\]")

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""An id that nobody reads; eight characters of it are enough to tell two apart."""


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes:
        id: stable; sorting is remembered by it.
        value: where its content comes from.
        format: a name in ``FORMATS``. A function may also return a finished ``Cell``.
        priority: 1 is shown at any width, 2 from about 100 columns of table, 3 from 130.
        width: characters it may take at most; 0 shares what is left.
        right: numbers stand at the right.
    """

    id: str
    title: str
    value: Value
    format: str = "text"
    priority: int = 1
    width: int = 0
    right: bool = False

    def cell(self, row: Row, scope: Scope) -> Cell:
        """What the column shows for a row."""
        found = evaluate(self.value, row, scope)
        return found if isinstance(found, Cell) else FORMATS[self.format](found, scope.now)


@dataclass(frozen=True)
class Item:
    """A line of the detail, or a field of the snapshot under ``id``.

    In a summary, the fields that have a title are those that the snapshot's text form shows.
    """

    id: str
    title: str
    value: Value
    format: str = "text"

    def cell(self, row: Row, scope: Scope) -> Cell:
        """What the line shows for a row."""
        found = evaluate(self.value, row, scope)
        return found if isinstance(found, Cell) else FORMATS[self.format](found, scope.now)


@dataclass(frozen=True)
class Section:
    """Lines of the detail under one heading.

    Attributes:
        lines: adds those that a row has any number of.
        needs: name of the follow-up or detail that ``lines`` reads. While its answer is on the way the section
            says so; when it could not be had, the section gives the reason and ``lines`` is not called. Items
            whose value begins with ``extra.`` need no such word.
    """

    title: str
    items: tuple[Item, ...] = ()
    lines: Callable[[Row, Scope], list[tuple[str, Cell]]] | None = None
    needs: str = ""


@dataclass(frozen=True)
class Drill:
    """A way down from a row to the listing of another kind.

    Attributes:
        kind: id of the kind below.
        parameters: parameter of the child's path -> field of this row.
    """

    kind: str
    title: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Follow:
    """One more request a row, for what the list does not hold. Its answer lands in ``row.extra[name]``.

    Attributes:
        parameters: parameter of the path -> field of the row.
        query: the query string; values may hold ``{names}`` of the path's parameters.
        plan: how the answer is paginated, when it is a list; ``None`` for one document.
        body: makes the JSON body of a question that is asked by POST, such as SQL that reads.
        headers: as ``query``, and left out where its value comes out empty.
        optional: whether the row is whole without it, so that a refusal is no problem of the listing:
            the detail says it where the answer would stand.
        absent: the answer that a 404 stands for, where the API says so of what is not set, such as CORS rules;
            ``None`` where a 404 is an error like any other.
        surveyed: whether the snapshot, too, asks it for every row. Not what only repeats what stands elsewhere.
    """

    name: str
    path: str
    parameters: Mapping[str, str]
    permission: Permission
    query: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    optional: bool = False
    surveyed: bool = True
    body: Callable[[Row], Any] | None = None
    absent: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """Something to look at that is no table: a log, a value, a chart. Opens on top, from a row or a listing.

    Attributes:
        id: names the screen, as registered in ``edgewise.screens.account.views``.
        key: the key that opens it, in Textual's spelling; the same wherever the view is offered.
        help: one sentence for the palette and the help.
        when: whether a row has it.
        listing: whether it opens for a listing without a row, too.
        permission: what it needs besides the kind's own, such as that for analytics.
    """

    id: str
    title: str
    key: str
    help: str
    when: Callable[[Row, Scope], bool] = lambda row, scope: True
    listing: bool = False
    permission: Permission | None = None


@dataclass(frozen=True)
class Action:
    """A change that may be made to a row, with the lock off and after a typed yes.

    Attributes:
        id: stable, ``<kind>.<verb>``.
        method, path, parameters, body: the request. ``body`` is JSON, made from the row.
        permission: what it needs.
        effect: one or two sentences on what it does and what it cannot bring back.
        typed: the word to type to say yes, such as the row's name.
        command: the wrangler command that does the same; empty when wrangler has none.
        when: whether it can be done to a row.
        refreshes: ids of the kinds to read again afterwards, besides the row's own.
    """

    id: str
    title: str
    method: str
    path: str
    parameters: Mapping[str, str]
    permission: Permission
    effect: Callable[[Row, Scope], str]
    typed: Callable[[Row, Scope], str]
    body: Callable[[Row, Scope], Any] | None = None
    command: str = ""
    when: Callable[[Row, Scope], bool] = lambda row, scope: True
    refreshes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Insight:
    """Something that a row shows about how the account works, and the way to understand it.

    Attributes:
        id: stable kebab-case.
        title: a few words for the table and the detail.
        why: what it means for this row, two or three sentences.
        lesson: the lesson that explains it; empty when there is none.
        migrate: whether moving to Workers would settle it.
        when: whether it holds for a row.
    """

    id: str
    title: str
    why: Callable[[Row, Scope], str]
    when: Callable[[Row, Scope], bool]
    lesson: str = ""
    migrate: bool = False
    tone: str = "warning"


@dataclass(frozen=True)
class Kind:
    """A kind of resource.

    Attributes:
        path: below the API's base URL, with ``{account_id}`` and parameters.
        plan: how the list is paginated.
        key, name: fields that identify and title a row.
        parent: id of the kind whose rows lead here; empty for a kind of its own in the account.
        about: one or two sentences on what this is, for empty panels and help.
        command: the wrangler command that lists it, with ``{parameters}``; empty when wrangler has none.
        row_command: the wrangler command for one row.
        dashboard, row_dashboard: addresses in Cloudflare's dashboard.
        summary: what the snapshot holds of a row.
        related: ids of the kinds that its values look at besides its own rows.
        group: the heading that a kind of its own stands under, such as ``Compute``.
        query: the query string of the list; values may hold ``{names}`` of its parameters. Empty ones are left out.
        headers: headers of the list, likewise.
        also: more sets of headers that the list is asked with. What they give belongs to it as well; what cannot
            be had this way is a problem of the listing.
        body: the JSON body of a list that is asked for by POST, such as SQL that reads.
        prefix: the parameter by which the API itself finds rows whose names begin with something; empty for none.
        follows: asked for every row as soon as the list is there.
        details: asked for one row when somebody looks at it, and for all of them by the snapshot.
        unfold: makes the rows of a listing that comes as one document, such as the settings of a project.
        views: what else there is to look at from a row, the most wanted first.
        actions: changes that may be made to a row.
        every: seconds after which a listing that is looked at is read again by itself.
        movable: whether a row is something that Migrate can move to Workers.
    """

    id: str
    title: str
    singular: str
    path: str
    permission: Permission
    columns: tuple[Column, ...]
    plan: Plan = SINGLE
    key: str = "id"
    name: str = "name"
    parent: str = ""
    about: str = ""
    sections: tuple[Section, ...] = ()
    summary: tuple[Item, ...] = ()
    drills: tuple[Drill, ...] = ()
    follows: tuple[Follow, ...] = ()
    insights: tuple[Insight, ...] = ()
    related: tuple[str, ...] = ()
    group: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Mapping[str, str], ...] = ()
    body: Any = None
    prefix: str = ""
    details: tuple[Follow, ...] = ()
    unfold: Callable[[Any], list[Any]] | None = None
    views: tuple[View, ...] = ()
    actions: tuple[Action, ...] = ()
    every: int = 60
    movable: bool = False
    command: str = ""
    row_command: str = ""
    dashboard: str = ""
    row_dashboard: str = ""

    def row_name(self, row: Row) -> str:
        """A row's name for people, cleaned; its key when it has none, and of a UUID its beginning."""
        found = text(at(row.raw, self.name)) or text(row.key) or "?"
        return found[:8] if UUID.fullmatch(found) else found

    def insight(self, row: Row, scope: Scope) -> Insight | None:
        """The first thing worth saying about a row."""
        return next((each for each in self.insights if each.when(row, scope)), None)


def fill_command(template: str, values: Callable[[str], str | None]) -> str:
    """A shell command with its ``{names}`` filled and quoted. Text from an API may hold anything.

    What stands in ``[brackets]`` is left out when the name in it has no value, such as ``[--jurisdiction {place}]``.
    """

    def optional(found: re.Match[str]) -> str:
        return found[1] if all(text(values(name)) for name in PLACE.findall(found[1])) else ""

    chosen = _OPTIONAL.sub(optional, template).strip()
    return PLACE.sub(lambda found: shlex.quote(text(values(found[1])) or "?"), chosen)
