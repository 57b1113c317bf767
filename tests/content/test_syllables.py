"""Syllables by rule, against everyday and medical words whose count is known."""

from __future__ import annotations

import pytest

from content.syllables import syllables

KNOWN = {
    1: (
        "rest stops walked sleep breathe breathes breath safe change used helped asked tired knees eyes eye one "
        "once hour hours twelve whole while year real feel hear loose noise likes times names guide build fruit "
        "juice suit fire tea don't i'll "
    ),
    2: (
        "started rested movement gentle little people table able simple muscle muscles quiet science being doing "
        "going seeing trying carry breathing safely lonely sometimes something someone morning pillow pacing "
        "changes chances nurses pauses uses needed added noted fatigue because before outside inside bedtime "
        "lighter caffeine weather question station patient special social anxious tension pressure measure careful "
        "hopeful homework useful lifetime baseline headache migraine stomach minutes seconds apple ankle gentler "
        "trouble slowly early body daily hobby create really shoulders release noises places causes bridges boxes "
        "buses dishes watches smaller smallest yourself themselves chronic biscuit fluid ruin diet lion client "
        "giant iron coffee balanced balance distance practice notice noticed office massage package message "
        "village rhythm prism doesn't isn't wouldn't couldn't "
    ),
    3: (
        "medicine medicines clinician pharmacist diary area idea energy exercise completely everyone alcohol "
        "sensitive attention serious previous period video radio usual actual manual carefully possible regular "
        "quietly easily steadily nobody piano triangle "
    ),
    4: (
        "activity temperature experience usually january situation medication relaxation comfortable vegetable "
        "anybody television insomnia anxiety variety criticism "
    ),
    5: ("evaluation uncomfortable "),
    6: ("fibromyalgia "),
}


@pytest.mark.parametrize("count", KNOWN)
def test_a_known_word_has_its_syllables(count: int) -> None:
    assert {word: syllables(word) for word in KNOWN[count].split()} == dict.fromkeys(KNOWN[count].split(), count)


def test_a_number_counts_as_one() -> None:
    assert syllables("20") == 1
