"""The account on one screen, as values: blocks of lines, each of which leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.account.resources.model import Kind, Row
from edgewise.errors import EdgewiseError


@dataclass(frozen=True)
class Seen:
    """A kind of the account, as far as it is known.

    Attributes:
        rows: ``None`` until it has been read.
        whole: whether what follows on the rows, such as a queue's backlog, has been read too.
        more: whether there are more rows than were read.
        loading: whether it is being read now.
        failure: why the last attempt to read it failed. Older rows may stand all the same.
    """

    kind: Kind
    rows: tuple[Row, ...] | None = None
    whole: bool = False
    more: bool = False
    loading: bool = False
    failure: EdgewiseError | None = None


@dataclass(frozen=True)
class Line:
    """One line. Enter leads to the row, or to the kind when ``key`` is ``None``.

    Attributes:
        kind: id of a kind that stands by itself.
        name: what the line is about, cleaned.
        text: what there is to say, cleaned, on one line.
        figure: a number with its unit, for the right of a column; empty when there is none.
        sign, tone: as of a table's row: ``✗`` with ``bad``, ``▲`` with ``warning``, ``✓`` with ``good``, ...
        share: from 0 to 1, for a bar; ``None`` for no bar.
        view: id of a view of the whole account that enter opens instead, where there is such a screen.
    """

    kind: str
    key: str | None
    name: str
    text: str = ""
    figure: str = ""
    sign: str = ""
    tone: str = ""
    share: float | None = None
    view: str = ""


@dataclass(frozen=True)
class Block:
    """Lines under one heading.

    Attributes:
        id: stable; one of ``favourites``, ``empty``, ``fails``, ``unread``, ``lonely``, ``moves``, ``costs``, ``runs``.
        remark: what is said under the lines, or in their place: that there are none, or what is not known.
        sign: before the remark.
    """

    id: str
    title: str
    lines: tuple[Line, ...] = ()
    remark: str = ""
    sign: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Overview:
    """Everything, in reading order."""

    blocks: tuple[Block, ...] = ()

    @property
    def lines(self) -> tuple[tuple[str, Line], ...]:
        """All lines with the ids of their blocks, in reading order."""
        return tuple((block.id, line) for block in self.blocks for line in block.lines)
