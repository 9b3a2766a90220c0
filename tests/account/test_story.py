"""The demo company's story is about what it has, and its numbers are what its words say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from edgewise.account.demo import story
from edgewise.account.demo.company import Company
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.times import age
from edgewise.account.demo.workers import Workers
from tests.account.support import NOW


def test_it_speaks_of_scripts_that_exist() -> None:
    company = Company(lambda: NOW)
    scripts = {each["id"] for each in company.part(Workers).scripts()}
    scripts |= {each["production_script_name"] for each in company.part(Pages).projects()}
    assert set(story.RATES) <= scripts and set(story.ERRORS) <= scripts


def test_the_spike_begins_with_a_deployment_and_has_its_share_of_the_traffic() -> None:
    company = Company(lambda: NOW)
    deployed = company.part(Workers).deployments(story.SPIKE.script)[0]
    begins = NOW - age(story.SPIKE.since)
    assert deployed["created_on"] == begins.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert deployed["versions"][0]["percentage"] == pytest.approx(100 * story.SPIKE.traffic)
    before = story.error_share(story.SPIKE.script, begins - timedelta(seconds=1), NOW)
    after = story.error_share(story.SPIKE.script, begins, NOW)
    assert before == story.ERROR_SHARE and after == pytest.approx(before + 0.06)


def test_a_day_is_as_busy_as_its_average() -> None:
    hours = [story.activity(NOW + timedelta(minutes=15 * step)) for step in range(96)]
    assert sum(hours) / 96 == pytest.approx(1, abs=0.01) and min(hours) > 0.2
    assert story.rate("nobody", NOW) == 0
