"""Places people know a time zone by: cities, countries and zone names, found by what somebody types.

Read from the tzdata package and from `content/places/` at the first use, because most days nobody moves.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.zones import Zone, clock_choices, known_zone, likely_zones, names_by_fold
from content.folding import fold
from content.likeness import most_alike

UTC_ZONE = "UTC"
FOLDER = Path(__file__).parent / "places"
LONGEST_QUERY = 60
SHORTEST_QUERY = 2
# Of 100: one slip in a word of six letters. Short words leave no room for a slip.
ALIKE = 83
SHORTEST_SLIP = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A city with its zone; `country` is the English name (empty for UTC), `people` are thousands."""

    name: str
    country: str
    zone: str
    people: int = 0
    country_code: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """What can be found: places by folded name, the names in order, and country codes by folded name."""

    places: Mapping[str, tuple[Place, ...]]
    names: tuple[str, ...]
    countries: Mapping[str, str]


def search(text: str, limit: int = 6) -> list[Place]:
    """The places a text may mean, the likeliest first: exact, by beginning, and only then allowing for a slip.

    A country gives its main zones, largest first; `Paris, France` narrows by country. Anything else gives nothing.
    """
    query = fold(text) if len(text) <= LONGEST_QUERY else ""
    if len(query) < SHORTEST_QUERY:
        return []
    index = _index()
    exact = _named(query, index)
    if query in index.countries:
        return _distinct(exact, limit)
    begun = _beginning(query, index)
    if exact:
        # "Paris" should not be followed by its own quarters.
        covered = {place.zone for place in exact}
        return _distinct([*exact, *(place for place in begun if place.zone not in covered)], limit)
    return _distinct(begun or _narrowed(query, index) or _alike(query, index), limit)


def places_showing(wall_time: time, now: datetime, limit: int = 6) -> list[Place]:
    """Places whose clocks show about this time now: one for each set of rules first, then more to know one's own by."""
    groups = likely_zones(wall_time, zones(), now)
    leads = [group.lead for group in groups]
    others = sorted((zone for group in groups for zone in group.zones[1:]), key=lambda zone: (-zone.people, zone.name))
    return [_place_of_zone(zone.name) for zone in [*leads, *others][:limit]]


def clocks_now(now: datetime) -> list[time]:
    """What the clocks of most of the world show now, from midnight on: 24 at most."""
    return sorted({choice.shown for choice in clock_choices(zones(), now)})


def is_known_zone(name: str) -> bool:
    """Whether a name is exactly one of the zones a person can have."""
    return name in _country_codes()


def find_zone(text: str) -> str | None:
    """The zone a text names, older names and any case included; None for everything else."""
    return known_zone(text, _names())


@cache
def zones() -> tuple[Zone, ...]:
    """Every zone a person can have, with its clock rules; the first call reads all of them."""
    people = _people()
    return tuple(Zone(name, code, people.get(name, 0), ZoneInfo(name)) for name, code in _country_codes().items())


def location_available() -> bool:
    """Whether the optional package that turns a location into a zone is installed."""
    return find_spec("tzfpy") is not None


def zone_for_location(latitude: float, longitude: float) -> str | None:
    """The zone at a place on earth, computed on this machine; None at sea, off the map or without the package."""
    if not location_available() or not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    from tzfpy import get_tz  # an optional package, and 30 MB once it is loaded

    return find_zone(get_tz(longitude, latitude))


def _named(name: str, index: Index) -> list[Place]:
    """The places of exactly this name; a country's own come first."""
    own = _main_places(index.countries[name]) if name in index.countries else ()
    return [*own, *index.places.get(name, ())]


def _beginning(query: str, index: Index) -> list[Place]:
    place = bisect_left(index.names, query)
    found: list[Place] = []
    while place < len(index.names) and index.names[place].startswith(query):
        found += _named(index.names[place], index)
        place += 1
    return sorted(found, key=lambda each: -each.people)


