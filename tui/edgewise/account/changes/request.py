"""A declared action on one row, as the request that it will be."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.resources.model import Action, Kind, Row, Scope, fill_command
from edgewise.account.resources.values import at
from edgewise.account.wire import segment
from edgewise.errors import InputError
from edgewise.text import clean, clean_lines


@dataclass(frozen=True)
class Change:
    """What will be asked of the API, and what a person is shown of it before.

    Attributes:
        action: id of the action, such as ``queues.purge``.
        title: what is done, in words.
        kind: id of the kind of row.
        name: the row's name, cleaned.
        path, parameters: the address, with ``{names}`` and what they are filled with.
        where: the address filled, below the base URL.
        body: the JSON body; ``None`` for none.
        effect: what it does, and what it cannot bring back.
        typed: the word that says yes.
        wrangler: the wrangler command that does the same; empty when there is none.
        curl: the same request with curl, its token named by a variable.
        refreshes: ids of the kinds to read again afterwards.
    """

    action: str
    title: str
    kind: str
    name: str
    method: str
    path: str
    parameters: Mapping[str, str]
    where: str
    body: Any
    permission: Permission
    effect: str
    typed: str
    wrangler: str
    curl: str
    refreshes: tuple[str, ...]

    @property
    def command(self) -> str:
        """What to type in a shell to do the same."""
        return self.wrangler or self.curl

    def body_text(self, short: int = 0) -> str:
        """The body as JSON that is safe to show, on one line up to ``short`` characters; empty when there is none."""
        if self.body is None:
            return ""
        line = json.dumps(self.body, ensure_ascii=False)
        return clean_lines(line if len(line) <= short else json.dumps(self.body, indent=2, ensure_ascii=False))


def change_of(action: Action, kind: Kind, row: Row, scope: Scope, *, account_id: str, base_url: str) -> Change:
    """The change that ``action`` makes to ``row``.

    Raises:
        InputError: ``row-incomplete`` when the row lacks what the request must name.
    """
    parameters = {name: _value(row, source) for name, source in action.parameters.items()}
    missing = [name for name, value in parameters.items() if not value]
    if missing:
        raise InputError(
            f"This {kind.singular} came without its {missing[0].replace('_', ' ')}, so no request can name it.",
            code="row-incomplete",
            where=kind.id,
            fix="Refresh the list. If it stays so, make the change in the dashboard.",
        )
    named = {name: value for name, value in parameters.items() if value}
    values = {**named, "account_id": account_id}
    where = action.path.format_map({name: segment(value) for name, value in values.items()})
    body = action.body(row, scope) if action.body is not None else None
    return Change(
        action=action.id,
        title=action.title,
        kind=kind.id,
        name=kind.row_name(row),
        method=action.method,
        path=action.path,
        parameters=named,
        where=where,
        body=body,
        permission=action.permission,
        effect=clean(action.effect(row, scope)),
        typed=action.typed(row, scope),
        wrangler=fill_command(action.command, values.get) if action.command else "",
        curl=_curl(action.method, base_url + where, body),
        refreshes=tuple(dict.fromkeys((kind.id, *action.refreshes))),
    )


def _value(row: Row, source: str) -> str | None:
    """A field of the row, or what stands at a dotted path in it, as text."""
    if "." not in source:
        return row.value(source)
    found = at(row.raw, source)
    return found if isinstance(found, str) else None


def _curl(method: str, url: str, body: Any) -> str:
    parts = [f'curl -X {method} -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN"']
    if body is not None:
        data = clean_lines(json.dumps(body, ensure_ascii=False))
        parts.append(f"-H 'content-type: application/json' --data {shlex.quote(data)}")
    return " ".join([*parts, shlex.quote(clean(url))])
