-- The keys that seal what people wrote: one for each person, one for what comes before anybody is known.

-- A key is sealed by the master key, which is never here. In a backup, sealed_key is empty.
CREATE TABLE vault_keys (
    key_id TEXT PRIMARY KEY,
    person_id INTEGER UNIQUE REFERENCES people (id) ON DELETE CASCADE,
    master_key_id TEXT NOT NULL,
    sealed_key BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX vault_keys_of_nobody ON vault_keys ((person_id IS NULL)) WHERE person_id IS NULL;

-- Keys of forgotten people that may still have to be taken out of the key file beside the backups.
CREATE TABLE shredded_keys (
    key_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
