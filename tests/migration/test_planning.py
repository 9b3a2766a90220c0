"""Plans: what they change, and that git takes them as a patch."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import PROJECTS

from edgewise.errors import InputError, Refused
from edgewise.migration import Choices, assess, choices_from, make_plan, plan_diff
from edgewise.migration.diff import edit_diff
from edgewise.migration.model import FileEdit, Plan, Severity
from edgewise.project import discover

Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]
NAMES = PROJECTS
IDIOMATIC = Choices(mode="idiomatic")
TOML = 'name = "x"\npages_build_output_dir = "o"\ncompatibility_date = "2025-01-01"\n'


def plan(root: Path, choices: Choices = IDIOMATIC) -> Plan:
    project = discover(root)
    return make_plan(project, assess(project, choices), choices)


def after(found: Plan) -> dict[str, str | None]:
    return {edit.path: edit.after.decode() if edit.after is not None else None for edit in found.edits}


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_has_a_plan(sample: Sample, name: str) -> None:
    root = sample(name)
    project = discover(root)
    findings = assess(project)
    found = make_plan(project, findings)
    paths = [edit.path for edit in found.edits]
    assert len(paths) == len(set(paths)), "each file belongs to one step"
    assert len({step.id for step in found.steps}) == len(found.steps)
    for edit in found.edits:
        path = root / edit.path
        assert edit.before == (path.read_bytes() if path.exists() else None)
        assert edit.before != edit.after
    settled = {each for step in found.steps for each in step.settles}
    automatic = {each.id for each in findings if each.severity is Severity.AUTOMATIC}
    assert automatic == settled, "whatever is called automatic is done by a step"
    assert found.next[0] == "edgewise verify"
    assert found.next[-1] == ('npx wrangler deploy --env=""' if "[env" in config_of(root) else "npx wrangler deploy")


def config_of(root: Path) -> str:
    """The wrangler file's text, an ``"env"`` of JSON written as in TOML; empty without one."""
    texts = [path.read_text() for path in root.glob("wrangler.*")]
    return "".join(texts).replace('"env"', "[env")


@pytest.mark.parametrize("name", NAMES)
def test_planning_touches_nothing(sample: Sample, name: str) -> None:
    root = sample(name)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert plan(root, Choices()) == plan(root, Choices())
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", NAMES)
def test_git_applies_the_diff(sample: Sample, name: str, tmp_path: Path) -> None:
    root = sample(name)
    found = plan(root, Choices())
    apply_with_git(root, plan_diff(found))
    for edit in found.edits:
        path = root / edit.path
        assert (path.read_bytes() if path.exists() else None) == edit.after


def apply_with_git(root: Path, diff: str) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    data = diff.encode("utf-8", "surrogateescape")
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn"], cwd=root, input=data, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


CONTENT = st.none() | st.lists(st.sampled_from(["a", "b\r", "", "\\", "é", "\udcff"]), max_size=6).flatmap(
    lambda lines: st.sampled_from(["\n".join(lines), "\n".join([*lines, ""])])
).map(lambda text: text.encode("utf-8", "surrogateescape"))


@given(before=CONTENT, after=CONTENT, name=st.sampled_from(["a.txt", "a b/ü.txt", 'q"uote', "sub/_headers"]))
def test_git_applies_any_edit(tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes, name: str) -> None:
    if before == after or (before or b"") == (after or b""):
        return
    root = tmp_path_factory.mktemp("repository")
    path = root / name
    path.parent.mkdir(exist_ok=True)
    if before is not None:
        path.write_bytes(before)
    apply_with_git(root, edit_diff(FileEdit(name, before, after)))
    assert (path.read_bytes() if path.exists() else None) == after


def test_a_static_site(sample: Sample) -> None:
    texts = after(plan(sample("static-404")))
    assert set(texts) == {"wrangler.toml", "public/.assetsignore", "public/_headers"}
    assert "/LICENCE\n  Content-Type: application/octet-stream\n" in str(texts["public/_headers"])
    assert "main" not in str(texts["wrangler.toml"])


def test_a_build_product_is_changed_where_the_build_copies_from(sample: Sample) -> None:
    texts = after(plan(sample("spa")))
    assert texts["public/_redirects"] == texts["dist/_redirects"] == "/recipes/soup /soup 301\n"
    assert texts["public/_headers"] == texts["dist/_headers"]
    assert texts["public/.assetsignore"] == texts["dist/.assetsignore"]


