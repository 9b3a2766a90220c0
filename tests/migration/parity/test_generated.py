"""Sites made up by chance, before and after their migration, on the real servers."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from tests.migration.parity.generated import site

from edgewise.errors import EdgewiseError
from edgewise.migration import assess, make_plan
from edgewise.migration.parity import verify
from edgewise.project import discover
from edgewise.runtime.toolchain import ensure

SEEDS = range(6)


def written(root: Path, seed: int) -> Path:
    for name, content in site(Random(seed)).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


@pytest.mark.wrangler
@pytest.mark.parametrize("seed", SEEDS)
async def test_every_answer_stays_as_it_is(seed, tmp_path):
    report = await verify(written(tmp_path, seed), toolchain=await ensure())
    # A note says that the local server failed and another answer stands in: rules may tell the two paths apart.
    told = [exchange for exchange in report.exchanges if not exchange.note]
    changed = [
        f"{exchange.request.label()}: {difference.what} {difference.old!r} -> {difference.new!r}"
        for exchange in told
        if "spelling-follows-rules" not in {each.finding for each in exchange.differences}
        for difference in exchange.differences
        if difference.tier < 4 and difference.finding is None
    ]
    assert len(told) > 100
    assert not changed, "\n".join(changed[:20])


@pytest.mark.parametrize("seed", range(200))
def test_a_plan_can_be_made(seed, tmp_path):
    project = discover(written(tmp_path, seed))
    findings = assess(project)
    blockers = {each.id for each in findings if each.severity == "blocker"}
    if blockers:
        assert blockers <= {"functions-do-not-build", "function-route-invalid", "routes-json-invalid"}
        with pytest.raises(EdgewiseError):
            make_plan(project, findings)
    else:
        assert make_plan(project, findings).steps
