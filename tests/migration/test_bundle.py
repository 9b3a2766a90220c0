"""The size of the Worker's code."""

from __future__ import annotations

import json

import pytest
from tests.migration.trees import tree

from edgewise.cli import main
from edgewise.errors import ToolchainError
from edgewise.migration.bundle import LARGE_BYTES, MAX_BYTES, BundleSize, check_size, measure_bundle
from edgewise.migration.choices import Choices
from edgewise.runtime.toolchain import ensure


@pytest.mark.parametrize(
    ("size", "identities"),
    [
        (BundleSize(MAX_BYTES, LARGE_BYTES), []),
        (BundleSize(MAX_BYTES, LARGE_BYTES + 1), ["script-large"]),
        (BundleSize(MAX_BYTES + 1, LARGE_BYTES + 1), ["script-too-large"]),
    ],
)
def test_sizes_have_limits(size, identities):
    assert [each.id for each in check_size(size)] == identities


@pytest.mark.wrangler
def test_assess_measures_a_real_build(sample, capsys):
    root = sample("module-imports")
    before = tree(root)
    assert main(["assess", str(root), "--bundle", "--json"]) == 0
    size = json.loads(capsys.readouterr().out)["bundle"]
    assert 5_000 < size["bytes"] < 200_000
    assert 1_000 < size["gzip"] < size["bytes"]
    assert tree(root) == before


@pytest.mark.wrangler
async def test_a_build_that_fails_says_why(write):
    root = write(
        {
            "wrangler.toml": 'pages_build_output_dir = "public"\ncompatibility_date = "2026-01-01"\n',
            "public/index.html": "",
            "functions/a.js": 'import "no-such-package";\nexport const onRequest = () => new Response("");\n',
        }
    )
    with pytest.raises(ToolchainError, match="no-such-package") as caught:
        await measure_bundle(root, await ensure(), overrides={}, choices=Choices())
    assert caught.value.code == "bundle-failed"