def test_rules_that_a_build_generates_are_left_to_it(sample: Sample) -> None:
    root = sample("spa")
    (root / "dist/_headers").write_text("/x\n  X-A: 1\n")
    project = discover(root)
    findings = assess(project, IDIOMATIC)
    assert "rules-generated" in {each.id for each in findings}
    texts = after(make_plan(project, findings, IDIOMATIC))
    assert "public/_headers" not in texts
    assert "dist/_headers" in texts


def test_the_project_folder_as_output(sample: Sample) -> None:
    ignored = str(after(plan(sample("root-output")))[".assetsignore"]).splitlines()
    for name in ("/functions", ".dev.vars*", "/wrangler.toml", "/package.json", "/.edgewise", "/.wrangler", ".git"):
        assert name in ignored


def test_code_is_kept_away_from_paths_that_are_not_there(sample: Sample) -> None:
    texts = after(plan(sample("api-only")))
    assert texts["static/404.html"] == ""
    assert 'not_found_handling = "404-page"' in str(texts["wrangler.toml"])
    assert "The empty 404.html keeps" in str(texts["wrangler.toml"])


def test_no_configuration(sample: Sample) -> None:
    texts = after(plan(sample("no-config")))
    assert '"name": "crumb-and-co"' in str(texts["wrangler.jsonc"])
    assert '"compatibility_date": "2024-09-02"' in str(texts["wrangler.jsonc"])
    assert "From package.json." in str(texts["wrangler.jsonc"])


def test_what_is_there_already_is_kept(write: Write) -> None:
    root = write(
        {
            "wrangler.toml": TOML,
            "o/index.html": "x",
            "o/.assetsignore": "drafts\nnode_modules\n",
            "o/_headers": "/*\n  Referrer-Policy: no-referrer\n",
        }
    )
    texts = after(plan(root))
    ignored = str(texts["o/.assetsignore"])
    assert ignored.startswith("drafts\nnode_modules\n\n#")
    assert ignored.count("node_modules") == 1
    assert str(texts["o/_headers"]).count("Referrer-Policy") == 1


def test_a_redirects_file_with_nothing_left_goes_away(write: Write) -> None:
    root = write({"wrangler.toml": TOML, "o/index.html": "x", "o/_redirects": "/* /index.html 200\n"})
    assert after(plan(root))["o/_redirects"] is None


def test_bytes_that_are_not_text_survive(write: Write) -> None:
    root = write({"wrangler.toml": TOML, "o/index.html": "x", "o/_headers": b"# caf\xe9\n/a\n  X-A: \xff\n"})
    (edit,) = [edit for edit in plan(root).edits if edit.path == "o/_headers"]
    assert edit.after is not None
    assert b"# caf\xe9\n/a\n  X-A: \xff\n" in edit.after


def test_a_byte_order_mark_survives(write: Write) -> None:
    root = write({"wrangler.toml": b"\xef\xbb\xbf" + TOML.encode(), "o/index.html": "x"})
    (edit,) = [edit for edit in plan(root).edits if edit.path == "wrangler.toml"]
    assert edit.after is not None
    assert edit.after.startswith(b'\xef\xbb\xbfname = "x"')


def test_an_odd_output_directory_is_quoted(write: Write) -> None:
    root = write(
        {
            "wrangler.toml": TOML.replace('"o"', '"my $(site)"'),
            "my $(site)/index.html": "x",
            "functions/a.js": "export const onRequest = 1",
        }
    )
    text = str(after(plan(root))["wrangler.toml"])
    assert "'--build-output-directory=./my $(site)'" in text


def test_refusals(write: Write) -> None:
    project = discover(write({"wrangler.toml": TOML}))
    with pytest.raises(Refused) as caught:
        make_plan(project, assess(project, IDIOMATIC), IDIOMATIC)
    assert (caught.value.code, caught.value.where) == ("not-ready", "wrangler.toml:2")


def test_an_unknown_choice_is_refused_by_name() -> None:
    with pytest.raises(InputError) as unknown:
        choices_from({"functions": "magic"})
    assert unknown.value.code == "choice-unknown"
    assert unknown.value.fix == "Use one of compile, native."
    assert choices_from({"mode": "idiomatic", "dir": "x"}) == Choices(mode="idiomatic")
