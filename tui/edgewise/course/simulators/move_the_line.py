"""``move-the-line``: drag the line between yours and theirs, and see who gets up tonight and what no longer runs."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line
from edgewise.course.simulators.base import Challenge, Measure, Outcome, Pick, Preset, Simulation, Values

LAYERS = (
    "logic and data",
    "libraries",
    "runtime",
    "system files",
    "kernel",
    "machine",
    "room and power",
)
"""From the top. What is above the line is yours."""


@dataclass(frozen=True)
class Rung:
    """One way to run a program.

    Attributes:
        yours: how many of ``LAYERS``, from the top, you look after.
        below: what the line stands on, in a few words.
        idle: a month without a call.
        grows: who sees to it that ten times the requests find room.
    """

    id: str
    name: str
    label: str
    yours: int
    below: str
    idle: str
    grows: str


RUNGS = (
    Rung("server", "server", "a server you own", 7, "nothing is theirs", "paid for", "you buy another server"),
    Rung("vm", "VM", "a virtual machine", 5, "a machine that is shared", "$7.59–59.57", "you start another machine"),
    Rung(
        "container",
        "container",
        "a container on Fargate",
        4,
        "a kernel for you alone",
        "$9.01–36.04",
        "rules you have set",
    ),
    Rung("function", "function", "a function on Lambda", 2, "a microVM for you alone", "$0", "the platform"),
    Rung("isolate", "isolate", "an isolate on Workers", 2, "a process that is shared", "$0–5", "the platform"),
)
BY_ID = {rung.id: rung for rung in RUNGS}


@dataclass(frozen=True)
class Night:
    """Something that happens: in which layer, and what has to be done."""

    id: str
    label: str
    layer: int | None
    work: str


NIGHTS = (
    Night("quiet", "nothing", None, "nothing"),
    Night("bug", "a bug in your code", 0, "find it and deploy"),
    Night("library", "a hole in an npm library", 1, "update it and deploy"),
    Night("runtime", "a hole in the runtime", 2, "install a new runtime"),
    Night("kernel", "a hole in the kernel", 4, "patch and restart"),
    Night("disk", "a disk dies", 5, "replace it"),
    Night("power", "the power fails", 6, "bring it back"),
    Night("rush", "ten times the requests", None, "find room for them"),
)


@dataclass(frozen=True)
class Need:
    """Something that a program must have: on which rungs there is none, and why."""

    id: str
    label: str
    missing: tuple[tuple[str, str], ...] = ()

    def lacking(self, rung: Rung) -> str:
        """Why the program does not run there; empty if it does."""
        return dict(self.missing).get(rung.id, "")


_GONE = "its disk goes when it goes"
NEEDS = (
    Need("plain", "nothing special"),
    Need("binary", "a compiled Linux program", (("isolate", "JavaScript and WebAssembly only"),)),
    Need("memory", "1 GB of memory", (("isolate", "an isolate has 128 MB"),)),
    Need(
        "forever",
        "a process that never ends",
        (("function", "a call ends after 15 min"), ("isolate", "it ends with its call")),
    ),
    Need(
        "disk",
        "files that stay on a local disk",
        (("container", _GONE), ("function", _GONE), ("isolate", "there is no disk")),
    ),
    Need(
        "kernel",
        "a kernel module of its own",
        (
            ("container", "the kernel is theirs"),
            ("function", "the kernel is theirs"),
            ("isolate", "the kernel is theirs"),
        ),
    ),
)

_NIGHT = {night.id: night for night in NIGHTS}
_NEED = {need.id: need for need in NEEDS}


def yours(rung: Rung, night: Night) -> bool:
    """Whether what happens that night is yours to mend."""
    if night.id == "rush":
        return rung.grows != "the platform"
    return night.layer is not None and night.layer < rung.yours


def _who(rung: Rung, night: Night) -> Measure:
    if night.id == "quiet":
        return Measure("Tonight", "you sleep", "good", "nothing happens")
    if night.id == "rush":
        return Measure("Room from", rung.grows, "warning" if yours(rung, night) else "good")
    if yours(rung, night):
        return Measure("Tonight", f"you {night.work}", "bad")
    return Measure("Tonight", "they mend it", "good", night.work)


def _fits(rung: Rung, need: Need) -> Measure:
    lacking = need.lacking(rung)
    return Measure("Your program", lacking or "it runs", "bad" if lacking else "good", need.label)


def _run(values: Values) -> Outcome:
    rung, night, need = BY_ID[str(values["line"])], _NIGHT[str(values["tonight"])], _NEED[str(values["need"])]
    rows = tuple(
        (
            Measure("", f"{'▶' if each is rung else ' '} {each.name}", "accent" if each is rung else ""),
            Measure("yours", f"{each.yours} of {len(LAYERS)}"),
            Measure("mended by", "you" if yours(each, night) else "them" if night.id != "quiet" else "nobody"),
            Measure("runs", "no" if need.lacking(each) else "yes", "bad" if need.lacking(each) else ""),
            Measure("idle", each.idle),
        )
        for each in RUNGS
    )
    measures = (
        Measure("Yours", f"{rung.yours} of {len(LAYERS)} layers", "accent", rung.label),
        _who(rung, night),
        _fits(rung, need),
        Measure("Idle for a month", rung.idle),
    )
    head = ("", "yours", "mended by", "runs", "idle, a month")
    return Outcome(measures, (), lambda width: _picture(width, rung, night), head, rows, _remark(rung, night, need))


def _remark(rung: Rung, night: Night, need: Need) -> str:
    if need.lacking(rung):
        return f"Too high: {need.lacking(rung)}. Move the line down until your program runs."
    if night.id == "rush":
        return "Below the line, room comes by itself. Above it, somebody has to provide it before it is needed."
    if night.id in ("bug", "library"):
        return "This is yours on every rung: you chose it."
    if yours(rung, night):
        return "You could change this layer, so it is yours to mend."
    if night.id == "quiet":
        return "What is above the line is yours to choose and to mend. What is below is neither."
    return "It is below the line: you cannot choose it, and you need not mend it."


def _picture(width: int, rung: Rung, night: Night) -> list[Line]:
    """The layers as a stack, with the line between yours and theirs."""
    canvas = Canvas(width)
    row = 0
    for index, layer in enumerate(LAYERS):
        if index == rung.yours:
            row = _line(canvas, row, rung)
        mine = index < rung.yours
        canvas.put(0, row, "█ yours" if mine else "░ theirs", "strong" if mine else "muted")
        canvas.put(10, row, layer, "" if mine else "muted")
        hit = index == night.layer
        if hit:
            canvas.put(26, row, "◀ tonight", "bad" if mine else "good")
        row += 1
    if rung.yours == len(LAYERS):
        _line(canvas, row, rung)
    return canvas.lines()


def _line(canvas: Canvas, row: int, rung: Rung) -> int:
    label = f" {rung.name}: {rung.below} "
    canvas.put(0, row, ("━━━" + label).ljust(canvas.width, "━"), "accent")
    return row + 1


CHALLENGES = (
    Challenge(
        "sleep-and-encode",
        "Tonight a hole in the kernel becomes known, and your program contains a compiled Linux encoder. Find the "
        "rung where both leave you in peace, with the fewest layers of your own.",
        lambda values, _: (values["line"], values["tonight"], values["need"]) == ("function", "kernel", "binary"),
        "Two layers are yours, the kernel is not, and the program still runs. An isolate would not run it.",
        "Set what happens and what the program needs first. Then move the line up, one rung at a time.",
        {"line": "function", "tonight": "kernel", "need": "binary"},
    ),
    Challenge(
        "keep-the-disk",
        "Your program keeps files on a local disk, for good. Hand over as much as that allows.",
        lambda values, _: (values["line"], values["need"]) == ("vm", "disk"),
        "A virtual machine is as far as it goes. To climb further, the files must move to a store of their own.",
        "Watch the column “runs”.",
        {"line": "vm", "need": "disk"},
    ),
)

SIMULATION = Simulation(
    id="move-the-line",
    title="Move the line between yours and theirs",
    parameters=(
        Pick("line", "You rent", "server", tuple((rung.id, rung.label) for rung in RUNGS), "→ hands more over."),
        Pick("tonight", "Tonight", "quiet", tuple((night.id, night.label) for night in NIGHTS), "Who gets up?"),
        Pick("need", "Your program needs", "plain", tuple((need.id, need.label) for need in NEEDS), "Does it run?"),
    ),
    run=_run,
    presets=(
        Preset("kernel-hole", "A hole in the kernel, on a VM", {"line": "vm", "tonight": "kernel"},
               "Now move the line, and find the first rung where you may sleep."),
        Preset("library-hole", "A hole in a library, on Workers", {"line": "isolate", "tonight": "library"},
               "The highest rung, and still your night."),
        Preset("encoder", "A compiled program, on Workers", {"line": "isolate", "need": "binary"},
               "What you handed over, you can no longer choose."),
        Preset("rush", "Ten times the requests, on Fargate", {"line": "container", "tonight": "rush"},
               "More containers come if your rules say so."),
    ),
    challenges=CHALLENGES,
    sources=("ECSS", "EC2P", "FARG", "LAMP", "LQUO", "LSHR", "WLIM", "WPRI"),
)  # fmt: skip
