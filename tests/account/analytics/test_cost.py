"""Limits and cost: worked examples by hand, and what must hold of every month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo
from edgewise.account.analytics.cost import charge, estimate
from edgewise.account.analytics.limits import standings
from edgewise.account.analytics.meters import METERS, R2_CLASS_A, R2_CLASS_B, R2_FREE
from edgewise.account.analytics.month import Month, Used, month
from edgewise.account.analytics.plan import assumed, plan_of
from edgewise.account.analytics.report import Report, document, report
from edgewise.account.analytics.told import told
from edgewise.account.plans import ALLOWANCES, BASE, BY_ID, Allowance
from edgewise.errors import NetworkError
from tests.account.support import client, envelope, refusal

START = datetime(2026, 3, 1, tzinfo=UTC)


def a_month(days: float = 31.0, **amounts: float | tuple[float | None, ...]) -> Month:
    """A month of which this many days are over, with the amounts so far; everything else is nothing."""
    used = []
    for each in ALLOWANCES:
        given_amount = amounts.get(each.id.replace("-", "_"), 0.0)
        used.append(Used(each, given_amount if isinstance(given_amount, tuple) else (given_amount,)))
    return Month(START, START + timedelta(days=days), tuple(used))


@pytest.mark.parametrize(
    ("requests", "cpu_each", "dollars"),
    [(15e6, 7, 8.00), (100e6, 7, 45.40), (3e6, 7, 5.00)],
)
def test_the_worked_examples_of_the_price_sheet(requests: float, cpu_each: float, dollars: float) -> None:
    found = estimate(a_month(workers_requests=requests, workers_cpu=requests * cpu_each), "paid")
    assert found.total == pytest.approx(dollars, abs=0.005)


@pytest.mark.parametrize(
    ("allowance", "quantity", "dollars"),
    [
        ("queues-operations", 3 * 2e6, 2.00),  # two million messages of three operations each
        ("workflows-steps", 1_500_000, 8.00),
        ("kv-reads", 12e6, 1.00),
        ("kv-writes", 3e6, 10.00),
        ("d1-rows-written", 51e6, 1.00),
        ("objects-duration", 1_400_000, 12.50),
        ("r2-class-a", 3e6, 9.00),
        ("r2-class-b", 20e6, 3.60),
        ("r2-storage", 110, 1.50),
        ("d1-storage", 9, 3.00),
        ("objects-storage", 15, 2.00),
    ],
)
def test_prices_by_hand(allowance: str, quantity: float, dollars: float) -> None:
    assert charge(BY_ID[allowance], quantity) == pytest.approx(dollars)


ANY = st.sampled_from(ALLOWANCES)
AMOUNT = st.floats(0, 1e13)


@given(ANY, AMOUNT, AMOUNT)
def test_more_never_costs_less_and_what_is_included_costs_nothing(allowance: Allowance, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0 <= charge(allowance, low) <= charge(allowance, high)
    assert charge(allowance, min(low, allowance.included)) == 0
    assert charge(allowance, low, "free") in (0.0, charge(allowance, low))


@given(st.dictionaries(ANY, AMOUNT), st.floats(0.01, 31))
def test_what_holds_of_every_estimate(amounts: dict[Allowance, float], days: float) -> None:
    given_amounts: dict[str, Any] = {each.id.replace("-", "_"): amount for each, amount in amounts.items()}
    for plan in ("free", "paid"):
        found = estimate(a_month(days, **given_amounts), plan)
        assert found.base == (BASE if plan == "paid" else 0)
        assert found.total >= found.base
        assert len(found.lines) + len(found.unknown) == len(ALLOWANCES)
        if days < 1:
            assert found.projected is None
        else:
            assert found.projected is not None and found.projected >= found.total - 1e-6 * found.total


def test_a_count_goes_on_and_a_level_stays() -> None:
    halfway = a_month(15.5, workers_requests=10e6, r2_storage=(*[100.0] * 15, None))
    lines = {each.allowance.id: each for each in estimate(halfway, "paid").lines}
    assert lines["workers-requests"].projected_quantity == pytest.approx(20e6)
    assert lines["workers-requests"].projected == pytest.approx(3.00)
    assert lines["r2-storage"].quantity == pytest.approx(50)
    assert lines["r2-storage"].projected_quantity == pytest.approx(100)


def test_what_is_not_known_is_in_no_sum_and_is_named() -> None:
    whole = a_month(workers_requests=20e6)
    error = NetworkError("x", code="timeout")
    used = tuple(Used(each.allowance, failure=error) if each.allowance.product == "KV" else each for each in whole.used)
    found = estimate(replace(whole, used=used), "paid")
    assert {each.product for each in found.unknown} == {"KV"}
    assert found.total == pytest.approx(8.00)
    assert [each.state for each in standings(replace(whole, used=used), "paid")][-5:] == ["unknown"] * 5


def test_standings_of_both_plans() -> None:
    found = a_month(workers_requests=(400_000.0, 80_000.0), kv_writes=1000.0, r2_storage=11.0)
    free = {each.allowance.id: each for each in standings(found, "free")}
    assert (free["workers-requests"].used, free["workers-requests"].state) == (80_000, "near")
    assert free["kv-writes"].state == "over" and free["kv-writes"].stops
    assert free["r2-storage"].state == "over" and not free["r2-storage"].stops
    assert "workers-cpu" not in free
    paid = {each.allowance.id: each for each in standings(found, "paid")}
    assert paid["workers-requests"].used == 480_000 and not paid["workers-requests"].stops
    shares = [each.share for each in standings(found, "paid")]
    assert shares == sorted(shares, key=lambda each: -1 if each is None else each, reverse=True)


def test_every_allowance_is_measured_sourced_and_of_one_class() -> None:
    assert {each.allowance for each in METERS} == set(BY_ID)
    assert len(BY_ID) == len(ALLOWANCES)
    assert all(each.source and each.date and each.price > 0 and each.included > 0 for each in ALLOWANCES)
    assert not R2_CLASS_A & R2_CLASS_B and not (R2_CLASS_A | R2_CLASS_B) & R2_FREE


# ---------------------------------------------------------------------- asking


async def test_the_demo_account_is_measured_whole() -> None:
    account = demo.client(lambda: datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC))
    found = await report(account)
    assert not found.month.problems and found.month.failure is None
    assert found.plan.id == "paid" and found.plan.how == "subscriptions"
    assert len(found.month.of("workers-requests").days) == 14
    written = document(found)
    assert written["month"] == "2026-03" and written["estimate"]["base"] == 5.0
    assert written["estimate"]["total"] == pytest.approx(
        5 + sum(each["amount"] for each in written["estimate"]["lines"]), abs=0.02
    )


async def test_without_permission_everything_is_unknown_and_says_why() -> None:
    errors = {"data": None, "errors": [{"message": "not authorized for that account"}]}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/verify"):
            return envelope({"status": "active"})
        return httpx.Response(200, json=errors) if request.url.path.endswith("graphql") else refusal(403)

    found = await report(client(answer))
    assert found.month.failure is not None and found.month.failure.code == "permission-missing"
    assert found.plan.id is None and found.standings == () and found.estimate is None
    written = document(found)
    assert written["plan"]["id"] is None and written["estimate"] is None
    assert all(each["today"] is None for each in written["used"])
    assert [each["code"] for each in written["problems"]] == ["permission-missing"]


async def test_an_operation_of_no_known_class_is_named() -> None:
    row = {"sum": {"requests": 5}, "dimensions": {"date": "2026-03-14", "actionType": "Teleport[/]\x1b[2J"}}

    def answer(request: httpx.Request) -> httpx.Response:
        body = request.content.decode()
        nodes = [each.dataset.node for each in METERS if each.dataset.node in body]
        return httpx.Response(
            200, json={"data": {"viewer": {"accounts": [{nodes[0]: [row] if "r2Op" in body else []}]}}}
        )

    (problem,) = (await month(client(answer))).problems
    assert "Teleport[/]" in problem and "\x1b" not in problem


@pytest.mark.parametrize(
    ("result", "plan", "how"),
    [
        ([{"rate_plan": {"id": "workers_paid"}}], "paid", "subscriptions"),
        ([{"rate_plan": {"id": "workers_paid"}, "state": "Cancelled"}], "free", "subscriptions"),
        ([{"rate_plan": {"id": "free"}}, None, 7], "free", "subscriptions"),
        ([], "free", "subscriptions"),
        ([{"rate_plan": {"id": "workers_ent"}}], None, "unknown"),
        ({"odd": 1}, None, "unknown"),
        (None, None, "unknown"),
    ],
)
async def test_the_plan_is_told_or_not_known(result: Any, plan: str | None, how: str) -> None:
    found = await plan_of(client(lambda request: envelope(result)))
    assert (found.id, found.how) == (plan, how)
    assert found.why


def test_a_plan_that_was_chosen_is_called_assumed() -> None:
    assert "assumed" in assumed("free").title
    assert Report(a_month(), assumed("paid")).reckoned("free").plan == assumed("free")


def test_the_free_plan_stops_a_request_that_takes_too_long() -> None:
    def said(slow: float | None) -> str:
        found = Report(replace(a_month(), slow=slow), assumed("free"))
        return " ".join("".join(text for text, _ in line) for line in told(found, 90))

    words = "took less than 12 ms of CPU; the free plan stops one at 10 ms."
    assert f"✗ 99 % of today's requests to Workers {words}" in " ".join(said(12e3).split())
    assert "✓ 99 %" in said(9e3)
    assert "○ No CPU time was reported today" in said(None)
    paid = told(Report(a_month(), assumed("paid")), 90)
    assert "of CPU" not in " ".join("".join(text for text, _ in line) for line in paid)


def test_what_is_told_fits_and_names_its_sources() -> None:
    found = Report(a_month(workers_requests=40e6, queues_operations=9e6), assumed("paid"))
    for width in (40, 76, 116):
        lines = ["".join(text for text, _ in line) for line in told(found, width, key="f")]
        assert max(map(len, lines[2:])) <= max(width, 70)
    text = " ".join(" ".join(lines).split())
    assert "$9.00" in text and "40M requests, 10M included, $0.30 a million" in text
    assert "workers/platform/pricing (2025/26)" in text and "(2026-02-05)" in text


async def test_a_sum_of_too_many_groups_is_not_known() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        body = request.content.decode()
        node = next(each.dataset.node for each in METERS if each.dataset.node in body)
        row = {"max": {"byteCount": 5}, "dimensions": {"date": "2026-03-14", "namespaceId": "n"}}
        rows = [row] * 10_000 if "kvSt" in node else []
        return httpx.Response(200, json={"data": {"viewer": {"accounts": [{node: rows}]}}})

    found = (await month(client(answer))).of("kv-storage")
    assert found.failure is not None and found.failure.code == "too-many-groups" and found.today is None
