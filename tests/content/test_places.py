"""What people type when they are asked where they are, and the zone it leads to."""

from __future__ import annotations

import sys
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.folding import fold
from content.places import (
    FOLDER,
    Place,
    find_zone,
    is_known_zone,
    location_available,
    places_showing,
    search,
    zone_for_location,
    zones,
)
from tests.hostile import NO_PLACES, PLACES
from tests.work import calls

NOW = datetime(2026, 11, 20, 17, 43, tzinfo=UTC)
MOST_CALLS = 5_000


@pytest.fixture(autouse=True, scope="module")
def _only_packaged_zones() -> Iterator[None]:
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(before)
    zoneinfo.ZoneInfo.clear_cache()


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("  berlin! ", "Europe/Berlin"),
        ("Köln", "Europe/Berlin"),
        ("Cologne", "Europe/Berlin"),
        ("munchen", "Europe/Berlin"),
        ("sao paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("BOGOTA", "America/Bogota"),
        ("Reykjavik", "Atlantic/Reykjavik"),
        ("lodz", "Europe/Warsaw"),
        ("Xian", "Asia/Shanghai"),
        ("new york", "America/New_York"),
        ("NYC", "America/New_York"),
        ("Thimphu", "Asia/Thimphu"),
        ("UK", "Europe/London"),
        ("Scotland", "Europe/London"),
        ("Holland", "Europe/Amsterdam"),
        ("Korea", "Asia/Seoul"),
        ("USA", "America/New_York"),
        ("Germany", "Europe/Berlin"),
        ("Deutschland", "Europe/Berlin"),
        ("cote d'ivoire", "Africa/Abidjan"),
        ("Texas", "America/Chicago"),
        ("Paris, France", "Europe/Paris"),
        ("paris france", "Europe/Paris"),
        ("London, Canada", "America/Toronto"),
        ("Springfield, Illinois", "America/Chicago"),
        ("Smallville, Germany", "Europe/Berlin"),
        ("Smallville, Texas", "America/Chicago"),
        ("Kiev", "Europe/Kyiv"),
        ("Calcutta", "Asia/Kolkata"),
        ("Lord Howe", "Australia/Lord_Howe"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("US/Eastern", "America/New_York"),
        ("UTC", "UTC"),
        ("Brlin", "Europe/Berlin"),
        ("londn", "Europe/London"),
        ("Germny", "Europe/Berlin"),
        ("Amsterdamm", "Europe/Amsterdam"),
    ],
)
def test_the_first_place_found_is_the_one_meant(text: str, zone: str) -> None:
    found = search(text) or [Place("nothing", "", "")]
    assert found[0].zone == zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("España", "Europe/Madrid"),
        ("espana", "Europe/Madrid"),
        ("México", "America/Mexico_City"),
        ("CDMX", "America/Mexico_City"),
        ("Perú", "America/Lima"),
        ("Panamá", "America/Panama"),
        ("República Dominicana", "America/Santo_Domingo"),
        ("Guinea Ecuatorial", "Africa/Malabo"),
        ("Estados Unidos", "America/New_York"),
        ("La Habana", "America/Havana"),
        ("Ciudad de Guatemala", "America/Guatemala"),
        ("Ciudad de Panamá", "America/Panama"),
        ("Bogotá", "America/Bogota"),
        ("Asunción", "America/Asuncion"),
        ("Canarias", "Atlantic/Canary"),
        ("Islas Baleares", "Europe/Madrid"),
        ("San Sebastián", "Europe/Madrid"),
        ("Gerona", "Europe/Madrid"),
        ("Londres", "Europe/London"),
        ("Nueva York", "America/New_York"),
        ("Córdoba, España", "Europe/Madrid"),
        ("Guadalajara, México", "America/Mexico_City"),
        ("Alemania", "Europe/Berlin"),
    ],
)
def test_places_are_found_by_their_spanish_names(text: str, zone: str) -> None:
    found = search(text)
    assert found
    assert found[0].zone == zone


def test_cities_of_one_name_are_offered_largest_first() -> None:
    assert [(place.name, place.country) for place in search("London")] == [
        ("London", "Britain (UK)"),
        ("London", "Canada"),
    ]


def test_a_country_with_several_clocks_gives_each_once_largest_first() -> None:
    assert [place.zone for place in search("United States")] == [
        "America/New_York",
        "America/Chicago",
        "America/Los_Angeles",
        "America/Phoenix",
        "America/Denver",
        "Pacific/Honolulu",
    ]
    assert [place.name for place in search("Brasil")] == ["Sao Paulo", "Manaus", "Rio Branco", "Noronha"]
    assert len(search("Russia", 20)) == 11