def _narrowed(query: str, index: Index) -> list[Place]:
    """A city with its country or state behind it; when the city is not known, the country or state alone."""
    words = query.split()
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(len(words) - 1, 0, -1)]
    for city, region in cuts:
        code, zones_there = index.countries.get(region), {place.zone for place in index.places.get(region, ())}
        if code is None and not zones_there:
            continue
        found = _beginning(city, index)
        inside = [place for place in found if place.country_code == code or place.zone in zones_there]
        return inside or _named(region, index)
    return []


def _alike(query: str, index: Index) -> list[Place]:
    if len(query) < SHORTEST_SLIP:
        return []
    near = most_alike(query, index.names, least=ALIKE, most=12)
    found = [(score, place) for name, score, _ in near for place in _named(name, index)]
    return [place for _, place in sorted(found, key=lambda pair: (-pair[0], -pair[1].people))]


def _distinct(places: Iterable[Place], limit: int) -> list[Place]:
    """Each name once in each zone."""
    kept: dict[tuple[str, str], Place] = {}
    for place in places:
        kept.setdefault((place.name, place.zone), place)
    return list(kept.values())[:limit]


# --- what is read, once -------------------------------------------------------------------------------------------


def _table(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _zone_file(*parts: str) -> str:
    return resources.files("tzdata").joinpath("zoneinfo", *parts).read_text(encoding="utf-8")


@cache
def _country_codes() -> Mapping[str, str]:
    """The country of every canonical zone."""
    return {row[2]: row[0] for row in _table(_zone_file("zone.tab"))} | {UTC_ZONE: ""}


@cache
def _country_names() -> Mapping[str, str]:
    return {row[0]: row[1] for row in _table(_zone_file("iso3166.tab"))} | {"": ""}


@cache
def _names() -> Mapping[str, str]:
    """Every name of a zone, older ones too, by its folded form."""
    links = [line.split() for line in _zone_file("tzdata.zi").splitlines() if line.startswith("L ")]
    known = _country_codes()
    return names_by_fold(known, {alias: target for _, target, alias in links if target in known})


@cache
def _cities() -> tuple[Place, ...]:
    """The cities, largest first."""
    countries = _country_names()
    rows = _table((FOLDER / "cities.tsv").read_text(encoding="utf-8"))
    return tuple(
        Place(name, countries.get(code, code), zone, int(people), code)
        for name, code, zone, people in rows
        if zone in _country_codes()
    )


@cache
def _people() -> Mapping[str, int]:
    people: dict[str, int] = {}
    for city in _cities():
        people[city.zone] = people.get(city.zone, 0) + city.people
    return people


def _place_of_zone(name: str) -> Place:
    """A zone as a place, called by the city in its name."""
    code = _country_codes()[name]
    city = name.rpartition("/")[2].replace("_", " ")
    return Place(city, _country_names().get(code, code), name, _people().get(name, 0), code)


@cache
def _main_places(code: str) -> tuple[Place, ...]:
    """One place for each clock a country lives by from now on, most people first."""
    clocks: dict[str, Place] = {}
    of_country = [_place_of_zone(name) for name, each in _country_codes().items() if each == code]
    for place in sorted(of_country, key=lambda each: (-each.people, each.zone)):
        clocks.setdefault(_rule_from_now_on(place.zone), place)
    return tuple(clocks.values())


def _rule_from_now_on(name: str) -> str:
    """The last line of a zone file: the rule that holds when its list of changes has ended."""
    data = resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


@cache
def _index() -> Index:
    countries = {fold(name): code for code, name in _country_names().items() if code}
    countries |= {fold(name.partition("(")[0]): code for code, name in _country_names().items() if code}
    places: dict[str, list[Place]] = {}
    for city in _cities():
        places.setdefault(fold(city.name), []).append(city)
    for other, name, code in _table((FOLDER / "other_names.tsv").read_text(encoding="utf-8")):
        if name:
            own = [city for city in places[fold(name)] if city.country_code == code]
            places.setdefault(fold(other), []).extend(own[:1])
        else:
            countries[fold(other)] = code
    for alias, name in _names().items():
        for known in {fold(alias), fold(alias.rpartition("/")[2])} - countries.keys() - places.keys():
            places[known] = [_place_of_zone(name)]
    names = tuple(sorted({*places, *countries}))
    return Index({name: tuple(found) for name, found in places.items()}, names, countries)
