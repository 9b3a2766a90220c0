"""What to type in a shell, or open in a browser, to see the same thing outside edgewise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from edgewise.account.resources.model import PLACE, Kind, Row, fill_command

Values = Callable[[str], str | None]


def command_for(kind: Kind, row: Row | None, parameters: Mapping[str, str], account_id: str, base_url: str) -> str:
    """The shell command for a row, or for the listing when ``row`` is ``None``.

    It is wrangler's where wrangler has one, else a request with curl. Names are quoted for the
    shell; the token is named by its variable and never written out.
    """
    values = _values(row, parameters, account_id)
    template = kind.row_command if row is not None else kind.command
    if template:
        return fill_command(template, values)
    url = base_url + _fill_address(kind.path, values) + _query(kind, values)
    return f'curl -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" {fill_command("{url}", {"url": url}.get)}'


def dashboard_for(kind: Kind, row: Row | None, parameters: Mapping[str, str], account_id: str) -> str:
    """The address in Cloudflare's dashboard for a row, or for the listing when ``row`` is ``None``."""
    template = kind.row_dashboard if row is not None and kind.row_dashboard else kind.dashboard
    return _fill_address(template, _values(row, parameters, account_id))


def _values(row: Row | None, parameters: Mapping[str, str], account_id: str) -> Values:
    def value(name: str) -> str | None:
        if name == "account_id":
            return account_id
        found = row.value(name) if row is not None else None
        return found if found is not None else parameters.get(name)

    return value


def _fill_address(template: str, values: Values) -> str:
    return PLACE.sub(lambda found: quote(values(found[1]) or "-", safe="", errors="replace"), template)


def _query(kind: Kind, values: Values) -> str:
    """The query string of a listing that is asked with one."""
    filled = {name: PLACE.sub(lambda found: values(found[1]) or "-", each) for name, each in kind.query.items()}
    return f"?{urlencode(filled)}" if filled else ""
