"""What is counted while the bot runs, for operators: numbers only, never who or what."""

from __future__ import annotations

from collections.abc import Callable

COUNTS = {
    "updates_received": "Updates taken from Telegram.",
    "updates_handled": "Updates whose handler ended well.",
    "updates_repeated": "Updates that Telegram sent once more; they changed nothing.",
    "updates_failed": "Attempts at an update that ended in a failing handler.",
    "updates_delayed": "Attempts at an update that a broken storage ended.",
    "updates_unreadable": "Updates that could not be read.",
    "updates_hushed": "Updates answered with silence, because their sender sent too many.",
    "updates_dropped": "Updates thrown away, because their sender had hundreds waiting.",
    "updates_quarantined": "Updates that were given up and set aside.",
    "polls": "Answered getUpdates calls.",
    "polls_failed": "getUpdates calls that failed.",
    "webhook_refused": "Calls to the webhook that did not come from Telegram, or were no updates.",
    "requests_sent": "Messages and edits that Telegram took.",
    "requests_throttled": "Messages and edits that Telegram told to wait.",
    "requests_refused": "Messages and edits that Telegram refused.",
    "requests_unclear": "Messages and edits that may have arrived: the line broke before the answer.",
    "requests_failed": "Messages and edits that certainly did not arrive.",
    "prompts_due": "Check-in times that came; who is on a break or done is asked nothing.",
    "prompts_sent": "Check-in prompts sent.",
    "prompts_offered_again": "Check-in prompts offered again after an outage.",
    "prompts_answered": "Check-in prompts whose check-in was finished.",
    "prompts_expired": "Check-in prompts whose response window closed unanswered.",
    "prompts_failed": "Check-in prompts that could not be sent.",
    "alarms_failed": "Attempts at a timer's word or a promised question that broke.",
    "look_ins_sent": "Messages that asked once how somebody is, as they had wished.",
    "jobs_failed": "Runs of a system job that failed.",
    "buttons_dead": "Taps on buttons that mean nothing any more, or never did.",
    "backups_made": "Backups made.",
    "held_up": "Times that the program could do nothing else for a second or more.",
}
TIMES = {
    "handling": "From the turn of an update to the end of its handler.",
    "sending": "From asking to send a message or an edit to the moment it was its turn.",
    "lateness": "From the moment a check-in prompt fell due to the moment Telegram took it.",
    "job": "One run of a system job.",
}
LEVELS = {
    "updates_waiting": "Updates that are kept and not handled.",
    "requests_waiting": "Messages and edits that wait for their turn to be sent.",
}


class Metrics:
    """Counts and sums of seconds since the start, and levels as they are; the names are those of the tables above."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(COUNTS, 0)
        self._seconds = dict.fromkeys(TIMES, 0.0)
        self._times = dict.fromkeys(TIMES, 0)
        self._levels: dict[str, Callable[[], int]] = {name: int for name in LEVELS}

    def add(self, name: str, amount: int = 1) -> None:
        """Count `amount` more; an unknown name is a KeyError."""
        self._counts[name] += amount

    def count(self, name: str) -> int:
        """How many so far; an unknown name is a KeyError."""
        return self._counts[name]

    def took(self, name: str, seconds: float) -> None:
        """Note one more duration; an unknown name is a KeyError."""
        self._seconds[name] += seconds
        self._times[name] += 1

    def watch(self, name: str, level: Callable[[], int]) -> None:
        """Ask this for a level whenever the numbers are read; an unknown name is a KeyError."""
        if name not in self._levels:
            raise KeyError(name)
        self._levels[name] = level

    def text(self) -> str:
        """Everything in the Prometheus text format."""
        lines: list[str] = []
        for name, meaning in COUNTS.items():
            lines += _head(f"ebb_{name}_total", meaning, "counter")
            lines.append(f"ebb_{name}_total {self._counts[name]}")
        for name, meaning in TIMES.items():
            lines += _head(f"ebb_{name}_seconds", meaning, "summary")
            lines.append(f"ebb_{name}_seconds_sum {self._seconds[name]:.6f}")
            lines.append(f"ebb_{name}_seconds_count {self._times[name]}")
        for name, meaning in LEVELS.items():
            lines += _head(f"ebb_{name}", meaning, "gauge")
            lines.append(f"ebb_{name} {self._levels[name]()}")
        return "\n".join(lines) + "\n"


def _head(name: str, meaning: str, kind: str) -> list[str]:
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
