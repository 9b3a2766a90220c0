"""Exporting from the account screen: the dialog, the formats, and a file that stands there already."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from textual.widgets import Input

from edgewise.screens.account.exporting import ExportDialog
from tests.account.support import CANARY
from tests.tui.test_account import account, own

Patch = pytest.MonkeyPatch


async def test_the_listing_as_it_is_shown(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("slash", *"report", "enter", "e")
        assert isinstance(seen.app.screen, ExportDialog) and "1 of 13 Pages projects" in seen.text
        assert seen.app.screen.query_one(Input).value == "pages-projects.csv"
        await seen.press("enter")
        assert seen.said == [f"Written: {tmp_path}/pages-projects.csv"]
    lines = list(csv.reader((tmp_path / "pages-projects.csv").open()))
    assert [line[0] for line in lines] == ["Project", "report-desk"]


async def test_json_and_a_file_that_stands_there(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "queues.json").write_text("mine")
    async with account(monkeypatch, tmp_path, make=own()) as seen:
        await seen.press("3", "e", "down")
        assert seen.app.screen.query_one(Input).value == "queues.json" and "as the API sent them" in seen.text
        await seen.press("enter")
        assert "Enter once more replaces it" in seen.text and (tmp_path / "queues.json").read_text() == "mine"
        await seen.press("enter")
    text = (tmp_path / "queues.json").read_text()
    document = json.loads(text)
    assert document["kind"] == "queues" and len(document["rows"]) == 6 and CANARY not in text
    assert document["rows"][0]["document"]["queue_name"] == "report-jobs"
    assert document["rows"][0]["extra"]["metrics"]["backlog_count"] == 418


async def test_one_row_from_its_detail_and_cancelling(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("3", "i", "e")
        assert "Export report-jobs (queue)" in seen.text
        assert seen.app.screen.query_one(Input).value == "report-jobs.csv"
        await seen.press("escape")
        assert seen.app.screen is seen.screen and seen.said == []


async def test_a_place_that_cannot_be_written_is_said(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("e")
        seen.app.screen.query_one(Input).value = "."
        await seen.press("enter", "enter")
        assert "is a folder" in seen.said[0]


async def test_the_overview_itself(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path, table=False) as seen:
        await seen.press("e")
        assert "Export the overview" in seen.text
        await seen.press("enter")
    lines = list(csv.reader((tmp_path / "overview.csv").open()))
    assert ["What has no consumer", "report-jobs"] in [line[:2] for line in lines]
