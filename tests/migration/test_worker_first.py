"""``run_worker_first`` runs the Worker on exactly the paths of ``_routes.json``, in rules that wrangler accepts."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edgewise.migration.worker_first import MAX_RULES, TooManyRulesError, run_worker_first
from edgewise.project.model import RoutesSpec
from edgewise.project.routes import parse_routes, runs_function

PART = st.text(alphabet="ab.", min_size=1, max_size=2)
RULE = st.builds(
    lambda parts, tail: "/" + "/".join(parts) + tail, st.lists(PART, max_size=3), st.sampled_from(["", "/", "/*", "*"])
).map(lambda rule: rule.replace("//", "/"))
PATHS = st.lists(PART, max_size=4).map(lambda parts: "/" + "/".join(parts)) | st.sampled_from(["/a/", "/a/b/", "/ab/"])


def worker_runs(rules: bool | tuple[str, ...], path: str) -> bool:
    """Whether wrangler's router runs the Worker: plain globs over the whole path, negative ones first."""
    if isinstance(rules, bool):
        return rules

    def matches(glob: str) -> bool:
        return re.fullmatch(".*".join(map(re.escape, glob.split("*"))), path, re.DOTALL) is not None

    if any(rule.startswith("!") and matches(rule[1:]) for rule in rules):
        return False
    return any(not rule.startswith("!") and matches(rule) for rule in rules)


def refused(rules: tuple[str, ...]) -> list[str]:
    """What wrangler's own validation would say about a list of rules."""
    problems = []
    for group in ([r for r in rules if r.startswith("!")], [r for r in rules if not r.startswith("!")]):
        problems += [f"{rule} twice" for rule in group if group.count(rule) > 1]
        for wide in (rule for rule in group if rule.endswith("*")):
            problems += [f"{rule} under {wide}" for rule in group if rule != wide and rule.startswith(wide[:-1])]
    if not any(not rule.startswith("!") for rule in rules):
        problems.append("nothing positive")
    if len(rules) > MAX_RULES or any(len(rule) > 100 for rule in rules):
        problems.append("too much")
    return problems


@given(st.lists(RULE, min_size=1, max_size=5), st.lists(RULE, max_size=4), st.lists(PATHS, min_size=1, max_size=12))
@example(["/files/*"], [], ["/files", "/files/", "/files/a", "/filesa"])
@example(["/*"], ["/a/*", "/b"], ["/a", "/a/b", "/b/", "/b/c", "/"])
def test_the_same_paths_run_code(include: list[str], exclude: list[str], paths: list[str]) -> None:
    spec = RoutesSpec(tuple(include), tuple(exclude))
    rules = run_worker_first(spec)
    for path in paths:
        assert worker_runs(rules, path) == runs_function(spec, path), (rules, path)
    if isinstance(rules, tuple):
        assert refused(rules) == []


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["/*"], [], True),
        (["/*", "/a"], [], True),
        (["/api/*"], [], ("/api", "/api/*")),
        (["/api"], [], ("/api", "/api/")),
        (["/"], [], ("/",)),
        (["/a*"], [], ("/a*",)),
        (["/*"], ["/static/*", "/x"], ("/*", "!/static", "!/static/*", "!/x", "!/x/")),
        (["/api", "/api/*"], [], ("/api", "/api/*")),
        (["/api*", "/api/x"], [], ("/api*",)),
    ],
)
def test_translations(include: list[str], exclude: list[str], expected: bool | tuple[str, ...]) -> None:
    assert run_worker_first(RoutesSpec(tuple(include), tuple(exclude))) == expected


def test_too_many_rules() -> None:
    rules = tuple(f"/r{number}" for number in range(60))
    assert run_worker_first(RoutesSpec(rules, (), generated=True)) is True
    with pytest.raises(TooManyRulesError):
        run_worker_first(RoutesSpec(rules, ()))
    with pytest.raises(TooManyRulesError):
        run_worker_first(RoutesSpec(("/*",), ("/" + "x" * 99,)))


def test_what_pages_accepts_can_be_said() -> None:
    spec, problems = parse_routes('{"version": 1, "include": ["/*"], "exclude": ["/assets/*", "/favicon.ico"]}')
    assert spec is not None
    assert problems == ()
    assert run_worker_first(spec) == ("/*", "!/assets", "!/assets/*", "!/favicon.ico", "!/favicon.ico/")
