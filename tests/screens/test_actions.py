"""Callback data: every action comes back as it went, and whatever else comes from outside is nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time
from typing import Any, get_type_hints

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.cards import Group
from bot.domain.cautions import CAUTIONS
from bot.domain.checkin import Feeling
from bot.domain.energy import EnergyUnit
from bot.domain.flare import Helped
from bot.domain.pacing import OFFERED, Done, Unit
from bot.domain.payback import Payback
from bot.domain.red_flags import Urgency
from bot.domain.symptom import DEFAULT_SYMPTOMS
from bot.domain.techniques import PACES
from bot.domain.tips import Topic
from bot.screens.actions import Action, Agree, AnotherTip, GiveScore, PickTime, PickZone, Play
from bot.screens.callback_data import MOST_BYTES, decode, encode
from content.places import zones
from tests.library import library

LIBRARY = library()
WORDS = LIBRARY.words("en")
KINDS = sorted(Action.kinds.values(), key=lambda kind: kind.code)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "prompt": st.text("ABCDEFabcdef0123456789_-", min_size=8, max_size=8),
    "symptom_id": st.sampled_from(sorted(WORDS.symptoms)),
    "card_id": st.sampled_from(sorted(WORDS.cards)),
    "group": st.sampled_from(Group),
    "caution": st.sampled_from(CAUTIONS),
    "tip_id": st.sampled_from([tip.id for tip in WORDS.tips]),
    "technique_id": st.sampled_from(sorted(WORDS.techniques)),
    "zone": st.sampled_from(sorted(zone.name for zone in zones())),
    "wall_time": st.times().map(lambda moment: time(moment.hour, moment.minute)),
    "feeling": st.sampled_from(Feeling),
    "topic": st.none() | st.sampled_from(Topic),
    "score": st.integers(0, 10),
    "minutes": st.sampled_from([30, 120]),
    "pace": st.sampled_from(PACES),
    "applies": st.integers(0, 1),
    "tension": st.integers(0, 10),
    "rounds": st.integers(1, 8),
    "sitting_id": st.integers(1, 10**8),
    "activity_id": st.integers(1, 10**8),
    "flare_id": st.integers(1, 10**8),
    "part": st.integers(0, 99),
    "place": st.integers(0, 99),
    "has_pem": st.integers(0, 1),
    "is_tired": st.integers(0, 1),
    "grows": st.integers(0, 1),
    "halves": st.integers(1, 20_000),
    "amount": st.integers(0, 100),
    "day": st.dates().map(lambda day: day.toordinal()),
    "name": st.sampled_from(sorted(OFFERED)),
    "unit": st.sampled_from([*Unit, *EnergyUnit]),
    "done": st.sampled_from(Done),
    "payback": st.sampled_from(Payback),
    "helped": st.sampled_from(Helped),
    "days": st.sampled_from([0, 1, 3, 7]),
    "page": st.integers(0, 9),
    "version": st.integers(1, 99),
    "language": st.sampled_from(sorted(LIBRARY.languages)),
    "country": st.sampled_from(sorted(WORDS.countries)),
    "urgency": st.sampled_from(Urgency),
    "flag_id": st.sampled_from(sorted(WORDS.red_flags)),
    "is_better": st.sampled_from([0, 1]),
}


def _values(kind: type[Action], name: str) -> st.SearchStrategy[Any]:
    """What a field can hold; two kinds of unit share one name."""
    wanted = get_type_hints(kind)[name]
    return FIELDS[name].filter(lambda value: isinstance(value, wanted)) if name == "unit" else FIELDS[name]


def actions(kind: type[Action]) -> st.SearchStrategy[Action]:
    return st.builds(kind, **{each.name: _values(kind, each.name) for each in fields(kind)})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=max(settings().max_examples // 4, 10))
@given(data=st.data())
def test_every_action_comes_back_as_it_went_within_64_bytes(kind: type[Action], data: st.DataObject) -> None:
    action = data.draw(actions(kind))
    written = encode(action)
    assert len(written.encode()) <= MOST_BYTES
    assert decode(written) == action


@given(st.one_of(st.none(), st.text(), st.text("1gsfe:_-/+.09azAZ\x00é", max_size=70)))
@example("")
@example("1")
@example("1zz")
@example("0hn")
@example("1hn:")
@example("1gs:AAAAAAAA:pain")
@example("1gs:AAAAAAAA:pain:6:7")
@example("1gs:AAAAAAAA:pain:06")
@example("1gs:AAAAAAAA:pain:six")
@example("1gs:AAAAAAAA:pain:٦")
@example("1fe:AAAAAAAA:splendid")
@example("1pt:2460")
@example("1pt:2000 ")
@example("1nt:everything")
@example("1ag:1e3")
def test_whatever_is_not_written_by_us_is_nothing_or_what_it_says(data: str | None) -> None:
    action = decode(data)
    assert action is None or encode(action) == data


@pytest.mark.parametrize("data", ["", "1", "1zz", "2hn", "1hn:", "1gs:AAAAAAAA:pain:06", "1gs:A:pain:٦", "1pt:2460"])
def test_forged_data_means_nothing(data: str) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    "action", [PickZone("a" * 80), PickZone("a:b"), PickZone("Île"), GiveScore("x" * 60, "pain", 1), Play("4 6", 100)]
)
def test_what_does_not_fit_a_button_is_refused_when_it_is_made(action: Action) -> None:
    with pytest.raises(ValueError, match="does not fit a button"):
        encode(action)


def test_the_codes_of_old_buttons_keep_their_meaning() -> None:
    assert decode("1gs:AbCd_-12:pain:6") == GiveScore("AbCd_-12", "pain", 6)
    assert decode("1ag:1") == Agree(1)
    assert decode("1nt:") == AnotherTip(None)
    assert decode("1pt:1915") == PickTime(time(19, 15))


def test_no_two_kinds_share_a_code() -> None:
    with pytest.raises(ValueError, match="already means"):

        @dataclass(frozen=True)
        class Impostor(Action, code="gs"):
            """Would take the code of a score."""


def test_every_field_is_of_a_kind_that_travels() -> None:
    for kind in KINDS:
        assert set(get_type_hints(kind)) - {"code", "kinds"} <= set(FIELDS), kind
    assert set(DEFAULT_SYMPTOMS) <= set(WORDS.symptoms)
