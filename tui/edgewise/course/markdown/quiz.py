"""``:::quiz``: a question, choices with reasons, an explanation."""

from __future__ import annotations

from edgewise.course.markdown.inline import Inline, join, merge, plain
from edgewise.course.markdown.syntax import Node
from edgewise.course.model import Choice, Line, Quiz, Span

_SHAPE = "The shape is: the question, then `- [ ] answer` items each with `> why`, then the explanation."


def read_quiz(inline: Inline, node: Node, quiz_id: str) -> Quiz:
    """The quiz that the directive ``node`` holds.

    Raises:
        InputError: when a part is missing: the question, two choices, a right one, a reason for
            each, or the explanation.
    """
    fail = inline.origin.fail
    lists = [child for child in node.children if child.kind == "bullet_list"]
    if len(lists) != 1:
        fail(node.line, f"A quiz has one list of choices; this one has {len(lists)}.", _SHAPE)
    at = node.children.index(lists[0])
    question = _text(inline, node.children[:at])
    explanation = _text(inline, node.children[at + 1 :])
    choices = tuple(_choice(inline, item) for item in lists[0].children)
    if not question:
        fail(node.line, "The quiz has no question.", _SHAPE)
    if not 2 <= len(choices) <= 9:
        fail(lists[0].line, f"A quiz has two to nine choices; this one has {len(choices)}.", _SHAPE)
    if not any(choice.correct for choice in choices):
        fail(lists[0].line, "No choice of the quiz is right.", "Mark the right one with [x].")
    if not explanation:
        fail(node.line, "The quiz has no explanation.", "Write a paragraph after the choices.")
    return Quiz(quiz_id, question, choices, explanation)


def _text(inline: Inline, nodes: list[Node]) -> Line:
    for node in nodes:
        if node.kind != "paragraph":
            inline.origin.fail(node.line, "Only running text may stand around the choices.", _SHAPE)
    return join([inline.line(node) for node in nodes])


def _choice(inline: Inline, item: Node) -> Choice:
    fail = inline.origin.fail
    if [child.kind for child in item.children] != ["paragraph", "blockquote"]:
        fail(item.line, "A choice is one line of text and a reason.", "Write `- [ ] answer`, then `  > why`.")
    answer, reason = item.children
    line = inline.line(answer)
    mark = plain(line)[:4].lower()
    if mark not in ("[ ] ", "[x] ") or not line or len(line[0].text) < 4:
        fail(item.line, "A choice begins with [ ] or [x].", "Write `- [ ] answer` or `- [x] answer`.")
    text = merge([Span(line[0].text[4:], line[0].style), *line[1:]])
    because = _text(inline, reason.children)
    if not text or not because:
        fail(item.line, "A choice needs a text and a reason.", "Write `- [ ] answer`, then `  > why`.")
    return Choice(text, mark == "[x] ", because)
