"""Looking into what is stored: values, parts of long lists, SQL, the steps of a Workflow."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.screens.account.data.value import ValueScreen
from tests.tui.looks import press
from tests.tui.test_account import Account, Patch, account


async def keys_of(seen: Account, namespace: str = "0c3d5b7a9e8f4126b4d2a6c8e0f13579") -> None:
    await seen.app.open_account("kv_namespaces")
    await seen.settle()
    await seen.go_to(namespace)
    await seen.press("enter")


async def beginning_with(seen: Account, prefix: str) -> None:
    await seen.pilot.press("P")
    await seen.pilot.pause()
    await press(seen.pilot, *prefix, "enter", but=("ask",))
    await seen.settle()


async def test_a_long_list_says_that_it_goes_on_and_does(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen)
        assert len(seen.keys) == 1000 and "The first 1,000 are shown. M lists more" in seen.text
        await seen.press("slash", *"shipping", "enter")
        assert "None of the first 1,000 holds “shipping”" in seen.text and "not been looked at" in seen.text
        await seen.press("M")
        assert "None of the first 2,000" in seen.text
        await beginning_with(seen, "")
        assert "No key begins with “shipping”" in seen.text, "the words that were looked for are the beginning"
        await seen.press("escape")
        assert len(seen.keys) == 2000


async def test_names_are_found_by_their_beginning(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen)
        await beginning_with(seen, "config/")
        assert seen.keys == ["config/shipping.json"] and "config/…" in seen.text
        await seen.press("escape")
        assert len(seen.keys) == 1000


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("config/", ["JSON, an object", "never expires", '"currency": "EUR"', "prices of 2026"]),
        ("banner/", ["PNG picture", "89 50 4e 47"]),
        ("greeting/", ["ノースゲート"]),
        ("notice/", ["Filter: 60 g/l, 94 °C"]),
        ("tomb", ["The value is empty"]),
        ("export/", ["probably CSV", "Only the first 512.0 KiB are shown", "NG-0,1000"]),
    ],
)
async def test_values_are_shown_by_what_they_are(
    monkeypatch: Patch, tmp_path: Path, key: str, words: list[str]
) -> None:
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        await keys_of(seen)
        await beginning_with(seen, key)
        await seen.press("enter")
        assert isinstance(seen.app.screen, ValueScreen)
        assert all(word in seen.text for word in words), seen.text
        assert "demo account" in seen.text and "read-only" in seen.text
        await seen.press("escape")
        assert "Keys" in seen.crumbs


async def test_a_value_is_copied_as_it_was_stored_and_saved_byte_for_byte(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen)
        await beginning_with(seen, "config/")
        await seen.press("enter", "c")
        assert seen.app.clipboard.startswith('{\n  "currency": "EUR",\n  "free_from": 39')
        await seen.press("b")
        assert "7b 0a 20 20" in seen.text
        await seen.press("escape", "escape")
        await beginning_with(seen, "banner/")
        await seen.press("enter")
        await seen.pilot.press("s")
        await seen.pilot.pause()
        await seen.press("enter")
        await seen.app.workers.wait_for_complete()
        assert (tmp_path / "banner-summer.png").read_bytes().startswith(b"\x89PNG")


async def test_a_value_that_is_gone_says_so(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen, "7e1f9d3c5a2b48609c7e5a3f1d8b2640")
        client = seen.screen.board.client
        assert client is not None
        client.lock.turn_off()
        path = "/accounts/{account_id}/storage/kv/namespaces/{n}/values/{key}"
        await client.send("DELETE", path, {"n": "7e1f9d3c5a2b48609c7e5a3f1d8b2640", "key": seen.cursor or ""})
        await seen.press("enter")
        assert "It is gone" in seen.text and "r try again" in seen.text
