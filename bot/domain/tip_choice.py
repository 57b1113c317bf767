"""Which tip suits a day: safe for this person, light enough, not seen lately, and the same for the same inputs.

The cut-offs and first picks are design choices to sort tips by, not clinical ones; no study validates them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from operator import ge, le

from bot.domain.checkin import Checkin, Feeling
from bot.domain.person import Person
from bot.domain.tips import FALLBACK_LANGUAGE, Energy, Pattern, Seen, Tip, Topic, Verdict

SEEN_LATELY = timedelta(days=60)
HARD = frozenset({Pattern.PAIN_HIGH, Pattern.FATIGUE_HIGH})
ANY_DAY = frozenset({Pattern.ANY})


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

# The shelves that take turns week by week; flare tips are for flares.
WEEK_TOPICS = tuple(topic for topic in Topic if topic is not Topic.FLARE)


@dataclass(frozen=True, slots=True)
class DoNotSend:
    """These tips stay away on a day with any of the patterns, and from people who ticked any of the cautions.

    The cautions repeat what the tips themselves carry, so that an edit of one text cannot undo a safety rule. They
    also hold for warnings: about leaving foods out, even a warning is too much for somebody with an eating disorder.
    """

    tip_ids: frozenset[str]
    patterns: frozenset[Pattern] = field(default_factory=frozenset)
    cautions: frozenset[str] = field(default_factory=frozenset)

    def holds(self, day: DayPicture) -> bool:
        """Whether the tips stay away on this day."""
        return bool(self.patterns & day.patterns or self.cautions & day.cautions)


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
    """One diary day of one person as far as it matters for choosing a tip.

    `cautions` are the codes the person ticked. `week_topic` is the shelf of this week, for those who asked for one.
    """

    diary_on: date
    patterns: frozenset[Pattern] = frozenset()
    feeling: Feeling | None = None
    in_flare: bool = False
    cautions: frozenset[str] = frozenset()
    week_topic: Topic | None = None

    @property
    def is_flare(self) -> bool:
        """A flare the person named, today or before."""
        return self.in_flare or self.feeling is Feeling.FLARE

    @property
    def is_low_energy(self) -> bool:
        """Whether only what can be done lying down fits: pain or fatigue from 7, a rough day, or a flare."""
        return self.is_flare or self.feeling is Feeling.ROUGH or bool(self.patterns & HARD)


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


def topic_of_week(diary_on: date) -> Topic:
    """The shelf of the week a day lies in, from Monday to Sunday; the same for everybody."""
    weeks = (diary_on.toordinal() - 1) // 7
    return WEEK_TOPICS[weeks % len(WEEK_TOPICS)]


def picture_of(
    person: Person,
    checkin: Checkin | None,
    diary_on: date,
    *,
    cautions: frozenset[str] = frozenset(),
    did_too_much: bool = False,
) -> DayPicture:
    """One diary day of one person, with whatever is known of it and the cautions they ticked.

    `did_too_much` is whether the person said that they did more than planned.
    """
    bare = DayPicture(
        diary_on,
        patterns_of({}, did_too_much=did_too_much),
        in_flare=person.flare_since_at is not None,
        cautions=cautions,
        week_topic=topic_of_week(diary_on) if person.weekly_topic else None,
    )
    if checkin is None or checkin.undone_at is not None:
        return bare
    patterns = patterns_of(checkin.scores, did_too_much=did_too_much)
    if checkin.feeling in (Feeling.ROUGH, Feeling.FLARE):
        patterns -= {Pattern.STEADY}
    return replace(bare, patterns=patterns, feeling=checkin.feeling)


def sendable(tips: Iterable[Tip], day: DayPicture) -> list[Tip]:
    """The tips that are safe and light enough for this person and day, whatever they are about.

    A caution hides every tip that carries it but warnings, whose cautions name those who need them most.
    """
    ruled_out = frozenset[str]().union(*(rule.tip_ids for rule in DO_NOT_SEND if rule.holds(day)))
    is_low = day.is_low_energy
    return [
        tip
        for tip in tips
        if (tip.cautions.isdisjoint(day.cautions) or tip.is_warning)
        and tip.id not in ruled_out
        and not (is_low and tip.energy is not Energy.LYING)
    ]


def choose_tip(
    tips: Sequence[Tip], day: DayPicture, seen: Seen, now: datetime, *, topic: Topic | None = None
) -> Tip | None:
    """The tip for this day, from one topic or all; None when nothing fits. Same inputs, same tip.

    First picks for the day's patterns come first, then tips that suit a pattern, then those that suit any day; with
    a topic also the rest of its shelf. Within each group the diary day turns the wheel. A tip seen in the last 60
    days waits while there are others; "not for me" is final. `seen` holds by tip id when and with which verdict.
    The topic of the week goes first, but on a day of low energy the day alone decides.
    """
    offered = sendable([tip for tip in tips if _is_wanted(tip, day, seen, topic)], day)
    groups = list(_groups(offered, day, is_whole_shelf=topic is not None))
    if topic is None and day.week_topic is not None and not day.is_low_energy:
        shelf = [tip for tip in offered if tip.topic is day.week_topic]
        groups = [*_groups(shelf, day, is_whole_shelf=True), *groups]
    seen_lately = {tip_id for tip_id, (seen_at, _) in seen.items() if now - seen_at < SEEN_LATELY}
    for group in groups:
        fresh = [tip for tip in group if tip.id not in seen_lately]
        if fresh:
            return min(fresh, key=_turns(day.diary_on))
    known = [tip for group in groups for tip in group]
    return min(known, key=lambda tip: (seen[tip.id][0], tip.id), default=None)


def _is_wanted(tip: Tip, day: DayPicture, seen: Seen, topic: Topic | None) -> bool:
    if tip.id in seen and seen[tip.id][1] is Verdict.NOT_FOR_ME:
        return False
    if topic is not None:
        return tip.topic is topic
    return not day.is_flare or tip.topic in COMFORT_TOPICS


def _groups(tips: Sequence[Tip], day: DayPicture, *, is_whole_shelf: bool) -> Iterator[list[Tip]]:
    """The tips in groups, best first: first picks pattern by pattern, suiting a pattern, suiting any day, the rest.

    On a day that calls for nothing special, what to try comes before what to beware of.
    """
    patterns = _looked_for(day)
    for pattern, ids in FIRST_PICKS.items():
        if pattern in patterns:
            yield [tip for tip in tips if tip.id in ids]
    yield [tip for tip in tips if not tip.patterns.isdisjoint(patterns)]
    any_day = [tip for tip in tips if not tip.patterns.isdisjoint(ANY_DAY)]
    yield [tip for tip in any_day if not tip.is_warning]
    yield [tip for tip in any_day if tip.is_warning]
    if is_whole_shelf:
        yield list(tips)


def _looked_for(day: DayPicture) -> frozenset[Pattern]:
    """The day's patterns; a flare, and a rough day without scores, call for what helps in pain."""
    if day.is_flare or (day.is_low_energy and not day.patterns):
        return day.patterns | {Pattern.PAIN_HIGH}
    return day.patterns


def _turns(diary_on: date) -> Callable[[Tip], tuple[bool, bytes]]:
    """A tip's place on the wheel of one day, the same for everybody and on every machine.

    For a reader of another language, what is still in English comes after what is not.
    """
    day = diary_on.isoformat()
    return lambda tip: (tip.language == FALLBACK_LANGUAGE, _place(f"{day} {tip.id}"))


def _place(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()
