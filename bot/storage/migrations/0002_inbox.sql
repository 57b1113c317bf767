-- What Telegram delivered, from the moment it is promised to be safe until it is handled, and who must be left alone.

-- An update is kept before Telegram is told so. Handled ones stay a day as bare ids, because Telegram may repeat them.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    update_id INTEGER UNIQUE,
    lane INTEGER,
    sealed_update BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'handled', 'quarantined')),
    error_id TEXT
) STRICT;

CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';
CREATE INDEX inbox_of_lane ON inbox (lane) WHERE lane IS NOT NULL;
CREATE INDEX inbox_received ON inbox (received_at);

-- Telegram asked to be left alone until then: by this chat, or by all of them under chat 0.
CREATE TABLE not_before (
    chat_id INTEGER PRIMARY KEY,
    until_at INTEGER NOT NULL
) STRICT;
