-- The tables of the first day: people and their consent, check-in times, prompts, check-ins, tips and techniques.
-- Instants are whole Unix seconds, dates are YYYY-MM-DD, wall times HH:MM. What is sealed is a BLOB named sealed_….

CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL UNIQUE,
    language TEXT NOT NULL,
    zone TEXT,
    large_buttons INTEGER NOT NULL DEFAULT 0 CHECK (large_buttons IN (0, 1)),
    expecting_kind TEXT NOT NULL DEFAULT '' CHECK (expecting_kind IN ('', 'zone', 'time', 'note')),
    expecting_about TEXT NOT NULL DEFAULT '',
    paused_at INTEGER,
    paused_until_at INTEGER,
    flare_since_at INTEGER,
    unreachable_at INTEGER,
    joined_at INTEGER NOT NULL,
    CHECK (paused_at IS NOT NULL OR paused_until_at IS NULL)
) STRICT;

CREATE TABLE consents (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    language TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    withdrawn_at INTEGER
) STRICT;

CREATE INDEX consents_of_person ON consents (person_id);
CREATE UNIQUE INDEX consents_standing ON consents (person_id, version) WHERE withdrawn_at IS NULL;

CREATE TABLE tracked_symptoms (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    symptom_id TEXT NOT NULL,
    PRIMARY KEY (person_id, position),
    UNIQUE (person_id, symptom_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE slots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    wall_time TEXT NOT NULL CHECK (wall_time LIKE '__:__'),
    weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 0 AND 127),
    next_due_at INTEGER,
    UNIQUE (person_id, name)
) STRICT;

CREATE INDEX slots_due ON slots (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE TABLE prompts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE CHECK (length(code) = 8),
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    slot_id INTEGER REFERENCES slots (id) ON DELETE SET NULL,
    diary_on TEXT NOT NULL,
    zone TEXT NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('due', 'claimed', 'sent', 'unknown', 'answered', 'skipped', 'expired', 'missed', 'failed')
    ),
    due_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    doubts INTEGER NOT NULL DEFAULT 0,
    lease_until_at INTEGER,
    message_id INTEGER,
    sent_at INTEGER,
    settled_at INTEGER,
    UNIQUE (person_id, slot_id, diary_on)
) STRICT;

CREATE INDEX prompts_to_send ON prompts (due_at) WHERE state IN ('due', 'unknown');
CREATE INDEX prompts_leased ON prompts (lease_until_at) WHERE state = 'claimed';
CREATE INDEX prompts_to_expire ON prompts (expires_at) WHERE state IN ('due', 'claimed', 'sent', 'unknown');
CREATE INDEX prompts_of_slot ON prompts (slot_id, diary_on);
CREATE INDEX prompts_of_day ON prompts (person_id, diary_on);

CREATE TABLE checkins (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    diary_on TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'evening',
    zone TEXT NOT NULL,
    sealed_feeling BLOB NOT NULL,
    plan TEXT NOT NULL,
    asking TEXT,
    begun_at INTEGER NOT NULL,
    finished_at INTEGER,
    undone_at INTEGER,
    tip_id TEXT,
    UNIQUE (person_id, diary_on, kind)
) STRICT;

CREATE TABLE wordings (
    id INTEGER PRIMARY KEY,
    symptom_id TEXT NOT NULL,
    language TEXT NOT NULL,
    question TEXT NOT NULL,
    low_anchor TEXT NOT NULL,
    high_anchor TEXT NOT NULL,
    UNIQUE (symptom_id, language, question, low_anchor, high_anchor)
) STRICT;

CREATE TABLE answers (
    checkin_id INTEGER NOT NULL REFERENCES checkins (id) ON DELETE CASCADE,
    symptom_id TEXT NOT NULL,
    wording_id INTEGER NOT NULL REFERENCES wordings (id),
    sealed_value BLOB NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (checkin_id, symptom_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    checkin_id INTEGER NOT NULL REFERENCES checkins (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    sealed_text BLOB NOT NULL,
    written_at INTEGER NOT NULL,
    message_id INTEGER,
    UNIQUE (person_id, message_id)
) STRICT;

CREATE INDEX notes_of_checkin ON notes (checkin_id);

CREATE TABLE tips_seen (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    tip_id TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'saved', 'not_for_me')),
    PRIMARY KEY (person_id, tip_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cautions_seen (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    technique_id TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, technique_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sittings (
    person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    technique_id TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    begun_at INTEGER NOT NULL
) STRICT;

CREATE TABLE facts (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
