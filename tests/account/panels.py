"""What a panel shows of a row of the demo account, as text: cells, sections, insights."""

from __future__ import annotations

from edgewise.account.client import Client
from edgewise.account.demo import client as demo_client
from edgewise.account.listing import Listing, load
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row, Scope
from tests.account.support import NOW

ALONE = Scope(NOW)
"""Nothing else is loaded."""


def api() -> Client:
    return demo_client(lambda: NOW)


async def listing(identity: str, **parameters: str) -> Listing:
    return await load(api(), kind(identity), parameters)


async def scope(*kinds: str) -> Scope:
    return Scope(NOW, {identity: (await listing(identity)).rows for identity in kinds})


async def row(identity: str, key: str, **parameters: str) -> Row:
    found = await listing(identity, **parameters)
    return next(each for each in found.rows if each.key == key)


def column(of: str, row: Row, name: str, within: Scope = ALONE) -> str:
    return next(each for each in kind(of).columns if each.id == name).cell(row, within).text


def lines(of: str, row: Row, title: str, within: Scope = ALONE) -> list[tuple[str, str]]:
    section = next(each for each in kind(of).sections if each.title == title)
    found = [(item.title, item.cell(row, within).text) for item in section.items]
    return found + [(label, cell.text) for label, cell in (section.lines(row, within) if section.lines else [])]


def insights(of: str, row: Row, within: Scope = ALONE) -> list[str]:
    return [each.id for each in kind(of).insights if each.when(row, within)]
