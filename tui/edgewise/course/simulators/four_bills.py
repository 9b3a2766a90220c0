"""``four-bills``: the same traffic on a reserved machine, on containers that scale, on Lambda and on Workers."""

from __future__ import annotations

from edgewise.account.plans import BASE, BY_ID
from edgewise.course.simulators._traffic import (
    MINUTES,
    Bill,
    Day,
    billed_ms,
    containers,
    functions,
    machines,
    month,
    workers,
)
from edgewise.course.simulators.base import (
    Challenge,
    Measure,
    Number,
    Outcome,
    Pick,
    Preset,
    Simulation,
    Value,
    Values,
)
from edgewise.plot.model import Chart, Curve
from edgewise.plot.units import count, dollars, milliseconds

VM, CONTAINERS, LAMBDA, WORKERS = "vm", "containers", "lambda", "workers"
NAMES = {VM: "machine", CONTAINERS: "containers", LAMBDA: "Lambda", WORKERS: "Workers"}

SIZES = {"quarter": (0.25, 0.5), "half": (0.5, 1.0), "one": (1.0, 2.0)}
"""vCPUs and gigabytes of a container."""

TRAFFIC = ("pattern", "requests", "peak", "cpu", "wait")
PRICES = (
    "machine-hour",
    "vcpu-hour",
    "gb-hour",
    "lambda-requests",
    "lambda-gbs",
    "free",
    "base",
    "request-price",
    "cpu-price",
)
MACHINE = ("vcpus", "memory", "at-once")
"""What the challenges ask to leave as it is."""

STEP = 10
"""Minutes that one place of the chart stands for."""


def _rate(value: float) -> str:
    return f"{count(value)}/s"


def _price(value: float) -> str:
    """A price with as many digits as it has."""
    return f"${value:.2f}" if round(value, 2) == value else f"${value:.10f}".rstrip("0")


def _times(value: float) -> str:
    return f"{value:g} times"


def _minutes(value: float) -> str:
    return f"{value:g} min"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _megabytes(value: float) -> str:
    return f"{value:,.0f} MB"


def _percent(value: float) -> str:
    return f"{value:g} %"


