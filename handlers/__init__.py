"""Telegram in, Telegram out. `register` lists every route in order; the catch-all comes last."""

from __future__ import annotations

from handlers import (
    calm,
    checkin,
    circle,
    errors,
    fallback,
    flare,
    gate,
    language,
    learn,
    pacing,
    privacy,
    safety,
    settings,
    start,
    tips,
    typed,
)
from handlers.context import EbbApplication


def register(application: EbbApplication) -> None:
    """Every route, first match wins inside a group; the gate in group -1 sees everything before them."""
    gate.register(application)
    safety.register(application)
    start.register(application)
    checkin.register(application)
    tips.register(application)
    learn.register(application)
    calm.register(application)
    circle.register(application)
    pacing.register(application)
    flare.register(application)
    settings.register(application)
    language.register(application)
    privacy.register(application)
    typed.register(application)
    fallback.register(application)
    errors.register(application)
