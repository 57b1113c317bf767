-- What a person may tell about their health (sealed), and whether their tips come from one shelf a week.

CREATE TABLE cautions (
    person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    sealed_codes BLOB NOT NULL
) STRICT;

ALTER TABLE people ADD COLUMN weekly_topic INTEGER NOT NULL DEFAULT 0 CHECK (weekly_topic IN (0, 1));
