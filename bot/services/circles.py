"""The moving circles: each drawn once, kept on disk, and sent by the id Telegram gave it afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from bot.domain.techniques import Technique
from bot.storage.pictures import PictureFolder
from bot.storage.storage import Storage

Draw = Callable[[Technique], bytes]


@dataclass(frozen=True, slots=True)
class Circles:
    """`look` names how circles are drawn, so that another look is a new picture."""

    storage: Storage
    folder: PictureFolder
    look: int

    async def file_id(self, bot_id: int, technique: Technique) -> str | None:
        """The id under which Telegram has this circle, for this bot; None before it was sent, or when it was lost."""
        key = f"circle/{bot_id}/{self._name(technique)}"
        return await self.storage.database.read(lambda tx: self.storage.facts.get(tx, key)) or None

    async def remember(self, bot_id: int, technique: Technique, file_id: str) -> None:
        """Send it by this id from now on; an empty one means to send the picture again."""
        key = f"circle/{bot_id}/{self._name(technique)}"
        await self.storage.database.write(lambda tx: self.storage.facts.put(tx, key, file_id))

    async def picture(self, technique: Technique, draw: Draw) -> bytes:
        """The circle itself, drawn in a thread of its own when it is not on disk yet."""
        name = self._name(technique)
        known = await asyncio.to_thread(self.folder.read, name)
        if known is not None:
            return known
        drawn = await asyncio.to_thread(draw, technique)
        await asyncio.to_thread(self.folder.keep, name, drawn)
        return drawn

    def _name(self, technique: Technique) -> str:
        """The same for all techniques that move alike, in whatever language they are named."""
        steps = zip(technique.motion, technique.phases, strict=True)
        moves = " ".join(f"{motion.value} {phase.seconds:g}" for motion, phase in steps)
        return f"circle-{blake2b(f'{self.look} {moves}'.encode(), digest_size=8).hexdigest()}.gif"
