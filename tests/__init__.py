"""Tests mirror the source; conversations read as chats."""
