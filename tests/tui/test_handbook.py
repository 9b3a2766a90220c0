"""The long explanation of a finding on the screen."""

from __future__ import annotations

import pytest
from textual.content import Content

from edgewise.migration import FINDINGS
from edgewise.migration.catalogue.pages import HEADINGS
from edgewise.screens.migrate.assess.handbook import handbook


@pytest.mark.parametrize("width", [40, 76, 120])
def test_every_page_fits(width: int) -> None:
    for identity in FINDINGS:
        lines = handbook(identity, width)
        assert max(line.cell_length for line in lines) <= width, identity
        plain = [line.plain for line in lines]
        assert [line for line in plain if line in HEADINGS] == list(HEADINGS)
        assert "```" not in "\n".join(plain)


def test_code_stands_apart() -> None:
    lines = [line.plain for line in handbook("asset-headers", 90)]
    assert "  /*" in lines
    assert "    Access-Control-Allow-Origin: *" in lines
    assert not any("`" in line for line in lines)
    headed = lines.index("By hand")
    assert lines[headed + 1] == "The rule:"
    assert lines[headed + 2] == ""


def test_without_a_page() -> None:
    assert handbook("nonsense", 80) == []
    assert isinstance(handbook("asset-headers", 80)[1], Content)