def test_a_country_and_a_state_of_one_name_are_both_offered() -> None:
    assert [place.zone for place in search("Georgia")] == ["Asia/Tbilisi", "America/New_York"]


def test_a_beginning_is_completed_without_repeating_the_same_clock() -> None:
    assert [place.name for place in search("berl")][:1] == ["Berlin"]
    assert [place.name for place in search("Paris")] == ["Paris"]
    found = search("san", 50)
    assert found[0].name == "San"
    assert len(found) == 50
    assert len({(place.name, place.zone) for place in found}) == 50


def test_the_limit_is_kept() -> None:
    assert len(search("new", 3)) == 3


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_no_place_gives_nothing(text: str) -> None:
    assert search(text) == []


@pytest.mark.parametrize("text", PLACES)
def test_no_text_makes_the_search_work_hard(text: str) -> None:
    assert calls(lambda: search(text)) <= MOST_CALLS


@given(st.text(max_size=70))
def test_any_text_is_searched_without_harm(text: str) -> None:
    found = search(text)
    assert len(found) <= 6
    assert all(is_known_zone(place.zone) for place in found)


def test_folding_takes_accents_quotes_and_case_away() -> None:
    assert fold("Île-de-France") == "ile de france"
    assert fold("Łódź, Ørsted’s ẞ") == "lodz orsteds ss"
    assert fold("Αθήνα") == "αθηνα"


def test_a_clock_gives_one_place_for_each_rule_and_then_well_known_others() -> None:
    found = places_showing(time(18, 40), NOW)
    assert [place.zone for place in found[:2]] == ["Africa/Lagos", "Europe/Berlin"]
    assert len({place.zone for place in found}) == len(found) == 6
    assert places_showing(time(17, 58), NOW) == []


def test_every_zone_has_a_country_and_only_exact_names_are_known() -> None:
    assert len(zones()) > 400
    assert {zone.name for zone in zones() if not zone.country} == {"UTC"}
    assert all(zone.rules.key == zone.name for zone in zones())
    assert is_known_zone("Europe/Berlin")
    assert not any(map(is_known_zone, ("europe/berlin", "America", "../etc", "localtime", "", "x" * 5000)))


def test_older_names_lead_to_the_zone_of_today() -> None:
    assert find_zone("Europe/Kiev") == "Europe/Kyiv"
    assert find_zone("asia/calcutta") == "Asia/Kolkata"
    assert find_zone("America") is None


@pytest.mark.skipif(not location_available(), reason="the optional package tzfpy is not installed")
@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.52, 13.40, "Europe/Berlin"),
        (-33.87, 151.21, "Australia/Sydney"),
        (90.5, 0.0, None),
        (0.0, 181.0, None),
        (float("nan"), 0.0, None),
        (0.0, float("inf"), None),
        (0.0, -30.0, None),
    ],
)
def test_a_location_becomes_a_zone(latitude: float, longitude: float, zone: str | None) -> None:
    assert zone_for_location(latitude, longitude) == zone


def test_without_the_optional_package_a_location_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tzfpy", None)
    assert not location_available()
    assert zone_for_location(52.52, 13.40) is None


def test_the_files_are_small_and_every_row_can_be_used() -> None:
    cities = [line.split("\t") for line in (FOLDER / "cities.tsv").read_text(encoding="utf-8").splitlines()]
    assert (FOLDER / "cities.tsv").stat().st_size < 250_000
    assert len(cities) > 6_000
    assert all(is_known_zone(zone) and int(people) > 0 for _, _, zone, people in cities)
    named = {(fold(name), code) for name, code, _, _ in cities}
    others = [line.split("\t") for line in (FOLDER / "other_names.tsv").read_text(encoding="utf-8").splitlines()]
    assert all((fold(name), code) in named for _, name, code in others if name)
    assert len({fold(other) for other, _, _ in others}) == len(others)
    assert "CC BY 4.0" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_large_city_is_found_by_its_own_name() -> None:
    cities = [line.split("\t") for line in (FOLDER / "cities.tsv").read_text(encoding="utf-8").splitlines()]
    for name, _, zone, people in cities[:600]:
        assert zone in {place.zone for place in search(name, 12)}, (name, people)
