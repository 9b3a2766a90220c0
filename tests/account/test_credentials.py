"""Where credentials come from, in which order, and that they never show themselves."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from edgewise.account import default_client
from edgewise.account.credentials import Credential, find
from edgewise.errors import AuthError, InputError
from tests.account.support import CANARY, NOW


def login(home: Path, text: str, folder: str = ".config/.wrangler") -> Path:
    file = home / folder / "config" / "default.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def headers(credential: Credential | None) -> dict[str, str]:
    assert credential is not None
    found: dict[str, str] = {}
    credential.sign(found)
    return found


def test_nothing_is_nothing(isolated: Path) -> None:
    assert find({"HOME": str(isolated)}) is None


def test_the_order_is_wranglers(isolated: Path) -> None:
    login(isolated, f'oauth_token = "{CANARY}-login"')
    environ = {
        "HOME": str(isolated),
        "CLOUDFLARE_API_KEY": f"{CANARY}-key",
        "CLOUDFLARE_EMAIL": "a@b.example",
        "CLOUDFLARE_API_TOKEN": f"{CANARY}-token",
    }
    assert headers(find(environ)) == {"X-Auth-Email": "a@b.example", "X-Auth-Key": f"{CANARY}-key"}
    del environ["CLOUDFLARE_EMAIL"]
    assert headers(find(environ)) == {"Authorization": f"Bearer {CANARY}-token"}
    del environ["CLOUDFLARE_API_TOKEN"]
    assert headers(find(environ)) == {"Authorization": f"Bearer {CANARY}-login"}


def test_old_names_count_and_new_ones_win(isolated: Path) -> None:
    environ = {"HOME": str(isolated), "CF_API_TOKEN": "old-token-value"}
    found = find(environ)
    assert found is not None and found.source == "CF_API_TOKEN"
    found = find({**environ, "CLOUDFLARE_API_TOKEN": "new-token-value"})
    assert headers(found) == {"Authorization": "Bearer new-token-value"}
    found = find({"HOME": str(isolated), "CF_API_KEY": "key-value", "CF_EMAIL": "a@b.example"})
    assert found is not None and found.kind == "key"


def test_an_empty_variable_is_none(isolated: Path) -> None:
    assert find({"HOME": str(isolated), "CLOUDFLARE_API_TOKEN": "  "}) is None


@pytest.mark.parametrize("folder", [".wrangler", ".config/.wrangler", "elsewhere/.wrangler"])
def test_wranglers_login_is_found_in_its_places(isolated: Path, folder: str) -> None:
    login(isolated, f'oauth_token = "{CANARY}"\nexpiration_time = "2026-03-14T10:00:00.000Z"', folder)
    environ = {"HOME": str(isolated)}
    if folder.startswith("elsewhere"):
        environ["XDG_CONFIG_HOME"] = str(isolated / "elsewhere")
    found = find(environ, now=NOW)
    assert found is not None and found.kind == "login"
    assert headers(found) == {"Authorization": f"Bearer {CANARY}"}


def test_the_old_wrangler_folder_wins_where_it_exists(isolated: Path) -> None:
    login(isolated, 'oauth_token = "new-place-token"')
    login(isolated, 'oauth_token = "old-place-token"', ".wrangler")
    assert headers(find({"HOME": str(isolated)})) == {"Authorization": "Bearer old-place-token"}


def test_a_login_that_has_run_out_says_how_to_renew_it(isolated: Path) -> None:
    login(isolated, f'oauth_token = "{CANARY}"\nexpiration_time = "2026-03-14T09:00:00.000Z"')
    with pytest.raises(AuthError) as caught:
        find({"HOME": str(isolated)}, now=NOW)
    assert caught.value.code == "login-expired"
    assert "wrangler whoami" in str(caught.value.fix)
    assert CANARY not in repr(caught.value.document())


def test_an_expiry_that_cannot_be_read_is_left_to_the_server(isolated: Path) -> None:
    login(isolated, f'oauth_token = "{CANARY}"\nexpiration_time = "soon"')
    assert find({"HOME": str(isolated)}, now=NOW) is not None


def test_a_token_that_wrangler_keeps_comes_before_its_login(isolated: Path) -> None:
    login(isolated, 'api_token = "kept-token-value"\noauth_token = "login-token-value"')
    found = find({"HOME": str(isolated)})
    assert found is not None and found.kind == "legacy"
    assert headers(found) == {"Authorization": "Bearer kept-token-value"}


def test_a_login_in_the_keyring_is_explained(isolated: Path) -> None:
    file = login(isolated, "")
    file.unlink()
    file.with_suffix(".enc").write_bytes(b"\x00")
    with pytest.raises(AuthError) as caught:
        find({"HOME": str(isolated)})
    assert caught.value.code == "login-in-keyring"


@pytest.mark.parametrize("text", [f'oauth_token = "{CANARY}', f"oauth_token = {CANARY}", "\udcff"])
def test_a_broken_login_file_never_quotes_itself(isolated: Path, text: str) -> None:
    file = login(isolated, "")
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as caught:
        find({"HOME": str(isolated)})
    assert caught.value.code == "login-syntax"
    assert CANARY not in repr(caught.value.document())


@pytest.mark.parametrize("value", [f"{CANARY}\nX-Other: 1", f"{CANARY} {CANARY}", f"{CANARY}\x00", "tokén-value"])
def test_a_value_that_no_header_can_carry_is_refused_unseen(isolated: Path, value: str) -> None:
    with pytest.raises(AuthError) as caught:
        find({"HOME": str(isolated), "CLOUDFLARE_API_TOKEN": value})
    assert caught.value.code == "credential-malformed"
    assert CANARY not in repr(caught.value.document())


def test_a_credential_never_shows_itself() -> None:
    credential = Credential("token", CANARY, source="CLOUDFLARE_API_TOKEN")
    for shown in (repr(credential), str(credential), f"{credential}", credential.describe(), credential.label):
        assert CANARY not in shown
    with pytest.raises(TypeError):
        pickle.dumps(credential)
    with pytest.raises(TypeError):
        copy.deepcopy(credential)
    with pytest.raises(TypeError):
        vars(credential)


def test_a_secret_that_comes_back_is_blotted_out() -> None:
    credential = Credential("token", CANARY, source="CLOUDFLARE_API_TOKEN")
    assert CANARY.encode() not in credential.scrub(f'{{"echo": "Bearer {CANARY}"}}'.encode())


def test_without_a_credential_the_client_is_the_demo(isolated: Path) -> None:
    assert default_client({"HOME": str(isolated)}).demo
    assert default_client({"HOME": str(isolated), "CLOUDFLARE_API_TOKEN": CANARY}, demo=True).demo
    assert not default_client({"HOME": str(isolated), "CLOUDFLARE_API_TOKEN": CANARY}).demo


def test_a_login_that_cannot_work_is_not_replaced_by_the_demo_in_silence(isolated: Path) -> None:
    login(isolated, f'oauth_token = "{CANARY}"\nexpiration_time = "2020-01-01T00:00:00Z"')
    with pytest.raises(AuthError):
        default_client({"HOME": str(isolated)})


def test_the_logins_scopes_and_end_are_known_and_nothing_else_of_it(isolated: Path) -> None:
    text = f'oauth_token = "{CANARY}"\nrefresh_token = "{CANARY}-2"\nexpiration_time = "2026-03-14T10:00:00Z"\n'
    login(isolated, f'{text}scopes = ["pages:write", 7, "x\\u001b[31m"]')
    found = find({"HOME": str(isolated)}, now=NOW)
    assert found is not None and found.scopes == ("pages:write", "x")
    assert found.expires is not None and found.expires.isoformat() == "2026-03-14T10:00:00+00:00"
    assert CANARY not in repr(found) + str(found.scopes)


@pytest.mark.parametrize("line", ["", "scopes = 3", 'scopes = "pages:write"', "scopes = []"])
def test_a_login_that_does_not_say_its_scopes_has_none(isolated: Path, line: str) -> None:
    login(isolated, f'oauth_token = "{CANARY}"\n{line}')
    found = find({"HOME": str(isolated)}, now=NOW)
    assert found is not None and found.scopes == () and found.expires is None
