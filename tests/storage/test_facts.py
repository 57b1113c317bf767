from bot.storage.storage import Storage, Transaction


async def test_a_fact_is_what_was_put_last(storage: Storage) -> None:
    async def work(tx: Transaction) -> list[str | None]:
        values = [await storage.facts.get(tx, "tz_version")]
        for version in ("2026a", "2026b"):
            await storage.facts.put(tx, "tz_version", version)
            values.append(await storage.facts.get(tx, "tz_version"))
        return values

    assert await storage.database.write(work) == [None, "2026a", "2026b"]