PARAMETERS: tuple[Number | Pick, ...] = (
    Pick(
        "show", "Look at", VM,
        ((VM, "reserved machine"), (CONTAINERS, "containers"), (LAMBDA, "Lambda"), (WORKERS, "Workers")),
        "Whose capacity the chart shows.",
    ),
    Pick(
        "pattern", "Traffic", "spiky",
        (
            ("steady", "steady: always the same"),
            ("daily", "daily: day and night"),
            ("spiky", "spiky: six bursts a day"),
            ("viral", "viral: one wild day a month"),
            ("idle", "idle: one hour a day"),
        ),
        "How a day looks.",
    ),
    Number(
        "requests", "Requests a month", 20e6,
        (0, 1e4, 1e5, 1e6, 3e6, 5e6, 10e6, 15e6, 20e6, 50e6, 100e6, 200e6, 400e6, 600e6, 1e9),
        0, 1e10, count, "All of them, spread as the traffic says.",
    ),
    Number(
        "peak", "Peak", 30, (1, 2, 3, 5, 10, 20, 30, 50, 100, 300, 1_000), 1, 10_000, _times,
        "The busiest minute, compared with the quietest.",
    ),
    Number(
        "cpu", "CPU for a request", 7, (0.5, 1, 2.2, 5, 7, 10, 20, 50, 100, 500), 0.1, 30_000, milliseconds,
        "What the code computes.", "WPRI",
    ),
    Number(
        "wait", "Waiting in a request", 80, (0, 10, 50, 80, 200, 500, 1_000, 5_000, 30_000), 0, 300_000,
        milliseconds, "For a database or an API.",
    ),
    Number("machines", "Machines", 1, (1, 2, 3, 4, 6, 8, 12, 20, 50), 1, 1_000, _number, "Reserved all month."),
    Number("vcpus", "vCPUs of a machine", 2, (1, 2, 4, 8, 16), 1, 128, _number, "An m7g.large has two.", "EC2P"),
    Number(
        "machine-hour", "A machine for an hour", 0.0816, (0.0104, 0.0408, 0.0816, 0.1632, 0.3264), 0, 100, _price,
        "m7g.large on demand, June 2026.", "EC2P",
    ),
    Number("least", "Containers, at least", 1, (1, 2, 3, 4, 5, 6, 8, 10, 20), 1, 1_000, _number, "Always running."),
    Number("most", "Containers, at most", 20, (1, 2, 4, 8, 12, 20, 50, 100), 1, 1_000, _number, "However many call."),
    Pick(
        "size", "Size of a container", "quarter",
        (("quarter", "¼ vCPU, 0.5 GB"), ("half", "½ vCPU, 1 GB"), ("one", "1 vCPU, 2 GB")),
    ),
    Number(
        "aim", "Busy, aimed at", 70, (30, 50, 70, 80, 90, 100), 10, 100, _percent, "More containers start above it.",
    ),
    Number(
        "delay", "Minutes behind the load", 3, (0, 1, 2, 3, 5, 10), 0, 60, _minutes,
        "To notice it and to start one.", "CALM",
    ),
    Number(
        "vcpu-hour", "A vCPU for an hour", 0.04048, (0.03238, 0.04048), 0, 10, _price,
        "Fargate, x86, April 2026.", "FARG",
    ),
    Number(
        "gb-hour", "A GB for an hour", 0.004445, (0.00356, 0.004445), 0, 10, _price,
        "Fargate, x86, April 2026.", "FARG",
    ),
    Number(
        "memory", "Memory on Lambda", 512, (128, 256, 512, 1_024, 1_769, 3_008), 128, 10_240, _megabytes,
        "Less memory brings less CPU.", "LMEM",
    ),
    Number(
        "at-once", "Lambda calls at once", 1_000, (10, 50, 100, 500, 1_000, 5_000, 10_000), 1, 100_000, _number,
        "What is beyond is refused.", "LQUO",
    ),
    Pick(
        "free", "Lambda's free part", "counted", (("counted", "counted"), ("none", "not counted")),
        "A million requests and 400,000 GB-s a month.", "LAMP",
    ),
    Number(
        "lambda-requests", "A million Lambda calls", 0.20, (0.10, 0.20, 0.40), 0, 100, _price, "March 2026.", "LAMP",
    ),
    Number(
        "lambda-gbs", "A GB-second of Lambda", 0.0000166667, (0.0000133334, 0.0000166667), 0, 1, _price,
        "x86, March 2026.", "LAMP",
    ),
    Pick(
        "plan", "Workers plan", "paid", (("paid", "paid"), ("free", "free")),
        "Free: 100,000 requests a day, 10 ms of CPU each.", "WPRI",
    ),
    Number("base", "The paid plan, a month", BASE, (0, 5, 10, 20), 0, 1_000, _price, "For all Workers.", "WPRI"),
    Number(
        "request-price", "A million Workers requests", BY_ID["workers-requests"].price, (0.15, 0.30, 0.60), 0, 100,
        _price, "Above 10 million.", "WPRI",
    ),
    Number(
        "cpu-price", "A million CPU ms of Workers", BY_ID["workers-cpu"].price, (0.01, 0.02, 0.04), 0, 100,
        _price, "Above 30 million.", "WPRI",
    ),
)  # fmt: skip


def bills(values: Values) -> tuple[tuple[Day, ...], dict[str, Bill]]:
    """The days of the month, and what each of the four makes of them."""

    def number(name: str) -> float:
        return float(values[name])

    days = month(str(values["pattern"]), number("requests"), number("peak"))
    cpu, wait = number("cpu"), number("wait")
    vcpus, gigabytes = SIZES[str(values["size"])]
    least = float(round(number("least")))
    hour = vcpus * number("vcpu-hour") + gigabytes * number("gb-hour")
    return days, {
        VM: machines(days, float(round(number("machines"))), number("vcpus"), number("machine-hour"), cpu),
        CONTAINERS: containers(
            days,
            least,
            max(least, float(round(number("most")))),
            vcpus,
            number("aim") / 100,
            number("delay"),
            hour,
            cpu,
        ),
        LAMBDA: functions(
            days,
            number("memory"),
            number("at-once"),
            values["free"] == "counted",
            number("lambda-requests"),
            number("lambda-gbs"),
            cpu,
            wait,
        ),
        WORKERS: workers(
            days, values["plan"] == "paid", number("base"), number("request-price"), number("cpu-price"), cpu
        ),
    }


