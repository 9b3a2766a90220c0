"""A small map of the world, cities on it, and how long light needs between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import acos, cos, radians, sin

from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

FIBRE = 204.19
"""Kilometres that light travels in a millisecond in glass fibre [LIGHT]."""

EARTH = 6371.0
"""Mean radius of the earth in kilometres."""

_LAND = (
    " ..................    .....        .................................   ",
    "      ................             ................................     ",
    "        .............            ............................           ",
    "         ..........             ..    .....................  .          ",
    "            ..                 ..........................               ",
    "              ..              ..............    ... ...                 ",
    "                  ....         ............          .                  ",
    "                 .........         .......            ....   .          ",
    "                   .......          ......                 ...          ",
    "                   ......           ..... .             ........        ",
    "                   ....              ..                  .. ....        ",
    "                   ..                                                   ",
)
"""Land, drawn from rough outlines: 5 degrees a column from 168 west, 10 degrees a row from 72 north."""

_WEST, _NORTH, _COLUMN, _ROW = -168.0, 72.0, 5.0, 10.0


@dataclass(frozen=True)
class City:
    """A city: latitude north and longitude east, in degrees."""

    id: str
    name: str
    north: float
    east: float


CITIES = (
    City("frankfurt", "Frankfurt", 50.1, 8.7),
    City("johannesburg", "Johannesburg", -26.2, 28.0),
    City("lagos", "Lagos", 6.5, 3.4),
    City("lisbon", "Lisbon", 38.7, -9.1),
    City("mumbai", "Mumbai", 19.1, 72.9),
    City("new-york", "New York", 40.7, -74.0),
    City("san-francisco", "San Francisco", 37.8, -122.4),
    City("sao-paulo", "São Paulo", -23.5, -46.6),
    City("singapore", "Singapore", 1.4, 103.8),
    City("sydney", "Sydney", -33.9, 151.2),
    City("tokyo", "Tokyo", 35.7, 139.7),
)
BY_ID = {city.id: city for city in CITIES}


def kilometres(one: City, other: City) -> float:
    """The shortest way over the ground."""
    a, b = radians(one.north), radians(other.north)
    angle = sin(a) * sin(b) + cos(a) * cos(b) * cos(radians(one.east - other.east))
    return EARTH * acos(max(-1.0, min(1.0, angle)))


def there_and_back(distance: float, detour: float) -> float:
    """Milliseconds that light needs for ``distance`` kilometres and back, with cables ``detour`` times as long."""
    return 2 * distance * detour / FIBRE


def draw(width: int, stops: tuple[tuple[City, str, str], ...]) -> list[Line]:
    """The map with the way through ``stops``: a city, what it is, and a style for each."""
    canvas = Canvas(width)
    columns = min(width, len(_LAND[0]))
    for row, land in enumerate(_LAND):
        canvas.put(0, row, "".join(land[at * len(land) // columns] for at in range(columns)), "muted")

    def place(city: City) -> tuple[int, int]:
        across = (city.east - _WEST) % 360 / _COLUMN * columns / len(_LAND[0])
        return min(columns - 1, int(across)), max(0, min(len(_LAND) - 1, int((_NORTH - city.north) / _ROW)))

    for (one, _, _), (other, _, _) in pairwise(stops):
        (x1, y1), (x2, y2) = place(one), place(other)
        for step in range(1, max(abs(x2 - x1), abs(y2 - y1))):
            part = step / max(abs(x2 - x1), abs(y2 - y1))
            canvas.put(round(x1 + (x2 - x1) * part), round(y1 + (y2 - y1) * part), "•", "accent")
    for city, what, style in stops:
        x, y = place(city)
        label = f" {what}"
        canvas.put(x, y, "●", style)
        canvas.put(x + 1 if x + 1 + len(label) <= width else x - len(label), y, label, style)
    return canvas.lines()
