"""Operations as data: what is asked of the account, how one sees whether it is done, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from edgewise.account.failures import Permission

Kind = Literal["account", "upload", "secrets", "prove", "watch", "hand"]
"""Who does it: requests of ours, wrangler (twice), the proof, the watch, or a person."""

Listed = Literal["once", "pages", "document"]


@dataclass(frozen=True)
class Row:
    """One row of the account, by which one sees whether a request is needed, done, or in somebody's way.

    Attributes:
        path: what is read, below the API's base URL.
        match: the fields, as dotted names, that say which row it is. Empty for a document that is its own row.
        before: fields, as dotted names, that it has while the request is still to be sent; ``None``: no such row.
        after: the same once it was sent.
        listed: ``once`` for a list that comes whole, ``pages`` for one in pages, ``document`` for a single object.
        within: where the rows stand in the result, such as ``items``; empty when the result is the list, or, of a
            document, when it is its own row.
        below: a row whose id stands for ``{below}`` in the path, and in that of the request. Without it there is no
            row either.
    """

    path: str
    match: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    listed: Listed = "once"
    within: str = ""
    below: Row | None = None

    @property
    def reversed(self) -> Row:
        """The same row for the request that goes back."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class Wait:
    """Something that has to come about by itself before a request is sent.

    Attributes:
        row: one that is as after then.
        text: a sentence on what it means that it is not so yet.
    """

    row: Row
    text: str


@dataclass(frozen=True)
class Request:
    """A request to Cloudflare's API.

    Attributes:
        path: below the base URL. ``{account_id}`` is filled by the client; any other word in braces is the id of
            ``row`` as it is found, and ``{below}`` that of the row it lies below.
        body: sent as JSON. The text ``{row}`` in it stands for the id of ``row``.
        row: how one sees whether it is done; ``None`` only where nothing tells.
        guards: rows that must be as before when it is sent, since it changes them as well.
        permission: name and dashboard row of what it needs.
        wait: what is waited for before it is sent.
    """

    method: str
    path: str
    body: Any = None
    row: Row | None = None
    permission: Permission | None = None
    guards: tuple[Row, ...] = ()
    wait: Wait | None = None


@dataclass(frozen=True)
class Operation:
    """One thing to do.

    Attributes:
        id: stable word; unique together with ``host``.
        why: one sentence.
        host: the host it is for; empty where it is for none.
        kind: who does it.
        requests: what is sent.
        undo: what is sent to go back, in order.
        way_back: going back in words.
        restores: whether that brings back the state before, at once. One that does not needs a yes of its own.
        command: the same with wrangler or edgewise, where there is such a command.
        details: what those who do it need to know.
    """

    id: str
    title: str
    why: str
    requests: tuple[Request, ...] = ()
    undo: tuple[Request, ...] = ()
    way_back: str = ""
    restores: bool = True
    command: str = ""
    host: str = ""
    kind: Kind = "account"
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The id together with the host, as options and the journal name it."""
        return f"{self.id}:{self.host}" if self.host else self.id

    def document(self) -> dict[str, Any]:
        """This operation as JSON, complete: :func:`operation_from` makes it again."""
        return asdict(self)


def operation_from(document: Mapping[str, Any]) -> Operation:
    """The operation that a document describes.

    Raises:
        KeyError, TypeError, ValueError: it describes none.
    """
    fields = dict(document)
    if fields.get("kind") not in Kind.__args__:  # type: ignore[attr-defined]
        raise ValueError("no kind of operation")
    for key in ("id", "title", "why", "way_back", "command", "host"):
        if not isinstance(fields[key], str):
            raise TypeError(key)
    for key in ("requests", "undo"):
        fields[key] = tuple(_request_from(each) for each in fields[key])
    return Operation(**fields)


def _request_from(document: Mapping[str, Any]) -> Request:
    fields = dict(document)
    row, permission = fields.get("row"), fields.get("permission")
    if not isinstance(fields["method"], str) or not isinstance(fields["path"], str):
        raise TypeError("a request names a method and a path")
    fields["row"] = None if row is None else _row_from(row)
    fields["guards"] = tuple(_row_from(each) for each in fields.get("guards", ()))
    wait = fields.get("wait")
    fields["wait"] = None if wait is None else Wait(_row_from(wait["row"]), str(wait["text"]))
    fields["permission"] = None if permission is None else Permission(**permission)
    return Request(**fields)


def _row_from(document: Mapping[str, Any]) -> Row:
    below = document.get("below")
    return Row(**{**document, "below": None if below is None else _row_from(below)})
