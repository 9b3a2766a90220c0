"""What a lab shows beside the code: the task, the checks with their results, the server's log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from edgewise.course.labs.model import Check, Fault, Result, Spec
from edgewise.course.labs.run import State
from edgewise.widgets.flow import EMPTY, Flow, prefixed, wrap
from edgewise.widgets.prose import block_lines

BUSY = ("installing", "starting", "reloading", "checking")


class TaskText(Flow):
    """The task; once all checks have passed, what was achieved."""

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self._spec = spec
        self.passed = False

    def show(self, passed: bool) -> None:
        """Show the task, or the explanation after it was done."""
        if passed != self.passed:
            self.passed = passed
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """Title and text."""
        if self.passed:
            head = Content.styled("✓ All checks pass", "bold $success")
            return [head, EMPTY, *block_lines(self._spec.success, width)]
        head = Content.styled(self._spec.title, "bold $primary")
        return [*wrap(head, width), EMPTY, *block_lines(self._spec.task, width)]


class CheckList(Flow):
    """The checks: passed, failed with what was expected, or not tried; and the hints asked for."""

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self._spec = spec
        self._state = State()
        self._hints: Mapping[str, int] = {}
        self._problem: Sequence[str] = ()

    def show(self, state: State, hints: Mapping[str, int], problem: Sequence[str] = ()) -> None:
        """``hints`` counts the stages to show for a check; ``problem`` is why nothing could be run."""
        self._state, self._hints, self._problem = state, hints, problem
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """Each check with its result."""
        results = {result.check: result for result in self._state.results}
        lines = [Content.styled("Checks", "$text-muted"), EMPTY]
        if self._state.phase == "installing":
            lines += [*_install_lines(self._state, width), EMPTY]
        elif self._problem:
            lines += [*self._problem_lines(width), EMPTY]
        elif self._state.phase == "broken" and self._state.fault is not None:
            lines += [*fault_lines(self._state.fault, width), EMPTY]
        for check in self._spec.checks:
            lines += self._check(check, results.get(check.id), width)
        return lines

    def _check(self, check: Check, result: Result | None, width: int) -> list[Content]:
        symbol, style = "○", "$text-muted"
        if result is None and self._state.phase == "checking":
            symbol, style = "▶", "$primary"
        elif result is not None and result.outcome != "waiting":
            symbol, style = ("✓", "$success") if result.ok else ("✗", "$error")
        title = Content.styled(check.title, "$text-muted" if result is not None and result.outcome == "waiting" else "")
        if result is not None and result.ok:
            title += Content.styled(f"  {result.seconds:.1f} s", "$text-disabled")
        lines = wrap(title, width, Content.styled(f"{symbol} ", style))
        if result is not None and result.outcome == "failed":
            lines += wrap(Content(result.expected), width, Content.styled("  expected  ", "$text-muted"))
            lines += wrap(Content(result.got), width, Content.styled("  got       ", "$text-muted"))
        for number in range(self._hints.get(check.id, 0)):
            bar = Content.styled("  ▎ ", "$warning")
            label = Content.styled(f"Hint {number + 1}  ", "bold $warning")
            lines += prefixed(wrap(label + Content(check.hints[number]), width - 4), bar)
        return lines

    def _problem_lines(self, width: int) -> list[Content]:
        head, *rest = self._problem
        lines = wrap(Content.styled(head, "bold"), width, Content.styled("✗ ", "$error"))
        for line in rest:
            lines += wrap(Content.styled(line, "$text-muted"), width, Content("  "))
        return lines


def _install_lines(state: State, width: int) -> list[Content]:
    """A bar, and what the install is doing."""
    room = min(40, width)
    done = round((state.fraction or 0) * room)
    bar = Content.styled("━" * done, "$primary") + Content.styled("━" * (room - done), "$border-blurred")
    return [bar, *wrap(Content(state.progress), width)]


def fault_lines(fault: Fault, width: int) -> list[Content]:
    """Why the Worker cannot run: wrangler's words, where, and the lines it quotes."""
    bar = Content.styled("▎ ", "$error")
    lines = wrap(Content.styled("✗ The Worker cannot run", "bold $error"), width - 2)
    lines += wrap(Content(fault.message), width - 2)
    if fault.where:
        lines += wrap(Content.styled(fault.where, "bold"), width - 2)
    shared = min((len(line) - len(line.lstrip()) for line in fault.excerpt), default=0)
    for line in fault.excerpt:
        lines.append(Content.styled(line[shared:], "$text-muted").truncate(max(8, width - 2), ellipsis=True))
    return prefixed(lines, bar)


class LogText(Flow):
    """What the local server printed last."""

    KEPT = 200

    def __init__(self) -> None:
        super().__init__()
        self._log: list[tuple[str, int]] = []

    def show(self, lines: Iterable[str]) -> None:
        """The whole log as it is now; the last lines are kept."""
        log = collapse(lines)[-self.KEPT :]
        if log != self._log:
            self._log = log
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """The lines, coloured by what they are."""
        if not self._log:
            return wrap(Content.styled("The server's log appears here once the Worker runs.", "$text-muted"), width)
        return _log_rows(self._log, width)


def log_lines(lines: Iterable[str], width: int) -> list[Content]:
    """Lines of the server's log, coloured by what they are."""
    return _log_rows(collapse(lines), width)


def _log_rows(log: Iterable[tuple[str, int]], width: int) -> list[Content]:
    lines: list[Content] = []
    for text, count in log:
        times = Content.styled(f"  ×{count}", "$text-disabled") if count > 1 else EMPTY
        lines += wrap(_logged(text) + times, width, rest=Content("  "))
    return lines


_MILLISECONDS = re.compile(r" \(\d+ms\)$")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def short_ids(text: str) -> str:
    """``text`` with the first characters of each UUID only."""
    return _ID.sub(lambda match: match.group(0)[:8] + "…", text)


def collapse(lines: Iterable[str]) -> list[tuple[str, int]]:
    """Log lines without blank ones and wrangler's word of its own log file; a line that repeats is
    counted, whatever its time and job id."""
    found: list[tuple[str, int]] = []
    last = ""
    for line in lines:
        if not line.strip() or "Logs were written to" in line:
            continue
        same = _ID.sub("…", _MILLISECONDS.sub("", line.rstrip()))
        shown = short_ids(line.rstrip())
        if found and same == last:
            found[-1] = (shown, found[-1][1] + 1)
        else:
            found.append((shown, 1))
        last = same
    return found


def _logged(text: str) -> Content:
    for prefix, style in (("[wrangler:info] ", ""), ("[wrangler:warn] ", "$warning"), ("[wrangler:error] ", "$error")):
        if text.startswith(prefix):
            return Content.styled(text.removeprefix(prefix), style)
    if "✘ [ERROR]" in text:
        return Content.styled(text.replace("✘ [ERROR]", "✗"), "$error")
    if text.lstrip().startswith(("▲", "⚠")):
        return Content.styled(text, "$warning")
    return Content.styled(text, "$text-muted")
