"""Course packs from git repositories, and URLs that git should never see."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import SAMPLES

from edgewise.cli import main
from edgewise.course import load_course, pack_clone
from edgewise.course.manifest import built_in
from edgewise.course.pack_clone import clone, is_git
from edgewise.errors import InputError
from edgewise.store import folders

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

Capture = pytest.CaptureFixture[str]


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository that holds the sample pack."""
    root = Path(shutil.copytree(SAMPLES / "course-pack", tmp_path / "repository"))
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def run_json(capsys: Capture, *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main(["lessons", *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_pack_is_cloned_and_updated(capsys: Capture, repository: Path) -> None:
    url = repository.as_uri()
    status, document = run_json(capsys, "add", url)
    assert (status, document["done"], document["source"]) == (0, "added", url)
    assert document["commit"] == git(repository, "rev-parse", "HEAD")
    root = load_course().packs[0].root
    assert not (root / ".git").exists()
    assert {path.name for path in (folders().data / "packs").iterdir()} == {root.name, "seagate.json"}
    (repository / "README.md").write_text("Changed.")
    git(repository, "commit", "-q", "-a", "-m", "Change")
    status, document = run_json(capsys, "update", "seagate")
    assert (status, document["commit"]) == (0, git(repository, "rev-parse", "HEAD"))
    assert (load_course().packs[0].root / "README.md").read_text() == "Changed."


def test_a_ref_is_a_branch_or_a_tag(capsys: Capture, repository: Path) -> None:
    git(repository, "tag", "v1")
    git(repository, "commit", "-q", "--allow-empty", "-m", "Later")
    status, document = run_json(capsys, "add", repository.as_uri(), "--ref", "v1")
    assert (status, document["ref"], document["commit"]) == (0, "v1", git(repository, "rev-parse", "v1"))
    status, document = run_json(capsys, "packs")
    assert document["packs"][0]["ref"] == "v1"
    status, document = run_json(capsys, "update", "seagate")
    assert document["commit"] == git(repository, "rev-parse", "v1")
    run_json(capsys, "remove", "seagate")
    status, document = run_json(capsys, "add", repository.as_uri(), "--ref", "nowhere")
    assert (status, document["code"]) == (3, "pack-fetch")
    for ref in ("a..b", "a b", "a;b", "-b"):
        status, document = run_json(capsys, "add", repository.as_uri(), f"--ref={ref}")
        assert (status, document["code"]) == (2, "pack-ref")


def test_links_in_a_repository_are_refused(capsys: Capture, repository: Path) -> None:
    (repository / "secrets.md").symlink_to("/etc/passwd")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "Link")
    status, document = run_json(capsys, "add", repository.as_uri())
    assert (status, document["problems"][0]["code"]) == (1, "pack-link")
    assert document["problems"][0]["where"] == "secrets.md"
    assert list((folders().data / "packs").iterdir()) == []


def test_nothing_of_a_repository_or_of_the_environment_is_run(
    capsys: Capture, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hooks of a template folder, submodules, helpers named by variables: each would leave a file behind."""
    trace = tmp_path / "ran"
    template = tmp_path / "template" / "hooks"
    template.mkdir(parents=True)
    for name in ("post-checkout", "helper"):
        hook = template / name
        hook.write_text(f"#!/bin/sh\ntouch {trace}\n")
        hook.chmod(0o755)
    (repository / ".gitmodules").write_text('[submodule "x"]\n\tpath = x\n\turl = ext::touch\n')
    (repository / ".gitattributes").write_text("* filter=evil\n")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "Try")
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(template.parent))
    monkeypatch.setenv("GIT_ASKPASS", str(template / "helper"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(template / "helper"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(template / "helper"))
    assert run_json(capsys, "add", repository.as_uri())[0] == 0
    assert not trace.exists()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% /tmp/x",
        "ext::touch",
        "fd::17",
        "--upload-pack=touch x://y",
        "-u://x",
        "http://example.com/pack.git",
        "git://example.com/pack.git",
        "ftp://example.com/pack.git",
        "javascript://x/y",
        "https://",
        "https:///etc/passwd",
        "https://-oProxyCommand=touch/x",
        "ssh://-oProxyCommand=touch/x",
        "ssh://git@-oProxyCommand=touch/x",
        "file://host/etc",
        "https://ada:secret@example.com/x.git",
        "https://token@example.com/x.git",
        "ssh://git:secret@example.com/x.git",
        "https://exa\x1bmple.com/x",
        "https://example.com/a b",
        "https://example.com/a\nb",
    ],
)
def test_urls_that_are_refused_before_git_is_asked(capsys: Capture, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object, **options: object) -> None:
        raise AssertionError("git was asked")

    monkeypatch.setattr(pack_clone, "_run", never)
    assert is_git(url)
    status = main(["lessons", "add", "--json", "--", url])
    out = capsys.readouterr().out
    assert (status, json.loads(out)["code"]) == (2, "pack-url")
    assert "secret" not in out
    assert "token@" not in out
    assert load_course() == built_in()


def test_what_counts_as_a_git_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("git@example.com:team/pack.git", "example.com:pack", "https://example.com/pack", "ssh://example.com/x"):
        assert is_git(url)
    for folder in ("pack", "./a:b", "/srv/pack.git", "-oProxy:x", "C:"):
        assert not is_git(folder)
    (tmp_path / "host:folder").mkdir()
    assert not is_git("host:folder")


def test_git_may_use_no_other_protocol(repository: Path, tmp_path: Path) -> None:
    """A rewrite in the user's settings cannot lead from https to a file or to a helper."""
    (Path.home() / ".gitconfig").write_text(f'[url "{repository.as_uri()}"]\n\tinsteadOf = https://example.com/pack\n')
    with pytest.raises(Exception, match="transport 'file' not allowed"):
        clone("https://example.com/pack", "", tmp_path / "clone")


def test_a_repository_that_is_too_large_or_slow_is_given_up(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_clone, "_MOST", 1000)
    with pytest.raises(Exception, match="it is larger than"):
        clone(repository.as_uri(), "", tmp_path / "clone")
    fake = tmp_path / "bin"
    fake.mkdir()
    (fake / "git").write_text("#!/bin/sh\nexec sleep 600\n")
    (fake / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake}:{os.environ['PATH']}")
    monkeypatch.setattr(pack_clone, "SECONDS", 0.1)
    with pytest.raises(Exception, match="it took more than"):
        clone(repository.as_uri(), "", tmp_path / "slow")


def test_what_git_says_is_made_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "bin"
    fake.mkdir()
    (fake / "git").write_text("#!/bin/sh\nprintf 'fatal: \\033[2Jno\\a such thing\\n' >&2\nexit 128\n")
    (fake / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(fake))
    with pytest.raises(Exception, match=r"could not fetch the pack: no such thing\.$"):
        clone("https://example.com/pack", "", tmp_path / "clone")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Exception, match="git is not installed"):
        clone("https://example.com/pack", "", tmp_path / "clone")


def test_a_bad_ref_never_reaches_git(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        clone("https://example.com/pack", "--upload-pack=touch", tmp_path / "clone")
