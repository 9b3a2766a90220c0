"""What is said when nothing came back: whose address it was, and which variable sets it."""

from __future__ import annotations

import httpx
import pytest

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.failures import NoAnswer
from edgewise.account.silence import unreachable
from tests.account.support import CANARY, Clock

HERE = "http://127.0.0.1:8787/client/v4"
CERTIFICATE = "certificate verify failed: certificate is not yet valid"


async def silent(error: Exception, base_url: str | None = None) -> NoAnswer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    clock = Clock()
    api = Client(
        Credential("token", CANARY, source="test"),
        base_url=base_url,
        transport=httpx.MockTransport(answer),
        sleep=clock.sleep,
    )
    with pytest.raises(NoAnswer) as caught:
        await api.get("/user")
    return caught.value


@pytest.fixture(autouse=True)
def nowhere_else(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("CLOUDFLARE_API_BASE_URL", "CF_API_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


async def test_cloudflares_own_address_is_cloudflares() -> None:
    error = await silent(httpx.ConnectError("no route"))
    assert error.message == "Cloudflare's API cannot be reached: no route."
    assert error.fix == "Check the connection, and HTTPS_PROXY if you are behind a proxy. Then try again."
    assert "cloudflarestatus" in str((await silent(httpx.ReadTimeout("slow"))).fix)


@pytest.mark.parametrize("name", ["CLOUDFLARE_API_BASE_URL", "CF_API_BASE_URL"])
@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")])
async def test_an_address_that_was_set_is_named_with_its_variable(
    nowhere_else: pytest.MonkeyPatch, name: str, error: Exception
) -> None:
    nowhere_else.setenv(name, f"{HERE}/")
    found = await silent(error)
    assert found.message.startswith(f"The API at {HERE} ") and str(found.fix).startswith(f"{name} sets this address")
    words = f"{found.message} {found.fix}"
    assert "Cloudflare's" not in words and "PROXY" not in words and "cloudflarestatus" not in words


async def test_another_address_may_lie_behind_a_proxy_and_no_variable_is_made_up() -> None:
    found = await silent(httpx.ConnectError(CERTIFICATE), "https://api.example/v4")
    assert "https://api.example/v4" in found.message and "BASE_URL" not in str(found.fix)
    assert "HTTPS_PROXY" in str(found.fix) and str(found.fix).startswith("Check this computer's clock.")


async def test_an_address_is_cleaned() -> None:
    found = await silent(httpx.ConnectError("refused"), "https://api.example/\x1b[31m\u202ev4")
    assert "\x1b" not in found.message and "\u202e" not in found.message


def test_the_reason_is_cleaned() -> None:
    assert "\x1b" not in unreachable("/x", "\x1b[31mred").message
