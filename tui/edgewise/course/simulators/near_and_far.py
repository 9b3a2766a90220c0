"""``near-and-far``: a user, the code and the data on a map, and how long an answer takes at the least."""

from __future__ import annotations

from edgewise.course.simulators._world import BY_ID, CITIES, City, draw, kilometres, there_and_back
from edgewise.course.simulators.base import Challenge, Measure, Number, Outcome, Pick, Preset, Simulation, Values

GREETINGS = 2
"""Trips there and back before a request can be sent: one for TCP, one for TLS 1.3."""

NEXT_DOOR = 1.0
"""Milliseconds there and back between two machines of one place; made up."""

DESIGNS = (("server", "a server beside the data"), ("edge", "a Worker near the user"), ("placed", "a placed Worker"))
_CITY_OPTIONS = tuple((city.id, city.name) for city in CITIES)


def answer(design: str, far: float, near: float, queries: float, open_already: bool) -> tuple[float, float, float]:
    """Milliseconds of greeting, of the way to the code and back, and of the queries.

    ``far`` is there and back between the user and the data, ``near`` between the user and the nearest place.
    """
    door = far if design == "server" else near
    greeting = 0.0 if open_already else GREETINGS * door
    if design == "server":
        return greeting, far, queries * NEXT_DOOR
    if design == "edge":
        return greeting, near, queries * far
    return greeting, near + (far if queries else 0.0), queries * NEXT_DOOR


def _run(values: Values) -> Outcome:
    user, data = BY_ID[str(values["user"])], BY_ID[str(values["data"])]
    detour, queries = float(values["detour"]), float(values["queries"])
    far = max(NEXT_DOOR, there_and_back(kilometres(user, data), detour))
    near = min(far, there_and_back(float(values["nearest"]), detour))
    reused = values["connection"] == "open"
    parts = {design: answer(design, far, near, queries, reused) for design, _ in DESIGNS}
    chosen = str(values["code"])
    best = min(parts, key=lambda design: sum(parts[design]))
    greeting, way, asking = parts[chosen]
    measures = (
        Measure("The answer takes", _ms(sum(parts[chosen])), "good" if chosen == best else "warning", "at the least"),
        Measure("of it greeting", _ms(greeting)),
        Measure("of it the way", _ms(way)),
        Measure("of it queries", _ms(asking), "bad" if asking > way + greeting else ""),
        Measure("User to data", f"{kilometres(user, data):,.0f} km", "", f"{_ms(far)} there and back"),
    )
    rows = tuple(
        (
            Measure("", f"{'▶' if design == chosen else ' '} {label}", "accent" if design == chosen else ""),
            Measure("greeting", _ms(parts[design][0])),
            Measure("way", _ms(parts[design][1])),
            Measure("queries", _ms(parts[design][2])),
            Measure("in all", _ms(sum(parts[design])), "good" if design == best else ""),
        )
        for design, label in DESIGNS
    )
    return Outcome(
        measures,
        picture=lambda width: draw(width, _stops(chosen, user, data)),
        head=("", "greeting", "way", "queries", "in all"),
        rows=rows,
        remark=_remark(chosen, queries),
    )


def _stops(chosen: str, user: City, data: City) -> tuple[tuple[City, str, str], ...]:
    if user is data:
        return ((user, "user, code, data", "good"),)
    if chosen == "edge":
        return ((user, "user and code", "good"), (data, "data", "warning"))
    return ((user, "user", "good"), (data, "code and data", "warning"))


def _remark(chosen: str, queries: float) -> str:
    if not queries:
        return "Nothing to ask: what is near the user answers at once."
    if chosen == "edge" and queries > 1:
        return "The request goes a short way, and each query goes the whole way."
    if chosen == "edge":
        return "One query is one long trip, whoever makes it."
    if chosen == "server":
        return "The queries are quick. Greeting and request go the whole way."
    return "The greeting ends near the user; the request goes the long way once."


def _ms(value: float) -> str:
    return f"{value:,.0f} ms"


SIMULATION = Simulation(
    id="near-and-far",
    title="A user, some code, some data",
    parameters=(
        Pick("user", "The user is in", "sydney", _CITY_OPTIONS),
        Pick("data", "The data is in", "frankfurt", _CITY_OPTIONS),
        Pick("code", "The code is", "edge", DESIGNS),
        Number("queries", "Queries, one after the other", 5.0, (0, 1, 2, 3, 5, 8, 12, 20), 0, 1000,
               lambda v: f"{v:,.0f}", "Each waits for the one before."),
        Pick("connection", "The connection", "new", (("new", "is new"), ("open", "is open already")),
             "A new one needs two trips first."),
        Number("nearest", "Nearest place", 100.0, (10, 50, 100, 300, 1000), 0, 20000, lambda v: f"{v:,.0f} km",
               "From the user; made up."),
        Number("detour", "Cables are longer by", 1.5, (1.0, 1.2, 1.5, 2.0, 2.5), 1, 5, lambda v: f"{v:g} times",
               "Than the straight way; made up."),
    ),
    run=_run,
    presets=(
        Preset("nothing-to-ask", "The same page, from a cache", {"queries": 0.0},
               "This is what being near is good for."),
        Preset("one-query", "One query", {"queries": 1.0}, "Two of the three are nearly the same now. Why?"),
        Preset("same-country", "User and data in one city", {"user": "frankfurt"}, "Here nobody needs an edge."),
    ),
    challenges=(
        Challenge(
            "five-queries",
            "A user in Sydney, data in Frankfurt, five queries, a new connection: under 300 ms.",
            lambda values, outcome: (
                (values["user"], values["data"], values["connection"]) == ("sydney", "frankfurt", "new")
                and float(values["queries"]) >= 5 and float(values["detour"]) >= 1.5
                and _total(outcome) < 300
            ),
            "The greeting is short, the long way is gone once, and the queries go next door.",
            "The queries are the long part. Who should make them?",
            {"code": "placed"},
        ),
        Challenge(
            "edge-loses",
            "Make the Worker near the user slower than both others, with as few queries as you can.",
            lambda values, outcome: (
                2 <= float(values["queries"]) <= 3 and values["user"] != values["data"] and _edge_is_last(outcome)
            ),
            "On an open connection two queries are enough: each of them goes the whole way.",
            "A greeting hides how far a server is. Take the greeting away.",
            {"queries": 2.0, "connection": "open"},
        ),
    ),
    sources=("LIGHT", "PLACE"),
)  # fmt: skip


def _total(outcome: Outcome) -> float:
    return float(outcome.measures[0].text.removesuffix(" ms").replace(",", ""))


def _edge_is_last(outcome: Outcome) -> bool:
    totals = [float(row[4].text.removesuffix(" ms").replace(",", "")) for row in outcome.rows]
    return totals[1] > totals[0] and totals[1] > totals[2]
