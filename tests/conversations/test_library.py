"""Reading up on a word, telling what to be careful with, and tips from one topic a week."""

from __future__ import annotations

from bot.domain.tips import Topic, Verdict
from tests.conversations.conftest import Reads
from tests.world import Chat, World


async def test_learn_browse(ebb: World, reads_as_expected: Reads) -> None:
    """Anna looks around: a shelf, its second page, a card, why it says so, what to ask, and where help is."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/learn")
    await anna.tap("Medicines")
    await anna.tap("More")
    await anna.tap("Opioid painkillers")
    await anna.tap("Why?")
    await anna.tap("Back to the card")
    await anna.tap("Ask your clinician")
    await anna.tap("Back to the card")
    await anna.tap("Help now")
    await anna.tap("Medicines")
    await anna.tap("All shelves")
    await anna.tap("When to seek help")
    await anna.tap("Signs to call for help now")
    reads_as_expected(anna)


async def test_learn_by_brand_name(ebb: World, reads_as_expected: Reads) -> None:
    """Ben was given a box with a name on it, and spells as people do."""
    ben = ebb.person("Ben")
    await ben.settle_in()
    await ben.say("/learn Lyrica")
    await ben.say("/learn lyrca")
    await ben.say("/learn is ketamine good for fibro pain?")
    await ben.say("/learn massage")
    await ben.tap("Deep tissue massage")
    await ben.say("/learn tea")
    await ben.tap("Caffeine")
    await ben.say("/learn food")
    reads_as_expected(ben)


async def test_learn_nonsense(ebb: World, reads_as_expected: Reads) -> None:
    """Otto's cat walks over the keyboard, and his nephew tries to break things."""
    otto = ebb.person("Otto")
    await otto.settle_in()
    await otto.say("/learn asdfgh")
    await otto.tap("All shelves")
    await otto.say("/learn <b>bold</b> & <script>alert(1)</script>")
    await otto.say("/learn 🙂")
    await otto.say("/learn " + "x" * 4000)
    await otto.tap_data("1lsf:medicine:99999")
    await otto.tap_data("1lsf:spaceship:0")
    await otto.tap_data("1lca:no-such-card")
    await otto.tap_data("1lwy:no-such-card")
    await otto.tap_data("1lqu:alcohol")
    reads_as_expected(otto)


async def test_cautions_filter_a_tip(ebb: World, reads_as_expected: Reads) -> None:
    """Mia has low blood pressure: what may not suit her stays away, and the gentler breath comes first."""
    mia = ebb.person("Mia")
    await mia.settle_in()
    person, parts = await mia.person(), ebb.ebb.parts
    risky = {tip.id for tip in parts.library.words("en").tips if "CARD" in tip.cautions and not tip.is_warning}
    assert risky & set(await shown(mia, Topic.STRESS))
    await mia.say("/settings")
    await mia.tap("My cautions")
    await mia.tap("Heart or fainting")
    await mia.tap("Falls")
    await mia.tap("✓ Falls")
    await mia.tap("Back")
    await mia.say("/calm")
    await mia.tap("4-7-8 breath")
    await mia.say("/learn aerobic exercise")
    reads_as_expected(mia)
    assert await parts.people.cautions(person) == {"CARD"}
    assert not risky & set(await shown(mia, Topic.STRESS))
    await mia.tap_data("1mct:ROBOT")
    assert await parts.people.cautions(person) == {"CARD"}


async def test_weekly_topic(ebb: World, reads_as_expected: Reads) -> None:
    """Anna would like one thing a week; when her body says otherwise, the day decides."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/settings")
    await anna.tap("One topic a week: off")
    await anna.tap("One topic a week, please")
    await anna.say("/tip")
    await anna.tap("Another")
    await anna.say("pain 8 fatigue 8")
    await anna.say("/tip")
    await anna.say("/settings")
    await anna.tap("One topic a week: on")
    await anna.tap("All topics again")
    await anna.tap("Back")
    reads_as_expected(anna)
    assert not (await anna.person()).weekly_topic


async def test_tip_in_other_words(ebb: World, reads_as_expected: Reads) -> None:
    """Anna asks in her own words, with slips, and turns the pages of what she kept."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/tip memory")
    await anna.say("/tip slepe")
    await anna.say("/tip Work and people")
    await anna.say("/tip <i>")
    await anna.say("/tip quantum physics")
    person, parts = await anna.person(), ebb.ebb.parts
    for tip_id in await shown(anna, Topic.FOOD):
        await parts.tips.judge(person, tip_id, Verdict.SAVED, ebb.clock.now())
    await anna.say("/tip favourites")
    await anna.tap("More")
    await anna.tap("More")
    reads_as_expected(anna)


async def shown(chat: Chat, topic: Topic) -> list[str]:
    """Every tip of a topic that this person can get."""
    parts, person = chat.world.ebb.parts, await chat.person()
    ids: list[str] = []
    while (found := await parts.tips.choose(person, topic, chat.world.clock.now())) and found.tip.id not in ids:
        ids.append(found.tip.id)
    return ids


async def test_whoever_edits_a_tip_sees_it_by_its_id(ebb: World) -> None:
    nora = ebb.person("Nora")
    await nora.settle_in()
    await nora.say("/tip SL05")
    assert nora.last_words.startswith("Turn the clock away")
    await nora.tap("Save")
    await nora.say("/tip sl05")
    assert "Find it with /tip saved" in nora.last_words
    await nora.say("/tip sl99")
    assert "Which one?" in nora.last_words
