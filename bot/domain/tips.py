"""A tip: one small thing to try, with its grade and cautions, and which one suits a day.

The cut-offs and first picks are design choices to sort tips by, not clinical ones; no study validates them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from hashlib import blake2b
from operator import ge, le

from bot.domain.checkin import Checkin, Feeling
from bot.domain.person import Person

SEEN_LATELY = timedelta(days=60)


class Topic(Enum):
    """The shelves of the tip library."""

    SLEEP = "sleep"
    STRESS = "stress"
    PACING = "pacing"
    MOVEMENT = "movement"
    FOOD = "food"
    FOG = "fog"
    WORK = "work"
    FLARE = "flare"


class Grade(Enum):
    """How good the evidence is, in the words people see (content facts, section 2)."""

    STRONG = "Strong"
    MODERATE = "Moderate"
    LIMITED = "Limited"
    NOT_RECOMMENDED = "Not recommended"
    CLINICIAN_ONLY = "Clinician only"


class Pattern(Enum):
    """What a day looked like, as far as it matters for choosing a tip."""

    SLEEP_LOW = "S3"
    PAIN_HIGH = "P7"
    FATIGUE_HIGH = "F7"
    FOG = "FOG"
    MOOD_LOW = "LOW"
    STRESS_HIGH = "ANX"
    BOOM_BUST = "BB"
    STEADY = "OK"
    ANY = "ALL"


class Energy(Enum):
    """What a tip costs: it can be done lying down, sitting, or needs getting up."""

    LYING = "lying"
    SITTING = "sitting"
    UP = "up"


class Verdict(Enum):
    """What the person said about a tip."""

    NONE = ""
    SAVED = "saved"
    NOT_FOR_ME = "not_for_me"


@dataclass(frozen=True, slots=True)
class Tip:
    """One tip as it is shown: action first, at most 60 words, graded and sourced."""

    id: str
    title: str
    text: str
    topic: Topic
    patterns: frozenset[Pattern]
    energy: Energy
    minutes: int
    cautions: frozenset[str]
    grade: Grade
    sources: tuple[str, ...]
    review: str
    caution_note: str = ""
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A pattern begins when any of these symptoms scores at or beyond `edge`."""

    pattern: Pattern
    symptom_ids: tuple[str, ...]
    reaches: Callable[[float, float], bool]
    edge: float


# Sleep and mood are best at 10, the others at 0.
THRESHOLDS = (
    Threshold(Pattern.SLEEP_LOW, ("sleep",), le, 3),
    Threshold(Pattern.PAIN_HIGH, ("pain",), ge, 7),
    Threshold(Pattern.FATIGUE_HIGH, ("fatigue",), ge, 7),
    Threshold(Pattern.FOG, ("fog", "focus", "memory", "thinking"), ge, 7),
    Threshold(Pattern.MOOD_LOW, ("mood",), le, 3),
    Threshold(Pattern.STRESS_HIGH, ("stress", "anxiety", "worry", "panic"), ge, 7),
)

# What to try first, in the order in which patterns are looked at.
FIRST_PICKS: Mapping[Pattern, tuple[str, ...]] = {
    Pattern.SLEEP_LOW: ("sl01", "sl02", "sl03", "sl04", "sl05", "sl06", "sl21", "sl28", "sl39"),
    Pattern.PAIN_HIGH: ("fl03", "fl04", "fl05", "fl06", "st10", "st14", "sl43", "sl44", "pa14"),
    Pattern.FATIGUE_HIGH: ("pa15", "pa17", "pa21", "sl19", "nu03"),
    Pattern.FOG: ("fg02", "fg03", "fg04", "fg05", "fg06", "fg07"),
    Pattern.MOOD_LOW: ("st18", "st19", "st22", "st36", "mv17"),
    Pattern.STRESS_HIGH: ("st01", "st08", "st40", "st05"),
    Pattern.BOOM_BUST: ("pa01", "pa04", "pa13", "pa24"),
    Pattern.STEADY: ("mv02", "pa09", "fl02", "ws08"),
}

# In a flare, and unless another topic is asked for: comfort only.
COMFORT_TOPICS = frozenset({Topic.FLARE, Topic.STRESS, Topic.SLEEP})


@dataclass(frozen=True, slots=True)
class DoNotSend:
    """These tips stay away on a day with any of the patterns, and from people who ticked any of the cautions.

    The cautions repeat what the tips themselves carry, so that an edit of one text cannot undo a safety rule.
    """

    tip_ids: frozenset[str]
    patterns: frozenset[Pattern] = field(default_factory=frozenset)
    cautions: frozenset[str] = field(default_factory=frozenset)


DO_NOT_SEND = (
    # Doing more.
    DoNotSend(
        frozenset({"pa09", "mv04", "mv05", "mv06"}),
        frozenset({Pattern.PAIN_HIGH, Pattern.FATIGUE_HIGH}),
        frozenset({"PEM"}),
    ),
    # Holding the breath.
    DoNotSend(frozenset({"st06", "st07", "sl29"}), cautions=frozenset({"RESP", "PREG", "PANIC", "CARD"})),
    # Leaving foods out.
    DoNotSend(frozenset({"nu07", "nu10", "nu11", "nu12"}), cautions=frozenset({"ED"})),
    # Getting out of bed in the dark.
    DoNotSend(frozenset({"sl03"}), cautions=frozenset({"FALL"})),
    # Writing about what hurts.
    DoNotSend(frozenset({"st23"}), cautions=frozenset({"PTSD"})),
)


