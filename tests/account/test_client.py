"""What the client does with each kind of answer, and with none."""

from __future__ import annotations

import asyncio
import logging
import traceback
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.budget import Budget
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.failures import NotFound, Permission, PermissionGap, RateLimited
from edgewise.account.wire import IN_FLIGHT
from edgewise.errors import AuthError, EdgewiseError, InputError, NetworkError
from tests.account.support import ACCOUNT, CANARY, NOW, Clock, Recorder, client, envelope, refusal

QUEUES = "/accounts/{account_id}/queues"
READ = Permission("Queues Read", "Account · Queues · Read")


async def failure(handler: Recorder, clock: Clock | None = None) -> EdgewiseError:
    """The error that a GET ends with."""
    with pytest.raises(EdgewiseError) as caught:
        await client(handler, clock).get(QUEUES, permission=READ)
    return caught.value


async def test_a_request_is_signed_and_filled_in() -> None:
    seen = Recorder(lambda request: envelope({"ok": 1}))
    api = client(seen)
    answer = await api.get("/accounts/{account_id}/queues/{name}", {"name": "a/b ?"}, query={"env": "x"})
    assert answer.result == {"ok": 1}
    request = seen.requests[-1]
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    assert str(request.url) == f"https://api.example/client/v4/accounts/{ACCOUNT}/queues/a%2Fb%20%3F?env=x"


@pytest.mark.parametrize("name", ["..", ".", "\ud800", ""])
async def test_no_name_leads_out_of_its_place(name: str) -> None:
    seen = Recorder(lambda request: envelope({}))
    await client(seen).get("/accounts/{account_id}/queues/{name}/metrics", {"name": name})
    assert seen.requests[-1].url.raw_path.decode().startswith(f"/client/v4/accounts/{ACCOUNT}/queues/")
    assert seen.requests[-1].url.raw_path.endswith(b"/metrics")
    assert b"/../" not in seen.requests[-1].url.raw_path


async def test_a_missing_permission_is_named_exactly() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/user/tokens/verify"):
            return envelope({"id": "1", "status": "active"})
        return refusal(403)

    error = await failure(Recorder(answer))
    assert isinstance(error, PermissionGap) and error.code == "permission-missing"
    assert error.permission == READ
    assert '"Queues Read"' in error.message and "10000" in error.message
    assert "Account · Queues · Read" in str(error.fix)


