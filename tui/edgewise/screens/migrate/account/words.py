"""What the account's half is made of, as rows with their texts: checks, hosts, operations, tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from textual.content import Content

from edgewise.migration.cutover.model import Cutover, Host
from edgewise.migration.finishing.model import CleanUp, Finish, Task
from edgewise.migration.operations.journal import Run
from edgewise.migration.operations.model import Operation, Request
from edgewise.migration.shipping.model import Check, Shipment
from edgewise.screens.migrate.entries import Entry, heading, marked
from edgewise.screens.migrate.words import plural, prose, signed, title
from edgewise.text import clean, clean_lines
from edgewise.widgets.flow import EMPTY, wrap

CHECKS = {
    "ok": ("✓", "$text-success"),
    "note": ("▲", "$text-warning"),
    "stop": ("✗", "$text-error"),
    "unknown": ("○", "$text-muted"),
}
STATES = {
    "": ("○", "$text-muted"),
    "begins": ("▶", "$primary"),
    "done": ("✓", "$text-success"),
    "already": ("✓", "$text-success"),
    "waits": ("▲", "$text-warning"),
    "failed": ("✗", "$text-error"),
    "takes-back": ("▶", "$text-warning"),
    "undone": ("✓", "$text-success"),
    "kept": ("✗", "$text-error"),
}
"""Sign and colour of how an operation stands."""
_STATE_WORDS = {
    "begins": "at work",
    "already": "was done already",
    "waits": "waits for your yes",
    "failed": "not done",
    "takes-back": "being taken back",
    "undone": "taken back",
    "kept": "could not be taken back",
}
STANDING = {
    "ready": ("▶", "$primary", "with Pages, ready"),
    "done": ("✓", "$text-success", "with the Worker"),
    "blocked": ("✗", "$text-error", "blocked"),
    "unknown": ("○", "$text-muted", "not known"),
}
States = Mapping[str, tuple[str, str]]
"""How operations stand, with a sentence, by their names."""

_LONGEST_BODY = 60


# ---------------------------------------------------------------------- ship


def shipment_head(found: Shipment, width: int) -> list[Content]:
    """What will be shipped, and whether anything stands against it."""
    state = found.state
    there = "a new version" if state.there else "its first version"
    stops = sum(each.sign == "stop" for each in found.checks)
    head = f"Ship {clean(state.worker, 60)}: {there}, and nobody is sent to it"
    lines = wrap(title(head, sign="✗" if stops else "", style="$text-error" if stops else ""), width)
    text = f"It is compared with {state.host}, as visitors see it now."
    return [*lines, *prose(f"{plural(stops, 'thing')} to mend first." if stops else text, width, "$text-muted")]


def shipment_entries(found: Shipment, states: States) -> list[Entry]:
    """Each thing that was looked at, what stands against it first; then each operation."""
    order = ("stop", "note", "unknown", "ok")
    checks = sorted(found.checks, key=lambda each: order.index(each.sign))
    entries = [
        Entry(("check", number), marked(*CHECKS[each.sign], each.text), partial(_check, each))
        for number, each in enumerate(checks)
    ]
    return [*entries, *(heading("Operations") if entries else ()), *operation_entries(found.operations, states)]


def _check(found: Check, width: int) -> list[Content]:
    lines = signed(*CHECKS[found.sign], found.text, width)
    return [*lines, EMPTY, *prose(found.fix, width)] if found.fix else lines


# ---------------------------------------------------------------------- cut over


def cutover_head(found: Cutover, width: int) -> list[Content]:
    """Whether visitors can be sent to the Worker; before anything else, which host answers nobody."""
    lacking = [line for each in found.no_record for line in signed("✗", "$text-error", each.text, width)]
    return [*lacking, *([EMPTY] if lacking else ()), *_cutover_head(found, width)]


def _cutover_head(found: Cutover, width: int) -> list[Content]:
    worker = clean(found.worker, 60)
    if found.worker_there is None:
        return [*signed("○", "$text-muted", f"Whether the account has a Worker {worker} could not be read.", width)]
    if not found.worker_there:
        return wrap(title(f"The account has no Worker {worker} yet.", sign="✗", style="$text-error"), width)
    there = sum(host.standing == "done" for host in found.hosts)
    if found.hosts and there == len(found.hosts) and not found.operations:
        lines = wrap(title(f"Visitors are with {worker}.", sign="✓", style="$text-success"), width)
    else:
        lines = wrap(title(f"Send visitors to {worker}: {there} of {plural(len(found.hosts), 'host')} there"), width)
    if found.proof:
        return [*lines, *signed("✓", "$text-success", f"Proved: {found.proof}", width)]
    return [*lines, *signed("▲", "$text-warning", "The version that would answer was never compared.", width)]


def cutover_entries(found: Cutover, states: States) -> list[Entry]:
    """What is done first, each host with its steps, what is done last, and what to know."""
    entries = operation_entries(found.first, states)
    for host in found.hosts:
        sign, style, note = STANDING[host.standing]
        entries += [
            *([Entry(None, EMPTY)] if entries else ()),
            Entry(("host", host.name), marked(sign, f"bold {style}", host.name, note), partial(_host, host)),
        ]
        entries += operation_entries(host.operations, states, indent="  ")
    if found.rest:
        entries += [*(heading("Then") if entries else ()), *operation_entries(found.rest, states)]
    return [*entries, *_notes(found.notes)]


def _host(host: Host, width: int) -> list[Content]:
    sign, style, note = STANDING[host.standing]
    lines = [title(f"{host.name}: {note}", sign=sign, style=style)]
    for text in host.facts:
        lines += prose(text, width)
    for obstacle in host.obstacles:
        lines += [EMPTY, *signed("✗", "$text-error", obstacle.text, width)]
        for fix in obstacle.fixes:
            lines += signed("·", "$text-muted", fix, width)
    return lines


# ---------------------------------------------------------------------- finish


def finish_head(found: Finish, width: int) -> list[Content]:
    """Whether it can be finished, and until when the way back stands."""
    waiting = [host.name for host in found.hosts if host.standing != "done"]
    if not found.worker_there or waiting:
        text = f"The cutover comes first: {', '.join(waiting) or 'the Worker'} is not there yet."
        return wrap(title(text, sign="✗", style="$text-error"), width)
    head = "What comes after the cutover" if found.operations else "Nothing is left to do in the account."
    until = f"The Pages project is the way back until {found.keep_until}." if found.keep_until else ""
    done = () if found.operations else ("✓", "$text-success")
    lines = wrap(title(head, **dict(zip(("sign", "style"), done, strict=False))), width)
    return [*lines, *prose(until, width, "$text-muted")] if until else lines


def finish_entries(found: Finish, cleaning: CleanUp | None, states: States) -> list[Entry]:
    """What is done in the account, what a person does, what to know, and the clean-up."""
    entries = operation_entries(found.operations, states)
    if found.tasks:
        entries += heading("Yours to do") if entries else []
        entries += [
            Entry(("task", each.id), marked("○", "$primary", each.title), partial(_task, each)) for each in found.tasks
        ]
    if cleaning is not None:
        sign, style = ("○", "$text-muted") if cleaning.obstacles else ("▶", "$primary")
        count = plural(cleaning.deployments, "deployment")
        text = f"Delete {cleaning.goes:,} of {count} of the Pages project"
        if not cleaning.goes:
            sign, style, text = "✓", "$text-success", f"The Pages project has {count}, and each serves somebody"
        entries += heading("Later") if entries else []
        entries.append(Entry("clean-up", marked(sign, style, text), partial(clean_up_lines, cleaning)))
    return [*entries, *_notes(found.notes)]


def _task(task: Task, width: int) -> list[Content]:
    lines = [*wrap(title(task.title), width), EMPTY]
    for line in task.lines:
        lines += wrap(Content(clean_lines(line)), width)
    return lines


def clean_up_lines(found: CleanUp, width: int) -> list[Content]:
    """Which deployments could go, which stay and why, and what stands against it."""
    head = f"{found.goes:,} of {plural(found.deployments, 'deployment')} could be deleted"
    lines = [*wrap(title(head), width)]
    if found.goes:
        lines += prose("With more than about 100 of them a Pages project cannot be deleted.", width, "$text-muted")
        for text in found.obstacles.values():
            lines += signed("✗", "$text-error", f"{text[:1].upper()}{text[1:]}.", width)
        lines += signed(
            "▲", "$text-warning", "What is deleted cannot be brought back. Nothing that serves goes.", width
        )
    reasons: dict[str, int] = {}
    for reason in found.stays.values():
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items(), key=lambda each: -each[1]):
        lines += signed("✓", "$text-success", f"{count:,} {'stays' if count == 1 else 'stay'}: {reason}", width)
    return lines


# ---------------------------------------------------------------------- operations


def run_entries(run: Run, states: States) -> list[Entry]:
    """The operations of a run that was begun, as the journal and this session tell of them."""
    told = {each.name: _told(run, number) for number, each in enumerate(run.operations)}
    return operation_entries(run.operations, {**told, **states})


def _told(run: Run, number: int) -> tuple[str, str]:
    if number in run.undone:
        return "undone", ""
    if number in run.done:
        return "done", str(run.learned.get(number, {}).get("text", ""))
    return ("failed", run.failed[number]) if number in run.failed else ("", "")


def operation_entries(operations: Sequence[Operation], states: States, *, indent: str = "") -> list[Entry]:
    """Operations as they stand."""
    return [
        Entry(each.name, Content(indent) + _operation_row(each, states), partial(operation_lines, each, states))
        for each in operations
    ]


def _operation_row(operation: Operation, states: States) -> Content:
    state, text = states.get(operation.name, ("", ""))
    sign, style = STATES[state]
    note = text if state == "done" else _STATE_WORDS.get(state, "")
    if not state and not operation.restores:
        note = "needs a yes of its own"
    return marked(sign, style, operation.title, note)


def operation_lines(operation: Operation, states: States, width: int) -> list[Content]:
    """One operation in full: how it stands, why, what is sent exactly, and the way back."""
    state, text = states.get(operation.name, ("", ""))
    sign, style = STATES[state]
    lines = [*wrap(title(operation.title, sign=sign if state else "", style=style if state else ""), width)]
    if text:
        lines += signed(sign, style, text, width)
    lines += [EMPTY, *prose(operation.why, width)]
    back = operation.way_back
    if back and operation.restores:
        lines += prose(f"Way back: {back}", width, "$text-muted")
    elif back:
        lines += signed("▲", "$text-warning", f"Not simply taken back. {back}", width)
    if operation.command:
        lines += [EMPTY, *wrap(Content(clean_lines(operation.command)), width, Content.styled("$ ", "$text-muted"))]
    for request in operation.requests:
        lines += [EMPTY, *_request(request, width)]
    if operation.undo:
        lines += [EMPTY, Content.styled("To go back", "bold")]
    for request in operation.undo:
        lines += _request(request, width)
    return lines


def _request(request: Request, width: int) -> Iterator[Content]:
    method = Content.styled(f"{clean(request.method, 10)} ", "bold $primary")
    yield from wrap(Content(clean(request.path, 300)), width, method)
    if request.body is not None:
        body = clean_lines(json.dumps(request.body, indent=2, ensure_ascii=False)).split("\n")
        for line in body[:_LONGEST_BODY]:
            yield Content.styled(f"  {line}", "$text-muted")
        if len(body) > _LONGEST_BODY:
            yield Content.styled(f"  and {len(body) - _LONGEST_BODY:,} lines more", "$text-muted")


def _notes(notes: Sequence[str]) -> list[Entry]:
    entries = heading("To know") if notes else []
    for number, text in enumerate(notes):
        entries.append(Entry(("note", number), marked("·", "$text-muted", text), partial(prose, text)))
    return entries