def cheapest(found: dict[str, Bill]) -> str:
    """The id of the cheapest that drops nothing; empty when each drops something."""
    whole = [name for name, bill in found.items() if not bill.dropped]
    return min(whole, key=lambda name: found[name].dollars, default="")


def _part(part: float) -> str:
    """A part as a percentage that is 0 and 100 only when it is."""
    if 0 < part < 0.001:
        return "<0.1 %"
    if 0.999 < part < 1:
        return ">99.9 %"
    return f"{part:.1%}".replace(".0%", "%").replace("%", " %")


def _room(name: str, bill: Bill) -> str:
    if name in (LAMBDA, WORKERS):
        return "as asked"
    low, high = min(bill.capacity), max(bill.capacity)
    return _rate(low) if low == high else f"{count(low)}–{_rate(high)}"


def _dropped(bill: Bill, requests: float) -> Measure:
    if not bill.dropped:
        return Measure("Dropped", "none", "good")
    return Measure("Dropped", _part(bill.dropped / requests), "bad", f"{count(bill.dropped)} a month")


def _run(values: Values) -> Outcome:
    days, found = bills(values)
    shown = str(values["show"])
    bill = found[shown]
    requests = sum(day.requests for day in days)
    best = cheapest(found)
    measures = (
        Measure("A month", dollars(bill.dollars), "accent", NAMES[shown]),
        _dropped(bill, requests),
        Measure("Paid, unused", _part(bill.unused), "warning" if bill.unused > 0.5 else ""),
        Measure("Busiest minute", _rate(max(days[0].rates)), "", f"{_rate(requests / 30.4167 / 86_400)} on average"),
        Measure(
            "Cheapest", f"{NAMES[best]}, {dollars(found[best].dollars)}" if best else "none",
            "good" if best else "bad", "of those that drop nothing",
        ),
    )  # fmt: skip
    rows = tuple(
        (
            Measure("", f"{'▶' if name == shown else ' '} {NAMES[name]}", "accent" if name == shown else ""),
            Measure("room", _room(name, each)),
            Measure("unused", _part(each.unused)),
            _dropped(each, requests),
            Measure("a month", dollars(each.dollars), "good" if name == best else ""),
        )
        for name, each in found.items()
    )
    head = ("", "room", "unused", "dropped", "a month")
    return Outcome(measures, (_chart(days[0], bill, shown),), None, head, rows, _remark(shown, bill, values))


