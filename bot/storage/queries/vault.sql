-- name: key_of_person(person_id)^
-- One person's sealed key.
SELECT key_id, master_key_id, sealed_key FROM vault_keys WHERE person_id = :person_id;

-- name: key_of_nobody()^
-- The sealed key for what belongs to no person.
SELECT key_id, master_key_id, sealed_key FROM vault_keys WHERE person_id IS NULL;

-- name: add_key(key_id, person_id, master_key_id, sealed_key)!
-- A new key; NULL stands for nobody.
INSERT INTO vault_keys (key_id, person_id, master_key_id, sealed_key)
VALUES (:key_id, :person_id, :master_key_id, :sealed_key);

-- name: note_shredded(person_id)!
-- Remember that this person's key has to go from the key file too.
INSERT INTO shredded_keys (key_id) SELECT key_id FROM vault_keys WHERE person_id = :person_id;

-- name: drop_key(person_id)!
-- The key is gone: whatever it sealed is noise from here on.
DELETE FROM vault_keys WHERE person_id = :person_id;
