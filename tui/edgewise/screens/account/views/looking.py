"""What a view is opened on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgewise.account.resources.model import Kind, Row

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.screens.account.board import Board


@dataclass(frozen=True)
class Looking:
    """A place in the account, and the row there when there is one.

    Attributes:
        parameters: what the listing was asked with.
        title: the way here in words, cleaned, from the kind inwards.
    """

    board: Board
    client: Client
    kind: Kind
    row: Row | None
    parameters: Mapping[str, str]
    title: tuple[str, ...]
