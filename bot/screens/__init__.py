"""What the person sees: domain values and words in, a Screen out; no network, no Telegram library."""
