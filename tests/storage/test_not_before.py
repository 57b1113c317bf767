from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.storage.not_before import ALL_CHATS
from bot.storage.storage import Storage

MINUTE = timedelta(minutes=1)


async def put(storage: Storage, chat_id: int, until_at: datetime) -> None:
    await storage.database.write(lambda tx: storage.not_before.put(tx, chat_id, until_at))


async def standing(storage: Storage, now: datetime) -> Mapping[int, datetime]:
    return await storage.database.write(lambda tx: storage.not_before.standing(tx, now))


async def test_a_wait_stands_until_it_is_over(storage: Storage, now: datetime) -> None:
    await put(storage, 100, now + MINUTE)
    await put(storage, ALL_CHATS, now + 2 * MINUTE)

    assert set(await standing(storage, now)) == {100, ALL_CHATS}
    assert set(await standing(storage, now + 1.5 * MINUTE)) == {ALL_CHATS}
    assert await standing(storage, now + 3 * MINUTE) == {}
    assert await standing(storage, now) == {}, "what was over is forgotten"


async def test_a_wait_is_never_cut_short(storage: Storage, now: datetime) -> None:
    wanted = now + MINUTE + timedelta(milliseconds=400)
    await put(storage, 100, wanted)
    await put(storage, 100, now + timedelta(seconds=5))
    assert (await standing(storage, now))[100] >= wanted
