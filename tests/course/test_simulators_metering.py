"""The arithmetic of the four bills, against cases that were worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.course.test_simulators import some

from edgewise.account.plans import BASE
from edgewise.course.simulators import Value, simulation
from edgewise.course.simulators._traffic import (
    DAYS,
    MINUTES,
    PATTERNS,
    Day,
    billed_ms,
    containers,
    functions,
    machines,
    month,
    workers,
)
from edgewise.course.simulators.four_bills import CONTAINERS, LAMBDA, TRAFFIC, VM, WORKERS, bills, cheapest

SIMULATION = simulation("four-bills")
X86 = 0.0000166667


def steady(requests: float) -> tuple[Day, ...]:
    return month("steady", requests, 1)


def lambda_bill(requests: float, memory: float, cpu: float, wait: float, given: bool = True) -> float:
    return functions(steady(requests), memory, 1_000, given, 0.20, X86, cpu, wait).dollars


def workers_bill(requests: float, cpu: float) -> float:
    return workers(steady(requests), True, BASE, 0.30, 0.02, cpu).dollars


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("peak", [1, 30, 1_000])
def test_every_pattern_brings_as_many_requests_as_were_set(pattern: str, peak: float) -> None:
    days = month(pattern, 5e6, peak)
    assert sum(day.requests for day in days) == pytest.approx(5e6)
    assert sum(day.times for day in days) == pytest.approx(DAYS)
    assert all(len(day.rates) == MINUTES and min(day.rates) >= 0 for day in days)


@pytest.mark.parametrize("pattern", ["daily", "spiky", "viral"])
def test_the_peak_is_the_busiest_minute_over_the_quietest(pattern: str) -> None:
    rates = month(pattern, 1e6, 30)[0].rates
    assert max(rates) / min(rates) == pytest.approx(30, rel=0.01)


@pytest.mark.parametrize(("requests", "cpu", "dollars"), [(15e6, 7, 8.00), (100e6, 7, 45.40), (3e6, 7, 5.00)])
def test_workers_cost_what_cloudflare_works_out_itself(requests: float, cpu: float, dollars: float) -> None:
    """The first two are the examples of the pricing page [WPRI]; the third is within what is included."""
    assert workers_bill(requests, cpu) == pytest.approx(dollars)


def test_twenty_million_on_workers() -> None:
    assert workers_bill(20e6, 7) == pytest.approx(5 + 10 * 0.30 + (140 - 30) * 0.02) == pytest.approx(10.20)


@pytest.mark.parametrize(("memory", "dollars"), [(128, 0.408), (512, 1.033)])
def test_a_million_calls_of_100_ms_on_lambda(memory: float, dollars: float) -> None:
    """100 ms of waiting and no CPU; 0.20 for the calls, the rest for memory times time."""
    assert lambda_bill(1e6, memory, 0, 100, given=False) == pytest.approx(dollars, abs=0.001)


def test_twenty_million_on_lambda() -> None:
    """80 ms and 7 ms at 512 of 1,769 MB make 104.2, billed as 105; 1,050,000 GB-s less 400,000."""
    assert billed_ms(512, 7, 80) == 105
    assert lambda_bill(20e6, 512, 7, 80) == pytest.approx(19 * 0.20 + 650_000 * X86) == pytest.approx(14.63, abs=0.005)


def test_lambda_gets_no_slower_cpu_above_one_whole() -> None:
    assert billed_ms(1_769, 100, 0) == billed_ms(10_240, 100, 0) == 100
    assert billed_ms(128, 100, 0) == 1_383


def test_what_lambda_gives_away_is_not_billed() -> None:
    assert lambda_bill(1e6, 128, 7, 80) == 0


def test_lambda_refuses_what_is_beyond_its_limit() -> None:
    """A call of one second, ten at once: ten a second find room. Twenty come."""
    days = (Day((20.0,) * MINUTES, DAYS),)
    bill = functions(days, 1_769, 10, False, 0.20, X86, 500, 500)
    assert bill.dropped == pytest.approx(days[0].requests / 2)
    assert max(bill.capacity) == pytest.approx(10)
    assert bill.unused == pytest.approx(0.5)


def test_a_machine_costs_its_hours_and_no_more() -> None:
    """2 vCPUs at 7 ms each: 285.7 requests a second."""
    quiet, busy = (machines(steady(each), 1, 2, 0.0816, 7) for each in (0, 600e6))
    assert quiet.dollars == busy.dollars == pytest.approx(59.57, abs=0.005)
    assert quiet.capacity[0] == pytest.approx(2_000 / 7)
    assert quiet.unused == 1
    assert busy.unused == pytest.approx(1 - 600e6 / (2_000 / 7 * 730 * 3_600))


def test_a_machine_drops_what_is_above_its_line() -> None:
    days = (Day((100.0,) * 720 + (0.0,) * 720, DAYS),)
    bill = machines(days, 1, 1, 1, 20)
    assert bill.capacity[0] == 50
    assert bill.dropped == pytest.approx(days[0].requests / 2)


QUARTER = 0.25 * 0.04048 + 0.5 * 0.004445


def test_one_container_all_month_is_nine_dollars() -> None:
    bill = containers(steady(1e6), 1, 20, 0.25, 0.7, 3, QUARTER, 7)
    assert bill.dollars == pytest.approx(9.01, abs=0.005)
    assert containers(steady(0), 1, 1, 1, 0.7, 3, 0.04048 + 2 * 0.004445, 7).dollars == pytest.approx(36.04, abs=0.005)


def test_containers_come_late_and_stay_after() -> None:
    """Ten a second each at full; a burst of 20 from minute 100 to 109 wants two. They are there from 103 to 117."""
    rates = tuple(20.0 if 100 <= minute < 110 else 5.0 for minute in range(MINUTES))
    bill = containers((Day(rates, 1.0),), 1, 5, 1, 1.0, 3, 1.0, 100)
    assert [minute for minute, room in enumerate(bill.capacity) if room > 10] == list(range(103, 118))
    assert bill.dropped == pytest.approx(3 * 60 * 10)
    assert bill.dollars == pytest.approx(24 + 15 / 60)


def test_containers_keep_to_their_least_and_most() -> None:
    bill = containers(steady(1e9), 2, 3, 0.25, 0.7, 0, 1.0, 7)
    assert set(bill.capacity) == {3 * 250 / 7}
    assert containers(steady(0), 2, 3, 0.25, 0.7, 0, 1.0, 7).dollars == pytest.approx(2 * 730)


def test_the_free_plan_ends_at_a_number_a_day() -> None:
    days = steady(200_000 * DAYS)
    bill = workers(days, False, BASE, 0.30, 0.02, 7)
    assert bill.dollars == 0
    assert bill.dropped == pytest.approx(100_000 * DAYS)
    assert bill.capacity[0] > 0 == bill.capacity[-1]
    assert workers(steady(1e5), False, BASE, 0.30, 0.02, 11).dropped == pytest.approx(1e5), "more CPU than 10 ms"


def test_the_numbers_that_the_lesson_tells() -> None:
    """Each bill that "The same traffic, four bills" names."""
    as_it_begins = bills(SIMULATION.values({}))[1]
    said = {VM: 59.57, LAMBDA: 14.63, WORKERS: 10.20}
    for name, dollars in said.items():
        assert as_it_begins[name].dollars == pytest.approx(dollars, abs=0.005)
    assert as_it_begins[VM].unused > 0.97
    assert as_it_begins[CONTAINERS].dropped > 0

    slow = bills(SIMULATION.values({"wait": 1_000}))[1]
    assert slow[LAMBDA].dollars == pytest.approx(167.97, abs=0.005)
    assert {**slow, LAMBDA: None} == {**as_it_begins, LAMBDA: None}

    preset = SIMULATION.preset("full-machine")
    assert preset is not None
    full = bills(SIMULATION.values(preset.values))[1]
    assert full[VM].dollars == pytest.approx(59.57, abs=0.005)
    assert full[WORKERS].dollars == pytest.approx(265.40)
    assert full[LAMBDA].dollars == pytest.approx(638.13, abs=0.005)


def test_where_the_machine_and_workers_meet() -> None:
    """132 million a month; 18 % of the 751 million that the machine can take."""
    meet = (0.0816 * 730 - 1.40) / 0.44 * 1e6
    assert workers_bill(meet, 7) == pytest.approx(0.0816 * 730)
    assert meet == pytest.approx(132e6, rel=0.005)
    most = 2_000 / 7 * 730 * 3_600
    assert most == pytest.approx(751e6, rel=0.002)
    assert meet / most == pytest.approx(0.18, abs=0.005)


def test_four_of_five_requests_come_on_the_wild_day() -> None:
    preset = SIMULATION.preset("viral-day")
    assert preset is not None
    days, _ = bills(SIMULATION.values(preset.values))
    assert 0.75 < days[0].requests / sum(day.requests for day in days) < 0.85


def test_day_and_night_is_slow_enough_for_containers() -> None:
    preset = SIMULATION.preset("day-and-night")
    assert preset is not None
    assert bills(SIMULATION.values(preset.values))[1][CONTAINERS].dropped == 0


def test_the_machine_is_not_the_cheapest_by_any_way_of_showing_it() -> None:
    assert cheapest(bills(SIMULATION.defaults())[1]) == WORKERS


def test_the_challenge_does_not_accept_other_traffic_or_prices() -> None:
    (under_twenty, *_) = SIMULATION.challenges
    for cheat in ({"requests": 0.0}, {"machine-hour": 0.0}, {"pattern": "idle"}, {"cpu": 0.1}):
        values = SIMULATION.values(cheat)
        assert not under_twenty.met(values, SIMULATION.run(values)), cheat
    still_dropping = SIMULATION.values({"show": CONTAINERS})
    assert not under_twenty.met(still_dropping, SIMULATION.run(still_dropping))


def test_traffic_is_what_the_challenges_keep() -> None:
    assert set(TRAFFIC) <= set(SIMULATION.defaults())


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({parameter.id: some(parameter) for parameter in SIMULATION.parameters}))
def test_no_bill_is_negative_and_no_more_is_dropped_than_came(values: dict[str, Value]) -> None:
    days, found = bills(values)
    requests = sum(day.requests for day in days)
    for bill in found.values():
        assert bill.dollars >= 0
        assert 0 <= bill.dropped <= requests * (1 + 1e-9)
        assert 0 <= bill.unused <= 1
        assert len(bill.capacity) == MINUTES and min(bill.capacity) >= 0
