"""The catalogue's wording, and the page of each finding.

A new finding needs a page: ``assets/findings/<id>.md``, written like its neighbours, with the catalogue's title.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from edgewise.cli import main
from edgewise.cli.parser import build_parser
from edgewise.course.manifest import load_course
from edgewise.errors import InputError
from edgewise.migration import FINDINGS
from edgewise.migration.catalogue import CatalogueEntry
from edgewise.migration.catalogue.lessons import LESSONS
from edgewise.migration.catalogue.pages import HEADINGS, folder, page, parse
from edgewise.migration.parity import declared

IDS = sorted(FINDINGS)
MAX_LINES = 60
SOURCE = re.compile(r"- .+ \((?:read )?(?P<date>\d{4}-\d{2}(?:-\d{2})?)\): (?P<url>https://\S+)")
MEASURED = re.compile(r"- Measured with wrangler \d+\.\d+\.\d+ and workerd 1\.\d{8}\.\d+, \d{4}-\d{2}\.")
HOSTS = {"developers.cloudflare.com", "github.com", "opennext.js.org"}
END = re.compile(r"[.:?!)`\"]$")


def sentences(entry: CatalogueEntry) -> list[str]:
    return [entry.why, entry.remedy]


@pytest.mark.parametrize("identity", IDS)
def test_wording(identity: str) -> None:
    entry = FINDINGS[identity]
    assert entry.id == identity
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identity)
    assert "\n" not in entry.title
    assert 10 <= len(entry.title) < 100
    assert not entry.title.endswith(".")
    for text in sentences(entry):
        assert text == " ".join(text.split()), "one blank between words"
        assert END.search(text) or re.search(r"wrangler@4$", text), text
        assert len(text) < 700
    if entry.explains:
        assert not entry.explains.endswith("."), "it goes on in a table"


def test_lessons_exist() -> None:
    lessons = {lesson.id for chapter in load_course().chapters for lesson in chapter.lessons}
    assert {entry.lesson for entry in FINDINGS.values() if entry.lesson} <= lessons
    assert set(LESSONS) <= set(FINDINGS)


def test_what_declares_a_difference_has_a_rule_and_the_other_way_round() -> None:
    explaining = {identity for identity, entry in FINDINGS.items() if entry.explains}
    assert {rule.finding for rule in declared.RULES} == explaining


def test_each_finding_has_a_page_and_each_page_a_finding() -> None:
    pages = {path.stem for path in folder().iterdir()}
    assert sorted(set(IDS) - pages) == [], "write assets/findings/<id>.md for these"
    assert sorted(pages - set(IDS)) == [], "these explain nothing"


@pytest.mark.parametrize("path", sorted(folder().glob("*.md")), ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    text = path.read_text("utf-8")
    found = parse(text)
    entry = FINDINGS[path.stem]
    assert (found.id, found.severity, found.title) == (entry.id, str(entry.severity), entry.title)
    assert tuple(heading for heading, _ in found.sections) == HEADINGS
    assert all(body for _, body in found.sections)
    assert text.count("\n") < MAX_LINES
    assert text.endswith("\n")
    assert "\t" not in text
    sources = dict(found.sections)["Sources"].splitlines()
    assert all(SOURCE.fullmatch(line) or MEASURED.fullmatch(line) for line in sources), sources
    links = {match["url"]: match["date"] for line in sources if (match := SOURCE.fullmatch(line))}
    assert all(urlsplit(url).hostname in HOSTS for url in links)
    prose = text[: text.index("## Sources")]
    assert max(len(line) for line in prose.splitlines() if not line.startswith("# ")) <= 100
    assert prose.count("```") % 2 == 0


def test_a_source_is_written_in_one_way() -> None:
    written: dict[str, set[str]] = {}
    for path in folder().glob("*.md"):
        for line in path.read_text("utf-8").splitlines():
            if match := SOURCE.fullmatch(line):
                written.setdefault(match["url"], set()).add(line)
    assert {url: lines for url, lines in written.items() if len(lines) > 1} == {}


def commands(text: str) -> list[str]:
    """The calls of edgewise in inline code and in code blocks."""
    fences = re.findall(r"^```[a-z]*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`(edgewise [^`]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    lines = [line.strip() for block in fences for line in block.splitlines()]
    return [" ".join(call.split()) for call in [*inline, *lines] if call.startswith("edgewise ")]


CALLS = sorted({call for path in folder().glob("*.md") for call in commands(path.read_text("utf-8"))})


def test_pages_show_commands() -> None:
    assert len(CALLS) > 5


@pytest.mark.parametrize("call", CALLS)
def test_commands_of_pages_parse(call: str) -> None:
    build_parser(as_json=True).parse_args(shlex.split(call)[1:])


def test_the_parser_would_notice() -> None:
    for call in ("edgewise nonsense", "edgewise plan --adapter", "edgewise verify --against"):
        with pytest.raises(InputError):
            build_parser(as_json=True).parse_args(shlex.split(call)[1:])


@pytest.mark.parametrize(
    "text", ["", "# Title\n", "---\nid: x\n---\n# T\n", "---\nid: X\nseverity: note\n---\n\n# T\n"]
)
def test_what_is_no_page(text: str) -> None:
    with pytest.raises(ValueError, match="between --- lines"):
        parse(text)


def test_no_page_for_an_unknown_id() -> None:
    assert page("nonsense") is None


def test_explaining_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--explain", "asset-headers"]) == 0
    text = capsys.readouterr().out
    for heading in HEADINGS:
        assert f"\n{heading}\n  " in text
    assert "Access-Control-Allow-Origin: *" in text


def test_listing_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--explain"]) == 0
    text = capsys.readouterr().out
    places = [text.index(f"\n  {sign} ") for sign in "✗▲✓○"]
    assert places == sorted(places), "worst first"
    assert all(f" {identity} " in text for identity in IDS)
