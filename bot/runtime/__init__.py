"""The engine room: polling, HTTP, the clockwork, health. Knows Telegram, knows no product."""
