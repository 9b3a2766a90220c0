"""What is sent again and what never is, what each shape of answer means, and what is concluded of the credential."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import budget as budgets
from edgewise.account.budget import ANALYTICS_LIMIT, Budget
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.failures import NoAnswer, PerhapsDone, Permission, PermissionGap, RateLimited
from edgewise.account.standing import Standing, Verdict
from edgewise.errors import AuthError, EdgewiseError, NetworkError
from tests.account.support import ACCOUNT, CANARY, NOW, Clock, Recorder, client, envelope, refusal

QUEUES = "/accounts/{account_id}/queues"
READ = Permission("Queues Read", "Account · Queues · Read")
ANALYTICS = Permission("Account Analytics Read", "Account · Account Analytics · Read")
VERIFY = "/user/tokens/verify"


def unlocked(handler: Callable[[httpx.Request], httpx.Response], clock: Clock | None = None, **options: Any) -> Client:
    api = client(handler, clock, **options)
    api.lock.turn_off()
    return api


async def failed(call: Any) -> EdgewiseError:
    with pytest.raises(EdgewiseError) as caught:
        await call
    return caught.value


def raising(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


# ---------------------------------------------------------------------- changes are made once


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "answer",
    [
        raising(httpx.ReadTimeout("slow")),
        raising(httpx.RemoteProtocolError("gone")),
        raising(httpx.WriteError("broken pipe")),
        lambda request: refusal(500, 10013, "Oops"),
        lambda request: refusal(503, retry_after="1"),
        lambda request: httpx.Response(522, html="<html>"),
        lambda request: httpx.Response(200, content=b'{"success": tr'),
        lambda request: httpx.Response(200, html="<!doctype html>Hotel"),
    ],
)
async def test_a_change_is_never_sent_twice_and_its_doubt_is_said(
    method: str, answer: Callable[[httpx.Request], httpx.Response]
) -> None:
    seen = Recorder(answer)
    error = await failed(unlocked(seen).send(method, f"{QUEUES}/1/purge", body={"a": 1}))
    assert isinstance(error, PerhapsDone) and error.code == "perhaps-done"
    assert method in error.message and "may have happened" in error.message
    assert "Look before you try again" in str(error.fix)
    assert len(seen.requests) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda request: refusal(400, 7, "No"), "api-refused"),
        (lambda request: refusal(404, 7003, "No route"), "not-found"),
        (lambda request: httpx.Response(302, headers={"location": "/"}), "perhaps-done"),
        (lambda request: httpx.Response(403, html="<html>", headers={"cf-mitigated": "challenge"}), None),
    ],
)
async def test_a_clear_no_is_a_clear_no(answer: Callable[[httpx.Request], httpx.Response], code: str | None) -> None:
    error = await failed(unlocked(Recorder(answer)).send("DELETE", f"{QUEUES}/1"))
    assert error.code == (code or "blocked-by-firewall")


async def test_a_change_waits_when_it_was_too_soon() -> None:
    clock = Clock()
    answers = iter([refusal(429, 971, "Slow down", retry_after="3"), envelope({"done": True})])
    seen = Recorder(lambda request: next(answers))
    assert (await unlocked(seen, clock).send("POST", QUEUES)).result == {"done": True}
    assert clock.slept == [3] and len(seen.requests) == 2


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.ProxyError("407")]
)
async def test_what_was_not_sent_is_sent_again(error: Exception) -> None:
    seen = Recorder(raising(error))
    found = await failed(unlocked(seen).send("POST", QUEUES))
    assert isinstance(found, NoAnswer) and not found.sent and "may have" not in found.message
    assert len(seen.requests) == 3


async def test_a_question_that_is_a_post_is_asked_again() -> None:
    answers = iter([refusal(502), envelope([{"results": []}])])
    seen = Recorder(lambda request: next(answers))
    path = "/accounts/{account_id}/d1/database/x/query"
    found = await client(seen).send("POST", path, body={"sql": "select 1"}, repeatable=True)
    assert found.result == [{"results": []}] and json.loads(seen.requests[-1].content) == {"sql": "select 1"}
    assert seen.requests[-1].headers["content-type"] == "application/json"


async def test_a_question_leaves_no_doubt_behind() -> None:
    error = await failed(
        client(Recorder(lambda request: refusal(500))).send(
            "POST", "/accounts/{account_id}/workers/scripts/x/tails", body={}
        )
    )
    assert error.code == "api-unavailable"


# ---------------------------------------------------------------------- bytes


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\xfe", b'{"success": false, "errors": [{"code": 1}]}', b"null", b"<html>"]
)
async def test_bytes_come_as_they_are(body: bytes) -> None:
    api = client(Recorder(lambda request: httpx.Response(200, content=body, headers={"X-Kind": "k"})))
    found = await api.bare("/accounts/{account_id}/storage/kv/namespaces/n/values/{key}", {"key": "a/b"})
    assert found.body == body and found.headers["x-kind"] == "k"
    assert api.standing.alive is True


async def test_a_page_that_somebody_stored_is_told_from_a_login_page() -> None:
    page = b"<!doctype html><p>stored"
    ours = httpx.Response(200, content=page, headers={"content-type": "text/html", "cf-ray": "8f1"})
    assert (await client(Recorder(lambda request: ours)).bare("/x")).body == page
    api = client(Recorder(lambda request: httpx.Response(200, html=page.decode())))
    assert (await failed(api.bare("/x"))).code == "not-the-api"
    assert api.standing.alive is None, "a hotel says nothing about a token"


@pytest.mark.parametrize(
    ("answer", "code", "tries"),
    [
        (lambda: refusal(404, 10009, "key not found"), "not-found", 1),
        (lambda: httpx.Response(404, content=b"gone"), "not-found", 1),
        (lambda: httpx.Response(302, headers={"location": "/"}), "not-the-api", 1),
        (lambda: httpx.Response(403, html="<html>", headers={"cf-mitigated": "challenge"}), "blocked-by-firewall", 1),
        (lambda: httpx.Response(200, html="<html>", headers={"cf-mitigated": "challenge"}), "not-the-api", 1),
        (lambda: refusal(500), "api-unavailable", 3),
        (lambda: refusal(429, retry_after="2"), "rate-limited", 3),
        (lambda: httpx.Response(502, html="<html>Bad gateway"), "api-unavailable", 3),
    ],
)
async def test_bytes_that_are_an_error_are_an_error(
    answer: Callable[[], httpx.Response], code: str, tries: int
) -> None:
    seen = Recorder(lambda request: answer())
    error = await failed(client(seen).bare("/x", permission=READ))
    assert error.code == code and len(seen.requests) == tries


# ---------------------------------------------------------------------- graphql


async def test_a_question_to_the_analytics_api() -> None:
    seen = Recorder(lambda request: httpx.Response(200, json={"data": {"viewer": {}}, "errors": None}))
    api = client(seen)
    assert await api.graphql("query { viewer }", {"a": 1}) == {"viewer": {}}
    assert json.loads(seen.requests[0].content) == {"query": "query { viewer }", "variables": {"a": 1}}
    assert (api.analytics_budget.left, api.budget.left) == (ANALYTICS_LIMIT - 1, 1199)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"data": None, "errors": [{"message": "unknown field [red]x[/red]"}]}, "query-refused"),
        ({"data": {"viewer": {}}, "errors": [{"message": "limit"}]}, "query-refused"),
        ({"errors": [{"message": "not authorized for that account"}]}, "permission-missing"),
        ({"errors": ["just words"]}, "query-refused"),
        ({"errors": 7}, "query-refused"),
        ({"data": None}, "bad-answer"),
        ({"data": [1]}, "bad-answer"),
        ([], "bad-answer"),
        ({}, "bad-answer"),
    ],
)
async def test_graphql_says_no_under_200(document: Any, code: str) -> None:
    api = client(lambda request: httpx.Response(200, json=document))
    error = await failed(api.graphql("{ x }", permission=ANALYTICS))
    assert error.code == code
    assert api.standing.alive is None, "an error is no proof that the token works"


async def test_a_cut_answer_of_graphql_is_asked_for_again() -> None:
    answers = iter([httpx.Response(200, content=b'{"data": {"vie'), httpx.Response(200, json={"data": {"x": 1}})])
    assert await client(Recorder(lambda request: next(answers))).graphql("{ x }") == {"x": 1}


async def test_graphql_with_a_dead_token_is_no_missing_permission() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/verify"):
            return envelope({"status": "disabled"})
        return httpx.Response(200, json={"errors": [{"message": "not authorized"}]})

    assert (await failed(client(answer).graphql("{ x }", permission=ANALYTICS))).code == "token-disabled"


async def test_the_analytics_budget_ends_first() -> None:
    clock = Clock()
    api = client(lambda request: httpx.Response(200, json={"data": {}}), clock)
    for _ in range(ANALYTICS_LIMIT):
        await api.graphql("{ x }")
    error = await failed(api.graphql("{ x }"))
    assert isinstance(error, RateLimited) and str(ANALYTICS_LIMIT) in error.message
    assert api.budget.left == 1200 - ANALYTICS_LIMIT


# ---------------------------------------------------------------------- what is concluded of the credential


class Token:
    """An API whose token has a state that a test changes."""

    def __init__(self, verdict: Any = None, *, status: int = 403, code: int = 10000) -> None:
        self.verdict, self.status, self.code = verdict, status, code
        self.good = False
        self.asked = 0
        self.date: str | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        response = self._answer(request)
        if self.date:
            response.headers["date"] = self.date
        return response

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/verify"):
            self.asked += 1
            return refusal(401, 1000, "Invalid API Token") if self.verdict is None else envelope(self.verdict)
        return envelope([]) if self.good else refusal(self.status, self.code)


def days(count: float) -> str:
    return (NOW + timedelta(days=count)).isoformat()


@pytest.mark.parametrize(
    ("verdict", "code", "words"),
    [
        ({"status": "active"}, "permission-missing", "Queues Read"),
        ({"status": "active", "expires_on": days(1)}, "permission-missing", "Queues Read"),
        ({"status": "active", "expires_on": days(-1)}, "token-expired", "2026-03-13 09:26 UTC"),
        ({"status": "expired", "expires_on": days(-30)}, "token-expired", "2026-02-12 09:26 UTC"),
        ({"status": "expired"}, "token-expired", "This token expired"),
        ({"status": "disabled", "expires_on": days(1)}, "token-disabled", "switched off"),
        ({"status": "active", "not_before": days(2)}, "token-not-yet-valid", "before 2026-03-16 09:26 UTC"),
        ({"status": "active", "not_before": "whenever", "expires_on": 7}, "permission-missing", "Queues Read"),
    ],
)
async def test_a_refusal_gets_its_right_name(verdict: Any, code: str, words: str) -> None:
    error = await failed(client(Token(verdict)).get(QUEUES, permission=READ))
    assert error.code == code and words in error.message
    assert isinstance(error, AuthError) and error.fix


@pytest.mark.parametrize("verdict", [{}, {"status": "sleeping"}, [], "x", {"status": None}])
async def test_a_verdict_that_says_nothing_proves_nothing(verdict: Any) -> None:
    api = client(Token(verdict, status=401))
    assert (await failed(api.get(QUEUES, permission=READ))).code == "token-refused"
    assert api.standing.alive is None


async def test_a_token_that_was_good_and_is_refused_now_is_not_good() -> None:
    """An earlier success must not turn a token that was withdrawn since into a missing permission."""
    token = Token(None, status=401)
    token.good = True
    api = client(token)
    await api.get(QUEUES)
    assert api.standing.alive is True
    token.good = False
    assert (await failed(api.get(QUEUES, permission=READ))).code == "token-refused"
    assert api.standing.alive is False and token.asked == 2


def of_a_login(withdrawn: list[str], status: int = 403) -> Callable[[httpx.Request], httpx.Response]:
    """An API whose answers are those for a login's token, which no address for API tokens knows."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/verify"):
            return refusal(401, 1000, "Invalid API Token")
        if withdrawn or path.endswith("/denied"):
            return refusal(status)
        if path.endswith("/graphql"):
            return httpx.Response(200, json={"errors": [{"message": "not authorized for that account"}]})
        return envelope([])

    return answer