def _chart(day: Day, bill: Bill, shown: str) -> Chart:
    """What is asked for and what there is room for; of ten minutes, the busiest one."""
    busiest = [
        max(range(begin, begin + STEP), key=lambda minute: (day.rates[minute] - bill.capacity[minute], minute))
        for begin in range(0, MINUTES, STEP)
    ]
    return Chart(
        "Requests a second, one day",
        (
            Curve("room", tuple(bill.capacity[minute] for minute in busiest), "second"),
            Curve("asked", tuple(day.rates[minute] for minute in busiest), "first"),
        ),
        "lines",
        tuple((hour * 60 // STEP, f"{hour:02}:00") for hour in (0, 6, 12, 18)),
        written=count,
        named=lambda place: f"{place * STEP // 60:02}:{place * STEP % 60:02}",
        remark=NAMES[shown],
    )


def _remark(shown: str, bill: Bill, values: Values) -> str:
    """What to see in it."""
    if shown == VM:
        if bill.dropped:
            return "The reserved machines are too few for the peak, and no others come."
        return "You pay for the straight line, and use what lies below the traffic."
    if shown == CONTAINERS:
        if bill.dropped:
            return "The containers come, and they come after the burst has begun."
        return "The line follows the traffic, a little late and a little above it."
    if shown == LAMBDA:
        lasting = billed_ms(float(values["memory"]), float(values["cpu"]), float(values["wait"]))
        return f"{lasting:,} ms are billed for each request; the share called unused is spent waiting."
    if bill.dropped:
        return "The free plan has said no to the rest."
    return "The room is what is asked for. Waiting is not on this bill."


def _kept(values: Values, *names: str) -> bool:
    return all(values[name] == BEGIN[name] for name in names)


def _under_twenty(values: Values, _: Outcome) -> bool:
    bill = bills(values)[1][str(values["show"])]
    return _kept(values, *TRAFFIC, *PRICES, *MACHINE) and bill.dollars < 20 and not bill.dropped


def _whole_containers(values: Values, _: Outcome) -> bool:
    bill = bills(values)[1][CONTAINERS]
    return _kept(values, *TRAFFIC, *PRICES, "delay") and bill.dollars < 30 and not bill.dropped


def _machine_wins(values: Values, _: Outcome) -> bool:
    return _kept(values, *PRICES, *MACHINE) and cheapest(bills(values)[1]) == VM


CHALLENGES = (
    Challenge(
        "under-twenty",
        "Look at something whose bill is under $20 and that drops no request. Leave the traffic, the work for a "
        "request and the prices as they are.",
        _under_twenty,
        "Bursts that come six times a day are cheap where you pay by use: nothing is reserved for them.",
        "Change the first line, “Look at”. The machine is whole and dear; the containers are cheap and drop.",
        {"show": WORKERS},
    ),
    Challenge(
        "whole-containers",
        "Make the containers drop nothing, for less than $30. Traffic, prices and the minutes behind the load stay.",
        _whole_containers,
        "What scales late needs room in reserve. You have just reserved it, and pay for it all month.",
        "They cannot come sooner, so more of them must be there before: “at least”.",
        {"show": CONTAINERS, "least": 3},
    ),
    Challenge(
        "machine-wins",
        "Find traffic for which the reserved machine is the cheapest that drops nothing. The prices stay.",
        _machine_wins,
        "A machine that is busy all day costs what an idle one costs. No meter beats that, if you can fill it.",
        "Steady traffic, and much more of it.",
        {"pattern": "steady", "requests": 400e6},
    ),
)

PRESETS = (
    Preset("bursts", "Six bursts a day", {}, "The machine waits for the next burst, and is paid to wait."),
    Preset(
        "day-and-night", "Day and night", {"pattern": "daily", "requests": 100e6, "peak": 10, "show": CONTAINERS},
        "A slow rise: the containers keep up with it.",
    ),
    Preset(
        "viral-day", "One wild day", {"pattern": "viral", "requests": 5e6, "peak": 1_000, "show": VM},
        "Four of five requests of the month come on one day.",
    ),
    Preset(
        "office-tool", "An hour each day", {"pattern": "idle", "requests": 1e5, "show": WORKERS},
        "For twenty-three hours nobody calls.",
    ),
    Preset(
        "full-machine", "A machine kept full", {"pattern": "steady", "requests": 600e6, "show": VM},
        "Eight tenths of the machine are in use. Now compare the four bills.",
    ),
    Preset(
        "slow-database", "A slow database", {"wait": 1_000, "show": LAMBDA},
        "Only one of the four bills has changed.",
    ),
    Preset(
        "nobody", "Nobody calls", {"requests": 0, "show": VM},
        "A month without a call, and two of the four send a bill for time.",
    ),
)  # fmt: skip

BEGIN: dict[str, Value] = {parameter.id: parameter.default for parameter in PARAMETERS}

SIMULATION = Simulation(
    id="four-bills",
    title="The same traffic, four bills",
    parameters=PARAMETERS,
    run=_run,
    presets=PRESETS,
    challenges=CHALLENGES,
    sources=("CALM", "EC2P", "ECSC", "FARG", "LAMP", "LMEM", "LQUO", "WPRI"),
)
