"""What the Migrate screen shows, without a screen: rows and lines as pure functions of the engine's values."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from edgewise.errors import InputError
from edgewise.migration import FINDINGS, apply, assess, make_plan, undo
from edgewise.migration.care import Precautions
from edgewise.migration.catalogue import finding
from edgewise.migration.catalogue.pages import HEADINGS
from edgewise.migration.choices import DECISIONS, Choices
from edgewise.migration.model import FileEdit, Finding, Severity
from edgewise.migration.parity.grouping import groups
from edgewise.migration.parity.model import Difference, ParityReport, StateDifference
from edgewise.project import discover
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import Place
from edgewise.screens.migrate import hints, words
from edgewise.screens.migrate.apply import words as apply_words
from edgewise.screens.migrate.apply.checks import Care, checks
from edgewise.screens.migrate.apply.questions import apply_question, undo_question
from edgewise.screens.migrate.assess import rows as assess_rows
from edgewise.screens.migrate.assess.decisions import arising, chosen, decision_lines, effect
from edgewise.screens.migrate.assess.explanation import explanation
from edgewise.screens.migrate.assess.manual import manual_lines
from edgewise.screens.migrate.empty import cannot_read, no_project
from edgewise.screens.migrate.equivalents import equivalents
from edgewise.screens.migrate.excerpt import excerpt
from edgewise.screens.migrate.history.past import past
from edgewise.screens.migrate.history.record import Fate, Record, fate_of, recorded_at
from edgewise.screens.migrate.history.words import record_lines
from edgewise.screens.migrate.inspect.facts import facts
from edgewise.screens.migrate.inspect.pane import detail
from edgewise.screens.migrate.looking import Asked, Look, look
from edgewise.screens.migrate.page import fitted
from edgewise.screens.migrate.plan.rows import changes, reason
from edgewise.screens.migrate.prove import words as proof_words
from edgewise.screens.migrate.prove.answers import answer_lines
from edgewise.screens.migrate.prove.tally import Tally
from edgewise.screens.migrate.prove.tiers import scores, tier_line
from edgewise.screens.migrate.stages import AFTERWARDS, WAY, Stage
from edgewise.screens.migrate.state import State
from edgewise.store import folders
from edgewise.store import recent as recent_store
from tests.tui.migrating import BODY, ETAG, EXCHANGES, LOST, exchange

Sample = Callable[[str], Path]
Write = Callable[[Mapping[str, str | bytes]], Path]
WIDTHS = (30, 44, 76, 132)
EVIL = "[/x]\x1b[31m[@click=app.quit]\u202e語" * 6


def plain(lines: list[Content]) -> str:
    return "\n".join(line.plain for line in lines)


@pytest.fixture
def blog(sample: Sample) -> Look:
    """A look at a sample with Functions."""
    found = look(Asked(sample("functions-blog")))
    assert found.plan is not None
    return found


# ---------------------------------------------------------------------- what fits


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_is_wider_than_its_room_whatever_it_holds(blog: Look, write: Write, width: int) -> None:
    evil = write(
        {f"functions/{'deep/' * 9}[[path]].js": f"// {EVIL}\nexport const onRequest = 1\n", "x/index.html": ""}
    )
    place = Place(f"functions/{'deep/' * 9}[[path]].js", 1)
    hostile = Finding(EVIL, Severity.BLOCKER, EVIL, EVIL, EVIL, place, EVIL)
    problem = InputError(EVIL, code="x", where=EVIL, fix=EVIL)
    difference = Difference(f"header:{EVIL}", 1, EVIL, EVIL, None)
    odd = exchange(f"/{EVIL}", difference, replace(BODY, old=EVIL), note=EVIL)
    report = ParityReport((odd, *EXCHANGES), "old", "new", warnings=(EVIL, "short"), left_out=((odd.request, EVIL),))
    report = replace(report, state=(StateDifference(EVIL, EVIL, EVIL),))
    tally = Tally.of(report.exchanges)
    assert blog.plan is not None
    made = [
        explanation(hostile, evil, width),
        *(detail(each, blog.root, width) for each in facts(blog.project)),  # type: ignore[arg-type]
        *(decision_lines(each, Choices(), width) for each in DECISIONS),
        *(reason(each, width) for each in changes(blog.plan, blog.edits)),
        apply_words.ahead(blog, blog.plan, checks(blog, report, Care(problem=problem)), width, possible=True),
        apply_words.working(EVIL, [EVIL], 3, 1.0),
        apply_words.interrupted(None, width),
        apply_words.blocked(blog, width),
        proof_words.invitation(blog, width),
        proof_words.running(replace(tally, text=EVIL), 3.0, width),
        proof_words.verdict(report, tally, width),
        proof_words.verdict(report, tally, width, short=True),
        proof_words.all_equal(report, width),
        proof_words.problem(EVIL, EVIL, width),
        proof_words.stopped(width),
        *(proof_words.cause(each, EVIL, width) for each in groups(report.exchanges)),
        answer_lines(odd, width),
        no_project(blog, width),
        cannot_read(problem, width),
        words.labelled(EVIL[:8], EVIL, width),
    ]
    for lines in made:
        text = plain(lines)
        assert "\x1b" not in text and "\u202e" not in text
        assert max((line.cell_length for line in fitted(lines, width)), default=0) <= width, text


def test_what_the_sides_hold_is_told_although_every_answer_agrees() -> None:
    difference = StateDifference("D1 DB, table posts", "1 added: {}", "nothing more added")
    report = ParityReport(EXCHANGES[:1], "old", "new", state=(difference,))
    assert not report.proved and report.undeclared == 0
    for short in (True, False):
        text = plain(proof_words.verdict(report, Tally.of(report.exchanges), 100, short=short))
        assert "✗ Not proved" in text and "Every answer agrees" in text
        assert "D1 DB, table posts: 1 added: {} became nothing more added" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_catalogue_can_be_read_at_any_width(width: int) -> None:
    for identity in FINDINGS:
        lines = manual_lines(identity, width)
        assert lines and max(line.cell_length for line in lines) <= max(width, 40), identity
        heads = [line.plain for line in lines if line.plain in HEADINGS]
        assert heads == list(HEADINGS) and "```" not in plain(lines), identity
    code = [line.plain.strip() for line in manual_lines("asset-headers", 90)]
    assert "/*" in code and "Access-Control-Allow-Origin: *" in code
    assert manual_lines("nonsense", 80) == []


# ---------------------------------------------------------------------- inspect and assess


def test_facts_name_each_value_with_its_origin(blog: Look) -> None:
    assert blog.project is not None
    found = {each.label: each for each in facts(blog.project) if each.label}
    assert (found["Name"].value, found["Name"].origin) == ("night-train-notes", "wrangler.toml:3")
    assert found["Output"].setting is not None and found["Output"].setting.key == "output"
    routes = [each for each in facts(blog.project) if not each.label]
    assert any("/api/posts/:id" in each.value and each.place is not None for each in routes)
    page = plain(detail(found["Output"], blog.root, 90))
    assert '"public"' in page and "From wrangler.toml:4" in page and "▶ 4" in page


def test_excerpts_show_the_lines_around_and_nothing_outside(write: Write) -> None:
    root = write({"a.toml": "".join(f"line{number} = {number}\n" for number in range(1, 30)), "big": b"x" * 2_000_000})
    lines = excerpt(root, Place("a.toml", 12), 60, around=1)
    assert [line.plain.split("│")[1].strip() for line in lines] == ["line11 = 11", "line12 = 12", "line13 = 13"]
    assert lines[1].plain.startswith("▶ 12")
    assert excerpt(root, Place("a.toml", 400), 60) == []
    for gone in ("nowhere", "../../etc/passwd", "big", ".", "\0"):
        assert excerpt(root, Place(gone, 1), 60) == []


@given(st.text(max_size=400), st.integers(1, 12), st.integers(12, 100))
def test_excerpts_survive_any_text(tmp_path_factory: pytest.TempPathFactory, text: str, line: int, width: int) -> None:
    root = tmp_path_factory.mktemp("any")
    (root / "x.js").write_bytes(text.encode("utf-8", "surrogatepass"))
    for row in excerpt(root, Place("x.js", line), width):
        assert row.cell_length <= max(width, 17) and "\x1b" not in row.plain and "\n" not in row.plain


def test_rows_put_what_is_in_the_way_before_the_choices(blog: Look) -> None:
    blocker, note = finding("output-missing"), finding("etag-value")
    found = assess_rows.rows([note, blocker], arising(blog.project), Choices())
    keys = [row.key for row in found if row.key is not None]
    assert keys[0] == blocker and keys[-1] == note
    assert keys[1:-1] == [each.key for each in arising(blog.project)]
    heads = [row.text.plain for row in found if row.key is None and row.text.plain.strip()]
    assert heads[0].startswith("✗ In the way  1") and heads[1].startswith("▶ How to move")


def test_a_decision_arises_only_where_it_is_about_something(sample: Sample) -> None:
    static = discover(sample("static-404"))
    assert "functions" not in [each.key for each in arising(static)]
    assert {each.key for each in arising(discover(sample("functions-blog")))} >= {"mode", "functions"}
    assert arising(None) == ()


def test_an_answer_tells_what_it_changes(blog: Look) -> None:
    other = look(Asked(blog.root, choices=chosen(Choices(), "mode", "idiomatic")))
    assert other.plan is not None and other.plan.choices.mode == "idiomatic"
    assert "finding" in effect(blog, other) or "the plan makes" in effect(blog, other)
    assert effect(blog, blog) == "Nothing else changes."


# ---------------------------------------------------------------------- plan, apply, history


def test_each_change_knows_its_step(blog: Look) -> None:
    found = changes(blog.plan, blog.edits)
    assert [each.edit for each in found] == list(blog.edits)
    assert found[-1].number == found[-1].of and all(each.why for each in found)
    assert [each.title for each in changes(None, blog.edits)] == [""] * len(blog.edits)


def test_what_git_cannot_give_back_is_told_before_the_yes(blog: Look) -> None:
    assert blog.plan is not None
    care = Precautions(unsaved=("package.json",), uncommitted=("package.json",), branch="main")
    told = [each.text for each in checks(blog, None, Care(care))]
    assert any("Not committed" in each and "package.json" in each for each in told)
    assert any(".edgewise/backup" in each for each in told)
    assert "Not committed" in apply_question(blog.plan, care).plain
    quiet = [each.text for each in checks(blog, None, Care(Precautions(branch="main")))]
    assert any(each == "Git has every file that changes. The branch is main." for each in quiet)
    assert "✗" in [each.sign for each in checks(replace(blog, writable=False), None, Care(care))]


@pytest.mark.parametrize(
    ("before", "after", "now", "fate"),
    [
        (b"a\n", b"b\n", b"b\n", Fate.AS_BEFORE),
        (b"a\n", b"b\n", b"a\n", Fate.UNTOUCHED),
        (b"a\n", b"b\n", None, Fate.COMES_BACK),
        (b"a\n", b"b\n", b"c\n", Fate.CONFLICT),
        (b"a\n1\n2\n3\n", b"b\n1\n2\n3\n", b"b\n1\n2\nmine\n", Fate.MERGED),
        (None, b"b\n", b"b\n", Fate.GOES),
        (None, b"b\n", None, Fate.UNTOUCHED),
        (None, b"b\n", b"mine\n", Fate.CONFLICT),
        (b"a\n", None, None, Fate.COMES_BACK),
        (b"a\n", None, b"mine\n", Fate.CONFLICT),
    ],
)
def test_the_preview_of_an_undo_is_what_the_undo_does(
    write: Write, before: bytes | None, after: bytes | None, now: bytes | None, fate: Fate
) -> None:
    """The same case through the real engine: apply, change, undo."""
    edit = FileEdit("file.txt", before, after)
    assert fate_of(edit, now) is fate
    root = write({"wrangler.toml": 'name = "x"\npages_build_output_dir = "."\n', "index.html": ""})
    if before is not None:
        (root / "file.txt").write_bytes(before)
    project = discover(root)
    plan = make_plan(project, assess(project))
    step = replace(plan.steps[0], edits=(edit,))
    apply(project, replace(plan, steps=(step,)))
    (root / "file.txt").unlink(missing_ok=True)
    if now is not None:
        (root / "file.txt").write_bytes(now)
    record = recorded_at(root)
    assert record is not None and [each.fate for each in record.files] == [fate]
    result = undo(root)
    expected = {Fate.CONFLICT: result.conflicts, Fate.MERGED: result.merged}.get(fate, result.restored)
    assert expected == ["file.txt"]


def test_a_record_says_what_was_done_and_what_an_undo_meets(blog: Look) -> None:
    assert blog.project is not None and blog.plan is not None
    apply(blog.project, blog.plan)
    record = recorded_at(blog.root)
    assert record is not None and record.steps == tuple(step.id for step in blog.plan.steps)
    text = plain(record_lines(record, None, 90))
    assert "✓ Applied" in text and "mode faithful" in text and "Nothing was edited since" in text
    (blog.root / "package.json").write_text("{}")
    edited = recorded_at(blog.root)
    assert edited is not None and [each.edit.path for each in edited.conflicts] == ["package.json"]
    assert "package.json  edited since" in undo_question(edited).plain
    assert recorded_at(blog.root.parent) is None


def test_the_past_lists_this_folder_first_and_broken_journals_too(sample: Sample) -> None:
    here, broken = sample("static-404"), sample("spa")
    (broken / ".edgewise").mkdir()
    (broken / ".edgewise/journal.jsonl").write_text("no journal\n")
    for root in (broken, here):
        recent_store.remember(folders(), root)
    found = past(folders(), here)
    assert [each.root for each in found] == [here.resolve(), broken.resolve()]
    assert not found[0].migrated and found[1].problem


def test_recent_folders_are_few_existing_and_latest_first(tmp_path: Path) -> None:
    made = [tmp_path / str(number) for number in range(recent_store.MOST + 3)]
    for root in made:
        root.mkdir()
        recent_store.remember(folders(), root)
    made[-1].rmdir()
    assert recent_store.recent(folders()) == list(reversed(made[3:-1]))
    for broken in ("[]", '{"projects": 3}', "{", '{"projects": [1, null]}'):
        recent_store.path(folders()).write_text(broken)
        assert recent_store.recent(folders()) == []


# ---------------------------------------------------------------------- proof


def test_tiers_are_nested_cut_and_never_rounded_up() -> None:
    many = [exchange(f"/{number}") for number in range(1999)]
    found = scores([*many, exchange("/x", replace(ETAG, tier=3))])
    assert [each.percent for each in found] == ["100%", "100%", "99.9%", "99.9%"]
    assert [each.verdict for each in found] == ["equal", "equal", "declared", "declared"]
    assert [each.verdict for each in scores([exchange("/y", LOST)])] == ["undeclared"] * 4
    assert scores([]) == ()
    report = ParityReport(EXCHANGES, "old", "new")
    assert {each.tier: each.alike for each in scores(EXCHANGES)} == report.tiers
    assert "works" in tier_line(found, 90).plain and "works" not in tier_line(found, 50).plain


def test_the_answers_mark_what_differs_and_step_back_for_the_rest() -> None:
    one = exchange("/page", ETAG)
    one = replace(one, new=replace(one.new, headers={**one.new.headers, "etag": '"bbbb"', "date": "today"}))
    text = plain(answer_lines(one, 100))
    assert "≈ etag  declared: etag-value   T4" in text and "content-type: text/html" in text
    assert "○ date  not compared" in text and "body: the same" in text


# ---------------------------------------------------------------------- commands and rules


def test_the_commands_carry_everything_that_was_said(blog: Look) -> None:
    asked = Asked(blog.root, {"output": "a b"}, chosen(Choices(), "functions", "native"))
    for stage in AFTERWARDS:
        command = equivalents(stage, replace(blog, asked=asked, status="applied"), here=blog.root)[0][0]
        assert command == f"edgewise {hints.RUNS.get(stage, 'add')}"
    for stage in (each for each in WAY if each not in AFTERWARDS):
        command = equivalents(stage, replace(blog, asked=asked), here=blog.root)[0][0]
        assert command.startswith("edgewise ") and str(blog.root) not in command
        assert "--mode faithful --functions native" in command and command.endswith("--set 'output=a b'")
    assert equivalents(Stage.ASSESS, blog, finding("etag-value"))[1][0] == "edgewise assess --explain etag-value"
    assert equivalents(Stage.APPLY, replace(blog, status="applied"), here=blog.root) == [
        ("edgewise undo", "give back every byte")
    ]
    cut_off = equivalents(Stage.APPLY, replace(blog, status="interrupted"), here=blog.root)
    assert [command for command, _ in cut_off] == ["edgewise migrate --yes", "edgewise undo"]
    applied = replace(blog, status="applied")
    assert [command for command, _ in equivalents(Stage.HISTORY, applied, here=blog.root)] == [
        "edgewise history",
        "edgewise undo",
    ]
    assert equivalents(Stage.PLAN, applied)[0][0] == f"edgewise history {blog.root}"
    asked = replace(blog, asked=replace(blog.asked, dashboard=Dashboard("shop")))
    assert "--from-account --demo" in equivalents(Stage.PROVE, asked, demo=True)[0][0]


def test_the_commands_are_ones_that_the_program_takes(blog: Look) -> None:
    import shlex

    from edgewise.cli.parser import build_parser

    parser = build_parser()
    looks = [blog, replace(blog, status="applied"), replace(blog, status="interrupted")]
    for stage, found in itertools.product((*WAY, Stage.HISTORY), looks):
        for command, _ in equivalents(stage, found, finding("etag-value")):
            parser.parse_args(shlex.split(command)[1:])


def test_nothing_can_be_written_while_something_else_is_under_way(blog: Look) -> None:
    idle = State(Stage.APPLY, blog)
    assert idle.allows("apply") and not idle.allows("stop") and not idle.allows("undo")
    for busy in (replace(idle, writing=True), replace(idle, proving=True)):
        assert busy.allows("stop")
        assert not any(busy.allows(action) for action in ("apply", "undo", "prove", "open", "again", "keep_mine"))
    assert not replace(idle, looking=True).allows("apply")
    assert not replace(idle, possible=False).allows("apply")
    assert not replace(idle, look=replace(blog, writable=False)).allows("apply")
    assert not replace(idle, look=replace(blog, plan=None)).allows("apply")
    assert replace(idle, stage=Stage.PROVE).allows("prove")
    assert not replace(idle, stage=Stage.PROVE, look=replace(blog, plan=None)).allows("prove")
    applied = replace(blog, status="applied", record=Record())
    assert State(Stage.INSPECT, applied).allows("undo")


def test_there_is_always_a_next_step(blog: Look) -> None:
    empty = Look(Asked(Path("/x")))
    broken = Look(Asked(Path("/x")), error=InputError("x", code="x"))
    blocked = replace(blog, plan=None, findings=(finding("output-missing"),))
    looks = [
        blog,
        empty,
        broken,
        blocked,
        replace(blog, status="applied"),
        replace(blog, status="interrupted"),
        replace(blog, status="interrupted", record=Record(undoing=True)),
        replace(blog, writable=False),
    ]
    proofs = [None, ParityReport(EXCHANGES, "", ""), ParityReport(EXCHANGES[:2], "", "")]
    for stage, found, report in itertools.product((*WAY, Stage.HISTORY), looks, proofs):
        step = hints.next_step(stage, found, report)
        assert step and len(step) <= 76, step
        for mark in hints.marks(found, report).values():
            assert mark.symbol in "✓▲✗○" and len(mark.note) <= 18