@pytest.mark.parametrize("status", ["expired", "disabled"])
async def test_a_dead_token_is_not_mistaken_for_a_missing_permission(status: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/user/tokens/verify"):
            return envelope({"id": "1", "status": status})
        return refusal(403)

    error = await failure(Recorder(answer))
    assert isinstance(error, AuthError) and error.code == f"token-{status}"


async def test_a_token_that_nobody_knows() -> None:
    error = await failure(Recorder(lambda request: refusal(401, 1000, "Invalid API Token")))
    assert isinstance(error, AuthError) and error.code == "token-refused"
    assert "Queues" not in error.message, "no permission would help"


async def test_an_accounts_own_token_is_asked_for_at_its_own_address() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(f"/accounts/{ACCOUNT}/tokens/verify"):
            return envelope({"id": "1", "status": "active"})
        if request.url.path.endswith("/user/tokens/verify"):
            return refusal(401, 1000)
        return refusal(401)

    assert isinstance(await failure(Recorder(answer)), PermissionGap)


async def test_the_tokens_state_is_not_asked_for_again_and_again() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return envelope({"status": "active"}) if request.url.path.endswith("/verify") else refusal(403)

    seen = Recorder(answer)
    api = client(seen)
    for _ in range(5):
        with pytest.raises(PermissionGap):
            await api.get(QUEUES, permission=READ)
    assert seen.paths.count("/user/tokens/verify") == 1


async def test_retry_after_in_seconds_is_kept() -> None:
    clock = Clock()
    answers = iter([refusal(429, 971, "Slow down", retry_after="7"), refusal(503, retry_after="2"), envelope([])])
    seen = Recorder(lambda request: next(answers))
    assert (await client(seen, clock).get(QUEUES)).result == []
    assert clock.slept == [7, 2]


async def test_retry_after_as_a_date_is_kept() -> None:
    clock = Clock()
    date = format_datetime(NOW + timedelta(seconds=12), usegmt=True)
    answers = iter([refusal(429, retry_after=date), envelope([])])
    await client(Recorder(lambda request: next(answers)), clock).get(QUEUES)
    assert clock.slept == [12]


async def test_nobody_waits_longer_than_a_minute() -> None:
    clock = Clock()
    seen = Recorder(lambda request: refusal(429, 971, "Slow down", retry_after="280"))
    error = await failure(seen, clock)
    assert isinstance(error, RateLimited) and error.seconds == 280
    assert "5 minutes" in str(error.fix)
    assert clock.slept == [] and len(seen.requests) == 1


@pytest.mark.parametrize(
    ("status", "code"), [(429, "rate-limited"), (500, "api-unavailable"), (522, "api-unavailable")]
)
async def test_three_attempts_and_no_more(status: int, code: str) -> None:
    clock = Clock()
    seen = Recorder(lambda request: refusal(status, 7500, "Oops"))
    error = await failure(seen, clock)
    assert isinstance(error, NetworkError) and error.code == code
    assert len(seen.requests) == 3
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (httpx.ReadTimeout("slow"), "timeout"),
        (httpx.ConnectTimeout("slow"), "timeout"),
        (httpx.ConnectError("[Errno 111] Connection refused"), "unreachable"),
        (httpx.RemoteProtocolError("peer closed connection"), "unreachable"),
        (OSError("no route"), "unreachable"),
    ],
)
async def test_silence_and_broken_connections_are_tried_again(raised: Exception, code: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise raised

    seen = Recorder(answer)
    error = await failure(seen)
    assert isinstance(error, NetworkError) and error.code == code
    assert len(seen.requests) == 3


async def test_a_failure_that_passes_is_no_failure() -> None:
    answers = iter([httpx.ReadTimeout("slow"), refusal(502), envelope([1])])

    def answer(request: httpx.Request) -> httpx.Response:
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return found

    assert (await client(Recorder(answer)).get(QUEUES)).result == [1]


@pytest.mark.parametrize(
    ("response", "code", "tries"),
    [
        (httpx.Response(200, html="<!doctype html><title>Free Wi-Fi</title>"), "not-the-api", 1),
        (httpx.Response(200, content=b"<html>", headers={"content-type": "text/html"}), "not-the-api", 1),
        (httpx.Response(302, headers={"location": "http://login.example/"}), "not-the-api", 1),
        (httpx.Response(403, html="<html>", headers={"cf-mitigated": "challenge"}), "blocked-by-firewall", 1),
        (httpx.Response(503, html="<html>", headers={"cf-mitigated": "challenge"}), "blocked-by-firewall", 1),
        (httpx.Response(502, html="<html>Bad gateway"), "api-unavailable", 3),
        (httpx.Response(200, content=b'{"success": true, "result": [{"na'), "bad-answer", 3),
        (httpx.Response(200, content=b"\xff\xfe{"), "bad-answer", 3),
        (httpx.Response(200, content=b"[" * 5000 + b"]" * 5000), "bad-answer", 3),
        (httpx.Response(200, content=b'{"result": ' + b"[" * 200 + b"]" * 200 + b"}"), "bad-answer", 3),
        (httpx.Response(200, json=[1, 2]), "bad-answer", 1),
        (httpx.Response(200, json={"success": True}), "bad-answer", 1),
        (httpx.Response(200, json={"success": False, "errors": [], "result": None}), "api-refused", 1),
        (httpx.Response(200, json={"success": False, "errors": [{"code": 10000}]}), "permission-missing", 3),
        (httpx.Response(200, json={"code": 1010, "error": "Access denied"}), "api-refused", 1),
        (
            httpx.Response(404, json={"success": False, "errors": [{"code": 7003, "message": "No route"}]}),
            "not-found",
            1,
        ),
        (httpx.Response(400, json={"errors": [{"code": "6003", "message": "Invalid headers"}]}), "token-malformed", 3),
        (httpx.Response(400, json={"errors": "nonsense"}), "api-refused", 1),
    ],
)
async def test_every_bad_answer_has_its_name(response: httpx.Response, code: str, tries: int) -> None:
    seen = Recorder(
        lambda request: httpx.Response(response.status_code, headers=response.headers, content=response.content)
    )
    error = await failure(seen)
    assert error.code == code
    assert error.fix and error.where
    assert len(seen.requests) == tries, seen.paths


@given(
    st.integers(200, 599),
    st.one_of(
        st.binary(max_size=200), st.sampled_from([b"", b"null", b"[]", b"{}", b'"x"', b"1e999", b'{"errors":[[]]}'])
    ),
    st.dictionaries(
        st.sampled_from(["retry-after", "cf-mitigated", "content-type", "ratelimit"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12),
    ),
)
async def test_whatever_comes_back_is_an_answer_or_an_error(
    status: int, content: bytes, headers: dict[str, str]
) -> None:
    api = client(lambda request: httpx.Response(status, content=content, headers=headers))
    try:
        await api.get(QUEUES, permission=READ)
    except EdgewiseError as error:
        assert error.message and error.code and error.fix


async def test_a_404_is_not_found() -> None:
    assert isinstance(await failure(Recorder(lambda request: refusal(404, 7003, "No route"))), NotFound)


async def test_an_empty_body_is_success() -> None:
    answer = await client(Recorder(lambda request: httpx.Response(204))).get(QUEUES)
    assert answer.result is None


async def test_an_endless_body_is_cut_off() -> None:
    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            while True:
                yield b" " * 1024 * 1024

    error = await failure(Recorder(lambda request: httpx.Response(200, stream=Endless())))
    assert error.code == "bad-answer" and "32 MiB" in error.message


async def test_at_most_eight_are_in_flight() -> None:
    flying, most, release = 0, 0, asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        if flying == IN_FLIGHT:
            release.set()
        await release.wait()
        flying -= 1
        return envelope([])

    api = Client(
        Credential("token", CANARY, source="test"),
        base_url="https://api.example",
        transport=httpx.MockTransport(answer),
    )
    await asyncio.gather(*(api.get("/anything") for _ in range(30)))
    assert most == IN_FLIGHT == 8


async def test_a_spent_budget_stops_before_the_api_does() -> None:
    clock = Clock()
    seen = Recorder(lambda request: envelope([]))
    api = client(seen, clock, budget=Budget(3, 300, clock=clock, sleep=clock.sleep))
    await api.account()
    await api.get(QUEUES)
    await api.get(QUEUES)
    with pytest.raises(RateLimited) as caught:
        await api.get(QUEUES)
    assert caught.value.seconds == 300
    assert len(seen.requests) == 2 and api.budget.left == 0


async def test_the_servers_count_is_believed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        response = envelope([])
        response.headers["Ratelimit"] = '"default";r=17;t=120'
        return response

    api = client(Recorder(answer))
    await api.get(QUEUES)
    assert api.budget.left == 17


async def test_the_token_appears_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    """Not in logs, errors, their tracebacks with all variables, nor where a server sends it back."""
    caplog.set_level(logging.DEBUG)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("timeout"):
            raise httpx.ConnectError(f"failed for {request.headers['authorization']}"[:6], request=request)
        if request.url.path.endswith("echo"):
            return envelope({"you_sent": request.headers["authorization"]})
        return refusal(400, 7, f"You sent {request.headers['authorization']}")

    api = client(Recorder(answer))
    texts = [repr(api), repr(api.credential)]
    for path in ("/timeout", "/refused"):
        try:
            await api.get(path)
        except EdgewiseError as error:
            trace = traceback.TracebackException.from_exception(error, capture_locals=True)
            texts += ["".join(trace.format()), repr(error.document()), repr(error.__context__)]
    echoed = await api.get("/echo")
    texts += [repr(echoed), caplog.text]
    assert len(texts) == 10
    for text in texts:
        assert CANARY not in text


@pytest.mark.parametrize(
    "url",
    ["http://api.cloudflare.com/client/v4", "http://10.0.0.1:8780", "ftp://x", "nonsense", "https://", "https://u@h/"],
)
def test_a_credential_goes_nowhere_it_should_not(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Client(Credential("token", CANARY, source="test"), base_url=url)
    assert caught.value.code in ("base-url", "base-url-insecure")


@pytest.mark.parametrize("name", ["CLOUDFLARE_API_BASE_URL", "CF_API_BASE_URL"])
def test_the_base_url_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    credential = Credential("token", CANARY, source="test")
    assert Client(credential).base_url == "https://api.cloudflare.com/client/v4"
    monkeypatch.setenv(name, "http://127.0.0.1:8780/client/v4/")
    assert Client(credential).base_url == "http://127.0.0.1:8780/client/v4"


async def test_cancelling_ends_the_request() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    api = Client(
        Credential("token", CANARY, source="test"), base_url="https://a.example", transport=httpx.MockTransport(answer)
    )
    task = asyncio.create_task(api.get("/x"))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


# ---------------------------------------------------------------------- choosing the account


def accounts(*found: tuple[str, str]) -> Recorder:
    rows = [{"id": identity, "name": name} for identity, name in found]
    return Recorder(lambda request: envelope(rows, {"page": 1, "per_page": 50, "total_count": len(rows)}))


def bare(handler: Recorder, account_id: str | None = None) -> Client:
    credential = Credential("key", CANARY, source="test", email="a@b.example")
    return Client(
        credential, base_url="https://a.example", transport=httpx.MockTransport(handler), account_id=account_id
    )


async def test_the_only_account_is_the_account() -> None:
    chosen = await bare(accounts(("a1", "One"))).account()
    assert (chosen.id, chosen.name, chosen.note) == ("a1", "One", None)


async def test_of_several_the_first_with_a_note_and_a_way_to_switch() -> None:
    api = bare(accounts(("a1", "One"), ("a2", "\x1b[31mTwo")))
    chosen = await api.account()
    assert chosen.id == "a1" and "2 accounts" in str(chosen.note)
    api.use(chosen.others[0])
    assert ((await api.account()).id, (await api.account()).name) == ("a2", "Two")


async def test_the_wanted_account_is_the_account() -> None:
    chosen = await bare(accounts(("a1", "One"), ("a2", "Two")), "a2").account()
    assert (chosen.id, chosen.name, chosen.note) == ("a2", "Two", None)
    unlisted = await bare(accounts(("a1", "One")), "a9").account()
    assert unlisted.id == "a9" and "CLOUDFLARE_ACCOUNT_ID" in str(unlisted.note)


async def test_no_account_at_all() -> None:
    with pytest.raises(AuthError) as caught:
        await bare(accounts()).account()
    assert caught.value.code == "no-account"


async def test_the_account_is_asked_for_once() -> None:
    seen = accounts(("a1", "One"))
    api = bare(seen)
    await asyncio.gather(*(api.account() for _ in range(5)))
    assert len(seen.requests) == 1
