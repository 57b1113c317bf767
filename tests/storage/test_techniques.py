from datetime import datetime

from bot.domain.person import Person
from bot.storage.storage import Storage, Transaction
from bot.storage.techniques import CautionRead


async def test_a_caution_is_remembered_per_person_and_technique_and_the_newest_word_counts(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> list[CautionRead | None]:
        seen = [await storage.techniques.caution_of(tx, anna.id, "box")]
        for applies in (False, True):
            await storage.techniques.mark_caution(tx, anna.id, "box", applies=applies, now=now)
            seen.append(await storage.techniques.caution_of(tx, anna.id, "box"))
        seen.append(await storage.techniques.caution_of(tx, anna.id, "belly"))
        seen.append(await storage.techniques.caution_of(tx, ben.id, "box"))
        return seen

    assert await storage.database.write(work) == [None, CautionRead(False), CautionRead(True), None, None]


async def test_what_is_put_away_stays_away_until_it_is_brought_back(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> list[tuple[str, ...]]:
        for technique_id in ("box", "box", "cue"):
            await storage.techniques.hide(tx, anna.id, technique_id, now)
        seen = [await storage.techniques.hidden(tx, person.id) for person in (anna, ben)]
        await storage.techniques.bring_back(tx, anna.id, "box")
        return [*seen, await storage.techniques.hidden(tx, anna.id)]

    assert await storage.database.write(work) == [("box", "cue"), (), ("cue",)]