@dataclass(frozen=True, slots=True)
class DayPicture:
    """One diary day as far as it matters for choosing a tip. `cautions` are the codes the person ticked."""

    diary_on: date
    patterns: frozenset[Pattern] = frozenset()
    feeling: Feeling | None = None
    in_flare: bool = False
    cautions: frozenset[str] = frozenset()

    @property
    def is_flare(self) -> bool:
        """A flare the person named, today or before."""
        return self.in_flare or self.feeling is Feeling.FLARE

    @property
    def is_low_energy(self) -> bool:
        """Whether only what can be done lying down fits: pain or fatigue from 7, a rough day, or a flare."""
        hard = {Pattern.PAIN_HIGH, Pattern.FATIGUE_HIGH}
        return self.is_flare or self.feeling is Feeling.ROUGH or bool(self.patterns & hard)


Seen = Mapping[str, tuple[datetime, Verdict]]


def patterns_of(scores: Mapping[str, float], *, did_too_much: bool = False) -> frozenset[Pattern]:
    """What the scores of a day amount to: every threshold reached, steady when none is, nothing without scores."""
    reached = {
        threshold.pattern
        for threshold in THRESHOLDS
        for symptom_id in threshold.symptom_ids
        if symptom_id in scores and threshold.reaches(scores[symptom_id], threshold.edge)
    }
    if did_too_much:
        reached.add(Pattern.BOOM_BUST)
    return frozenset(reached or ({Pattern.STEADY} if scores else ()))


def picture_of(person: Person, checkin: Checkin | None, diary_on: date) -> DayPicture:
    """One diary day of one person, with whatever is known of it."""
    in_flare = person.flare_since_at is not None
    if checkin is None or checkin.undone_at is not None:
        return DayPicture(diary_on, in_flare=in_flare)
    patterns = patterns_of(checkin.scores)
    if checkin.feeling in (Feeling.ROUGH, Feeling.FLARE):
        patterns -= {Pattern.STEADY}
    return DayPicture(diary_on, patterns, checkin.feeling, in_flare)


def may_send(tip: Tip, day: DayPicture) -> bool:
    """Whether a tip is safe and light enough for this person and day, whatever it is about."""
    if tip.cautions & day.cautions:
        return False
    if day.is_low_energy and tip.energy is not Energy.LYING:
        return False
    return not any(
        tip.id in rule.tip_ids and (rule.patterns & day.patterns or rule.cautions & day.cautions)
        for rule in DO_NOT_SEND
    )


def choose_tip(
    tips: Sequence[Tip], day: DayPicture, seen: Seen, now: datetime, *, topic: Topic | None = None
) -> Tip | None:
    """The tip for this day, from one topic or all; None when nothing fits. Same inputs, same tip.

    First picks for the day's patterns come first, then tips that suit a pattern, then those that suit any day; with
    a topic also the rest of its shelf. Within each group the diary day turns the wheel. A tip seen in the last 60
    days waits while there are others; "not for me" is final. `seen` holds by tip id when and with which verdict.
    """
    offered = [tip for tip in tips if may_send(tip, day) and _is_wanted(tip, day, seen, topic)]
    groups = _groups(offered, day, is_whole_shelf=topic is not None)
    for group in groups:
        fresh = [tip for tip in group if not _is_seen_lately(tip, seen, now)]
        if fresh:
            return min(fresh, key=lambda tip: _turn(tip, day.diary_on))
    known = [tip for group in groups for tip in group]
    return min(known, key=lambda tip: (seen[tip.id][0], tip.id), default=None)


def _is_wanted(tip: Tip, day: DayPicture, seen: Seen, topic: Topic | None) -> bool:
    if tip.id in seen and seen[tip.id][1] is Verdict.NOT_FOR_ME:
        return False
    if topic is not None:
        return tip.topic is topic
    return not day.is_flare or tip.topic in COMFORT_TOPICS


def _groups(tips: Sequence[Tip], day: DayPicture, *, is_whole_shelf: bool) -> list[list[Tip]]:
    """The tips in groups, best first: first picks pattern by pattern, suiting a pattern, suiting any day, the rest."""
    patterns = _looked_for(day)
    picks = [ids for pattern, ids in FIRST_PICKS.items() if pattern in patterns]
    groups = [[tip for tip in tips if tip.id in ids] for ids in picks]
    groups.append([tip for tip in tips if tip.patterns & patterns])
    groups.append([tip for tip in tips if Pattern.ANY in tip.patterns])
    if is_whole_shelf:
        groups.append(list(tips))
    return groups


def _looked_for(day: DayPicture) -> frozenset[Pattern]:
    """The day's patterns; a flare, and a rough day without scores, call for what helps in pain."""
    if day.is_flare or (day.is_low_energy and not day.patterns):
        return day.patterns | {Pattern.PAIN_HIGH}
    return day.patterns


def _is_seen_lately(tip: Tip, seen: Seen, now: datetime) -> bool:
    return tip.id in seen and now - seen[tip.id][0] < SEEN_LATELY


def _turn(tip: Tip, diary_on: date) -> bytes:
    """A tip's place on the wheel of one day, the same for everybody and on every machine."""
    return blake2b(f"{diary_on.isoformat()} {tip.id}".encode(), digest_size=8).digest()
