"""Pages projects, Workers and zones on the screen: down, across, and to Migrate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.test_account import Account, account

Patch = pytest.MonkeyPatch


async def test_a_project_leads_to_its_variables_and_domains(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        await seen.press("1")
        await seen.go_to("tasting-2026")
        assert "✗ 1 blocks" in seen.text and "m Migrate" in seen.text.splitlines()[-1]
        await seen.press("enter", "v")
        assert seen.crumbs[-1] == "Variables and bindings" and "given by name" in seen.text, "an empty list teaches"
        await seen.press("v")
        assert seen.crumbs[-1] == "Domains" and "▲ waiting for you" in seen.text
        await seen.go_to("tasting.oldtown-market.example")
        assert "its DNS is elsewhere" in seen.text
        await seen.press("i", "pagedown")
        assert "_cf-custom-hostname.tasting" in seen.text and "tasting-2026.pages.dev" in seen.text


async def test_every_project_can_be_taken_to_migrate(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("1")
        await seen.go_to("brew-guide")
        await seen.press("m")
        assert seen.app.current_mode == "migrate"


async def test_a_value_is_nowhere_until_it_is_asked_for(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (160, 50)) as seen:
        await seen.press("1")
        await seen.go_to("report-desk")
        await seen.press("enter", "v")
        await seen.go_to("REPORT_KINDS")
        await seen.press("i")
        assert "11 characters; y shows it" in seen.text and "sales,stock" not in seen.text
        await seen.press("escape", "y")
        assert "sales,stock" in seen.text


async def test_a_zone_leads_to_its_records_and_routes(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        await seen.app.open_account("zones")
        await seen.settle()
        await _to(seen, "northgate.example")
        await seen.press("enter")
        assert seen.crumbs[-1] == "DNS records" and "careers (Pages)" in seen.text and "club.north" in seen.text
        await seen.press("v")
        assert seen.crumbs[-1] == "Worker routes" and "order-intake" in seen.text and "○ no Worker" in seen.text


async def _to(seen: Account, name: str) -> None:
    """To the row with this name: its key is an id that nobody knows by heart."""
    for _ in range(5):
        row = seen.screen.row
        if row is not None and row.raw["name"] == name:
            return
        await seen.press("down")
    raise AssertionError(name)