async def test_a_token_that_no_address_for_tokens_knows_works_all_the_same() -> None:
    api = client(of_a_login([]))
    await api.get(QUEUES)
    for call in (api.graphql("{ x }", permission=ANALYTICS), api.get("/denied", permission=READ)):
        assert isinstance(await failed(call), PermissionGap)
    assert api.standing.alive is True


@pytest.mark.parametrize("status", [401, 403])
async def test_and_is_refused_once_what_was_answered_is_no_more(status: int) -> None:
    withdrawn: list[str] = []
    api = client(of_a_login(withdrawn, status))
    await api.get(QUEUES)
    withdrawn.append("now")
    error = await failed(api.get("/denied", permission=READ))
    assert error.code == "token-refused" and "Queues" not in error.message, "no permission would help"
    assert api.standing.alive is False


async def test_and_what_is_answered_no_more_for_another_reason_leaves_it_open() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        again = seen.count(request.url.path) > 1 and request.url.path.endswith("/queues")
        return refusal(404, 7003, "No route") if again else of_a_login([])(request)

    api = client(answer)
    await api.get(QUEUES)
    assert isinstance(await failed(api.get("/denied", permission=READ)), PermissionGap)
    assert api.standing.alive is None


async def test_refusals_at_once_wait_for_one_verdict() -> None:
    """Each of many refusals is named by what the API says of the token, and it is asked once."""
    token = Token({"status": "disabled"})

    async def slowly(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return token(request)

    api = Client(
        Credential("token", CANARY, source="test"),
        base_url="https://a.example",
        transport=httpx.MockTransport(slowly),
        account_id=ACCOUNT,
        now=lambda: NOW,
    )
    errors = await asyncio.gather(*(failed(api.get(f"/x{n}", permission=READ)) for n in range(30)))
    assert {error.code for error in errors} == {"token-disabled"}
    assert token.asked == 1


async def test_when_the_verdict_cannot_be_had_an_earlier_success_still_counts() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/verify"):
            return refusal(500)
        return refusal(403) if "denied" in request.url.path else envelope([])

    api = client(answer)
    await api.get(QUEUES)
    assert isinstance(await failed(api.get("/denied", permission=READ)), PermissionGap)


@pytest.mark.parametrize(("kind", "code"), [("login", "login-expired"), ("key", "token-refused")])
async def test_other_credentials_are_refused_in_their_own_words(kind: str, code: str) -> None:
    email = "a@b.example" if kind == "key" else None
    credential = Credential(kind, CANARY, source="wrangler's file", email=email)
    seen = Recorder(lambda request: refusal(401, 10000))
    error = await failed(client(seen, credential=credential).get(QUEUES))
    assert error.code == code and CANARY not in error.message + str(error.fix)
    assert ("wrangler whoami" in str(error.fix)) == (kind == "login")
    assert not any(VERIFY in path for path in seen.paths), "only a token can be asked about"


async def test_a_key_is_sent_with_its_email() -> None:
    seen = Recorder(lambda request: envelope([]))
    await client(seen, credential=Credential("key", CANARY, source="test", email="a@b.example")).get(QUEUES)
    headers = seen.requests[-1].headers
    assert (headers["x-auth-key"], headers["x-auth-email"]) == (CANARY, "a@b.example")
    assert "authorization" not in headers


@pytest.mark.parametrize("code", [6003, 6111, 6103])
async def test_a_credential_that_cannot_be_read_is_said_to_be_so(code: int) -> None:
    error = await failed(client(Token(None, status=400, code=code)).get(QUEUES))
    assert error.code == "token-malformed" and "CLOUDFLARE_API_TOKEN" in error.message


# ---------------------------------------------------------------------- clocks


@pytest.mark.parametrize(
    ("ahead", "verdict", "code", "words"),
    [
        (timedelta(hours=3), {"status": "expired"}, "token-expired", "clock is 3 hours ahead of Cloudflare's"),
        (timedelta(days=-2), {"status": "expired"}, "token-expired", "clock is 2 days behind Cloudflare's"),
        (timedelta(seconds=20), {"status": "expired"}, "token-expired", None),
        # By our clock it began two days ago; by the API's it begins in a day.
        (timedelta(days=3), {"status": "active", "not_before": days(-2)}, "token-not-yet-valid", "3 days ahead"),
        # By our clock it ended; by the API's it has not, so the refusal is about something else.
        (timedelta(days=3), {"status": "active", "expires_on": days(-2)}, "permission-missing", None),
    ],
)
async def test_the_apis_clock_counts_and_ours_is_told_on(
    ahead: timedelta, verdict: Any, code: str, words: str | None
) -> None:
    token = Token(verdict)
    token.date = format_datetime(NOW - ahead, usegmt=True)
    api = client(token)
    error = await failed(api.get(QUEUES, permission=READ))
    assert error.code == code
    assert words in str(error.fix) if words else "clock" not in str(error.fix)
    assert api.standing.skew == ahead


@given(st.text(max_size=40), st.recursive(st.none() | st.text(max_size=5) | st.integers(), st.lists, max_leaves=4))
def test_no_date_and_no_verdict_breaks_anything(date: str, result: Any) -> None:
    standing = Standing()
    standing.hear({"date": date}, NOW)
    standing.judged(Verdict.of({"status": result, "expires_on": result, "not_before": result}), NOW)
    assert (standing.alive is None and standing.clock() == "") or standing.skew is not None


async def test_a_certificate_of_the_wrong_time_points_at_the_clock() -> None:
    words = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid (_ssl.c:1000)"
    error = await failed(client(raising(httpx.ConnectError(words))).get(QUEUES))
    assert isinstance(error, NetworkError) and str(error.fix).startswith("Check this computer's clock")


# ---------------------------------------------------------------------- one budget for all


def test_clients_of_one_credential_share_a_budget() -> None:
    def budget(secret: str, base: str = "https://api.example/v4") -> Budget:
        return Client(Credential("token", secret, source="test"), base_url=base).budget

    one = budget(CANARY)
    assert budget(CANARY) is one
    assert budget(f"{CANARY}-2") is not one
    assert budget(CANARY, "https://other.example/v4") is not one
    assert CANARY not in repr(budgets.__dict__)


async def test_a_429_holds_everybody_back() -> None:
    clock = Clock()
    calls = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        return refusal(429, retry_after="200")

    api = client(answer, clock)
    assert isinstance(await failed(api.get(QUEUES)), RateLimited)
    error = await failed(api.get(f"{QUEUES}/other"))
    assert isinstance(error, RateLimited) and error.seconds == pytest.approx(200) and calls == 1
    assert "used up" not in error.message, "it was the server who said so"
    clock.seconds = 201
    await failed(api.get(QUEUES))
    assert calls == 2


async def test_requests_on_their_way_are_taken_off_the_servers_count() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        response = envelope([])
        response.headers["Ratelimit"] = '"default";r=50;t=100'
        return response

    clock = Clock()
    budget = Budget(clock=clock, sleep=clock.sleep)
    budget.observe('"default";r=50;t=100', flying=7)
    assert budget.left == 43
    api = client(answer, clock, budget=budget)
    await asyncio.gather(*(api.get(QUEUES) for _ in range(4)))
    assert budget.left == 50


def test_several_limits_the_scarcest_counts_and_policies_are_believed() -> None:
    clock = Clock()
    budget = Budget(clock=clock, sleep=clock.sleep)
    budget.observe('"default";r=900;t=200, "burst";r=3;t=10', '"default";q=2400;w=600, "burst";q=100;w=60')
    assert (budget.left, budget.limit, budget.window) == (3, 2400, 600)
    clock.seconds = 11
    assert budget.left == 2400
    for nonsense in ("", "q=0;w=0", "q=5", "x" * 5000, '"a";q=1;w='):
        budget.observe(nonsense, nonsense)
    assert (budget.limit, budget.window) == (2400, 600)
