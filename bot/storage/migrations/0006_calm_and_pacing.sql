-- Sittings that are remembered with how tense somebody was, pacing, big days, and flares with what helped.

ALTER TABLE cautions_seen ADD COLUMN applies INTEGER NOT NULL DEFAULT 0 CHECK (applies IN (0, 1));

CREATE TABLE techniques_hidden (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    technique_id TEXT NOT NULL,
    hidden_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, technique_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE sittings RENAME TO sittings_before;

CREATE TABLE sittings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    technique_id TEXT NOT NULL,
    message_id INTEGER,
    pace INTEGER NOT NULL DEFAULT 100,
    rounds INTEGER NOT NULL DEFAULT 1,
    first_part INTEGER NOT NULL DEFAULT 0,
    skipped TEXT NOT NULL DEFAULT '',
    begun_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('whole', 'stopped', 'broken')),
    sealed_before BLOB,
    sealed_after BLOB,
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;

INSERT INTO sittings (person_id, technique_id, message_id, begun_at, ends_at)
SELECT person_id, technique_id, message_id, begun_at, begun_at FROM sittings_before;

DROP TABLE sittings_before;

CREATE UNIQUE INDEX sittings_on ON sittings (person_id) WHERE outcome IS NULL;
CREATE INDEX sittings_due ON sittings (ends_at) WHERE outcome IS NULL;
CREATE INDEX sittings_of_person ON sittings (person_id, begun_at);

-- What the person said about pacing as a whole: the answer to the first question, and the unit of their energy.
CREATE TABLE pacing_profiles (
    person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    sealed_profile BLOB NOT NULL
) STRICT;

CREATE TABLE activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    sealed_activity BLOB,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE INDEX activities_of_person ON activities (person_id, id) WHERE ended_at IS NULL;

CREATE TABLE activity_days (
    activity_id INTEGER NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
    diary_on TEXT NOT NULL,
    sealed_day BLOB NOT NULL,
    PRIMARY KEY (activity_id, diary_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE energy_days (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    diary_on TEXT NOT NULL,
    sealed_day BLOB NOT NULL,
    PRIMARY KEY (person_id, diary_on)
) STRICT, WITHOUT ROWID;

-- Anything that rings at a moment: an activity timer, a rest, a question after a big day, a question in a flare.
CREATE TABLE alarms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('stop', 'rest', 'payback', 'flare')),
    about INTEGER NOT NULL DEFAULT 0,
    place INTEGER NOT NULL DEFAULT 0,
    is_tired INTEGER NOT NULL DEFAULT 0 CHECK (is_tired IN (0, 1)),
    diary_on TEXT,
    begun_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    message_id INTEGER,
    lease_until_at INTEGER,
    settled_at INTEGER
) STRICT;

CREATE UNIQUE INDEX alarms_one_of_a_kind ON alarms (person_id, kind, about) WHERE settled_at IS NULL;
CREATE INDEX alarms_due ON alarms (due_at) WHERE settled_at IS NULL;

CREATE TABLE big_days (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    diary_on TEXT NOT NULL,
    marked_at INTEGER NOT NULL,
    sealed_payback BLOB,
    PRIMARY KEY (person_id, diary_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE flares (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    sealed_helped BLOB
) STRICT;

CREATE UNIQUE INDEX flares_on ON flares (person_id) WHERE ended_at IS NULL;
CREATE INDEX flares_of_person ON flares (person_id, begun_at);

INSERT INTO flares (person_id, begun_at) SELECT id, flare_since_at FROM people WHERE flare_since_at IS NOT NULL;

CREATE TABLE flare_notes (
    person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    sealed_text BLOB NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;
