"""Telegram in, Telegram out. `register` lists every route in order; the catch-all comes last."""

from __future__ import annotations

from handlers import (
    calm,
    checkin,
    circle,
    crisis,
    errors,
    fallback,
    flare,
    gate,
    language,
    learn,
    pacing,
    privacy,
    red_flags,
    safety,
    settings,
    start,
    tips,
    typed,
)
from handlers.context import EbbApplication


def register(application: EbbApplication) -> None:
    """Every route, first match wins inside a group; the gate (-2) and the phrase check (-1) see everything before."""
    gate.register(application)
    crisis.register(application)
    safety.register(application)
    red_flags.register(application)
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
