"""A local Bot API and a web chat, so that anyone can meet Ebb without a Telegram account."""
