"""What weeks of answers lead to, seen from the chat."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.appointment import is_looked_at
from bot.domain.checkin import Answer, Checkin, Feeling
from bot.storage.storage import Transaction
from tests.conversations.conftest import Reads
from tests.world import Chat, World

BERLIN = "Europe/Berlin"
WORTH_IT = "An appointment may be worth it."


async def lived(ebb: World, chat: Chat, first_on: date, pains: list[int]) -> None:
    """A finished check-in a day with one answer each."""
    person, storage = await chat.person(), ebb.ebb.storage
    wording = ebb.ebb.parts.library.words("en").symptoms["pain"].wording

    async def work(tx: Transaction) -> None:
        for number, pain in enumerate(pains):
            at = ebb.clock.now() - timedelta(days=len(pains) - number)
            day = Checkin(
                0, person.id, first_on + timedelta(days=number), BERLIN, Feeling.SO_SO, ("pain",), None, at, at
            )
            checkin = await storage.checkins.save(tx, day)
            await storage.checkins.put_answer(tx, checkin, Answer("pain", pain, at), wording)

    await storage.database.write(work)


async def answers(chat: Chat, pain: str) -> None:
    """A rough evening: the first tap, the pain, enough."""
    await chat.tap("Rough")
    await chat.tap(pain)
    await chat.tap("That's enough")


async def test_ten_days_above_the_usual(ebb: World, reads_as_expected: Reads) -> None:
    """Anna's pain was 3 for a month and is 7 for ten days; the receipt of one day a week says what may be worth it."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    today = date(2026, 3, 2)
    await lived(ebb, anna, today - timedelta(days=40), [3] * 30 + [7] * 10)
    person_id = (await anna.person()).id
    told_on = []
    for day in range(9):
        await ebb.to("20:00")
        await answers(anna, "7")
        on = today + timedelta(days=day)
        if WORTH_IT in anna.last_words:
            told_on.append(on)
        assert (WORTH_IT in anna.last_words) is is_looked_at(person_id, on)
    assert 1 <= len(told_on) <= 2
    reads_as_expected(anna)


async def test_who_has_always_had_as_much_is_told_nothing(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    today = date(2026, 3, 2)
    await lived(ebb, anna, today - timedelta(days=60), [7] * 60)
    for _ in range(7):
        await ebb.to("20:00")
        await answers(anna, "8")
        assert WORTH_IT not in anna.last_words


async def test_a_changed_answer_can_take_the_advice_back(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    today = date(2026, 3, 2)
    await lived(ebb, anna, today - timedelta(days=40), [3] * 31 + [5] * 9)
    person_id = (await anna.person()).id
    while not is_looked_at(person_id, today):
        await ebb.to("20:00")
        await answers(anna, "5")
        today += timedelta(days=1)
    await ebb.to("20:00")
    await answers(anna, "9")
    assert WORTH_IT in anna.last_words
    await anna.tap("Change an answer")
    await anna.tap("Pain: 9")
    await anna.tap("0")
    assert WORTH_IT not in anna.last_words
